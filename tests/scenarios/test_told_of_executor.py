"""A letter about who has the matter names them: it tells the client something, and never the same twice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from priemnaya.cases import actions
from priemnaya.core.models import Ruling
from priemnaya.people.models import Unit
from priemnaya.people.policies import overridden
from priemnaya.policy import Clause

from ..desk import Desk
from ..helpers import case_of, made_ready
from .test_guards import MADE, asking, made
from .test_news import MAIL, counted, news, telling


def own_phone(employee: Any, phone: str) -> None:
    employee.phone = phone
    employee.save(update_fields=["phone"])


def test_each_letter_names_who_has_the_case_and_none_repeats_another(cast: Any) -> None:
    case, desk = made_ready(case_of(cast.udm, **MAIL), cast.head), Desk(cast.registrar)
    own_phone(cast.executor, "+7 (341) 222-11-01")
    own_phone(cast.colleague, "+7 (341) 222-11-02")
    wanted = {"facts": ["executor_contacts"]}
    first = made("udmurtia-mio", "tell", on="assigned", whom=["client"], within="4h", **wanted)
    second = made(
        "udmurtia-mio", "tell", on="executor_changed", whom=["client"], within="1d", start="same_day", **wanted
    )
    both = replace(first, clauses=(*first.clauses, Clause("99.2", "Ещё.", second.clauses[-1].rules)))
    with overridden(both):
        desk.does(case, "assign", to=cast.executor.pk)
        (one,) = news(case)
        assert "назначен исполнитель" in one and cast.executor.short_name in one and "222-11-01" in one
        desk.does(case, "assign", to=cast.executor.pk, task="Ещё раз")
        assert news(case) == [one], "the same is not told twice"
        desk.does(case, "assign", to=cast.colleague.pk)
        _, two = news(case)
        assert "исполнитель сменился" in two and "назначен исполнитель" not in two
        assert cast.colleague.short_name in two and "222-11-02" in two and cast.executor.short_name not in two


def test_a_hand_over_told_by_the_rule_of_assignments_is_called_one(cast: Any) -> None:
    case, desk = made_ready(case_of(cast.udm, **MAIL), cast.head), Desk(cast.registrar)
    with telling("assigned"):
        desk.does(case, "assign", to=cast.executor.pk)
        desk.does(case, "assign", to=cast.colleague.pk)
        one, two = news(case)
        assert cast.executor.short_name in one and cast.colleague.short_name in two and "сменился" in two
        assert cast.udm.phone in one, "where the order wants no telephone of theirs, the body's stands there"


def test_a_department_is_no_executor(cast: Any) -> None:
    case, desk = made_ready(case_of(cast.udm, **MAIL), cast.head), Desk(cast.registrar)
    unit = Unit.objects.filter(organisation=cast.udm, closed_at=None)[0]
    Unit.objects.filter(organisation=cast.udm).update(head=None)
    with telling("assigned"):
        actions.assign_case(case, None, unit=unit, by=cast.registrar)
        (said,) = news(case)
        assert f"передано в подразделение «{unit.name}»" in said and "назначен исполнитель" not in said
        desk.does(case, "assign", to=cast.executor.pk)
        assert "назначен исполнитель" in news(case)[1] and cast.executor.short_name in news(case)[1]


def test_who_has_no_telephone_is_not_given_what_the_client_must_be_told_a_telephone_of(cast: Any) -> None:
    case, desk = made_ready(case_of(cast.udm, **MAIL), cast.head), Desk(cast.registrar)
    cast.udm.phone = ""
    cast.udm.save(update_fields=["phone"])
    own_phone(cast.executor, "")
    with telling("assigned", facts=["executor_contacts"]):
        page = desk.on(case, "assign", to=cast.executor.pk)
        assert "Клиенту нужно назвать исполнителя и его телефон" in page.text and "карточку сотрудника" in page.text
        case.refresh_from_db()
        assert case.assignee_id is None and not news(case)
        own_phone(cast.executor, "+7 (341) 222-11-01")
        desk.does(case, "assign", to=cast.executor.pk)
        assert "222-11-01" in news(case)[0]


def test_a_first_assignment_is_no_hand_over_that_the_limit_was_kept_by(cast: Any) -> None:
    case, desk = made_ready(case_of(cast.udm), cast.head), Desk(cast.registrar)
    with asking("limit", what="reassignments", at_most=1):
        desk.does(case, "assign", to=cast.executor.pk)
        desk.does(case, "assign", to=cast.executor.pk, task="Ещё раз")
        assert not Ruling.objects.filter(clause=MADE).exists() and counted(cast) == (0, 0)
        desk.does(case, "assign", to=cast.colleague.pk)
        assert counted(cast) == (1, 0)
        assert "Не больше" in desk.on(case, "assign", to=cast.executor.pk).text
