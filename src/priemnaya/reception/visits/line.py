"""Turns of a queue: who is next, how many are before somebody, how long that takes. Staff alone know who goes out of
turn; the hall sees numbers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from statistics import median

from django.db.models import QuerySet
from django.utils import timezone

from priemnaya.people.models import Employee
from priemnaya.reception.models import IN_THE_HALL, Place, Visit, Window
from priemnaya.reception.models.visits import AT_A_WINDOW
from priemnaya.reception.named import visits_about

from .asked import priorities_of
from .grid import of_the_day

LATEST = 20
FEW = 5
"""Fewer talks tell no range: no estimate is shown."""
FORGOTTEN = dt.timedelta(hours=8)
"""A talk of a working day was left open when the desk went home."""


def today_of(place: Place) -> QuerySet[Visit]:
    return of_the_day(place, place.today())


def line_of(place: Place, window: Window | None = None, by: Employee | None = None) -> list[Visit]:
    """Who waits, in turn: first those whom the order has received out of turn, then by booked time or arrival. window:
    only whom it receives, and none whose words name who sits there or by: its own bookings before others', and kinds it
    has."""
    waiting = Visit.objects.filter(place=place, day=place.today(), state="waiting")
    waiting = waiting.select_related("kind", "window", "place").prefetch_related("kind__windows")
    if window is None:
        rows = list(waiting)
    else:
        known = _not_about(list(waiting.prefetch_related("closed_to")), window.employee, by)
        rows = [v for v in known if _fits(v, window)]
    first = priorities_of(place.organisation)
    return sorted(rows, key=lambda v: (v.ground not in first, turn_of(v), v.ticket or 0))


def _not_about(rows: list[Visit], *people: Employee | None) -> list[Visit]:
    closed = {pk for one in people if one is not None for pk in visits_about(rows, one)} if rows else set()
    return [v for v in rows if v.pk not in closed]


def turn_of(visit: Visit) -> dt.datetime:
    """Booked ones by their booked time unless they came late, others by when they came."""
    assert visit.waits_from is not None
    return visit.waits_from


def _fits(visit: Visit, window: Window) -> bool:
    """A booking goes to its own window, to any where its words name who sits there; an official's window takes what was
    booked there or goes out of turn."""
    if visit.window_id is not None:
        own = visit.window
        named = own is not None and own.employee_id in {one.pk for one in visit.closed_to.all()}
        return visit.window_id == window.pk or named or bool(own and own.closed_at)
    if window.official:
        return bool(visit.ground)
    return visit.kind is None or not (known := {w.pk for w in visit.kind.windows.all()}) or window.pk in known


@dataclass(frozen=True)
class Estimate:
    """Minutes to wait, from and to; None where too few talks are known to tell. ahead: how many are before."""

    ahead: int
    least: int | None = None
    most: int | None = None

    @property
    def told(self) -> bool:
        return self.most is not None


def estimate(place: Place, visit: Visit | None = None) -> Estimate:
    """People ahead by the medians of the latest talks and the open windows, as a range: a promise of a minute would be
    broken. Who goes out of turn is counted without being told. Without a visit: of whoever comes now."""
    line = line_of(place)
    ahead = next((n for n, v in enumerate(line) if visit and v.pk == visit.pk), len(line))
    talks = sorted(latest_talks(place))
    if len(talks) < FEW:
        return Estimate(ahead)
    half = len(talks) // 2
    low, high = median(talks[: half + 1]), median(talks[half:])
    rounds = ahead / max(1, open_windows(place))
    return Estimate(ahead, _round(rounds * low, down=True), _round((rounds + 1) * high if ahead else high, down=False))


def _round(minutes: float, *, down: bool) -> int:
    return int(minutes // 5 * 5) if down else int(-(-minutes // 5) * 5)


def latest_talks(place: Place) -> list[float]:
    rows = Visit.objects.filter(place=place, state="done", on_paper=False, began_at__isnull=False).order_by("-ended_at")
    spans = rows.values_list("began_at", "ended_at")[:LATEST]
    return [minutes for begin, end in spans if (minutes := length(begin, end)) is not None]


def length(begin: dt.datetime | None, end: dt.datetime | None) -> float | None:
    """Minutes of a talk; None of one that nobody ended in time: how long it was nobody knows."""
    known = end - begin if begin and end else None
    return known.total_seconds() / 60 if known is not None and known < FORGOTTEN else None


def open_windows(place: Place) -> int:
    """At which somebody was called within the last hour."""
    since = timezone.now() - dt.timedelta(hours=1)
    rows = Visit.objects.filter(place=place, day=place.today(), called_at__gte=since)
    return rows.exclude(at_window=None).values("at_window").distinct().count()


def on_the_screen(place: Place) -> list[Visit]:
    """Called and received now, the last called first: numbers and windows."""
    rows = Visit.objects.filter(place=place, day=place.today(), state__in=AT_A_WINDOW).select_related("at_window")
    return list(rows.order_by("-called_at"))


def in_the_hall(place: Place) -> QuerySet[Visit]:
    return Visit.objects.filter(place=place, day=place.today(), state__in=IN_THE_HALL)
