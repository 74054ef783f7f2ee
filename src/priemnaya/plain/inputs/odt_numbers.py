"""Numbers that LibreOffice computes: labels of paragraphs in lists and of headings.

OpenDocument 1.3, part 3: 5.3 (lists), 16.30 (list styles), 19.880 (continue-numbering), 16.34 (outlines).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from .docx_numbers import DASH, DEEPEST, whole, written_as

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_LEVELS = {
    f"{TEXT}list-level-style-number",
    f"{TEXT}list-level-style-bullet",
    f"{TEXT}list-level-style-image",
    f"{TEXT}outline-level-style",
}
_FORMATS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}


@dataclass(frozen=True)
class _Level:
    """format: of the number, empty for none, DASH for a bullet; shown: how many levels its label shows."""

    format: str
    prefix: str = ""
    suffix: str = ""
    shown: int = 1
    start: int = 1
    pattern: str = ""


@dataclass
class _Open:
    """A list that is being read: its style, its own depth, and its counters, shared by those that continue it."""

    style: str
    depth: int
    counts: dict[int, int] = field(default_factory=dict)


class Numbers:
    """Labels in the order of the document."""

    def __init__(self, *roots: Any) -> None:
        self.styles: dict[str, dict[int, _Level]] = {}
        self.of_paragraphs: dict[str, tuple[str, str]] = {}
        for root in roots:
            for element in root.iter(f"{TEXT}list-style", f"{TEXT}outline-style") if root is not None else ():
                name = element.get(f"{STYLE}name", "") if element.tag == f"{TEXT}list-style" else "outline"
                self.styles.setdefault(name, dict(map(_level, (e for e in element if e.tag in _LEVELS))))
            for element in root.iter(f"{STYLE}style") if root is not None else ():
                self.of_paragraphs.setdefault(
                    element.get(f"{STYLE}name", ""),
                    (element.get(f"{STYLE}list-style-name", ""), element.get(f"{STYLE}parent-style-name", "")),
                )
        self.outline = _Open("outline", 1)
        self.by_style: dict[str, dict[int, int]] = {}
        self.by_id: dict[str, dict[int, int]] = {}
        self.open: list[_Open] = []

    def begin(self, element: Any) -> None:
        """A list opens: inside another, continuing an earlier one, or anew."""
        style = element.get(f"{TEXT}style-name", "") or (self.open[-1].style if self.open else "")
        if self.open:
            counts = self.open[-1].counts
        elif (earlier := element.get(f"{TEXT}continue-list", "")) in self.by_id:
            counts = self.by_id[earlier]
        elif element.get(f"{TEXT}continue-numbering") == "true" and style in self.by_style:
            counts = self.by_style[style]
        else:
            counts = {}
        self.by_style[style] = counts
        if name := element.get("{http://www.w3.org/XML/1998/namespace}id", ""):
            self.by_id[name] = counts
        self.open.append(_Open(style, min(len(self.open) + 1, DEEPEST), counts))

    def end(self) -> None:
        self.open.pop()

    def of_item(self, item: Any) -> str:
        """The label of the next item of the list that is open."""
        here = self.open[-1]
        start = item.get(f"{TEXT}start-value", "")
        return self._next(here, here.depth, whole(start, 1) if start else None)

    def of_heading(self, heading: Any) -> str:
        depth = heading.get(f"{TEXT}outline-level", "")
        if heading.get(f"{TEXT}is-list-header") == "true" or not whole(depth, 0):
            return ""
        return self._next(self.outline, min(whole(depth, 0), DEEPEST), None)

    def _next(self, here: _Open, depth: int, start: int | None) -> str:
        levels = self.styles.get(here.style, {})
        level = levels.get(depth)
        if level is None:
            return ""
        if start is not None:
            here.counts[depth] = start - 1
        here.counts[depth] = here.counts.get(depth, level.start - 1) + 1
        for deeper in [n for n in here.counts if n > depth]:
            del here.counts[deeper]
        if level.format in ("", DASH):
            return level.format
        return _label(level, levels, depth, here.counts)


def _label(level: _Level, levels: dict[int, _Level], depth: int, counts: dict[int, int]) -> str:
    def number(n: int) -> str:
        other = levels.get(n, level)
        return written_as(counts.get(n, other.start), other.format) if other.format not in ("", DASH) else ""

    if level.pattern:
        return re.sub(r"%(\d)%", lambda met: number(int(met[1])), level.pattern).strip()
    shown = [number(n) for n in range(max(1, depth - level.shown + 1), depth + 1)]
    return f"{level.prefix}{'.'.join(s for s in shown if s)}{level.suffix}".strip()


def _level(element: Any) -> tuple[int, _Level]:
    depth = element.get(f"{TEXT}level", "1")
    at = whole(depth, 1)
    if not element.tag.endswith(("number", "outline-level-style")):
        return at, _Level(DASH)
    form = element.get(f"{STYLE}num-format", "")
    known = _FORMATS.get(
        form, "russianUpper" if form.startswith("А") else "russianLower" if form.startswith("а") else form and "decimal"
    )
    pattern = next((v for k, v in element.attrib.items() if k.endswith("}num-list-format")), "")
    shown, start = element.get(f"{TEXT}display-levels", "1"), element.get(f"{TEXT}start-value", "1")
    return at, _Level(
        known,
        element.get(f"{STYLE}num-prefix", ""),
        element.get(f"{STYLE}num-suffix", ""),
        whole(shown, 1),
        whole(start, 1),
        pattern,
    )
