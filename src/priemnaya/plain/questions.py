"""What a question is about and what it asks for: the words that tell it from any other question, and the kinds of
answer that fit it. `substance.py` looks for them in a letter."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from .rewrite.light_verbs import tables
from .saying import Said, listed, words_of_file
from .weights import heaviest
from .words import fold, word

TELLS = 0.5
"""Weight of a word (`weights.py`) that ties a sentence to a question; «сегодня», «хороший», «дело» weigh less."""
OTHER_TELLS = 0.6
"""The same of a word of the message around the question, which often is but a label («Аренда»)."""
MEANING = ("NOUN", "VERB", "INFN", "ADJF", "ADJS", "PRTF", "PRTS", "GRND", "PRED", "ADVB", "COMP", "NUMR")
NAMES = frozenset({"Name", "Patr", "Surn"})
WORDS = re.compile(r"[а-яёa-z]+|\d+", re.IGNORECASE)


@lru_cache(maxsize=1)
def empty() -> frozenset[str]:
    """Dictionary forms that say nothing of any matter."""
    return frozenset(fold(w) for group in words_of_file()["empty"].values() for w in group) - listed("answering")


@dataclass(frozen=True)
class Question:
    """What a question is about, as lemmas. Empty when its words say nothing (then any words of substance answer it).
    asks: what it asks for (`asks` of the lists); echo: dictionary forms of all its words, which a heading and a bare
    «Положены» repeat; waits: those of a question when something will be looked at («когда рассмотрят заявление?»): a
    day answers it. matter: lemmas of all that the client wrote, which tell a letter about it from one about another.
    own: those of `lemmas` that stand in the question itself; empty when all do."""

    lemmas: frozenset[str]
    asks: frozenset[str] = frozenset()
    echo: frozenset[str] = frozenset()
    waits: frozenset[str] = frozenset()
    matter: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()

    def shares(self, lemmas: frozenset[str]) -> bool:
        """Words that tell it from any other question, not such as stand in every letter."""
        own = self.own or self.lemmas
        enough = min(TELLS, heaviest(own))
        return heaviest(lemmas & own) >= enough > 0 or heaviest(lemmas & self.lemmas) >= OTHER_TELLS

    def carried_by(self, said: Said) -> bool:
        """The sentence decides, rules, denies or instructs, does what the question names, or holds what it asks for."""
        if said.denies or not said.acts.isdisjoint(self.lemmas) or self._is_visit(said):
            return True
        if said.settles and self.asks.isdisjoint(EXACT):
            return True
        wanted = {what for asked in self.asks for what in ANSWERED_WITH.get(asked, ())} or {"time", "number", "link"}
        return not said.data.isdisjoint(wanted)

    def _is_visit(self, said: Said) -> bool:
        """«Приходите завтра» answers who asked when to come."""
        asked = not self.asks or not self.asks.isdisjoint(("when", "whether"))
        return "visit" in said.data and asked and not self.echo.isdisjoint(listed("visits"))

    def answered_by(self, said: Said, lemmas: frozenset[str] = frozenset()) -> bool:
        """A sentence says what it asks for, whatever words it shares. lemmas: those of the sentence."""
        if said.kind == "fact" and not said.opens.isdisjoint(listed("answering")) and self._takes(said):
            return True
        if self._is_visit(said):
            return True
        if said.kind == "empty":
            return self._says_back(said) or ("who" in self.asks and "name" in said.data and said.bare)
        if said.kind == "put_off":
            return "time" in said.data and not said.does.isdisjoint(self.waits)
        if said.kind != "fact":
            return False
        if self._says_back(said):
            return True
        if (
            "how" in self.asks
            and said.orders
            and not said.data.isdisjoint(("link", "name", "number", "time", "dealing"))
        ):
            return True
        if said.bare and not lemmas & self.lemmas and not self.asks.isdisjoint({"what", "who"}):
            return True
        if said.bare and "how" in self.asks and "dealing" in said.data:
            return True
        return any(not said.data.isdisjoint(ANSWERED_WITH.get(asked, ())) for asked in self.asks)

    def _says_back(self, said: Said) -> bool:
        """«Положена ли…» — «Положена»: the predicate it asks about opens the sentence; its subject is a heading."""
        asked = listed("answering") | frozenset(words_of_file()["asks"]["whether"])
        opens = said.opens & (said.does | asked)
        return "whether" in self.asks and not opens.isdisjoint(self.echo)

    def _takes(self, said: Said) -> bool:
        """«Да» and «Нельзя» answer whether, a request and what asks for nothing known, but neither «почему» nor «где»;
        «Нельзя» answers «как» too, «Да» alone does not; «Бесплатно» answers «сколько»."""
        if not self.asks or not self.asks.isdisjoint(("whether", "request")):
            return True
        if "how" in self.asks and (said.does - listed("agreeing") or said.opens.isdisjoint(listed("agreeing"))):
            return True
        return "how_much" in self.asks and not said.opens.isdisjoint(listed("for_nothing"))


EXACT = ("when", "how_much", "where")
"""What asks for something that a deed alone does not tell: «аукцион собрал участников» is no answer to when."""
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


def question_of(*texts: str, own: str = "", matter: str = "") -> Question:
    """What a question is about: its own words first; further texts (topic, the whole message) only while the earlier
    ones say nothing. own: the question alone, where the first text holds the message too; matter: the message it stands
    in, where the first text does not."""
    for text in texts:
        forms = [m[0] for m in WORDS.finditer(text[:6000])]
        lemmas = frozenset(lemma for form in forms for lemma in _strong(form))
        if lemmas:
            folded = frozenset(fold(form) for form in forms)
            asks = frozenset(kind for kind, words in words_of_file()["asks"].items() if not folded.isdisjoint(words))
            around = frozenset(lemma for m in WORDS.finditer(matter[:6000]) for lemma in _strong(m[0]))
            echo = related(_all_lemmas(folded))
            alone = frozenset(lemma for m in WORDS.finditer(own[:6000]) for lemma in _strong(m[0]))
            return Question(lemmas, asks, echo, _waits(own or text), lemmas | around, alone)
    around = frozenset(lemma for m in WORDS.finditer(matter[:6000]) for lemma in _strong(m[0]))
    return Question(frozenset(), matter=around)


def _waits(text: str) -> frozenset[str]:
    forms = frozenset(fold(m[0]) for m in WORDS.finditer(text))
    return frozenset() if forms.isdisjoint(words_of_file()["asks"]["when"]) else _all_lemmas(forms)


def _all_lemmas(forms: Iterable[str]) -> frozenset[str]:
    return frozenset(lemma for form in forms for lemma in word(form).lemmas)


def _strong(form: str) -> frozenset[str]:
    found = word(form)
    if not found.readings:
        return frozenset({found.form}) if form.isupper() and len(form) > 1 else frozenset()
    first = found.readings[0]
    if first.grammemes.isdisjoint(MEANING) or not first.grammemes.isdisjoint(NAMES):
        return frozenset()
    return frozenset() if first.lemma in empty() | listed("common") else related(found.lemmas)


@lru_cache(maxsize=20_000)
def related(lemmas: frozenset[str]) -> frozenset[str]:
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
