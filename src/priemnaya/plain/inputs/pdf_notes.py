"""Notes at the foot of a page: they stand between two halves of a sentence, and of a word."""

from __future__ import annotations

import re

MOST_LINES = 15
"""Lines at the end of a page among which its notes are."""
MOST_NOTES = 99
_NOTE = re.compile(r"[ \t]{0,9}(\d{1,2}|\*{1,3})[ \t]{0,3}(?=[^\W\d_]|[«\"(])")


def without_notes(pages: list[list[str]]) -> tuple[list[list[str]], list[str]]:
    """(lines of the pages without their notes, the notes, each with its lines joined). A note is what begins with a
    number or stars at the foot of a page, where the same mark stands behind a word above: a list has none."""
    kept, notes = [], list[str]()
    for lines in pages:
        at = _begin(lines)
        kept.append(lines[:at])
        for line in lines[at:]:
            if _NOTE.match(line) or not notes or at == len(lines):
                notes.append(line)
            else:
                notes[-1] += f"\n{line}"
    return kept, [re.sub(r"(?<![-\u2010\u00ad])\n", " ", note) for note in notes]


def _begin(lines: list[str]) -> int:
    """The first line of the notes of a page; behind its last line where it has none."""
    for n in range(max(1, len(lines) - MOST_LINES), len(lines)):
        if (found := _NOTE.match(lines[n])) and _is_called(found[1], lines[:n]):
            return n
    return len(lines)


def _is_called(mark: str, above: list[str]) -> bool:
    behind = re.compile(rf"(?<=[^\W\d_]|[»\")]){re.escape(mark)}(?![\w*])")
    return any(behind.search(line) for line in above)
