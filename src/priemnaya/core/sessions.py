"""Browsers' sessions in the database, encrypted: they hold who was identified, what was typed and not yet taken, what
was searched for. The key comes from the installation's secret, which lies in no database and no backup.
"""

from __future__ import annotations

import base64
import functools
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as InDatabase
from django.contrib.sessions.models import Session
from django.utils.crypto import salted_hmac

SEALED = "sealed:"


@functools.cache
def _box(*secrets: str) -> MultiFernet:
    """Seals with the first secret, opens with any: as SECRET_KEY and SECRET_KEY_FALLBACKS."""
    made = (salted_hmac("priemnaya.sessions", "key", secret=s, algorithm="sha256").digest() for s in secrets)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in made])


class SessionStore(InDatabase):
    """Django's own store, whose rows nobody reads who has only the database. A row of before, signed and not sealed, is
    still read."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def encode(self, session_dict: dict[str, Any]) -> str:
        signed = super().encode(session_dict)
        return SEALED + _box(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS).encrypt(signed.encode()).decode()

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        text = session_data.decode() if isinstance(session_data, bytes) else session_data
        if text.startswith(SEALED):
            box = _box(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
            try:
                text = box.decrypt(text.removeprefix(SEALED).encode()).decode()
            except InvalidToken:  # another installation's, or the secret was changed: a session like none
                return {}
        return super().decode(text)
