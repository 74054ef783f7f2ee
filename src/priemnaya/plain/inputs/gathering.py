"""What every reader of marked-up documents gathers: characters with their look, the way back to each, and what no
mending may cross."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from .manuscript import Manuscript, Piece
from .runs import Run

OBJECT = "\ufffc"
"""A picture, a formula without letters, a page number in the line: something stands there, so nothing jumps over it."""

SPACES = {ord(c): " " for c in "\n\r\t\f"}
"""What XML calls white space, as spaces."""


class Gathered:
    """The text so far. part: of the package, that is being read. spaced: white space that comes next folds into what is
    written already."""

    def __init__(self, part: str = "") -> None:
        self.part = part
        self.length = 0
        self.pieces: list[Piece] = []
        self.runs: list[Run] = []
        self.elements: list[tuple[str, Any]] = []
        self.dropped: list[tuple[int, int]] = []
        self.quiet: list[tuple[int, int]] = []
        self.twins: list[list[Piece]] = []
        self.pictures = 0
        self.unread: dict[str, None] = {}
        self._source: list[str] = []
        self._shown: list[str] = []
        self._wall = 0
        self.spaced = True

    @property
    def source(self) -> str:
        return "".join(self._source)

    def write(self, text: str, shown: str = "") -> None:
        """Characters without a way back: nothing is put in their place. shown: the same in other letters."""
        self._source.append(text)
        self._shown.append(shown or text)
        self.length += len(text)
        self.spaced = False

    def piece(self, text: str, put: Callable[[str], None], shown: str = "") -> None:
        """Characters that can be changed. shown: the same number of characters, as they are read."""
        self.pieces.append(Piece(self.length, self.length + len(text), put, self._wall, self.part))
        self.write(text, shown)

    def fixed(self, text: str, shown: str = "") -> None:
        """Characters that a program computes: read, never changed."""
        self.wall()
        self.write(text, shown)
        self.wall()

    def flow(self, text: str, put: Callable[[str], None] | None) -> None:
        """Writing whose white space folds into one space, none at the beginning of a line. put: None where nothing can
        be put back."""
        start = self.length
        for match in re.finditer(r"[ \t\r\n\f]+", text):
            low = match.start() if match.start() == 0 and self.spaced else match.start() + 1
            if match.end() > low:
                self.dropped.append((start + low, start + match.end()))
        shown = text.translate(SPACES)
        if put is None:
            self.write(text, shown)
        else:
            self.piece(text, put, shown)
        self.spaced = text[-1] in " \t\r\n\f"

    @property
    def begins_line(self) -> bool:
        return not self._shown or self._shown[-1].endswith("\n")

    def hushed(self, text: str) -> None:
        """Characters that are no prose (a formula): a word among words, with nothing to be said of its inside."""
        start = self.length
        self.fixed(text)
        self.quiet.append((start, self.length))

    def wall(self) -> None:
        """No mending goes over this place: an end of a field, of a link, of somebody's correction, of a paragraph."""
        self._wall += 1

    def look(self, look: Run, start: int, element: Any = None) -> None:
        if self.length > start:
            self.runs.append(replace(look, start=start, end=self.length))
            self.elements.append((self.part, element))

    def end_paragraph(self, start: int, *, joined: bool = False) -> None:
        """The line ends; a paragraph of pictures alone is no line. joined: the next paragraph goes on in it."""
        if joined:
            return
        self.wall()
        line = _since(self._shown, self.length - start)
        if OBJECT in line and not line.replace(OBJECT, "").strip():
            self.dropped.append((start, self.length))
        self.write("\n")

    def twin(self, other: Gathered, start: int) -> None:
        """The same words stand once more elsewhere (a text box for older programs): what is put here is put there. A
        copy with other words is left alone."""
        if not other.pieces or other.source != _since(self._source, self.length - start):
            return
        self.twins.append([replace(p, start=p.start + start, end=p.end + start) for p in other.pieces])

    def manuscript(self) -> Manuscript:
        return Manuscript(
            self.source,
            shown="".join(self._shown),
            runs=self.runs,
            elements=self.elements,
            pieces=self.pieces,
            dropped=self.dropped,
            quiet=self.quiet,
            twins=self.twins,
            unread=list(self.unread),
            pictures=self.pictures,
        )


def _since(written: list[str], length: int) -> str:
    """The last characters, as many as were written in whole."""
    n = len(written)
    while n and length > 0:
        n -= 1
        length -= len(written[n])
    return "".join(written[n:])
