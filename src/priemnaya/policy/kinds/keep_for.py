"""keep_for: records are kept for at least so many years and cannot be disposed of earlier."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from priemnaya.policy.verdict import Judgement
from priemnaya.worktime.terms import plural

from .base import Facts, Kind, Values

WHAT = {"contacts": "контакты с клиентами", "appeals": "обращения"}
"""What a rule speaks of, in the words of the page; the product keeps all of them for the longest of the terms."""


class KeepFor(Values):
    what: Literal["contacts", "appeals"]
    years: int = Field(ge=1, le=100, description="целое число лет, от 1 до 100")


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
        return max(a, b, key=lambda v: v.years)

    @classmethod
    def phrase(cls, values: KeepFor) -> str:
        return f"хранить {WHAT[values.what]} не меньше {values.years} {plural(values.years, 'года', 'лет', 'лет')}"
