"""What review and by_hand share: once a period somebody answers, with a proof."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from priemnaya.policy.vocabulary import title_of
from priemnaya.policy.vocabulary.people import EXECUTOR, HEAD_OF_UNIT, Person, confirmed_by, employees_only
from priemnaya.worktime.periods import MONTHS, TITLES, WEEKS, Period, counted_from, end_of, start_of

from .base import Values
from .places import COUNTED_FROM, ROLLED, Day, InPeriod

Proof = Literal["text", "link", "file"]
PROVED = {"text": "", "link": ", со ссылкой на материал", "file": ", с файлом"}
PROOFS: dict[str, str] = {"text": "слова", "link": "ссылка на материал", "file": "файл"}
ROUGH_DAYS = {**WEEKS, **{name: 30.4 * months for name, months in MONTHS.items()}}


class Periodic(Values):
    """every: once a week, two weeks, month, two_months, quarter, … three_years: of the calendar, unless counted_from
    names a day that one begins with; by: the place in the period, else its last day; roll: where a day off goes; who:
    answers for it; proof: what is shown; told: told besides when it is near or has passed."""

    every: Period
    counted_from: Day | None = Field(None, description=COUNTED_FROM)
    by: InPeriod | None = Field(None, description="{day: 15}, {weekday: friday, nth: 1}, года — {month: 1, day: 15}")
    roll: Literal["none", "back", "forward"] = "none"
    who: Person = "head"
    proof: Proof = "text"
    told: tuple[Person, ...] = ()

    @model_validator(mode="after")
    def _place_fits(self) -> Self:
        if self.by is not None:
            self.by.fits(self.every)
        employees_only("who, told", self.who, *self.told)
        if {EXECUTOR, HEAD_OF_UNIT} & {self.who, *self.told}:
            raise ValueError("здесь нет дела, а значит, и исполнителя: назовите head, heads_of_units, editor, admin")
        return self

    def span(self, day: dt.date) -> tuple[dt.date, dt.date]:
        """The period a day is in: its first and last day."""
        return start_of(self.every, day, self.counted_from), end_of(self.every, day, self.counted_from)

    def day_in(self, day: dt.date) -> dt.date:
        """The day of that period by which it is done."""
        place = self.by.of_period(self.every, origin=self.counted_from) if self.by else None
        return place.within(day) if place else self.span(day)[1]

    @property
    def when(self) -> str:
        since = counted_from(self.counted_from) if self.counted_from else ""
        return (
            TITLES[self.every]
            + since
            + (f", {self.by.of_period(self.every).by()}" if self.by else "")
            + ROLLED[self.roll]
        )

    @property
    def confirmed(self) -> str:
        """«подтверждает аналитик, с файлом; узнаёт также администратор»."""
        also = ", ".join(title_of("person", name) for name in self.told)
        return confirmed_by(self.who) + PROVED[self.proof] + (f"; узнаёт также {also}" if also else "")


def stricter(a: Any, b: Any) -> Any:
    return min(a, b, key=lambda v: ROUGH_DAYS[v.every])
