"""The card of whom the identity provider has named: made when something is first to stand on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from priemnaya.people.models import Client, Organisation

from .matching import find_or_make


def card_of_person(organisation: Organisation, person: Mapping[str, Any]) -> Client:
    """person: what the provider said, its `subject` among it. Names are the provider's."""
    names = {n: str(person.get(n, "")) for n in ("surname", "name", "patronymic")}
    return find_or_make(organisation, addresses=(), identity=str(person["subject"]), **names)
