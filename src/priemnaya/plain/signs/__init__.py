"""Does a text say something: phrases as data over lemmas, with negation. For guards that a substring would fool.

`says("Жаловаться не нужно.", "appeal_order")` is False, and so is it for «государственная»: words are compared by their
dictionary form.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from priemnaya.bounded.data import yaml_of

from ..document import Document, Token
from ..phrases import PhraseIndex, compile_phrases

FILE = Path(__file__).with_name("signs.yaml")
NEAR = 4
"""Words between a lone negator and what it denies."""


@dataclass(frozen=True)
class Negators:
    """before: words that deny what follows; modals: lemmas that carry a «не» over to the verb; alone: deny wherever
    they stand."""

    before: frozenset[str]
    modals: frozenset[str]
    alone: frozenset[str]


@dataclass(frozen=True)
class Sign:
    """phrases: what says it; own_negation: the phrases hold their own «не», and nothing else denies them."""

    phrases: PhraseIndex
    own_negation: bool


@lru_cache(maxsize=1)
def _loaded() -> tuple[Negators, dict[str, Sign]]:
    data = yaml_of(FILE.read_text(encoding="utf-8"))
    words = {
        name: frozenset(w.replace("ё", "е") for w in data["negators"][name]) for name in ("before", "modals", "alone")
    }
    lists = {name: f"({'|'.join(f'{w}*' for w in listed)})" for name, listed in data["words"].items()}
    lists |= {f"{name}_as_is": f"({'|'.join(listed)})" for name, listed in data["words"].items()}
    signs = {
        name: Sign(
            PhraseIndex([p for pattern in sign["phrases"] for p in compile_phrases(pattern.format(**lists), name)]),
            bool(sign.get("own_negation")),
        )
        for name, sign in data["signs"].items()
    }
    return Negators(**words), signs


def says(text: str | Document, sign: str) -> bool:
    """Whether the text says it, and does not deny it. Raises KeyError for a sign that is not in signs.yaml."""
    return next(places(text, sign), None) is not None


def places(text: str | Document, sign: str) -> Iterator[tuple[int, int]]:
    """Characters [start, end) of everything in the text that says it."""
    document = text if isinstance(text, Document) else Document(text)
    negators, signs = _loaded()
    asked = signs[sign]
    for _phrase, first, last in asked.phrases.find(document):
        if asked.own_negation or not _denied(document.tokens, first, last, negators):
            yield document.tokens[first].start, document.tokens[last - 1].end


def greeted(text: str) -> bool:
    """The first line greets: «Здравствуйте, Мария!», «Мария Сергеевна, добрый день!»."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    return any(start <= GREETING_BEGINS for start, _ in places(first, "greeting"))


GREETING_BEGINS = 80
"""Characters of the first line in which a greeting is one."""


def _denied(tokens: list[Token], first: int, last: int, negators: Negators) -> bool:
    """A negator governs the phrase: inside the stretch between marks that it stands in."""
    low, high = first, last
    while low > 0 and tokens[low - 1].word is not None:
        low -= 1
    while high < len(tokens) and tokens[high].word is not None:
        high += 1
    for at in range(low, high):
        form = tokens[at].form
        if form in negators.alone and _near(at, first, last):
            return True
        if form not in negators.before:
            continue
        if first - 1 <= at < last:  # «не обжалуется», «в суд не обратиться»
            return True
        following = tokens[at + 1].word if at + 1 < high else None
        if following and not following.lemmas.isdisjoint(negators.modals) and _near(at, first, last):
            return True
    return False


def _near(at: int, first: int, last: int) -> bool:
    return first - NEAR <= at <= last + NEAR
