"""Which parts of a letter hold words, and how they are read. An unknown kind of text is plain text (RFC 2046)."""

from __future__ import annotations

import re

from priemnaya.plain.charsets import decode
from priemnaya.plain.document import Unreadable
from priemnaya.plain.inputs import OBJECT, read_document

_PAGES = ("text/html", "text/x-amp-html", "text/watch-html", "application/xhtml+xml")
_PAPERS = (
    "text/calendar",
    "text/vcard",
    "text/x-vcard",
    "text/directory",
    "text/css",
    "text/javascript",
    "text/rtf",
    "text/xml",
)
"""Kinds of text that are documents of programs: files, and words only where a letter has no other."""
_MARKED = ("text/enriched", "text/richtext")
_RICH = ("text/rtf", "application/rtf", "application/x-rtf")
_OPAQUE = re.compile(
    r"application/(?:octet-stream|text|plain|unknown|x-unknown|x-text|txt|binary)|unknown/.*|(?:x-)?text|text/?"
)
_WORDY_NAME = re.compile(r".*\.(?:txt|text|html?|md|rtf|ics)", re.IGNORECASE | re.DOTALL)
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MAGIC = (
    b"%PDF",
    b"PK\x03",
    b"\xd0\xcf\x11",
    b"\x89PNG",
    b"\xff\xd8",
    b"GIF8",
    b"Rar!",
    b"-----BEGIN",
    b"%!PS",
    b"<?xml",
)
_MARK = re.compile(r"<<|</?[a-z-]{1,40}>", re.IGNORECASE)
_PARAM = re.compile(r"<param>[^<]{0,500}</param>", re.IGNORECASE)
_EVENT = re.compile(r"^(SUMMARY|DESCRIPTION|LOCATION|COMMENT)(?:;[^:\n]{0,300})?:(.*)$", re.MULTILINE | re.IGNORECASE)


def is_text(kind: str) -> bool:
    """Whether a part without a name is words of the letter."""
    return kind in _PAGES or (kind.startswith("text/") and kind not in _PAPERS)


def is_page(kind: str, name: str = "") -> bool:
    return kind in _PAGES or (not is_text(kind) and name.lower().endswith((".htm", ".html")))


def may_be_words(kind: str, name: str, data: bytes) -> bool:
    """Whether a file may be the letter's own words, where it has no others."""
    if is_text(kind) or (kind in (*_PAPERS, *_RICH) and kind != "text/css"):
        return True
    unnamed = not name or bool(_WORDY_NAME.fullmatch(name))
    return unnamed and bool(_OPAQUE.fullmatch(kind)) and _are_words(data)


def _are_words(data: bytes) -> bool:
    start = data[:20_000]
    if _BINARY.search(start) or start.lstrip().startswith(_MAGIC):
        return False
    text = decode(start, None)
    letters = sum(c.isalpha() or c.isspace() for c in text)
    return letters * 10 >= len(text) * 6 and any(c.isalpha() for c in text)


def words_in(kind: str, data: bytes, charset: str | None) -> str | None:
    """The words of a kind that has marks of its own; None for plain text and pages."""
    if kind in _RICH:
        return _of_rtf(data)
    if kind in _MARKED:
        text = decode(data, charset)
        return _MARK.sub(lambda m: "<" if m[0] == "<<" else "", _PARAM.sub("", text))
    if kind == "text/calendar":
        text = re.sub(r"\r?\n[ \t]", "", decode(data, charset or "utf-8"))
        found = [m[2].strip() for m in _EVENT.finditer(text)]
        return "\n".join(re.sub(r"\\n", "\n", re.sub(r"\\([,;\\])", r"\1", f), flags=re.IGNORECASE) for f in found)
    return None


def _of_rtf(data: bytes) -> str:
    try:
        return read_document(data, "letter.rtf").text.replace(OBJECT, "")
    except Unreadable:
        return ""
