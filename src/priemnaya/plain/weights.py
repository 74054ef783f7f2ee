"""How much a shared word proves: «погода» ties a sentence to a question, «сегодня» and «хороший» stand in any letter.

The weight of a dictionary form falls with the logarithm of how often it is met in Russian texts (`frequent.tsv`): from
1 for a word met 100 times a million or rarer, to 0 for one met 3,000 times.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).with_name("frequent.tsv")
RARE, EVERYWHERE = 100, 3000
"""Times a million words: what weighs in full, and what weighs nothing."""


@lru_cache(maxsize=1)
def _times() -> dict[str, int]:
    rows = (line.split("\t") for line in FILE.read_text("utf-8").splitlines() if not line.startswith("#"))
    return {lemma: int(times) for lemma, times in rows}


@lru_cache(maxsize=20_000)
def weight(lemma: str) -> float:
    """0 (met everywhere) to 1 (rare), without a unit."""
    times = _times().get(lemma, RARE)
    return max(0.0, min(1.0, math.log(EVERYWHERE / times) / math.log(EVERYWHERE / RARE)))


def heaviest(lemmas: Iterable[str]) -> float:
    return max(map(weight, lemmas), default=0.0)
