"""What a word of an event is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from . import About, Word, define
from .matters import APPLICATIONS, kinds_decided


@dataclass(frozen=True)
class Event(Word):
    """title: «сообщение зарегистрировано»; to_do: in the infinitive; noun: as a thing; verbs: of the journal that tell
    of it, one row of the journal a deed; kinds: only matters of these kinds; only: a mark in the data of the
    journal's row without which it is another event; of: the verbs that need the mark, all of them unless said;
    decisions: it follows a letter with one of these alone; came_by: only matters that came by these points."""

    verbs: tuple[str, ...] = ()
    to_do: str = ""
    noun: str = ""
    kinds: tuple[str, ...] = ()
    only: str = ""
    of: frozenset[str] = frozenset()
    decisions: tuple[str, ...] = ()
    came_by: tuple[str, ...] = ()

    @property
    def of_kinds(self) -> frozenset[str]:
        """The only kinds of matters that it happens to: its own, those of its verbs, those that are so decided. Empty:
        any."""
        if self.of_documents:
            return APPLICATIONS
        return frozenset(self.kinds) or kinds_decided(self.decisions)

    @property
    def of_documents(self) -> bool:
        """Whether it happens to documents that the description of a service asks for, and to nothing else."""
        return bool(self.verbs) and all(verb.startswith("application.") for verb in self.verbs)

    def marked(self, verb: str, data: Mapping[str, object]) -> bool:
        """Whether a row of one of its verbs has the mark it needs."""
        needs = bool(self.only) and (not self.of or verb in self.of)
        return not needs or bool(data.get(self.only))


def happens(
    name: str, title: str, to_do: str, noun: str, *verbs: str, about: About = "case", waits: str = "", **more: object
) -> None:
    define(Event("event", name, title, about=about, waits=waits, verbs=verbs, to_do=to_do, noun=noun, **more))  # type: ignore[arg-type]
