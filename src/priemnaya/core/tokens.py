"""Secrets given to people: made once, kept only as digests, compared in constant time."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from django.conf import settings

# No letters that are confused with digits when read aloud or from paper.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def new_code(length: int = 10) -> str:
    """A code a person can dictate: 10 signs of 32 are 50 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def code_of(key: str, length: int = 10) -> str:
    """The code that belongs to a key which one page alone knows: pressed twice, that page is shown the same one, and
    nobody keeps it meanwhile. Without our secret it tells nothing."""
    made = hmac.new(settings.SECRET_KEY.encode(), f"code\0{key}".encode("utf-8", "replace"), hashlib.sha256).digest()
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in made[:length])


def new_token() -> str:
    """A link secret, 192 bits."""
    return secrets.token_urlsafe(24)


def new_api_token() -> str:
    """For another system: 256 bits, with a prefix that secret scanners know."""
    return "prm_" + secrets.token_urlsafe(32)


def api_digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def digest(secret: str) -> str:
    return hashlib.sha256(secret.strip().upper().replace("-", "").encode()).hexdigest()


LOOK_ALIKE = str.maketrans("АВЕКМНРСТУХЗ1IІ", "ABEKMHPCTYX3LLL")
"""Russian letters that look like ours, and signs no code has, for the one they are taken for."""


def as_code(typed: str) -> str:
    """A code however it was typed: in pieces, in small letters, in the other alphabet."""
    return "".join(c for c in typed.upper().translate(LOOK_ALIKE) if c.isalnum())


def equal(given: str, kept: str) -> bool:
    """Whether two secrets are the same, in constant time, whatever letters a stranger sent: the one comparison of
    secrets here."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), kept.encode("utf-8", "replace"))


def same(secret: str, stored: str) -> bool:
    """Whether a person typed the code whose digest is stored."""
    return equal(digest(as_code(secret)), stored)
