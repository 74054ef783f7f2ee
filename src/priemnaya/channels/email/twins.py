"""Two dresses of a letter (multipart/alternative): the same words as plain text and as HTML, or not quite the same."""

from __future__ import annotations

import re
from collections import Counter

from .html_text import BORDER
from .linked import addresses_in

_STUB = re.compile(
    r"\b(?:in|is|an?|use|view|requires?|supports?|поддержи\w+|формате|просмотр\w*|версии|включите|отобра\w+)\b[^.\n]{0,60}\bhtml\b"
    r"|\bhtml\b[^.\n]{0,60}\b(?:format|version|viewer|message|mail|capable|письм|сообщени|формат|поддерж)",
    re.IGNORECASE,
)
"""«Your program does not show HTML»: nothing of the letter itself."""
_ADDED = re.compile(
    r"<?https?://[^\s<>]{1,2000}>?|<mailto:[^\s<>]{1,500}>|\[(?:cid|image|изображение):[^\]\n]{0,300}\]", re.IGNORECASE
)
"""What programs write into the plain part for a link or a picture of the other."""
_WORD = re.compile(r"[^\W_]+")


def together(plain: str, rich: str) -> list[str]:
    """The words of both, each once: the plain text when the page says nothing more; the page when it holds all that the
    text says; else the fuller one, and below it the lines of the other with words that it lacks."""
    plain = "" if len(plain) < 2000 and _STUB.search(plain) and not _beside_stub(plain, rich) else plain
    of_plain, of_rich = _words(plain), _words(rich)
    more_rich, more_plain = of_rich - of_plain, of_plain - of_rich
    if not more_rich:
        return [plain] if more_plain else [_with_all_links(plain, rich)]
    if not more_plain:
        return [rich]
    shared = (of_plain & of_rich).total()
    if shared * 2 < min(of_plain.total(), of_rich.total()) or more_plain.total() >= more_rich.total():
        return [plain, *_lines_with(rich, more_rich)]
    return [rich, *_lines_with(plain, more_plain)]


def _with_all_links(plain: str, rich: str) -> str:
    """Of the same words those that say where the links lead."""
    return plain if addresses_in(rich) <= addresses_in(plain) else rich


def _words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(_ADDED.sub(" ", text).casefold()))


def _beside_stub(plain: str, rich: str) -> bool:
    """Whether anything but «open me elsewhere» stands in the plain part that the page does not say."""
    rest = "\n".join(line for line in re.split(r"\n|(?<=[.!]) ", plain) if not _STUB.search(line))
    return bool(_words(rest) - _words(rich))


def _lines_with(text: str, lacking: Counter[str]) -> list[str]:
    """The lines of a text that hold words which are lacking, each word as often as it is; below the border of a
    quotation, when they stand there."""
    left, found, border = lacking.copy(), list[str](), ""
    for line in text.split("\n"):
        border = line if BORDER in line else border
        if _STUB.search(line[:2000]) or not (words := _words(line) & left):
            continue
        left -= words
        found += [border, line] if border and border != line else [line]
        border = ""
    return ["\n".join(found)] if found else []
