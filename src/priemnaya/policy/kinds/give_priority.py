"""give_priority: clients with certain needs are served out of turn."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from priemnaya.policy.vocabulary import title_of
from priemnaya.policy.vocabulary.actions import VISITS
from priemnaya.policy.vocabulary.priorities import Priority

from .base import Kind, Values


class GivePriority(Values):
    """needs: who is served out of turn."""

    what: Literal["reception"] = "reception"
    needs: tuple[Priority, ...] = Field(min_length=1)

    def waits_for(self) -> tuple[str, ...]:
        """A body's own word («хозяин больного животного») waits for what those of the list do."""
        return (VISITS,)


class KIND(Kind):
    name = "give_priority"
    values = GivePriority
    doc = "Клиентов с указанными потребностями принимают вне очереди и вне графика."
    example = "{needs: [sight, hearing, movement, chronic]}"

    @classmethod
    def phrase(cls, values: GivePriority) -> str:
        return "вне очереди принимают: " + ", ".join(title_of("priority", name) for name in values.needs)
