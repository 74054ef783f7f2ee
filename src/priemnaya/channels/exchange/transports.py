"""How documents travel: files in a folder, or signed REST. A transport pushes one document and may bring what waits."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import secrets
import time
from collections.abc import Callable, Iterator
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, Protocol

from priemnaya.channels.base import Away, GiveUp
from priemnaya.channels.http import call, refuse
from priemnaya.core.reading import whole
from priemnaya.core.tokens import equal

from .links import Link

FRESH = 300  # seconds for which a signed request is good
MAX_DOCUMENT = 100 * 1024 * 1024


Waiting = tuple[str, bytes, Callable[[str], None]]
"""A document that came: its name, its bytes, and what settles it (with what is wrong; empty: nothing)."""


class Transport(Protocol):
    """push: hand one outgoing document over, once by its `id`; waiting: what came in."""

    def __init__(self, link: Link) -> None: ...
    def push(self, document: dict[str, Any]) -> None: ...
    def waiting(self) -> Iterator[Waiting]: ...


def sign(key: str, moment: str, nonce: str, body: bytes) -> str:
    """HMAC-SHA256 over «moment.nonce.body», hexadecimal."""
    return hmac.new(key.encode(), f"{moment}.{nonce}.".encode() + body, hashlib.sha256).hexdigest()


def signed_headers(key: str, body: bytes) -> dict[str, str]:
    moment, nonce = str(int(time.time())), secrets.token_hex(12)
    return {
        "Content-Type": "application/json",
        "X-Exchange-Timestamp": moment,
        "X-Exchange-Nonce": nonce,
        "X-Exchange-Signature": sign(key, moment, nonce, body),
    }


def signature_fits(key: str, moment: str, nonce: str, body: bytes, given: str) -> bool:
    """True for a fresh request signed with the key; compared in constant time."""
    fresh = (sent := whole(moment)) is not None and abs(time.time() - sent) <= FRESH and 8 <= len(nonce) <= 64
    return bool(key) and equal(given, sign(key, moment, nonce, body)) and fresh


class Rest:
    """POST of each document to the gateway. 2xx and 409 (known already): handed over."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def push(self, document: dict[str, Any]) -> None:
        body = json.dumps(document, ensure_ascii=False, sort_keys=True).encode()
        answer = call(
            "POST", f"{self.link.where}/{document['type']}", data=body, headers=signed_headers(self.link.key, body)
        )
        if answer.status_code != 409:
            refuse(answer)

    def waiting(self) -> Iterator[Waiting]:
        yield from ()


class Folder:
    """in/*.json are taken and moved to done/ or failed/ (with the reason beside); out/ is written whole, then
    renamed."""

    def __init__(self, link: Link) -> None:
        self.folder = link.folder
        for name in ("in", "out", "done", "failed"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)

    def push(self, document: dict[str, Any]) -> None:
        target = self.folder / "out" / f"{document['id']}.json"
        try:
            part = target.with_suffix(".part")
            part.write_text(json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8")
            os.replace(part, target)
        except OSError as error:
            raise Away(f"Папка обмена недоступна: {error}") from error

    def waiting(self) -> Iterator[Waiting]:
        """All are tried; a file that can't be read is told of when the others have been."""
        unread: OSError | None = None
        for path in sorted((self.folder / "in").glob("*.json")):
            try:
                if path.stat().st_size > MAX_DOCUMENT:
                    self._settle(path, "файл больше 100 МБ")
                    continue
                content = path.read_bytes()
            except FileNotFoundError:  # another worker was quicker
                continue
            except OSError as error:
                unread = error
                continue
            yield path.name, content, lambda problem, path=path: self._settle(path, problem)  # type: ignore[misc]
        if unread is not None:
            raise unread

    def _settle(self, path: Path, problem: str) -> None:
        place = self.folder / ("failed" if problem else "done") / path.name
        if problem:
            place.with_suffix(".txt").write_text(problem + "\n", encoding="utf-8")
        with contextlib.suppress(FileNotFoundError):  # another worker has settled it
            os.replace(path, place)


TRANSPORTS: dict[str, type[Transport]] = {"folder": Folder, "http": Rest, "https": Rest}


def transport_of(link: Link) -> Transport:
    """The transport of a link's scheme, ours or an installed one. Raises GiveUp for an unknown scheme."""
    if link.scheme in TRANSPORTS:
        return TRANSPORTS[link.scheme](link)
    for point in entry_points(group="priemnaya.exchange"):
        if point.name == link.scheme:
            made: Transport = point.load()(link)
            return made
    raise GiveUp(f"Нет транспорта «{link.scheme}»")
