"""What is kept of a search: words of the language, of the catalogue and those that people say (`said.txt`, the words of
topics and synonyms), and words nobody knows that are looked for on several days. Names, numbers, addresses and whatever
was looked for once are not kept: a person may have typed who they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

from priemnaya.core.reading import numeral
from priemnaya.plain.sought import retyped, words_of
from priemnaya.plain.words import word

from .topics import shipped

LEFT_OUT = "…"
MOST_WORDS = 8
LONGEST = 120
_NAMES = frozenset({"Name", "Surn", "Patr", "Orgn", "Trad"})
_STREETS = frozenset(
    words_of(
        "улица улице улицы ул проспект проспекте пр переулок переулке пер бульвар бульваре шоссе площадь площади проезд"
        " набережная набережной наб проезде тупик микрорайон мкр деревня деревне село селе посёлок посёлке"
    )
)
_LIKE_A_SURNAME = re.compile(
    "(?:[ое]в|[иы]н|[сц]к(?:ий|ая|ого|ой|ому|им|ую)|енк[оа]|[уюя]к|вич|дзе|швили|янц?|[уюа]лы|кызы)(?:[аеуы]|ым|ой|ом)?$"
)
_SAID = Path(__file__).with_name("said.txt")
_OF_ADDRESSES = ("@", "://", "www.")


def fit_to_keep(
    text: str, of_catalogue: Callable[[str], bool], often: Callable[[str], bool] = lambda word: False
) -> str:
    """Lower case, ё as е, at most MOST_WORDS words, «…» where something was left out. of_catalogue: the body's own
    materials have the word; often: it is looked for so often that it is no single person's, asked of what no dictionary
    has and what is neither a name by its shape nor stands beside one or beside a number. Typed in the other layout it
    is kept as it was meant."""
    text = " ".join(w for w in text.split() if not any(sign in w for sign in _OF_ADDRESSES))
    if not re.search("[а-яё]", text, re.IGNORECASE):
        text = retyped(text)
    words = words_of(text)
    kept = [LEFT_OUT if _is_place(words, n, of_catalogue) else _kept(w, of_catalogue) for n, w in enumerate(words)]
    for n, w in enumerate(words):
        beside = [m for m in (n - 1, n + 1) if 0 <= m < len(words) and word(words[m]).first & _NAMES]
        if beside and not of_catalogue(w) and "anim" in word(w).any:  # «Иван Мельник»
            kept[n] = LEFT_OUT
    for n in [n for n, w in enumerate(words) if kept[n] == LEFT_OUT and _may_be_no_name(words, n)]:
        if often(words[n]):
            kept[n] = words[n]
    parts: list[str] = []
    for one in kept:
        if one != LEFT_OUT or parts[-1:] != [LEFT_OUT]:
            parts.append(one)
    said = " ".join(parts[:MOST_WORDS])
    return said[:LONGEST] if said.strip(f" {LEFT_OUT}") else ""


def _kept(typed: str, of_catalogue: Callable[[str], bool]) -> str:
    known = word(typed)
    if not re.fullmatch("[а-я]{1,40}", typed):
        return LEFT_OUT
    if _is_said(typed):
        return typed
    if known.first & _NAMES:
        return LEFT_OUT
    if of_catalogue(typed):
        return typed
    return typed if known.known and not known.any & _NAMES else LEFT_OUT


def _may_be_no_name(words: Sequence[str], n: int) -> bool:
    """No dictionary knows the word, and it is nobody's name by its shape nor by what stands around it."""
    beside = [words[m] for m in (n - 2, n - 1, n + 1, n + 2) if 0 <= m < len(words)]
    if not re.fullmatch("[а-я]{3,40}", words[n]) or word(words[n]).known or word(words[n]).any & _NAMES:
        return False
    if _LIKE_A_SURNAME.search(words[n]):
        return False
    return not any(numeral(w) or w in _STREETS or word(w).any & _NAMES for w in beside)


def _is_place(words: Sequence[str], n: int, of_catalogue: Callable[[str], bool]) -> bool:
    """«Пушкинская 12», «улица мира»: what stands before the number of a house or after «улица» is where somebody
    lives."""
    found = word(words[n])
    if not found.any & {"ADJF", "gent", "Geox"} or of_catalogue(words[n]):
        return False
    before, after = words[n - 1] if n else "", [*words[n + 1 :], "", ""]
    numbered = numeral(after[0]) or (after[0] in ("дом", "д") and numeral(after[1]))
    return before in _STREETS or (numbered and not _is_said(words[n]))


def _is_said(typed: str) -> bool:
    return typed in said() or not word(typed).lemmas.isdisjoint(said())


@lru_cache(maxsize=1)
def said() -> frozenset[str]:
    """Words that the product brings with it, and their dictionary forms; no names."""
    lines = [line for line in _SAID.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    words = {w for text in (*lines, *(phrases for _, phrases in shipped.everyday())) for w in words_of(text)}
    plain = {w for w in words if not word(w).first & _NAMES or w in words_of(" ".join(lines))}
    return frozenset(plain | {lemma for w in plain if word(w).known for lemma in word(w).readings[0].lemma.split()})
