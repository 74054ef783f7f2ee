"""Units of time in the words of acts: what each is called, and what so many of them are in the grammar."""

from __future__ import annotations

import re

from priemnaya.worktime import parse_rule

from .numerals import FIGURES, WORDS, number_of

N = rf"({FIGURES}|{WORDS})(?:\s?\([^)]{{1,30}}\))?(?:-?(?:х|ти|го|ый|й|дневн\w{{2,3}}))?"
UNITS: tuple[tuple[str, int, str], ...] = (
    (r"рабоч\w{2,3}\sминут\w{0,3}", 1, "wm"),
    (r"рабоч\w{2,3}\sчас\w{0,3}", 1, "wh"),
    (r"час\w{0,3}", 1, "h"),
    (r"рабоч\w{2,3}\s(?:дн\w{1,3}|день)", 1, "wd"),
    (r"(?:календарн\w{2,3}\s)?(?:дн\w{1,3}|день)", 1, "d"),
    (r"минут\w{0,3}", 1, "m"),
    (r"сут(?:ок|ки)", 24, "h"),
    (r"недел\w{1,3}", 7, "d"),
    (r"(?:календарн\w{2,3}\s|полн\w{2,3}\s)?месяц\w{0,3}", 1, "mo"),
    (r"квартал\w{0,3}", 3, "mo"),
    (r"полугоди\w{1,3}", 6, "mo"),
    (r"(?:календарн\w{2,3}\s)?(?:год(?:а|ов)?|лет)", 1, "y"),
)
"""What a term is counted in, how many of which (a quarter and a half-year are months: ГК РФ ст. 192)."""
UNIT = "|".join(pattern for pattern, _, _ in UNITS)
ADJECTIVES = {
    "минутн": (1, "m"),
    "часов": (1, "h"),
    "суточн": (24, "h"),
    "дневн": (1, "d"),
    "недельн": (7, "d"),
    "месячн": (1, "mo"),
    "квартальн": (3, "mo"),
    "полугодов": (6, "mo"),
    "годичн": (1, "y"),
    "годов": (1, "y"),
}


def amount(number: str, unit: str) -> str:
    worth = number_of(number) or 1
    size, code = next((size, code) for pattern, size, code in UNITS if re.fullmatch(pattern, unit, re.I))
    return f"{worth * size}{code}"


def counted(value: str) -> bool:
    """The grammar counts such a term."""
    try:
        parse_rule(value)
    except ValueError:
        return False
    return True


_ONE: tuple[tuple[str, str], ...] = (
    ("рабочего час", "1wh"),
    ("рабоч", "1wd"),
    ("час", "1h"),
    ("минут", "1m"),
    ("сут", "24h"),
    ("недел", "7d"),
    ("полумесяц", "15d"),
    ("месяц", "1mo"),
    ("квартал", "3mo"),
    ("полуго", "6mo"),
    ("год", "1y"),
)
"""One of a unit, by what its name begins with; the longer ones first."""


def alone(words: str) -> str:
    words = words.lower().removeprefix("календарного ")
    return next((value for stem, value in _ONE if stem in words), "1d")
