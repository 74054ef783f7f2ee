"""Readability of Russian: the median of three formulas with Russian coefficients, as a traffic light.

W words, S sentences, Y syllables, L letters. Coefficients: plainrussian (CC0), refitted there on graded Russian texts:
FK = 0.318·W/S + 14.2·Y/W − 30.5; CLI = 0.055·(100 L/W) − 0.35·(100 S/W) − 20.33; ARI = 6.26·L/W + 0.2805·W/S − 31.04.
Good as a light (error 2.8 to 4.1 school years), not as an exact class.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Literal

from razdel import sentenize

VOWELS = re.compile("[аеёиоуыэюяАЕЁИОУЫЭЮЯ]")
GREEN, YELLOW = 10, 17
"""School years up to which the light is green and yellow."""

MEASURED = 10
"""Words from which the formulas say anything: a greeting alone is neither hard nor easy, and counts as green."""


@dataclass(frozen=True)
class Readability:
    """grade: school years needed, the median of fk, cli and ari."""

    words: int
    sentences: int
    grade: float
    light: Literal["green", "yellow", "red"]
    fk: float = 0.0
    cli: float = 0.0
    ari: float = 0.0


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Spans of sentences; a line break ends one too (lists, headings)."""
    at = 0
    for line in text.split("\n"):
        for part in sentenize(line):
            if part.text.strip():
                yield at + part.start, at + part.stop
        at += len(line) + 1


def readability(text: str) -> Readability:
    """Grade and light of a text. Words are Cyrillic ones; a text without them is green."""
    return measured(text, sum(1 for s, e in sentences(text) if re.search(r"\w", text[s:e])))


def measured(text: str, sentence_count: int) -> Readability:
    """The same where the sentences are counted already."""
    words = re.findall(r"[А-Яа-яЁё]+", text)
    count = max(sentence_count, 1)
    if not words:
        return Readability(0, 0, 0.0, "green")
    syllables = max(len(VOWELS.findall(" ".join(words))), len(words)) / len(words)
    letters, length = sum(map(len, words)) / len(words), len(words) / count
    fk = 0.318 * length + 14.2 * syllables - 30.5
    cli = 5.5 * letters - 35 / length - 20.33
    ari = 6.26 * letters + 0.2805 * length - 31.04
    grade = median((fk, cli, ari))
    easy = grade < GREEN or len(words) < MEASURED
    light: Literal["green", "yellow", "red"] = "green" if easy else "yellow" if grade < YELLOW else "red"
    return Readability(len(words), count, grade, light, fk, cli, ari)
