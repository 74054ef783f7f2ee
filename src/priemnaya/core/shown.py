"""What one answer shows of clients: the rows loaded while it was made that stand in it, and what views say themselves.

No view can forget it: rows note themselves as they are loaded (`models.Watched`), and the middleware (ui.journalling)
looks which of them the answer names. Only files, in which nothing can be looked for, count whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

Key = tuple[str, int]
"""(«case», 12), («client», 7), («scan», 3)…"""


@dataclass
class Looked:
    """loaded: rows that speak of clients; told: what a view itself says it gives, by kind."""

    loaded: list[Any] = field(default_factory=list)
    told: dict[str, dict[Key, None]] = field(default_factory=dict)

    def tell(self, kind: str, key: Key) -> None:
        self.told.setdefault(kind, {})[key] = None

    def standing_in(self, text: str) -> Iterator[Key]:
        """Keys of the loaded rows that a text names, each once."""
        for key, marks in self._marks().items():
            if any(stands(mark, text) for mark in marks):
                yield key

    def all(self) -> Iterable[Key]:
        return self._marks()

    def _marks(self) -> dict[Key, set[str]]:
        found: dict[Key, set[str]] = {}
        for row in self.loaded:
            kind, pk, marks = row.seen_as()
            found.setdefault((kind, pk), set()).update(m for m in marks if m)
        return found


LOOKED: ContextVar[Looked | None] = ContextVar("looked", default=None)


@contextmanager
def looking() -> Iterator[Looked]:
    """Note what is loaded until the answer is made."""
    looked = Looked()
    before = LOOKED.set(looked)
    try:
        yield looked
    finally:
        LOOKED.reset(before)


def stands(mark: str, text: str) -> bool:
    """Whether a name or number stands in a text by itself: «2026-1» does not stand in «2026-12»."""
    at = text.find(mark)
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(mark) : at + len(mark) + 1]
        if not (before.isalnum() or after.isalnum() or after == "-"):
            return True
        at = text.find(mark, at + 1)
    return False
