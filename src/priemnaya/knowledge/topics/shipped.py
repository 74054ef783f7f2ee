"""What the product brings with it: titles of the classifier, people's own words for its topics, labelled messages."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
PARTS = ("tune", "held", "later", "last")
"""Of the messages, in the order they were written; the weights were chosen on the first and the third only."""
QUESTION = 4
"""Depth from which topics are suggested; a sub-question only when its title says by itself what it is about."""


class Message(NamedTuple):
    """part: when it was written and what for; body: whose matter it is, empty for one that any body gets."""

    part: str
    body: str
    code: str
    text: str


def _rows(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (HERE / name).read_text(encoding="utf-8").splitlines() if line]


@lru_cache(maxsize=1)
def messages() -> list[Message]:
    return [Message(*row) for row in _rows("messages.tsv")[1:]]


def empty(*parts: str) -> list[str]:
    """Messages about nothing that any body answers for: advertising, tests of a form, talk. tune: what is known; held,
    last, fresh: only measured."""
    return [text for part, text in _rows("empty.tsv")[1:] if part in parts]


def every_empty() -> list[tuple[str, bool]]:
    """All of them, and whether it is known."""
    return [(text, part == "tune") for part, text in _rows("empty.tsv")[1:]]


@lru_cache(maxsize=1)
def everyday() -> list[tuple[str, str]]:
    """(code, phrases with «;» between them)."""
    return [(code, words) for code, words in _rows("everyday.tsv")]


def titles() -> tuple[dict[str, str], dict[str, str]]:
    """Of the classifier that is shipped: of what may be suggested, and of themes."""
    rows = (HERE.parent / "classifier.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return chosen({code: title for code, _, title in (row.partition("\t") for row in rows)})


def chosen(every: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Questions, and sub-questions whose title stands once («законодательство субъектов» says nothing); themes."""
    depth = {code: code.count(".") + 1 for code in every}
    times = Counter(title for code, title in every.items() if depth[code] >= QUESTION)
    told = {c: t for c, t in every.items() if depth[c] == QUESTION or (depth[c] > QUESTION and times[t] == 1)}
    return told, {code: title for code, title in every.items() if depth[code] == QUESTION - 1}
