"""The words of known.yaml: what no ending tells."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from ..words import fold, word


@lru_cache(maxsize=1)
def _known() -> dict[str, Any]:
    return dict(yaml.safe_load(Path(__file__).with_name("known.yaml").read_text(encoding="utf-8")))


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
    listed = frozenset(g for g in ("masc", "femn") if is_one_of(g, name))
    read = (r.grammemes for r in word(fold(name)).readings if r.known and r.has("Name", "nomn", "sing"))
    return listed or frozenset(g for grammemes in read for g in ("masc", "femn") if g in grammemes)
