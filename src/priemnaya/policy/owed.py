"""The names of obligations, once: what an order's YAML calls them, what code opens, meets and counts by, and what
screens say.

A name in code that does not stand here fails `tests/test_architecture.py`; a name in an order fails at loading.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator

TERMS: dict[str, str] = {
    "registration": "зарегистрировать",
    "primary_reply": "подтвердить получение и регистрацию",
    "reply_on_substance": "ответить по существу",
    "urgent_reply": "ответить на срочное сообщение",
    "forwarding": "переслать по компетенции и уведомить",
    "interagency_answer": "получить сведения от другого органа",
    "contact_on_incomplete": "связаться о недостающих документах",
    "call_back": "перезвонить",
    "result_delivery": "направить результат",
    "appeal_decision": "решить по жалобе",
    "complaint_review": "разобрать жалобу и принять меру",
    "send_again": "отправить вернувшееся письмо иначе",
    "term_on_request": "сообщить срок ответа",
    "knowledge_skeleton": "создать базу знаний",
    "knowledge_filled": "наполнить базу знаний",
    "deferral_notice": "уведомить об отсрочке",
}
"""What must be done within a term of an event or by a day (kind answer_within)."""
REVIEWS: dict[str, str] = {
    "knowledge": "пересмотреть раздел базы знаний",
    "feedback": "разобрать отзывы",
    "questionnaires": "пересмотреть анкеты",
    "life_situations": "пересмотреть жизненные ситуации",
    "plan": "пересмотреть план",
    "plan_execution": "проверить, как выполнен план",
}
"""What is reviewed once a period (kind review_every)."""
PROMISES: dict[str, str] = {"measure": "сделать то, что обещано при разборе"}
"""What people promised, with a day of their own."""
OWED: dict[str, str] = TERMS | REVIEWS | PROMISES
"""Name of an obligation -> what it asks to do, in the infinitive."""


def _one_of(names: dict[str, str]) -> Any:
    def known(name: str) -> str:
        if name not in names:
            raise ValueError(f"допустимо: {', '.join(sorted(names))}")
        return name

    return AfterValidator(known)


TermName = Annotated[str, _one_of(TERMS)]
ReviewName = Annotated[str, _one_of(REVIEWS)]
