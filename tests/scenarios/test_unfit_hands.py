"""A rule on who gets a case is asked again when what it hangs on becomes known later: the case says that it needs
another, those who distribute hear of it, and the clause's figure is bad."""

from __future__ import annotations

import datetime as dt
from typing import Any

from priemnaya.core.models import Notice

from ..desk import Desk
from ..helpers import case_of, local_day, made_ready
from .test_guards import asking
from .test_news import counted

NEWCOMERS = {"action": "assign", "facts": ["experienced"], "worked_days": 60, "if": {"urgency": ["urgent"]}}
WANTED = "Делу нужен другой исполнитель"


def newcomer(cast: Any) -> None:
    cast.executor.works_since = local_day(cast.udm) - dt.timedelta(days=5)
    cast.executor.save(update_fields=["works_since"])


def told(employee: Any) -> int:
    return Notice.objects.filter(employee_id=employee.pk, text__contains="нужен другой исполнитель").count()


def test_a_newcomer_s_case_that_is_found_urgent_needs_another(cast: Any) -> None:
    case, desk = made_ready(case_of(cast.udm), cast.registrar), Desk(cast.registrar)
    newcomer(cast)
    with asking("before", **NEWCOMERS):
        desk.does(case, "assign", to=cast.executor.pk)
        assert WANTED not in desk.get(f"/w/cases/{case.pk}/").text and told(cast.head) == 0
        assert counted(cast) == (0, 0)
        desk.does(case, "urgency", urgency="urgent", reason="Третий день нет тепла")
        assert WANTED in desk.get(f"/w/cases/{case.pk}/").text
        assert told(cast.head) == told(cast.executor) == told(cast.registrar) == 1
        assert counted(cast) == (0, 1)
        desk.does(case, "urgency", urgency="normal", reason="Тепло дали")
        assert WANTED not in desk.get(f"/w/cases/{case.pk}/").text
        desk.does(case, "urgency", urgency="urgent", reason="Тепла снова нет")
        assert told(cast.head) == 1, "of the same case with the same person they have heard"
        desk.does(case, "assign", to=cast.colleague.pk)
        assert WANTED not in desk.get(f"/w/cases/{case.pk}/").text
        assert counted(cast) == (1, 1)


def test_a_case_whose_executor_is_no_newcomer_is_let_be(cast: Any) -> None:
    case, desk = made_ready(case_of(cast.udm), cast.registrar), Desk(cast.registrar)
    with asking("before", **NEWCOMERS):
        desk.does(case, "assign", to=cast.executor.pk)
        desk.does(case, "urgency", urgency="urgent", reason="Третий день нет тепла")
        assert WANTED not in desk.get(f"/w/cases/{case.pk}/").text and told(cast.head) == 0


def test_what_is_found_to_be_a_complaint_needs_another_than_a_newcomer(cast: Any) -> None:
    case, desk = made_ready(case_of(cast.udm), cast.registrar), Desk(cast.registrar)
    newcomer(cast)
    with asking("before", **{**NEWCOMERS, "if": {"kinds": ["appeal_complaint"]}}):
        desk.does(case, "assign", to=cast.executor.pk)
        desk.does(case, "kind", kind="appeal_complaint")
        assert WANTED in desk.get(f"/w/cases/{case.pk}/").text and told(cast.head) == 1
