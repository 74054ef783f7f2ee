"""What a measure is: document, rule and profile in, hits out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from ..document import Document, Span, Token
from ..profile import Profile
from ..rule import Level, Rule
from ..words import Reading


@dataclass(frozen=True, slots=True)
class Hit:
    """Characters [start, end), what the message may name, and the wording that is better.

    replacement: for the characters themselves. level: only where this very place deserves another than the rule's.
    """

    start: int
    end: int
    facts: Mapping[str, object] = field(default_factory=dict)
    better: str = ""
    replacement: str | None = None
    level: Level | None = None
    safe: bool = True


CASES = ("nomn", "gent", "datv", "accs", "ablt", "loct")

Measure = Callable[[Document, Rule, Profile], Iterator[Hit]]
MEASURES: dict[str, Measure] = {}


def measure(name: str) -> Callable[[Measure], Measure]:
    """Register a measure under the name that rules use."""

    def add(function: Measure) -> Measure:
        MEASURES[name] = function
        return function

    return add


def of(token: Token, *grammemes: str) -> Reading | None:
    """The first reading of a token with these grammemes."""
    return token.word.reading(*grammemes) if token.word is not None else None


def likely(token: Token, *grammemes: str) -> bool:
    return token.word is not None and token.word.first.issuperset(grammemes)


def body_start(document: Document) -> int:
    """Where the body begins: after the greeting."""
    if "body_start" not in document.kept:
        document.kept["body_start"] = max((z.end for z in document.zones if z.kind == "greeting"), default=0)
    return int(document.kept["body_start"])


def body_end(document: Document) -> int:
    """Where the body ends: before the signature and the attachments."""
    if "body_end" not in document.kept:
        ends = (z.start for z in document.zones if z.kind in ("signature", "attachment"))
        document.kept["body_end"] = min(ends, default=len(document.text))
    return int(document.kept["body_end"])


def body_sentences(document: Document) -> list[Span]:
    start, end = body_start(document), body_end(document)
    return [s for s in document.sentences if s.start >= start - 1 and s.start < end]


def body_text(document: Document) -> str:
    return document.text[body_start(document) : body_end(document)]


def last_word(document: Document) -> tuple[int, int]:
    """The last visible characters: where a finding about something missing is shown."""
    match = re.search(r"\S+\s*\Z", document.text)
    return (match.start(), match.start() + len(match[0].rstrip())) if match else (0, 0)
