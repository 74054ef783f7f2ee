"""What of a clause stands under days: its words, the day it is closed by."""

from __future__ import annotations

import datetime as dt
from typing import Any

from .yaml_lines import LinedDict, Unread, Wrong


def demands_of(raw: LinedDict, clause: str, wrong: Wrong) -> tuple[tuple[dt.date, str], ...]:
    """The words of the demand by the day they came into force; one without a day holds from the beginning."""
    given, line = raw["demand"], raw.lines["demand"]
    says = "demand — что требует пункт, простыми словами; возьмите текст в кавычки"
    dated = given if isinstance(given, LinedDict) and given else LinedDict({dt.date.min: given})
    lines = given.lines if isinstance(given, LinedDict) else {}
    found: list[tuple[dt.date, str]] = []
    for day, words in dated.items():
        at = lines.get(day, line)
        if not is_day(day):
            wrong.add(f"demand: «{day}» — не дата; пишите 2024-09-13", at, clause)
        elif not isinstance(words, str) or not words.strip():
            if not isinstance(words, Unread):
                wrong.add(says, at, clause)
        elif words.strip().lower() in BARE:
            wrong.add(f"{says}: «{words}» ничего не говорит", at, clause)
        elif found and day <= found[-1][0]:
            wrong.add("demand: даты идут по возрастанию", at, clause)
        else:
            found.append((day, words.strip()))
    return tuple(found)


BARE = ("yes", "no", "on", "off", "true", "false", "да", "нет")
"""What is no demand, though it is text."""


def closed_on(raw: LinedDict, clause: str, wrong: Wrong) -> dt.date | None:
    day = raw.get("closed")
    if day is None or is_day(day):
        return day
    if not isinstance(day, Unread):
        wrong.add("closed — день, с которого пункт не действует: 2026-12-01, без кавычек", raw.lines["closed"], clause)
    return None


def is_day(value: Any) -> bool:
    return isinstance(value, dt.date) and not isinstance(value, dt.datetime)
