"""By what a letter is known when it comes again, whatever way it took."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from .parse import ParsedLetter

_WRITERS = re.compile(
    rb"(?:from|sender|reply-to|to|cc|date|subject|message-id|in-reply-to|references|mime-version"
    rb"|content-[\w-]+)[ \t]*:",
    re.IGNORECASE,
)
"""Headers that the writer's own program sets; servers on the way add and change all others."""
_EMPTY_LINE = re.compile(rb"\n(?=\n)")


def key_of(letter: ParsedLetter, raw: bytes) -> str:
    """Its Message-ID, sender, words and files. Some programs repeat Message-IDs: other words under it are another
    letter; without one, and where something could not be read, all that its writer's program wrote counts."""
    said: list[Any] = [letter.message_id, letter.sender]
    if letter.problem or letter.unread or not letter.message_id:
        said.append(hashlib.sha256(written(raw)).hexdigest())
    said += [letter.subject, letter.text, letter.quoted]
    said += [(f.name, hashlib.sha256(f.content).hexdigest()) for f in letter.files]
    return f"email:{hashlib.sha256(repr(said).encode('utf-8', 'surrogatepass')).hexdigest()}"


def written(raw: bytes) -> bytes:
    """A letter without the lines of its road, and with one kind of line ends."""
    text = raw.replace(b"\r\n", b"\n").lstrip(b"\xef\xbb\xbf\x00 \t\r\n").rstrip()
    found = _EMPTY_LINE.search(text)
    head, rest = (text[: found.end()], text[found.end() :]) if found else (text, b"")
    kept, goes_on = [], False
    for line in head.split(b"\n"):
        if line[:1] not in (b" ", b"\t"):
            goes_on = bool(_WRITERS.match(line))
        if goes_on:
            kept.append(line)
    return b"\n".join(kept) + b"\n" + rest if kept else text
