"""Roles and what each may do. A view names one permission; a role is a set of them."""

from __future__ import annotations

from priemnaya.policy import register

register("provides", "role_access", "people.roles.allowed")

ROLES: dict[str, tuple[str, frozenset[str]]] = {
    "registrar": (
        "Регистратор",
        frozenset(
            {
                "case.view",
                "case.register",
                "case.work",
                "case.assign",
                "case.forward",
                "review.letters",
                "calendar.edit",
                "bodies.edit",
            }
        ),
    ),
    "executor": ("Исполнитель", frozenset({"case.view", "case.work", "case.forward", "reply.write"})),
    "head": (
        "Руководитель",
        frozenset(
            {
                "case.view",
                "case.register",
                "case.work",
                "case.assign",
                "case.forward",
                "case.decide",
                "reply.write",
                "reply.sign",
                "report.view",
                "journal.view",
                "review.letters",
                "wording.manage",
                "mailing.manage",
                "history.manage",
                "knowledge.edit",
                "knowledge.approve",
                "rules.edit",
                "staff.manage",
                "bodies.edit",
            }
        ),
    ),
    "editor": ("Редактор базы знаний", frozenset({"case.view", "knowledge.edit", "wording.manage", "mailing.manage"})),
    "analyst": ("Аналитик", frozenset({"report.view", "wording.manage"})),
    "admin": (
        "Администратор",
        frozenset(
            {
                "rules.edit",
                "staff.manage",
                "settings.edit",
                "journal.view",
                "report.view",
                "calendar.edit",
                "history.manage",
                "bodies.edit",
            }
        ),
    ),
}
EVERYONE = frozenset({"staff", "order.read"})


def allowed(roles: list[str], permission: str) -> bool:
    return permission in EVERYONE or any(permission in ROLES[r][1] for r in roles if r in ROLES)


def who_may(permission: str) -> str:
    """The roles that may, for people: «руководитель или администратор»."""
    names = [title.lower() for title, held in ROLES.values() if permission in held]
    return " или ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names) or "никто"


def title(role: str) -> str:
    return ROLES[role][0] if role in ROLES else role
