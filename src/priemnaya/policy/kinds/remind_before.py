"""remind_before: a reminder goes so long before an event: to the client before a visit, to employees before a term
ends."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import field_validator

from priemnaya.worktime import parse_rule

from .base import Facts, Kind, Values


class RemindBefore(Values):
    """visit: `before`, by the point `by`. term: when less than `share` per cent of its working time is left, but not
    earlier than `at_most` before it ends (5wd, 12wh). owed: only obligations of these names; empty: all."""

    what: Literal["visit", "term"]
    before: tuple[str, ...] = ()
    by: str = "phone"
    share: int = 25
    at_most: str = "5wd"
    owed: tuple[str, ...] = ()

    @field_validator("at_most")
    @classmethod
    def _working(cls, value: str) -> str:
        if parse_rule(value).unit not in ("working_days", "working_hours"):
            raise ValueError("at_most: рабочие дни или часы, например 5wd или 12wh")
        return value

    @field_validator("share")
    @classmethod
    def _percent(cls, value: int) -> int:
        if not 1 <= value <= 100:
            raise ValueError("share: от 1 до 100 процентов рабочего времени срока")
        return value


class KIND(Kind):
    name = "remind_before"
    values = RemindBefore
    doc = "Напоминание перед событием: клиенту перед визитом, сотрудникам перед концом срока."
    example = "{what: visit, before: [24h, 2h], by: phone}"

    @classmethod
    def applies(cls, values: RemindBefore, facts: Facts) -> bool:
        return not values.owed or facts.get("owed") in values.owed

    @classmethod
    def tighter(cls, a: Any, b: Any) -> Any:
        """Of two reminders of a term, the one that comes sooner; a rule about named obligations says more than one
        about all."""
        return max((a, b), key=lambda v: (bool(v.owed), v.share))

    @classmethod
    def phrase(cls, values: RemindBefore) -> str:
        if values.what == "visit":
            return "напомнить о визите за " + " и за ".join(str(parse_rule(b)) for b in values.before)
        return (
            f"напомнить, когда остаётся {values.share} % рабочего времени срока, не раньше чем за"
            f" {parse_rule(values.at_most)}"
        )
