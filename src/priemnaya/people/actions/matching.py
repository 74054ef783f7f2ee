"""Whose card a message belongs to: matched by proof, never by what was typed; look-alikes become suggestions, never
silent merges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Manager, Q
from django.utils import timezone

from priemnaya.people.models import Client, ClientAddress, MergeSuggestion, Organisation, unproved
from priemnaya.people.proof import Address, Level
from priemnaya.people.reaching import normal
from priemnaya.plain.names import kind_of
from priemnaya.policy.contact_points import title_of

from .cards import lock_cards


@transaction.atomic
def find_or_make(
    organisation: Organisation,
    *,
    addresses: Iterable[Address],
    kind: str = "citizen",
    identity: str = "",
    **fields: str,
) -> Client:
    """Whose card a message belongs to (docs/trust.md): of the proved identity; else the unproved one that holds an
    address just proved; else always a new one, for what is typed proves nothing. Look-alikes become suggestions for
    people to decide; no card but an own one is completed. The card is held until the caller's transaction ends: nobody
    joins it away between finding and using it."""
    given = _normalised(addresses)
    surname = fields.get("surname", "")
    client = _held_card(organisation, given, identity, surname)
    if client is None and not identity and _hold_mailboxes(organisation, given):
        client = _held_card(organisation, given, identity, surname)  # perhaps made while this one waited
    if client is None:
        kind = kind if identity else kind_of(kind, fields.get("company", ""))
        client = _new_card(Client(organisation=organisation, kind=kind, identity=identity, **_cut(fields)))
        _suggest(client, given)
    else:
        _complete(client, fields)
    for one in given:
        hold_address(client.addresses, one)
    return client


def _held_card(organisation: Organisation, given: Sequence[Address], identity: str, surname: str) -> Client | None:
    """The same card, held until the transaction ends and still the one: while this one waited, it may have been joined
    to another, or parted, or its address may have been taken off. Then it is let go and looked for anew."""
    while True:
        found = card_of(organisation, given, identity, surname)
        if found is None:
            return None
        held = transaction.savepoint()
        lock_cards(found)
        if card_of(organisation, given, identity, surname) == found:
            transaction.savepoint_commit(held)
            return found
        transaction.savepoint_rollback(held)


def _hold_mailboxes(organisation: Organisation, given: Sequence[Address]) -> bool:
    """Two first messages of one proved mailbox (or account) at once: the second waits until the card of the first
    stands, and finds it. No constraint can say so, for a family shares a mailbox. Held before any case or card, until
    the transaction ends. Returns whether there was something to hold."""
    proved = sorted({(a.channel, a.address) for a in given if a.level >= Level.REACHABLE})
    with connection.cursor() as cursor:
        for channel, address in proved:
            key = f"mailbox {organisation.pk} {channel} {address}"
            cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
    return bool(proved)


def _new_card(card: Client) -> Client:
    """Two first messages of one identity at once: the second waits for the first, and stands on its card."""
    try:
        with transaction.atomic():
            card.save(force_insert=True)
    except IntegrityError:
        found = _held_card(card.organisation, (), card.identity, card.surname) if card.identity else None
        if found is None:
            raise
        return found
    return card


def card_of(organisation: Organisation, given: Sequence[Address], identity: str, surname: str) -> Client | None:
    """The card a message belongs to, if there is one (docs/trust.md, «Whose card»). given: normalised addresses."""
    return _of_identity(organisation, identity) if identity else _of_mailbox(organisation, given, surname)


def _normalised(addresses: Iterable[Address]) -> list[Address]:
    return [replace(a, address=n) for a in addresses if a.address and (n := normal(a.channel, a.address))]


def _cut(fields: dict[str, str]) -> dict[str, str]:
    return {k: v.strip()[:300] for k, v in fields.items()}


def _of_identity(organisation: Organisation, identity: str) -> Client | None:
    found = Client.objects.filter(organisation=organisation, identity=identity).select_related("merged_into").first()
    return found.living if found else None


def _of_mailbox(organisation: Organisation, given: Sequence[Address], surname: str) -> Client | None:
    """The card without a proved identity that holds an address which is proved there and here. Families share a
    mailbox, so another surname makes another card."""
    surname = _same_letters(surname)
    proved = Q()
    for one in given:
        if one.level >= Level.REACHABLE:
            proved |= Q(channel=one.channel, address=one.address)
    if not proved:
        return None
    held = ClientAddress.objects.filter(
        proved,
        unproved("client"),
        level__gte=Level.REACHABLE,
        client__organisation=organisation,
        client__merged_into=None,
    )
    cards = (row.client for row in held.select_related("client").order_by("client_id"))
    return next((c for c in cards if not surname or not c.surname or _same_letters(c.surname) == surname), None)


def _same_letters(surname: str) -> str:
    return surname.strip().lower().replace("ё", "е")


def hold_address(held: Manager[Any], given: Address) -> None:
    """Keep an address (of a card or of a case); a level never falls."""
    now = timezone.now() if given.level > Level.CLAIMED else None
    row, made = held.get_or_create(
        channel=given.channel,
        address=given.address,
        defaults={"level": given.level, "how": given.how, "proved_at": now},
    )
    if not made:
        held.filter(pk=row.pk, level__lt=given.level).update(level=given.level, how=given.how, proved_at=now)


def _complete(client: Client, fields: dict[str, str]) -> None:
    changed = [k for k, v in _cut(fields).items() if v and not getattr(client, k)]
    for name in changed:
        setattr(client, name, fields[name].strip()[:300])
    if "company" in changed and not client.identity:  # the firm is what the card is called by now
        client.kind = kind_of(client.kind, client.company)
        changed.append("kind")
    if changed:
        client.save(update_fields=changed)


def _suggest(client: Client, addresses: list[Address]) -> None:
    others = Client.objects.filter(organisation=client.organisation, merged_into=None).exclude(pk=client.pk)
    for one in addresses:
        for other in others.filter(addresses__channel=one.channel, addresses__address=one.address)[:5]:
            suggest(client, other, f"тот же адрес: {title_of(one.channel)}")
    if client.surname and client.name:
        same = others.filter(
            surname__iexact=client.surname, name__iexact=client.name, patronymic__iexact=client.patronymic
        )
        for other in same[:5]:
            suggest(client, other, "те же фамилия, имя и отчество")


def suggest(client: Client, other: Client, reason: str) -> None:
    """Two cards may be one person's: people decide. What was decided stays."""
    MergeSuggestion.objects.get_or_create(client=client, other=other, defaults={"reason": reason})
