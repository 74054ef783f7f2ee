"""A document that is a zip with XML: its parts unpacked within bounds, written back with all others as they were."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from lxml import etree

from ..document import Unreadable

LARGEST_PART = 20 * 1024 * 1024
"""Bytes of one unpacked part of XML: a zip bomb stops here. A letter of a hundred pages has one or two."""
LARGEST_WHOLE = 200 * 1024 * 1024
"""Bytes of all parts unpacked: what writing a document back goes through."""
MOST_PARTS = 5_000
MOST_TAGS = 1_000_000
"""Tags of one part: a tree takes some hundred bytes for each, whatever little the part weighs."""


def part_of(archive: zipfile.ZipFile, name: str) -> bytes:
    info = archive.getinfo(name)
    if info.file_size > LARGEST_PART:
        raise Unreadable("внутри файла слишком много данных. Сохраните документ без картинок.")
    return archive.read(info)


def tree(data: bytes) -> Any:
    if data.count(b"<") > MOST_TAGS:
        raise Unreadable("внутри файла слишком много данных. Вставьте его текст в поле или разделите документ.")
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))


def opened(data: bytes, part: str) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        archive.getinfo(part)
    except (zipfile.BadZipFile, KeyError) as error:
        raise Unreadable("файл повреждён или это не документ. Откройте его в редакторе и сохраните снова.") from error
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(p.file_size for p in parts) > LARGEST_WHOLE:
        raise Unreadable("внутри файла слишком много данных. Сохраните документ без картинок.")
    return archive


def rewritten(archive: zipfile.ZipFile, part: str, content: bytes) -> bytes:
    """The same archive with one part replaced: order, names, dates and the other bytes stay."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for info in archive.infolist():
            data = content if info.filename == part else archive.read(info)
            target.writestr(info, data, compress_type=info.compress_type)
    return out.getvalue()
