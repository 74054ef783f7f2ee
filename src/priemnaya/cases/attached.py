"""What attachments say: read in the background for the surnames of those complained of, within limits of size, number
and time."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from priemnaya.bounded import Busy, Exceeded, run
from priemnaya.core.antivirus import harmful
from priemnaya.plain import Unreadable
from priemnaya.plain.inputs.worded import read_as
from priemnaya.plain.works import FileText

from .models import Attachment

_JOINED = re.compile(r"[_+]|%20|(?<=\w)\.(?=\w)|(?<!\w)-|-(?!\w)")
"""What stands in names of files in place of a space."""

LARGEST = 1024 * 1024
"""Bytes of a file that is read for surnames."""
MOST = 10
"""Files of one message that are read."""
SECONDS = 5.0
"""After so long no further file is begun, and so long one waits for its turn."""
CHARACTERS = 100_000
"""Of one file."""


@dataclass
class FileWords:
    """texts: what the files say. unread: how many hold no text that is read here. failed: names of those that went over
    the budget of reading, broken or made to: people are asked to look."""

    texts: list[str] = field(default_factory=list)
    unread: int = 0
    failed: list[str] = field(default_factory=list)


def words_of_names(names: Iterable[str]) -> str:
    """What files are called, each a sentence of its own: «Жалоба_на_Сорокина.jpg» complains as words do, though nothing
    may be read in the file."""
    said = (" ".join(_JOINED.sub(" ", _parted(name)).split()) for name in names)
    return "".join(f"\n\n{words}." for words in said if words)


def _parted(name: str) -> str:
    """«жалоба-на-сорокина.pdf» is four words, «Иванов-Петров.pdf» two."""
    return name.replace("-", " ") if name.count("-") > 1 and " " not in name else name


def words_of_files(files: Iterable[Attachment]) -> FileWords:
    """The words of those that hold text. Pictures inside a letter do not count. Raises Busy when no turn came."""
    found, until = FileWords(), time.monotonic() + SECONDS
    for n, attached in enumerate(a for a in files if not a.inline):
        try:
            text = "" if n >= MOST or time.monotonic() > until else _words(attached)
        except Busy:
            raise
        except Exceeded:
            found.failed.append(attached.name)
            text = ""
        if text.strip():
            found.texts.append(text)
        else:
            found.unread += 1
    return found


def _words(attached: Attachment) -> str:
    if attached.file.size > LARGEST or harmful(attached.scan):
        return ""
    data = attached.file.read()
    if not (named := read_as(attached.name, data)):
        return ""
    try:
        read: FileText = run("plain.read_file", data, named, anybody=True, patience=SECONDS)
    except Unreadable:
        return ""
    return read.text[:CHARACTERS]
