"""Saying that an address of a proved card is its owner's: by the owner, or with a document seen for this very one.

Until then an address opens only the cases that prove it themselves, whatever cards employees join (cases/own.py).
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from priemnaya.cases.guard import must_see_all
from priemnaya.cases.models import Case, CaseAddress
from priemnaya.cases.own import Own
from priemnaya.cases.states import lock_cards_whole
from priemnaya.core.journal import record
from priemnaya.errors import Objection, Stale
from priemnaya.people.acting import action
from priemnaya.people.models import ClientAddress, Employee
from priemnaya.people.proof import Level

from .window import see_document


@transaction.atomic
def agree_own_address(own: Own) -> None:
    """Whoever is identified and has just shown a mailbox says that both are theirs: from now on either opens what the
    other does. Raises Objection when that is not what was shown."""
    held = own.unagreed()
    if held is None:
        raise Objection("Сначала подтвердите и личность, и этот адрес: откройте ссылку из письма на него.")
    _hold(held)
    if not _agree(held):
        raise Stale("Этот адрес уже подтверждён. Обновите страницу.")
    record("client.address_agreed", held.client, by=None, address=held.pk)


@action("case.register")
@transaction.atomic
def agree_address(held: ClientAddress, *, document: str, by: Employee) -> None:
    """The client has shown a document and named this address theirs. The document's sort is kept, never its number.
    Raises Objection without one, Stale when it is known already or the card has been joined to another."""
    if not document.strip():
        raise Objection("Запишите, какой документ показал клиент: без него адрес карточку не откроет.")
    _hold(held)
    must_see_all(held.client, by=by)
    if not _agree(held):
        raise Stale("Этот адрес уже подтверждён. Обновите страницу.")
    see_document(held.client, document, by=by)
    record("client.address_agreed", held.client, by=by, address=held.pk)


def _hold(held: ClientAddress) -> None:
    """The card with its cases, until it is written. What was shown was said of this very card: of the one it was joined
    to nobody said it. Raises Stale."""
    lock_cards_whole(held.client)
    if held.client.merged_into_id:
        raise Stale("Эту карточку тем временем объединили с другой. Откройте ту и подтвердите адрес в ней.")


def _agree(held: ClientAddress) -> bool:
    done = ClientAddress.objects.filter(pk=held.pk, agreed_at=None).update(agreed_at=timezone.now())
    proving = CaseAddress.objects.filter(channel=held.channel, address=held.address, level__gt=Level.CLAIMED)
    rows = Case.objects.filter(client=held.client_id, pk__in=proving.values("case"), level__lt=Level.IDENTIFIED)
    rows.update(level=Level.IDENTIFIED)
    return bool(done)
