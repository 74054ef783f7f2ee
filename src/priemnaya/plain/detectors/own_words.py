"""Words and phrases that an order excludes by name: in any form, by their dictionary forms. «Надлежащего» is
«надлежащий»; «ваше обращение рассмотрено» is not «ваше обращение рассмотрим»."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from ..document import Document, Token
from ..profile import Profile
from ..rule import Rule
from ..words import Word, word
from .base import Hit, measure

_ALIKE = {
    "ADJS": "ADJF",
    "COMP": "ADJF",
    "INFN": "VERB",
    "GRND": "VERB",
    "PRTS": "PRTF",
}
"""Parts of speech of one word: its short form is the word, a participle is no verb."""
_PARTS = ("NOUN", "ADJF", "ADJS", "COMP", "VERB", "INFN", "GRND", "PRTF", "PRTS", "ADVB", "PRED", "NPRO", "NUMR")

Slot = tuple[str, frozenset[tuple[str, str]]]
"""(form, (dictionary form, part of speech) of each reading)"""


@measure("own_words")
def own_words(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    """Those that no text may have."""
    yield from _found(document, profile.own("own: "))


@measure("own_hints")
def own_hints(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    """Those that are only pointed out."""
    yield from _found(document, profile.own("own hint: "))


def has_phrase(document: Document, phrase: str) -> bool:
    """Whether the text has a phrase, in any form of its words."""
    return next(_found(document, (phrase,)), None) is not None


def _found(document: Document, phrases: tuple[str, ...]) -> Iterator[Hit]:
    tokens = [t for t in document.tokens if t.word is not None] if phrases else []
    for phrase in phrases:
        slots = _slots(phrase)
        for at in range(len(tokens) - len(slots) + 1):
            run = tokens[at : at + len(slots)]
            if all(map(_is, run, slots)) and _in_one_sentence(document, run):
                yield Hit(run[0].start, run[-1].end, {"phrase": phrase})


@lru_cache(maxsize=1024)
def _slots(phrase: str) -> tuple[Slot, ...]:
    return tuple((t.form, _keys(t.word or word(t.form))) for t in Document(phrase).tokens if t.word is not None)


def _keys(found: Word) -> frozenset[tuple[str, str]]:
    return frozenset(
        (r.lemma, _ALIKE.get(part, part)) for r in found.readings for part in _PARTS if part in r.grammemes
    )


def _is(token: Token, slot: Slot) -> bool:
    form, keys = slot
    return token.form == form or (token.word is not None and not keys.isdisjoint(_keys(token.word)))


def _in_one_sentence(document: Document, run: list[Token]) -> bool:
    first = document.sentence_of(run[0].start)
    return first is None or run[-1].end <= first.end


__all__ = ["has_phrase", "own_hints", "own_words"]
