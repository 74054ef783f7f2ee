"""Texts whose topic is known, and how near a new text is to each topic."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from .features import features, key_of, lemmas
from .vectors import Floats, Meanings, unit


def theme_of(code: str) -> str:
    """The theme that a question of the classifier stands under: the first three parts of its code."""
    return ".".join(code.split(".")[:3])


@dataclass(frozen=True)
class Text:
    """A text as it is compared: hashed features and the meaning of its words."""

    features: Mapping[int, float]
    meaning: Floats


@dataclass(frozen=True)
class Weights:
    """What the nearest texts of a topic are worth, nearest first, by their words and by their meaning."""

    nearest: tuple[float, ...]
    words: float
    meaning: float


TITLES = Weights((1.0,), 1.4, 0.7)
EVERYDAY = Weights((1.0,), 1.0, 0.55)
PHRASES = Weights((1.0, 0.5, 0.5), 1.2, 1.7)
MESSAGES = Weights((1.0, 1.0, 1.0, 0.5), 0.33, 0.5)
EMPTY = Weights((1.0, 0.5, 0.5), 1.0, 1.0)
"""Of messages about nothing: advertising, tests, talk."""
DECIDED = Weights((1.0, 1.0, 1.0, 0.5), 1.0, 1.0)
"""What people of the body have decided weighs more than what was written for the product."""
PRIOR = 0.3
"""A topic that the body has a service of, or has decided before, is that much nearer, if the words speak for it."""
SPOKEN_FOR = 0.3
"""How near a topic must be by words for the whole of PRIOR; below it as much less."""
PARENT = 0.3
"""What a word of the theme above a question is worth beside one of its own title."""


class Layer:
    """Texts of one sort. numbers: of the topic of each text."""

    def __init__(self, texts: Sequence[Text], numbers: Sequence[int], weights: Weights, idf: Idf) -> None:
        self.weights, self.idf = weights, idf
        order = np.argsort(numbers, kind="stable") if len(numbers) else np.zeros(0, np.int64)
        self.order, self.numbers = order, np.array(numbers, np.int64)[order]
        sorted_texts = [texts[n] for n in order]
        self.meanings = np.array([t.meaning for t in sorted_texts], np.float32)
        found: dict[int, list[tuple[int, float]]] = defaultdict(list)
        for n, text in enumerate(sorted_texts):
            for key, much in idf.weighed(text.features).items():
                found[key].append((n, much))
        self.postings = {
            k: (np.array([n for n, _ in v]), np.array([m for _, m in v], np.float32)) for k, v in found.items()
        }

    def nearness(
        self, text: Text, topics: int, *, without: int | None = None, weighed: Mapping[int, float] | None = None
    ) -> Floats:
        """By topic. The nearest few texts of a topic count. without: number of a text, as they were given, that is left
        out. weighed: the features of the text, where several layers ask of it."""
        if not len(self.numbers):
            return np.zeros(topics, np.float32)
        words = np.zeros(len(self.numbers), np.float32)
        for key, much in (self.idf.weighed(text.features) if weighed is None else weighed).items():
            if (found := self.postings.get(key)) is not None:
                rows, weights = found
                words[rows] += much * weights
        meaning = self.meanings @ text.meaning
        if without is not None:
            words[self.order == without] = meaning[self.order == without] = 0
        near = self._few(words, topics) * self.weights.words
        return np.asarray(near + self._few(meaning, topics) * self.weights.meaning, np.float32)

    def _few(self, each: Floats, topics: int) -> Floats:
        order = np.lexsort((-each, self.numbers))
        first = np.searchsorted(self.numbers, self.numbers)
        place = np.arange(len(each)) - first
        worth = np.array((*self.weights.nearest, 0.0), np.float32)[np.minimum(place, len(self.weights.nearest))]
        return np.bincount(self.numbers, each[order] * worth, minlength=topics).astype(np.float32)


@dataclass
class Idf:
    """How much a feature tells: the rarer, the more."""

    documents: Counter[int] = field(default_factory=Counter)
    total: int = 0
    known: dict[int, float] = field(default_factory=dict)
    """By the number of documents that have a feature."""

    def add(self, texts: Iterable[Mapping[int, float]]) -> None:
        for one in texts:
            self.documents.update(one.keys())
            self.total += 1
        self.known.clear()

    def of(self, key: int) -> float:
        times = self.documents.get(key, 0)
        if (much := self.known.get(times)) is None:
            much = self.known[times] = math.log(1 + self.total / (1 + times))
        return much

    def weighed(self, text: Mapping[int, float]) -> dict[int, float]:
        much = {k: (1 + math.log(x) if x > 1 else x) * self.of(k) for k, x in text.items()}
        length = math.sqrt(sum(x * x for x in much.values())) or 1.0
        return {k: x / length for k, x in much.items()}


class Index:
    """Everything that is the same for all bodies: titles, everyday words, messages written for it.

    titles: by code, of the questions that may be suggested; themes: titles of what stands above them; everyday:
    (code, words with «;» between phrases); messages: (code, text); empty: messages about nothing.
    """

    def __init__(
        self,
        titles: Mapping[str, str],
        themes: Mapping[str, str],
        everyday: Iterable[tuple[str, str]] = (),
        messages: Iterable[tuple[str, str]] = (),
        empty: Iterable[str] = (),
    ) -> None:
        self.codes = list(titles)
        self.number = {code: n for n, code in enumerate(self.codes)}
        own = {code: lemmas(title) for code, title in titles.items()}
        theme = {name: lemmas(themes.get(name, "")) for name in {theme_of(code) for code in titles}}
        above = {code: theme[theme_of(code)] for code in titles}
        words = [(c, w) for c, w in everyday if c in self.number]
        said = [(c, lemmas(t)) for c, t in messages if c in self.number]
        whole = [(c, lemmas(w)) for c, w in words]
        parts = [(c, lemmas(p)) for c, w in words for p in w.split(";")]
        self.idf = Idf()
        self.idf.add(features(w) for w in (*own.values(), *(w for _, w in whole), *(w for _, w in said)))
        self.meanings = Meanings(
            [*own.values(), *above.values(), *(w for _, w in (*whole, *parts, *said))], self._tells
        )
        titled = [(c, self._title(own[c], above[c])) for c in titles]
        self.layers = [
            self.layer(titled, TITLES),
            self.layer([(c, self.text(w)) for c, w in whole], EVERYDAY),
            self.layer([(c, self.text(w)) for c, w in parts], PHRASES),
            self.layer([(c, self.text(w)) for c, w in said], MESSAGES),
        ]
        self.nothing = self.empties([self.text(lemmas(t)) for t in empty])

    def _tells(self, lemma: str) -> float:
        return self.idf.of(key_of(lemma))

    def _title(self, own: list[str], above: list[str]) -> Text:
        found = features(own)
        for key, much in features(above).items():
            found[key] = found.get(key, 0.0) + PARENT * much
        return Text(found, unit(self.meanings.of(own) + PARENT * self.meanings.of(above)))

    def text(self, words: list[str]) -> Text:
        return Text(features(words), self.meanings.of(words))

    def layer(self, texts: Sequence[tuple[str, Text]], weights: Weights) -> Layer:
        """Texts with their topics as one more layer; those of topics that are not suggested are left out."""
        known = [(t, self.number[c]) for c, t in texts if c in self.number]
        return Layer([t for t, _ in known], [n for _, n in known], weights, self.idf)

    def empties(self, texts: Sequence[Text]) -> Layer:
        """Texts about nothing."""
        return Layer(texts, [0] * len(texts), EMPTY, self.idf)

    def prior(self, codes: Iterable[str]) -> Floats:
        """What speaks for the topics of one body before anything is read."""
        found = np.zeros(len(self.codes), np.float32)
        found[[self.number[c] for c in set(codes) & self.number.keys()]] = PRIOR
        return found

    def emptiness(self, text: Text) -> float:
        """How near a text is to messages about nothing."""
        return float(self.nothing.nearness(text, 1)[0])

    def nearness(self, text: Text, more: Iterable[Layer] = ()) -> Floats:
        """How near a text is to every topic, by the place of its code. more: layers of one body."""
        total, weighed = np.zeros(len(self.codes), np.float32), self.idf.weighed(text.features)
        for layer in (*self.layers, *more):
            total += layer.nearness(text, len(self.codes), weighed=weighed)
        return total


def favoured(near: Floats, prior: Floats) -> Floats:
    """What a body has services of or has decided is nearer, as far as the words speak for it at all."""
    return np.asarray(near + prior * np.clip(near / SPOKEN_FOR, 0, 1), np.float32)
