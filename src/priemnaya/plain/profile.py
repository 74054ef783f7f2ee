"""What a check depends on besides the text: kind of text, reader, and what a body's order and word lists say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from priemnaya.bounded.lined import Wrong, careful, read, shown, text_of
from priemnaya.bounded.wrong_words import made, maybe

from .rule import Audience, Level, Rule, Strict, TextKind


@dataclass(frozen=True)
class Profile:
    """Settings of one check. Everything has a default, so that `check(text)` alone works.

    supplied: parts that the product adds to the letter by itself (greeting, signer, phone, survey), so the text need
    not have them. appeal: the client's own words, when the text answers them. max_words: longest sentence, words.
    """

    kind: TextKind = "reply"
    audience: Audience = "layman"
    checks: frozenset[str] | None = None
    off: frozenset[str] = frozenset()
    levels: Mapping[str, Level] = field(default_factory=dict)
    thresholds: Mapping[str, float] = field(default_factory=dict)
    glossary: Mapping[str, str] = field(default_factory=dict)
    thesaurus: tuple[tuple[str, ...], ...] = ()
    words: frozenset[str] = frozenset()
    abbreviations: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()
    supplied: frozenset[str] = frozenset()
    appeal: str = ""
    today: dt.date | None = None
    syntax: bool = False

    def asks(self, rule: Rule) -> bool:
        """The rule is on, for this kind of text and this reader."""
        return (
            rule.id not in self.off
            and rule.concerns(self.kind, self.audience)
            and (self.checks is None or not self.checks.isdisjoint(rule.serves))
        )

    def own(self, mark: str) -> tuple[str, ...]:
        """The order's own words among the checks, by what stands before them there; in a steady order."""
        return tuple(sorted(name.removeprefix(mark) for name in self.checks or () if name.startswith(mark)))

    def threshold(self, rule: Rule) -> float:
        return self.thresholds.get(rule.id, rule.threshold or 0)


OWN = {"own: ": "own_words", "own hint: ": "own_hints"}
"""Before a word of the order's own among names of checks -> the check that looks for it."""


class BodyStyle(Strict):
    """A body's own file `plain.yaml` beside its order: what it switches, its words, its glossary and thesaurus.

    `without` lists rules switched off (YAML reads a bare `off` as «no»).
    """

    without: tuple[str, ...] = ()
    levels: dict[str, Level] = {}
    thresholds: dict[str, float] = {}
    glossary: dict[str, str] = {}
    thesaurus: tuple[tuple[str, ...], ...] = ()
    words: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    def settings(self) -> dict[str, object]:
        """As keyword arguments of Profile."""
        return {
            "off": frozenset(self.without),
            "levels": self.levels,
            "thresholds": self.thresholds,
            "glossary": self.glossary,
            "thesaurus": self.thesaurus,
            "words": frozenset(w.lower().replace("ё", "е") for w in self.words),
            "abbreviations": frozenset(self.abbreviations),
            "names": self.names,
        }


def for_order(held: Iterable[tuple[Iterable[str], int | None]], style: BodyStyle, **more: Any) -> Profile:
    """A profile from what an order asks (the checks of each clause and its longest sentence, words) and the body's
    style."""
    asked = [(frozenset(checks), words) for checks, words in held]
    settings: dict[str, Any] = style.settings()
    limits = [words for _, words in asked if words]
    thresholds = {**({"SYN-01": min(limits)} if limits else {}), **settings.pop("thresholds")}
    levels = {**settings.pop("levels"), **more.pop("levels", {})}
    checks = frozenset(name for names, _ in asked for name in names)
    checks |= {serves for mark, serves in OWN.items() if any(name.startswith(mark) for name in checks)}
    return Profile(checks=checks, thresholds=thresholds, levels=levels, **settings, **more)


@careful
def load_style(path: Path, known: Mapping[str, Rule], text: str | None = None) -> BodyStyle:
    """Read a body's plain.yaml; without one the defaults hold. text: in place of what the file holds now. Raises
    OrderErrors with file and line."""
    if text is None and not path.exists():
        return BodyStyle()
    wrong = Wrong(shown(path))
    raw = read(text_of(path) if text is None else text, wrong)
    style: BodyStyle | None = made(BodyStyle, raw, wrong, line=1) if raw is not None else None
    for key in ("without", "levels", "thresholds") if style is not None else ():
        for rule in getattr(style, key):
            if rule not in known:
                at = raw.lines[key]
                wrong.add(f"{key}: правила «{rule}» нет; {maybe(rule, known)}список правил: docs/plain-rules.md", at)
    wrong.stop()
    assert style is not None, "nothing is wrong"
    return style
