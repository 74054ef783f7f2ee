"""An order that lets a case be seen by whoever has it, their unit and those who need all: the wall stands, and no
other order has it."""

from __future__ import annotations

from typing import Any

from priemnaya.cases import actions
from priemnaya.people.models import Unit

from ..desk import Desk
from ..helpers import case_of, made_ready
from .test_guards import MADE, asking


def test_a_colleague_of_another_unit_meets_the_wall_where_the_order_has_it(cast: Any) -> None:
    case = made_ready(case_of(cast.udm), cast.head)
    other = Unit.objects.filter(organisation=cast.udm, closed_at=None).exclude(pk=cast.executor.unit_id)[0]
    near, far = cast.colleague, cast.hire("far", cast.udm, "Дальний", "executor")
    desk = cast.hire("kotova", cast.udm, "Котова", "reception")
    for one in (far, desk):
        one.unit = other
        one.save(update_fields=["unit"])
    actions.assign_case(case, cast.executor, by=cast.head)
    path = f"/w/cases/{case.pk}/"
    assert all(Desk(one).get(path).status == 200 for one in (near, far, desk))
    with asking("provides", function="unit_access"):
        seen = {one.surname: Desk(one).get(path).status for one in (near, far, desk, cast.head, cast.signer)}
        assert seen == {near.surname: 200, far.surname: 404, "Котова": 404, cast.head.surname: 200, "Тихонов": 200}
        assert case.number not in Desk(far).get(f"/w/queue/?q={case.number}").text
        mine = made_ready(case_of(cast.udm, identity="esia-7", text="Другое"), cast.head)
        actions.assign_case(mine, far, by=cast.head)
        assert Desk(far).get(f"/w/cases/{mine.pk}/").status == 200, "their own is theirs"
        page = Desk(cast.head).get(f"/w/order/{MADE}/").text
        assert "дело видят тот, у кого оно, его отдел" in page


def test_who_registers_is_told_who_sees_the_case_and_not_that_it_names_them(cast: Any) -> None:
    desk = cast.hire("kotova", cast.udm, "Котова", "reception")
    typed = {"point": "phone", "kind": "message", "text": "Где получить справку?", "surname": "Лесин"}
    with asking("provides", function="unit_access"):
        said = Desk(desk).client.post("/w/cases/new/", typed, follow=True).content.decode()
        assert "В нём названы вы" not in said
        assert "Его видят отдел, которому его поручат" in said
