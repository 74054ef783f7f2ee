"""A client nobody can be taken for, and a search for what is left of him: all columns of all tables, in every spelling.

Each mark is the stem of an invented word, so that declined names, lexemes of the search index and longer phrases are
found by it.
"""

from __future__ import annotations

import base64
import gzip
import io
import json
import logging
import re
import urllib.parse
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from priemnaya.core import traces
from priemnaya.core.sessions import SessionStore

SURNAME, NAME, PATRONYMIC = "Хмуробродов", "Евлампий", "Селиверстович"
COMPANY = "ООО «Кварцедол»"
EMAIL = "evlampy@хмуроброд.рф"
PHONE, PHONE_TYPED = "+79997776655", "8 (999) 777-66-55"
ADDRESS = "426099, Ижевск, улица Тьмутараканьская, 777"
IDENTITY = "esia-kvarz-777"
MESSENGER = 987650001

WORDS = "барсукод"
"""Stands in everything the client wrote: «барсукодпортал» came by the portal."""
CONTENT = "ежевикомет"
"""Stands inside the client's files."""
FILENAME = "лисохвост"
"""Stands in the names of the client's files."""
STAFF = "рысекот"
"""Stands in everything staff wrote about the client."""
MARKS = (
    "хмуроброд",
    "евламп",
    "селиверст",
    "кварцедол",
    "evlampy",
    "9997776655",
    "тьмутаракан",
    "esia-kvarz",
    str(MESSENGER),
    WORDS,
    CONTENT,
    FILENAME,
    STAFF,
)


def spellings(mark: str) -> Iterator[tuple[str, bytes]]:
    """A mark as it may lie in bytes: in letter cases and encodings, quoted-printable, percent, escapes of JSON, base64,
    punycode."""
    for word in {mark, mark.capitalize(), mark.upper()}:
        for encoding in ("utf-8", "cp1251", "koi8-r", "utf-16-le"):
            plain = word.encode(encoding)
            yield encoding, plain
            for shift in range(3):
                coded = base64.b64encode(b"\0" * shift + plain)
                yield (
                    f"base64 of {encoding}",
                    coded[(0, 2, 3)[shift] : len(coded) - (0 if (len(plain) + shift) % 3 == 0 else 4)],
                )
            if not plain.isascii():
                yield f"quoted-printable {encoding}", "".join(f"={b:02X}" for b in plain).encode()
        if not word.isascii():
            yield "percent", urllib.parse.quote(word).encode()
            yield "JSON", json.dumps(word).strip('"').encode()
    if mark == "хмуроброд":
        yield "punycode", mark.encode("idna")


FOUND_BY = [
    (mark, how, piece.lower() if how in ("percent", "JSON") else piece)
    for mark in MARKS
    for how, piece in spellings(mark)
]


def marks_in(content: bytes) -> set[tuple[str, str]]:
    """(mark, spelling) found in bytes. Soft line breaks of quoted-printable and base64 are joined first."""
    joined = re.sub(rb"=\r?\n", b"", content)
    bare = re.sub(rb"[\r\n]", b"", joined)
    lower = joined.lower()
    return {
        (mark, how)
        for mark, how, piece in FOUND_BY
        if piece and (piece in (lower if how in ("percent", "JSON") else bare if how.startswith("base64") else joined))
    }


def unpacked(content: bytes, depth: int = 3) -> Iterator[bytes]:
    """Bytes and what is packed in them: archives, compressed streams, the words of a PDF."""
    yield content
    if depth == 0:
        return
    if content[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield from unpacked(archive.read(name), depth - 1)
    elif content[:2] == b"\x1f\x8b":
        yield from unpacked(gzip.decompress(content), depth - 1)
    elif content[:5] == b"%PDF-":
        yield words_of(content).encode()
        for stream in re.findall(rb"stream\r?\n(.+?)\r?\nendstream", content, re.S):
            try:
                yield zlib.decompress(stream)
            except zlib.error:
                continue


def words_of(pdf: bytes) -> str:
    """The text of a PDF without breaks inside words; empty for one that is none."""
    try:
        pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    except (PyPdfError, KeyError, ValueError):
        return ""
    return "".join(pages).replace("-\n", "").replace("\n", "")


def cells() -> Iterator[tuple[str, bytes]]:
    """(table.column, bytes) of every value of every table; chunks of one file together, sessions as what they hold."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE"
            " TABLE'"
        )
        tables = [name for (name,) in cursor.fetchall()]
        for table in tables:
            cursor.execute(f'select * from "{table}"')
            names = [column.name for column in cursor.description]
            for row in cursor.fetchall():
                for name, value in zip(names, row, strict=True):
                    if value is not None and not isinstance(value, bool):
                        yield f"{table}.{name}", as_bytes(value)
        cursor.execute("select file_id, data from core_filechunk order by file_id, number")
        files: dict[int, bytes] = {}
        for pk, data in cursor.fetchall():
            files[pk] = files.get(pk, b"") + bytes(data)
        yield from (("core_filechunk.data", content) for content in files.values())
        cursor.execute("select session_data from django_session")
        for (data,) in cursor.fetchall():
            yield "django_session.session_data", as_bytes(SessionStore().decode(data))


def as_bytes(value: Any) -> bytes:
    if isinstance(value, bytes | memoryview):
        return bytes(value)
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass")
    return json.dumps(value, ensure_ascii=False, default=str).encode()


def left_in_the_database() -> dict[str, set[str]]:
    """table.column -> marks that are found there, in any spelling. The values of a column are searched together."""
    columns: dict[str, list[bytes]] = {}
    for place, content in cells():
        columns.setdefault(place, []).extend(unpacked(content))
    found = {place: {mark for mark, _ in marks_in(b"\0\n\0".join(pieces))} for place, pieces in columns.items()}
    return {place: marks for place, marks in found.items() if marks}


def left_on_the_disk(folders: Iterable[Path]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for folder in folders:
        for path in folder.rglob("*"):
            told = path.name.encode() + (path.read_bytes() if path.is_file() else b"")
            if marks := {mark for mark, _ in marks_in(told)}:
                found[str(path)] = marks
    return found


@contextmanager
def log_lines() -> Iterator[io.StringIO]:
    """Every line of the log meanwhile, as the product's own set-up with PRIEMNAYA_LOG=DEBUG writes it."""
    chosen = traces.levels("DEBUG")
    root, ours = logging.getLogger(), logging.getLogger("priemnaya")
    before = root.level, ours.level
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter(settings.LOGGING["formatters"]["line"]["format"]))
    root.setLevel(chosen["root"]["level"])
    ours.setLevel(chosen["loggers"]["priemnaya"]["level"])
    root.addHandler(handler)
    try:
        yield stream
    finally:
        root.removeHandler(handler)
        root.setLevel(before[0])
        ours.setLevel(before[1])
