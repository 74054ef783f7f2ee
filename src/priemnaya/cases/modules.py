"""Text modules: variables in braces are filled from the case, so that a template never carries another client's
name."""

from __future__ import annotations

import re
from collections.abc import Callable

from priemnaya.core.models import Obligation
from priemnaya.knowledge.variables import VARIABLE
from priemnaya.people.models import Employee
from priemnaya.policy.owed import REPLY_ON_SUBSTANCE

from . import texts
from .models import Case


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


VALUES: dict[str, Callable[[Case, Employee], str]] = {
    "greeting": lambda case, by: texts.greeting(case),
    "client": lambda case, by: case.client_name,
    "number": lambda case, by: case.number,
    "registered": lambda case, by: texts.when(case, case.registered_at),
    "due": lambda case, by: _due(case),
    "subject": lambda case, by: case.subject,
    "service": lambda case, by: case.service.title if case.service else "",
    "fee": lambda case, by: _fee(case),
    "body": lambda case, by: case.organisation.name,
    "phone": lambda case, by: case.organisation.phone,
    "executor": lambda case, by: f"{by.full_name}, {by.post}".strip(", "),
}
"""Variable of `knowledge.variables` -> where it comes from."""


def fill(text: str, case: Case, by: Employee) -> str:
    """The text with every known variable filled; one that has no value here stays in braces, and the letter will not go
    with it."""

    def value(match: re.Match[str]) -> str:
        known = VALUES.get(match[1])
        return (known(case, by) if known else "") or match[0]

    return VARIABLE.sub(value, text)


def unfilled(text: str) -> list[str]:
    """Variables left in braces."""
    return list(dict.fromkeys(m[0] for m in VARIABLE.finditer(text)))
