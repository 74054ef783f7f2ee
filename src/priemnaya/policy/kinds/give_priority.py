"""give_priority: clients with certain needs are served out of turn."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from priemnaya.policy.vocabulary.needs import TITLES, SpecialNeed

from .base import Kind, Values


class GivePriority(Values):
    what: Literal["reception"] = "reception"
    needs: tuple[SpecialNeed, ...] = Field(min_length=1)


class KIND(Kind):
    name = "give_priority"
    values = GivePriority
    doc = "Клиентов с указанными потребностями принимают вне очереди и вне графика."
    example = "{needs: [sight, hearing, movement, chronic]}"

    @classmethod
    def phrase(cls, values: GivePriority) -> str:
        return "вне очереди и вне графика: " + ", ".join(TITLES[need] for need in values.needs)
