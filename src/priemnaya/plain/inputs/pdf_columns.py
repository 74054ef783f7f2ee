"""Columns of a page whose lines were written across them: put in the order of reading, the left column first."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

MOST_STRETCHES = 2_000
"""Stretches of one page that are looked at; a table of numbers has more, and no columns of prose."""
FEWEST_LINES = 4
"""Lines on either side that make columns."""
SIDE = 0.25
"""Share of the page's width that a column of prose fills at least."""


def by_columns(words: Any, text: str, width: float) -> str:
    """`text` as it is, unless the page has two columns that it jumps between line by line."""
    count = words.count_rects()
    if not 2 * FEWEST_LINES <= count <= MOST_STRETCHES:
        return text
    boxes = [words.get_rect(n) for n in range(count)]
    gutter = _gutter(boxes, width)
    if gutter is None:
        return text
    sides = [box[0] >= gutter for box in boxes if box[2] <= gutter or box[0] >= gutter]
    if sum(a != b for a, b in pairwise(sides)) <= max(4, len(sides) // 4):
        return text  # written column by column already
    return _read(words, boxes, gutter)


def _gutter(boxes: list[Any], width: float) -> float | None:
    """Where a white strip parts two columns of prose: beside it four lines or more, each side wide enough."""
    lefts = sorted({round(box[0], 1) for box in boxes if width * 0.3 < box[0] < width * 0.7})
    for left in lefts:
        place = left - 1
        one = [box for box in boxes if box[2] <= place]
        two = [box for box in boxes if box[0] >= place]
        across = len(boxes) - len(one) - len(two)
        if min(len(one), len(two)) < FEWEST_LINES or across * 3 > len(boxes):
            continue
        wide = all(_wide(side) >= width * SIDE for side in (one, two))
        if wide:
            return float(place)
    return None


def _wide(boxes: list[Any]) -> float:
    """The usual width of a line: the middle one."""
    spans = sorted(max(b[2] for b in line) - min(b[0] for b in line) for line in _lines(boxes))
    return float(spans[len(spans) // 2])


def _lines(boxes: list[Any]) -> list[list[Any]]:
    """Boxes by line, from the top."""
    lines: list[list[Any]] = []
    for box in sorted(boxes, key=lambda b: (-(b[1] + b[3]) / 2, b[0])):
        if lines and abs((lines[-1][0][1] + lines[-1][0][3]) / 2 - (box[1] + box[3]) / 2) < (box[3] - box[1]) / 2:
            lines[-1].append(box)
        else:
            lines.append([box])
    return lines


def _read(words: Any, boxes: list[Any], gutter: float) -> str:
    """Bands of the page from the top: a line across both columns ends a band, inside one the left side comes first."""
    out: list[str] = []
    left: list[str] = []
    right: list[str] = []
    for line in _lines(boxes):
        crossing = any(box[0] < gutter < box[2] for box in line)
        if crossing:
            out += left + right
            left, right = [], []
            out.append(_text(words, line))
            continue
        for side, into in ((True, left), (False, right)):
            here = [box for box in line if (box[2] <= gutter) == side]
            if here:
                into.append(_text(words, here))
    return "\n".join(out + left + right)


def _text(words: Any, line: list[Any]) -> str:
    parts = []
    for box in sorted(line, key=lambda b: b[0]):
        text = words.get_text_bounded(box[0] - 0.5, box[1], box[2] + 0.5, box[3])
        parts.append(text.replace("\ufffe", "-").replace("\r", "").replace("\n", ""))
    return " ".join(p.strip() for p in parts if p.strip())
