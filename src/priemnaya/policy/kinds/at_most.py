"""at_most: a count may not exceed a limit (call transfers, days of an extension)."""

from __future__ import annotations

from typing import Literal

from priemnaya.policy.verdict import Judgement

from .base import Facts, Kind, Values

NAMES = {
    "call_transfers": "переключений звонка",
    "extension_days": "дней продления",
    "extensions": "продлений",
}
GIVEN = {"extensions": "extensions"}
"""Where a count goes by a name of its own: the same step is asked about its days and about how often."""


class AtMost(Values):
    what: Literal["call_transfers", "extension_days", "extensions"]
    count: int
    kinds: tuple[str, ...] = ()


class KIND(Kind):
    name = "at_most"
    values = AtMost
    doc = "Число чего-либо не может превышать предела."
    example = "{what: call_transfers, count: 2}"

    @classmethod
    def judge(cls, values: AtMost, facts: Facts) -> Judgement:
        asked = int(facts.get(GIVEN.get(values.what, "count"), 0))
        if asked <= values.count:
            return Judgement(True)
        return Judgement(
            False,
            f"Не больше {values.count} {NAMES[values.what]}, а получается {asked}.",
            f"Уменьшите до {values.count}.",
        )

    @classmethod
    def tighter(cls, a: AtMost, b: AtMost) -> AtMost:
        return min(a, b, key=lambda v: v.count)

    @classmethod
    def phrase(cls, values: AtMost) -> str:
        return f"не больше {values.count} {NAMES[values.what]}"
