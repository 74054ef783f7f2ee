"""Mailboxes whose readers have answered «Я этого не писал» (docs/trust.md)."""

from __future__ import annotations

from priemnaya.errors import Objection

from .models import Case


def must_not_be_foreign(case: Case, channel: str, address: str) -> None:
    """Raises Objection for a mailbox whose reader has said that the case is none of theirs."""
    if case.foreign_addresses.filter(channel=channel, address=address).exists():
        raise Objection("Владелец этой почты ответил, что по делу не писал. Укажите другой адрес.")
