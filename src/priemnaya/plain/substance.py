"""Does a letter answer: which of its sentences say something of the matter, and which of the client's questions each of
them answers.

A guard, not a length: a sentence is passed over when it is a greeting, a signature, a stock phrase (`substance.yaml`),
puts the answer off or only cites the law (`saying.py`), or holds words that somebody else wrote (the client's own
message, the product's notices). What is left answers a question when it shares a dictionary form with it, follows a
mention of it in the same block, or, where there is one question only and the letter is about it or is nothing but a
bare reply, says what that question asks for: yes or no, when, where, who, how much, why. Facts and lists are data;
nothing here knows a body or a case.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from .document import Document, Span, Token
from .questions import MEANING, NAMES, TELLS, WORDS, Question, empty, question_of, related
from .saying import Said, Sayings, listed
from .weights import heaviest
from .words import fold, word

BARE_REPLY = 2
"""Sentences of a letter that is nothing but «Да, можно. Приходите до пяти»."""
RUN = 3
"""Words in a row that make a copy: fewer are ordinary language."""
_TELLING = ("NOUN", "VERB", "INFN", "ADJF", "ADJS", "PRTF", "PRTS")
_SIGNED = re.compile(r"^[ \t]*(?:с уважением|с наилучшими пожеланиями|искренне ваш\w*)\b.*", re.I | re.M | re.S)
_NUMBERED = re.compile(
    r"№\s*[\w/.-]+|\b\d{4}-\d{6}\b|\bот\s+\d{1,2}(?:\.\d{2}\.\d{4}|\s+[а-я]+(?:\s+\d{4})?)|\d{1,2}\.\d{2}\.\d{4}|\+?\d[\d"
    r" ()–-]{8,17}\d|https?://\S+",
    re.IGNORECASE,
)
"""Numbers that say nothing of the matter: of letters, their dates, telephones, addresses."""


@dataclass(frozen=True)
class Sentence:
    """A sentence of the body: place, its meaningful lemmas, and what it does; whether some word is
    neither stock nor a copy."""

    start: int
    end: int
    block: int
    lemmas: frozenset[str]
    said: Said
    own: bool

    @property
    def says(self) -> bool:
        return self.said.kind in ("fact", "asked_back")


def _only_repeats(passage: Sentence, question: Question) -> bool:
    """A sentence of the question's own words and nothing else: a heading, and never a reason."""
    named = passage.said.data & {"time", "link", "number", "name"}
    only = not named and bool(passage.lemmas) and passage.lemmas <= question.echo | question.lemmas
    return only and (passage.said.bare or "why" in question.asks)


def _speaks_of(passage: Sentence, mention: Sentence) -> bool:
    """It names something that the mention names, or points back at it with a pronoun."""
    return "it" in passage.said.data or not (passage.lemmas & mention.lemmas).isdisjoint(passage.lemmas - empty())


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
        sayings = Sayings(self.document)
        found = []
        for span in self.document.sentences:
            if span.start >= end or span.end <= greeting:
                continue
            tokens = self._meaningful(span)
            lemmas = frozenset(lemma for t in tokens if t.word for lemma in _lemmas(t))
            saying = self._saying(span)
            said, block = sayings.of(span, tokens, saying), self.text.count("\n\n", 0, span.start)
            found.append(Sentence(span.start, span.end, block, lemmas, said, saying(tokens)))
        return found

    @property
    def passages(self) -> list[Sentence]:
        """Sentences that say something of the matter and do not only repeat the question."""
        return [s for s in self.sentences if s.said.kind == "fact"]

    @property
    def has_own_words(self) -> bool:
        """Some sentence that neither puts off nor says back what was asked holds a word of the author's."""
        return any(s.own and s.said.kind in ("fact", "empty") for s in self.sentences)

    @property
    def promised(self) -> Sentence | None:
        """A sentence that puts the answer off to a day it names: what makes a letter an interim one."""
        return next((s for s in self.sentences if s.said.kind == "put_off" and "time" in s.said.data), None)

    def answer_to(self, question: Question, others: Sequence[Question] = ()) -> Sentence | None:
        """The passage that answers a question; None when there is none.

        1. A passage that shares a word of weight with it and carries an answer (`Question.carried_by`). 2. A passage
           that stands after a mention of it (a heading, «вы спрашиваете о…») in the same or the next block, belongs to
           no other question, and speaks of what was mentioned or says what the question asks for. 3. Where it is the
           only question, a sentence that says what it asks for: in a letter that speaks of the matter somewhere, or
           that is a bare reply and nothing else.
        """
        passages = self.passages
        if not question.lemmas:
            return self._tells_anything(question)
        if direct := next((p for p in passages if self._tells(p, question)), None):
            return direct
        if after := self._after_mention(question, others):
            return after
        if others:
            return None
        if not (self._is_bare_reply or self._speaks_of(question)):
            return None
        said = (s for s in self.sentences if not ("why" in question.asks and _only_repeats(s, question)))
        return next((s for s in said if question.answered_by(s.said, s.lemmas)), None)

    def _tells_anything(self, question: Question) -> Sentence | None:
        """Of a question without words of its own (an application asks for a decision): what decides, denies, answers by
        itself or names something, first of all of the client's matter. «Мой набранный абзац» does none of it."""
        telling = [
            p
            for p in self.passages
            if p.said.settles or p.said.denies or p.said.data or not p.said.opens.isdisjoint(listed("answering"))
        ]
        of_it = (p for p in telling if heaviest(p.lemmas & question.matter) >= TELLS)
        return next(of_it, None) or next(iter(telling), None)

    @property
    def _is_bare_reply(self) -> bool:
        """Nobody writes of another matter in so few words; greetings and thanks do not count."""
        return sum(s.said.kind != "empty" for s in self.sentences) <= BARE_REPLY

    def _speaks_of(self, question: Question) -> bool:
        """Some word of the client's matter stands in the author's own sentences: what is copied from the message, or
        says back what was asked, is not theirs."""
        return any(heaviest(s.lemmas & question.matter) >= TELLS for s in self.passages)

    @staticmethod
    def _tells(passage: Sentence, question: Question) -> bool:
        """It shares a word of weight with the question and carries an answer."""
        carries = question.shares(passage.lemmas) and question.carried_by(passage.said)
        return carries and not _only_repeats(passage, question)

    def _after_mention(self, question: Question, others: Sequence[Question]) -> Sentence | None:
        mention = next((s for s in self.sentences if s.lemmas & question.lemmas and s.said.kind != "put_off"), None)
        if mention is None:
            return None
        taken = frozenset(lemma for q in others for lemma in q.lemmas)
        after = (p for p in self.passages if p.start > mention.start and p.block <= mention.block + 1)
        own = [p for p in after if not p.lemmas & taken and not _only_repeats(p, question)]
        spoken = (p for p in own if _speaks_of(p, mention) and question.carried_by(p.said))
        return next(spoken, None) or next((p for p in own if question.answered_by(p.said, p.lemmas)), None)

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

    def _saying(self, span: Span) -> Callable[[Sequence[Token]], bool]:
        """Whether some of a sentence's words are neither stock words nor a copy."""
        copied = _within(self.copied.places(self.text, span))

        def says(tokens: Sequence[Token]) -> bool:
            return any(
                not copied(t.start)
                and (t.text[0].isdigit() or t.form in listed("answering") or _likeliest(t) not in empty())
                for t in tokens
            )

        return says


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
            for m in WORDS.finditer(text[span.start : span.end])
        ]
        words = tuple(w for _, _, w in found)
        if words and words in self.whole:
            return [(span.start, span.end)]
        return [
            (found[n][0], found[n + RUN - 1][1]) for n in range(len(words) - RUN + 1) if words[n : n + RUN] in self.runs
        ]


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


def is_reason(text: str) -> bool:
    """Words that a stranger can read as a reason: two of the language at least, one of them with a meaning of its own.
    Keys pressed at random, «потому что» and a single word are none."""
    known = [w for w in map(word, _words(text)) if w.readings and len(w.form) > 1]
    first = [w.readings[0].grammemes for w in known]
    return len(known) > 1 and any(
        not g.isdisjoint(_TELLING) and g.isdisjoint(NAMES) and g.isdisjoint(("Apro", "NPRO")) for g in first
    )


def explains(text: str) -> bool:
    """A reason that names something of the matter or a place of the letter; «всё сказано», «см. выше» name nothing."""
    lemmas = [w.readings[0].lemma for w in map(word, _words(text)) if w.readings and len(w.form) > 1]
    return is_reason(text) and any(lemma not in empty() | listed("pointing") for lemma in lemmas)


def _carries(token: Token) -> bool:
    assert token.word is not None
    if not token.word.readings:
        return len(token.text) > 1
    first = token.word.readings[0].grammemes
    return token.form in listed("answering") or (not first.isdisjoint(MEANING) and first.isdisjoint(NAMES))


def _likeliest(token: Token) -> str:
    return token.word.readings[0].lemma if token.word and token.word.readings else token.form


def _lemmas(token: Token) -> frozenset[str]:
    if token.word is None:
        return frozenset()
    return related(token.word.lemmas) if token.word.lemmas else frozenset({token.form})


def _words(text: str) -> list[str]:
    return [fold(m[0]) for m in WORDS.finditer(text)]


__all__ = ["Letter", "Question", "Sentence", "explains", "is_reason", "question_of", "says_something"]
