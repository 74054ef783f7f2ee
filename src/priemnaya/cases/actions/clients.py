"""Joining two cards of one client: a person decides, nothing is lost."""

from __future__ import annotations

from django.db import transaction

from priemnaya.cases.models import Case, Contact
from priemnaya.cases.states import lock_cases
from priemnaya.core.journal import record
from priemnaya.errors import Objection, Stale
from priemnaya.people.acting import action
from priemnaya.people.actions.cards import lock_cards
from priemnaya.people.models import Client, ClientAddress, Consent, Employee, MergeSuggestion


@action("case.register")
@transaction.atomic
def merge_clients(client: Client, into: Client, *, by: Employee) -> None:
    """Move everything of a client to another of the same body. Raises Objection, and Stale when a colleague has merged
    one of the cards already: two who merge the same cards crosswise must not make each the other's."""
    if client.organisation_id != into.organisation_id or client.pk == into.pk:
        raise Objection("Объединить можно две разные карточки одного органа.")
    lock_cases(*Case.objects.filter(client__in=(client, into)).select_related("organisation__parent"))
    lock_cards(client, into)
    if client.merged_into_id or into.merged_into_id:
        raise Stale("Одну из этих карточек уже объединил другой сотрудник. Обновите страницу.")
    Case.objects.filter(client=client).update(client=into)
    Contact.objects.filter(client=client).update(client=into)
    Consent.objects.filter(client=client).update(client=into)
    if not into.chosen_point:
        into.chosen_point, into.chosen_address = client.chosen_point, client.chosen_address
    for address in client.addresses.all():
        ClientAddress.objects.get_or_create(client=into, channel=address.channel, address=address.address)
    for name in ("surname", "name", "patronymic", "company", "postal_address"):
        if not getattr(into, name):
            setattr(into, name, getattr(client, name))
    into.save()
    client.merged_into = into
    client.save(update_fields=["merged_into"])
    Client.objects.filter(merged_into=client).update(merged_into=into)  # always names the card that lives
    MergeSuggestion.objects.filter(client=client, other=into).update(decided="same")
    MergeSuggestion.objects.filter(client=into, other=client).update(decided="same")
    record("client.merged", client, by=by, into=into.pk)


@action("case.register")
@transaction.atomic
def keep_apart(suggestion: MergeSuggestion, *, by: Employee) -> None:
    """A person says these are two clients: the suggestion is not made again. Raises Stale when it was decided."""
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
