"""Whoever is hired, or is called otherwise, after a caller spoke of them reads the talk no more than anybody named."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction

from priemnaya.cases.actions.newcomers import seek_in_talks
from priemnaya.people.acting import action
from priemnaya.people.models import Organisation
from priemnaya.reception.models import Call

from .back import keep_from
from .words import heard_in

CALLS = "calls"
"""The row of `Sought` that says with which staff the talks of a body were looked through."""


@action("call.take", alone=True)
def seek_in_calls(organisation: Organisation, *, by: None = None) -> int:
    """Talks of no case: a case is looked through by itself. Returns in how many somebody was named."""
    rows = Call.objects.filter(organisation=organisation, case=None, unsought=False).order_by("-pk")

    def talks() -> Iterator[tuple[int, str, str]]:
        for call in rows.only("pk", "caller", "needs").prefetch_related("questions").iterator(chunk_size=500):
            yield call.pk, heard_in(call), call.caller

    return seek_in_talks(organisation, CALLS, talks, _keep)


@transaction.atomic
def _keep(key: int, named: set[int]) -> int:
    call = Call.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=key)
    known = set(call.closed_to.values_list("pk", flat=True))
    if named <= known:
        return 0
    keep_from(call, sorted(known | named))
    return 1
