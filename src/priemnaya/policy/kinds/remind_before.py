"""remind_before: a reminder goes so long before an event, by the point the client prefers."""

from __future__ import annotations

from typing import Literal

from .base import Kind, Values


class RemindBefore(Values):
    what: Literal["visit"]
    before: tuple[str, ...]
    by: str = "phone"


class KIND(Kind):
    name = "remind_before"
    values = RemindBefore
    doc = "Напоминание перед событием."
    example = "{what: visit, before: [24h, 2h], by: phone}"
