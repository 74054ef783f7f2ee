"""How much the pages of a PDF unpack to, found before anything draws them: PDFium would draw a gigabyte of zeros."""

from __future__ import annotations

import io
import logging
import re
import zlib
from typing import Any

import pypdf
from pypdf.errors import LimitReachedError

from ..document import Unreadable
from .zipped import TOO_MUCH

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells about a broken file in English, line by line
LARGEST = 100 * 1024 * 1024
"""Bytes of what is written and drawn on all pages; of a broken file, of everything in it."""
DEEPEST = 6
"""Packings inside one another that are looked into."""
MOST_STREAMS = 20_000
"""Of a broken file: one of five hundred pages has some thousands."""
_PACKED = (b"\x78", b"\x58", b"\x48", b"\x68", b"\x38", b"\x28", b"\x18", b"\x08")
"""First bytes of what zlib packed (RFC 1950, 2.2)."""
_SLICE, _CHUNK = 1 << 16, 1 << 20
_STREAM = re.compile(rb"stream\r?\n")


def must_be_modest(data: bytes, most_pages: int) -> None:
    """Raises Unreadable for a PDF whose pages unpack to more than LARGEST."""
    try:
        sizes = _sizes_of_pages(data, most_pages)
    except (Unreadable, MemoryError):
        raise
    except Exception:  # pypdf raises anything over a broken file; PDFium may mend it
        sizes = _size_of_everything(data)
    if sizes > LARGEST:
        raise Unreadable(TOO_MUCH)


def _sizes_of_pages(data: bytes, most_pages: int) -> int:
    total = 0
    for page in pypdf.PdfReader(io.BytesIO(data)).pages[:most_pages]:
        contents = page.get("/Contents")
        contents = contents.get_object() if contents is not None else []
        for stream in contents if isinstance(contents, list) else [contents]:
            try:
                total += len(stream.get_object().get_data())
            except LimitReachedError as error:
                raise Unreadable(TOO_MUCH) from error
            if total > LARGEST:
                return total
    return total


def _size_of_everything(data: bytes) -> int:
    view, total = memoryview(data), 0
    for n, match in enumerate(_STREAM.finditer(data)):
        if n >= MOST_STREAMS:
            return LARGEST + 1
        if data[match.end() : match.end() + 1] not in _PACKED:
            continue
        unpacked = _Unpacked(LARGEST - total)
        unpacked.feed(0, view[match.end() :])
        total += max(unpacked.counts)
        if total > LARGEST:
            break
    return total


class _Unpacked:
    """counts: bytes at each depth of packing, until they are more than `most`."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.counts = [0] * (DEEPEST + 1)
        self.openers: dict[int, Any] = {}
        self.broken: set[int] = set()

    def feed(self, depth: int, packed: bytes | memoryview) -> None:
        for at in range(0, len(packed), _SLICE):
            if not self._fed(depth, packed[at : at + _SLICE]):
                return

    def _fed(self, depth: int, packed: bytes | memoryview) -> bool:
        """More may come: the stream has not ended, is not broken, and is not too much yet."""
        while packed and depth < DEEPEST and depth not in self.broken and max(self.counts) <= self.most:
            if depth not in self.openers:
                self.openers[depth] = zlib.decompressobj()
            opener = self.openers[depth]
            try:
                out = opener.decompress(packed, _CHUNK)
            except zlib.error:
                self.broken.add(depth)
                return False
            packed = opener.unconsumed_tail
            self.counts[depth + 1] += len(out)
            self.feed(depth + 1, out)
            if opener.eof:
                return False
        return depth < DEEPEST and depth not in self.broken and max(self.counts) <= self.most
