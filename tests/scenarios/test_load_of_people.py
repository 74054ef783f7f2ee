"""A limit of open cases a person is asked when a case is given, by hand and by a rule of the desk."""

from __future__ import annotations

from typing import Any

from priemnaya.desk import actions as rules

from ..desk import Desk
from ..helpers import case_of, made_ready, routed
from .test_guards import MADE, asking


def test_who_has_as_many_as_the_order_lets_gets_no_more(cast: Any) -> None:
    first, second = (made_ready(case_of(cast.udm, identity=f"esia-{n}"), cast.head) for n in range(2))
    desk = Desk(cast.registrar)
    with asking("limit", what="open_cases", at_most=1):
        desk.does(first, "assign", to=cast.executor.pk)
        desk.does(first, "assign", to=cast.executor.pk, task="Ещё раз")
        stopped = desk.on(second, "assign", to=cast.executor.pk).text
        assert "Не больше одного открытого дела у того, кому поручают, а получается 2" in stopped
        assert f"п. {MADE}" in stopped
        second.refresh_from_db()
        assert second.assignee_id is None
        desk.does(second, "assign", to=cast.colleague.pk)
        unit = cast.executor.unit
        unit.head = cast.executor
        unit.save(update_fields=["head"])
        rules.save_rule(cast.udm, by=cast.head, name="Аренда", words=["аренда"], unit=unit)
        assert routed(case_of(cast.udm, identity="esia-9")).unit_id is None, "it would lie with the head of the unit"
