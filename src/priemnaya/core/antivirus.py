"""The hook for clamd: off unless PRIEMNAYA_CLAMD names it. Files are streamed (INSTREAM), nothing is written to
disk; without TLS, so only to this machine."""

from __future__ import annotations

import contextlib
import logging
import socket
import struct
from urllib.parse import urlsplit

from django.conf import settings

from .outbound import Barred, only_here

log = logging.getLogger(__name__)
CLEAN, UNKNOWN = "clean", "unchecked"
CHUNK = 1 << 18


def scan(content: bytes) -> str:
    """«» when no antivirus is set, «clean», the name of what was found, or «unchecked» when clamd did not answer."""
    if not settings.CLAMD:
        return ""
    try:
        answer = _ask(content)
    except (OSError, Barred) as error:
        log.warning("clamd: %s", error)
        return UNKNOWN
    if answer.endswith("OK"):
        return CLEAN
    if answer.endswith("FOUND"):
        return answer.removesuffix("FOUND").partition(":")[2].strip()[:120] or "FOUND"
    return UNKNOWN


def harmful(found: str) -> bool:
    """Something was found: such a file is kept and never handed out."""
    return found not in ("", CLEAN, UNKNOWN)


def _ask(content: bytes) -> str:
    parts = urlsplit(settings.CLAMD)
    unix = parts.scheme == "unix"
    if not unix:
        only_here(parts.hostname or "127.0.0.1")
    with contextlib.closing(socket.socket(socket.AF_UNIX if unix else socket.AF_INET)) as line:
        line.settimeout(30)
        line.connect(parts.path if unix else (parts.hostname or "127.0.0.1", parts.port or 3310))
        line.sendall(b"zINSTREAM\0")
        for at in range(0, len(content), CHUNK):
            piece = content[at : at + CHUNK]
            line.sendall(struct.pack("!L", len(piece)) + piece)
        line.sendall(struct.pack("!L", 0))
        answer = b""
        while piece := line.recv(4096):
            answer += piece
    return answer.rstrip(b"\0\n ").decode("utf-8", "replace")
