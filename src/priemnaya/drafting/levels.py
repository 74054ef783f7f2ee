"""How sure a draft is of what it proposes, and what became of a clause in it."""

from __future__ import annotations

from typing import Literal

Level = Literal["sure", "likely", "guess"]
LEVELS: dict[Level, str] = {"sure": "уверенно", "likely": "похоже", "guess": "наугад"}
State = Literal["placed", "unplaced", "nothing", "opens"]
STATES: dict[State, str] = {
    "placed": "вид предложен",
    "unplaced": "не распознано",
    "nothing": "похоже, ничего не требует",
    "opens": "вводные слова перечня",
}


def shown_level(level: Level, *, stands: bool) -> str:
    """«уверенно» only of what may act as it stands."""
    return LEVELS[level] if level != "sure" or stands else "вид — уверенно, значения — не дословно"
