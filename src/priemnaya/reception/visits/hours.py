"""When a window receives on a day: its hours, the days that go otherwise, and the holidays of the calendar. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from priemnaya.worktime import ProductionCalendar
from priemnaya.worktime.calendar import FIXED

Span = tuple[int, int]
"""Minutes since midnight by the clock of the place: from, to."""
LAST = -1


@dataclass(frozen=True)
class Hours:
    """nth: 0 every such weekday, 1 to 5 of the month, -1 the last."""

    weekday: int
    nth: int
    begins: int
    ends: int

    def on(self, day: dt.date) -> bool:
        if day.weekday() != self.weekday:
            return False
        if self.nth == LAST:
            return (day + dt.timedelta(days=7)).month != day.month
        return self.nth in (0, (day.day - 1) // 7 + 1)


@dataclass(frozen=True)
class Otherwise:
    """opens: the span is open besides the hours, else closed; no span closes the whole day."""

    opens: bool
    span: Span | None = None


def is_holiday(day: dt.date, calendar: ProductionCalendar) -> bool:
    """A weekday that is off; of a weekend only a holiday of the law or the region: reception on «the first Saturday» is
    on a day off by its very nature."""
    if day.weekday() < 5:
        return not calendar.tentative().is_working(day)
    return (day.month, day.day) in FIXED or day in calendar.regional


def spans_of(day: dt.date, hours: Iterable[Hours], otherwise: Iterable[Otherwise], *, holiday: bool) -> list[Span]:
    """Open spans of a day, in order, none touching another. What a person has opened by name is open on a holiday
    too."""
    spans = [] if holiday else [(h.begins, h.ends) for h in hours if h.on(day)]
    known = list(otherwise)
    for closed in (o for o in known if not o.opens):
        spans = without(spans, closed.span or (0, 1440))
    spans += [o.span for o in known if o.opens and o.span]
    return joined(spans)


def without(spans: Iterable[Span], taken: Span) -> list[Span]:
    left = [part for a, b in spans for part in ((a, min(b, taken[0])), (max(a, taken[1]), b))]
    return [(a, b) for a, b in left if b > a]


def joined(spans: Iterable[Span]) -> list[Span]:
    found: list[Span] = []
    for a, b in sorted(spans):
        if found and a <= found[-1][1]:
            found[-1] = (found[-1][0], max(b, found[-1][1]))
        else:
            found.append((a, b))
    return found


def starts_in(spans: Iterable[Span], busy: Iterable[Span], minutes: int) -> list[int]:
    """Where a talk of so many minutes can begin: one after another from where each free piece begins."""
    free = joined(spans)
    for taken in busy:
        free = without(free, taken)
    return [at for a, b in free for at in range(a, b - minutes + 1, minutes)]
