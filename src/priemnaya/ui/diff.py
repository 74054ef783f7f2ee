"""Lines of one text against another, for people."""

from __future__ import annotations

import difflib
from collections.abc import Iterator


def changes(before: str, after: str) -> list[tuple[str, str]]:
    """(sign, line): an empty sign for what stayed, − for what went, + for what came."""
    return list(_changes(before.splitlines(), after.splitlines()))


def _changes(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    """By whole lines: looking for likeness inside lines (`ndiff`) takes hours on a thousand lines that are alike."""
    for what, a, b, c, d in difflib.SequenceMatcher(None, old, new).get_opcodes():
        if what == "equal":
            yield from (("", line) for line in new[c:d])
        else:
            yield from (("−", line) for line in old[a:b])
            yield from (("+", line) for line in new[c:d])
