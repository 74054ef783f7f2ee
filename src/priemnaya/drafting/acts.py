"""The acts that orders of the product were written from, cut by hand: what drafting learns from and is measured by.

`orders/<slug>/act.txt` is the text as it was published, `acts/<slug>.tsv` its clauses in order: number as in
`order.yaml`, «+» when the order has it and «-» when it demands nothing, the first words and the last ones.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from .folding import Piece, numbered, pieces
from .joining import paragraphs
from .parts import parts_of
from .splitting import split

ACTS = Path(__file__).parent / "acts"
ORDERS = Path(__file__).resolve().parents[3] / "orders"
"""Those that come with the product."""


@dataclass(frozen=True)
class Cut:
    """A clause as a person cut it. letters: of its words, nothing else; demands: the order has it."""

    number: str
    demands: bool
    letters: str


def letters(text: str) -> str:
    """Only the letters, small, ё folded: what all forms of one text have in common."""
    return "".join(re.findall(r"[^\W\d_]", text.lower().replace("ё", "е")))


def slugs() -> list[str]:
    return sorted(path.stem for path in ACTS.glob("*.tsv") if (ORDERS / path.stem / "act.txt").is_file())


def act_text(slug: str) -> str:
    return (ORDERS / slug / "act.txt").read_text(encoding="utf-8")


@lru_cache(maxsize=16)
def cuts(slug: str) -> tuple[Cut, ...]:
    """The clauses of an act as a person cut it, in order. Raises ValueError where the list and the text differ."""
    text = letters(act_text(slug))
    found, at = [], 0
    for line in (ACTS / f"{slug}.tsv").read_text(encoding="utf-8").splitlines():
        number, demands, first, last = line.split("\t")
        start = text.find(letters(first), at)
        end = text.find(letters(last), max(start, 0))
        if start < 0 or end < 0:
            raise ValueError(f"{slug}.tsv: {number} is not in the text")
        at = end + len(letters(last))
        found.append(Cut(number, demands == "+", text[start:at]))
    return tuple(found)


def pieces_of(text: str, *, wrapped: bool = True) -> list[Piece]:
    """A text cut by the program."""
    aside: list[str] = []
    parts = parts_of(paragraphs(text.split("\n"), wrapped=wrapped))
    return numbered([p for part in parts for p in pieces(split(part, aside))])


@lru_cache(maxsize=16)
def matched(slug: str) -> tuple[tuple[Cut, tuple[Piece, ...]], ...]:
    """Each clause of a person with the pieces that begin in it."""
    text = letters(act_text(slug))
    starts, at = [], 0
    own = cuts(slug)
    for cut in own:
        at = text.find(cut.letters, at)
        starts.append(at)
        at += len(cut.letters)
    found: list[list[Piece]] = [[] for _ in own]
    at = starts[0] if starts else 0
    for piece in pieces_of(act_text(slug)):
        place = text.find(letters(piece.text)[:40], at)
        n = bisect_right(starts, place) - 1
        if place >= 0 and n >= 0 and place < starts[n] + len(own[n].letters):
            found[n].append(piece)
            at = place
    return tuple((cut, tuple(p)) for cut, p in zip(own, found, strict=True))
