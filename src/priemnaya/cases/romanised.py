"""Russian surnames in Latin letters: passports, the English pages and people without a Russian keyboard write one name
in a dozen ways. Two spellings are the same when they sound alike."""

from __future__ import annotations

import re
from functools import lru_cache

from priemnaya.plain.words import fold

SHORTEST = 5
"""Letters of a sound; a shorter one is met in any English text."""
_BASE = dict(zip("абвгдезийклмнопрстуфыэ", "abvgdeziiklmnoprstufie", strict=True)) | {
    **dict(zip("жхцчшщюя", ("zh", "kh", "ts", "ch", "sh", "shch", "iu", "ia"), strict=True)),
    **dict.fromkeys("ъь", ""),
}
_LETTERS = str.maketrans(_BASE)
_SOUNDS = tuple(
    (re.compile(written), sound)
    for written, sound in (
        ("['’`-]", ""),
        ("shch|sch", "1"),
        ("zh", "2"),
        ("kh", "h"),
        ("ts|tz|c(?!h|k|z)", "3"),
        ("tch|ch|cz", "4"),
        ("sh", "5"),
        ("ck", "k"),
        ("x", "ks"),
        ("w", "v"),
        ("ou", "u"),
        ("[yij]u", "u"),
        ("[yij]a", "a"),
        ("[yij][oe]", "e"),
        ("[yj]", "i"),
        (r"(.)\1+", r"\1"),
    )
)


@lru_cache(maxsize=50_000)
def sound(word: str) -> str:
    """How a word sounds, of Russian or Latin letters; empty where that is too short to say who it is."""
    said = fold(word).translate(_LETTERS)
    for written, heard in _SOUNDS:
        said = written.sub(heard, said)
    return said if len(said) >= SHORTEST and said.isascii() else ""
