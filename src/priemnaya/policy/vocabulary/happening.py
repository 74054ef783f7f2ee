"""What a word of an event is made of."""

from __future__ import annotations

from dataclasses import dataclass

from . import About, Word, define


@dataclass(frozen=True)
class Event(Word):
    """title: «сообщение зарегистрировано»; to_do: in the infinitive; noun: as a thing; verbs: of the journal that tell
    of it; kinds: only matters of these kinds; only: a mark in the data of the journal's row without which it is another
    event."""

    verbs: tuple[str, ...] = ()
    to_do: str = ""
    noun: str = ""
    kinds: tuple[str, ...] = ()
    only: str = ""


def happens(
    name: str, title: str, to_do: str, noun: str, *verbs: str, about: About = "case", waits: str = "", **more: object
) -> None:
    define(Event("event", name, title, about=about, waits=waits, verbs=verbs, to_do=to_do, noun=noun, **more))  # type: ignore[arg-type]
