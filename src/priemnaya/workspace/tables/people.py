"""People of the body and its directories as rows."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from priemnaya.people.models import BODY_WAYS

from .columns import Column, Empty, Table


def standing(person: Any) -> str:
    """away: a view says who is."""
    said = [
        "" if person.is_active else _now("заблокирован"),
        _now("отсутствует") if getattr(person, "away", False) else "",
        _now("стартовый пароль") if person.start_password_until else "",
    ]
    return ", ".join(s for s in said if s) or _now("работает")


def unit_of(person: Any) -> str:
    name = person.unit.name if person.unit else ""
    return f"{name} ({_now('только его дела')})" if name and person.unit_only else name


def ways_of(body: Any) -> str:
    return ", ".join(str(BODY_WAYS[w]) for w in body.ways if w in BODY_WAYS)


EMPLOYEES = Table(
    "employees",
    _("Сотрудники"),
    (
        Column("name", _("Фамилия, имя, отчество"), lambda e: e.full_name, by=("surname", "name"), fixed=True),
        Column("post", _("Должность"), lambda e: e.post, by=("post",)),
        Column("unit", _("Отдел"), unit_of, by=("unit__name",)),
        Column("roles", _("Роли"), lambda e: e.role_titles),
        Column("login", _("Логин"), lambda e: e.username, by=("username",)),
        Column("state", _("Состояние"), standing, "employee_state", by=("is_active",)),
        Column("phone", _("Телефон"), lambda e: e.phone, look="nowrap", apart=True),
        Column("email", _("Почта"), lambda e: e.email, by=("email",), apart=True),
    ),
    link=lambda e: reverse("employee", args=[e.pk]),
    lead="name",
    empty=Empty(_("Никого не нашлось."), _("Показать всех"), "/w/employees/"),
)
BODIES = Table(
    "bodies",
    _("Другие органы"),
    (
        Column("name", _("Орган"), lambda b: b.name, "body_name", by=("name",), fixed=True),
        Column("deals", _("Чем занимается"), lambda b: b.deals_with),
        Column("ways", _("Как переслать"), ways_of),
        Column("email", _("Почта"), lambda b: b.email, by=("email",), apart=True),
        Column("phone", _("Телефон"), lambda b: b.phone, look="nowrap", apart=True),
        Column("address", _("Адрес"), lambda b: b.postal_address, apart=True),
        Column("active", _("Используется"), lambda b: _now("да") if b.active else _now("нет"), apart=True),
    ),
    link=lambda b: reverse("other_body", args=[b.pk]),
    lead="name",
    empty=Empty(_("Ничего не нашлось. Проверьте слово или добавьте орган."), _("Показать все"), "/w/bodies/"),
)
