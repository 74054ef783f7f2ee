"""What kind of matter a letter plainly calls itself: only unmistakable words count, everything else is for people to
judge."""

from __future__ import annotations

import re

from priemnaya.errors import Objection
from priemnaya.plain.signs import says

LAW = re.compile(r"(?<!\d)210-?\s?фз\b", re.IGNORECASE)
"""The law on services: a complaint under it is one about a service."""
LOOKED_AT = 3000
"""Signs of the text that are looked at: what a matter is called stands at its head."""


def evident_kind(subject: str, text: str) -> str:
    """service_complaint or service_application when the letter says so itself; otherwise empty."""
    head = f"{subject}\n{text[:LOOKED_AT]}"
    under_the_law = (says(line, "complaint") for line in re.split(r"[!?\n]", head) if LAW.search(line))
    if says(head, "service_complaint") or any(under_the_law):
        return "service_complaint"
    return "service_application" if says(head, "service_application") else ""


GROUNDS_OF_KIND = {"migration", "several_bodies", "refused_documents", "deputy", "parliamentary", "prosecutor"}
"""What else than the kind decides the term, as people mark it."""
MOST_SIGNED = 1_000_000


def must_be_signed_by(people: int | None) -> int:
    """How many signed a message, when that can be. Raises Objection."""
    if people is None or not 1 <= people <= MOST_SIGNED:
        raise Objection("Сколько человек подписали сообщение: впишите число, от 1.")
    return people
