"""Transfer encodings (RFC 2045) as servers and programs break them: never raises, loses nothing that can be read."""

from __future__ import annotations

import binascii
import contextlib
import quopri
import re

from priemnaya.plain.charsets import decode
from priemnaya.plain.mojibake import share_of_words

MOST_FILES = 100
"""Files that are taken out of one text; what follows stays words."""
MOSTLY = 0.6
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]+")
_BASE64_LINE = re.compile(rb"[A-Za-z0-9+/]{4,}={0,2}\s*")
_ALL_BASE64 = re.compile(rb"\s*(?:[A-Za-z0-9+/]{20,}\s+)*[A-Za-z0-9+/]{4,}={0,2}\s*")
_QUOTED = re.compile(rb"(?:=[0-9A-F]{2}){6}")
_OF_ADDRESSES = re.compile(rb"[A-Za-z0-9_=\s-]*")
_TO_USUAL = bytes.maketrans(b"-_", b"+/")
_BEGIN = re.compile(rb"begin[ \t]+[0-7]{3,4}[ \t]+([^\r\n]{1,300}?)[ \t]*\r?\n?")


def decoded(body: bytes, encoding: str) -> bytes:
    """The bytes without their transfer encoding; an unknown one changes nothing (RFC 2045, 6.4)."""
    way = encoding.split(";")[0].strip().strip("\"'").lower()
    if way == "base64":
        return quopri.decodestring(_soft_ends(body)) if _is_quoted(body) else from_base64(_usual(body))
    if way == "quoted-printable":
        return quopri.decodestring(_soft_ends(body))
    if way in ("x-uuencode", "uuencode", "x-uue", "uue"):
        files, _rest = uuencoded(body if body.endswith(b"\n") else body + b"\n")
        return files[0][1] if files else body
    return body


def _usual(body: bytes) -> bytes:
    """The alphabet of addresses (RFC 4648, 5) as the usual one."""
    start = body[:100_000]
    if (b"-" in start or b"_" in start) and _OF_ADDRESSES.fullmatch(start):
        return body.translate(_TO_USUAL)
    return body


def _is_quoted(body: bytes) -> bool:
    """Whether it is quoted-printable throughout, whatever its head says: base64 has «=» at its end alone."""
    start = body[:20_000]
    return len(_QUOTED.findall(start)) * 18 > len(start) // 2


def from_base64(body: bytes) -> bytes:
    """Each padded run by itself: some programs write several, and servers add their lines of plain text below."""
    if not body.isascii() or re.search(rb"[^A-Za-z0-9+/=\s]|[A-Za-z0-9+/=][ \t]+[A-Za-z0-9+/=]", body):
        lines = body.splitlines(keepends=True)
        coded = [n for n, line in enumerate(lines) if _BASE64_LINE.fullmatch(line) and b" " not in line.strip()]
        if not coded and sum(b > 127 or b == 32 for b in body[:5000]) * 8 > len(body[:5000]):
            return body  # words, whatever their head says of them
        if coded and coded[-1] + 1 < len(lines) and b"".join(lines[coded[-1] + 1 :]).strip():
            added = b"".join(lines[coded[-1] + 1 :])
            words = b"\n" + added if re.search(rb"[\s\x80-\xff]", added.strip()) else b""
            return _run(b"".join(lines[: coded[-1] + 1])) + words
    return _run(body)


def _run(data: bytes) -> bytes:
    data = _NOT_BASE64.sub(b"", data)
    found = []
    for run in re.findall(rb"[^=]+=*", data):
        core = run.rstrip(b"=")
        core = core[: len(core) - 1] if len(core) % 4 == 1 else core
        found.append(binascii.a2b_base64(core + b"=" * (-len(core) % 4)))
    return b"".join(found)


def uncoded(data: bytes, charset: str | None = None) -> bytes:
    """A text whose head forgot to say how it is encoded: nothing but base64 lines, or «=D0=9F» throughout. charset: the
    declared one, for words that are not in UTF-8."""
    if not data.isascii() or len(data) < 24:
        return data
    if _ALL_BASE64.fullmatch(data):
        plain = _run(data)
        return plain if _is_words(plain, charset) else data
    if _may_be_quoted(data[:20_000]):
        plain = quopri.decodestring(_soft_ends(data))
        return plain if _is_words(plain, charset) else data
    return data


def _may_be_quoted(start: bytes) -> bool:
    """A good part of it «=D0=9F»; of a page its marks tell nothing."""
    words = re.sub(rb"<[^<>]{0,2000}>", b"", start) if start.lstrip().startswith(b"<") else start
    return bool(words.strip()) and len(_QUOTED.findall(words)) * 18 > len(words) // 4


def _is_words(data: bytes, charset: str | None) -> bool:
    """Text in UTF-8 with Cyrillic letters: by chance no bytes are. In another charset most of it is Russian words."""
    with contextlib.suppress(UnicodeDecodeError):
        return any("а" <= sign.lower() <= "я" for sign in data.decode("utf-8"))
    return share_of_words(decode(data, charset)[:2000]) > MOSTLY


def _soft_ends(body: bytes) -> bytes:
    """Without spaces that servers put after a soft line end."""
    return re.sub(rb"=[ \t]+(\r?\n)", rb"=\1", body)


def uuencoded(data: bytes) -> tuple[list[tuple[bytes, bytes]], bytes]:
    """Files written into a text by uuencode, and the text without them: [(name, content)], rest."""
    if b"begin " not in data:
        return [], data
    files: list[tuple[bytes, bytes]] = []
    kept: list[bytes] = []
    lines = data.splitlines(keepends=True)
    n = 0
    while n < len(lines):
        begun = _BEGIN.fullmatch(lines[n]) if len(files) < MOST_FILES else None
        file = _uu_file(lines, n + 1) if begun else None
        if begun and file:
            files.append((begun[1], file[0]))
            n = file[1]
        else:
            kept.append(lines[n])
            n += 1
    return files, b"".join(kept)


def _uu_file(lines: list[bytes], at: int) -> tuple[bytes, int] | None:
    """What lines of uuencode say and the number of the line below them; None for words below a «begin»."""
    found: list[bytes] = []
    for n in range(at, len(lines)):
        line = lines[n].rstrip(b"\r\n")
        if line.strip() == b"end":
            return (b"".join(found), n + 1) if found else None
        if line.strip() in (b"", b"`"):
            continue
        size = (((line[0] - 32) & 63) * 4 + 5) // 3  # some programs end a line with more than it says
        try:
            found.append(binascii.a2b_uu(line[:size]))
        except binascii.Error:
            return None
    return None
