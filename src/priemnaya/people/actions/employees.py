"""Who works here and with what rights: hiring, changing, blocking, roles, start passwords. For screens and commands
alike.

A change of rights ends all sessions of the person. `was` is the version of the row that the page showed: when another
administrator was quicker, the later one is told (Stale). by=None: the command line, whose user runs the server.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from priemnaya.core.journal import record
from priemnaya.core.settings_kept import must_stand, setting_changed
from priemnaya.core.tokens import new_code
from priemnaya.errors import Objection, Stale
from priemnaya.people.acting import action, part
from priemnaya.people.models import Employee, Organisation, StaffSession, Unit
from priemnaya.people.reaching import fault_in, fault_in_numbers, normal
from priemnaya.people.roles import ROLES
from priemnaya.people.told import employee_told, factor_told

from .ways_in import tell_of_way_in

LOGIN = re.compile(r"[a-z0-9][a-z0-9@._-]{2,59}")
PROFILE = ("surname", "name", "patronymic", "post", "phone", "email", "sso_subject")
"""What an administrator types about a person; lengths are the columns' own."""
CHECKS = "reply.sign"
"""The right by which somebody reads and approves a colleague's letter."""
LAST_ADMIN = "Это последний администратор органа. Сначала дайте эту роль другому."


def _cleaned(fields: dict[str, Any]) -> dict[str, str]:
    """Raises Objection for what does not fit."""
    typed = {n: str(v).strip() for n, v in fields.items() if n in PROFILE}
    if not typed.get("surname", "x") or not typed.get("name", "x"):
        raise Objection("Напишите фамилию и имя.")
    for name, value in typed.items():
        longest = getattr(Employee._meta.get_field(name), "max_length", None)
        if longest and len(value) > longest:
            raise Objection(f"Слишком длинно: «{value[:40]}…». Сократите до {longest} знаков.")
    if (mail := typed.get("email")) and (fault := fault_in("email", mail)):
        raise Objection(fault)
    if mail:
        typed["email"] = normal("email", mail)
    if (phone := typed.get("phone")) and (fault := fault_in_numbers(phone)):
        raise Objection(fault)
    return typed


def _roles(roles: Iterable[str]) -> list[str]:
    asked = list(dict.fromkeys(roles))
    if unknown := [r for r in asked if r not in ROLES]:
        raise Objection(f"Роли «{', '.join(unknown)}» нет. Есть: {', '.join(ROLES)}")
    if not asked:
        raise Objection("Выберите хотя бы одну роль. Чтобы закрыть вход, заблокируйте сотрудника.")
    return asked


def _unit(organisation: Organisation, unit: Unit | None) -> Unit | None:
    if unit is not None and unit.organisation_id != organisation.pk:
        raise Objection("Это отдел другого органа.")
    if unit is not None and unit.closed_at:
        raise Objection(f"Отдел «{unit}» закрыт. Выберите другой.")
    return unit


def _begun(organisation: Organisation, since: dt.date | None, mentor: Employee | None, of: Employee) -> None:
    """The first day of work here and who reads the letters at first. Raises Objection."""
    if since is not None and not dt.date(1950, 1, 1) <= since <= organisation.local(timezone.now()).date():
        raise Objection("«Работает с»: день с 1950 года и не позже сегодняшнего.")
    if mentor is not None and (mentor.organisation_id != organisation.pk or not mentor.is_active):
        raise Objection("Наставник — сотрудник этого же органа, который работает.")
    if mentor is not None and mentor.pk == of.pk:
        raise Objection("Наставник — другой сотрудник.")
    if mentor is not None and not mentor.may(CHECKS):
        raise Objection("Наставник согласует ответы: выберите того, кто вправе их подписывать.")
    of.works_since, of.mentor = since, mentor


def _locked(employee: Employee, was: int | None) -> Employee:
    """The row as it is now, held to the end; the body first, so that two administrators cannot block one another.
    Raises Stale."""
    Organisation.objects.select_for_update().get(pk=employee.organisation_id)
    now = Employee.objects.select_for_update(of=("self",)).select_related("organisation", "unit").get(pk=employee.pk)
    if was is not None and was != now.version:
        words = "Карточку уже изменил другой администратор. Ниже то, что записано сейчас: повторите, если нужно."
        raise Stale(words, stands=employee_told(now))
    return now


def _kept(employee: Employee, was: dict[str, str] | None, by: Employee | None, **more: str) -> None:
    """Into the journal of settings. more: what is no column: a start password was given."""
    now = {**employee_told(employee), **more}
    body, name = employee.organisation_id, employee.short_name
    setting_changed("access", employee.pk, body=body, by=by, name=name, was=was, now=now)


def _last_admin(employee: Employee) -> bool:
    others = Employee.objects.filter(organisation_id=employee.organisation_id, is_active=True).exclude(pk=employee.pk)
    return "admin" in employee.roles and employee.is_active and not any("admin" in e.roles for e in others)


def _save(employee: Employee, *names: str, rights: bool = False) -> None:
    """Write it down and count the change; with rights every session of theirs ends."""
    employee.version += 1
    employee.rights_version += rights
    employee.save(update_fields=[*names, "version", "rights_version"])
    if rights:
        end_all_sessions(employee, "rights")


def end_all_sessions(employee: Employee, why: str, *, but: int = 0) -> int:
    """How many were open. but: the row of the one that goes on."""
    rows = StaffSession.objects.filter(employee=employee, ended_at=None).exclude(pk=but)
    Session.objects.filter(session_key__in=rows.values("key")).delete()
    return rows.update(ended_at=timezone.now(), why=why)


@action("people.manage", alone=True)
@transaction.atomic
def hire_employee(
    organisation: Organisation,
    login: str,
    *,
    roles: Iterable[str],
    by: Employee | None,
    unit: Unit | None = None,
    unit_only: bool = False,
    works_since: dt.date | None = None,
    mentor: Employee | None = None,
    **profile: Any,
) -> tuple[Employee, str]:
    """A new member of staff and the start password, which is shown once and opens the door for three days. Raises
    Objection."""
    employee = new_employee(organisation, login, roles, unit, **profile)
    employee.unit_only = unit_only
    _begun(organisation, works_since, mentor, employee)
    password = new_code(14)
    employee.start_with(password)
    keep_hired(employee, by)
    return employee, password


def new_employee(
    organisation: Organisation, login: str, roles: Iterable[str], unit: Unit | None, **profile: Any
) -> Employee:
    """Somebody who is not saved yet. Raises Objection for what does not fit."""
    login = login.strip().lower()
    if not LOGIN.fullmatch(login):
        raise Objection("Логин: от 3 до 60 латинских букв, цифр и знаков @ . _ -, первой буква или цифра.")
    if Employee.everyone.filter(username__iexact=login).exists():
        raise Objection(f"Логин «{login}» занят, выберите другой.")
    typed = _cleaned({"surname": "", "name": "", **profile})
    employee = Employee(username=login, organisation=organisation, roles=_roles(roles), **typed)
    employee.unit = _unit(organisation, unit)
    return employee


@part
def keep_hired(employee: Employee, by: Employee | None) -> None:
    """Of a hiring that has been checked: saved, and into the journals."""
    employee.save()
    record("employee.hired", employee, by=by, roles=",".join(employee.roles))
    _kept(employee, None, by)


@action("people.manage", alone=True)
@transaction.atomic
def change_employee(
    employee: Employee,
    *,
    by: Employee | None,
    was: int | None = None,
    unit: Unit | None = None,
    unit_only: bool = False,
    works_since: dt.date | None = None,
    mentor: Employee | None = None,
    **profile: Any,
) -> Employee:
    """Name, post, department, limits to it. A change of what they may see ends their sessions. Raises Objection,
    Stale."""
    now = _locked(employee, was)
    typed, was_told = _cleaned(profile), employee_told(now)
    before, moved = (
        now.sso_subject,
        (_unit(now.organisation, unit), unit_only, typed.get("sso_subject", now.sso_subject)),
    )
    rights = moved != (now.unit, now.unit_only, now.sso_subject)
    for name, value in typed.items():
        setattr(now, name, value)
    now.unit, now.unit_only, now.sso_subject = moved
    _begun(now.organisation, works_since, mentor, now)
    if now.sso_subject and (
        Employee.everyone.filter(organisation_id=now.organisation_id, sso_subject=now.sso_subject).exclude(pk=now.pk)
    ):
        raise Objection("Эта учётная запись провайдера уже у другого сотрудника.")
    _save(now, *typed, "unit", "unit_only", "sso_subject", "works_since", "mentor", rights=rights)
    record("employee.changed", now, by=by)
    _kept(now, was_told, by)
    if now.sso_subject != before:
        what = "другая учётная запись у провайдера органа" if now.sso_subject else "входа через провайдера больше нет"
        tell_of_way_in(now, what, by=by)
    return now


@action("people.manage", alone=True)
@transaction.atomic
def set_roles(employee: Employee, roles: Iterable[str], *, by: Employee | None, was: int | None = None) -> Employee:
    """Nobody changes the own roles: whoever manages people would give themselves everything. Raises Objection,
    Stale."""
    asked, now = _roles(roles), _locked(employee, was)
    if by is not None and by.pk == now.pk:
        raise Objection("Свои роли меняет другой администратор.")
    if sorted(asked) == sorted(now.roles):
        return now
    if "admin" not in asked and _last_admin(now):
        raise Objection(LAST_ADMIN)
    before, now.roles = employee_told(now), asked
    _save(now, "roles", rights=True)
    record("employee.roles_changed", now, by=by, roles=",".join(asked))
    _kept(now, before, by)
    return now


@action("people.manage", alone=True)
@transaction.atomic
def block_employee(employee: Employee, *, by: Employee | None, was: int | None = None) -> Employee:
    """The door closes now: sessions end, and the keys that they issued stop working. Raises Objection, Stale."""
    now = _locked(employee, was)
    if by is not None and by.pk == now.pk:
        raise Objection("Себя не блокируют. Попросите другого администратора.")
    if not now.is_active:
        raise Stale("Сотрудник уже заблокирован.")
    if _last_admin(now):
        raise Objection(LAST_ADMIN)
    before, now.is_active = employee_told(now), False
    _save(now, "is_active", rights=True)
    record("employee.blocked", now, by=by)
    _kept(now, before, by)
    return now


@action("people.manage", alone=True)
@transaction.atomic
def unblock_employee(employee: Employee, *, by: Employee | None, was: int | None = None) -> tuple[Employee, str]:
    """Back, with a start password: the old one may be known to others by now. Raises Stale."""
    now = _locked(employee, was)
    if now.is_active:
        raise Stale("Сотрудник уже работает.")
    before = employee_told(now)
    now.is_active, password = True, new_code(14)
    now.start_with(password)
    _save(now, "is_active", "password", "start_password_until", rights=True)
    record("employee.unblocked", now, by=by)
    _kept(now, before, by, Пароль="выдан стартовый")
    tell_of_way_in(now, "вход открыт снова, выдан стартовый пароль", by=by)
    return now, password


@action("people.manage", alone=True)
@transaction.atomic
def reset_employee(
    employee: Employee, *, by: Employee | None, was: int | None = None, second_factor: bool = False
) -> tuple[Employee, str]:
    """A start password instead of a forgotten one; second_factor: the telephone or key is lost as well, so that a new
    one is set up at the next sign-in. Raises Objection, Stale."""
    now = _locked(employee, was)
    if not now.is_active:
        raise Objection("Сотрудник заблокирован. Сначала разблокируйте его.")
    password = new_code(14)
    now.start_with(password)
    _save(now, "password", "start_password_until", rights=True)
    if second_factor:
        Authenticator.objects.filter(user_id=now.pk).delete()
    record("employee.reset", now, by=by, second_factor=second_factor)
    lost = {"Второй фактор": "снят"} if second_factor else {}
    _kept(now, employee_told(now), by, Пароль="выдан стартовый", **lost)
    tell_of_way_in(now, f"выдан стартовый пароль{', второй фактор снят' if second_factor else ''}", by=by)
    return now, password


@action("people.manage", alone=True)
@transaction.atomic
def require_second_factor(
    organisation: Organisation, roles: Iterable[str], *, by: Employee | None, seen: str = ""
) -> None:
    """Which roles sign in with a second factor only. seen: the token of `factor_told` of the page that asks. Raises
    Stale."""
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    asked = [r for r in ROLES if r in set(roles)]
    was, now = factor_told(organisation.second_factor), factor_told(asked)
    must_stand(was, seen)
    organisation.second_factor = asked
    organisation.save(update_fields=["second_factor"])
    record("employee.second_factor_set", organisation, by=by, roles=",".join(asked))
    name = "Вход только со вторым фактором"
    setting_changed("access", 0, body=organisation.pk, by=by, name=name, was=was, now=now)


@action("staff")
@transaction.atomic
def end_session(row: StaffSession, *, by: Employee) -> None:
    """One's own, or, for who manages people, anybody's. Raises Objection."""
    if row.employee_id != by.pk and not by.may("people.manage"):
        raise Objection("Чужой сеанс завершает администратор.")
    Session.objects.filter(session_key=row.key).delete()
    if StaffSession.objects.filter(pk=row.pk, ended_at=None).update(ended_at=timezone.now(), why="closed"):
        record("session.ended", row.employee, by=by)
