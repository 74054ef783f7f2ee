"""Measures about clauses as pages show them: which of them somebody sees, in their order, with the clause in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from django.db.models import F, Prefetch, QuerySet
from django.db.models.functions import Coalesce

from priemnaya.outreach.actions.measures import cited
from priemnaya.outreach.models import ClauseMeasure, MeasureStep
from priemnaya.people.models import Employee, Organisation

Rows = TypeVar("Rows", bound=Iterable[ClauseMeasure])
WAYS = Prefetch("steps", MeasureStep.objects.select_related("to", "by"))


def sees_all(me: Employee) -> bool:
    """The heads, analysts and administrators see what the body owes; others what they answer for."""
    return me.may("report.view") or me.may("people.manage")


def measures_of(me: Employee) -> QuerySet[ClauseMeasure]:
    """The open ones first, the nearest day on top, then what ended last; others see what they answer for."""
    rows = ClauseMeasure.objects.filter(organisation_id=me.organisation_id)
    return in_order(rows if sees_all(me) else rows.filter(owner=me))


def in_order(rows: QuerySet[ClauseMeasure]) -> QuerySet[ClauseMeasure]:
    ended = Coalesce("done_at", "cancelled_at")
    found = rows.annotate(ended=ended).order_by(F("ended").desc(nulls_first=True), "due_on", "pk")
    return found.select_related("owner", "by", "done_by").prefetch_related(WAYS)


def with_clause(found: Rows, body: Organisation) -> Rows:
    """Each with `cited`, its clause as people say it."""
    for one in found:
        one.cited = cited(body, one.clause) or one.clause  # type: ignore[attr-defined]
    return found


def staff_of(me: Employee) -> QuerySet[Employee]:
    """Who may be given a measure."""
    rows = Employee.objects.filter(organisation_id=me.organisation_id, is_active=True)
    return rows.order_by("surname", "name", "pk")
