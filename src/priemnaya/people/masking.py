"""What is shown of a client to one who has no right to personal data: enough to tell two apart, not to learn who it is.

One place for lists, search, exports and the API. Whether somebody has the right is `sees_people`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .models import Client, Employee

DOTS = "•••"
PERSONS = re.compile(r"\s*(?:ИП|Индивидуальный предприниматель|(?:Глава )?К\(?Ф\)?Х)\b[\s.]*", re.IGNORECASE)
"""How the name of a business begins that is the name of a person."""


def sees_people(employee: Employee) -> bool:
    """Whether names, addresses and words of clients are theirs to read: whoever reads cases."""
    return employee.may("case.view")


def name_for(client: Client | None, employee: Employee) -> str:
    """A client's name as this employee may read it."""
    if client is None:
        return ""
    return client.full_name if sees_people(employee) else masked_name(client)


def words_for(text: str, employee: Employee) -> str:
    """What a client wrote, as this employee may read it."""
    return text if sees_people(employee) or not text else DOTS


def masked_name(client: Client) -> str:
    """«М. А. П.»; of a firm its first letter; of an entrepreneur, whose firm is a person, «ИП М. А. П.»."""
    person = " ".join(f"{part[0]}." for part in (client.surname, client.name, client.patronymic) if part)
    if client.identity and person:
        return person
    named = PERSONS.match(client.company)
    if named or (client.company and client.kind == "sole_entrepreneur"):
        words = re.findall(r"[^\W\d_]+", client.company[named.end() if named else 0 :])[:3]
        return " ".join(["ИП", *(f"{word[0].upper()}." for word in words)]) if words else DOTS
    return f"{client.company[0]}{DOTS}" if client.company else person or DOTS
