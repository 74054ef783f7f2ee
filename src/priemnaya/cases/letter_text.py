"""The words of a letter: which fields of a reply make it, in what order, and where each stands in the whole."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from priemnaya.core.read_once import read_once
from priemnaya.plain import Finding
from priemnaya.plain.signs import greeted

from .asked import asked_in
from .models import Attachment, Reply

REFUSAL_PARTS = (
    ("grounds", "Почему принято такое решение"),
    ("how_to_fix", "Что можно исправить"),
    ("how_to_reapply", "Как обратиться снова"),
    ("how_to_appeal", "Как обжаловать"),
)
WHY = {
    "refusal": "Почему отказано",
    "suspend": "Почему приостановлено",
    "terminate": "Почему прекращено",
    "return": "Почему возвращаем документы",
}


class Reason(NamedTuple):
    """Why a question is not answered in this letter. choice: for the author; lead: what the client reads before the
    author's words."""

    choice: str
    lead: str
    needs_words: bool = True


REASONS = {
    "forwarded": Reason(
        "переслали в другой орган: куда и когда", "Этот вопрос решает другой орган, мы переслали его туда."
    ),
    "elsewhere": Reason("решаем не мы: кто решает и как туда обратиться", "Этот вопрос решает другой орган."),
    "clarify": Reason("нужно уточнить у клиента: что именно", "Чтобы ответить, нам нужно уточнить:"),
    "repeated": Reason("уже отвечали: номер и день письма", "На этот вопрос мы уже отвечали:"),
    "secret": Reason(
        "ответ раскроет охраняемую тайну",
        "Ответить на этот вопрос нельзя: ответ раскроет тайну, которую охраняет закон.",
        False,
    ),
    "no_question": Reason("это не вопрос: ответа на него не ждут", "", False),
}
"""Reasons why a question stays without an answer (59-ФЗ ст. 8, 10, 11): each stands in the letter."""


@dataclass(frozen=True)
class Part:
    """A field of the reply and where its text stands in the whole."""

    field: str
    start: int
    text: str


def files_of(reply: Reply) -> list[Attachment]:
    """What is attached to the letter; read once for a page that only reads."""
    rows = reply.attachments.select_related("file").order_by("pk")
    return list(read_once(("files", reply.pk), lambda: list(rows)))


def parts_of(reply: Reply) -> tuple[str, tuple[Part, ...]]:
    """The letter as the client reads it (the text and the parts of a refusal, each a block) and where each field stands
    in it."""
    pieces = [("text", "", reply.text.strip()), ("answers", "", _reasons_told(reply))]
    if reply.decision in WHY:
        pieces += [(field, title, str(getattr(reply, field)).strip()) for field, title in REFUSAL_PARTS]
        pieces[2] = (pieces[2][0], WHY[reply.decision], pieces[2][2])
    elif reply.decision != "explain":
        pieces.append(("grounds", "На чём основано решение", reply.grounds.strip()))
        pieces.append(("how_to_appeal", "Как обжаловать", reply.how_to_appeal.strip()))
    whole, parts = "", []
    for field, title, text in pieces:
        if not text and field != "text":
            continue
        whole += ("\n\n" if whole else "") + (f"{title}\n" if title else "")
        typed = text if field == "answers" else str(getattr(reply, field))
        lead = len(typed) - len(typed.lstrip())
        parts.append(Part(field, len(whole) - lead, text))
        whole += text
    return whole, tuple(parts)


def _reasons_told(reply: Reply) -> str:
    """Questions that this letter does not answer, each with its reason. A question that is gone from the case is not
    told of."""
    if not any(said.get("how") in REASONS for said in reply.answers.values()):
        return ""
    told = []
    for question in asked_in(reply.case):
        said = reply.answers.get(question.key, {})
        reason = REASONS.get(said.get("how", ""))
        if reason and reason.lead:
            words = question.words.rstrip(".")
            told.append(f"Вы спрашивали: «{words}».\n{reason.lead} {said.get('words', '').strip()}".strip())
    return "\n\n".join(told)


def full_text(reply: Reply) -> str:
    """The letter as the client reads it."""
    return parts_of(reply)[0]


LAST_BLOCKS = 2
"""Of a letter the end: a heading and what it is of stand in one block, «С уважением» in the last."""


def stretches(reply: Reply, where: str) -> list[str]:
    """The beginning of a letter: its first block after the greeting. The end: the last blocks of what the author wrote,
    and of the whole with the parts of the decision. All of it where no place is named."""
    if not where:
        return [full_text(reply)]
    if where == "end":
        return ["\n\n".join(_blocks(text)[-LAST_BLOCKS:]) for text in (reply.text, full_text(reply))]
    lines = full_text(reply).strip().split("\n")
    rest = _blocks("\n".join(lines[1:] if greeted(lines[0]) else lines))
    return rest[:1]


def _blocks(text: str) -> list[str]:
    return [one.strip() for one in re.split(r"\n\s*\n", text) if one.strip()]


def place_in(parts: tuple[Part, ...], finding: Finding) -> tuple[str, int, int]:
    """The field that a finding begins in and its place there; a finding on a title belongs to the field under it."""
    part = next((p for p in reversed(parts) if p.start <= finding.start), parts[0])
    low = max(0, finding.start - part.start)
    return part.field, low, max(low, finding.end - part.start)
