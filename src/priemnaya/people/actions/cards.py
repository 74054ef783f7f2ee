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


def lock_living_cards(*cards: Client) -> list[Client]:
    """For each the card that lives, the one itself or the one it was merged into: held together in the order of their
    keys. One of them merged while this one waited: all are let go and looked for anew, so that two cards are never held
    in a chance order."""
    while True:
        found = [_living(card) for card in cards]
        once = {card.pk: card for card in found}
        held = transaction.savepoint()
        lock_cards(*once.values())
        if all(card.merged_into_id is None for card in once.values()):
            transaction.savepoint_commit(held)
            return [once[card.pk] for card in found]
        transaction.savepoint_rollback(held)


def lock_living_card(card: Client) -> Client:
    """The same for one."""
    return lock_living_cards(card)[0]


def _living(card: Client) -> Client:
    card = Client.objects.select_related("organisation__parent").get(pk=card.pk)
    while card.merged_into is not None:
        card = card.merged_into
    return card
