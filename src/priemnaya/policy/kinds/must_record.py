"""must_record: a fact is on record before a step is taken."""

from __future__ import annotations

from typing import Literal

from priemnaya.policy.verdict import Judgement

from .base import Facts, Kind, Values

TEXTS: dict[str, tuple[str, str]] = {
    "topic": (
        "У дела не указана тема по классификатору.",
        "Выберите тему для каждого вопроса на странице дела, в «Темы и потребность».",
    ),
    "need": (
        "Не указано, что на самом деле нужно клиенту.",
        "Выберите типовую потребность на странице дела, в «Темы и потребность».",
    ),
    "urgency": ("Срочность ещё не оценена.", "Отметьте «срочное» или «обычное» на странице дела, в «Срочность»."),
    "extension_reason": ("Не указана причина продления.", "Опишите исключительный случай или запрос в другой орган."),
    "identity_document": ("Личность не удостоверена.", "Запишите предъявленный документ."),
    "reception_card": ("Нет карточки личного приёма.", "Заполните карточку."),
    "no_answer_outcome": ("Не записано, как помогли, когда не смогли ответить.", "Выберите один из трёх путей."),
    "initiator": ("Не записано, кто сделал запись.", "Войдите под своим именем."),
    "decision_grounds": (
        "Не сказано, на чём основано решение.",
        "Напишите основание под решением: что проверили и почему решили так.",
    ),
    "crime_signs": (
        "В жалобе отмечены признаки преступления, а в прокуратуру она не направлена.",
        "Сначала перешлите её туда: «Переслать по компетенции», на остальное ответите сами.",
    ),
    "demand_act": ("Не указано, на каком акте основано требование.", "Укажите акт."),
}


class MustRecord(Values):
    what: Literal[
        "topic",
        "need",
        "urgency",
        "extension_reason",
        "identity_document",
        "reception_card",
        "no_answer_outcome",
        "initiator",
        "crime_signs",
        "demand_act",
        "decision_grounds",
    ]
    before: Literal["reply", "extension", "reception", "call_end", "assignment", "demand"] = "reply"
    kinds: tuple[str, ...] = ()


class KIND(Kind):
    name = "must_record"
    values = MustRecord
    doc = "Факт записан, прежде чем сделан следующий шаг."
    example = "{what: topic, before: reply}"

    @classmethod
    def applies(cls, values: MustRecord, facts: Facts) -> bool:
        return super().applies(values, facts) and values.what not in facts.get("moot", ())

    @classmethod
    def judge(cls, values: MustRecord, facts: Facts) -> Judgement:
        if facts.get(values.what):
            return Judgement(True)
        return Judgement(False, *TEXTS[values.what])

    @classmethod
    def phrase(cls, values: MustRecord) -> str:
        return TEXTS[values.what][1]
