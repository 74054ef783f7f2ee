"""Working hours of a body: what «осталось 6 рабочих часов» is counted in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

from .calendar import ProductionCalendar

Span = tuple[dt.time, dt.time]
A_DAY = dt.timedelta(days=1)


def _time(text: str) -> dt.time:
    hour, minute = text.split(":")
    return dt.time(int(hour), int(minute))


def _span(a: dt.time, b: dt.time) -> dt.timedelta:
    return dt.timedelta(minutes=(b.hour - a.hour) * 60 + b.minute - a.minute)


@dataclass(frozen=True)
class Schedule:
    """Spans of work by weekday (0 = Monday), local time. A working Saturday works as a Friday does."""

    spans: tuple[tuple[Span, ...], ...]

    @cached_property
    def day_hours(self) -> float:
        """Working hours of an ordinary day (the longest of the week), for saying days instead of hours."""
        return max(sum((_span(a, b) for a, b in spans), dt.timedelta()) for spans in self.spans).total_seconds() / 3600

    def whole_days(self, worked: dt.timedelta) -> int:
        """How many ordinary working days are in it, by its minutes: 32 h 48 min are four days of 8 h 12 min."""
        return int((worked.total_seconds() / 3600 + 1e-6) // self.day_hours)

    @cached_property
    def _lengths(self) -> tuple[dt.timedelta, ...]:
        """Of a whole working day by its weekday: a list asks it of hundreds of days."""
        return tuple(sum((_span(a, b) for a, b in self._of(n)), dt.timedelta()) for n in range(7))

    @classmethod
    def parse(cls, days: dict[str, list[str]]) -> Schedule:
        """{"mon-thu": ["08:30-12:00", "12:48-17:30"], "fri": ["08:30-16:30"]} -> Schedule. Raises ValueError."""
        names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        spans: list[tuple[Span, ...]] = [() for _ in names]
        for key, values in days.items():
            first, _, last = key.partition("-")
            for n in range(names.index(first), names.index(last or first) + 1):
                spans[n] = tuple((_time(a), _time(b)) for a, _, b in (v.partition("-") for v in values))
        return cls(tuple(spans))

    def of(self, day: dt.date, calendar: ProductionCalendar) -> tuple[Span, ...]:
        if not calendar.is_working(day):
            return ()
        return self._of(day.weekday())

    def _of(self, weekday: int) -> tuple[Span, ...]:
        return self.spans[weekday] or self.spans[4]

    def ends(self, day: dt.date) -> dt.time:
        """When the working day ends, as if it were one."""
        return max(b for _, b in self._of(day.weekday()))

    def between(
        self, start: dt.datetime, end: dt.datetime, calendar: ProductionCalendar, zone: ZoneInfo
    ) -> dt.timedelta:
        """Working time from start to end; negative when end is earlier. A year without a decree is counted
        provisionally."""
        if end < start:
            return -self.between(end, start, calendar, zone)
        calendar = calendar if calendar.provisional else calendar.tentative()
        start, end = start.astimezone(zone), end.astimezone(zone)
        first, last = start.date(), end.date()
        total = self._within(first, start, end, calendar, zone)
        if last > first:
            total += self._within(last, start, end, calendar, zone)
        day = first + A_DAY
        while day < last:
            if calendar.is_working(day):
                total += self._lengths[day.weekday()]
            day += A_DAY
        return total

    def _within(
        self, day: dt.date, start: dt.datetime, end: dt.datetime, calendar: ProductionCalendar, zone: ZoneInfo
    ) -> dt.timedelta:
        total = dt.timedelta()
        for a, b in self.of(day, calendar):
            begin, finish = max(start, dt.datetime.combine(day, a, zone)), min(end, dt.datetime.combine(day, b, zone))
            total += max(finish - begin, dt.timedelta())
        return total

    def add(self, start: dt.datetime, hours: float, calendar: ProductionCalendar, zone: ZoneInfo) -> dt.datetime:
        """The instant when `hours` of working time have passed since start. Raises UndecreedYear."""
        left, day = dt.timedelta(hours=hours), start.astimezone(zone).date()
        start = start.astimezone(zone)
        while True:
            for a, b in self.of(day, calendar):
                begin = max(start, dt.datetime.combine(day, a, zone))
                finish = dt.datetime.combine(day, b, zone)
                if finish > begin:
                    if finish - begin >= left:
                        return begin + left
                    left -= finish - begin
            day += dt.timedelta(days=1)


DEFAULT = Schedule.parse({"mon-thu": ["08:30-12:00", "12:48-17:30"], "fri": ["08:30-12:00", "12:48-16:30"]})
