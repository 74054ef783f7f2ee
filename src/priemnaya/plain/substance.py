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
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from .document import Document, Span, Token
from .rewrite.light_verbs import tables
from .saying import Said, Sayings, listed, words_of_file
from .words import fold, word

BARE_REPLY = 2
"""Sentences of a letter that is nothing but «Да, можно. Приходите до пяти»."""
RUN = 3
"""Words in a row that make a copy: fewer are ordinary language."""
_MEANING = ("NOUN", "VERB", "INFN", "ADJF", "ADJS", "PRTF", "PRTS", "GRND", "PRED", "ADVB", "COMP", "NUMR")
_TELLING = ("NOUN", "VERB", "INFN", "ADJF", "ADJS", "PRTF", "PRTS")
_NAMES = frozenset({"Name", "Patr", "Surn"})
_WORD = re.compile(r"[а-яёa-z]+|\d+", re.IGNORECASE)
_SIGNED = re.compile(r"^[ \t]*(?:с уважением|с наилучшими пожеланиями|искренне ваш\w*)\b.*", re.I | re.M | re.S)
_NUMBERED = re.compile(
    r"№\s*[\w/.-]+|\b\d{4}-\d{6}\b|\bот\s+\d{1,2}(?:\.\d{2}\.\d{4}|\s+[а-я]+(?:\s+\d{4})?)|\d{1,2}\.\d{2}\.\d{4}|\+?\d[\d"
    r" ()–-]{8,17}\d|https?://\S+",
    re.IGNORECASE,
)
"""Numbers that say nothing of the matter: of letters, their dates, telephones, addresses."""


@lru_cache(maxsize=1)
def empty() -> frozenset[str]:
    """Dictionary forms that say nothing of any matter."""
    return frozenset(fold(w) for group in words_of_file()["empty"].values() for w in group) - listed("answering")


@dataclass(frozen=True)
class Sentence:
    """A sentence of the body: place, its meaningful lemmas, and what it does."""

    start: int
    end: int
    block: int
    lemmas: frozenset[str]
    said: Said

    @property
    def says(self) -> bool:
        return self.said.kind in ("fact", "asked_back")


@dataclass(frozen=True)
class Question:
    """What a question is about, as lemmas. Empty when its words say nothing (then any words of substance answer it).
    asks: what it asks for (`asks` of the lists); echo: dictionary forms of all its words, which a heading and a bare
    «Положены» repeat; waits: those of a question when something will be looked at («когда рассмотрят заявление?»): a
    day answers it. matter: lemmas of all that the client wrote, which tell a letter about it from one about another."""

    lemmas: frozenset[str]
    asks: frozenset[str] = frozenset()
    echo: frozenset[str] = frozenset()
    waits: frozenset[str] = frozenset()
    matter: frozenset[str] = frozenset()

    def answered_by(self, said: Said) -> bool:
        """A sentence that shares no word with it says what it asks for."""
        if said.kind == "fact" and not said.opens.isdisjoint(listed("answering")) and self._takes(said):
            return True
        if said.kind == "empty":
            echoed = "whether" in self.asks and not said.opens.isdisjoint(self.echo)
            return echoed or ("who" in self.asks and "name" in said.data and said.bare)
        if said.kind == "put_off":
            return "time" in said.data and not said.does.isdisjoint(self.waits)
        if said.kind != "fact":
            return False
        if "whether" in self.asks and not said.opens.isdisjoint(self.echo):
            return True
        if (
            "how" in self.asks
            and said.orders
            and not said.data.isdisjoint(("link", "name", "number", "time", "dealing"))
        ):
            return True
        if said.bare and not self.asks.isdisjoint({"what", "who", "how"}):
            return True
        return any(not said.data.isdisjoint(ANSWERED_WITH.get(asked, ())) for asked in self.asks)

    def _takes(self, said: Said) -> bool:
        """«Да» and «Нельзя» answer whether, a request and what asks for nothing known, but neither «почему» nor «где»;
        «Бесплатно» answers «сколько»."""
        if not self.asks or not self.asks.isdisjoint(("whether", "request", "how")):
            return True
        return "how_much" in self.asks and not said.opens.isdisjoint(listed("for_nothing"))


ANSWERED_WITH = {
    "when": ("time",),
    "where": ("link", "name", "number"),
    "who": ("name",),
    "why": ("cause",),
    "how_much": ("number",),
    "how": ("link", "name", "number", "time"),
    "what": ("link", "name", "number", "time"),
    "request": ("time", "number"),
}
"""What a question asks for -> what of a sentence is that."""


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
            said = sayings.of(span, tokens, self._saying(span))
            found.append(Sentence(span.start, span.end, self.text.count("\n\n", 0, span.start), lemmas, said))
        return found

    @property
    def passages(self) -> list[Sentence]:
        """Sentences that say something of the matter and do not only repeat the question."""
        return [s for s in self.sentences if s.said.kind == "fact"]

    @property
    def promised(self) -> Sentence | None:
        """A sentence that puts the answer off to a day it names: what makes a letter an interim one."""
        return next((s for s in self.sentences if s.said.kind == "put_off" and "time" in s.said.data), None)

    def answer_to(self, question: Question, others: Sequence[Question] = ()) -> Sentence | None:
        """The passage that answers a question; None when there is none.

        1. A passage that shares a word with it and says more than its words. 2. A passage that stands after a mention
           of it (a heading, «вы спрашиваете о…») in the same or the next block, belongs to no other question, and
           speaks of what was mentioned or says what the question asks for: good weather after it is no answer. 3. Where
           it is the only question, a sentence that says what it asks for: in a letter that speaks of the matter
           somewhere, or that is a bare reply and nothing else.
        """
        passages = self.passages
        if not question.lemmas:
            return passages[0] if passages else None
        if direct := next((p for p in passages if self._tells(p, question)), None):
            return direct
        if after := self._after_mention(question, others):
            return after
        if others:
            return None
        if not (self._is_bare_reply or self._speaks_of(question)):
            return None
        return next((s for s in self.sentences if question.answered_by(s.said)), None)

    @property
    def _is_bare_reply(self) -> bool:
        """Nobody writes of another matter in so few words; greetings and thanks do not count."""
        return sum(s.said.kind != "empty" for s in self.sentences) <= BARE_REPLY

    def _speaks_of(self, question: Question) -> bool:
        """Some word of the client's matter stands in the author's own sentences: what is copied from the message, or
        says back what was asked, is not theirs."""
        return any(s.lemmas & question.matter for s in self.passages)

    @staticmethod
    def _tells(passage: Sentence, question: Question) -> bool:
        """A passage of the question's own words and nothing else is a heading."""
        shared = passage.lemmas & question.lemmas
        named = passage.said.data & {"time", "link", "number", "name"}
        only = not named and passage.lemmas <= question.echo | question.lemmas
        heading = only and (passage.said.bare or "why" in question.asks)
        return bool(shared) and not heading

    def _after_mention(self, question: Question, others: Sequence[Question]) -> Sentence | None:
        mention = next((s for s in self.sentences if s.lemmas & question.lemmas and s.said.kind != "put_off"), None)
        if mention is None:
            return None
        taken = frozenset(lemma for q in others for lemma in q.lemmas)
        after = (p for p in self.passages if p.start > mention.start and p.block <= mention.block + 1)
        own = (p for p in after if not p.lemmas & taken)
        return next((p for p in own if _speaks_of(p, mention) or question.answered_by(p.said)), None)

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
        aside += [(c.start, c.end) for c in self.document.citations if c.start < span.end and c.end > span.start]
        return [
            t
            for t in self.document.tokens[span.first : span.last]
            if not any(a <= t.start < b for a, b in aside) and (t.text[0].isdigit() or (t.word and _carries(t)))
        ]

    def _saying(self, span: Span) -> Callable[[Sequence[Token]], bool]:
        """Whether some of a sentence's words are neither stock words nor a copy."""
        copied = self.copied.places(self.text, span)

        def says(tokens: Sequence[Token]) -> bool:
            return any(
                not any(a <= t.start < b for a, b in copied)
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
            for m in _WORD.finditer(text[span.start : span.end])
        ]
        words = tuple(w for _, _, w in found)
        if words and words in self.whole:
            return [(span.start, span.end)]
        return [
            (found[n][0], found[n + RUN - 1][1]) for n in range(len(words) - RUN + 1) if words[n : n + RUN] in self.runs
        ]


def question_of(*texts: str, own: str = "", matter: str = "") -> Question:
    """What a question is about: its own words first; further texts (topic, the whole message) only while the earlier
    ones say nothing. own: the question alone, where the first text holds the message too; matter: the message it stands
    in, where the first text does not."""
    for text in texts:
        forms = [m[0] for m in _WORD.finditer(text[:6000])]
        lemmas = frozenset(lemma for form in forms for lemma in _strong(form))
        if lemmas:
            folded = frozenset(fold(form) for form in forms)
            asks = frozenset(kind for kind, words in words_of_file()["asks"].items() if not folded.isdisjoint(words))
            around = frozenset(lemma for m in _WORD.finditer(matter[:6000]) for lemma in _strong(m[0]))
            return Question(lemmas, asks, _related(_all_lemmas(folded)), _waits(own or text), lemmas | around)
    return Question(frozenset())


def _waits(text: str) -> frozenset[str]:
    forms = frozenset(fold(m[0]) for m in _WORD.finditer(text))
    return frozenset() if forms.isdisjoint(words_of_file()["asks"]["when"]) else _all_lemmas(forms)


def _all_lemmas(forms: Iterable[str]) -> frozenset[str]:
    return frozenset(lemma for form in forms for lemma in word(form).lemmas)


def says_something(text: str) -> bool:
    """Something besides stock words and references to acts."""
    return bool(Letter(text).passages)


def is_reason(text: str) -> bool:
    """Words that a stranger can read as a reason: two of the language at least, one of them with a meaning of its own.
    Keys pressed at random, «потому что» and a single word are none."""
    known = [w for w in map(word, _words(text)) if w.readings and len(w.form) > 1]
    first = [w.readings[0].grammemes for w in known]
    return len(known) > 1 and any(
        not g.isdisjoint(_TELLING) and g.isdisjoint(_NAMES) and g.isdisjoint(("Apro", "NPRO")) for g in first
    )


def _strong(form: str) -> frozenset[str]:
    found = word(form)
    if not found.readings:
        return frozenset({found.form}) if form.isupper() and len(form) > 1 else frozenset()
    first = found.readings[0]
    if first.grammemes.isdisjoint(_MEANING) or not first.grammemes.isdisjoint(_NAMES):
        return frozenset()
    return frozenset() if first.lemma in empty() | listed("common") else _related(found.lemmas)


def _carries(token: Token) -> bool:
    assert token.word is not None
    if not token.word.readings:
        return len(token.text) > 1
    first = token.word.readings[0].grammemes
    return token.form in listed("answering") or (not first.isdisjoint(_MEANING) and first.isdisjoint(_NAMES))


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


__all__ = ["Letter", "Question", "Sentence", "is_reason", "question_of", "says_something"]
