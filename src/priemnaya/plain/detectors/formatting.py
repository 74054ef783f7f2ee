"""Measures of the look of a document: they read the runs that the input gave, not the characters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

from ..document import Document
from ..inputs.runs import Run
from ..profile import Profile
from ..rule import Rule
from .base import Hit, measure

SERIF = re.compile(
    r"times|georgia|garamond|cambria|serif|bookman|palatino|century|antiqua|minion|liberation serif|free"
    r" ?serif|literata|merriweather",
    re.IGNORECASE,
)
_SANS = re.compile(r"sans", re.IGNORECASE)
WHITE_ENOUGH = 0.93
"""Relative luminance from which a background counts as white."""
CONTRAST = 4.5


def _runs(document: Document) -> list[Run]:
    runs: list[Run] = document.kept.get("runs", [])
    return [r for r in runs if document.text[r.start : r.end].strip()]


def _joined(hits: Iterator[Hit]) -> Iterator[Hit]:
    """Neighbouring runs with the same fault are one finding: a letter all in Times is told once."""
    last: Hit | None = None
    for hit in hits:
        if last is not None and hit.start - last.end <= 2 and hit.better == last.better:
            last = Hit(last.start, hit.end, {}, last.better)
            continue
        if last is not None:
            yield last
        last = hit
    if last is not None:
        yield last


def _where(name: str, broken: Callable[[Run], bool]) -> None:
    @measure(name)
    def found(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
        yield from _joined(Hit(run.start, run.end) for run in _runs(document) if broken(run))


_where("italic", lambda run: run.italic)
_where("underline", lambda run: run.underline and not run.link)
_where("caps_property", lambda run: run.caps)
_where("background", lambda run: run.background is not None and luminance(run.background) < WHITE_ENOUGH)


@measure("mixed_fonts")
def mixed_fonts(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    """Runs in another face than the one most of the letter is in. A run that names none is in the document's own
    face."""
    runs = _runs(document)
    sizes: Counter[str] = Counter()
    for run in runs:
        sizes[(run.font or "").lower()] += run.end - run.start
    if len(sizes) < 2:
        return
    main = sizes.most_common(1)[0][0]
    yield from _joined(Hit(r.start, r.end, {}, r.font) for r in runs if r.font and r.font.lower() != main)


@measure("serif_font")
def serif_font(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    serif = (r for r in _runs(document) if r.font and SERIF.search(r.font) and not _SANS.search(r.font))
    yield from _joined(Hit(r.start, r.end, {}, r.font or "") for r in serif)


@measure("small_or_pale")
def small_or_pale(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    yield from _joined(_small_or_pale(document, rule, profile))


def _small_or_pale(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    for run in _runs(document):
        if run.size is not None and run.size < profile.threshold(rule):
            yield Hit(run.start, run.end, {}, f"Кегль {run.size:g}, хорошо — от {profile.threshold(rule):g}")
        elif run.color is not None and (seen := contrast(run.color, run.background or "ffffff")) < CONTRAST:
            yield Hit(run.start, run.end, {}, f"Бледный текст, контраст {seen:.1f} к 1")


def luminance(color: str) -> float:
    """Relative luminance of a hex colour, 0 to 1 (WCAG 2.2)."""
    parts = [int(color[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(text: str, background: str) -> float:
    """Contrast of two hex colours, 1 to 21 (WCAG 2.2)."""
    high, low = sorted((luminance(text), luminance(background)), reverse=True)
    return (high + 0.05) / (low + 0.05)
