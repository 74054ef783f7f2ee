"""Formatting of a document, as the checker sees it: runs of characters that look alike, and what is wrong with each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

_SERIF = re.compile(
    r"times|georgia|garamond|cambria|serif|bookman|palatino|century|antiqua|minion|liberation serif|free"
    r" ?serif|literata|merriweather",
    re.IGNORECASE,
)
_SANS = re.compile(r"sans", re.IGNORECASE)
WHITE_ENOUGH = 0.93
"""Relative luminance from which a background counts as white."""
CONTRAST = 4.5


@dataclass(frozen=True, slots=True)
class Run:
    """Characters [start, end) of the extracted text. size: points. color, background: six hex digits. ground: the part
    of the background that is the paragraph's. hidden: neither shown nor printed."""

    start: int
    end: int
    italic: bool = False
    underline: bool = False
    caps: bool = False
    link: bool = False
    font: str | None = None
    size: float | None = None
    color: str | None = None
    background: str | None = None
    ground: str | None = None
    hidden: bool = False

    @property
    def contrast(self) -> float | None:
        """Of the writing against what it stands on; None where no colour is named."""
        return contrast(self.color, self.background or "ffffff") if self.color is not None else None

    @property
    def pale(self) -> bool:
        return self.contrast is not None and self.contrast < CONTRAST

    @property
    def serif(self) -> bool:
        return bool(self.font) and is_serif(self.font or "")

    @property
    def marked(self) -> bool:
        return self.background is not None and luminance(self.background) < WHITE_ENOUGH


def is_serif(font: str) -> bool:
    return bool(_SERIF.search(font)) and not _SANS.search(font)


def main_font(runs: Iterable[Run]) -> str:
    """The face most of the writing is in, empty where none is named."""
    sizes: Counter[str] = Counter()
    spelled: dict[str, str] = {}
    for run in runs:
        name = spelled.setdefault((run.font or "").lower(), run.font or "")
        sizes[name] += run.end - run.start
    return sizes.most_common(1)[0][0] if sizes else ""


def luminance(color: str) -> float:
    """Relative luminance of a hex colour, 0 to 1 (WCAG 2.2)."""
    parts = [int(color[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(text: str, background: str) -> float:
    """Contrast of two hex colours, 1 to 21 (WCAG 2.2)."""
    high, low = sorted((luminance(text), luminance(background)), reverse=True)
    return (high + 0.05) / (low + 0.05)
