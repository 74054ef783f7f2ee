"""A document taken apart: its text, its runs, and pieces that lead from characters back to the places they came
from."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from ..document import Document, Unreadable
from ..report import Finding
from ..spelled import Spelled, spelled
from .runs import Run

Edit = tuple[int, int, str]
"""Characters [start, end) of the source, and what stands there instead."""


@dataclass(slots=True)
class Piece:
    """Characters [start, end) of the source and how to put another text in their place. wall: pieces on two sides of
    something that words must not jump over have different numbers. part: of the package."""

    start: int
    end: int
    put: Callable[[str], None]
    wall: int = 0
    part: str = ""


@dataclass
class Manuscript:
    """What an input gives.

    source: the characters as they stand in the file. shown: the same, place for place, where a format says that one is
    read as another. text: what a reader sees and the checker checks; its places are not those of the source where
    something is dropped (soft hyphens, spaces that a format folds) or melted («и» with a breve).
    save: the whole file with what was put back; it takes the parts that were changed. None where it can't be written.
    tidy: takes off an element of a run what a finding of family FMT names; returns whether there was anything to take
    off and it could.
    quiet: places where nothing is prose. twins: pieces of a copy of some of the words. unread: what of the file was not
    read, in words for people. left: findings that the last mending left alone.
    """

    source: str
    shown: str = ""
    runs: list[Run] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    elements: list[tuple[str, Any]] = field(default_factory=list)
    dropped: list[tuple[int, int]] = field(default_factory=list)
    quiet: list[tuple[int, int]] = field(default_factory=list)
    twins: list[list[Piece]] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    pictures: int = 0
    save: Callable[[set[str]], bytes] | None = None
    tidy: Callable[[Any, Finding, Run], bool] | None = None
    left: list[Finding] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.spelled: Spelled = spelled(self.shown or self.source, self.dropped)
        self.text = self.spelled.text
        self.runs = [self._seen(run) for run in self.runs]

    def _seen(self, run: Run) -> Run:
        start, end = self.spelled.seen(run.start, run.end)
        return run if (start, end) == (run.start, run.end) else replace(run, start=start, end=end)

    def document(self) -> Document:
        """For the checker, runs included. Raises Unreadable when the text is too large."""
        document = Document(self.text)
        document.kept["runs"] = self.runs
        document.kept["quiet"] = [self.spelled.seen(s, e) for s, e in self.quiet]
        return document

    def in_source(self, finding: Finding) -> Finding:
        """The same finding with the places of the file instead of those of the text."""
        start, end = self.spelled.back(finding.start, finding.end)
        return replace(finding, start=start, end=end)

    def can_mend(self, finding: Finding) -> bool:
        """Its words can be replaced with nothing else touched: no field, link, note or correction of others goes
        through them."""
        edit = self._edit(finding) if self.save is not None and finding.replacement is not None else None
        return edit is not None and _within_one(self.pieces, self._starts, edit)

    @cached_property
    def _starts(self) -> list[int]:
        return [p.start for p in self.pieces]

    def mended(self, findings: Iterable[Finding]) -> bytes | None:
        """The file with these findings mended and nothing else changed; None where the kind of file can't be written.
        What can't be mended without touching something else is left, and named in `left`. Raises Unreadable."""
        if self.save is None:
            return None
        chosen = list(findings)
        self.left = []
        try:
            touched = self._mend_text([f for f in chosen if f.replacement is not None and f.family != "FMT"])
            touched |= self._tidied([f for f in chosen if f.family == "FMT"])
            return self.save(touched)
        except (Unreadable, MemoryError):
            raise
        except Exception as error:  # a part that was not read is broken, a name that no archive takes
            raise Unreadable(
                "файл прочитан, но сохранить его с исправлениями не удалось: внутри он повреждён. Откройте его в"
                " редакторе, сохраните снова и повторите."
            ) from error

    def _tidied(self, findings: list[Finding]) -> set[str]:
        """Takes off the named runs what each finding names; returns the parts it changed."""
        touched: set[str] = set()
        order = sorted(range(len(self.runs)), key=lambda n: self.runs[n].start)
        starts = [self.runs[n].start for n in order]
        for finding in findings:
            first = max(bisect_right(starts, finding.start) - 2, 0)
            among = [n for n in order[first : bisect_left(starts, finding.end)] if self.runs[n].end > finding.start]
            parts = {self.elements[n][0] for n in among if self._tidy(n, finding)}
            touched |= parts
            if not parts:
                self.left.append(finding)
        return touched

    def _tidy(self, n: int, finding: Finding) -> bool:
        return self.tidy is not None and self.tidy(self.elements[n][1], finding, self.runs[n])

    def _mend_text(self, findings: list[Finding]) -> set[str]:
        """Puts every replacement that lies within one stretch of writing; returns the parts it changed."""
        edits: list[Edit] = []
        at = -1
        for finding in sorted(findings, key=lambda f: (f.start, -f.end)):
            if finding.start < at:
                continue
            edit = self._edit(finding)
            if edit is None:
                continue
            if not _within_one(self.pieces, self._starts, edit):
                self.left.append(finding)
                continue
            at = finding.end
            edits.append(edit)
        touched = _put(self.pieces, edits, self.source)
        for twin in self.twins:
            touched |= _put(twin, edits, self.source)
        return touched

    def _edit(self, finding: Finding) -> Edit | None:
        """What changes of the words named, in the places of the source: what both have in common stays as it is."""
        new = finding.replacement or ""
        old = self.text[finding.start : finding.end]
        front, back = common_ends(old, new)
        start, end = self.spelled.back(finding.start + front, finding.end - back)
        return (start, end, new[front : len(new) - back]) if start < end else None


def common_ends(old: str, new: str) -> tuple[int, int]:
    """How many characters at the beginning and at the end are the same in both, by whole words; within a single word by
    letters. At least one character of `old` is left, for a new one to stand beside."""
    if old == new:
        return len(old), 0
    a, b = re.findall(r"\w+|\W", old), re.findall(r"\w+|\W", new)
    front, back = _common(a, b)
    head, tail = len("".join(a[:front])), len("".join(a[len(a) - back :]))
    if len(a) - front - back == 1 == len(b) - front - back:
        more, less = _common(a[front], b[front])
        head, tail = head + more, tail + less
    if head + tail >= len(old):
        head, tail = (head - 1, tail) if head else (head, tail - 1)
    return max(head, 0), max(tail, 0)


def _common(a: list[str] | str, b: list[str] | str) -> tuple[int, int]:
    most = min(len(a), len(b))
    front = next((n for n in range(most) if a[n] != b[n]), most)
    back = next((n for n in range(most - front) if a[-1 - n] != b[-1 - n]), most - front)
    return front, back


def _touched(pieces: list[Piece], starts: list[int], start: int, end: int) -> list[int]:
    """Numbers of the pieces that hold some of the characters [start, end)."""
    n = max(bisect_right(starts, start) - 1, 0)
    found = []
    while n < len(pieces) and pieces[n].start < end:
        if pieces[n].end > start:
            found.append(n)
        n += 1
    return found


def _within_one(pieces: list[Piece], starts: list[int], edit: Edit) -> bool:
    """Every character can be changed, and nothing that words must not jump over stands between them."""
    start, end, _ = edit
    held = [pieces[n] for n in _touched(pieces, starts, start, end)]
    covered = sum(min(p.end, end) - max(p.start, start) for p in held)
    return covered == end - start and len({p.wall for p in held}) == 1


def _put(pieces: list[Piece], edits: list[Edit], source: str) -> set[str]:
    """Each text goes to the first piece that it touches; the other pieces lose the characters it covers."""
    starts = [p.start for p in pieces]
    changes: dict[int, list[Edit]] = {}
    for start, end, text in edits:
        for n in _touched(pieces, starts, start, end):
            piece = pieces[n]
            low, high = max(piece.start, start) - piece.start, min(piece.end, end) - piece.start
            changes.setdefault(n, []).append((low, high, text))
            text = ""
    for n, made in changes.items():
        piece = pieces[n]
        content = source[piece.start : piece.end]
        for low, high, text in sorted(made, reverse=True):
            content = content[:low] + text + content[high:]
        piece.put(content)
    return {pieces[n].part for n in changes}
