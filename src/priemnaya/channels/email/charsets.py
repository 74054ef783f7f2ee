"""Bytes to text as Russian letters need it: the declared charset first, detection only when it cannot be true."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

UNTEXT = {"unicode_escape", "raw_unicode_escape", "idna", "punycode", "undefined", "mbcs", "oem"}
CYRILLIC = ("windows-1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic")
COMMON = frozenset("оеаинтсрвлкмдпу")
EASTERN = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "big5hkscs": "big5hkscs",
    "euc_kr": "cp949",
    "iso2022_jp": "iso2022_jp_ext",
    "shift_jis": "cp932",
    "euc_jp": "euc_jp",
    "iso2022_kr": "iso2022_kr",
    "cp949": "cp949",
    "cp932": "cp932",
    "hz": "hz",
}
"""Declared narrowly, written widely: each is read by the codec that contains it; a broken sign is no reason to
guess."""
LATIN = {"ascii", "iso8859-1", "iso8859-15", "cp1252"}


def decode(data: bytes, declared: str | None) -> str:
    """Never raises. A declaration is believed unless the result cannot be Russian while another reading clearly is."""
    codec = _codec(declared)
    if codec:
        if codec in EASTERN:
            return data.decode(EASTERN[codec], "replace")
        try:
            text = data.decode(codec)
        except (UnicodeDecodeError, ValueError, LookupError):
            return guess(data)
        if codec in LATIN and max(data, default=0) > 127:
            return guess(data)
        if codec in {_codec(c) for c in CYRILLIC} and russian(text) < 0.25:
            best = guess(data)
            return best if russian(best) > russian(text) + 0.3 else text
        return text
    return guess(data)


def guess(data: bytes) -> str:
    """UTF-8 when it is valid; else the Cyrillic charset whose letters look most like Russian; else a detector's
    word."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    readings = [(russian(text), text) for text in (data.decode(c, "replace") for c in CYRILLIC)]
    score, best = max(readings, key=lambda pair: pair[0])
    if score >= 0.3:
        return best
    detected = from_bytes(data).best()
    return str(detected) if detected else data.decode("windows-1251", "replace")


def russian(text: str) -> float:
    """How Russian the non-ASCII part looks: share of the commonest lower-case letters, less for capitals inside
    words."""
    letters = [c for c in text if ord(c) > 127]
    if not letters:
        return 1.0
    common = sum(c in COMMON for c in letters)
    odd = len(re.findall(r"[а-яё][А-ЯЁ]", text)) + sum(
        not ("а" <= c.lower() <= "я" or c in "ёЁ№«»—–…  ") for c in letters
    )
    return (common - odd) / len(letters)


def _codec(name: str | None) -> str | None:
    aliases = {
        "unknown-8bit": None,
        "x-unknown": None,
        "default": None,
        "win-1251": "windows-1251",
        "cp-1251": "windows-1251",
        "utf8": "utf-8",
    }
    cleaned = (name or "").strip().strip("\"'").lower()
    cleaned = aliases.get(cleaned, cleaned) or ""
    try:
        found = codecs.lookup(cleaned) if cleaned else None
        return (
            found.name
            if found and getattr(found, "_is_text_encoding", True) and found.name.replace("-", "_") not in UNTEXT
            else None
        )
    except (LookupError, ValueError):
        return None
