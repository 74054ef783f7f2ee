"""Measures of the look of a document: they read the runs that the input gave, not the characters."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..document import Document
from ..inputs.runs import Run, main_font
from ..profile import Profile
from ..rule import Rule
from .base import Hit, measure


def _runs(document: Document) -> list[Run]:
    runs: list[Run] = document.kept.get("runs", [])
    return [r for r in runs if document.text[r.start : r.end].strip()]


def _joined(hits: Iterator[Hit]) -> Iterator[Hit]:
    """Neighbouring runs with the same fault are one finding: a letter all in Times is told once."""
    last: Hit | None = None
    for hit in hits:
        if last is not None and hit.start - last.end <= 2 and (hit.better, hit.facts) == (last.better, last.facts):
            last = Hit(last.start, hit.end, last.facts, last.better)
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
_where("background", lambda run: run.marked)


@measure("mixed_fonts")
def mixed_fonts(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    """Runs in another face than the one most of the letter is in. A run that names none is in the document's own
    face."""
    runs = _runs(document)
    main = main_font(runs).lower()
    others = (r for r in runs if r.font and r.font.lower() != main)
    yield from _joined(Hit(r.start, r.end, {"font": r.font}) for r in others)


@measure("serif_font")
def serif_font(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    yield from _joined(Hit(r.start, r.end, {"font": r.font}) for r in _runs(document) if r.serif)


@measure("small_or_pale")
def small_or_pale(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    yield from _joined(_small_or_pale(document, rule, profile))


def _small_or_pale(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    least = profile.threshold(rule)
    for run in _runs(document):
        said = []
        if run.size is not None and run.size < least:
            said.append(f"Кегль {run.size:g}, хорошо — от {least:g}".replace(".", ","))
        if run.pale:
            seen = f"{run.contrast:.1f}".replace(".", ",")
            said.append(f"{'бледный' if said else 'Бледный'} текст, контраст {seen} к 1")
        if said:
            yield Hit(run.start, run.end, {"least": least}, "; ".join(said))
