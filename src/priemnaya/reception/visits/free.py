"""Free periods of a place: computed from hours and visits, the same for a client online and an operator by phone."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from priemnaya.people.policies import calendar_of
from priemnaya.reception.models import TAKES_TIME, DayOff, Place, ReceptionHours, Visit, VisitKind, Window

from .hours import Hours, Otherwise, Span, is_holiday, spans_of, starts_in


@dataclass(frozen=True)
class Slot:
    """A free time, and the windows that have it, in their order."""

    start: dt.datetime
    minutes: int
    windows: tuple[int, ...]

    @property
    def end(self) -> dt.datetime:
        return self.start + dt.timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class Day:
    day: dt.date
    slots: tuple[Slot, ...]
    holiday: bool = False


def windows_of(place: Place, kind: VisitKind | None = None) -> list[Window]:
    rows = Window.objects.filter(place=place, closed_at=None).select_related("employee").order_by("pk")
    if kind is not None and kind.windows.exists():
        rows = rows.filter(kinds=kind)
    return list(rows)


def taking_time(place: Place, first: dt.datetime, last: dt.datetime, but: int | None = None) -> QuerySet[Visit]:
    """Visits that have a time of a window between two instants; a hold that is over has none."""
    rows = Visit.objects.filter(place=place, state__in=TAKES_TIME, during__overlap=(first, last))
    return rows.filter(~Q(state="held") | Q(held_until__gt=timezone.now())).exclude(pk=but or 0)


class Timetable:
    """Hours of a place over some days, read once."""

    def __init__(self, place: Place, windows: Sequence[Window], first: dt.date, last: dt.date) -> None:
        self.place, self.windows, self.first, self.last = place, windows, first, last
        self._calendar = calendar_of(place.organisation)
        self._hours: dict[int, list[Hours]] = defaultdict(list)
        for row in ReceptionHours.objects.filter(window__in=[w.pk for w in windows]):
            self._hours[row.window_id].append(Hours(row.weekday, row.nth, row.begins, row.ends))
        self._off: dict[dt.date, list[DayOff]] = defaultdict(list)
        for off in DayOff.objects.filter(place=place, day__range=(first, last)):
            self._off[off.day].append(off)

    def is_holiday(self, day: dt.date) -> bool:
        return is_holiday(day, self._calendar)

    def spans(self, window: Window, day: dt.date) -> list[Span]:
        otherwise = [
            Otherwise(o.opens, None if o.begins is None or o.ends is None else (o.begins, o.ends))
            for o in self._off[day]
            if o.window_id in (None, window.pk)
        ]
        return spans_of(day, self._hours[window.pk], otherwise, holiday=self.is_holiday(day))

    def days(self) -> Iterable[dt.date]:
        return (self.first + dt.timedelta(days=n) for n in range((self.last - self.first).days + 1))

    def at(self, day: dt.date, minutes: int) -> dt.datetime:
        midnight = dt.datetime.combine(day, dt.time())
        return (midnight + dt.timedelta(minutes=minutes)).replace(tzinfo=self.place.zone)


def free_days(
    place: Place,
    kind: VisitKind,
    first: dt.date,
    last: dt.date,
    *,
    not_before: dt.datetime | None = None,
    but: int | None = None,
) -> list[Day]:
    """Each day with its free times. not_before: now, unless said; but: a visit whose own time is free for itself."""
    table = Timetable(place, windows_of(place, kind), first, last)
    since = not_before or timezone.now()
    busy = _busy(table, but)
    found = []
    for day in table.days():
        at: dict[dt.datetime, list[int]] = defaultdict(list)
        for window in table.windows:
            for start in starts_in(table.spans(window, day), busy[window.pk, day], kind.minutes):
                if (instant := table.at(day, start)) > since:
                    at[instant].append(window.pk)
        slots = tuple(Slot(start, kind.minutes, tuple(at[start])) for start in sorted(at))
        found.append(Day(day, slots, table.is_holiday(day)))
    return found


def _busy(table: Timetable, but: int | None) -> dict[tuple[int, dt.date], list[Span]]:
    found: dict[tuple[int, dt.date], list[Span]] = defaultdict(list)
    rows = taking_time(table.place, table.at(table.first, 0), table.at(table.last, 1440), but)
    for window, during in rows.values_list("window_id", "during"):
        assert during is not None
        a, b = table.place.local(during.lower), table.place.local(during.upper)
        ends = (b.date() - a.date()).days * 1440 + b.hour * 60 + b.minute
        found[window, a.date()].append((a.hour * 60 + a.minute, ends))
    return found


def nearest(place: Place, kind: VisitKind, *, after: dt.datetime | None = None, most: int = 3) -> list[Slot]:
    """The first free times from now on, or from an instant."""
    since = max(after or timezone.now(), timezone.now())
    first = place.local(since).date()
    found: list[Slot] = []
    last = place.today() + dt.timedelta(days=place.ahead_days)
    for week in range(0, place.ahead_days + 1, 7):
        begin = first + dt.timedelta(days=week)
        if begin > last:
            break
        for day in free_days(place, kind, begin, min(begin + dt.timedelta(days=6), last), not_before=since):
            found += day.slots
        if len(found) >= most:
            break
    return found[:most]


def places_of(organisation_id: int) -> QuerySet[Place]:
    rows = Place.objects.filter(organisation_id=organisation_id, closed_at=None, point__closed_at=None)
    return rows.select_related("point", "organisation__parent").order_by("pk")


def kinds_of(organisation_id: int, *, online: bool = False) -> QuerySet[VisitKind]:
    rows = VisitKind.objects.filter(organisation_id=organisation_id, closed_at=None)
    return rows.filter(online=True) if online else rows


def receives(organisation_id: int) -> bool:
    """Whether a client can book at all: there is a place with hours, and something to come for."""
    places = places_of(organisation_id).filter(windows__closed_at=None, windows__hours__isnull=False)
    return places.exists() and kinds_of(organisation_id, online=True).exists()
