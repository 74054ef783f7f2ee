"""Text modules: variables in braces are filled from the case, so that a template never carries another client's
name."""

from __future__ import annotations

import re
from collections.abc import Callable

from priemnaya.core.models import Obligation
from priemnaya.people.models import Employee
from priemnaya.policy.owed import REPLY_ON_SUBSTANCE

from . import texts
from .models import Case

VARIABLE = re.compile(r"\{([a-z_]+)\}")


def _due(case: Case) -> str:
    owed = (
        Obligation.objects.about("case", case.pk)
        .filter(what=REPLY_ON_SUBSTANCE, cancelled_at=None)
        .order_by("-since_at")
        .first()
    )
    return f"{case.organisation.local(owed.due_at):%d.%m.%Y}" if owed else ""


def _fee(case: Case) -> str:
    edition = case.service.current if case.service else None
    if edition is None:
        return ""
    return f"{edition.text.cost.rubles} рублей" if edition.text.cost.rubles else "бесплатно"


VARIABLES: dict[str, tuple[str, Callable[[Case, Employee], str]]] = {
    "greeting": ("приветствие по имени", lambda case, by: texts.greeting(case)),
    "client": ("имя клиента", lambda case, by: case.client_name),
    "number": ("номер дела", lambda case, by: case.number),
    "registered": ("день регистрации", lambda case, by: texts.when(case, case.registered_at)),
    "due": ("день, до которого ответим", lambda case, by: _due(case)),
    "subject": ("о чём дело", lambda case, by: case.subject),
    "service": ("название услуги", lambda case, by: case.service.title if case.service else ""),
    "fee": ("плата за услугу", lambda case, by: _fee(case)),
    "body": ("название органа", lambda case, by: case.organisation.name),
    "phone": ("телефон органа", lambda case, by: case.organisation.phone),
    "executor": ("имя и должность сотрудника", lambda case, by: f"{by.full_name}, {by.post}".strip(", ")),
}
"""Name -> what it is, for editors, and where it comes from."""


def fill(text: str, case: Case, by: Employee) -> str:
    """The text with every known variable filled; one that has no value here stays in braces, and the letter will not go
    with it."""

    def value(match: re.Match[str]) -> str:
        known = VARIABLES.get(match[1])
        return (known[1](case, by) if known else "") or match[0]

    return VARIABLE.sub(value, text)


def unfilled(text: str) -> list[str]:
    """Variables left in braces."""
    return list(dict.fromkeys(m[0] for m in VARIABLE.finditer(text)))
