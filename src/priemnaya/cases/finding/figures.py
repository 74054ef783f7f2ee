"""Numbers of people, as regular expressions that PostgreSQL and Python read alike: what is indexed and what is typed
are taken apart by the same ones.
"""

from __future__ import annotations

_GAP = "[ \t\u00a0\u2009\u202f().–—‑‐/_-]{0,4}"
_DASH = "[ ]?[–—‑‐-][ ]?"
_NO_DAY = r"(?![0-9]{1,2}[./][0-9]{1,2}[./](?:19|20)?[0-9]{2}(?![0-9]))"
_LETTER = "[abekmhopctyxавекмнорстух]"
LIKE_LATIN, LIKE_CYRILLIC = "abekmhopctyx", "авекмнорстух"
REACHED = (
    f"{_NO_DAY}(?:[78]{_GAP}[3489](?:{_GAP}[0-9]){{9}}|9(?:{_GAP}[0-9]){{9}}"
    f"|[0-9]{{3}}{_GAP}[0-9]{{3}}{_GAP}[0-9]{{3}}(?:{_GAP}[0-9]{{2}})?)"
)
"""A telephone with its code, СНИЛС: whatever stands between the figures. A day (12.03.2026) begins none."""
LOCAL = f"[0-9]{{3}}(?:{_DASH})?[0-9]{{2}}(?:{_DASH})?[0-9]{{2}}|[0-9]{{2}}{_DASH}[0-9]{{2}}{_DASH}[0-9]{{2}}"
THOUSANDS = "[0-9]{1,3}(?:[ \u00a0\u2009\u202f][0-9]{3})+"
LONG_NUMBER = "[0-9](?:[ \u00a0()-]{0,3}[0-9]){8,14}"
CAR = f"{_LETTER}[ -]?[0-9]{{3}}[ -]?{_LETTER}{{2}}(?:[ -]?[0-9]{{2,3}})?"
"""A number of a car; its letters are in both alphabets."""
