"""Which units of an act are clauses of their own, and which belong to the clause above them.

A point is a clause. An item of a list is one when it demands by itself («…необходимо: 1) избегать…»), and a part of its
point when the list only completes one demand: alternatives, steps of one occasion, what a thing consists of. A paragraph
is a clause of its own when it has a hypothesis of its own («В случае…», «По запросу…»).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .marks import term_of
from .splitting import Unit

_OCCASION = re.compile(
    r"(?:в\sслучае|если|при\s(?:невозможности|отсутствии|наличии|необходимости|несогласии|неявке))\b", re.I
)
_HYPOTHESIS = re.compile(
    r"(?:в\sслуча[ея]х?|если|когда|при\s(?:невозможности|отсутствии|наличии|несогласии|неявке|поступлении|обращении|выявлении)"
    r"|по\s(?:запросу|просьбе|требованию|желанию|заявлению)|не\sпозднее|не\sреже|в\sтечение)\b",
    re.I,
)
_MODAL = re.compile(
    r"(?:необходимо|следует|обязан[аоы]?|долж(?:ен|на|но|ны)|запрещается|не\sдопускается|вправе)[^:]{0,40}:$", re.I
)
_ONE_DEMAND = re.compile(
    r"одн(?:о|ин|у|ого|ой)\sиз|с\sпредложением[^:]{0,30}:$|включает\sв\sсебя:?$|состо(?:ит|ят)\sиз|в\sкотор\w{2,3}\s(?:содерж|указыва)\w+"
    r"|следующ\w{2,3}\s(?:сведения|реквизиты|данные|документы|процессы|материалы)(?:\s\w+){0,3}\W*$|к\sкоторым\sотносятся:$",
    re.I,
)
_MEANS = re.compile(
    r"(?:посредством|путем|путём|через|способ\w{0,4}|канал\w{0,4}|по\sадресу|\(сервиса\)|услуги)\W*$", re.I
)
SHORT_ITEMS = 6
"""Words of an item, on the average, that is only a means: «посредством почтового отправления»."""


@dataclass
class Piece:
    """A clause as it is cut: number as cited; text: its own words with those of the units that belong to it; lead: the
    words that open the list it stands in; under: headings above it; opens: it only introduces the clauses after it;
    defines: the definition that it is; printed: its number stands in the act."""

    number: str
    text: str
    lead: str = ""
    under: tuple[str, ...] = ()
    opens: bool = False
    defines: str = ""
    part: str = ""
    printed: bool = True


def pieces(root: Unit) -> list[Piece]:
    """The clauses of a part, in order, each number once."""
    found = [_piece(unit, root.number) for unit in _own(root)]
    return numbered([p for p in found if p.text.strip()])


def untold(root: Unit, found: list[Piece]) -> list[str]:
    """Headings that stand over no clause: nothing else would tell of them."""
    told = {title for piece in found for title in piece.under}
    return [u.title for u in root.walk() if u.title and u.title not in told]


def _own(unit: Unit, *, alone: bool = True) -> Iterator[Unit]:
    """Units that are clauses, in the order of the act. alone: the unit is no part of the clause above it; a definition
    inside of one that is, is a clause all the same."""
    if alone and unit.sort != "part" and (unit.text or _folded(unit)):
        yield unit
    for child in unit.children:
        yield from _own(child, alone=not belongs(child))


def belongs(unit: Unit) -> bool:
    """The unit is a part of the clause above it."""
    parent = unit.parent
    if parent is None or parent.sort == "part" or unit.sort in ("point", "article", "chapter", "term"):
        return False
    if belongs(parent):
        return True
    if unit.sort == "paragraph":
        own = parent.sort == "chapter" or (parent.title and parent.sort == "point")
        return not (own or _HYPOTHESIS.match(unit.text) or _splits(unit) or _after_list(unit))
    return not _splits(parent) and not _HYPOTHESIS.match(unit.text)


def _after_list(unit: Unit) -> bool:
    """A paragraph after the clauses of a list can't belong to the words that opened it."""
    parent = unit.parent
    if parent is None:
        return False
    before = parent.children[: parent.children.index(unit)]
    return any(not belongs(c) for c in before if c.sort in ("item", "bracket", "letter", "point"))


def _splits(parent: Unit) -> bool:
    """The items under it are clauses by themselves."""
    items = [c for c in parent.children if c.sort in ("item", "bracket", "letter")]
    if len(items) < 2 and parent.sort not in ("article", "chapter"):
        return False
    text = (parent.text or parent.title).strip()
    if parent.sort in ("item", "bracket", "letter", "term") or text[:1].islower():
        return False
    if _MODAL.search(text):
        return True
    if _OCCASION.match(text) or _ONE_DEMAND.search(text.rstrip(":").strip() + ":") or _ONE_DEMAND.search(text):
        return False
    words = sum(len(c.text.split()) for c in items) / len(items) if items else 99
    return not (_MEANS.search(text) and words <= SHORT_ITEMS)


def _folded(unit: Unit) -> list[Unit]:
    return [c for c in unit.children if belongs(c)]


def _text(unit: Unit) -> str:
    """Its words and those of what belongs to it."""
    return "\n".join(t for t in (unit.text, *(_text(c) for c in _folded(unit))) if t)


def _piece(unit: Unit, part: str) -> Piece:
    above, under = unit.parent, []
    lead = above.text if above is not None and above.text and unit.sort not in ("point", "article", "paragraph") else ""
    if unit.sort == "point" and above is not None and above.sort == "point" and above.opens:
        lead = above.text
    while above is not None and above.sort != "part":
        if above.title:
            under.append(above.title)
        above = above.parent
    if unit.title:
        under.insert(0, unit.title)
    text = _text(unit)
    opens = text.endswith(":") and any(not belongs(c) for c in unit.children)
    prefix = f"{part}." if part else ""
    listed = unit.sort in ("letter", "bracket", "item") and unit.parent is not None and unit.parent.defines
    defines = unit.text if unit.sort == "term" or (listed and term_of(unit.text)) else ""
    printed = unit.sort in ("point", "article", "bracket", "letter")
    return Piece(prefix + (unit.number or "0"), text, lead, tuple(reversed(under)), opens, defines, part, printed)


def numbered(found: list[Piece]) -> list[Piece]:
    """Each number once; what the act prints stays, and what was counted here gives way."""
    seen: set[str] = set()
    for piece in (*(p for p in found if p.printed), *(p for p in found if not p.printed)):
        number, n = piece.number, 2
        while piece.number in seen:
            piece.number = f"{number}.p{n}"
            n += 1
        seen.add(piece.number)
    return found
