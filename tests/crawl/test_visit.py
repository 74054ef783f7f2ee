"""The visitor itself: a page to which many requests lead with the same words is opened twice, with others again."""

from __future__ import annotations

from typing import Any

from ..helpers import case_of
from .hostile import encoded
from .visit import FULL, Ledger, Visitor


def test_a_known_landing_is_opened_twice_and_a_new_refusal_again(cast: Any) -> None:
    visitor, url = Visitor("head", Ledger(), cast.head), f"/w/cases/{case_of(cast.udm).pk}/extend/"

    def asked(days: str, asking: str = "forms") -> Any:
        body = encoded([("days", days), ("reason", "Ждём")])
        return visitor.send("POST", url, body, "application/x-www-form-urlencoded", asking=asking)

    assert [asked("0").whole for _ in range(3)] == [True, True, FULL]
    assert asked("400").whole, "other words"
    assert asked("0", asking="").whole, "asked for itself"
    assert asked("0").first == 302
    assert visitor.ledger.faults == {}
