"""The visitor itself: a page to which many requests lead with the same words is opened twice, with others again."""

from __future__ import annotations

from typing import Any

import pytest

from priemnaya.cases.terms import open_term

from .hostile import encoded
from .visit import FULL, Ledger, Visitor

pytestmark = [pytest.mark.walk, pytest.mark.xdist_group("crawl")]


def test_a_known_landing_is_opened_twice_and_a_new_refusal_again(town: Any) -> None:
    case = next(c for plan, c in town.cases.items() if (plan.kind, plan.state) == ("appeal", "in_work"))
    visitor, url = Visitor("head", Ledger(), town.cast.head), f"/w/cases/{case.pk}/extend/"

    owed = open_term(case)
    assert owed is not None
    seen = owed.due_at.isoformat()

    def asked(days: str, asking: str = "forms") -> Any:
        body = encoded([("days", days), ("reason", "Ждём"), ("seen", seen)])
        return visitor.send("POST", url, body, "application/x-www-form-urlencoded", asking=asking)

    assert [asked("0").whole for _ in range(3)] == [True, True, FULL]
    assert asked("400").whole, "other words"
    assert asked("0", asking="").whole, "asked for itself"
    assert asked("0").first == 302
    assert visitor.ledger.faults == {}
