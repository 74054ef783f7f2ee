"""Numbers in words, in any case: «двух», «тридцати», «полутора»."""

from __future__ import annotations

import re

WORDS = (
    r"(?:один|одн(?:а|о|у|ого|ому|ой|им|ом)|дв(?:а|е|ух|ум|умя)|тр(?:и|ёх|ех|ём|ем|емя)|четыр(?:е|ёх|ех|ём|ем|ьмя)"
    r"|(?:пят|шест|сем|восем|восьм|девят|десят)(?:ь|и|ью)|(?:один|две|три|четыр|пят|шест|сем|восем|девят)надцат(?:ь|и|ью)"
    r"|(?:два|три)дцат(?:ь|и|ью)|сорок(?:а)?|пят(?:ь|и)десят(?:и)?|шест(?:ь|и)десят(?:и)?|сто|ста)"
)
_STEMS = (
    "одиннадцат=11 двенадцат=12 тринадцат=13 четырнадцат=14 пятнадцат=15 шестнадцат=16 семнадцат=17 восемнадцат=18"
    " девятнадцат=19 двадцат=20 тридцат=30 пятьдесят=50 пятидесят=50 шестьдесят=60 шестидесят=60 сорок=40 восьм=8"
    " восем=8 четыр=4 девят=9 десят=10 шест=6 один=1 сем=7 пят=5 одн=1 сто=100 ста=100 дв=2 тр=3"
)
"""Beginnings of numerals, the longer ones first where one begins another."""
_WORTH = [(stem, int(worth)) for stem, _, worth in (row.partition("=") for row in _STEMS.split())]


def whole(text: str) -> int | None:
    """A number in digits; None for any other text."""
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None


def number_of(text: str) -> int | None:
    """«24», «двух», «двадцати четырех»: the number; None when there is none."""
    total = 0
    for word in re.findall(r"[0-9]{1,9}|[а-яё]+", text.lower()):
        if (digits := whole(word)) is not None:
            return digits
        worth = next((n for stem, n in _WORTH if word.startswith(stem)), None)
        if worth is None:
            return total or None
        total += worth
    return total or None
