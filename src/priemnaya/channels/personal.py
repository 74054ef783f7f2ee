"""Personal data that channels keep: talks of the chat, who wrote comments, documents and scans taken from folders."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from priemnaya.core.erasure import Keeper, keeps

from .exchange.links import links
from .personal_talks import HELD_TALKS, expire_talks, export_talks, gather_talks

TAKEN, FAILED = dt.timedelta(days=30), dt.timedelta(days=365)
"""How long a file stays in done/ (its content is in the database), and in failed/ and out/ (people were told, a gateway
took it)."""


def _folders() -> Iterator[Path]:
    for link in links():
        if link.scheme == "folder":
            yield link.folder
    if settings.SCANS and (scans := Path(settings.SCANS)).is_dir():
        yield from (p for p in scans.iterdir() if p.is_dir())


def _expire(now: dt.datetime) -> int:
    gone = expire_talks(now)
    for folder in _folders():
        for name, age in (("done", TAKEN), ("failed", FAILED), ("out", FAILED)):
            for path in (folder / name).glob("*"):
                if path.is_file() and path.stat().st_mtime < (now - age).timestamp():
                    path.unlink(missing_ok=True)
                    gone += 1
    return gone


keeps(Keeper("channels", held=HELD_TALKS, gather=gather_talks, expire=_expire, export=export_talks))
