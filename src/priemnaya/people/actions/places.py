"""Departments and points of contact, as an administrator keeps them. What a person saved here the order's file leaves
alone."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from priemnaya.core.journal import record
from priemnaya.core.settings_kept import must_stand, setting_changed
from priemnaya.errors import Objection, Stale
from priemnaya.people.acting import action
from priemnaya.people.models import Employee, InteractionPoint, Organisation, Unit
from priemnaya.people.told import point_told, unit_told
from priemnaya.policy.contact_points import FUNCTION_TITLES, POINT_KINDS


def _fits(text: str, longest: int, what: str) -> str:
    typed = " ".join(text.split())
    if len(typed) > longest:
        raise Objection(f"{what}: длиннее {longest} знаков. Сократите.")
    return typed


@action("people.manage")
@transaction.atomic
def save_unit(
    organisation: Organisation,
    name: str,
    *,
    by: Employee,
    unit: Unit | None = None,
    functions: str = "",
    seen: str = "",
) -> Unit:
    """A new department, or another name of one. seen: the token of what the page showed. Raises Objection, Stale."""
    if unit is not None:
        unit = Unit.objects.select_for_update(of=("self",)).select_related("head").get(pk=unit.pk)
        must_stand(unit_told(unit), seen)
    title = _fits(name, 200, "Название")
    if not title:
        raise Objection("Назовите отдел.")
    same = Unit.objects.filter(organisation=organisation, name__iexact=title, closed_at=None)
    if same.exclude(pk=unit.pk if unit else 0).exists():
        raise Objection(f"Отдел «{title}» уже есть.")
    was = unit_told(unit) if unit else None
    if unit is None:
        known = Unit.objects.filter(organisation=organisation).count()
        unit = Unit(organisation=organisation, slug=f"unit-{known + 1}-{timezone.now():%y%m%d%H%M%S}")
    unit.name, unit.functions, unit.entered_by = title, _fits(functions, 300, "Функции"), by
    unit.save()
    record("unit.saved", unit, by=by)
    unit_kept(unit, was, by)
    return unit


@action("people.manage")
@transaction.atomic
def close_unit(unit: Unit, *, by: Employee, seen: str = "") -> None:
    """No work goes there any more. seen: as of `save_unit`. Raises Objection while somebody works in it, Stale when it
    is closed or not what the page showed."""
    now = Unit.objects.select_for_update(of=("self",)).select_related("head").get(pk=unit.pk)
    if now.closed_at:
        raise Stale("Отдел уже закрыт.")
    must_stand(unit_told(now), seen)
    if Employee.objects.filter(unit=now, is_active=True).exists():
        raise Objection("В отделе есть сотрудники. Сначала переведите их.")
    was = unit_told(now)
    now.closed_at, now.entered_by, now.head = timezone.now(), by, None
    now.save(update_fields=["closed_at", "entered_by", "head"])
    record("unit.closed", now, by=by)
    unit_kept(now, was, by)


def unit_kept(row: Unit, was: dict[str, str] | None, by: Employee) -> None:
    now = unit_told(row)
    setting_changed("unit", row.pk, body=row.organisation_id, by=by, name=row.name, was=was, now=now)


@action("people.manage")
@transaction.atomic
def save_point(
    organisation: Organisation,
    kind: str,
    *,
    name: str,
    address: str,
    functions: Iterable[str],
    by: Employee,
    hours: str = "",
    accessibility: str = "",
    approved_by: str = "",
    point: InteractionPoint | None = None,
    seen: str = "",
) -> InteractionPoint:
    """A point of the register as its act approved it. What a clause of the order says of its functions prevails.
    accessibility: separated by commas. seen: the token of what the page that asks showed. Raises Objection, Stale."""
    if point is not None:
        point = InteractionPoint.objects.select_for_update(of=("self",)).get(pk=point.pk)
        must_stand(point_told(point), seen)
    if kind not in POINT_KINDS:
        raise Objection("Выберите вид точки.")
    title, act = _fits(name, 100, "Название"), _fits(approved_by, 200, "Чем утверждена")
    served = [f for f in FUNCTION_TITLES if f in set(functions)]
    _must_be_whole(title, act, served)
    place = _fits(address, 300, "Адрес")
    same = InteractionPoint.objects.filter(organisation=organisation, kind=kind, address=place)
    if same.exclude(pk=point.pk if point else 0).exists():
        raise Objection("Такая точка с этим адресом уже есть в реестре.")
    if kind == "email" and (owner := _mailbox_of_another(organisation, place)):
        raise Objection(f"Почта {place} уже у органа «{owner.short}»: у каждого органа своя.")
    was = point_told(point) if point else None
    row = point or InteractionPoint(organisation=organisation, place=organisation.points.count())
    row.kind, row.name, row.address, row.functions = kind, title, place, served
    row.hours, row.approved_by = _fits(hours, 300, "Часы"), act
    row.accessibility = [_fits(part, 100, "Доступность") for part in re.split(r"[,;\n]", accessibility) if part.strip()]
    row.closed_at, row.entered_by = None, by
    row.save()
    record("point.saved", row, by=by)
    _point_kept(row, was, by)
    return row


def _must_be_whole(title: str, act: str, served: list[str]) -> None:
    """Raises Objection."""
    if not title:
        raise Objection("Назовите точку.")
    if not act:
        raise Objection("Напишите, каким актом точка утверждена: без него её в реестре быть не может.")
    if not served:
        raise Objection("Отметьте, что через точку можно.")


def _point_kept(row: InteractionPoint, was: dict[str, str] | None, by: Employee) -> None:
    now = point_told(row)
    setting_changed("point", row.pk, body=row.organisation_id, by=by, name=row.name, was=was, now=now)


def _mailbox_of_another(organisation: Organisation, mailbox: str) -> Organisation | None:
    """Letters to a mailbox that two bodies name would go to one of them only."""
    family = organisation.parent_id or organisation.pk
    others = Organisation.objects.exclude(Q(pk=family) | Q(parent=family))
    point = Q(points__kind="email", points__address__iexact=mailbox, points__closed_at=None)
    return others.filter(Q(email__iexact=mailbox) | point).first()


@action("people.manage")
@transaction.atomic
def close_point(point: InteractionPoint, *, by: Employee, seen: str = "") -> None:
    """It serves nobody any more; what came through it stays. seen: as of `save_point`. Raises Stale."""
    now = InteractionPoint.objects.select_for_update(of=("self",)).get(pk=point.pk)
    if now.closed_at:
        raise Stale("Точка уже закрыта.")
    was = point_told(now)
    must_stand(was, seen)
    now.closed_at, now.entered_by = timezone.now(), by
    now.save(update_fields=["closed_at", "entered_by"])
    record("point.closed", now, by=by)
    _point_kept(now, was, by)
