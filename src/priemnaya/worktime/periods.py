"""Calendar periods and places in them: «раз в полугодие», «до 15-го числа следующего месяца», «первая суббота месяца».

A period is a span of whole days; a place in it is a day. Nothing here knows what works and what does not: a day off is
rolled where terms are counted.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import Literal, get_args

Period = Literal["week", "month", "quarter", "half_year", "year"]
Roll = Literal["none", "back", "forward"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
TITLES: dict[str, str] = {
    "week": "раз в неделю",
    "month": "раз в месяц",
    "quarter": "раз в квартал",
    "half_year": "раз в полугодие",
    "year": "раз в год",
}
MONTHS: dict[str, int] = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
_OF = {
    "week": ("недели", "следующей недели"),
    "month": ("месяца", "следующего месяца"),
    "quarter": ("квартала", "следующего квартала"),
    "half_year": ("полугодия", "следующего полугодия"),
    "year": ("года", "следующего года"),
}
_WEEKDAYS: tuple[str, ...] = get_args(Weekday)
_DAYS = ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье")
_ENDINGS = ("й", "й", "я", "й", "я", "я", "е")
_NTH = {1: "перв", 2: "втор", 3: "трет", 4: "четвёрт", 5: "пят", -1: "последн"}
NAMES_OF_MONTHS = (
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
)
"""As dates have them: «1 октября». For everything that reads or writes dates."""
DAY = dt.timedelta(days=1)


def start_of(period: Period, day: dt.date) -> dt.date:
    """The first day of the period that a day is in."""
    if period == "week":
        return day - day.weekday() * DAY
    months = MONTHS[period]
    return dt.date(day.year, (day.month - 1) // months * months + 1, 1)


def end_of(period: Period, day: dt.date) -> dt.date:
    """The last day of the period that a day is in."""
    if period == "week":
        return start_of(period, day) + 6 * DAY
    first, months = start_of(period, day), MONTHS[period]
    month = first.month + months - 1
    return dt.date(first.year, month, calendar.monthrange(first.year, month)[1])


@dataclass(frozen=True)
class Deadline:
    """A day fixed in advance (`on`), or a place in a period: a day of its month, its n-th weekday, or its last day.

    month: which of the period's months, from 1; day: cut to the month's length; nth: -1 is the last, and a fifth
    weekday of a month with four is the last too. next: of the period after the one of the event; else the first such
    day that has not passed.
    """

    of: Period = "month"
    next: bool = False
    month: int = 0
    day: int = 0
    weekday: str = ""
    nth: int = 1
    on: dt.date | None = None
    roll: Roll = "none"

    def within(self, day: dt.date) -> dt.date:
        """The place in the period that a day is in."""
        if self.on:
            return self.on
        first, last = start_of(self.of, day), end_of(self.of, day)
        if self.of == "week":
            return first + (_WEEKDAYS.index(self.weekday) if self.weekday else 6) * DAY
        if not (self.day or self.weekday):
            return last if not self.month else _of_month(first, self.month, 31)
        if self.weekday:
            return _nth_weekday(first, self.month or 1, _WEEKDAYS.index(self.weekday), self.nth)
        return _of_month(first, self.month or 1, self.day)

    def after(self, day: dt.date) -> dt.date:
        """The day meant by somebody to whom the event came on `day`."""
        if self.on:
            return self.on
        following = end_of(self.of, day) + DAY
        found = self.within(day)
        return self.within(following) if self.next or found < day else found

    def __str__(self) -> str:
        if self.on:
            return f"до {self.on:%d.%m.%Y}"
        of = _OF[self.of][self.next]
        if self.weekday:
            n = _WEEKDAYS.index(self.weekday)
            return (
                f"{_ordinal(self.nth, n)} {_DAYS[n]} {_month_of(self, of)}" if self.of != "week" else f"{_DAYS[n]} {of}"
            )
        if self.day and self.of == "year":
            return f"до {self.day} {NAMES_OF_MONTHS[(self.month or 1) - 1]} {of}"
        if self.day:
            return f"до {self.day}-го числа {_month_of(self, of)}"
        return f"до конца {_month_of(self, of)}"


def _month_of(place: Deadline, of: str) -> str:
    if not place.month or place.of == "month":
        return of if place.of in ("month", "week") or not (place.day or place.weekday) else f"первого месяца {of}"
    return f"{NAMES_OF_MONTHS[place.month - 1]} {of}" if place.of == "year" else f"{place.month}-го месяца {of}"


def _ordinal(nth: int, weekday: int) -> str:
    if nth == 3:
        return ["третий", "третий", "третья", "третий", "третья", "третья", "третье"][weekday]
    stem, ending = _NTH[nth], _ENDINGS[weekday]
    masculine = {"перв": "ый", "втор": "ой", "четвёрт": "ый", "пят": "ый", "последн": "ий"}[stem]
    feminine = "яя" if stem == "последн" else "ая"
    neuter = "ее" if stem == "последн" else "ое"
    return stem + {"й": masculine, "я": feminine, "е": neuter}[ending]


def _shifted(first: dt.date, month: int) -> tuple[int, int]:
    return first.year, first.month + month - 1


def _of_month(first: dt.date, month: int, day: int) -> dt.date:
    year, number = _shifted(first, month)
    return dt.date(year, number, min(day, calendar.monthrange(year, number)[1]))


def _nth_weekday(first: dt.date, month: int, weekday: int, nth: int) -> dt.date:
    year, number = _shifted(first, month)
    length = calendar.monthrange(year, number)[1]
    days = [d for d in range(1, length + 1) if dt.date(year, number, d).weekday() == weekday]
    return dt.date(year, number, days[-1] if nth == -1 or nth > len(days) else days[nth - 1])


def months_later(day: dt.date, months: int) -> dt.date:
    """The same date so many months later; the last day of that month where it has no such date."""
    years, month = divmod(day.month - 1 + months, 12)
    return _of_month(dt.date(day.year + years, month + 1, 1), 1, day.day)
