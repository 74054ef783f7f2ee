"""A text cut up once for all rules: tokens, sentences, paragraphs and zones (who is speaking: the letter, a quotation,
an act…)."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from razdel import sentenize

from priemnaya.errors import Objection

from .citations import Citation, find_citations
from .words import Word, word
from .zones import Zone, zones_of

LARGEST = 2_000_000
"""Characters in one check. A larger text is refused with a message, not half read."""

_TOKEN = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*|\d+(?:[.,]\d+)*|[^\w\s]|_")
_MARKER = re.compile(r"\s{0,99}(?:[-–—•*▪]|\(?\d{1,2}[.)]|[а-яa-z]\))\s+")
_ENDING = re.compile(r"[.!?…;][»\")]*\s+\S")
_CYRILLIC = re.compile("[А-Яа-яЁё]")


LONGEST_RUN = 99
"""Signs of one sort without a break that any text may have: letters, spaces, marks. The longest Russian word in use has
55 letters, a line across a page is about as long."""
_RUN = re.compile(r"(?<!\w)\w{100,}|(?<!\s)\s{100,}|(?<![^\w\s])[^\w\s]{100,}")
_BREAK = "\x01"


def without_long_runs(text: str) -> str:
    """The text, place for place, with a sign that is neither letter nor space nor mark after every LONGEST_RUN of a
    sort: so no pattern can go over a long run from every place in it. Ordinary texts stay as they are."""
    return _RUN.sub(_broken, text)


def _broken(run: re.Match[str]) -> str:
    signs, step = run[0], LONGEST_RUN + 1
    return "".join(
        signs[n : n + LONGEST_RUN] + (_BREAK if n + LONGEST_RUN < len(signs) else "")
        for n in range(0, len(signs), step)
    )


class Unreadable(Objection):
    """The input can't be checked; the message says why and what to do, in Russian."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number or a punctuation mark; characters [start, end) of the text."""

    start: int
    end: int
    text: str
    word: Word | None
    form: str


@dataclass(frozen=True, slots=True)
class Span:
    """A sentence or a paragraph: characters [start, end), tokens [first, last)."""

    start: int
    end: int
    first: int
    last: int


class Document:
    """The text and its parts. Everything is computed once and only when a rule asks."""

    def __init__(self, text: str) -> None:
        if len(text) > LARGEST:
            raise Unreadable(
                f"Текст больше {LARGEST // 1_000_000} млн знаков: проверьте его по частям, например по главам."
            )
        self.text = without_long_runs(text)
        self._stretches: dict[frozenset[str], tuple[list[int], list[int]]] = {}
        self.kept: dict[str, Any] = {}  # what another layer (syntax) computed once for this text

    @cached_property
    def tokens(self) -> list[Token]:
        result = []
        for match in _TOKEN.finditer(self.text):
            piece = match[0]
            parsed = word(piece) if piece[0].isalpha() else None
            result.append(Token(match.start(), match.end(), piece, parsed, parsed.form if parsed else piece))
        return result

    @cached_property
    def _starts(self) -> list[int]:
        return [t.start for t in self.tokens]

    def token_at(self, place: int) -> int:
        """Index of the token that holds or follows a character."""
        at = bisect_right(self._starts, place) - 1
        return at if at >= 0 and self.tokens[at].end > place else at + 1

    def _span(self, start: int, end: int) -> Span:
        return Span(start, end, self.token_at(start), self.token_at(end))

    @cached_property
    def sentences(self) -> list[Span]:
        """A line break ends a sentence too (lists, headings); list markers belong to none."""
        result = []
        for start, end in lines(self.text):
            if _ENDING.search(self.text, start, end) is None:  # one sentence: no need to think
                result.append(self._span(start, end))
                continue
            for part in sentenize(self.text[start:end]):
                if part.start != part.stop and re.search(r"\w", part.text):
                    result.append(self._span(start + part.start, start + part.stop))
        return result

    @cached_property
    def paragraphs(self) -> list[Span]:
        return [self._span(s, e) for s, e in lines(self.text)]

    @cached_property
    def lower(self) -> str:
        """The text in lower case, place for place the same: patterns over it are twice as fast as case-blind ones."""
        lower = self.text.lower()
        return (
            lower
            if len(lower) == len(self.text)
            else "".join(c.lower() if len(c.lower()) == 1 else c for c in self.text)
        )

    def has_any(self, *pieces: str) -> bool:
        """Some piece (in lower case) occurs in the text."""
        return any(piece in self.lower for piece in pieces)

    @cached_property
    def citations(self) -> list[Citation]:
        return find_citations(self.text)

    @cached_property
    def zones(self) -> list[Zone]:
        return zones_of(self.text, self.citations)

    def inside(self, start: int, end: int, kinds: frozenset[str]) -> bool:
        """[start, end) begins in a zone of one of these kinds."""
        starts, ends = self._covered(kinds)
        at = bisect_right(starts, start) - 1
        return at >= 0 and start < ends[at]

    def _covered(self, kinds: frozenset[str]) -> tuple[list[int], list[int]]:
        """Zones of these kinds melted into stretches that do not overlap: starts and ends."""
        if kinds not in self._stretches:
            starts: list[int] = []
            ends: list[int] = []
            for zone in self.zones:
                if zone.kind not in kinds:
                    continue
                if starts and zone.start <= ends[-1]:
                    ends[-1] = max(ends[-1], zone.end)
                else:
                    starts.append(zone.start)
                    ends.append(zone.end)
            self._stretches[kinds] = starts, ends
        return self._stretches[kinds]

    @cached_property
    def letter_words(self) -> int:
        """Words of the letter itself: without signature, attachments and letterhead."""
        aside = frozenset({"signature", "attachment", "letterhead"})
        return sum(1 for t in self.tokens if t.word and not self.inside(t.start, t.end, aside))

    def words_in(self, span: Span) -> list[Token]:
        """Words and numbers between two characters, without punctuation."""
        return [t for t in self.tokens[span.first : span.last] if t.word or t.text[0].isdigit()]

    def sentence_of(self, place: int) -> Span | None:
        """The sentence that holds a character."""
        at = bisect_right(self._sentence_starts, place) - 1
        return self.sentences[at] if at >= 0 and self.sentences[at].end > place else None

    def sentences_in(self, span: Span) -> int:
        """How many sentences begin inside a paragraph."""
        return bisect_left(self._sentence_starts, span.end) - bisect_left(self._sentence_starts, span.start)

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [s.start for s in self.sentences]

    @cached_property
    def is_russian(self) -> bool:
        """Most letters are Cyrillic: rules of wording make no sense elsewhere."""
        sample = re.sub(r"[\W\d_]+", "", self.text[:20_000])
        return not sample or len(_CYRILLIC.findall(sample)) * 2 > len(sample)


def lines(text: str) -> Iterator[tuple[int, int]]:
    """Spans of lines that are not blank, without surrounding spaces and without a list marker."""
    at = 0
    for line in text.split("\n"):
        marker = _MARKER.match(line)
        start = marker.end() if marker else len(line) - len(line.lstrip())
        end = len(line.rstrip())
        if end > start:
            yield at + start, at + end
        at += len(line) + 1
