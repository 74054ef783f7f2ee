"""Whom a talk or a promise may be given to."""

from __future__ import annotations

from priemnaya.people.models import Employee
from priemnaya.people.roles import ROLES

TAKERS = [role for role, (_title, rights) in ROLES.items() if "call.take" in rights]


def takers(me: Employee, *, others: bool = False) -> list[Employee]:
    """Everybody at work who takes calls, by name; others: without the one who asks."""
    rows = Employee.objects.filter(organisation_id=me.organisation_id, is_active=True).select_related("unit")
    rows = rows.order_by("surname", "name", "pk")
    return [e for e in rows if e.may("call.take") and not (others and e.pk == me.pk)]
