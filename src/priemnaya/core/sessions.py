"""Browsers' sessions in the database, encrypted: they hold who was identified, what was typed and not yet taken, what
was searched for.
"""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as InDatabase
from django.contrib.sessions.models import Session

from .sealed import seal, unseal


class SessionStore(InDatabase):
    """Django's own store, whose rows nobody reads who has only the database. A row of before, signed and not sealed, is
    still read."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def encode(self, session_dict: dict[str, Any]) -> str:
        signed = super().encode(session_dict)
        return seal(signed, "sessions")

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        text = session_data.decode() if isinstance(session_data, bytes) else session_data
        opened = unseal(text, "sessions")
        return {} if opened is None else super().decode(opened)  # none: a session like none
