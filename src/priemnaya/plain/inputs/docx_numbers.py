"""Numbers that Word computes: the label of a paragraph by the lists and styles of the document.

ISO/IEC 29500-1, 17.9: a paragraph names a list (w:num) and a level, itself or through its style; a level has a format,
a text («%1.%2.») and a start, and begins anew after a paragraph of a higher level.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from typing import Any

from .ooxml import child, is_on, name_of, relations, said
from .zipped import Package

RUSSIAN = "абвгдежзиклмнопрстуфхцчшщэюя"
_BULLETS = ("bullet", "none", "")
DASH = "–"
DEEPEST = 9


@dataclass
class _Level:
    """format: «decimal», «russianLower»…; text: with %1 for the number of the first level."""

    format: str = "decimal"
    text: str = ""
    start: int = 1
    style: str = ""
    restart: int | None = None
    legal: bool = False


@dataclass
class _List:
    levels: dict[int, _Level] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)


class Numbers:
    """Labels of paragraphs, asked in their order: the counters go on with every one."""

    def __init__(self, package: Package, part: str) -> None:
        self.styles = _styles(package, part)
        self.lists: dict[str, _List] = {}
        self.starts: dict[str, dict[int, int]] = {}
        self._read(_part(package, part, "numbering"))

    def _read(self, root: Any) -> None:
        kinds: dict[str, _List] = {}
        for element in root if root is not None else ():
            if name_of(element) == "abstractNum":
                kinds[said(element, "abstractNumId")] = _List(dict(_levels(element)))
        linked = (
            {said(e, "abstractNumId"): _val(e, "numStyleLink") for e in root if name_of(e) == "abstractNum"}
            if root is not None
            else {}
        )
        names = (
            {_val(e, "styleLink"): said(e, "abstractNumId") for e in root if name_of(e) == "abstractNum"}
            if root is not None
            else {}
        )
        for element in root if root is not None else ():
            if name_of(element) != "num":
                continue
            kind = _val(element, "abstractNumId")
            if not kinds.get(kind, _List()).levels and linked.get(kind) in names:
                kind = names[linked[kind]]
            number = said(element, "numId")
            self.lists[number] = kinds.get(kind, _List())
            self._override(number, element)

    def _override(self, number: str, element: Any) -> None:
        """A list of its own for one that starts elsewhere or writes a level otherwise."""
        own: dict[int, _Level] = {}
        for change in element:
            if name_of(change) == "lvlOverride":
                at = whole(said(change, "ilvl"), 0)
                base = self.lists[number].levels.get(at, _Level())
                written = child(change, "lvl")
                level = dict(_levels(change)).get(at, base) if written is not None else base
                start = _val(change, "startOverride")
                own[at] = _Level(
                    level.format, level.text, whole(start, level.start), level.style, level.restart, level.legal
                )
        if own:
            self.lists[number] = _List({**self.lists[number].levels, **own})

    def of(self, properties: Any) -> str:
        """The label of a paragraph; empty where it has none. A bullet of any form is a dash."""
        number, at = self._named(properties)
        known = self.lists.get(number)
        if known is None or number == "0" or at not in known.levels:
            return ""
        level = known.levels[at]
        known.counts[at] = known.counts.get(at, level.start - 1) + 1
        for deeper in [n for n in known.counts if n > at]:
            restart = known.levels[deeper].restart
            if restart is None or at < restart:
                del known.counts[deeper]
        if level.format in _BULLETS:
            return DASH if level.text.strip() else ""
        return _written(known, level, at)

    def _named(self, properties: Any) -> tuple[str, int]:
        """(list, level) of a paragraph: its own, else of its style or the styles that one is based on."""
        own = child(properties, "numPr")
        number, at = _val(own, "numId"), _val(own, "ilvl")
        style = _val(properties, "pStyle")
        for _ in range(DEEPEST):
            if number and at:
                break
            based, of_style = self.styles.get(style, ("", None))
            number = number or _val(of_style, "numId")
            at = at or _val(of_style, "ilvl")
            if number and not at and number in self.lists:
                at = next((str(n) for n, lv in self.lists[number].levels.items() if lv.style and lv.style == style), "")
            style = based
            if not style:
                break
        return number, min(whole(at, 0), DEEPEST)


def _written(known: _List, level: _Level, at: int) -> str:
    text = level.text
    for n in range(at + 1):
        count = known.counts.get(n, known.levels[n].start if n in known.levels else 1)
        form = "decimal" if level.legal else known.levels[n].format if n in known.levels else "decimal"
        text = text.replace(f"%{n + 1}", written_as(count, form))
    return text.strip()


def written_as(count: int, form: str) -> str:
    if form in ("lowerRoman", "upperRoman"):
        roman = _roman(count)
        return roman.lower() if form == "lowerRoman" else roman
    if form in ("russianLower", "russianUpper"):
        letter = RUSSIAN[(count - 1) % len(RUSSIAN)] * ((count - 1) // len(RUSSIAN) + 1)
        return letter if form == "russianLower" else letter.upper()
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter if form == "lowerLetter" else letter.upper()
    return f"{count:02d}" if form == "decimalZero" else str(count)


def _roman(count: int) -> str:
    text = ""
    for worth, digits in (
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ):
        while count >= worth and len(text) < 20:
            text, count = text + digits, count - worth
    return text


def _levels(element: Any) -> list[tuple[int, _Level]]:
    found = []
    for level in element:
        if name_of(level) == "lvl":
            restart = child(level, "lvlRestart")
            found.append(
                (
                    whole(said(level, "ilvl"), 0),
                    _Level(
                        _val(level, "numFmt") or "decimal",
                        _val(level, "lvlText"),
                        whole(_val(level, "start"), 1),
                        _val(level, "pStyle"),
                        whole(said(restart, "val"), 0) if restart is not None else None,
                        is_on(child(level, "isLgl")),
                    ),
                )
            )
    return found


def _styles(package: Package, part: str) -> dict[str, tuple[str, Any]]:
    """Style -> (the style it is based on, what list it names)."""
    root = _part(package, part, "styles")
    found: dict[str, tuple[str, Any]] = {}
    for style in root if root is not None else ():
        if name_of(style) == "style":
            found[said(style, "styleId")] = (_val(style, "basedOn"), child(style, "pPr", "numPr"))
    return found


def _part(package: Package, part: str, kind: str) -> Any:
    for name, target in relations(package, part).values():
        if name == kind and target in package:
            return package.tree_if_sound(target)
    usual = posixpath.join(posixpath.dirname(part), f"{kind}.xml")
    return package.tree_if_sound(usual)


def _val(element: Any, name: str) -> str:
    found = child(element, name)
    return said(found, "val") if found is not None else ""


def whole(text: str, instead: int) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,5}", text) else instead
