"""People of the body and its directories as rows."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from priemnaya.people.kept import kept_to_unit
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


def absent(person: Any) -> str:
    """weeks, absences: a view gives them."""
    if not person.is_active:
        return ""
    said = _now("нет с %(since)s по %(until)s, замещает %(who)s")
    rows = person.absences
    return "; ".join(
        said % {"since": f"{r.since:%d.%m}", "until": f"{r.until:%d.%m}", "who": r.substitute.short_name} for r in rows
    )


def unit_of(person: Any) -> str:
    name = person.unit.name if person.unit else ""
    return f"{name} ({_now('только его дела')})" if name and kept_to_unit(person) else name


def cases_of(person: Any) -> object:
    """has: a view counts them."""
    return _now("не ведёт") if person.has is None else person.has


def ways_of(body: Any) -> str:
    return ", ".join(str(BODY_WAYS[w]) for w in body.ways if w in BODY_WAYS)


EMPLOYEES = Table(
    "employees",
    _("Сотрудники"),
    (
        Column("name", _("Фамилия, имя, отчество"), lambda e: e.full_name, by=("surname", "name"), fixed=True),
        Column("post", _("Должность"), lambda e: e.post, by=("post",), look="wide"),
        Column("unit", _("Отдел"), unit_of, by=("unit__name",), look="wide"),
        Column("roles", _("Роли"), lambda e: e.role_titles, look="wide"),
        Column("cases", _("Дел сейчас"), cases_of, "employee_load", look="nowrap"),
        Column("weeks", _("Две недели"), absent, "employee_weeks"),
        Column("came", _("Вход"), lambda e: e.came, "employee_came", by=("came",), look="nowrap wide"),
        Column("login", _("Логин"), lambda e: e.username, by=("username",), apart=True),
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


def unit_state(unit: Any) -> str:
    return _now("закрыт") if unit.closed_at else _now("работает")


def head_of(unit: Any) -> str:
    return unit.head.short_name if unit.head else ""


UNITS = Table(
    "units",
    _("Отделы"),
    (
        Column("name", _("Отдел"), lambda u: u.name, by=("name",), look="strong", fixed=True),
        Column("functions", _("Функции"), lambda u: u.functions, by=("functions",)),
        Column("people", _("Сотрудников"), lambda u: u.people, by=("people",), look="num"),
        Column("head", _("Руководитель"), head_of, by=("head__surname",)),
        Column("state", _("Состояние"), unit_state, by=("closed_at",)),
        Column("deeds", _("Действия"), cell="unit_deeds", fixed=True, quiet=True, paper=False),
    ),
    empty=Empty(_("Отделов пока нет."), _("Новый отдел заведите ниже.")),
)
AWAY = Table(
    "substitutions",
    _("Замещения"),
    (
        Column("absent", _("Кто отсутствует"), lambda s: s.employee.short_name, by=("employee__surname",), fixed=True),
        Column(
            "instead", _("Кто замещает"), lambda s: s.substitute.short_name, by=("substitute__surname",), fixed=True
        ),
        Column("since", _("С дня"), lambda s: s.since, by=("since",), look="nowrap"),
        Column("until", _("По день"), lambda s: s.until, by=("until",), look="nowrap"),
        Column("reason", _("Причина"), lambda s: s.reason),
        Column("ending", _("Срок дел в эти дни"), lambda s: s.hand.n, "substitution_hand"),
        Column("deeds", _("Действия"), cell="substitution_deeds", fixed=True, quiet=True, paper=False),
    ),
    empty=Empty(_("Сейчас все на месте."), _("Замещение запишите ниже.")),
)
