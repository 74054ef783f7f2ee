"""Terms counted back from an instant that is known before: «за три рабочих дня до конца срока»."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from .calendar import ProductionCalendar, UndecreedYear
from .hours import end_of
from .terms import Due, Term

BACK = frozenset({"minutes", "hours", "days", "working_days"})
"""Units that are counted back."""


def due_back(term: Term, until: dt.datetime, calendar: ProductionCalendar, zone: ZoneInfo) -> Due:
    """The instant that much before `until`: of hours to the minute, of days the end of the day so many days before, so
    that whole ones are left. Where a year has no decree yet the result says that it is provisional."""
    until, asked = until.astimezone(zone), calendar.watched()
    if term.unit in ("minutes", "hours"):
        at = until - dt.timedelta(hours=term.hours)
        return Due(at, (f"за {term} до {until:%d.%m.%Y %H:%M}: {at:%d.%m.%Y %H:%M}",))
    try:
        day = _day(term, until.date(), asked)
    except UndecreedYear as unknown:
        asked = calendar.tentative().watched()
        day = _day(term, until.date(), asked)
        note = f"предварительно: календарь на {unknown.year} год ещё не загружен"
        return Due(end_of(day, zone), (_said(term, until, day), note), True, asked.unverified())
    return Due(end_of(day, zone), (_said(term, until, day),), unverified=asked.unverified())


def _day(term: Term, last: dt.date, calendar: ProductionCalendar) -> dt.date:
    if term.unit == "days":
        return last - dt.timedelta(days=term.amount)
    for _ in range(term.amount):
        last = calendar.previous_working(last - dt.timedelta(days=1))
    return last


def _said(term: Term, until: dt.datetime, day: dt.date) -> str:
    return f"за {term} до {until:%d.%m.%Y}: {day:%d.%m.%Y}"
