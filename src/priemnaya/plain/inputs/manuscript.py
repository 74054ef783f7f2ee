"""A document taken apart: its text, its runs, and pieces that lead from characters back to the places they came
from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from ..document import Document
from ..report import Finding
from .runs import Run


@dataclass(slots=True)
class Piece:
    """Characters [start, end) of the text and how to put another text in their place."""

    start: int
    end: int
    put: Callable[[str], None]


@dataclass
class Manuscript:
    """What an input gives. save: the whole file with what was put back, or None where it can't be written (PDF).

    tidy: puts the formatting of a run in order (a finding of family FMT); returns whether it could.
    """

    text: str
    runs: list[Run] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    save: Callable[[], bytes] | None = None
    tidy: Callable[[Run, str], bool] | None = None

    def document(self) -> Document:
        """For the checker, runs included. Raises Unreadable when the text is too large."""
        document = Document(self.text)
        document.kept["runs"] = self.runs
        return document

    def mended(self, findings: Iterable[Finding]) -> bytes | None:
        """The file with these findings mended and nothing else changed; None where the kind of file can't be
        written."""
        if self.save is None:
            return None
        chosen = list(findings)
        self._mend_text([f for f in chosen if f.replacement is not None and f.family != "FMT"])
        for finding in chosen:
            if finding.family == "FMT" and self.tidy is not None:
                for run in self.runs:
                    if run.start < finding.end and run.end > finding.start:
                        self.tidy(run, finding.rule)
        return self.save()

    def _mend_text(self, findings: list[Finding]) -> None:
        """Each replacement goes to the first piece it touches; the other pieces lose the characters it covers."""
        edits: dict[int, list[tuple[int, int, str]]] = {}
        at = -1
        for finding in sorted(findings, key=lambda f: (f.start, -f.end)):
            if finding.start < at:
                continue
            at, text = finding.end, finding.replacement or ""
            for n, piece in enumerate(self.pieces):
                if piece.start < finding.end and piece.end > finding.start:
                    low, high = max(piece.start, finding.start), min(piece.end, finding.end)
                    edits.setdefault(n, []).append((low - piece.start, high - piece.start, text))
                    text = ""
        for n, changes in edits.items():
            piece = self.pieces[n]
            content = self.text[piece.start : piece.end]
            for low, high, text in sorted(changes, reverse=True):
                content = content[:low] + text + content[high:]
            piece.put(content)
