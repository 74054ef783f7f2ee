"""give_priority: clients with certain needs are served out of turn."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from priemnaya.policy.vocabulary import title_of
from priemnaya.policy.vocabulary.priorities import Priority

from .base import Facts, Kind, Values


class GivePriority(Values):
    """needs: who is served out of turn."""

    what: Literal["reception"] = "reception"
    needs: tuple[Priority, ...] = Field(min_length=1)


class KIND(Kind):
    name = "give_priority"
    values = GivePriority
    doc = "Клиентов с указанными потребностями принимают вне очереди и вне графика."
    example = "{needs: [sight, hearing, movement, chronic]}"

    @classmethod
    def applies(cls, values: GivePriority, facts: Facts) -> bool:
        """Whoever comes with a need that the rule does not name waits as everybody does."""
        return facts.get("needs") in values.needs

    @classmethod
    def phrase(cls, values: GivePriority) -> str:
        return "вне очереди принимают: " + ", ".join(title_of("priority", name) for name in values.needs)
