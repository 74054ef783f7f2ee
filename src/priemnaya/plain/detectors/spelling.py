"""Words that neither dictionary knows, and the nearest known ones."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..document import Document
from ..profile import Profile
from ..rule import Rule
from ..words import analyzer, cased_like, fold
from .base import Hit, measure

SHORTEST = 4
_SHAPE = re.compile(r"[А-Яа-яЁё]+\Z")
_ALPHABET = "оеаитнсрвлкмдпуяыьгзбчйхжшюцщэфъ"
_CONFUSED = tuple((pair[0], pair[1]) for pair in "оа ао еи ие ыи иы шщ щш тд дт сз зс бп пб гк кг вф фв".split())  # noqa: SIM905
_DOMAIN = re.compile(
    r"клиентоцентр|проактивн|самозанят|реинжинир|цифровизац|госуслуг|госинспекц|минимуществ|онлайн|соцфонд|росреестр|видеосвяз|сканир"
)


@lru_cache(maxsize=1)
def _speller() -> Any:
    """hunspell with the Russian dictionary of the spylls wheel; None where either is missing."""
    spec = importlib.util.find_spec("spylls")
    if spec is None or spec.origin is None or importlib.util.find_spec("hunspell") is None:
        return None
    import hunspell

    return hunspell.Hunspell("ru", hunspell_data_dir=str(Path(spec.origin).parent / "hunspell" / "data" / "ru"))


def has_speller() -> bool:
    """hunspell and its dictionary are there."""
    return _speller() is not None


@lru_cache(maxsize=20_000)
def in_dictionary(form: str) -> bool:
    """hunspell knows the form (ё as е). True where hunspell is missing: then nothing can be said against a word."""
    speller = _speller()
    if speller is None:
        return True
    try:
        return bool(speller.spell(fold(form)))
    except UnicodeError:
        return True


MOST_LOOKED_UP = 200
"""Unknown words of one text for which a better one is looked for (some milliseconds each); the others are shown
without."""


@measure("unknown_word")
def unknown_word(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    """Unknown to hunspell and to OpenCorpora. Capitals in mid-sentence are names; the body's own words are known."""
    looked_up: set[str] = set()
    for at, token in enumerate(document.tokens):
        text = token.text
        if token.word is None or len(text) < SHORTEST or token.word.known or not _SHAPE.match(text) or text.isupper():
            continue
        if text[0].isupper() and not _begins(document, at):
            continue
        if _is_known(token.form, profile) or in_dictionary(text.lower()):
            continue
        looked_up.add(token.form)
        near = suggestions(token.form) if len(looked_up) <= MOST_LOOKED_UP else ()
        if text[0].isupper() and not near:
            continue  # a name nobody wrote down
        to = cased_like(near[0], text) if near else None
        yield Hit(token.start, token.end, {}, ", ".join(near[:3]), to)


def _begins(document: Document, at: int) -> bool:
    sentence = document.sentence_of(document.tokens[at].start)
    return sentence is not None and sentence.first == at


def _is_known(form: str, profile: Profile) -> bool:
    return bool(_DOMAIN.search(form)) or any(form.startswith(w[: max(5, len(w) - 2)]) for w in profile.words)


@lru_cache(maxsize=2_000)
def suggestions(form: str) -> tuple[str, ...]:
    """Known words one slip away, the likeliest slips first: letters doubled, swapped, confused; then any one letter."""
    if len(form) > 24:
        return ()
    known = analyzer().word_is_known
    found: dict[str, None] = {}
    for candidates in (_likely_slips(form), _any_slip(form)):
        for candidate in candidates:
            if candidate != form and candidate not in found and known(candidate) and in_dictionary(candidate):
                found[candidate] = None
                if len(found) >= 3:
                    return tuple(found)
    return tuple(found)


def _likely_slips(form: str) -> Iterator[str]:
    for n, letter in enumerate(form):
        if form[n + 1 : n + 2] == letter:
            yield form[:n] + form[n + 1 :]
        if n + 1 < len(form):
            yield form[:n] + form[n + 1] + letter + form[n + 2 :]
        for wrong, right in _CONFUSED:
            if letter == wrong:
                yield form[:n] + right + form[n + 1 :]
        yield form[: n + 1] + letter + form[n + 1 :]
        yield form[: n + 1] + "ь" + form[n + 1 :]
        yield form[:n] + form[n + 1 :]


def _any_slip(form: str) -> Iterator[str]:
    for n in range(len(form) + 1):
        for letter in _ALPHABET:
            yield form[:n] + letter + form[n:]
            if n < len(form):
                yield form[:n] + letter + form[n + 1 :]
