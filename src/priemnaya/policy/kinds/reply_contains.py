"""reply_contains: a part every answer of a kind must hold."""

from __future__ import annotations

from typing import Literal

from priemnaya.policy.verdict import Judgement

from .base import Facts, Kind, Values

TEXTS = {
    "survey_link": ("В ответе нет ссылки на опрос.", "Нажмите «Вставить ссылку на опрос»."),
    "greeting": ("В ответе нет приветствия.", "Начните с «Здравствуйте» или «Уважаемый…»."),
    "registration_number": ("В ответе нет номера дела.", "Впишите номер."),
    "signatory": ("Не указано, кто подписывает ответ.", "Выберите подписывающего."),
    "appeal_order": ("Не сказано, как обжаловать решение.", "Добавьте порядок обжалования."),
    "apology": ("Жалоба удовлетворена, но извинений нет.", "Принесите извинения."),
    "decision": ("Не указано решение по жалобе.", "Выберите решение."),
}


class ReplyContains(Values):
    part: Literal["survey_link", "greeting", "registration_number", "signatory", "appeal_order", "apology", "decision"]
    kinds: tuple[str, ...] = ()


class KIND(Kind):
    name = "reply_contains"
    values = ReplyContains
    doc = "В ответе есть обязательная часть."
    example = "{part: survey_link}"

    @classmethod
    def targets(cls, values: ReplyContains) -> tuple[str, ...]:
        return (values.part,)

    @classmethod
    def judge(cls, values: ReplyContains, facts: Facts) -> Judgement:
        if facts.get(values.part):
            return Judgement(True)
        return Judgement(False, *TEXTS[values.part])

    @classmethod
    def phrase(cls, values: ReplyContains) -> str:
        return TEXTS[values.part][1]
