"""The choice of a time, the same for a client online and for an operator: what for, where, which day, which hour."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.utils import timezone

from priemnaya.core.reading import day as day_typed
from priemnaya.core.reading import whole
from priemnaya.people.models import Organisation
from priemnaya.reception.models import Place, Visit, VisitKind

from .asked import chooses_time
from .free import Day, Slot, free_days, kinds_of, nearest, places_of

Row = TypeVar("Row", Place, VisitKind)
SHOWN = 14
"""Days in one view."""
NOON = 12


@dataclass(frozen=True)
class Choice:
    """What can be chosen and what is. days: of this view, those that receive nobody left out; slots: of the chosen day;
    all_times: the client chooses among all free periods, else the nearest is given."""

    places: list[Place]
    kinds: list[VisitKind]
    place: Place | None
    kind: VisitKind | None
    days: list[Day]
    day: Day | None
    since: dt.date
    earlier: dt.date | None
    later: dt.date | None
    all_times: bool

    @property
    def slots(self) -> tuple[Slot, ...]:
        return self.day.slots if self.day else ()

    @property
    def morning(self) -> list[Slot]:
        return [s for s in self.slots if self._hour(s) < NOON]

    @property
    def afternoon(self) -> list[Slot]:
        return [s for s in self.slots if self._hour(s) >= NOON]

    def _hour(self, slot: Slot) -> int:
        assert self.place is not None
        return self.place.local(slot.start).hour


def choice_of(
    organisation: Organisation, asked: Mapping[str, str], *, staff: bool = False, moving: Visit | None = None
) -> Choice:
    """asked: place, kind, day and since as an address has them; what is none of ours is left out."""
    places, kinds = list(places_of(organisation.pk)), list(kinds_of(organisation.pk, online=not staff))
    place = _one(places, asked.get("place"), moving.place_id if moving else None)
    kind = _one(kinds, asked.get("kind"), moving.kind_id if moving else None)
    if moving is not None and kind is None:
        kind = moving.kind
    if staff:  # an operator on the phone sees times at once, and chooses another kind where it is another
        place, kind = place or next(iter(places), None), kind or next(iter(kinds), None)
    all_times = staff or chooses_time(organisation) is not None
    if place is None or kind is None:
        return Choice(places, kinds, place, kind, [], None, dt.date.min, None, None, all_times)
    return _days(places, kinds, place, kind, asked, moving, staff=staff, all_times=all_times)


def _days(
    places: list[Place],
    kinds: list[VisitKind],
    place: Place,
    kind: VisitKind,
    asked: Mapping[str, str],
    moving: Visit | None,
    *,
    staff: bool,
    all_times: bool,
) -> Choice:
    today = place.today()
    last = today + dt.timedelta(days=place.ahead_days)
    not_before = timezone.now() if staff else place.soonest
    if not all_times:
        found = nearest(place, kind, after=not_before, most=1)
        days = [Day(place.local(s.start).date(), (s,)) for s in found]
        return Choice(places, kinds, place, kind, days, days[0] if days else None, today, None, None, False)
    asked_day = day_typed(asked.get("day", ""))
    since = day_typed(asked.get("since", "")) or (_view_of(asked_day, today) if asked_day else today)
    since = min(max(since, today), last)
    until = min(since + dt.timedelta(days=SHOWN - 1), last)
    but = moving.pk if moving else None
    known = free_days(place, kind, since, until, not_before=not_before, but=but)
    days = [d for d in known if d.slots or (d.day.weekday() < 5 and not d.holiday)]
    chosen = next((d for d in days if d.day == asked_day), None) or next((d for d in days if d.slots), None)
    earlier = max(today, since - dt.timedelta(days=SHOWN)) if since > today else None
    later = until + dt.timedelta(days=1) if until < last else None
    return Choice(places, kinds, place, kind, days, chosen, since, earlier, later, True)


def _view_of(day: dt.date, today: dt.date) -> dt.date:
    return today + dt.timedelta(days=max((day - today).days, 0) // SHOWN * SHOWN)


def _one(rows: list[Row], typed: str | None, usual: int | None) -> Row | None:
    wanted = whole(typed or "") or usual
    found = next((r for r in rows if getattr(r, "pk", None) == wanted), None)
    return found or (rows[0] if len(rows) == 1 else None)
