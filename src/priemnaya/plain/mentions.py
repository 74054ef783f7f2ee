"""Does a letter name somebody or something: by dictionary forms and case forms of names, never by pieces of words."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import get_args

from .document import Document
from .rewrite.names import Case, decline
from .words import fold, word

_NUMBER = re.compile(r"(?<![\w./-])(?=[\w/-]*\d)[\w/-]+(?![\w]|\.\d)")
_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}|\d{1,2}\s+[а-я]+\s+\d{4}", re.IGNORECASE)
_SPEAKS = ("NOUN", "ADJF", "PRTF", "VERB", "INFN", "PRTS", "ADJS", "NUMR", "UNKN", "LATN")


def numbers_in(text: str) -> set[str]:
    """Numbers of papers («15», «45-АП», «12/3»), without those of dates."""
    return {fold(m) for m in _NUMBER.findall(_DATE.sub(" ", text)) if any(c.isdigit() for c in m)}


def mentions(letter: Document, what: str) -> bool:
    """Every meaningful word of `what` stands in the letter in some form. True when there is none; numbers are told
    apart (numbers_in)."""
    said = {lemma for t in letter.tokens if t.word for lemma in t.word.lemmas or {t.form}}
    wanted = [
        t
        for t in Document(what).tokens
        if t.word and _speaks(t.word.readings[0].grammemes if t.word.readings else None)
    ]
    return all(not (t.word.lemmas if t.word and t.word.lemmas else {t.form}).isdisjoint(said) for t in wanted)


def _speaks(grammemes: frozenset[str] | None) -> bool:
    return grammemes is None or not grammemes.isdisjoint(_SPEAKS)


def named(letter: Document, surname: str, full_name: str = "") -> bool:
    """A surname in any case form, as words of their own: «Ли» is not in «лицензия»."""
    return _stands(letter, surname_forms(surname, full_name))


def addressed(letter: Document, given: str, full_name: str) -> bool:
    """A name with its patronymic (or the name that is all we know) in any case form: «Петру Сергеевичу»."""
    count, forms = len(given.split()), {given}
    if full_name.endswith(given) and full_name != given:
        forms |= {" ".join(decline(full_name, case).split()[-count:]) for case in get_args(Case)}
    return _stands(letter, frozenset(tuple(t.form for t in Document(form).tokens) for form in forms))


def _stands(letter: Document, forms: frozenset[tuple[str, ...]]) -> bool:
    tokens = [fold(t.form) for t in letter.tokens]
    wanted = [[fold(word) for word in form] for form in forms]
    return any(tokens[n : n + len(form)] == form for form in wanted for n in range(len(tokens)))


@lru_cache(maxsize=4_096)
def surname_forms(surname: str, full_name: str = "") -> frozenset[tuple[str, ...]]:
    """The forms of a surname as tokens. With the full name its gender is known and every case certain; without it, by
    the dictionary."""
    forms = {surname}
    if full_name.startswith(surname):
        count = len(surname.split())
        forms |= {" ".join(decline(full_name, case).split()[:count]) for case in get_args(Case)}
    for reading in word(surname).readings:
        if "Surn" in reading.grammemes:
            forms |= _lexeme(surname)
    return frozenset(tuple(t.form for t in Document(form).tokens) for form in forms)


def _lexeme(surname: str) -> set[str]:
    from .words import analyzer

    return {
        str(form.word)
        for parse in analyzer().parse(surname.lower())
        if "Surn" in parse.tag.grammemes
        for form in parse.lexeme
    }
