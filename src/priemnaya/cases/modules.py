"""Text modules: variables in braces are filled from the case, so that a template never carries another client's
name."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable

from priemnaya.core.models import Obligation
from priemnaya.errors import Objection
from priemnaya.people.models import Employee
from priemnaya.policy.owed import REPLY_ON_SUBSTANCE

from . import texts
from .models import Case

VARIABLE = re.compile(r"\{([a-z_]+)\}")
BRACED = re.compile(r"\{([^{}\n]{0,60})\}")
"""Whatever stands in braces: people write there what they expect to be put in."""


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


EXAMPLES: dict[str, str] = {
    "greeting": "Здравствуйте, Анна Петровна!",
    "client": "Иванова Анна Петровна",
    "number": "2026-00125",
    "registered": "12.10.2026",
    "due": "11.11.2026",
    "subject": "Продление договора аренды",
    "service": "Продление договора аренды земли",
    "fee": "бесплатно",
    "body": "Министерство имущественных отношений",
    "phone": "+7 (3412) 00-00-00",
    "executor": "Сорокин Павел Ильич, главный специалист",
}
"""What each looks like in a letter, for who writes a template: of nobody."""
CLOSE = 0.6
"""How like a word must be to be offered instead."""


def fill_example(text: str) -> str:
    """The text as it would look in a letter to nobody."""
    return VARIABLE.sub(lambda m: EXAMPLES.get(m[1], m[0]), text)


def unknown(text: str) -> list[tuple[str, str]]:
    """What stands in braces and is no variable -> the variable most like it; empty when none is."""
    found = (m[1] for m in BRACED.finditer(text))
    return [(word, nearest(word)) for word in dict.fromkeys(found) if word not in VARIABLES]


def nearest(word: str) -> str:
    """The variable whose name or words in Russian are most like what was written."""
    typed = word.strip().lower().replace("ё", "е")
    said = {name: (name, title, *(w for w in title.split() if len(w) > 2)) for name, (title, _of) in VARIABLES.items()}
    scored = [(max(_alike(typed, s) for s in words), name) for name, words in said.items()]
    score, name = max(scored, key=lambda pair: pair[0])
    return name if score >= CLOSE else ""


def _alike(typed: str, said: str) -> float:
    return difflib.SequenceMatcher(None, typed, said.lower().replace("ё", "е")).ratio()


def must_be_known(texts_typed: Iterable[str]) -> None:
    """Raises Objection for the first thing in braces that nobody could fill, with what was perhaps meant."""
    for typed, near in unknown("\n".join(texts_typed)):
        said = f"«{{{typed}}}» подставить нельзя: такой подстановки нет."
        if near:
            raise Objection(f"{said} Похожая есть: {{{near}}}, {VARIABLES[near][0]}.")
        known = ", ".join(f"{{{name}}}" for name in VARIABLES)
        raise Objection(f"{said} Можно писать: {known}.")
