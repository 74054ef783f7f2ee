"""What Word wrote before 2007: its text is read, nothing can be written back.

[MS-DOC] 2.5 (the head of the file), 2.8.35 and 2.9.177 (the table of pieces), 2.4.1 (how text is found).
"""

from __future__ import annotations

import io
import re
import struct
from typing import Any

from ..document import LARGEST, Unreadable
from .docx import read_docx
from .gathering import OBJECT
from .html import read_html
from .manuscript import Manuscript
from .rtf import read_rtf
from .zipped import LOCKED

_WORD = 0xA5EC
_ENCRYPTED, _OTHER_TABLE = 0x0100, 0x0200
_TEXTS_AT, _PIECES_AT = 0x4C, 0x01A2
"""Places in the head: lengths of the texts (body, footnotes, headers, macros, remarks, endnotes, boxes, boxes of
headers), and where the table of pieces is."""
_REMARKS = 4
_SIMPLY = (
    "Из старого формата прочитан только текст: оформление не проверялось, удалённое в режиме правки могло попасть в"
    " него."
)
_BROKEN = "файл повреждён. Откройте его в Word и сохраните как DOCX."
_LINES = {
    0x07: "\n",
    0x0B: "\n",
    0x0C: "\n",
    0x0D: "\n",
    0x1E: "-",
    0x1F: "",
    0x01: OBJECT,
    0x08: "",
    0x02: "",
    0x05: "",
}


def read_doc(data: bytes) -> Manuscript:
    """A file under the name .doc: Word's own old form, or RTF, DOCX, HTML that somebody named so. Raises Unreadable."""
    if data.startswith(b"PK"):
        return read_docx(data)
    if data.lstrip()[:5] == b"{\\rtf":
        return read_rtf(data)
    if not data.startswith(b"\xd0\xcf\x11\xe0"):
        if b"mime-version" in data[:2000].lower():
            raise Unreadable("это веб-страница одним файлом, а не документ. Откройте её в Word и сохраните как DOCX.")
        if re.search(rb"<(?:html|body|p|div)\b", data[:4000], re.IGNORECASE):
            return read_html(data)
        raise Unreadable(_BROKEN)
    return Manuscript(_lines(_text(data)), unread=[_SIMPLY])


def _text(data: bytes) -> str:
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as archive:
            if archive.exists("EncryptedPackage"):
                raise Unreadable(LOCKED)
            if not archive.exists("WordDocument"):
                raise Unreadable("это не документ Word, а другой файл старого Office. Скопируйте нужный текст в поле.")
            main = archive.openstream("WordDocument").read()
            ident, flags = struct.unpack_from("<H", main)[0], struct.unpack_from("<H", main, 0x0A)[0]
            if flags & _ENCRYPTED:
                raise Unreadable(LOCKED)
            if ident != _WORD:
                raise Unreadable("это документ очень старого Word. Откройте его в Word и сохраните как DOCX.")
            table = archive.openstream("1Table" if flags & _OTHER_TABLE else "0Table").read()
    except (OSError, struct.error, IndexError) as error:
        raise Unreadable(_BROKEN) from error
    return _of_pieces(main, table)


def _of_pieces(main: bytes, table: bytes) -> str:
    """The characters of the body, the notes, the headers and the boxes; remarks stay out."""
    try:
        start, size = struct.unpack_from("<II", main, _PIECES_AT)
        text = "".join(_pieces(main, table[start : start + size]))
        lengths = struct.unpack_from("<8I", main, _TEXTS_AT)
    except struct.error as error:
        raise Unreadable(_BROKEN) from error
    parts, at = [], 0
    for n, length in enumerate(lengths):
        if n not in (3, _REMARKS):
            parts.append(text[at : at + length])
        at += length
    return "\n".join(parts)


def _pieces(main: bytes, table: bytes) -> Any:
    at = 0
    while table[at : at + 1] == b"\x01":  # properties of writing come first
        at += 3 + struct.unpack_from("<H", table, at + 1)[0]
    size = struct.unpack_from("<I", table, at + 1)[0]
    count = (size - 4) // 12
    if count > 100_000:
        raise Unreadable(_BROKEN)
    places = struct.unpack_from(f"<{count + 1}I", table, at + 5)
    length = 0
    for n in range(count):
        where = struct.unpack_from("<I", table, at + 5 + 4 * (count + 1) + 8 * n + 2)[0]
        many = places[n + 1] - places[n]
        length += max(many, 0)
        if many < 0 or length > LARGEST:
            raise Unreadable(_BROKEN)
        if where & 0x40000000:
            place = (where & 0x3FFFFFFF) // 2
            yield main[place : place + many].decode("cp1252", "replace")
        else:
            yield main[where : where + 2 * many].decode("utf-16-le", "replace")


def _lines(text: str) -> str:
    """Codes of fields out, their results in; marks of Word as what they show."""
    out: list[str] = []
    codes = 0
    for piece in re.split("([\x13\x14\x15])", text):
        if piece == "\x13":
            codes += 1
        elif piece in ("\x14", "\x15"):
            codes = max(codes - 1, 0)
        elif not codes:
            out.append(piece)
    return "".join(out).translate(_LINES)
