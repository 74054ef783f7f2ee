"""A chart before it is drawn: what is told, and where each mark stands. Two widths: a desk and a phone; letters are of
one size on both."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

WIDE, NARROW = 720, 344
"""Units of the picture; a unit is a pixel where it has its room."""
HIGH, ROW, TALL = 240, 34, 52
"""The height of a line chart; of a bar on a desk, and on a phone, where its name stands above it."""
MOST_BARS = 12
LETTER = 7.6
"""An average letter's width."""


@dataclass(frozen=True)
class Mark:
    """One number of a chart. value: on the axis; none where there is nothing to tell, or too little (few). words: the
    number as people read it; cells: what the table beside says after the name; before: the number of the period
    before."""

    name: str
    value: float | None
    words: str
    address: str = ""
    cells: tuple[object, ...] = ()
    few: bool = False
    short: str = ""


@dataclass(frozen=True)
class Placed:
    """A mark in its place. label: what stands beside it; lines: its name, in as many lines as it has room for."""

    mark: Mark
    x: float
    y: float
    width: float = 0
    label: str = ""
    name: str = ""
    anchor: str = "middle"


@dataclass(frozen=True)
class Grid:
    y: float
    words: str


@dataclass
class Picture:
    """One drawing: narrow or wide."""

    kind: str
    width: int
    height: float
    marks: list[Placed] = field(default_factory=list)
    grid: list[Grid] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    goal: Grid | None = None
    left: float = 0
    right: float = 0
    top: float = 0

    @property
    def track(self) -> float:
        return self.right - self.left


@dataclass(frozen=True)
class Chart:
    """name: its part of an address. title: what it shows; about: over which days and whose; heads: of the table
    beside; goal: what the figure should be; left_out: how many stand in the table alone."""

    name: str
    kind: str
    title: str
    about: str
    heads: tuple[str, ...]
    marks: tuple[Mark, ...]
    unit: str = "%"
    goal: float | None = None

    @property
    def drawn(self) -> bool:
        return any(m.value is not None for m in self.marks)

    @property
    def left_out(self) -> int:
        return max(len(self.marks) - MOST_BARS, 0) if self.kind == "bars" else 0

    def said(self, value: float) -> str:
        """A number on the axis, or beside a mark."""
        return f"{value:.0f}\N{NO-BREAK SPACE}%" if self.unit == "%" else _number(value)

    @property
    def description(self) -> str:
        """All of it in words, for who does not see it."""
        return "; ".join(f"{m.name}: {m.words}" for m in self.marks[: MOST_BARS * 2])

    @property
    def pictures(self) -> list[tuple[str, Picture]]:
        return [("wide", self.picture(WIDE)), ("narrow", self.picture(NARROW))]

    def picture(self, width: int) -> Picture:
        return _bars(self, width) if self.kind == "bars" else _line(self, width)


def line(name: str, title: str, about: str, heads: tuple[str, ...], marks: list[Mark], **more: object) -> Chart:
    return Chart(name, "line", title, about, heads, tuple(marks), **more)  # type: ignore[arg-type]


def bars(name: str, title: str, about: str, heads: tuple[str, ...], marks: list[Mark], **more: object) -> Chart:
    return Chart(name, "bars", title, about, heads, tuple(marks), **more)  # type: ignore[arg-type]


def _line(chart: Chart, width: int) -> Picture:
    left, right, top, bottom = 44.0, 20.0, 22.0, HIGH - 30.0
    picture = Picture("line", width, HIGH, left=left, right=width - right, top=top)
    known = [m.value for m in chart.marks if m.value is not None]
    most = 100.0 if chart.unit == "%" else _round_top(max([*known, chart.goal or 0], default=0))

    def at(value: float) -> float:
        return round(bottom - (bottom - top) * value / most, 1)

    picture.grid = [Grid(at(most * n / 4), chart.said(most * n / 4)) for n in (0, 2, 4)]
    if chart.goal is not None and chart.goal <= most:
        picture.goal = Grid(at(chart.goal), _("цель %s") % chart.said(chart.goal))
    count = len(chart.marks)
    step = (width - left - right) / max(count, 1)
    every = max(1, round(34 / step + 0.49))
    run: list[str] = []
    for n, mark in enumerate(chart.marks):
        x = round(left + step * (n + 0.5), 1)
        if mark.value is None:
            picture.paths, run = _ended(picture.paths, run), []
        else:
            run.append(f"{x},{at(mark.value)}")
        y = at(mark.value) if mark.value is not None else bottom
        label = chart.said(mark.value) if mark.value is not None and step >= 40 else ""
        shown = mark.short if n % every == (count - 1) % every else ""
        picture.marks.append(Placed(mark, x, y, width=round(step, 1), label=label, name=shown))
    picture.paths = _ended(picture.paths, run)
    return picture


def _ended(paths: list[str], run: list[str]) -> list[str]:
    return [*paths, " ".join(run)] if len(run) > 1 else paths


def _bars(chart: Chart, width: int) -> Picture:
    wide = width == WIDE
    shown = chart.marks[:MOST_BARS]
    row, name_width = (ROW, 224.0) if wide else (TALL, 0.0)
    side = 190.0 if wide else 0.0
    left = name_width + 12 if wide else 0.0
    picture = Picture("bars" if wide else "bars-narrow", width, row * len(shown) + 8, left=left, right=width - side)
    most = 100.0 if chart.unit == "%" else _round_top(max([m.value or 0 for m in shown], default=0))
    room = int((name_width if wide else width * 0.58) / LETTER)
    for n, mark in enumerate(shown):
        length = round((picture.right - left) * (mark.value or 0) / most, 1)
        name = mark.name if len(mark.name) <= room else f"{mark.name[: room - 1].rstrip()}…"
        picture.marks.append(Placed(mark, left, n * row + 4, width=length, label=mark.words, name=name))
    return picture


def _round_top(most: float) -> float:
    """A round number above all of them."""
    for top in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000):
        if most <= top:
            return float(top)
    return most


def _number(value: float) -> str:
    return f"{value:.1f}".replace(".", ",").removesuffix(",0")
