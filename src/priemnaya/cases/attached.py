"""What attachments say: read for the surnames of those complained of, within limits of size, number and time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from priemnaya.core.antivirus import harmful
from priemnaya.plain import Unreadable
from priemnaya.plain.inputs import KNOWN, read_document

from .incoming import IncomingFile
from .models import Attachment

LARGEST = 1024 * 1024
"""Bytes of a file that is read while a message is taken in."""
MOST = 10
"""Files of one message that are read."""
SECONDS = 5.0
"""After so long no further file is begun."""
CHARACTERS = 100_000
"""Of one file."""


@dataclass(frozen=True)
class Readable:
    """A file with its bytes still to be fetched. size: bytes; scan: the antivirus's word."""

    name: str
    size: int
    scan: str
    read: Callable[[], bytes]


def words_of_files(files: Iterable[Attachment]) -> tuple[str, int]:
    """The words of those that hold text, and how many could not be read. Pictures inside a letter do not count."""
    return _words_of(Readable(a.name, a.file.size, a.scan, a.file.read) for a in files if not a.inline)


def words_of_incoming(files: Iterable[IncomingFile]) -> tuple[str, int]:
    """The same of files that are not stored yet: read before any number is taken, so that nobody waits for it."""
    read = (Readable(f.name[-255:], len(f.content), f.scan, partial(bytes, f.content)) for f in files if not f.inline)
    return _words_of(read)


def _words_of(files: Iterable[Readable]) -> tuple[str, int]:
    texts: list[str] = []
    unread, until = 0, time.monotonic() + SECONDS
    for n, attached in enumerate(files):
        text = "" if n >= MOST or time.monotonic() > until else _words(attached)
        if text.strip():
            texts.append(text)
        else:
            unread += 1
    return "\n\n".join(texts), unread


def _words(attached: Readable) -> str:
    known = attached.name.rpartition(".")[2].lower() in KNOWN
    if not known or attached.size > LARGEST or harmful(attached.scan):
        return ""
    try:
        return read_document(attached.read(), attached.name).text[:CHARACTERS]
    except Unreadable:
        return ""
