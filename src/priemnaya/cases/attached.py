"""What attachments say: read for the surnames of those complained of, within limits of size, number and time."""

from __future__ import annotations

import time
from collections.abc import Iterable

from priemnaya.core.antivirus import harmful
from priemnaya.plain import Unreadable
from priemnaya.plain.inputs import KNOWN, read_document

from .models import Attachment

LARGEST = 1024 * 1024
"""Bytes of a file that is read while a message is taken in."""
MOST = 10
"""Files of one message that are read."""
SECONDS = 5.0
"""After so long no further file is begun."""
CHARACTERS = 100_000
"""Of one file."""


def words_of_files(files: Iterable[Attachment]) -> tuple[str, int]:
    """The words of those that hold text, and how many could not be read. Pictures inside a letter do not count."""
    texts: list[str] = []
    unread, until = 0, time.monotonic() + SECONDS
    for n, attached in enumerate(a for a in files if not a.inline):
        text = "" if n >= MOST or time.monotonic() > until else _words(attached)
        if text.strip():
            texts.append(text)
        else:
            unread += 1
    return "\n\n".join(texts), unread


def _words(attached: Attachment) -> str:
    known = attached.name.rpartition(".")[2].lower() in KNOWN
    if not known or attached.file.size > LARGEST or harmful(attached.scan):
        return ""
    try:
        return read_document(attached.file.read(), attached.name).text[:CHARACTERS]
    except Unreadable:
        return ""
