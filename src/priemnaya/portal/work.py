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


def challenge(over: float = 1) -> Challenge:
    """over: how many times over the quota; twice over is one bit harder."""
    bits = min(EASIEST + int(math.log2(max(over, 1))), HARDEST)
    return Challenge(signing.dumps([new_code(16), bits], salt=FIELD), bits)


def solved(request: HttpRequest) -> bool:
    """Whether the form brings a challenge of ours solved, for the first time. Using it up is what this does."""
    given, _, number = request.POST.get(FIELD, "").rpartition(" ")
    try:
        nonce, bits = signing.loads(given, salt=FIELD, max_age=AGE)
    except (signing.BadSignature, ValueError, TypeError):
        return False
    return len(number) <= 16 and fits(given, number, bits) and limits.once("work", nonce, seconds=AGE)


def fits(token: str, number: str, bits: int) -> bool:
    digest = hashlib.sha256(f"{token} {number}".encode()).digest()
    return int.from_bytes(digest) >> (256 - bits) == 0
