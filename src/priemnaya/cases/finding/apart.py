"""Two words that were typed as one: «маминсибиряк», «прикамьеинвест», «арендаучастка»."""

from __future__ import annotations

from collections.abc import Iterator

from priemnaya.plain.sought import is_known

from .sight import Sight
from .terms import Term, of_word

SHORTEST_HALF, SHORTEST, LONGEST = 3, 7, 40
MOST = 3
"""Words of a query that are taken apart."""


def unglued(terms: list[Term], sight: Sight) -> list[Term]:
    """The terms with each word that no dictionary and no case knows as its two halves, where both stand in what the
    asker may see; nothing where none is. One query."""
    lost = [t.typed for t in terms if len(t.words) == 1 and _may_be_two(t.words[0])][:MOST]
    halves = {w: list(_halves(w)) for w in lost}
    asked = sorted({half for of_one in halves.values() for pair in of_one for half in pair})
    there = sight.standing.typed(asked) if asked else set()
    chosen = {
        w: max(whole, key=lambda pair: min(map(len, pair)))
        for w, pairs in halves.items()
        if (whole := [pair for pair in pairs if there.issuperset(pair)])
    }
    if not chosen:
        return []
    return [found for t in terms for found in (_both(chosen[t.typed]) if t.typed in chosen else [t])]


def _both(pair: tuple[str, str]) -> list[Term]:
    return [term for half in pair for term in of_word(half)]


def _may_be_two(typed: str) -> bool:
    return SHORTEST <= len(typed) <= LONGEST and typed.isalpha() and not is_known(typed)


def _halves(typed: str) -> Iterator[tuple[str, str]]:
    lower = typed.lower()
    for at in range(SHORTEST_HALF, len(lower) - SHORTEST_HALF + 1):
        yield lower[:at], lower[at:]
