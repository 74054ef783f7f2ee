"""What is kept of a search: words of the language and of the catalogue. Names, numbers, addresses and whatever the
dictionary does not know are not kept: a person may have typed who they are."""

from __future__ import annotations

import re
from collections.abc import Callable

from priemnaya.plain.sought import retyped, words_of
from priemnaya.plain.words import word

LEFT_OUT = "…"
MOST_WORDS = 8
LONGEST = 120
_NAMES = frozenset({"Name", "Surn", "Patr", "Orgn", "Trad"})
_OF_ADDRESSES = ("@", "://", "www.")


def fit_to_keep(text: str, of_catalogue: Callable[[str], bool]) -> str:
    """Lower case, ё as е, at most MOST_WORDS words, «…» where something was left out. of_catalogue: the body's own
    materials have the word. Typed in the other layout it is kept as it was meant."""
    text = " ".join(w for w in text.split() if not any(sign in w for sign in _OF_ADDRESSES))
    if not re.search("[а-яё]", text, re.IGNORECASE):
        text = retyped(text)
    words = words_of(text)
    kept = [_kept(w, of_catalogue) for w in words]
    for n, w in enumerate(words):
        beside = [m for m in (n - 1, n + 1) if 0 <= m < len(words) and word(words[m]).first & _NAMES]
        if beside and not of_catalogue(w) and "anim" in word(w).any:  # «Иван Мельник»
            kept[n] = LEFT_OUT
    parts: list[str] = []
    for one in kept:
        if one != LEFT_OUT or parts[-1:] != [LEFT_OUT]:
            parts.append(one)
    said = " ".join(parts[:MOST_WORDS])
    return said[:LONGEST] if said.strip(f" {LEFT_OUT}") else ""


def _kept(typed: str, of_catalogue: Callable[[str], bool]) -> str:
    known = word(typed)
    if not re.fullmatch("[а-я]{1,40}", typed) or known.first & _NAMES:
        return LEFT_OUT
    if of_catalogue(typed):
        return typed
    return typed if known.known and not known.any & _NAMES else LEFT_OUT
