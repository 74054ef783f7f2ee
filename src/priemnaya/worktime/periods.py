"""Calendar periods and places in them: «раз в полугодие», «до 15-го числа следующего месяца», «первая суббота месяца».

A period is a span of whole days; a place in it is a day. Unless a start is named, periods are those of the calendar: a
quarter begins in January, April, July and October, a half-year in January and July, a week on Monday. Nothing here
knows what works and what does not: a day off is rolled where terms are counted.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import Literal, get_args

Period = Literal["week", "two_weeks", "month", "quarter", "half_year", "year"]
Roll = Literal["none", "back", "forward"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
TITLES: dict[str, str] = {
    "week": "раз в неделю",
    "two_weeks": "раз в две недели",
    "month": "раз в месяц",
    "quarter": "раз в квартал",
    "half_year": "раз в полугодие",
    "year": "раз в год",
}
WEEKS: dict[str, int] = {"week": 7, "two_weeks": 14}
"""Days of a period of weeks. Two weeks have each weekday twice: the first, and the second, which is the last."""
MONTHS: dict[str, int] = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
_OF = {
    "week": ("недели", "следующей недели"),
    "two_weeks": ("двух недель", "следующих двух недель"),
    "month": ("месяца", "следующего месяца"),
    "quarter": ("квартала", "следующего квартала"),
    "half_year": ("полугодия", "следующего полугодия"),
    "year": ("года", "следующего года"),
}
_WEEKDAYS: tuple[str, ...] = get_args(Weekday)
_DAYS = ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье")
_OF_DAYS = ("понедельника", "вторника", "среды", "четверга", "пятницы", "субботы", "воскресенья")
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


MONDAY = dt.date(2001, 1, 1)
"""From which the calendar's own periods are counted: a Monday that a year begins with."""


def start_of(period: Period, day: dt.date, origin: dt.date | None = None) -> dt.date:
    """The first day of the period that a day is in. origin: a day that some period begins with."""
    return _bounds(period, day, origin or MONDAY)[0]


def end_of(period: Period, day: dt.date, origin: dt.date | None = None) -> dt.date:
    """The last day of the period that a day is in."""
    return _bounds(period, day, origin or MONDAY)[1] - DAY


def _bounds(period: Period, day: dt.date, origin: dt.date) -> tuple[dt.date, dt.date]:
    """The first day of the period that a day is in, and that of the next one."""
    if length := WEEKS.get(period):
        first = day - (day - origin).days % length * DAY
        return first, first + length * DAY
    months = MONTHS[period]
    n = ((day.year - origin.year) * 12 + day.month - origin.month) // months
    if months_later(origin, n * months) > day:
        n -= 1
    return months_later(origin, n * months), months_later(origin, (n + 1) * months)


@dataclass(frozen=True)
class Deadline:
    """A day fixed in advance (`on`), or a place in a period: a day of its month, its n-th weekday, or its last day.

    month: which of the period's months, from 1; day: cut to the month's length; nth: -1 is the last, and a fifth
    weekday of a month with four is the last too. next: of the period after the one of the event; else the first such
    day that has not passed. origin: a day that some period begins with, where they are not the calendar's.
    """

    of: Period = "month"
    next: bool = False
    month: int = 0
    day: int = 0
    weekday: str = ""
    nth: int = 1
    on: dt.date | None = None
    roll: Roll = "none"
    origin: dt.date | None = None
    hour: str = ""

    def within(self, day: dt.date) -> dt.date:
        """The place in the period that a day is in."""
        if self.on:
            return self.on
        first, last = start_of(self.of, day, self.origin), end_of(self.of, day, self.origin)
        if self.of in WEEKS:
            later = 7 * (self.nth in (2, -1) and self.of == "two_weeks") * DAY
            return first + (_WEEKDAYS.index(self.weekday) - first.weekday()) % 7 * DAY + later if self.weekday else last
        if not (self.day or self.weekday or self.month):
            return last
        found = self._in_month(first)
        if found < first:  # the period begins amid a month, behind this place in it
            found = min(self._in_month(first, 12 if self.of == "year" and self.month else 1), last)
        return found

    def _in_month(self, first: dt.date, later: int = 0) -> dt.date:
        """The place in its month of the period, or so many months later; of a year, in a month of the calendar."""
        month = (self.month - first.month) % 12 + 1 if self.of == "year" and self.month else self.month or 1
        month += later
        if self.weekday:
            return _nth_weekday(first, month, _WEEKDAYS.index(self.weekday), self.nth)
        return _of_month(first, month, self.day or 31)

    def after(self, day: dt.date) -> dt.date:
        """The day meant by somebody to whom the event came on `day`."""
        if self.on:
            return self.on
        following = end_of(self.of, day, self.origin) + DAY
        found = self.within(day)
        return self.within(following) if self.next or found < day else found

    def __str__(self) -> str:
        if self.on:
            return f"до {self.on:%d.%m.%Y}"
        return self._place() + (counted_from(self.origin) if self.origin else "")

    def by(self) -> str:
        """As the day by which something is done: «до 15-го числа месяца», «не позднее первой субботы месяца»."""
        if self.on or not self.weekday:
            return str(self)
        n = _WEEKDAYS.index(self.weekday)
        of, day = _OF[self.of][self.next], _OF_DAYS[n]
        which = f"{_ordinal_of(self.nth, n)} {day} {_month_of(self, of)}"
        if self.of == "week":
            which = f"{day} {of}" if self.next else day
        return f"не позднее {which}" + (counted_from(self.origin) if self.origin else "")

    def _place(self) -> str:
        of = _OF[self.of][self.next]
        if self.weekday:
            n = _WEEKDAYS.index(self.weekday)
            return (
                f"{_ordinal(self.nth, n)} {_DAYS[n]} {_month_of(self, of)}" if self.of != "week" else f"{_DAYS[n]} {of}"
            )
        if self.day and self.of == "year" and (self.month or not self.origin):
            return f"до {self.day} {NAMES_OF_MONTHS[(self.month or 1) - 1]} {of}"
        if self.day:
            return f"до {self.day}-го числа {_month_of(self, of)}"
        return f"до конца {_month_of(self, of)}"


def counted_from(origin: dt.date) -> str:
    """Of periods that are not the calendar's."""
    return f", считая с {origin.day} {NAMES_OF_MONTHS[origin.month - 1]} {origin.year} года"


def _month_of(place: Deadline, of: str) -> str:
    if not place.month or place.of == "month":
        return of if place.of in ("month", *WEEKS) or not (place.day or place.weekday) else f"первого месяца {of}"
    return f"{NAMES_OF_MONTHS[place.month - 1]} {of}" if place.of == "year" else f"{place.month}-го месяца {of}"


def _ordinal(nth: int, weekday: int) -> str:
    if nth == 3:
        return ["третий", "третий", "третья", "третий", "третья", "третья", "третье"][weekday]
    stem, ending = _NTH[nth], _ENDINGS[weekday]
    masculine = {"перв": "ый", "втор": "ой", "четвёрт": "ый", "пят": "ый", "последн": "ий"}[stem]
    feminine = "яя" if stem == "последн" else "ая"
    neuter = "ее" if stem == "последн" else "ое"
    return stem + {"й": masculine, "я": feminine, "е": neuter}[ending]


def _ordinal_of(nth: int, weekday: int) -> str:
    """The same in the genitive: «первой», «третьего»."""
    feminine = _ENDINGS[weekday] == "я"
    if nth == 3:
        return "третьей" if feminine else "третьего"
    soft = nth == -1
    return _NTH[nth] + (("ей" if soft else "ой") if feminine else ("его" if soft else "ого"))


def _shifted(first: dt.date, month: int) -> tuple[int, int]:
    years, number = divmod(first.month + month - 2, 12)
    return first.year + years, number + 1


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
