"""A day of a place by the hour: a column a window, in it what is booked, held, free and closed, each from its first
minute to its last. What meets another stands beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from priemnaya.reception.models import Place, Visit, Window
from priemnaya.reception.models.visits import AT_A_WINDOW

from .free import Timetable, taking_time, windows_of
from .hours import Span, without

STEP = 5
"""Minutes of a row."""
SHORTEST = 15
"""Minutes that a block takes on the page at least, so that it is read."""
TWO_LINES = 25
"""Minutes from which a block has room for a second line."""
SHORT_GAP = 15
"""A free piece that is shorter takes nobody."""
USUAL: Span = (9 * 60, 18 * 60)


@dataclass
class Block:
    """sort: visit, free, closed. row, span: in steps from the first hour; column: beside what it meets."""

    sort: str
    begins: int
    ends: int
    words: str = ""
    visit: Visit | None = None
    row: int = 1
    span: int = 1
    column: int = 1

    @property
    def place(self) -> str:
        return f"r{self.row}-{self.span}-{self.column if self.sort == 'visit' else 0}"

    @property
    def short(self) -> bool:
        return self.span * STEP < TWO_LINES

    @property
    def times(self) -> str:
        return f"{_clock(self.begins)}–{_clock(self.ends)}"

    @property
    def since(self) -> str:
        return _clock(self.begins)


@dataclass
class Lane:
    window: Window
    blocks: list[Block] = field(default_factory=list)
    at: Visit | None = None
    columns: int = 1


@dataclass
class Grid:
    """hours: those named at the side, with their rows; now: the row of the line, None on another day or outside."""

    day: dt.date
    lanes: list[Lane]
    hours: list[tuple[int, int]]
    rows: int
    now: int | None

    @property
    def rules(self) -> list[tuple[str, int, int, int]]:
        """What stands where, for the sheet of the page: no style may stand on an element (CSP)."""
        blocks = (b for lane in self.lanes for b in lane.blocks)
        return sorted({(b.place, b.row, b.span, b.column if b.sort == "visit" else 0) for b in blocks})

    @property
    def widest(self) -> int:
        return max((lane.columns for lane in self.lanes), default=1)


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}"


def of_the_day(place: Place, day: dt.date) -> QuerySet[Visit]:
    """All of a day at a place: booked for it, in the hall, received."""
    begin = dt.datetime.combine(day, dt.time(), place.zone)
    booked = Q(during__startswith__gte=begin, during__startswith__lt=begin + dt.timedelta(days=1))
    rows = Visit.objects.filter(Q(day=day) | booked, place=place).exclude(state__in=("held", "cancelled"))
    return rows.select_related("kind", "window", "at_window", "ground_by", "client__merged_into", "case")


def left_at_windows(place: Place) -> QuerySet[Visit]:
    """Whose talk nobody ended on a day before: till then the window calls nobody."""
    rows = Visit.objects.filter(place=place, state__in=AT_A_WINDOW).exclude(day=place.today())
    return rows.select_related("kind", "window", "at_window")


def grid_of(place: Place, day: dt.date, rows: Iterable[Visit], left: Iterable[Visit] = ()) -> Grid:
    """rows: of the day, as `of_the_day` gives them; left: as `left_at_windows` does, for today."""
    windows = windows_of(place)
    begin = dt.datetime.combine(day, dt.time(), place.zone)
    held = taking_time(place, begin, begin + dt.timedelta(days=1)).filter(state="held").select_related("kind")
    known = [*rows, *held]
    table = Timetable(place, windows, day, day)
    since = _minute(place, timezone.now(), day)
    lanes = [_lane(table, window, day, known, since) for window in windows]
    still = {row.at_window_id: row for row in left}
    for lane in lanes:
        lane.at = lane.at or still.get(lane.window.pk)
    ends = [(b.begins, b.ends) for lane in lanes for b in lane.blocks if b.sort != "closed"] or [USUAL]
    first = min(a for a, _b in ends) // 60 * 60
    last = min(-(-max(b for _a, b in ends) // 60) * 60, 1440)
    for lane in lanes:
        _lay(lane, first, last)
    hours = [(h, (h * 60 - first) // STEP + 1) for h in range(first // 60, last // 60)]
    now = (since - first) // STEP + 1 if first <= since < last else None
    return Grid(day, lanes, hours, (last - first) // STEP, now)


def _minute(place: Place, at: dt.datetime, day: dt.date) -> int:
    """Minutes since the midnight of the day; before it 0, after it a whole day."""
    local = place.local(at)
    if local.date() != day:
        return 0 if local.date() < day else 1440
    return local.hour * 60 + local.minute


def _lane(table: Timetable, window: Window, day: dt.date, rows: list[Visit], since: int) -> Lane:
    lane = Lane(window)
    own = [v for v in rows if _column(v) == window.pk]
    lane.at = next((v for v in own if v.state in AT_A_WINDOW), None)
    lane.blocks = [b for v in own if (b := _block(table.place, v, day))]
    opens = table.spans(window, day)
    free = opens
    for block in lane.blocks:
        if block.visit and block.visit.state != "missed":
            free = without(free, (block.begins, block.ends))
    for begins, ends in without(free, (0, since)) if since else free:
        if ends - begins >= SHORT_GAP:
            lane.blocks.append(Block("free", begins, ends))
    lane.blocks += _closed(opens)
    return lane


def _column(visit: Visit) -> int | None:
    """Where somebody is or was received; who waits in the hall without a booking stands beside the columns."""
    if visit.at_window_id is not None:
        return visit.at_window_id
    return visit.window_id


def _block(place: Place, visit: Visit, day: dt.date) -> Block | None:
    """By the booked time; who walked in by what the day has been, from the call to the end or to now."""
    begins = visit.starts or visit.began_at or visit.called_at
    if begins is None:
        return None
    usual = dt.timedelta(minutes=visit.kind.minutes if visit.kind else SHORTEST)
    ends = visit.ends or visit.ended_at or max(begins + usual, timezone.now())
    a, b = _minute(place, begins, day), _minute(place, ends, day)
    return Block("visit", a, max(b, a + STEP), visit=visit)


def _closed(opens: list[Span]) -> list[Block]:
    """What lies before, between and after the hours; a day without any is closed whole."""
    edges = [(0, 0), *opens, (1440, 1440)]
    gaps = [(before[1], after[0]) for before, after in pairwise(edges)]
    inner = {gap for gap in gaps if gap[0] and gap[1] < 1440}
    said = {gap: str(_("перерыв до %s")) % _clock(gap[1]) for gap in inner}
    whole = str(_("приёма нет")) if not opens else ""
    return [Block("closed", a, b, said.get((a, b), whole)) for a, b in gaps if b > a]


def _lay(lane: Lane, first: int, last: int) -> None:
    """Rows of each block within the hours shown; one that meets another gets the next column free."""
    lane.blocks = [b for b in lane.blocks if b.begins < last and b.ends > first]
    taken: dict[int, int] = {}
    for block in sorted(lane.blocks, key=_order):
        begins, ends = max(block.begins, first), min(block.ends, last)
        if block.sort == "visit":
            ends = min(max(ends, begins + SHORTEST), last)
        block.row, block.span = (begins - first) // STEP + 1, max(-(-(ends - begins) // STEP), 1)
        if block.sort == "visit":
            column = next(n for n in range(1, len(lane.blocks) + 2) if taken.get(n, 0) <= begins)
            block.column, taken[column] = column, ends
            lane.columns = max(lane.columns, column)
    lane.blocks.sort(key=_order)


def _order(block: Block) -> tuple[int, int, Any]:
    return (block.begins, {"closed": 0, "visit": 1, "free": 2}[block.sort], block.visit.pk if block.visit else 0)
