"""Letters that wait for a signature: the queue of one signer, what was checked of a letter, what changed since it lay
here last, and which may be signed together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import F, QuerySet

from priemnaya.cases.actions.apart import checked
from priemnaya.cases.actions.reading import is_being_read
from priemnaya.cases.actions.shown import digest_of
from priemnaya.cases.explained import GRANTS, REFUSES, of_others, told_of
from priemnaya.cases.heard import said_after, seconds_of
from priemnaya.cases.held_back import answer_goes
from priemnaya.cases.letter_text import full_text
from priemnaya.cases.models import DECISIONS, Case, Reply
from priemnaya.cases.models.case import TO_SIGN
from priemnaya.cases.shown_letter import read_last
from priemnaya.cases.substance import stated
from priemnaya.people.models import Employee
from priemnaya.ui.diff import word_changes

SHOWN = 100
TOGETHER = 15
"""Letters looked at for signing several at once: each is checked whole."""


def to_sign(me: Employee) -> QuerySet[Reply]:
    """Letters that lie for a signature in cases this person may open, those whose term ends first before the rest."""
    rows = Reply.objects.filter(state__in=TO_SIGN, case__in=Case.objects.seen_by(me).values("pk"))
    rows = rows.select_related(
        "case__organisation__parent", "case__client", "organisation__parent", "author", "checker"
    )
    return rows.order_by(F("case__due_at").asc(nulls_last=True), "case_id")


def covering(me: Employee) -> QuerySet[Case]:
    """Cases with a letter to another body that waits for its signature: it is signed on its own page."""
    return Case.objects.seen_by(me).covering_to_sign().order_by(F("due_at").asc(nulls_last=True), "pk")


def after(me: Employee, case_id: int) -> int | None:
    """The case whose letter comes next in the queue, else the first that is left."""
    order = list(to_sign(me).values_list("case_id", flat=True))
    if case_id in order:
        at = order.index(case_id)
        order = order[at + 1 :] + order[:at]
    return order[0] if order else None


@dataclass(frozen=True)
class Block:
    """A paragraph of the letter that a remark may be tied to. quote: its words as they stand in the letter's field."""

    number: int
    title: str
    lines: tuple[str, ...]
    quote: str
    remark: str = ""


def remarked(blocks: list[Block], typed: Mapping[str, str]) -> list[Block]:
    """With the remarks of a form that was not taken, each at the place it was written for while its words stand."""
    left = [(typed.get(f"quote-{n[7:]}", ""), words) for n, words in typed.items() if n.startswith("remark-")]
    left, found = [(quote, words) for quote, words in left if quote and words.strip()], []
    for block in blocks:
        own = [(quote, words) for quote, words in left if quote in "\n".join(block.lines)]
        left = [row for row in left if row not in own]
        words = "\n".join(words for _quote, words in own)
        found.append(replace(block, quote=own[0][0], remark=words) if own else block)
    return found


def blocks_of_letter(reply: Reply) -> list[Block]:
    found: list[Block] = []
    for chunk in full_text(reply).split("\n\n"):
        lines = [line.strip() for line in chunk.strip().split("\n") if line.strip()]
        if not lines:
            continue
        titled = len(lines) > 1 and len(lines[0]) < 60 and lines[0][-1] not in ".,:;!?…"
        body = lines[1:] if titled else lines
        found.append(Block(len(found), lines[0] if titled else "", tuple(body), max(body, key=len)[:600]))
    return found


def others_asked(case: Case) -> dict[str, Any]:
    """Second applicants, whose word stands beside the letter; not before it was looked through for names."""
    seconds = seconds_of(case)
    return {"seconds": seconds, "reading": {"waits"} if seconds and is_being_read(case) else ()}


def letter_page(reply: Reply, me: Employee) -> dict[str, Any]:
    """One letter for its signer."""
    found, last = checked(reply, me), read_last(reply)
    now = full_text(reply)
    return {
        "reply": reply,
        "case": reply.case,
        "blocks": blocks_of_letter(reply),
        "checked": found,
        "digest": digest_of(reply),
        "goes": answer_goes(reply.case),
        "attachments": list(reply.attachments.select_related("file").order_by("pk")),
        "last": last,
        "changes": word_changes(last.text, now) if last and last.text != now else [],
        "decided_before": DECISIONS.get(last.decision, "") if last and last.decision != reply.decision else "",
        "files_changed": last is not None
        and list(last.files) != list(reply.attachments.order_by("pk").values_list("name", flat=True)),
        "said_before": [
            {"text": r.text, "quote": r.quote, "same": r.quote in now} for r in reply.remarks.order_by("pk")
        ],
        "stated": stated(reply),
        "said_since": said_after(reply),
        **others_asked(reply.case),
        "refusing": told_of(reply, REFUSES),
        "granting": told_of(reply, GRANTS),
        "reasons_told": of_others(reply),
    }
