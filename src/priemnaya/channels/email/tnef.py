"""Outlook's winmail.dat (MS-OXTNEF): its text and its files, in whatever code page Windows had there.

tnefparse takes the container apart, but decodes names as UTF-8 and strings strictly, so a Russian one raises. Here its
pieces are given a code page that never fails, and the bytes are decoded as any other of a letter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tnefparse.mapi import SZMAPI_UNICODE_STRING, decode_mapi
from tnefparse.properties import (
    MAPI_ATTACH_DATA_OBJ,
    MAPI_ATTACH_FILENAME,
    MAPI_ATTACH_LONG_FILENAME,
    MAPI_BODY,
    MAPI_BODY_HTML,
    MAPI_DISPLAY_NAME,
    MAPI_INTERNET_CODEPAGE,
    MAPI_RTF_COMPRESSED,
)
from tnefparse.tnef import TNEF, TNEFObject
from tnefparse.util import uint32

from priemnaya.plain.charsets import decode

PLAIN_BYTES = "latin-1"
"""Each byte is a sign of it: what tnefparse has decoded can be turned back."""
_CODEPAGES = {20866: "koi8-r", 65001: "utf-8", 28595: "iso8859-5", 10007: "mac-cyrillic", 20127: "ascii"}
AROUND = 11
"""Bytes of an object beside its data: level, name, length, sum."""
MOST = 500


@dataclass
class Opened:
    """What stood in a container. files: (name, content); unread: its words could not be read."""

    plain: str = ""
    unread: bool = False
    html: str = ""
    files: list[tuple[str, bytes]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.plain.strip() or self.html.strip() or self.files)


def opened(data: bytes) -> Opened:
    """Raises ValueError for what is no such container."""
    if len(data) < 6 or uint32(data) != TNEF.TNEF_SIGNATURE:
        raise ValueError("no TNEF")
    found, page = Opened(), "windows-1251"
    names: list[bytes | str] = []
    contents: list[bytes] = []
    for part in _objects(data):
        if part.name == TNEF.ATTOEMCODEPAGE and len(part.data) >= 4:
            page = _page(uint32(part.data)) or page
        elif part.name == TNEF.ATTBODY:
            found.plain = decode(part.data.rstrip(b"\0"), page)
        elif part.name == TNEF.ATTMAPIPROPS:
            _bodies(found, decode_mapi(part.data, PLAIN_BYTES), page)
        elif part.name == TNEF.ATTATTACHRENDDATA:
            names.append("")
            contents.append(b"")
        elif part.level == TNEF.LVL_ATTACHMENT and names:
            if part.name == TNEF.ATTATTACHTITLE:
                names[-1] = names[-1] or part.data.rstrip(b"\0")
            elif part.name == TNEF.ATTATTACHDATA:
                contents[-1] = bytes(part.data)
            elif part.name == TNEF.ATTATTACHMENT:
                name, content = _attached(decode_mapi(part.data, PLAIN_BYTES), page)
                names[-1], contents[-1] = name or names[-1], contents[-1] or content
    found.unread = found.unread and not (found.plain.strip() or found.html.strip())
    for title, content in zip(names, contents, strict=True):
        found.files.append((title if isinstance(title, str) else decode(title, page), content))
    return found


def _objects(data: bytes) -> Iterator[Any]:
    at = 6
    for _ in range(MOST * 20):
        if at + TNEF.MIN_OBJ_SIZE >= len(data):
            return
        length = uint32(data, at + 5) + AROUND
        part = TNEFObject(data[at : at + length])  # no copy of all that follows
        if part.length < 1:
            return
        at += part.length
        yield part


def _page(number: int) -> str:
    return _CODEPAGES.get(number) or (f"cp{number}" if 0 < number <= 1258 else "")


def _bodies(found: Opened, properties: list[Any], page: str) -> None:
    number = next((int(p.data) for p in properties if p.name == MAPI_INTERNET_CODEPAGE), 0)
    page = _page(number) or page
    for one in properties:
        if one.name == MAPI_RTF_COMPRESSED and not (found.plain or found.html):
            found.plain = _of_rtf(one.data, page)
            found.unread = not found.plain.strip()
        elif one.name == MAPI_BODY:
            found.plain = _text(one, page)
        elif one.name == MAPI_BODY_HTML:
            found.html = _text(one, page)


def _of_rtf(data: bytes, page: str) -> str:
    """The words of a body that Outlook wrote as compressed RTF (MS-OXRTFCP); empty when they cannot be read."""
    try:
        from compressed_rtf import decompress
        from striprtf.striprtf import rtf_to_text

        source = decompress(data + b"\0").decode("ascii", "replace")
        return str(rtf_to_text(source, encoding=page, errors="replace"))  # type: ignore[no-untyped-call]
    except MemoryError:
        raise
    except Exception:
        return ""


def _attached(properties: list[Any], page: str) -> tuple[str, bytes]:
    """The long name before the short ones, and the data."""
    by_name = {p.name: p for p in properties}
    names = (MAPI_ATTACH_LONG_FILENAME, MAPI_ATTACH_FILENAME, MAPI_DISPLAY_NAME)
    name = next((text for n in names if n in by_name and (text := _text(by_name[n], page))), "")
    data = by_name[MAPI_ATTACH_DATA_OBJ].data if MAPI_ATTACH_DATA_OBJ in by_name else b""
    return name, data if isinstance(data, bytes) else b""


def _text(one: Any, page: str) -> str:
    value = one.data
    if one.attr_type == SZMAPI_UNICODE_STRING:
        return str(value).strip("\0")
    data = value.encode(PLAIN_BYTES, "replace") if isinstance(value, str) else bytes(value)
    return decode(data.rstrip(b"\0"), page)
