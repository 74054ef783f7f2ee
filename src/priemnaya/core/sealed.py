"""Text in the database that nobody reads who has only the database: sessions and kept answers of the API. The key comes
from the installation's secret, which lies in no database and no backup.
"""

from __future__ import annotations

import base64
import functools

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

SEALED = "sealed:"


@functools.cache
def _box(purpose: str, *secrets: str) -> MultiFernet:
    """Seals with the first secret, opens with any: as SECRET_KEY and SECRET_KEY_FALLBACKS."""
    made = (salted_hmac(purpose, "key", secret=s, algorithm="sha256").digest() for s in secrets)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in made])


def _boxed(purpose: str) -> MultiFernet:
    return _box(f"priemnaya.{purpose}", settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


def seal(text: str, purpose: str) -> str:
    """purpose: what it is kept for; what is sealed for one opens for no other."""
    return SEALED + _boxed(purpose).encrypt(text.encode()).decode()


def unseal(text: str, purpose: str) -> str | None:
    """A row of before, not sealed, as it is; None when it is another installation's or the secret was changed."""
    if not text.startswith(SEALED):
        return text
    try:
        return _boxed(purpose).decrypt(text.removeprefix(SEALED).encode()).decode()
    except InvalidToken:
        return None
