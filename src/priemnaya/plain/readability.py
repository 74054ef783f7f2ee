"""Readability of Russian: sentence splitting by razdel and the Flesch-Kincaid grade with Russian coefficients.

Coefficients: plainrussian (CC0), FK = 0.318·W/S + 14.2·Y/W − 30.5; good as a traffic light, not as an exact class.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from razdel import sentenize

VOWELS = re.compile("[аеёиоуыэюя]", re.IGNORECASE)


@dataclass(frozen=True)
class Readability:
    words: int
    sentences: int
    grade: float
    light: Literal["green", "yellow", "red"]


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Spans of sentences; a line break ends one too (lists, headings)."""
    at = 0
    for line in text.split("\n"):
        for part in sentenize(line):
            if part.text.strip():
                yield at + part.start, at + part.stop
        at += len(line) + 1


def readability(text: str) -> Readability:
    words = re.findall(r"[А-Яа-яЁё]+", text)
    count = max(len(list(sentences(text))), 1)
    if not words:
        return Readability(0, 0, 0.0, "green")
    syllables = sum(max(len(VOWELS.findall(w)), 1) for w in words)
    grade = 0.318 * len(words) / count + 14.2 * syllables / len(words) - 30.5
    return Readability(len(words), count, grade, "green" if grade < 10 else "yellow" if grade < 17 else "red")
