"""Words and their readings: a thin, cached layer over pymorphy3, so that a rule never parses a form twice.

A reading is a lemma with its grammemes (OpenCorpora names: NOUN, gent, plur …). ё is folded to е in every key.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

LONGEST = 60
"""A longer run of letters is no word: it is not parsed (a mega-word would cost seconds)."""

_CYRILLIC = re.compile("[а-яё]")


class Reading(NamedTuple):
    """One way to read a form: dictionary form (ё folded), grammemes, and whether the dictionary knows the form."""

    lemma: str
    grammemes: frozenset[str]
    known: bool

    def has(self, *grammemes: str) -> bool:
        return self.grammemes.issuperset(grammemes)


_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """A form in lower case with every reading, the likeliest first. first, any: grammemes of the likeliest and of all
    readings."""

    form: str
    readings: tuple[Reading, ...]
    lemmas: frozenset[str]
    first: frozenset[str] = _NONE
    any: frozenset[str] = _NONE
    known: bool = False

    def reading(self, *grammemes: str) -> Reading | None:
        """The first reading that has all of these grammemes."""
        if not self.any.issuperset(grammemes):
            return None
        return next((r for r in self.readings if r.grammemes.issuperset(grammemes)), None)

    def can_be(self, *grammemes: str) -> bool:
        """Some reading has all of these grammemes."""
        return self.reading(*grammemes) is not None

    def is_surely(self, *grammemes: str) -> bool:
        """Every reading has all of these grammemes."""
        return (
            self.first.issuperset(grammemes)
            and bool(self.readings)
            and all(r.grammemes.issuperset(grammemes) for r in self.readings)
        )

    def likely(self, *grammemes: str) -> bool:
        """The likeliest reading has all of these grammemes."""
        return self.first.issuperset(grammemes) if grammemes else bool(self.readings)


def fold(text: str) -> str:
    """Lower case with ё as е: the key under which forms and lemmas are compared."""
    return text.lower().replace("ё", "е")


@lru_cache(maxsize=1)
def analyzer() -> Any:
    """The morphological dictionary, loaded once a process (0.2 s, about 30 MB)."""
    import pymorphy3

    return pymorphy3.MorphAnalyzer(lang="ru", result_type=pymorphy3.analyzer.Parse)


@lru_cache(maxsize=20_000)
def _grammemes(tag: Any) -> frozenset[str]:
    return frozenset(tag.grammemes)


@lru_cache(maxsize=30_000)
def word(form: str) -> Word:
    """Readings of a form. A form that is too long or has no Cyrillic letter has none."""
    if len(form) > LONGEST or not any("а" <= c <= "я" or c == "ё" for c in form.lower()):
        return Word(fold(form), (), frozenset())
    readings = tuple(
        Reading(fold(p.normal_form), _grammemes(p.tag), p.is_known) for p in analyzer().parse(form.lower())
    )
    return Word(
        fold(form),
        readings,
        frozenset(r.lemma for r in readings),
        readings[0].grammemes if readings else _NONE,
        _NONE.union(*(r.grammemes for r in readings)),
        any(r.known for r in readings),
    )


def is_known(form: str) -> bool:
    """Whether the dictionary has this form, as `word` says it. Nothing is guessed: a hundred times cheaper for a run of
    letters that is no word."""
    lower = form.lower()
    return len(form) <= LONGEST and bool(_CYRILLIC.search(lower)) and bool(analyzer().word_is_known(lower))


@lru_cache(maxsize=4_096)
def inflected(form: str, wanted: frozenset[str], part: str = "") -> str | None:
    """The form of the same word with the wanted grammemes, or None. part: take only readings of this part of speech."""
    for parse in analyzer().parse(form.lower()):
        if part and part not in parse.tag.grammemes:
            continue
        result = parse.inflect(set(wanted))
        if result is not None:
            return str(result.word)
    return None


def cased_like(text: str, model: str) -> str:
    """`text` with a capital first letter where `model` has one."""
    return text[:1].upper() + text[1:] if model[:1].isupper() else text
