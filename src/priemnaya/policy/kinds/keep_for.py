"""keep_for: records are kept for at least so many years and cannot be disposed of earlier."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from priemnaya.policy.verdict import Judgement
from priemnaya.worktime.terms import plural

from .base import Facts, Kind, Values

CALL_RECORDS, RECORDS = "call_records", "записи разговоров: их хранит станция, не система"

WHAT = {"contacts": "контакты с клиентами", "appeals": "обращения", CALL_RECORDS: "записи разговоров"}
"""What a rule speaks of, in the words of the page; the product keeps all of them for the longest of the terms."""


class KeepFor(Values):
    """years, or months of what is kept for less than a year: records of talks."""

    what: Literal["contacts", "appeals", "call_records"]
    years: int = Field(0, ge=1, le=100, description="целое число лет, от 1 до 100")
    months: int = Field(0, ge=1, le=120, description="целое число месяцев; только у записей разговоров")

    def waits_for(self) -> tuple[str, ...]:
        return (RECORDS,) if self.what == CALL_RECORDS else ()

    @model_validator(mode="after")
    def _one_term(self) -> Self:
        if self.months and self.what != CALL_RECORDS:
            raise ValueError("months — только у записей разговоров (call_records): дела хранят годами, пишите years")
        if bool(self.years) == bool(self.months):
            raise ValueError("нужно years (годы) или months (месяцы), одно из двух")
        return self

    @property
    def term(self) -> str:
        if self.months:
            return f"{self.months} {plural(self.months, 'месяца', 'месяцев', 'месяцев')}"
        return f"{self.years} {plural(self.years, 'года', 'лет', 'лет')}"


class KIND(Kind):
    name = "keep_for"
    values = KeepFor
    state = "recorded"
    doc = "Хранится не меньше указанного числа лет."
    example = "{what: contacts, years: 5}"

    @classmethod
    def judge(cls, values: KeepFor, facts: Facts) -> Judgement:
        if float(facts.get("age_years", 0)) >= values.years:
            return Judgement(True)
        return Judgement(
            False, f"{cls.phrase(values).capitalize()}: этот срок ещё не прошёл.", "Дождитесь окончания срока."
        )

    @classmethod
    def tighter(cls, a: KeepFor, b: KeepFor) -> KeepFor:
        return max(a, b, key=lambda v: v.years * 12 + v.months)

    @classmethod
    def phrase(cls, values: KeepFor) -> str:
        return f"хранить {WHAT[values.what]} не меньше {values.term}"
