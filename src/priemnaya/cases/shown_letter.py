"""A letter as those see it who write and sign it together: how it read when it lay for signature last, and who wrote
which paragraph."""

from __future__ import annotations

import datetime as dt
from copy import copy
from dataclasses import dataclass
from difflib import SequenceMatcher

from priemnaya.people.models import Employee

from .decision_parts import DAYS, EVERY, returned
from .letter_text import full_text
from .models import Reply, ReplyVersion


def text_before(reply: Reply, version: ReplyVersion) -> str:
    """The whole letter as it was in a version, for a reader."""
    before = copy(reply)
    for name, value in version.content.items():
        if name in (*EVERY, "text", "decision", "answers", "endnotes"):
            setattr(before, name, returned(name, value) if name in DAYS else value)
    return full_text(before)


@dataclass(frozen=True)
class Since:
    """When a letter lay for signature last, who took it back, and how it read. files: names that it had."""

    at: dt.datetime
    by: Employee | None
    text: str
    decision: str
    files: tuple[str, ...]


def read_last(reply: Reply) -> Since | None:
    """The letter as it lay for signature before: None when it lies there for the first time."""
    last = reply.versions.filter(submitted=True).select_related("by").order_by("-number").first()
    if last is None:
        return None
    content = last.content
    return Since(
        last.at, last.by, text_before(reply, last), content.get("decision", ""), tuple(content.get("files", ()))
    )


@dataclass(frozen=True)
class Written:
    """A paragraph of the draft's text: who wrote or changed it last, and when."""

    text: str
    by: Employee | None
    at: dt.datetime


def hands_of(reply: Reply) -> list[Written]:
    """Paragraphs of the text in their order, each with its last hand; empty while only one person wrote."""
    rows = list(reply.versions.select_related("by").order_by("number"))
    if len({r.by_id for r in rows if not r.submitted}) < 2:
        return []
    texts = [*(str(r.content.get("text", "")).split("\n") for r in rows), reply.text.split("\n")]
    hands = [rows[0]] * len(texts[0])
    for n, row in enumerate(rows):
        hands = _carried(texts[n], texts[n + 1], hands, row)
    return [Written(text, row.by, row.at) for text, row in _paragraphs(texts[-1], hands)]


def _carried(
    before: list[str], after: list[str], hands: list[ReplyVersion], changed: ReplyVersion
) -> list[ReplyVersion]:
    """Whose each line of the next text is: lines that stayed keep their hand."""
    found: list[ReplyVersion] = []
    for what, a, b, c, d in SequenceMatcher(None, before, after).get_opcodes():
        found += hands[a:b] if what == "equal" else [changed] * (d - c)
    return found


def _paragraphs(lines: list[str], hands: list[ReplyVersion]) -> list[tuple[str, ReplyVersion]]:
    """Lines between blank ones together; of several hands the latest."""
    found: list[tuple[str, ReplyVersion]] = []
    block: list[tuple[str, ReplyVersion]] = []
    for line, hand in [*zip(lines, hands, strict=True), ("", hands[-1])]:
        if line.strip():
            block.append((line, hand))
        elif block:
            found.append(("\n".join(w for w, _h in block), max((h for _w, h in block), key=lambda h: h.number)))
            block = []
    return found
