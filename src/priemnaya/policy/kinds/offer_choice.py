"""offer_choice: the client is offered a choice (the point for further contact, a second point, a time, a reminder)."""

from __future__ import annotations

from typing import Literal

from priemnaya.policy.connection import CHOICE

from .base import Kind, Values

NAMES = {
    "contact_point": "точку для дальнейшего общения",
    "second_point": "дополнительную точку там, где первую задаёт закон",
    "visit_time": "время визита",
    "reminder": "напоминание",
}


class OfferChoice(Values):
    what: Literal["contact_point", "second_point", "visit_time", "reminder"]

    def reads(self) -> tuple[str, ...]:
        return (*super().reads(), *((CHOICE,) if self.what in ("contact_point", "second_point") else ()))


class KIND(Kind):
    name = "offer_choice"
    values = OfferChoice
    doc = "Клиенту предлагают выбор."
    example = "{what: contact_point}"

    @classmethod
    def phrase(cls, values: OfferChoice) -> str:
        return f"клиент выбирает: {NAMES[values.what]}"
