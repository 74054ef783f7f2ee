"""The front desk's day by the hour: what stands in which column and row, and on which day what can be done."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.utils import timezone

from priemnaya.reception.actions import visits as actions
from priemnaya.reception.models import DayOff, Place, Visit
from priemnaya.reception.visits.grid import STEP, Block, Grid, grid_of, of_the_day

from ..desk import Desk
from ..reception import WHO, a_place, first_free

pytestmark = pytest.mark.django_db
TODAY = "/w/visits/today/"


def at(place: Place, day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute), place.zone)


def a_working_day(place: Any) -> dt.date:
    """One ahead on which the place receives: no holiday, no weekend."""
    found: dt.date = place.local(first_free(place).start).date()
    return found


def booked(cast: Any, place: Any, start: dt.datetime, window: int = 0) -> Visit:
    during = actions.Time(place, place.kind, start).during
    return Visit.objects.create(
        organisation=cast.udm, place=place, kind=place.kind, window=place.windows.all()[window], during=during,
        name="Стрелков Илья", number=f"2026-{start:%d%H%M}{window}", booked_at=timezone.now(),
    )  # fmt: skip


def grid(place: Any, day: dt.date) -> Grid:
    return grid_of(place, day, of_the_day(place, day))


def blocks(found: Grid, lane: int, sort: str) -> list[Block]:
    return [b for b in found.lanes[lane].blocks if b.sort == sort]


def test_a_booking_stands_at_its_hour_in_the_column_of_its_window(cast: Any) -> None:
    place = a_place(cast.udm, windows=2)
    day = a_working_day(place) + dt.timedelta(days=7)
    while not grid(place, day).hours or not blocks(grid(place, day), 0, "free"):
        day += dt.timedelta(days=1)
    visit = booked(cast, place, at(place, day, 14, 30), 1)
    found = grid(place, day)
    assert [h for h, _row in found.hours] == list(range(9, 17))
    one = blocks(found, 1, "visit")[0]
    assert one.visit == visit and (one.begins, one.ends) == (14 * 60 + 30, 15 * 60)
    assert one.row == (14 * 60 + 30 - 9 * 60) // STEP + 1 and one.span == 30 // STEP and one.column == 1
    assert [(b.begins, b.ends) for b in blocks(found, 1, "free")] == [(540, 720), (780, 870), (900, 1020)]
    assert [b.words for b in blocks(found, 0, "closed") if b.words] == ["перерыв до 13:00"]
    assert not blocks(found, 0, "visit") and found.now is None


def test_what_meets_stands_beside_and_a_held_time_is_not_called_free(cast: Any) -> None:
    place = a_place(cast.udm)
    day = a_working_day(place)
    first = booked(cast, place, at(place, day, 10))
    Visit.objects.filter(pk=first.pk).update(state="missed")
    booked(cast, place, at(place, day, 10, 15))
    held = actions.hold_visit(actions.Time(place, place.kind, at(place, day, 15)), "page", by=None)
    lane = grid(place, day).lanes[0]
    columns = {b.visit.pk: b.column for b in lane.blocks if b.visit}
    assert lane.columns == 2 and sorted(columns.values()) == [1, 1, 2]
    assert held.pk in columns and (15 * 60, 17 * 60) not in [(b.begins, b.ends) for b in lane.blocks]
    assert not any(b.sort == "free" and b.begins < 15 * 60 + 30 and b.ends > 15 * 60 for b in lane.blocks)


def test_a_day_off_and_a_day_without_hours_say_so(cast: Any) -> None:
    place = a_place(cast.udm)
    day = a_working_day(place)
    DayOff.objects.create(place=place, day=day)
    found = grid(place, day)
    assert [b.words for b in found.lanes[0].blocks] == ["приёма нет"] and found.rows == 9 * 60 // STEP
    assert "приёма нет" in Desk(cast.reception).get(f"{TODAY}?day={day}").text


def test_another_day_shows_its_bookings_and_offers_nothing_that_is_only_of_today(cast: Any) -> None:
    place = a_place(cast.udm)
    visit, _code = actions.book_visit(first_free(place), WHO, by=cast.reception)
    day = place.local(visit.starts).date()
    desk = Desk(cast.reception)
    other = desk.get(f"{TODAY}?day={day if day != place.today() else day + dt.timedelta(days=1)}")
    assert "Вызвать следующего" not in other.text and "Выдать номер" not in other.text
    shown = desk.get(f"{TODAY}?day={day}")
    assert "Кузнецова" in shown.text
    assert "Вызвать следующего" in desk.get(TODAY).text
    assert desk.get(f"{TODAY}?day=вчера").text.startswith(desk.get(TODAY).text[:30])


def test_a_walk_in_stands_where_and_when_it_was_called_and_who_waits_beside(cast: Any) -> None:
    place = a_place(cast.udm)
    window = place.windows.get()
    first, second = (actions.admit_visitor(place, kind=place.kind, by=cast.reception) for _ in range(2))
    actions.call_next(window, by=cast.reception)
    found = grid(place, place.today())
    local = place.local(timezone.now())
    assert [b.visit for b in blocks(found, 0, "visit")] == [first]
    assert abs(blocks(found, 0, "visit")[0].begins - (local.hour * 60 + local.minute)) <= 2
    assert found.lanes[0].at == first and found.now is not None
    page = Desk(cast.reception).get(TODAY)
    assert f"№ {second.ticket}" in page.text
    sheet = re.search(r'<style nonce="[^"]+">@media[^<]+</style>', page.source)
    assert sheet and all(
        f".{name}{{" in sheet.group() for name in re.findall(r'block [^"]*?(r\d+-\d+-\d+)', page.source)
    )
    assert 'style="' not in page.source
