"""`hire`, `staff`, `block`, `unblock`, `roles`, `reset`: people of a body by command, through the actions that the
screens use."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from priemnaya.errors import Objection

from .places import with_database

if TYPE_CHECKING:
    from priemnaya.people.models import Employee, Organisation

KNOWN = "registrar, reception, executor, drafter, signer, head, editor, analyst, admin, auditor"


def add_to(commands: Any) -> None:
    hire = commands.add_parser(
        "hire",
        help="завести сотрудника: priemnaya hire udmurtia-mio petrov --surname Петров --name Иван --role executor",
    )
    hire.add_argument("body")
    hire.add_argument("login")
    for name in ("surname", "name"):
        hire.add_argument(f"--{name}", required=True)
    for name in ("patronymic", "post", "phone", "email", "unit"):
        hire.add_argument(f"--{name}", default="")
    hire.add_argument("--role", action="append", required=True, help=f"{KNOWN}; можно несколько")
    hire.set_defaults(run=run_hire)
    listed = commands.add_parser("staff", help="сотрудники органа с ролями")
    listed.add_argument("body")
    listed.set_defaults(run=run_staff)
    for name, words, run in (
        ("block", "заблокировать сотрудника и завершить его сеансы", run_block),
        ("unblock", "разблокировать и выдать стартовый пароль", run_unblock),
    ):
        one = commands.add_parser(name, help=words)
        one.add_argument("login")
        one.set_defaults(run=run)
    roles = commands.add_parser("roles", help="сменить роли: priemnaya roles petrov executor signer")
    roles.add_argument("login")
    roles.add_argument("role", nargs="+", help=KNOWN)
    roles.set_defaults(run=run_roles)
    reset = commands.add_parser("reset", help="выдать стартовый пароль вместо забытого")
    reset.add_argument("login")
    reset.add_argument("--second-factor", action="store_true", help="снять и второй фактор: телефон или ключ потерян")
    reset.set_defaults(run=run_reset)


def _body(slug: str) -> Organisation:
    from priemnaya.people.models import Organisation

    found = Organisation.objects.filter(slug=slug).first()
    if found is None:
        raise Objection(f"Органа «{slug}» нет. Есть: {', '.join(Organisation.objects.values_list('slug', flat=True))}")
    return found


def _employee(login: str) -> Employee:
    from priemnaya.people.models import Employee

    found = Employee.objects.select_related("organisation").filter(username__iexact=login).first()
    if found is None:
        raise Objection(f"Сотрудника с логином «{login}» нет. Список: priemnaya staff <орган>")
    return found


def _told(login: str, password: str) -> int:
    print(f"Логин: {login}\nСтартовый пароль: {password}\nОн действует три дня; при входе его придётся сменить.")
    return 0


def run_hire(options: argparse.Namespace) -> int:
    """Make an account and print a start password."""
    with with_database():
        from priemnaya.people.actions.employees import hire_employee

        organisation = _body(options.body)
        unit = organisation.units.filter(slug=options.unit).first()
        if options.unit and unit is None:
            known = ", ".join(organisation.units.values_list("slug", flat=True))
            raise Objection(f"Подразделения «{options.unit}» нет. Есть: {known}")
        profile = {n: getattr(options, n) for n in ("surname", "name", "patronymic", "post", "phone", "email")}
        made, password = hire_employee(organisation, options.login, roles=options.role, unit=unit, by=None, **profile)
    return _told(made.username, password)


def run_staff(options: argparse.Namespace) -> int:
    with with_database():
        from priemnaya.people.models import Employee

        for e in Employee.objects.filter(organisation=_body(options.body)).order_by("-is_active", "surname"):
            state = "" if e.is_active else "  заблокирован"
            print(f"{e.username:32} {e.full_name:40} {', '.join(e.roles)}{state}")
    return 0


def _tell_left(now: Employee) -> None:
    from priemnaya.cases.actions.naming import left_by

    if left := left_by(now):
        print(f"Открытых дел за сотрудником: {left}. Они встанут в «Разобрать»: поручите их другим.")


def run_block(options: argparse.Namespace) -> int:
    with with_database():
        from priemnaya.people.actions.employees import block_employee

        now = block_employee(_employee(options.login), by=None)
        print(f"Заблокирован: {now.full_name}. Сеансы завершены.")
        _tell_left(now)
    return 0


def run_unblock(options: argparse.Namespace) -> int:
    with with_database():
        from priemnaya.people.actions.employees import unblock_employee

        now, password = unblock_employee(_employee(options.login), by=None)
    return _told(now.username, password)


def run_roles(options: argparse.Namespace) -> int:
    with with_database():
        from priemnaya.people.actions.employees import set_roles

        now = set_roles(_employee(options.login), options.role, by=None)
        print(f"{now.full_name}: {now.role_titles}. Сеансы завершены.")
        _tell_left(now)
    return 0


def run_reset(options: argparse.Namespace) -> int:
    with with_database():
        from priemnaya.people.actions.employees import reset_employee

        now, password = reset_employee(_employee(options.login), by=None, second_factor=options.second_factor)
    return _told(now.username, password)
