"""A page of HTML as it is written: where each text of its tree stands, so that a mended word changes that word and no
other sign of the file."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

_TAG = re.compile(r"<(?:!--|[a-zA-Z/!?])")
_IN_TAG = re.compile(r"[>\"']")
_SIGN = re.compile(r"\r\n|&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|\w{1,32});?|.", re.DOTALL)
_RAW = ("script", "style")
Place = tuple[Any, str]
"""An element of the tree and which of its texts: «text» or «tail»."""


class PageSource:
    """places: text of the tree -> where it stands in the source; None where the tree was put together otherwise than
    the page is written, and nothing can be put back."""

    def __init__(self, source: str, root: Any) -> None:
        self.source = source
        self.changed: dict[int, tuple[int, str]] = {}
        written, there = list(_texts(source)), list(_of_tree(root))
        alike = [_read(source[a:b]) for a, b in written] == [text for _, text in there]
        self.places = {place: span for (place, _), span in zip(there, written, strict=True)} if alike else None

    def put(self, place: Place, text: str) -> None:
        start, end = (self.places or {})[place]
        self.changed[start] = (end, text)

    def written(self) -> str:
        """The page with what was put; of a text the signs that stay are left as they are written («&nbsp;»)."""
        parts, at = [], 0
        for start, (end, text) in sorted(self.changed.items()):
            parts += [self.source[at:start], _mended(self.source[start:end], text)]
            at = end
        return "".join([*parts, self.source[at:]])


def _texts(source: str) -> Iterator[tuple[int, int]]:
    """What stands between tags, comments, scripts and styles, and is more than white space."""
    small, at = source.lower(), 0
    while tag := _TAG.search(source, at):
        if source[at : tag.start()].strip():
            yield at, tag.start()
        at = _end_of(small, tag)
    if source[at:].strip():
        yield at, len(source)


def _end_of(small: str, tag: re.Match[str]) -> int:
    if tag[0] == "<!--":
        return _after(small, "-->", tag.end())
    at = tag.end()
    while (found := _IN_TAG.search(small, at)) and found[0] != ">":
        at = _after(small, found[0], found.end())
    end = found.end() if found else len(small)
    for raw in _RAW:
        if small.startswith(f"<{raw}", tag.start()):
            return _after(small, ">", _after(small, f"</{raw}", end))
    return end


def _after(small: str, said: str, at: int) -> int:
    found = small.find(said, at)
    return found + len(said) if found >= 0 else len(small)


def _of_tree(root: Any) -> Iterator[tuple[Place, str]]:
    """Texts in the order of the document. Elements are kept by the caller: they are told apart by identity."""
    for event, node in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        name = "text" if event == "start" else "tail"
        text = getattr(node, name) if event in ("start", "end") else node.tail
        if text and text.strip() and not (name == "text" and node.tag in _RAW):
            yield (node, name), text


def _read(raw: str) -> str:
    """As the parser gives it: of every end of a line one sign."""
    return html.unescape(raw.replace("\r\n", "\n").replace("\r", "\n"))


def _mended(raw: str, text: str) -> str:
    signs = _SIGN.findall(raw)
    said = [_read(sign) for sign in signs]
    first = 0
    while first < min(len(said), len(text)) and said[first] == text[first]:
        first += 1
    last = 0
    while last < min(len(said), len(text)) - first and said[-1 - last] == text[len(text) - 1 - last]:
        last += 1
    middle = html.escape(text[first : len(text) - last], quote=False)
    return "".join([*signs[:first], middle, *(signs[len(signs) - last :] if last else [])])
