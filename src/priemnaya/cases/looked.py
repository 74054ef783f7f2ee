"""Who looked at a person's data: records of the journal of access about their cards and cases, wherever their keys
stand."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Q, QuerySet

from priemnaya.core.models import AccessRecord
from priemnaya.people.models import Client

from .models import Case


def with_joined(clients: Iterable[int]) -> list[int]:
    """Cards with those that were joined to them: they were looked at under their own numbers."""
    known = list(clients)
    return list(Client.objects.filter(Q(pk__in=known) | Q(merged_into__in=known)).values_list("pk", flat=True))


def cases_of_clients(clients: Collection[int]) -> dict[int, str]:
    """Case -> its number."""
    return dict(Case.objects.filter(client__in=clients).values_list("pk", "number"))


def about(clients: Collection[int], cases: Collection[int]) -> Q:
    return Q(clients__overlap=list(clients)) | Q(cases__overlap=list(cases))


def records_about(organisation_id: int, clients: Collection[int], cases: Collection[int]) -> QuerySet[AccessRecord]:
    """Newest first."""
    return AccessRecord.objects.filter(about(clients, cases), organisation_id=organisation_id).order_by("-number")
