"""Does a letter answer: which of its sentences say something of the matter, and which of the client's questions each of
them answers.

A guard, not a length: a sentence is passed over when it is a greeting, a signature, a stock phrase (`substance.yaml`),
or words that somebody else wrote (the client's own message, the product's notices). What is left answers a question
when it shares a dictionary form with it, or follows a mention of it in the same block. Facts and lists are data;
nothing here knows a body or a case.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import yaml

from .document import Document, Span, Token
from .phrases import PhraseIndex, compile_phrases
from .rewrite.light_verbs import tables
from .words import fold, word

FILE = Path(__file__).with_name("substance.yaml")
RUN = 3
"""Words in a row that make a copy: fewer are ordinary language."""
_MEANING = ("NOUN", "VERB", "INFN", "ADJF", "ADJS", "PRTF", "PRTS", "GRND", "PRED", "ADVB", "COMP", "NUMR")
_NAMES = frozenset({"Name", "Patr", "Surn"})
_WORD = re.compile(r"[а-яёa-z]+|\d+", re.IGNORECASE)
_SIGNED = re.compile(r"^[ \t]*(?:с уважением|с наилучшими пожеланиями|искренне ваш\w*)\b.*", re.I | re.M | re.S)
_NUMBERED = re.compile(
    r"№\s*[\w/.-]+|\b\d{4}-\d{6}\b|\bот\s+\d{1,2}(?:\.\d{2}\.\d{4}|\s+[а-я]+(?:\s+\d{4})?)|\d{1,2}\.\d{2}\.\d{4}|\+?\d[\d"
    r" ()–-]{8,17}\d|https?://\S+",
    re.IGNORECASE,
)
"""Numbers that say nothing of the matter: of letters, their dates, telephones, addresses."""


@dataclass(frozen=True)
class Lists:
    """What substance.yaml holds, compiled."""

    empty: frozenset[str]
    answering: frozenset[str]
    common: frozenset[str]
    asked_back: PhraseIndex
    closing: PhraseIndex


@lru_cache(maxsize=1)
def lists() -> Lists:
    data = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    empty = frozenset(fold(w) for group in data["empty"].values() for w in group)
    index = {
        name: PhraseIndex([p for pattern in data[name] for p in compile_phrases(pattern, name)])
        for name in ("asked_back", "closing")
    }
    answering = frozenset(fold(w) for w in data["answering"])
    return Lists(empty - answering, answering, frozenset(fold(w) for w in data["common"]), **index)


@dataclass(frozen=True)
class Sentence:
    """A sentence of the body: place, its meaningful lemmas, whether it says something, whether it only repeats the
    question."""

    start: int
    end: int
    block: int
    lemmas: frozenset[str]
    says: bool
    asks_back: bool


@dataclass(frozen=True)
class Question:
    """What a question is about, as lemmas. Empty when its words say nothing (then any words of substance answer it)."""

    lemmas: frozenset[str]


class Letter:
    """A letter read for its substance. others: texts whose words are nobody's answer (the client's message, automatic
    notices)."""

    def __init__(self, text: str, others: Iterable[str] = ()) -> None:
        self.text = text
        self.copied = Copied(others)
        self.document = Document(text)

    @cached_property
    def sentences(self) -> list[Sentence]:
        end = min((m.start() for m in _SIGNED.finditer(self.text)), default=len(self.text))
        greeting = max((z.end for z in self.document.zones if z.kind == "greeting"), default=0)
        back, closing = (self._covered(index) for index in (lists().asked_back, lists().closing))
        found = []
        for span in self.document.sentences:
            if span.start >= end or span.end <= greeting:
                continue
            tokens = self._meaningful(span)
            lemmas = frozenset(lemma for t in tokens if t.word for lemma in _lemmas(t))
            stock = bool(closing & set(range(span.first, span.last)))
            found.append(
                Sentence(
                    span.start,
                    span.end,
                    self.text.count("\n\n", 0, span.start),
                    lemmas,
                    not stock and self._says(tokens, span),
                    bool(back & set(range(span.first, span.last))),
                )
            )
        return found

    @property
    def passages(self) -> list[Sentence]:
        """Sentences that say something of the matter and do not only repeat the question."""
        return [s for s in self.sentences if s.says and not s.asks_back]

    def answer_to(self, question: Question, others: Sequence[Question] = ()) -> Sentence | None:
        """The passage that answers a question; None when there is none.

        1. A passage that shares a word with it. 2. A passage that stands after a mention of it (a heading, «вы
           спрашиваете о…») in the same or the next block and belongs to no other question.
        """
        passages = self.passages
        if not question.lemmas:
            return passages[0] if passages else None
        if direct := next((p for p in passages if p.lemmas & question.lemmas), None):
            return direct
        mention = next((s for s in self.sentences if s.lemmas & question.lemmas), None)
        if mention is None:
            return None
        taken = frozenset(lemma for q in others for lemma in q.lemmas)
        after = (p for p in passages if p.start > mention.start and p.block <= mention.block + 1)
        return next((p for p in after if not p.lemmas & taken), None)

    def holds(self, words: str) -> bool:
        """The author marked these words: they stand in the body, and say something."""
        wanted = _words(words)
        if not wanted:
            return False
        marked = Letter(words)
        if not any(s.says for s in marked.sentences):
            return False
        own = [self.text[s.start : s.end] for s in self.sentences if s.says]
        return f" {' '.join(wanted)} " in f" {' '.join(w for piece in own for w in _words(piece))} "

    def _covered(self, index: PhraseIndex) -> set[int]:
        return {at for _, first, last in index.find(self.document) for at in range(first, last)}

    def _meaningful(self, span: Span) -> list[Token]:
        """Words and numbers of a sentence that may carry its meaning: no numbers of letters, no addresses, no
        references to acts."""
        aside = [
            (span.start + m.start(), span.start + m.end()) for m in _NUMBERED.finditer(self.text[span.start : span.end])
        ]
        numbered, citation = _within(aside), frozenset({"citation"})
        return [
            t
            for t in self.document.tokens[span.first : span.last]
            if not numbered(t.start)
            and not self.document.inside(t.start, t.end, citation)
            and (t.text[0].isdigit() or (t.word and _carries(t)))
        ]

    def _says(self, tokens: list[Token], span: Span) -> bool:
        copied = _within(self.copied.places(self.text, span))
        return any(
            not copied(t.start)
            and (t.text[0].isdigit() or t.form in lists().answering or _likeliest(t) not in lists().empty)
            for t in tokens
        )


class Copied:
    """Runs of words that stand in other texts."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.runs: set[tuple[str, ...]] = set()
        self.whole: set[tuple[str, ...]] = set()
        for text in texts:
            words = tuple(_words(text))
            self.runs.update(words[n : n + RUN] for n in range(len(words) - RUN + 1))
            self.whole.update(tuple(_words(piece)) for piece in re.split(r"[.!?\n]+", text))

    def places(self, text: str, span: Span) -> list[tuple[int, int]]:
        """Characters of a sentence that are a copy: every run of RUN words, or the whole of a short sentence."""
        found = [
            (span.start + m.start(), span.start + m.end(), fold(m[0]))
            for m in _WORD.finditer(text[span.start : span.end])
        ]
        words = tuple(w for _, _, w in found)
        if words and words in self.whole:
            return [(span.start, span.end)]
        return [
            (found[n][0], found[n + RUN - 1][1]) for n in range(len(words) - RUN + 1) if words[n : n + RUN] in self.runs
        ]


def question_of(*texts: str) -> Question:
    """What a question is about: its own words first; further texts (topic, the whole message) only while the earlier
    ones say nothing."""
    for text in texts:
        lemmas = frozenset(lemma for m in _WORD.finditer(text[:6000]) for lemma in _strong(m[0]))
        if lemmas:
            return Question(lemmas)
    return Question(frozenset())


def says_something(text: str) -> bool:
    """Something besides stock words and references to acts."""
    return bool(Letter(text).passages)


def _within(places: Iterable[tuple[int, int]]) -> Callable[[int], bool]:
    """Whether a character lies in one of the stretches, asked of many characters: by halves, not one by one."""
    starts: list[int] = []
    ends: list[int] = []
    for start, end in sorted(places):
        if starts and start <= ends[-1]:
            ends[-1] = max(ends[-1], end)
        else:
            starts.append(start)
            ends.append(end)

    def inside(at: int) -> bool:
        n = bisect_right(starts, at) - 1
        return n >= 0 and at < ends[n]

    return inside


def _strong(form: str) -> frozenset[str]:
    found = word(form)
    if not found.readings:
        return frozenset({found.form}) if form.isupper() and len(form) > 1 else frozenset()
    first = found.readings[0]
    if first.grammemes.isdisjoint(_MEANING) or not first.grammemes.isdisjoint(_NAMES):
        return frozenset()
    return frozenset() if first.lemma in lists().empty | lists().common else _related(found.lemmas)


def _carries(token: Token) -> bool:
    assert token.word is not None
    if not token.word.readings:
        return len(token.text) > 1
    first = token.word.readings[0].grammemes
    return token.form in lists().answering or (not first.isdisjoint(_MEANING) and first.isdisjoint(_NAMES))


def _likeliest(token: Token) -> str:
    return token.word.readings[0].lemma if token.word and token.word.readings else token.form


def _lemmas(token: Token) -> frozenset[str]:
    if token.word is None:
        return frozenset()
    return _related(token.word.lemmas) if token.word.lemmas else frozenset({token.form})


@lru_cache(maxsize=20_000)
def _related(lemmas: frozenset[str]) -> frozenset[str]:
    """The lemmas with the verbs and nouns of one action («продление», «продлить»): by the table of light verbs."""
    return lemmas.union(*(family for lemma in lemmas if (family := _families().get(lemma))))


@lru_cache(maxsize=1)
def _families() -> dict[str, frozenset[str]]:
    result: dict[str, frozenset[str]] = {}
    for noun, verbs in tables().nouns.items():
        family = frozenset(w for w in (noun, fold(verbs.imperfective), fold(verbs.perfective)) if w)
        for member in family:
            result[member] = result.get(member, frozenset()) | family
    return result


def _words(text: str) -> list[str]:
    return [fold(m[0]) for m in _WORD.finditer(text)]


__all__ = ["Letter", "Question", "Sentence", "question_of", "says_something"]
