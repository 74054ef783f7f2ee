"""Heads of units and who stands in for whom: actions of the head and the administrator."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from priemnaya.core.journal import notify, record
from priemnaya.core.settings_kept import must_stand
from priemnaya.errors import Objection, Stale
from priemnaya.people.acting import action
from priemnaya.people.hands import WORKS, must_work, why_not_given
from priemnaya.people.models import Employee, Substitution, Unit
from priemnaya.people.told import head_told, unit_told
from priemnaya.people.words import MAY, lacks_as_head

from .places import unit_kept

SCREEN = "/w/staff/"


@action("staff.manage")
@transaction.atomic
def name_substitute(
    employee: Employee, substitute: Employee, *, since: dt.date, until: dt.date, by: Employee, reason: str = ""
) -> Substitution:
    """From `since` to `until` (both included) the substitute does the employee's work. Raises NotAllowed, Objection.

    Chains are refused: a substitute is at work oneself, so that work handed over always ends with somebody present.
    """
    if employee.pk == substitute.pk:
        raise Objection("Замещает другой человек. Выберите двух разных сотрудников.")
    if substitute.organisation_id != employee.organisation_id:
        raise Objection("Замещать может только сотрудник того же органа.")
    acts = employee.may(MAY["head"]) and substitute.may(MAY["signer"])  # signs in the head's place, works on no case
    if employee.may(WORKS) and why_not_given(substitute) and not acts:
        raise Objection(f"{employee} работает с делами, а {substitute} — нет. Выберите того, кто с ними работает.")
    if until < since:
        raise Objection("Последний день раньше первого. Проверьте даты.")
    if until < employee.organisation.local(timezone.now()).date():
        raise Objection("Этот срок уже прошёл. Проверьте даты.")
    list(Employee.objects.select_for_update().filter(pk__in=(employee.pk, substitute.pk)).order_by("pk"))
    same_days = Substitution.objects.filter(since__lte=until, until__gte=since)
    if known := same_days.filter(employee=employee).first():
        raise Objection(f"В эти дни его уже замещает {known.substitute}. Сначала прекратите то замещение.")
    if same_days.filter(employee=substitute).exists():
        raise Objection(f"{substitute} в эти дни сам отсутствует. Выберите другого.")
    if known := same_days.filter(substitute=employee).first():
        raise Objection(f"{employee} в эти дни замещает сотрудника {known.employee}. Сначала назначьте тому другого.")
    row = Substitution.objects.create(
        employee=employee, substitute=substitute, since=since, until=until, by=by, reason=reason.strip()[:200]
    )
    record("substitution.named", employee, by=by, substitution=row.pk)
    if substitute != by:
        notify(substitute, f"Вы замещаете: {employee}, с {since:%d.%m.%Y} по {until:%d.%m.%Y}", SCREEN, kind="assigned")
    return row


@action("staff.manage")
@transaction.atomic
def end_substitution(row: Substitution, *, by: Employee) -> None:
    """The absent one is back today. One that has not begun is removed whole. Raises Stale for one that has ended."""
    yesterday = row.employee.organisation.local(timezone.now()).date() - dt.timedelta(days=1)
    runs = Substitution.objects.filter(pk=row.pk, until__gt=yesterday)
    done = runs.delete()[0] if row.since > yesterday else runs.update(until=yesterday)
    if not done:
        raise Stale("Замещение уже закончено. Обновите страницу.")
    record("substitution.ended", row.employee, by=by, substitution=row.pk)


@action("staff.manage")
@transaction.atomic
def name_unit_head(unit: Unit, employee: Employee | None, *, by: Employee, seen: str = "") -> str:
    """Who heads a unit: the one to whom work handed to the unit is announced. seen: the token of `head_told` of the
    page that asks. Returns what of the order this head has no right to do, in words; empty when nothing is. Raises
    Objection, Stale."""
    row = Unit.objects.select_for_update(of=("self",)).select_related("head").get(pk=unit.pk)
    must_stand(head_told(row.head), seen)
    if employee is not None and employee.organisation_id != row.organisation_id:
        raise Objection("Отделом руководит сотрудник того же органа.")
    must_work(employee)
    was = unit_told(row)
    row.head = unit.head = employee
    row.save(update_fields=["head"])
    record("unit.head_named", row, by=by, employee=employee.pk if employee else None)
    unit_kept(row, was, by)
    return lacks_as_head(employee)
