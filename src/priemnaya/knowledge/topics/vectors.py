"""Meanings of words as vectors (navec, taken from natasha's files: no network, no model of ours), so that «метрика» is
near «свидетельство о рождении». Without the files only words are compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from priemnaya.plain.syntax import word_vectors

Floats = NDArray[np.float32]
SIZE = 300
COMMON = 7
"""Directions in which all official texts look alike: they tell nothing and are taken out."""


@lru_cache(maxsize=1)
def _known() -> Any:
    return word_vectors()


def unit(rows: Floats) -> Floats:
    """Rows of length one; an empty row stays empty."""
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-6), np.float32)


class Meanings:
    """Words -> one vector of length one. weigh: how much a lemma tells; texts: what the common directions are learnt
    from."""

    def __init__(self, texts: Iterable[Sequence[str]], weigh: Callable[[str], float]) -> None:
        self.weigh = weigh
        self.known: dict[str, Floats | None] = {}
        self.mean = np.zeros(SIZE, np.float32)
        self.common = np.zeros((0, SIZE), np.float32)
        rows = [v for w in sorted({w for words in texts for w in words}) if (v := self._raw(w)) is not None]
        if len(rows) > SIZE:
            every = np.array(rows)
            self.mean = every.mean(0)
            apart = every - self.mean
            self.common = np.linalg.eigh(apart.T @ apart)[1][:, -COMMON:].T  # ascending: the commonest come last

    def _raw(self, word: str) -> Floats | None:
        vectors = _known()
        return unit(vectors[word]) if vectors is not None and word in vectors else None

    def _word(self, word: str) -> Floats | None:
        if word not in self.known:
            if len(self.known) > 20_000:
                self.known.clear()
            raw = self._raw(word)
            self.known[word] = None if raw is None else self._own((raw - self.mean).astype(np.float32))
        return self.known[word]

    def _own(self, row: Floats) -> Floats:
        return unit(np.asarray(row - row @ self.common.T @ self.common, np.float32))

    def of(self, words: Iterable[str]) -> Floats:
        total = np.zeros(SIZE, np.float32)
        for w in words:
            if (vector := self._word(w)) is not None:
                total += self.weigh(w) * vector
        return unit(total)
