"""What of a rule's value is held today and what of it waits: of a list with a word that waits the others are held."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .connection import points_awaited
from .vocabulary import Word, marked_in, words_in

Parts = tuple[Any | None, tuple[str, ...]]
"""(the value as it is held, None where nothing of it is; what the rest waits for)"""


def parts_of(value: Any, lack: Mapping[str, str]) -> Parts:
    """lack: the points by which a body can't be reached, the lists it has nothing in, and why."""
    held, waits = value.without_waiting()
    held, more = _without_words(held or value) if held is not None else (None, _waits(words_in(value)))
    waits = [*waits, *more]
    if points := points_awaited(value, lack):
        held, waits = None, [*waits, *points]
    for name in (n for n in value.reads() if n in lack):
        held, waits = held.without_list(name) if held is not None else None, [*waits, lack[name]]
    return held, tuple(dict.fromkeys(waits))


def _without_words(value: Any) -> tuple[Any | None, list[str]]:
    """Without the words that wait: one alone in its place takes the whole with it. In `unless` such a word excepts
    nobody: the rule is held for all."""
    waits, held, change = list[str](), True, dict[str, Any]()
    for field, given in marked_in(value):
        many = isinstance(given[0], tuple)
        named = given[1]
        waiting = [w for w in named if w.waits]
        waits += _waits(waiting)
        left = tuple(w.name for w in named if not w.waits)
        if waiting and (not many or not left):
            held = False
        elif waiting:
            change[field] = left
    if value.if_.used:
        waits += _waits(words_in(value.if_))
        held = held and not any(w.sort == "condition" and w.waits for w in words_in(value.if_))
        held = held and all(any(not w.waits for w in given[1]) for _, given in marked_in(value.if_))
    waits += _waits(w for w in words_in(value.unless) if w.sort == "condition")
    return (value.model_copy(update=change) if held else None), waits


def _waits(words: Iterable[Word]) -> list[str]:
    return [word.waits for word in words if word.waits]
