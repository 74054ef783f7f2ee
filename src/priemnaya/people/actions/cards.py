"""Holding the cards of clients: after the cases (cases/states.py says the whole order), always by their keys."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from priemnaya.people.models import Client

KEPT_BACK: list[Callable[[Client, Client], None]] = []
"""Called (of, to) when matters of one card go to another: a module above adds what must hold there too."""


def keep_back(of: Client, to: Client) -> None:
    """What stands on the card `of` and keeps its matters from being destroyed stands on `to` as well, where some of
    them are now."""
    for carry in KEPT_BACK:
        carry(of, to)


def lock_cards(*cards: Client) -> None:
    """Hold the rows until the transaction ends and bring the objects up to date."""
    for card in sorted(cards, key=lambda c: c.pk):
        card.refresh_from_db(from_queryset=Client.objects.select_for_update(of=("self",), no_key=True))


def lock_living_card(card: Client) -> Client:
    """The card that lives: the one itself, or the one it was merged into. Merged while this one waited: the lock is let
    go and the next is taken, so that two cards are never held in a chance order."""
    while True:
        card = Client.objects.select_related("organisation__parent").get(pk=card.pk)
        while card.merged_into is not None:
            card = card.merged_into
        held = transaction.savepoint()
        lock_cards(card)
        if card.merged_into_id is None:
            transaction.savepoint_commit(held)
            return card
        transaction.savepoint_rollback(held)
