"""Recounting the open terms of a body after its calendar or its order changed."""

from __future__ import annotations

from priemnaya.core.models import Obligation
from priemnaya.people.models import Employee, Organisation
from priemnaya.people.policies import forget_calendars

from .models import Case
from .terms import recount


def recompute_open(organisation: Organisation, why: str, *, by: Employee | None = None) -> int:
    """Recount the open terms of a body; returns how many moved. Each says why."""
    forget_calendars()
    owing = Obligation.objects.filter(organisation_id=organisation.pk, subject_type="case").open().values("subject_id")
    cases = Case.objects.filter(organisation=organisation, pk__in=owing).select_related("organisation__parent")
    return sum(recount(case, why, by=by) for case in cases)
