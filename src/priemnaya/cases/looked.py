"""Who looked at a person's data: records of the journal of access about their cards and cases, wherever their keys
stand."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Q, QuerySet

from priemnaya.core.models import AccessRecord
from priemnaya.people.models import Client, Employee

from .guard import unbarred_cards
from .models import Case, Contact
from .models.walls import walls


def with_joined(clients: Iterable[int]) -> list[int]:
    """Cards with those that were joined to them: they were looked at under their own numbers."""
    known = list(clients)
    return list(Client.objects.filter(Q(pk__in=known) | Q(merged_into__in=known)).values_list("pk", flat=True))


def cases_of_clients(clients: Collection[int]) -> dict[int, str]:
    """Case -> its number."""
    return dict(Case.objects.filter(client__in=clients).values_list("pk", "number"))


def about(clients: Collection[int], cases: Collection[int]) -> Q:
    return Q(clients__overlap=list(clients)) | Q(cases__overlap=list(cases))


def records_about(
    organisation_id: int, clients: Collection[int], cases: Collection[int], more: Q
) -> QuerySet[AccessRecord]:
    """Newest first. more: what else is theirs."""
    found = about(clients, cases) | more
    return AccessRecord.objects.filter(found, organisation_id=organisation_id).order_by("-number")


def without_complaints_of(reader: Employee, rows: QuerySet[AccessRecord]) -> QuerySet[AccessRecord]:
    """Records without those that speak only of cases in which the reader is complained of, of their letters, or of
    cards whose every case is closed to the reader: even that somebody looked would say that there is a complaint."""
    walled = walls(reader, confidential=False)
    barred = list({pk for wall in walled for pk in Case.objects.filter(pk__in=wall).values_list("pk", flat=True)})
    if not barred:
        return rows
    cards = with_joined(Case.objects.filter(pk__in=barred).exclude(client=None).values_list("client", flat=True))
    closed = set(cards) - open_cards(cards, reader)
    letters = [f"contact:{pk}" for pk in Contact.objects.filter(case__in=barred).values_list("pk", flat=True)]
    return (
        rows.exclude(~Q(cases=[]), cases__contained_by=barred)
        .exclude(~Q(clients=[]), cases=[], clients__contained_by=list(closed))
        .exclude(~Q(others=[]), cases=[], clients=[], others__contained_by=letters)
    )


def open_cases(cases: Collection[int], reader: Employee) -> dict[int, str]:
    """Of these cases those the reader may know of, and their numbers."""
    return dict(Case.objects.seen_by(reader).filter(pk__in=cases).values_list("pk", "number"))


def open_cards(clients: Collection[int], reader: Employee) -> set[int]:
    """Of these cards those the reader may know of."""
    return set(unbarred_cards(Client.objects.filter(pk__in=clients), reader).values_list("pk", flat=True))
