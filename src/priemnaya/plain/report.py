"""What a check says: findings with exact places, a score whose formula is shown, the light, counts by family."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from .profile import OWN
from .readability import Readability
from .rule import FAMILIES, Level, catalogue

WEIGHTS: Mapping[str, float] = {"error": 4.0, "warning": 2.0, "advice": 0.5, "metric": 0.0}
SHORTEST_NORM = 100
"""Words: a shorter text is scored as if it had so many, or one slip in a short message would be a disaster."""
FORMULA = (
    "100 − (4 × ошибки + 2 × предупреждения + 0,5 × советы) × 100 / слов (не меньше 100); ещё −5 за жёлтый и −15 за"
    " красный свет"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """Characters [start, end) of the text, why it is worse, and what is better. Russian, for people.

    replacement: for the characters themselves, None when only a person can mend it. safe: may be accepted with all
    others at once. clause: of the body's order, filled in by whoever knows the order. least: points, where a size is
    too small. phrase: a word of the order's own that it stands for.
    """

    rule: str
    level: Level
    start: int
    end: int
    message: str
    why: str = ""
    better: str = ""
    replacement: str | None = None
    safe: bool = False
    clause: str = ""
    least: float | None = None
    phrase: str = ""

    @property
    def serves(self) -> tuple[str, ...]:
        """The checks it is found by: a word of an order's own by that word alone."""
        known = catalogue()[self.rule].serves
        if not self.phrase:
            return known
        return tuple(mark + self.phrase for mark, check in OWN.items() if check in known)

    @property
    def family(self) -> str:
        return self.rule[:3]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Report:
    """All findings in the order of the text, and the figures. score: 0 to 100. empty: there is not one word; nothing
    can be said of the text, and its score is 0."""

    findings: tuple[Finding, ...]
    score: int
    readability: Readability
    words: int
    empty: bool = False

    @property
    def families(self) -> dict[str, int]:
        """Family -> how many findings, metrics aside; in the order of the catalogue."""
        counts = Counter(f.family for f in self.findings if f.level != "metric")
        return {name: counts[name] for name in FAMILIES if counts[name]}

    @property
    def stops(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.level == "error")

    @property
    def formula(self) -> str:
        return FORMULA


def with_clauses(findings: Iterable[Finding], clauses: Sequence[tuple[str, frozenset[str]]]) -> tuple[Finding, ...]:
    """Findings with the first clause whose checks their rule serves. clauses: (number, names of its checks) in the
    order's sequence."""
    return tuple(
        replace(f, clause=next((number for number, names in clauses if not names.isdisjoint(f.serves)), ""))
        for f in findings
    )


def score_of(findings: tuple[Finding, ...], words: int, light: str) -> int:
    """See FORMULA. 100 is a text with nothing to say against it."""
    weight = sum(WEIGHTS[f.level] for f in findings)
    penalty = weight * 100 / max(words, SHORTEST_NORM) + {"green": 0, "yellow": 5, "red": 15}[light]
    return max(0, min(100, round(100 - penalty)))
