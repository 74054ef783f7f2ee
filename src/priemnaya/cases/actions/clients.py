"""Joining two cards of one client: a person decides, nothing is lost, nothing opens by it."""

from __future__ import annotations

from django.db import transaction

from priemnaya.cases.guard import must_see_both
from priemnaya.cases.joining import NEEDS_DOCUMENT, TWO_PEOPLE, seen_of
from priemnaya.cases.models import Case, Contact
from priemnaya.cases.states import lock_cases
from priemnaya.core.journal import record
from priemnaya.errors import Objection, Stale
from priemnaya.people.acting import action
from priemnaya.people.actions.cards import lock_cards
from priemnaya.people.actions.matching import hold_address
from priemnaya.people.models import Client, Consent, DocumentSeen, Employee, MergeSuggestion
from priemnaya.people.proof import Address

from .proving import see_document


@action("case.register")
@transaction.atomic
def merge_clients(client: Client, into: Client, *, by: Employee, seen: str = "", document: str = "") -> None:
    """Move everything of a client to another of the same body. It opens nothing to anybody that was closed before
    (cases/own.py), and it can't be undone. seen: the two cards as they were shown (joining.seen_of); document: the sort
    of the one the client showed, needed when both are proved. Raises Objection, NotAllowed when some case is closed to
    the employee, and Stale when a card has changed: two who merge the same cards crosswise must not make each the
    other's."""
    if client.organisation_id != into.organisation_id or client.pk == into.pk:
        raise Objection("Объединить можно две разные карточки одного органа.")
    lock_cases(*Case.objects.filter(client__in=(client, into)).select_related("organisation__parent"))
    lock_cards(client, into)
    must_see_both(client, into, by)
    if client.merged_into_id or into.merged_into_id:
        raise Stale("Одну из этих карточек уже объединил другой сотрудник. Обновите страницу.")
    if seen and seen != seen_of(client, into):
        raise Stale("Пока вы читали, одна из карточек изменилась. Сравните их ещё раз: ниже они такие, как сейчас.")
    _must_be_one(client, into, document, by)
    keep, other = (client, into) if _surer(client, into) else (into, client)
    point = keep.chosen_point, keep.chosen_address
    names = {n: getattr(keep, n) or getattr(other, n) for n in NAMES_OF_CARD}
    Case.objects.filter(client=client).update(client=into)
    Contact.objects.filter(client=client).update(client=into)
    Consent.objects.filter(client=client).update(client=into)
    for row in client.addresses.all():
        hold_address(into.addresses, Address(row.channel, row.address, row.how))
    DocumentSeen.objects.filter(client=client).update(client=into)
    identity, client.identity, client.merged_into = client.identity, "", into
    client.save(update_fields=["identity", "merged_into"])  # first: one identity stands on one card
    into.identity = into.identity or identity
    into.chosen_point, into.chosen_address = point
    for name, said in names.items():
        setattr(into, name, said)
    into.save()
    Client.objects.filter(merged_into=client).update(merged_into=into)  # always names the card that lives
    MergeSuggestion.objects.filter(client=client, other=into).update(decided="same")
    MergeSuggestion.objects.filter(client=into, other=client).update(decided="same")
    record("client.merged", client, by=by, into=into.pk)


NAMES_OF_CARD = ("surname", "name", "patronymic", "company", "postal_address")


def _must_be_one(client: Client, into: Client, document: str, by: Employee) -> None:
    """Two identities are two people; two proved cards are one person's when a document says so. Raises Objection."""
    if client.identity and into.identity:
        raise Objection(TWO_PEOPLE)
    if client.is_proved and into.is_proved:
        if not document.strip():
            raise Objection(NEEDS_DOCUMENT)
        see_document(into, document, by=by)


def _surer(client: Client, into: Client) -> bool:
    """The names and the chosen point of the better proved card stay: those of the other somebody typed."""
    return bool(client.identity) or (client.is_proved and not into.is_proved)


@action("case.register")
@transaction.atomic
def keep_apart(suggestion: MergeSuggestion, *, by: Employee) -> None:
    """A person says these are two clients: the suggestion is not made again. Raises Stale when it was decided,
    NotAllowed when some case is closed to them."""
    must_see_both(suggestion.client, suggestion.other, by)
    if not MergeSuggestion.objects.filter(pk=suggestion.pk, decided="").update(decided="different"):
        raise Stale("Об этих карточках уже решил другой сотрудник. Обновите страницу.")
    record("client.kept_apart", suggestion.client, by=by, other=suggestion.other_id)


AUDIENCES = ("layman", "firm", "specialist")


@action("case.work")
@transaction.atomic
def set_audience(client: Client, audience: str, *, by: Employee) -> None:
    """Who reads the letters of this client: the checker asks less of a text for a firm or a specialist. Raises
    Objection."""
    if audience not in AUDIENCES:
        raise Objection("Такого читателя нет в списке.")
    client.audience = audience
    client.save(update_fields=["audience"])
    record("client.audience_set", client, by=by, audience=audience)
