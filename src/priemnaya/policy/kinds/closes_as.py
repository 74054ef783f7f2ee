"""closes_as: an outcome the law allows without an answer on the substance, with its conditions, term and notice."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator

from priemnaya.policy.verdict import Judgement
from priemnaya.worktime import parse_rule

from .base import OF_A_CASE, Facts, Kind, Values

Need = Literal["head_decision", "site_address", "reason", "no_name_or_address", "competent_body"]

NEEDS: dict[str, tuple[str, str]] = {
    "head_decision": (
        "Решение принимает руководитель или уполномоченное лицо.",
        "Передайте дело руководителю на решение.",
    ),
    "site_address": ("Не указан адрес страницы, где размещён ответ.", "Впишите адрес страницы."),
    "reason": ("Не указана причина.", "Опишите причину в поле «Объяснение»."),
    "no_name_or_address": ("У клиента указаны и имя, и адрес для ответа.", "Ответьте по существу."),
    "competent_body": ("Не указано, в какой орган передать сведения.", "Впишите орган."),
}


class ClosesAs(Values):
    """outcome: its code; title: what people read; within: term of the notice, empty when no notice is due. previous:
    how many answers on the same question the client must have had (59-ФЗ ст. 11 ч. 5)."""

    outcome: str = Field(min_length=1, max_length=40)
    title: str = Field(min_length=1, max_length=200)
    notice: bool = False
    within: str = Field("", description="24h, 30m, 9wh, 45wm, 30d, 15wd")
    roll: Literal["none", "back", "forward"] = "none"
    needs: tuple[Need, ...] = ()
    previous: int = Field(0, ge=0, le=100)

    @field_validator("within")
    @classmethod
    def _readable(cls, value: str) -> str:
        if value:
            parse_rule(value)
        return value

    def conditions(self) -> frozenset[str]:
        return OF_A_CASE


class KIND(Kind):
    name = "closes_as"
    values = ClosesAs
    doc = "Исход без ответа по существу, который допускает закон: условия, срок и уведомление."
    example = "{outcome: repeated, title: «Переписка прекращена», notice: true, previous: 2, needs: [head_decision]}"

    @classmethod
    def targets(cls, values: ClosesAs) -> tuple[str, ...]:
        return ("outcome",)

    @classmethod
    def judge(cls, values: ClosesAs, facts: Facts) -> Judgement:
        given = int(facts.get("previous_answers", 0))
        if given < values.previous:
            return Judgement(
                False,
                f"Прежних ответов по существу на тот же вопрос нужно не меньше {values.previous}, а связано {given}.",
                "Свяжите это дело с прежними, на которые уже ответили.",
            )
        for need in values.needs:
            if not facts.get(need):
                return Judgement(False, *NEEDS[need])
        if values.notice and not facts.get("notice_text"):
            return Judgement(False, "Клиента нужно уведомить об этом исходе.", "Напишите уведомление.")
        return Judgement(True)

    @classmethod
    def phrase(cls, values: ClosesAs) -> str:
        return values.title
