"""Names of colleagues in a query: «исполнитель Сорокина», «просроченные Иванова», «кроме Петрова»."""

from __future__ import annotations

import re

from django.db.models import Q
from django.utils.translation import gettext as _

from priemnaya.cases.surnames import Person, forms_of
from priemnaya.people.models import Employee
from priemnaya.plain.words import fold, word

from .chips import NOT, Chip
from .said import Asker
from .terms import terms_of
from .tsquery import matching

_HOLDS = (
    r"(?:исполнител(?:ь|я|ем)|исполняет|исп(?:олн)?|ответственн\w+|отв(?:етств)?|ведет"
    r"|(?:поруч|назнач|переда|отписа|расписа)н\w*(?:\s+на)?)"
)
LED_BY = re.compile(
    rf"(?<![\w-])(?:у\s+|{_HOLDS}(?:\s+у\s+|(?:\s?\.)?(?:\s?[:–—-])?\s*))"
    r"(?P<called>(?:[а-я]\.\s?){0,2}|[а-я]{2,20}\s+(?:[а-я]{5,25}\s+)?)$"
)
"""Said before the surname of whom a case is given to; «исп.: А. П. », «исполнитель Анна » stand between."""


_NAME = re.compile(r"(?<![\w-])(?P<surname>[а-я]{2,}(?:-[а-я]+)?)(?P<initials>(?:\s+[а-я]\.\s?(?:[а-я]\.)?)?)")


def people(read: str, asker: Asker, beside: bool) -> list[Chip]:
    """«просроченные Иванова»: whom the case is given to, or who is named in it. Said outright («у Иванова»), the first
    alone. Without another filter a surname is a word."""
    found = []
    for m in _NAME.finditer(read):
        persons = _colleagues(m["surname"], m["initials"], asker)
        led = _led(read[: m.start()], persons)
        denied = NOT.search(read[: led if led is not None else m.start()])
        if not persons or not (led is not None or beside or denied):
            continue
        names = ", ".join(p.short_name for p in persons)
        start, end = m.start() if led is None else led, m.start() + len(m[0].rstrip())
        if denied:
            label = _("не: %s") % (_("исполнитель %s") % names)
            found.append(Chip(f"not {names}", label, denied.start(), end, ~Q(assignee__in=persons)))
        elif led is not None:
            found.append(Chip("person", _("исполнитель %s") % names, start, end, Q(assignee__in=persons)))
        else:
            terms = tuple(terms_of(m[0].strip()))
            either = Q(assignee__in=persons) | matching(t.instead or t for t in terms)
            label = _("%s: исполнитель, клиент или назван в деле") % names
            found.append(Chip("person", label, m.start(), m.start() + len(m[0].rstrip()), either, terms=terms))
    return found


def _led(before: str, persons: list[Employee]) -> int | None:
    """Where the words begin that give a case to whom the surname names. A word between is a name of theirs."""
    led = LED_BY.search(before)
    if led is None or not persons:
        return None
    called = re.findall(r"[а-я]+", led["called"])
    names = [[fold(p.name), fold(p.patronymic)] for p in persons]
    own = all(any(_is_called(typed, name) for name in theirs) for typed in called for theirs in names)
    return led.start() if own else None


def _is_called(typed: str, name: str) -> bool:
    return name.startswith(typed) if len(typed) == 1 else bool(word(typed).lemmas & {name, *word(name).lemmas})


def _colleagues(surname: str, initials: str, asker: Asker) -> list[Employee]:
    wanted = re.findall(r"[а-я]", initials)
    return [
        p
        for p in asker.staff
        if surname in forms_of(Person(p.pk, p.surname, p.name, p.patronymic))
        and all(fold(n).startswith(i) for n, i in zip((p.name, p.patronymic), wanted, strict=False))
    ]


def offered(read: str, asker: Asker) -> list[tuple[str, str]]:
    persons = {p.pk: p for m in _NAME.finditer(read) for p in _colleagues(m["surname"], m["initials"], asker)}
    return [(p.short_name, f"исполнитель {p.surname}") for p in persons.values()][:2]
