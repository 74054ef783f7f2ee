"""Measures of agreement: adjectives with nouns, participles with their commas. Advice only: without a language model
the smaller part is found."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ..document import Document, Token
from ..profile import Profile
from ..rule import Rule
from .base import CASES, Hit, likely, measure, of


@measure("adjective_agreement")
def adjective_agreement(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    """An adjective right before a noun with no pair of readings that agrees. Participles and pronouns are left out."""
    tokens = document.tokens
    for adjective, noun in pairwise(tokens):
        if (
            adjective.word is None
            or noun.word is None
            or not adjective.word.is_surely("ADJF")
            or not noun.word.is_surely("NOUN")
        ):
            continue
        if any(r.has("Apro") or r.has("Anum") for r in adjective.word.readings) or not noun.text.islower():
            continue
        if not noun.word.known or not adjective.word.known:
            continue
        if not _agreement(adjective, noun):
            yield Hit(adjective.start, noun.end)


def _agreement(adjective: Token, noun: Token) -> bool:
    for a in adjective.word.readings:  # type: ignore[union-attr]
        for n in noun.word.readings:  # type: ignore[union-attr]
            if not a.grammemes & n.grammemes & {*CASES, "gen2", "loc2"}:
                continue
            if "plur" in a.grammemes and "plur" in n.grammemes:
                return True
            if "sing" in n.grammemes and a.grammemes & n.grammemes & {"masc", "femn", "neut"}:
                return True
            if "ms-f" in n.grammemes or "Fixd" in n.grammemes or (a.has("plur") and n.has("Pltm")):
                return True
    return False


@measure("participle_comma")
def participle_comma(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    """A participle right after its noun, with a word that depends on it, and no comma between."""
    tokens = document.tokens
    for at in range(1, len(tokens) - 1):
        token, before, after = tokens[at], tokens[at - 1], tokens[at + 1]
        if not likely(token, "PRTF") or not likely(before, "NOUN") or after.word is None or not token.text.islower():
            continue
        depends = (
            of(after, "NOUN", "ablt")
            or of(after, "NPRO", "ablt")
            or (of(after, "ADJF", "ablt") and not _agreement_form(token, after))
        )
        if depends and _agreement_form(token, before):
            yield Hit(token.start, token.end)


def _agreement_form(one: Token, two: Token) -> bool:
    return any(
        a.grammemes & b.grammemes & set(CASES) and a.grammemes & b.grammemes & {"plur", "sing"}
        for a in one.word.readings  # type: ignore[union-attr]
        for b in two.word.readings  # type: ignore[union-attr]
    )
