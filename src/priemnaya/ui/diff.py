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


def word_changes(before: str, after: str) -> list[list[tuple[str, str]]]:
    """Lines of the later text, each as pieces of (sign, words); a line that went is a line of its own. Words are looked
    at only inside lines that took each other's place."""
    shown: list[list[tuple[str, str]]] = []
    old, new = before.splitlines(), after.splitlines()
    for what, a, b, c, d in difflib.SequenceMatcher(None, old, new).get_opcodes():
        if what == "equal":
            shown += [[("", line)] for line in new[c:d]]
            continue
        pairs = list(zip(old[a:b], new[c:d], strict=False))
        shown += [_in_line(x, y) for x, y in pairs]
        shown += [[("−", line)] for line in old[a + len(pairs) : b]]
        shown += [[("+", line)] for line in new[c + len(pairs) : d]]
    return [line for line in shown if any(words for _sign, words in line)]


MOST_WORDS = 400
"""Of a line whose words are compared."""


def _in_line(before: str, after: str) -> list[tuple[str, str]]:
    old, new = before.split(), after.split()
    if max(len(old), len(new)) > MOST_WORDS:
        return [("−", before), ("+", after)]
    found: list[tuple[str, str]] = []
    for what, a, b, c, d in difflib.SequenceMatcher(None, old, new).get_opcodes():
        if what == "equal":
            found.append(("", " ".join(new[c:d])))
            continue
        found += [("−", " ".join(old[a:b]))] if b > a else []
        found += [("+", " ".join(new[c:d]))] if d > c else []
    return found
