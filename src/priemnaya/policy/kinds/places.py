"""Days as rules of time name them: a date, or a place in a period."""

from __future__ import annotations

import datetime as dt
import re
from contextlib import suppress
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, model_validator

from priemnaya.worktime import Deadline
from priemnaya.worktime.hours import is_hour
from priemnaya.worktime.periods import MONTHS, NAMES_OF_MONTHS, WEEKS, Period, Weekday


def _a_day(value: Any) -> Any:
    """Raises ValueError for what is no day of our time: a number is none."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        with suppress(ValueError):
            value = dt.date.fromisoformat(value)
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime) and 2000 <= value.year <= 2100:
        return value
    raise ValueError("день пишите так: 2024-11-01")


def _hour(value: Any) -> Any:
    """Raises ValueError for what is no hour of a day."""
    if isinstance(value, str) and (not value or is_hour(value)):
        return value
    raise ValueError('час пишите так: "10:00", конец рабочего дня органа — end_of_work')


Hour = Annotated[str, BeforeValidator(_hour), Field(description='"10:00" или end_of_work: час последнего дня')]
LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
Day = Annotated[dt.date, BeforeValidator(_a_day)]


ROLLED = {"none": "", "back": "; с выходного — накануне", "forward": "; с выходного — на следующий рабочий день"}
PLACES = "место в периоде: {of: month, next: true, day: 15}"
COUNTED_FROM = "с какого дня считают периоды, например 2025-09-01; без него — календарные: квартал с января"


class InPeriod(BaseModel):
    """A place in a period that is named elsewhere: «до 15-го числа» {day: 15}, «первая суббота» {weekday: saturday,
    nth: 1}, of a year «до 15 января» {month: 1, day: 15}. nth -1: the last; a day is cut to the month's length."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    month: int = Field(0, ge=0, le=12)
    day: int = Field(0, ge=0, le=31)
    weekday: Weekday | None = None
    nth: Literal[1, 2, 3, 4, 5, -1] = 1

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if self.day and self.weekday:
            raise ValueError("или число месяца, или день недели")
        if self.nth != 1 and not self.weekday:
            raise ValueError("nth говорит, который по счёту день недели: назовите weekday")
        return self

    def fits(self, period: str) -> None:
        """Raises ValueError when the period has no such place."""
        if self.month > MONTHS.get(period, 0) or (self.month and period == "month"):
            raise ValueError("month: который месяц периода: квартала 1–3, полугодия 1–6, года 1–12")
        if period in WEEKS and self.day:
            raise ValueError("у недели назовите день недели: weekday: friday")
        if period == "week" and self.nth not in (1, -1):
            raise ValueError(f"nth: {self.nth}: в неделе такой день один, nth не пишут")
        if period == "two_weeks" and self.nth not in (1, 2, -1):
            raise ValueError(f"nth: {self.nth}: в двух неделях таких дней два: 1 или 2")
        if period == "year" and self.month and self.day > LENGTHS[self.month - 1]:
            month = NAMES_OF_MONTHS[self.month - 1]
            raise ValueError(f"{self.day} {month} не бывает: day не больше {LENGTHS[self.month - 1]}")

    def of_period(
        self, period: Period, *, following: bool = False, roll: Any = "none", origin: dt.date | None = None
    ) -> Deadline:
        return Deadline(period, following, self.month, self.day, self.weekday or "", self.nth, None, roll, origin)


class Place(InPeriod):
    """A place in a period: «до 15-го числа следующего месяца» {of: month, next: true, day: 15}; without a day its last
    one. counted_from: a day that some period begins with, where they are not the calendar's."""

    of: Period
    next: bool = False
    counted_from: Day | None = Field(None, description=COUNTED_FROM)

    @model_validator(mode="after")
    def _of_its_period(self) -> Self:
        self.fits(self.of)
        return self

    def deadline(self, roll: Any = "none") -> Deadline:
        return self.of_period(self.of, following=self.next, roll=roll, origin=self.counted_from)


def _which(value: Any) -> str:
    return "place" if isinstance(value, (dict, Place)) else "day"


DayOrPlace = Annotated[Annotated[Day, Tag("day")] | Annotated[Place, Tag("place")], Discriminator(_which)]
"""Of what was written wrong, only the one it was meant for is told."""
