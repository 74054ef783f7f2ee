"""The words of known.yaml: what no ending tells."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from priemnaya.bounded.data import yaml_of

from ..words import fold, word

_OF_MAN = re.compile(
    r"(?:слав|[аеио]мир|бек|бай|улла|ддин|тдин|мура[тд]|мухамм?[ае]д|магоме[дт]|ахм[ае][дт]|гаджи|хаджи|султан|темир|тимер"
    r"|берды|батыр|гали|назар|аил|иил|уил|ий)$"
)
"""Endings that only names of men have."""


@lru_cache(maxsize=1)
def _known() -> dict[str, Any]:
    return dict(yaml_of(Path(__file__).with_name("known.yaml").read_text(encoding="utf-8")))


@lru_cache(maxsize=32)
def words(name: str) -> frozenset[str]:
    """One list, without ё."""
    return frozenset(_known()[name])


def is_one_of(name: str, word: str) -> bool:
    return fold(word) in words(name)


def lost_vowel(word: str) -> str:
    """The stem of a word whose vowel falls out by itself («Заяц» -> «зайц»); empty for any other."""
    return str(_known()["lost_vowel"].get(fold(word), ""))


def genders_of(name: str) -> frozenset[str]:
    """Of which genders a first name in the nominative is known: by the lists, else by the dictionary."""
    if is_one_of("either", name):
        return frozenset({"masc", "femn"})
    listed = frozenset(g for g in ("masc", "femn") if is_one_of(g, name))
    read = (r.grammemes for r in word(fold(name)).readings if r.known and r.has("Name", "nomn", "sing"))
    found = listed or frozenset(g for grammemes in read for g in ("masc", "femn") if g in grammemes)
    return found or frozenset({"masc"} if is_one_of("men", name) else ())


def told_by(name: str) -> Literal["masc", "femn"] | None:
    """Whether a first name is a man's or a woman's. That the dictionary calls it a man's is no proof: of its names of
    men many are women's («Армине», «Кнарик», «Бермет»); the lists or an ending must say so too."""
    found = genders_of(name)
    if found == {"femn"}:
        return "femn"
    sure = is_one_of("men", name) or is_one_of("masc", name) or _OF_MAN.search(fold(name))
    return "masc" if found == {"masc"} and sure else None
