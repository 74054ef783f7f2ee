"""A way into an employee's account made by somebody else is never made silently: they are told, and those who watch."""

from __future__ import annotations

from priemnaya.core.journal import notify
from priemnaya.people.acting import part
from priemnaya.people.models import Employee

WATCHERS = ("head", "auditor")
"""Roles that are told of what an administrator could turn against a colleague."""
OWN, WATCHED = "/w/account/", "/w/journal/sign-ins/"


@part
def tell_of_way_in(employee: Employee, what: str, *, by: Employee | None) -> None:
    """what: «выдан стартовый пароль». by=None: the command line."""
    who = str(by) if by else "командная строка сервера"
    end = "Если вы об этом не просили, скажите руководителю."
    notify(employee, f"Ваш вход изменён: {what} ({who}). Ваши сеансы завершены. {end}", OWN, kind="access")
    for person in Employee.objects.filter(organisation_id=employee.organisation_id, is_active=True):
        if set(WATCHERS) & set(person.roles) and person.pk not in (employee.pk, by.pk if by else 0):
            notify(person, f"Вход сотрудника {employee} изменён: {what} ({who}).", WATCHED, kind="access")
