"""A long text in messages of at most 4,000 signs: cut between paragraphs, else sentences, else words, never inside a
word that fits."""

from __future__ import annotations

import re

LIMIT = 4000


def split_text(text: str, limit: int = LIMIT) -> list[str]:
    """Pieces in order, each at most `limit` signs; joined with whitespace they are the text. An empty text is no
    message."""
    pieces: list[str] = []
    rest = text.strip()
    while len(rest) > limit:
        at = _cut(rest, limit)
        pieces.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return [*pieces, rest] if rest else pieces


def _cut(text: str, limit: int) -> int:
    """The best place to end a piece: as late as possible, but a paragraph's end in the last two thirds is better than
    any sentence's, and so on."""
    window = text[: limit + 1]
    for mark in (r"\n\s*\n", r"\n", r"[.!?…]['»\")]*\s", r"\s"):
        ends = [m.start() + (1 if mark.startswith("[.") else 0) for m in re.finditer(mark, window)]
        late = [e for e in ends if limit // 3 <= e <= limit]
        if late:
            return late[-1]
    return limit
