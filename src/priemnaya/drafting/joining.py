"""Lines as they come from a file made into paragraphs: what a page or a scan broke is joined again, what is no part of
the act is put aside."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from .marks import ENDS, mark_of

_SERVING = re.compile(
    r"(?:^|\s)(?:[авиксоуя]|без|во|для|до|за|из|или|как|на|не|ни|но|об|от|по|под|при|про|со|то|либо|что|через|между|над|ко"
    r"|которые|который|которых|которым|а также|том числе)$",
    re.IGNORECASE,
)
"""A paragraph never ends with one of these words: the page broke it."""
_NOISE = re.compile(
    r"<<|\|+$|содержание$|содержание приказ|если вы являетесь пользователем|вы можете открыть актуальную|консультантплюс"
    r"|система гарант|гарант[.:]|документ предоставлен|дата сохранения|(?:стр(?:аница|\.)\s?)?\d{1,3}(?:\s?(?:из|/)\s?\d{1,3})?$|www\.|(?!§)[_\W\d]+$",
    re.IGNORECASE,
)
"""What systems of law and programs write around an act, and lines without a word."""
_CONTENTS = re.compile(r"содержание|оглавление", re.IGNORECASE)
_LISTED = re.compile(r"\s\d{1,3}$")
"""A line of a table of contents ends with its page."""
_LEADERS = re.compile(r"(?:\.{5}|(?:\.\s){5}|…{2})\s{0,3}\d{1,3}$")
WIDEST = 130
"""Characters of the widest line of a page."""
SHORT = 60
"""Characters of a line that no page breaks."""


def paragraphs(lines: Iterable[str], *, wrapped: bool, left: list[str] | None = None) -> list[str]:
    """Paragraphs in order. wrapped: the lines are those of a page, so a small letter goes on with what is above. left:
    takes the lines with words that were taken for no part of the act."""
    found: list[str] = []
    read = [re.sub(r"[\s\ufffc]+", " ", line).strip() for line in lines]
    width = _width(read) if wrapped else 0
    running = _running(read) if wrapped else frozenset[str]()
    seen: set[str] = set()
    before, contents = "", False
    for line in read:
        contents = bool(_CONTENTS.fullmatch(line)) or (contents and (not line or bool(_LISTED.search(line))))
        again = line in running and line in seen
        seen.add(line)
        if not line or contents or again or _NOISE.match(line) or _LEADERS.search(line):
            if left is not None and not again and re.search(r"[^\W\d_]{3}", line):
                left.append(line)
            continue
        full = width and len(before) + 1 + len(line.split()[0]) > width and not before.endswith(ENDS)
        if found and ((full and mark_of(line).sort == "plain") or _goes_on(found, line, wrapped)):
            found[-1] = _glued(found[-1], line)
        else:
            found += _headed(line)
        before = line
    return found


RUNNING = 3
"""How often a line stands alike before it is taken for the head of a page; the first one stays."""


def _running(lines: list[str]) -> frozenset[str]:
    """Heads and feet that a page printed among the lines: short, alike, no clause and no end of one."""
    found = Counter(line for line in lines if 8 < len(line) < WIDEST and not line.endswith((*ENDS, ",")))
    return frozenset(
        line
        for line, n in found.items()
        if n >= RUNNING and not line[0].islower() and mark_of(line).sort == "plain" and "|" not in line
    )


def _width(lines: list[str]) -> int:
    """Characters of a full line, where the lines are those of a page; 0 where they are whole paragraphs."""
    longest = sorted(len(line) for line in lines if line)
    usual = longest[int(len(longest) * 0.95)] if longest else 0
    return usual - 3 if 40 <= usual <= WIDEST and longest[-1] <= usual * 1.15 else 0


def _goes_on(found: list[str], line: str, wrapped: bool) -> bool:
    above = found[-1]
    if mark_of(line).sort != "plain" or above.endswith(ENDS):
        return False
    if _SERVING.search(above) or above.endswith((",", "(", "«", "-", "–")):
        return True
    if not (line[0].islower() or line[0] in "(«"):
        return False
    return line[0].islower() and (wrapped or len(above) > SHORT) and not _in_bare_list(found)


def _in_bare_list(found: list[str]) -> bool:
    """Items of a list that end with nothing: «…необходимо:», then short lines with a small letter."""
    for above in reversed(found[-12:]):
        if above.endswith(":"):
            return above is not found[-1]
        if not above[0].islower() or len(above) > 3 * SHORT or above.endswith(ENDS):
            return False
    return False


def _glued(above: str, line: str) -> str:
    if re.search(r"[а-яё]-$", above) and line[0].islower():
        return above[:-1] + line
    return f"{above} {line}"


_INNER = re.compile(r"(?<=[а-яёА-ЯЁ»)])\s(?=(\d{1,2}(?:\.\d{1,2}){1,3})\.\s[А-ЯЁ])")


def _headed(line: str) -> list[str]:
    """A heading and the point under it on one line: «1. Общие положения 1.1. Настоящий…»."""
    mark = mark_of(line)
    if mark.sort in ("point", "chapter") and len(mark.parts) == 1:
        for met in _INNER.finditer(line[:260]):
            inner = mark_of(line[met.end() :])
            if inner.parts[:1] == mark.parts or mark.sort == "chapter":
                return [line[: met.start()], line[met.end() :]]
    return [line]
