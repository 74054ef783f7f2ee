"""What stops an action, as types: each carries words for the person, what is wrong and what to do next.

Faces catch `Objection` and nothing wider: a ValueError or PermissionError from a library is a fault and stays one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

_INITIAL = re.compile(r"(?<=\b[А-ЯЁA-Z])\.\.(?!\.)")


def one_stop(text: str) -> str:
    """A sentence that ends with initials has one full stop: «исполнитель Лебедева А.П.»."""
    return _INITIAL.sub(".", text)


class Objection(Exception):
    """The action can't be done as asked: input that does not fit, or a state that does not allow it."""

    def __str__(self) -> str:
        return one_stop(super().__str__())


class Faults(Objection):
    """All that is wrong on one form, by the names of its fields."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(" ".join(dict.fromkeys(fields.values())))
        self.fields = fields


class NotAllowed(Objection):
    """The person's role does not allow it; the words say who may."""


class Stale(Objection):
    """Somebody changed the row in between, so what was asked is no longer possible; the words say what it is now.
    stands: what is set up there now, in words by the names of fields, where it is told beside the words."""

    def __init__(self, *words: object, stands: Mapping[str, str] = MappingProxyType({})) -> None:
        super().__init__(*words)
        self.stands = stands
