"""Letters as a reader sees them, whatever they are written with, and the way back to the characters of the source.

A soft hyphen and other signs without width are nothing; «и» with a breve is «й»; a stress mark over a vowel is no
letter; a hyphen that does not break is a hyphen. Unicode 16, chapters 3.12 (composition) and 6.2 (hyphens), 23.2.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

_SAME = {0x2010: "-", 0x2011: "-", 0x2028: "\n", 0x2029: "\n", 0xFFFE: " ", 0xFFFF: " "}
_SAME |= {n: " " for n in range(0x20) if n not in (0x09, 0x0A, 0x0D)}
_SAME |= dict.fromkeys(range(55296, 57344), "�")
"""One character for one: hyphens of print, separators, what no text holds."""
UNSEEN = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff"
"""Signs without width, as a class of a pattern: soft hyphens, joiners, marks of direction and of variants."""
TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Signs that turn the order of letters round: «акт-fdp.exe» would look like «акт-exe.pdf»."""
_ODD = re.compile(rf"[{UNSEEN}]+|([^\W\d_])?([\u0300-\u034e\u0350-\u036f\u0483-\u0487]+)")


@dataclass(frozen=True)
class Spelled:
    """text: as it is seen. starts, ends: of each of its characters the place in the source; None where they are the
    same place for place."""

    text: str
    starts: array[int] | None = None
    ends: array[int] | None = None

    def back(self, start: int, end: int) -> tuple[int, int]:
        """Where the seen characters [start, end) stand in the source; signs without width at the edges stay out."""
        if self.starts is None or self.ends is None:
            return start, end
        if start >= end:
            place = self.starts[start] if start < len(self.starts) else (self.ends[-1] if self.ends else 0)
            return place, place
        return self.starts[start], self.ends[end - 1]

    def seen(self, start: int, end: int) -> tuple[int, int]:
        """Which seen characters the places [start, end) of the source show."""
        if self.starts is None:
            return start, end
        return bisect_left(self.starts, start), bisect_left(self.starts, end)


def spelled(source: str, dropped: Iterable[tuple[int, int]] = ()) -> Spelled:
    """The source as it is read. dropped: [start, end) of characters that the reader of a file knows to be nothing."""
    text = source.translate(_SAME)
    changes = [*((s, e, "") for s, e in dropped if e > s), *_odd(text)]
    if not changes:
        return Spelled(text)
    out: list[str] = []
    starts, ends = array("l"), array("l")
    at = 0
    for start, end, new in sorted(changes):
        if start < at:
            continue
        out.append(text[at:start])
        starts.extend(range(at, start))
        ends.extend(range(at + 1, start + 1))
        if new:
            out.append(new)
            starts.append(start)
            ends.append(end)
        at = end
    out.append(text[at:])
    starts.extend(range(at, len(text)))
    ends.extend(range(at + 1, len(text) + 1))
    return Spelled("".join(out), starts, ends)


def _odd(text: str) -> Iterable[tuple[int, int, str]]:
    for match in _ODD.finditer(text):
        base = match[1] or ""
        yield match.start(), match.end(), unicodedata.normalize("NFC", base + match[2])[:1] if base else ""
