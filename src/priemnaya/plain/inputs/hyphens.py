"""A hyphen at the end of a line: the word's own, or the line's. The dictionaries decide."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ..words import word

_BREAK = re.compile(r"(?<=\w)[-\u2010\u2011\u00ad][ \t]{0,20}\r?\n[ \t]{0,20}(?=\w)")
_BEFORE = re.compile(r"[\w-]{1,60}")
"""Of what stands before, read backwards: from the hyphen alone, not from each of the sixty signs before it."""
_AFTER = re.compile(r"\w{1,60}")
_FIRST_PARTS = re.compile(
    r"(?:авиа|авто|агро|аэро|био|вело|видео|вне|внутри|водо|высоко|гео|гидро|гос|двух|дву|дорого|еже|жил|зоо|кино|лесо|макро|"
    r"мед|между|мало|много|моно|мото|микро|мульти|нано|недо|обще|одно|около|онко|пере|пост|псевдо|радио|само|сверх|соц|спец|"
    r"стерео|строй|супер|теле|тепло|термо|транс|трёх|трех|турбо|фото|хлебо|четырёх|четырех|электро|энерго)\Z"
)
"""First parts of compounds that are written in one word, many of them unknown to dictionaries."""
_NUMERAL = re.compile(
    r"(?:пяти|шести|семи|восьми|девяти|десяти|(?:один|две|три|четыр|пят|шест|сем|восем)надцати|двадцати|тридцати"
    r"|сорока|(?:пяти|шести|семи)десяти|восьмидесяти|девяносто|сто|двухсот|тр[её]хсот|четыр[её]хсот"
    r"|(?:пяти|шести|семи|восьми|девяти)сот|полутора|тысяче)\Z"
)
"""A number before another word is written with it: «одиннадцатимесячный»."""
_ALWAYS_APART = frozenset(["жилищно", "северо", "юго", "социально", "научно", "учебно", "контрольно", "торгово"])
_OWN_LAST = frozenset(["то", "либо", "нибудь", "ка", "таки", "с", "де"])
_OWN_FIRST = frozenset(["кое", "кой", "из", "по", "во", "в", "вице", "экс", "обер", "пресс", "мини", "макси"])
_HANGS = frozenset(["и", "или", "а", "до"])
"""After a hyphen that stands for the second part of a word: «двух- и трёхкомнатные»."""


def line_breaks(text: str) -> Iterator[tuple[int, int]]:
    """[start, end) of what a break of a line added to a word: the end of the line, and the hyphen where it is the
    line's. A hyphen that hangs is left with its line end."""
    for match in _BREAK.finditer(text):
        before = _BEFORE.match(text[max(0, match.start() - 60) : match.start()][::-1])
        after = _AFTER.match(text, match.end())
        if before is None or after is None:
            continue
        hyphen = match[0][0]
        if hyphen == "\u00ad":
            yield match.start(), match.end()
        elif after[0].lower() not in _HANGS:
            kept = hyphen == "\u2011" or keeps_hyphen(before[0][::-1], after[0])
            yield match.start() + kept, match.end()


@lru_cache(maxsize=20_000)
def keeps_hyphen(before: str, after: str) -> bool:
    """«июле-августе», «59-ФЗ», «Санкт-Петербурга», «кому-либо» keep it; «предо-ставить» does not."""
    left, right = before.rpartition("-")[2], after
    if any(c.isdigit() for c in (left[-1:], right[0])) or "_" in left + right:
        return True
    if right[0].isupper() and not left.isupper():
        return True
    low, high = left.lower(), right.lower()
    if not _russian(low) or not _russian(high):
        return len(low) == 1 or _russian(low) != _russian(high)
    if high in _OWN_LAST and _known(low):
        return not _known(low + high) or word(low).can_be("NPRO") or low in ("как", "где", "когда", "куда", "так")
    if low in _ALWAYS_APART and word(high).can_be("ADJF"):  # the dictionary has «жилищнокоммунальный», nobody writes it
        return True
    if _NUMERAL.match(low):
        return False
    if word(low + high).known or _FIRST_PARTS.match(low):
        return False
    if low in _OWN_FIRST or (_known(f"{low}-{high}") and _known(low) and _known(high)):
        return True
    if _known(low + high):
        return False
    if len(low) > 3 and low.endswith("о") and _known(high) and word(high).can_be("ADJF"):
        return True
    return len(low) > 1 and len(high) > 1 and _known(low) and _known(high)


def _russian(text: str) -> bool:
    return re.fullmatch("[а-яё]+", text) is not None


def _known(form: str) -> bool:
    """A word of the dictionary, whatever of the two knows it."""
    from ..detectors.spelling import has_speller, in_dictionary

    return word(form).known or (has_speller() and in_dictionary(form))
