"""Spaces, doubled marks, unpaired brackets: each hit carries its exact mending."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..document import Document
from ..profile import Profile
from ..rule import Rule
from .base import Hit, measure

_MENDS: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile(r"(?<!\s)[ \t]+,[ \t]*(?=\w)"), ", ", "Пробел стоит перед запятой."),
    (re.compile(r"(?<!\s)[ \t]+([.;:!?])(?=\s|$)"), r"\1", "Пробел стоит перед знаком."),
    (re.compile(r"(?<!\s)[ \t]+,(?=\s|$)"), ",", "Пробел стоит перед запятой."),
    (re.compile(r"(?<![\s])[ \t]{2,}(?=\S)"), " ", "Лишний пробел."),
    (
        re.compile(r"\([ \t]+(?=\S)(?P<inside>[^()\n]{0,200}?)[ \t]*\)|\((?=\S)(?P<inside2>[^()\n]{0,200}?\S)[ \t]+\)"),
        "",
        "Лишний пробел в скобках.",
    ),
    (re.compile(r"(?<=[а-яё]),(?=[а-яёА-ЯЁ])"), ", ", "После запятой нужен пробел."),
    (re.compile(r"(?<![.,])([,;:])\1(?![.,])"), "", "Знак стоит дважды."),
)
_TWO_DOTS = re.compile(r"(?<![.…])\.\.(?!\.)|(?<!!)!!(?!!)")


_SUSPECT = re.compile(r"[ \t][ \t,.;:!?)]|\([ \t]|,[а-яёА-ЯЁ]|([,;:.!])\1|[()]")
"""A place without which nothing below can be found."""


@measure("spacing")
def spacing(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    if not _SUSPECT.search(document.text):
        return
    taken: set[int] = set()
    for pattern, mend, message in _MENDS:
        if "inside" in pattern.groupindex and "( " not in document.text and " )" not in document.text:
            continue
        for match in pattern.finditer(document.text):
            if taken.isdisjoint(range(match.start(), match.end())):
                taken.update(range(match.start(), match.end()))
                yield Hit(match.start(), match.end(), {}, message, _mended(match, mend))
    for match in _TWO_DOTS.finditer(document.text):
        yield Hit(match.start(), match.end(), {}, "Лишняя точка или знак.", safe=False)
    yield from _unpaired(document.text)


def _mended(match: re.Match[str], mend: str) -> str:
    groups = match.groupdict()
    if "inside" in groups:
        return f"({(groups['inside'] or groups['inside2'] or '').strip()})"
    return match[1] if match.re.groups == 1 else mend


def _unpaired(text: str) -> Iterator[Hit]:
    """A bracket with no pair in its line. «а)» and «1)» at the start of a line are list markers."""
    at = 0
    for line in text.split("\n"):
        opened: list[int] = []
        for match in re.finditer(r"[()]", line):
            if match[0] == "(":
                opened.append(match.start())
            elif opened:
                opened.pop()
            elif (
                not re.match(r"\s*[\w]{1,2}\)$", line[: match.end()])
                and line[match.start() - 1 : match.start()] not in ":;"
            ):
                yield Hit(at + match.start(), at + match.end(), {}, "У скобки нет пары.", safe=False)
        for place in opened:
            yield Hit(at + place, at + place + 1, {}, "У скобки нет пары.", safe=False)
        at += len(line) + 1
