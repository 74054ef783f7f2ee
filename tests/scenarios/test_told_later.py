"""Who is told by the order and is known only later, the executor or the head of the unit, is owed the telling: it is
told when the matter is given, and what lies with nobody too long breaks the clause."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from priemnaya.cases import actions
from priemnaya.cases.models import Case
from priemnaya.core.models import Notice, NoticeChoice, Obligation
from priemnaya.people.models import Unit
from priemnaya.people.reminding import remind_body
from priemnaya.programme.compliance import board
from priemnaya.programme.rollups import refresh_body

from ..desk import Desk
from ..helpers import case_of, local_day, made_ready
from .test_guards import MADE, asking

SAY = "срочное: возьмите под контроль"
URGENT = {"on": "urgency_assessed", "say": SAY, "if": {"urgency": ["urgent"]}}


def urgent(case: Case, employee: Any) -> None:
    Desk(employee).does(case, "urgency", urgency="urgent", reason="Третий день нет тепла")


def told(employee: Any) -> list[str]:
    rows = Notice.objects.filter(employee_id=employee.pk, text__contains=SAY).order_by("pk")
    return list(rows.values_list("text", flat=True))


def owed(case: Case) -> Obligation:
    return Obligation.objects.about("case", case.pk).get(what="staff_told", clause=MADE)


def figure(cast: Any) -> tuple[int, int, int]:
    """Of the made clause: kept, broken, open."""
    refresh_body(cast.udm)
    yesterday, today = local_day(cast.udm, plus=-1), local_day(cast.udm)
    line = next(x for x in board(cast.udm, yesterday, today) if x.clause.number == MADE)
    return line.kept, line.broken, line.open


def headed(cast: Any) -> tuple[Unit, Unit]:
    """Two departments, the first with a head of its own."""
    first, second = Unit.objects.filter(organisation=cast.udm, closed_at=None).order_by("name")[:2]
    Desk(cast.head).post(f"/w/staff/units/{first.pk}/head/", head=cast.colleague.pk)
    cast.executor.unit = second
    cast.executor.save(update_fields=["unit"])
    Desk(cast.head).post(f"/w/staff/units/{second.pk}/head/", head=cast.executor.pk)
    first.refresh_from_db()
    second.refresh_from_db()
    return first, second


def test_the_head_of_the_unit_hears_of_an_urgent_matter_when_it_is_given_to_the_unit(cast: Any) -> None:
    case, (first, second) = made_ready(case_of(cast.udm), cast.registrar), headed(cast)
    assert case.unit_id is None
    with asking("tell", whom=["head_of_unit"], within="30m", **URGENT):
        urgent(case, cast.registrar)
        assert not told(cast.colleague) and "исполнителя у дела ещё нет" in told(cast.head)[0]
        assert owed(case).is_open and figure(cast) == (0, 0, 1)
        actions.assign_case(case, None, unit=first, by=cast.registrar)
        assert case.number in told(cast.colleague)[0] and MADE in told(cast.colleague)[0]
        assert owed(case).kept and figure(cast) == (1, 0, 0)
        actions.assign_case(case, None, unit=second, by=cast.registrar)
        assert len(told(cast.executor)) == len(told(cast.colleague)) == 1, "the head of the other unit hears of it too"
        urgent(case, cast.registrar)
        assert len(told(cast.executor)) == 2 and figure(cast) == (2, 0, 0), "known at once, told at once"


def test_what_lies_with_nobody_breaks_the_clause_and_says_so_once(cast: Any) -> None:
    case, _units = made_ready(case_of(cast.udm), cast.registrar), headed(cast)
    with asking("tell", whom=["head_of_unit"], within="30m", **URGENT):
        urgent(case, cast.registrar)
        ago = timezone.now() - dt.timedelta(minutes=5)
        Obligation.objects.filter(pk=owed(case).pk).update(due_at=ago, since_at=ago - dt.timedelta(minutes=30))
        assert figure(cast) == (0, 1, 0)
        remind_body(cast.udm)
        Desk(cast.registrar).does(case, "assign", to=cast.executor.pk)
        assert figure(cast) == (0, 1, 0), "told late is told late"


def test_what_is_urgent_no_more_is_owed_to_nobody(cast: Any) -> None:
    case, (first, _second) = made_ready(case_of(cast.udm), cast.registrar), headed(cast)
    with asking("tell", whom=["head_of_unit"], **URGENT):
        urgent(case, cast.registrar)
        Desk(cast.registrar).does(case, "urgency", urgency="normal", reason="Тепло дали")
        assert not owed(case).is_open
        actions.assign_case(case, None, unit=first, by=cast.registrar)
        assert not told(cast.colleague)


def test_the_executor_is_told_what_was_known_before_him(cast: Any) -> None:
    case = made_ready(case_of(cast.udm), cast.registrar)
    with asking("tell", whom=["executor"], **URGENT):
        urgent(case, cast.registrar)
        assert not told(cast.executor)
        Desk(cast.registrar).does(case, "assign", to=cast.executor.pk)
        assert len(told(cast.executor)) == 1 and owed(case).kept
        Desk(cast.registrar).does(case, "assign", to=cast.colleague.pk)
        assert not told(cast.colleague), "of the executor the deed's own notice tells"


def test_what_the_order_wants_known_is_hidden_by_no_choice(cast: Any) -> None:
    NoticeChoice.objects.create(employee_id=cast.executor.pk, kind="case", how="hidden", since=timezone.now())
    case = made_ready(case_of(cast.udm), cast.registrar)
    Desk(cast.registrar).does(case, "assign", to=cast.executor.pk)
    with asking("tell", whom=["executor"], **URGENT):
        urgent(case, cast.registrar)
        assert len(told(cast.executor)) == 1


def test_the_clause_says_when_the_head_is_known_and_what_it_waits_for(cast: Any) -> None:
    Unit.objects.filter(organisation=cast.udm).update(head=None)
    with asking("tell", whom=["head_of_unit"], within="30m", **URGENT):
        page = Desk(cast.head).get(f"/w/order/{MADE}/").text
        assert "за 30 минут; пока дело никому не поручено — как только поручат" in page
        assert "частью исполняется системой" in page and "начальников подразделений" in page
