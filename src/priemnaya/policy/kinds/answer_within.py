"""answer_within: something must be done within a term of an event. Opens an obligation with a stored due instant."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, field_validator

from priemnaya.policy.owed import TERMS, TermName
from priemnaya.worktime import Term, parse_rule

from .base import Facts, Kind, Values


class AnswerWithin(Values):
    """within: 24h | 9wh | 30d | 15wd. to: only messages of electronic points, or of any. kinds: case kinds it concerns.

    ground: only cases with this feature (for example governor_migration). rated: with ground low_rating, the highest
    mark of five that counts as low. until: a fixed day instead of a term.
    """

    what: TermName
    within: str = Field("", description="24h, 9wh, 30d, 15wd")
    to: Literal["any", "electronic"] = "any"
    skip: Literal["none", "non_working_days"] = "none"
    roll: Literal["none", "back", "forward"] = "none"
    start: Literal["next_day", "same_day"] = "next_day"
    kinds: tuple[str, ...] = ()
    ground: str = ""
    rated: int = Field(0, ge=0, le=5, description="only a rating of at most so many of five; 0: any")
    until: str = ""

    @field_validator("within")
    @classmethod
    def _readable(cls, value: str) -> str:
        if value:
            parse_rule(value)
        return value

    @property
    def term(self) -> Term:
        return parse_rule(self.within, skip=self.skip, roll=self.roll, start=self.start)


class KIND(Kind):
    name = "answer_within"
    values = AnswerWithin
    doc = "Действие должно быть сделано в срок. Открывает обязательство с вычисленной датой и её объяснением."
    example = "{what: primary_reply, to: electronic, within: 24h, skip: non_working_days}"

    @classmethod
    def applies(cls, values: AnswerWithin, facts: Facts) -> bool:
        if not super().applies(values, facts) or (values.to == "electronic" and not facts.get("electronic")):
            return False
        if values.rated and int(facts.get("rating", 0)) > values.rated:
            return False
        return not values.ground or values.ground in facts.get("grounds", ())

    @classmethod
    def phrase(cls, values: AnswerWithin) -> str:
        what = TERMS[values.what]
        return f"{what} до {values.until}" if values.until else f"{what}: {values.term}"

    @classmethod
    def tighter(cls, a: Any, b: Any) -> Any:
        """Rough order for display; the engine compares the computed instants, which is exact."""
        hours = {"hours": 1, "working_hours": 3, "days": 24, "working_days": 34}
        return min((a, b), key=lambda v: v.term.amount * hours[v.term.unit])
