"""Whose rights to see cases end at their own unit: by their card, or by an order that lets a case be seen by whoever
has it, their unit and those who distribute, sign and decide (`provides: unit_access`)."""

from __future__ import annotations

import datetime as dt

from priemnaya.policy import Order, register

from .models import Employee
from .policies import policy_by_key

UNIT_ACCESS = "unit_access"
OVER_UNITS = ("case.assign", "reply.sign", "case.decide")
"""Rights of those who need the cases of all units: without them none would be given, signed or decided."""
_ASK: dict[int, tuple[Order, bool]] = {}

register("provides", UNIT_ACCESS, "people.kept.kept_to_unit")


def kept_to_unit(employee: Employee) -> bool:
    """Of a person, not of a program: that sees what those behind it see."""
    if employee.unit_only:
        return True
    if employee.is_service or any(employee.may(right) for right in OVER_UNITS):
        return False
    layers = policy_by_key(employee.organisation_id, employee).layers
    return any(_ever_asks(order) and _asks_today(order) for order in layers)


def _ever_asks(order: Order) -> bool:
    """Read once for an order as loaded: of most none does."""
    known = _ASK.get(id(order))
    if known is None or known[0] is not order:
        if len(_ASK) > 200:
            _ASK.clear()
        values = (v for _, rule in order.by_kind.get("provides", ()) for _, v in rule.values)
        known = _ASK[id(order)] = (order, any(v is not None and v.function == UNIT_ACCESS for v in values))  # type: ignore[attr-defined]
    return known[1]


def _asks_today(order: Order) -> bool:
    today = dt.date.today()  # noqa: DTZ011 - a wall that stands a few hours sooner or later: the day is the server's
    held = (rule.on(today) for _, rule in order.by_kind.get("provides", ()))
    return any(value is not None and value.function == UNIT_ACCESS for value in held)  # type: ignore[attr-defined]
