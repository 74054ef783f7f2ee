"""What is set up about people and places in words, field by field, for the journal of settings."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import translation

from priemnaya.core.models import ApiToken
from priemnaya.policy.contact_points import FUNCTION_TITLES, title_of

from .models import Employee, InteractionPoint, Unit
from .roles import title


def yes(value: object) -> str:
    return "да" if value else "нет"


def head_told(head: Employee | None) -> dict[str, str]:
    return {"Руководитель": head.short_name if head else ""}


def unit_told(row: Unit) -> dict[str, str]:
    return {
        "Название": row.name,
        "Функции": row.functions,
        **head_told(row.head),
        "Закрыто": yes(row.closed_at),
    }


def point_told(row: InteractionPoint) -> dict[str, str]:
    with translation.override("ru"):
        return {
            "Вид": title_of(row.kind),
            "Название": row.name,
            "Адрес": row.address,
            "Что через неё можно": ", ".join(str(FUNCTION_TITLES.get(f, f)) for f in row.functions),
            "Когда работает": row.hours,
            "Доступность": ", ".join(row.accessibility),
            "Чем утверждена": row.approved_by,
            "Закрыто": yes(row.closed_at),
        }


def employee_told(row: Employee) -> dict[str, str]:
    """Of an employee or a program: who it is and what it may; never a password."""
    with translation.override("ru"):
        return {
            "Сотрудник": row.full_name,
            "Должность": row.post,
            "Телефон": row.phone,
            "Почта": row.email,
            "Подразделение": row.unit.name if row.unit else "",
            "Только дела своего отдела": yes(row.unit_only),
            "Роли": ", ".join(str(title(r)) for r in row.roles),
            "Работает с": f"{row.works_since:%d.%m.%Y}" if row.works_since else "",
            "Наставник": row.mentor.short_name if row.mentor else "",
            "Учётная запись провайдера": row.sso_subject or "",
            "Вход открыт": yes(row.is_active),
        }


def factor_told(roles: Iterable[str]) -> dict[str, str]:
    """Which roles sign in with a second factor only."""
    with translation.override("ru"):
        return {"Роли": ", ".join(str(title(r)) for r in roles)}


def key_told(row: ApiToken, can: dict[str, str]) -> dict[str, str]:
    """can: scope -> what it lets a system do."""
    return {
        "Для чего ключ": row.title,
        "Что может": ", ".join(can.get(s, s) for s in row.scopes),
        "Действует до": f"{row.expires_at:%d.%m.%Y}" if row.expires_at else "",
        "Отозван": yes(row.revoked_at),
    }
