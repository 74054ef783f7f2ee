"""Times that acts have words of their own for, and how long somebody is a newcomer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from .units import UNIT, N, amount

_NEWCOMER = re.compile(
    r"новичк|наставн|стаж|недавно|(?:нов|молод)\w{2}\s(?:работник|сотрудник|служащ|специалист)|работа\w+\s(?:здесь\s)?(?:менее|меньше)",
    re.I,
)
_NEW = re.compile(rf"\b(?:перв\w{{2,3}}|менее|меньше)\s{N}\s({UNIT})(?![а-яё])", re.I)
_NAMED_TERMS = (
    (
        re.compile(r"(?:(?:за|в\sтечение|не\s(?:более|дольше|позднее)|дольше)\s)?четверт[ьи]\sчаса(?![а-яё])", re.I),
        "15m",
    ),
    (re.compile(r"(?:(?:за|в\sтечение|не\s(?:более|дольше|позднее)|дольше)\s)?пол(?:у)?часа(?![а-яё])", re.I), "30m"),
    (re.compile(r"(?:за|в\sтечение)\sчаса?\sрабочего\sвремени(?![а-яё])", re.I), "1wh"),
)
"""Terms that have words of their own."""


def otherwise(text: str) -> Iterator[tuple[Literal["term", "worked"], str, str]]:
    """(what sort of time, its value, the words of the act): «полчаса»; «первые 30 дней», «меньше трёх месяцев» of who
    works here."""
    for pattern, value in _NAMED_TERMS:
        for met in pattern.finditer(text):
            yield "term", value, met[0]
    for met in _NEW.finditer(text) if _NEWCOMER.search(text) else ():
        value = amount(met[1], met[2])
        size = next((days for code, days in (("mo", 30), ("y", 365), ("d", 1)) if value.endswith(code)), 0)
        if size and not value.endswith("wd"):
            yield "worked", str(int(re.sub(r"\D", "", value)) * size), met[0]
