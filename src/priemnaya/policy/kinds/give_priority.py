"""give_priority: clients with certain needs are served out of turn."""

from __future__ import annotations

from typing import Literal

from .base import Kind, Values


class GivePriority(Values):
    what: Literal["reception"] = "reception"
    needs: tuple[str, ...]


class KIND(Kind):
    name = "give_priority"
    values = GivePriority
    doc = "Клиентов с указанными потребностями принимают вне очереди и вне графика."
    example = "{needs: [sight, hearing, movement, chronic]}"
