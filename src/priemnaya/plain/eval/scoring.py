"""Counting: right, false and missed findings by rule; precision, recall, F0.5 and Wilson intervals."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from ..report import Finding
from .corpus import Letter

HARD = frozenset({"ORT-05", "ORT-06", "ORT-08", "ORT-09", "ORT-17"})
"""Punctuation and agreement: reported apart, hopeless without a language model."""
Z = 1.96


def wilson(right: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    if not total:
        return 0.0, 1.0
    share, spread = right / total, Z * Z / total
    centre = (share + spread / 2) / (1 + spread)
    half = Z * math.sqrt(share * (1 - share) / total + spread / (4 * total)) / (1 + spread)
    return max(0.0, centre - half), min(1.0, centre + half)


@dataclass
class Counts:
    """Findings of one rule (or of all): right, false; defects missed. examples: where it went wrong."""

    right: int = 0
    false: int = 0
    missed: int = 0
    found: int = 0
    examples: list[str] = field(default_factory=list)

    @property
    def judged(self) -> int:
        return self.right + self.false

    @property
    def precision(self) -> float:
        return self.right / self.judged if self.judged else 0.0

    @property
    def recall(self) -> float:
        return self.found / (self.found + self.missed) if self.found + self.missed else 0.0

    @property
    def f05(self) -> float:
        p, r = self.precision, self.recall
        return 1.25 * p * r / (0.25 * p + r) if p + r else 0.0


Check = Callable[[Letter], Iterable[Finding]]


@dataclass
class Outcome:
    """Everything counted over some letters."""

    rules: dict[str, Counts]
    false_on_clean: list[int]
    clean_words: int

    def over(self, wanted: Callable[[str], bool]) -> Counts:
        total = Counts()
        for name, counts in self.rules.items():
            if wanted(name):
                total.right += counts.right
                total.false += counts.false
                total.missed += counts.missed
                total.found += counts.found
        return total


def score(letters: Iterable[Letter], check: Check, counted: Callable[[Finding], bool] = lambda f: True) -> Outcome:
    """Match findings with marks: right when a mark of the same rule overlaps. Metrics are never counted."""
    rules: dict[str, Counts] = defaultdict(Counts)
    false_on_clean, clean_words = [], 0
    for letter in letters:
        findings = [f for f in check(letter) if f.level != "metric" and counted(f)]
        _match(letter, findings, rules)
        if letter.clean:
            false_on_clean.append(len(findings))
            clean_words += letter.words
    return Outcome(dict(rules), false_on_clean, clean_words)


def _overlaps(finding: Finding, start: int, end: int) -> bool:
    return (finding.start < end and finding.end > start) or finding.start == start


def _match(letter: Letter, findings: list[Finding], rules: dict[str, Counts]) -> None:
    for finding in findings:
        right = any(finding.rule in m.rules and (m.whole or _overlaps(finding, m.start, m.end)) for m in letter.marks)
        rules[finding.rule].right += right
        rules[finding.rule].false += not right
        if not right:
            rules[finding.rule].examples.append(
                f"{letter.name} FALSE «{letter.text[finding.start : finding.end][:70]}»"
            )
    for mark in letter.marks:
        hit = next(
            (f.rule for f in findings if f.rule in mark.rules and (mark.whole or _overlaps(f, mark.start, mark.end))),
            None,
        )
        rule = hit or mark.rules[0]
        rules[rule].found += hit is not None
        rules[rule].missed += hit is None
        if hit is None:
            place = "(письмо)" if mark.whole else letter.text[mark.start : mark.end][:70]
            rules[rule].examples.append(f"{letter.name} MISSED «{place}»")
