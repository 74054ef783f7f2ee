"""Each question of the case is answered in the letter, or its reason is given there (59-ФЗ ст. 10 ч. 1 п. 4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from priemnaya.errors import Objection
from priemnaya.plain.substance import Letter, Question, explains, question_of
from priemnaya.plain.unfilled import unfilled

from . import texts
from .asked import Asked, asked_in, messages_of
from .letter_text import REASONS, parts_of
from .models import Case, Reply
from .standing import as_message

HERE = "here"
"""The author says: these words of the letter answer it."""
STATED = "stated"
"""The author says: the letter answers it, and why they think so. The check has not seen it; whoever signs is
another and reads the reason, and it stays in the record."""
NO_QUESTION = "no_question"
"""The author says: nobody waits for an answer to it («Сколько можно?»). It stays in the record, not in the letter."""


@dataclass(frozen=True)
class Answered:
    """A question with what the letter says to it. how: empty (found by words), `here` (marked), `stated` or a reason;
    passage: the words that answer; ok: answered, or a valid reason."""

    number: int
    key: str
    words: str
    how: str
    typed: str
    passage: str
    ok: bool


def answers_of(reply: Reply) -> list[Answered]:
    """Every question of the case in order. Asked several times for one text (guard and page), found once."""
    state = (reply.text, reply.decision, reply.grounds, reply.how_to_fix, reply.how_to_reapply, str(reply.answers))
    known = reply.__dict__.get("_answers")
    if known is None or known[0] != state:
        known = reply.__dict__["_answers"] = (state, _found(reply))
    return list(known[1])


def stated(reply: Reply) -> list[Answered]:
    """Questions that are answered by the author's word alone."""
    return [a for a in answers_of(reply) if a.how == STATED and a.ok]


def says_something(reply: Reply) -> bool:
    """Anything of substance in the letter, or a reason why there is none."""
    return any(a.ok for a in answers_of(reply)) or bool(_letter(reply)[0].passages)


def left_open(reply: Reply) -> tuple[str, ...]:
    """Places of the letter that its author has yet to fill in; what the client is quoted with is not the author's."""
    _whole, parts = parts_of(reply)
    return tuple(unfilled("\n\n".join(p.text for p in parts if p.field != "answers")))


def promised(reply: Reply) -> str:
    """The words that put the answer off to a day; empty when there are none."""
    letter = _letter(reply)[0]
    found = letter.promised
    return letter.text[found.start : found.end] if found else ""


def _found(reply: Reply) -> list[Answered]:
    case = reply.case
    questions = asked_in(case)
    letter, messages = _letter(reply)
    alone = sum(q.row is not None for q in questions) == 1
    about = [_about(reply, q, messages, alone=alone) for q in questions]
    said = reply.answers
    return [_answered(letter, n, q, about, said.get(q.key, {}), apart=not alone) for n, q in enumerate(questions, 1)]


def _answered(
    letter: Letter, number: int, asked: Asked, about: list[Question], marked: dict[str, Any], *, apart: bool
) -> Answered:
    """apart: people have told several questions apart, so that a passage of one is no answer to another."""
    how, typed = str(marked.get("how", "")), str(marked.get("words", ""))
    passage, ok = "", False
    if how in REASONS:
        ok = bool(typed.strip()) or not REASONS[how].needs_words
    elif how == HERE and letter.holds(typed):
        passage, ok = typed, True
    elif how == STATED:
        ok = letter.has_own_words and explains(typed)
    else:
        others = [q for n, q in enumerate(about, 1) if n != number] if apart else []
        found = letter.answer_to(about[number - 1], others)
        passage, ok = (letter.text[found.start : found.end], True) if found else ("", False)
    return Answered(number, asked.key, asked.words, how, typed, passage, ok)


def _about(reply: Reply, asked: Asked, messages: Iterable[str], *, alone: bool) -> Question:
    """What a question is about. The only matter of a message is about all of its words; of several, each about its own.
    An application asks for a decision: words that decide, or tell something of its matter, answer («Договор готов»)."""
    case, row = reply.case, asked.row
    if row is None:
        return question_of(asked.words, matter=" ".join([case.subject, *messages]))
    service = case.service.title if case.service else ""
    if alone and case.kind == "service_application" and reply.decision != "explain":
        return question_of(matter=" ".join([row.text, case.subject, service, *messages]))
    topic = row.topic.title if row.topic else ""
    if not alone:
        return question_of(row.text, f"{topic} {row.need}", matter=" ".join([case.subject, *messages]))
    complaint = getattr(case, "complaint", None)
    about = f"{complaint.get_about_display()} {complaint.against} {complaint.decision}" if complaint else ""
    return question_of(
        " ".join([row.text, topic, case.subject, service, about, *messages]), own=row.text or case.subject
    )


def _messages(case: Case) -> list[str]:
    return [f"{m.subject}\n{m.text[:20_000]}" for m in messages_of(case)]


def _letter(reply: Reply) -> tuple[Letter, list[str]]:
    """The author's own words: without the titles that the product adds, and without how to appeal, which answers no
    question. And the messages it answers. Read once for one text: guard and page ask several things of it."""
    own = "\n\n".join(p.text for p in parts_of(reply)[1] if p.field not in ("how_to_appeal", "answers"))
    known: tuple[Letter, list[str]] | None = reply.__dict__.get("_letter")
    if known is None or known[0].text != own:
        messages = _messages(reply.case)
        known = reply.__dict__["_letter"] = Letter(own, [*messages, *_notices(reply.case)]), messages
    return known


def _notices(case: Case) -> list[str]:
    """What the product writes by itself: sending it once more is no answer."""
    now = timezone.now()
    return [
        texts.received(case, "-", "-", texts.when(case, now), standing=as_message(case)),
        texts.term(case, now, provisional=True),
        texts.survey_block(case.organisation, "-"),
    ]


def checked_answers(reply: Reply, answers: dict[str, Any]) -> dict[str, dict[str, str]]:
    """What people said of questions, as it is kept. Raises Objection for an unknown question or reason."""
    known = {q.key for q in asked_in(reply.case)} | {"0"}
    kept: dict[str, dict[str, str]] = {}
    for key, said in answers.items():
        how, words = str(said.get("how", "")), str(said.get("words", "")).strip()[:2000]
        if key not in known:
            raise Objection("Вопросы дела за это время изменили. Обновите страницу: ваш текст сохранён.")
        if how and how not in (HERE, STATED) and how not in REASONS:
            raise Objection("Такой причины нет. Выберите причину из списка.")
        if how or words:
            kept[key] = {"how": how, "words": words}
    return kept
