"""Proof of work: a browser with JavaScript spends a second or two instead of a person waiting. No service of others
takes part: the challenge is signed here, solved once with SHA-256 (static/portal/work.js), good for a quarter of an
hour."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass

from django.core import signing
from django.http import HttpRequest

from priemnaya.core import limits
from priemnaya.core.tokens import new_code

FIELD = "work"
AGE = 15 * limits.MINUTE
EASIEST, HARDEST = 15, 19
"""Leading zero bits: from about a quarter of a second to some seconds of an ordinary machine."""


@dataclass(frozen=True)
class Challenge:
    """token: what is signed; bits: how many zero bits the digest of token and answer begins with."""

    token: str
    bits: int


def _bits(over: float) -> int:
    return min(EASIEST + int(math.log2(max(over, 1))), HARDEST)


def _salt(purpose: str) -> str:
    return f"{FIELD} {purpose}"


def challenge(purpose: str, over: float = 1) -> Challenge:
    """purpose: what it is solved for, and good for nothing else; over: how many times over the quota; twice over is one
    bit harder."""
    bits = _bits(over)
    return Challenge(signing.dumps([new_code(16), bits], salt=_salt(purpose)), bits)


def solved(request: HttpRequest, purpose: str, over: float = 1) -> bool:
    """Whether the form brings a challenge of ours solved, for the first time and for this purpose. over: as it stands
    now; a task given out for less than half of it is too easy, so that none is worth laying in. Using it up is what
    this does."""
    given, _, number = request.POST.get(FIELD, "").rpartition(" ")
    try:
        nonce, bits = signing.loads(given, salt=_salt(purpose), max_age=AGE)
    except (signing.BadSignature, ValueError, TypeError):
        return False
    return (
        bits >= _bits(over) - 1
        and len(number) <= 16
        and fits(given, number, bits)
        and limits.once("work", nonce, seconds=AGE)
    )


def fits(token: str, number: str, bits: int) -> bool:
    digest = hashlib.sha256(f"{token} {number}".encode()).digest()
    return int.from_bytes(digest) >> (256 - bits) == 0
