"""Messages between the asking process and its workers: a length, then a pickle. Both ends are our own code."""

from __future__ import annotations

import pickle  # between our own processes only, see unpack  # nosec B403
import socket
import struct
from time import monotonic
from typing import Any

HEAD = struct.Struct("!Q")
PIECE = 1 << 20
MIB = 1 << 20


class TooLarge(Exception):
    """The message is over what the receiver takes."""


def pack(value: Any) -> bytes:
    return pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)


def unpack(data: bytes | bytearray) -> Any:
    return pickle.loads(data)  # noqa: S301 - only from our own worker or asker, over our own socket pair  # nosec B301


def send(line: socket.socket, data: bytes) -> None:
    line.sendall(HEAD.pack(len(data)))
    line.sendall(data)


def receive(line: socket.socket, most: int, until: float | None = None) -> bytearray:
    """One message of at most `most` bytes, until a monotonic instant. Raises EOFError, TimeoutError, TooLarge."""
    (size,) = HEAD.unpack(_exactly(line, HEAD.size, until))
    if size > most:
        raise TooLarge
    return _exactly(line, size, until)


def _exactly(line: socket.socket, size: int, until: float | None) -> bytearray:
    data = bytearray()
    while len(data) < size:
        if until is not None:
            line.settimeout(max(0.001, until - monotonic()))
        piece = line.recv(min(PIECE, size - len(data)))
        if not piece:
            raise EOFError
        data += piece
    return data
