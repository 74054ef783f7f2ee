"""Who may be given cases: whoever works on them. Others cannot even open one, so that what they are given is nobody's;
lists of people offer none of them, and every action that gives asks here."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from priemnaya.errors import Objection
from priemnaya.people.models import Employee, Organisation, Unit
from priemnaya.people.roles import ROLES

WORKS = "case.work"
_ROLES = [name for name, (_title, held) in ROLES.items() if WORKS in held]


def working(body: Organisation) -> QuerySet[Employee]:
    """The people of a body who are at work and work on cases, by surname."""
    staff = Employee.objects.filter(organisation=body, is_active=True, roles__has_any_keys=_ROLES)
    return staff.order_by("surname", "name", "pk")


def taking_units(body: Organisation) -> QuerySet[Unit]:
    """The departments that may be given cases, by name: those that are open, and not under somebody who cannot work on
    them."""
    barred = Q(head__is_active=True) & ~Q(head__roles__has_any_keys=_ROLES)
    return body.units.filter(closed_at=None).exclude(barred).order_by("name")


def lies_idle(on: str = "") -> Q:
    """Of cases: who has them is gone, or works on cases no more. on: where the case stands."""
    return Q(**{f"{on}assignee__isnull": False}) & (
        Q(**{f"{on}assignee__is_active": False}) | ~Q(**{f"{on}assignee__roles__has_any_keys": _ROLES})
    )


def why_not_given(to: Employee | None, unit: Unit | None = None) -> str:
    """Why a case given so would lie with somebody who cannot work on it; empty when it would not."""
    if to is not None:
        return "" if to.may(WORKS) else f"{to} не работает с делами."
    head = unit.head if unit else None
    if head is None or not head.is_active or head.may(WORKS):
        return ""
    return f"Отделом «{unit}» руководит {head}, а этот сотрудник не работает с делами."


def must_work(to: Employee | None, unit: Unit | None = None) -> None:
    """Raises Objection."""
    if why := why_not_given(to, unit):
        raise Objection(f"{why} Выберите того, кто с ними работает.")
