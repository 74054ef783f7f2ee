"""Whoever is hired, or is called otherwise, after a visitor wrote of them reads it no more than anybody named."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction

from priemnaya.cases.actions.newcomers import seek_in_talks
from priemnaya.people.models import Organisation
from priemnaya.reception.models import Visit

VISITS = "visits"
"""The row of `Sought` that says with which staff the words of a body's visitors were looked through."""


def seek_newcomers_in_visits(organisation: Organisation) -> int:
    """In the words of how many visitors somebody was named."""
    rows = Visit.objects.filter(organisation=organisation, unsought=False).exclude(about="").order_by("-pk")

    def told() -> Iterator[tuple[int, str, str]]:
        yield from rows.values_list("pk", "about", "name").iterator(chunk_size=500)

    return seek_in_talks(organisation, VISITS, told, _keep)


@transaction.atomic
def _keep(key: int, named: set[int]) -> int:
    visit = Visit.objects.select_for_update(of=("self",)).get(pk=key)
    fresh = named - set(visit.closed_to.values_list("pk", flat=True))
    visit.closed_to.add(*fresh)
    return int(bool(fresh))
