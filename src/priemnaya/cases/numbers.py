"""Numbers of cases as people type and dictate them: «№ 2026-000054», with a long dash, without any, without zeros."""

from __future__ import annotations

import re
import unicodedata

WRITTEN = r"([0-9]{4})[\W_]{0,5}([0-9]{1,9})"
PRINTED = r"(?<![0-9])(20[0-9]{2})-([0-9]{6,9})(?![0-9])"
IN_WORDS = re.compile(rf"{PRINTED}|(?:No|дел[оауе])[\s.]{{0,3}}(?:No)?[\s.]{{0,3}}{WRITTEN}(?![0-9])", re.IGNORECASE)
A_DAY = r"(?:\s{0,3}от\s{0,3}[0-9]{1,2}[.\s]\s?\w{1,9}[.\s]\s?[0-9]{2,4}(?:\s{0,2}г(?:\.|ода)?)?)?"
NUMBER = re.compile(rf"[^0-9]{{0,20}}{WRITTEN}{A_DAY}[^0-9]{{0,5}}")
BACKWARD = re.compile(rf"[^0-9]{{0,20}}([0-9]{{1,6}})\s?[/\\–—-]\s?(20[0-9]{{2}}){A_DAY}[^0-9]{{0,5}}")
"""«45/2026»: the year behind, as papers are numbered."""
RAISED = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉")
"""Digits of powers and notes: NFKC makes usual ones of them, and nobody writes a number with them."""


def as_number(typed: str) -> str:
    """The number as it is kept, «2026-000054»; empty when what was typed can be none. The day after it, as a letter
    writes it («№ 2026-000054 от 12.03.2026»), is left out."""
    if RAISED & set(typed[:60]):
        return ""
    plain = unicodedata.normalize("NFKC", typed[:60])
    if (back := BACKWARD.fullmatch(plain)) and not re.match("20[0-9]{2}$", back[1]):
        return f"{back[2]}-{int(back[1]):06d}"
    found = NUMBER.fullmatch(plain)
    return f"{found[1]}-{int(found[2]):06d}" if found else ""


def number_in(text: str) -> str:
    """The first number of a case in a line of words; written otherwise than we print it only after «№» or «дело», for
    other figures stand in such lines too. Empty when there is none."""
    found = IN_WORDS.search(unicodedata.normalize("NFKC", text[:1000]))  # of «№» it makes «No»
    return as_number(" ".join(part for part in found.groups() if part)) if found else ""
