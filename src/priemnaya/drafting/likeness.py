"""How like a clause is to those that are encoded: lemmas, their pairs and beginnings, and what stands in its figures.

Two readings are put together: a linear one over all examples (kernel ridge regression) and the nearest few examples of
each kind; then what the verbs of the norm and the fields of the kinds say. No network, nothing kept between runs.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from priemnaya.plain.words import word
from priemnaya.policy.kinds import KINDS

from .denials import turned
from .examples import Example
from .norms import fits, said_by_verbs
from .taking import Sort, Taken, taken_from

Floats = NDArray[np.float32]
NOTHING = "-"
"""The kind of a clause that demands nothing."""
LONGEST = 4_000
"""Characters of a clause that are looked at."""
SERVING = frozenset({"PREP", "CONJ", "PRCL", "NPRO"})
BESIDE = 0.35
"""What a word of the heading or of the words above a list is worth beside one of the clause."""
FIGURES = 0.35
RIDGE = 1.0
LINEAR = 0.6
NEAREST = (1.0, 0.5, 0.3, 0.2)
VERBS = 0.2
TURNED = 1.0
"""A denial outweighs all likeness: «подписывает не тот, кто готовил» is like «подписывает руководитель»."""
PLACES = 0.2


ALIKE = {"заявитель": "клиент", "письмо": "сообщение", "специалист": "исполнитель"}
"""Words of other acts for what the orders here call otherwise."""


def lemmas(text: str) -> list[str]:
    """Dictionary forms, «не» and «без» among them: they turn a demand round."""
    found = []
    for form in re.findall(r"[а-яё]+|[a-z]+", text[:LONGEST].lower()):
        known = word(form)
        if known.first & SERVING and form not in ("не", "без"):
            continue
        lemma = known.readings[0].lemma if known.readings else form
        found.append(ALIKE.get(lemma, lemma))
    return found


@dataclass(frozen=True)
class Said:
    """A clause as it is compared."""

    words: Mapping[str, float]
    figures: Mapping[str, float]
    text: str
    taken: tuple[Taken, ...]


OF_ANY: frozenset[Sort] = frozenset({"per"})
"""What clauses of any kind say: it speaks for none."""


def _telling(taken: Iterable[Taken]) -> list[Taken]:
    """What speaks for a kind. «За 30 дней» stands in clauses of any: here it is a time and no more."""
    return [
        replace(one, sort="uncounted") if one.sort == "term" and one.words.lower().startswith("за ") else one
        for one in taken
        if one.sort not in OF_ANY
    ]


@lru_cache(maxsize=4_096)
def said(text: str, lead: str = "", under: tuple[str, ...] = (), *, defines: bool = False) -> Said:
    """lead: words that open the list it stands in; under: headings above it, the nearest last."""
    words: dict[str, float] = defaultdict(float)
    own = _count(words, text, 1.0)
    if own:
        words[f"1:{own[0]}"] += 1
    _count(words, lead, BESIDE)
    _count(words, under[-1] if under else "", BESIDE)
    taken = tuple(taken_from(f"{lead}\n{text}"))
    telling = _telling(taken)
    figures = {f"T:{t.value}" if t.sort in ("point", "person") else f"T:{t.sort}": 0.5 for t in telling}
    figures.update({f"T:{t.sort}": 2.0 for t in telling if t.sort not in ("point", "person")})
    if defines:
        figures["T:defines"] = 2.0
    if own:
        first = word(own[0])
        figures["P:verb" if first.can_be("INFN") else "P:noun" if "NOUN" in first.first else "P:other"] = 1.0
    return Said(words, figures, f"{lead}\n{text}".lower(), taken)


def _count(words: dict[str, float], text: str, worth: float) -> list[str]:
    own = lemmas(text)
    for n, lemma in enumerate(own):
        words[f"l:{lemma}"] += worth
        if len(lemma) > 5:
            words[f"p:{lemma[:5]}"] += worth * 0.6
        if n:
            words[f"b:{own[n - 1]}_{lemma}"] += worth * 0.5
    return own


@dataclass(frozen=True)
class Ranked:
    """Kinds with their scores, the best first; likes: how like the clause is to each example, by its number."""

    kinds: tuple[tuple[str, float], ...]
    likes: Floats


class Likeness:
    """Learnt once from examples. verbs, places: whether the signs of norms and the fields of kinds are asked too."""

    def __init__(self, known: Sequence[Example], *, verbs: bool = True, places: bool = True) -> None:
        self.known, self.verbs, self.places = list(known), verbs, places
        self.labels = [*sorted(KINDS), NOTHING]
        texts = [said(e.text, e.lead, e.under, defines=e.defines) for e in self.known]
        seen: Counter[str] = Counter()
        for one in texts:
            seen.update(one.words.keys())
        self.place = {w: n for n, w in enumerate(seen)}
        self.lemmas = frozenset(name[2:] for name in seen if name.startswith("l:"))
        total = len(texts)
        self.rare = np.array([math.log(1 + total / (1 + n)) for n in seen.values()], np.float32)
        self.figure = {f: n for n, f in enumerate(sorted({f for one in texts for f in one.figures}))}
        self.rows = np.array([self._row(one) for one in texts], np.float32)
        every = np.hstack([self.rows, FIGURES * np.array([self._figures(one) for one in texts], np.float32)])
        self.truth = np.array(
            [[float(k in (e.kinds or {NOTHING})) for k in self.labels] for e in self.known], np.float32
        )
        self.mean = self.truth.mean(0)
        gram = every @ every.T + RIDGE * np.eye(total, dtype=np.float32)
        self.learnt = every.T @ np.linalg.solve(gram, self.truth - self.mean)

    def _row(self, one: Said) -> Floats:
        row = np.zeros(len(self.place), np.float32)
        for name, much in one.words.items():
            if (n := self.place.get(name)) is not None:
                row[n] = (1 + math.log(much) if much > 1 else much) * self.rare[n]
        return np.asarray(row / max(float(np.linalg.norm(row)), 1e-6), np.float32)

    def _figures(self, one: Said) -> Floats:
        row = np.zeros(len(self.figure), np.float32)
        for name, much in one.figures.items():
            if (n := self.figure.get(name)) is not None:
                row[n] = much
        return row

    def rank(self, one: Said) -> Ranked:
        row = self._row(one)
        linear = self.mean + np.hstack([row, FIGURES * self._figures(one)]) @ self.learnt
        likes = self.rows @ row
        scores = LINEAR * linear + (1 - LINEAR) * self._nearest(likes)
        if self.verbs:
            for kind, signs in said_by_verbs(one.text).items():
                scores[self.labels.index(kind)] += VERBS * signs
        if self.places:
            opening = one.text.partition("\n")[2][:90]
            for n, kind in enumerate(self.labels[:-1]):
                scores[n] += PLACES * fits(kind, _telling(one.taken), opening)
        if kind := turned(one.text):
            scores[self.labels.index(kind)] += TURNED
        order = np.argsort(-scores, kind="stable")
        return Ranked(tuple((self.labels[n], float(scores[n])) for n in order), likes)

    def _nearest(self, likes: Floats) -> Floats:
        few = len(NEAREST)
        each = np.where(self.truth > 0, likes[:, None], 0.0)
        best = -np.sort(-each, axis=0)[:few]
        return np.asarray(np.array(NEAREST[: len(best)], np.float32) @ best, np.float32)
