"""«Не позднее чем за три рабочих дня до срока проект передают на подпись»: counted back from the term of the answer."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from priemnaya.core.models import Notice, Obligation
from priemnaya.people.policies import calendar_of, overridden
from priemnaya.people.reminding import remind_body
from priemnaya.policy import OrderError, coverage
from priemnaya.worktime import due_back, parse_rule

from ..desk import Desk
from ..helpers import GOOD, case_of, made_ready, undone
from .test_event_terms import made

RULE = ("92.1", "within", "from: term_end, ahead: 3wd, do: reply_submitted, who: executor")


def row_of(case: Any) -> Obligation | None:
    return Obligation.objects.about("case", case.pk).filter(clause="92.1").order_by("-pk").first()


def answer_of(case: Any) -> Obligation:
    return Obligation.objects.about("case", case.pk).get(what="reply_on_substance", cancelled_at=None)


def test_it_is_owed_before_the_term_moves_with_it_and_is_met_by_the_deed(cast: Any, tmp_path: Path) -> None:
    order = made(tmp_path, RULE)
    assert {s.state for s in coverage([order]) if s.clause == "92.1"} == {"enforced"}
    with overridden(order):
        case, desk, body = made_ready(case_of(cast.udm, kind="message"), cast.head), Desk(cast.head), cast.udm
        row, answer = row_of(case), answer_of(case)
        assert row is not None and row.is_open
        first = due_back(parse_rule("3wd"), answer.due_at, calendar_of(body), body.zone).at
        assert row.due_at == first < answer.due_at
        assert f"{body.local(first):%d.%m.%Y}" in desk.get(f"/w/cases/{case.pk}/").text
        desk.does(case, "assign", to=cast.executor.pk)
        desk.does(case, "extend", days=10, reason="Ждём сведений из реестра")
        moved, answer = row_of(case), answer_of(case)
        assert moved is not None and moved.pk == row.pk
        again = due_back(parse_rule("3wd"), answer.due_at, calendar_of(body), body.zone).at
        assert moved.due_at == again > first and "срок дела изменился" in moved.recomputed
        author = Desk(cast.executor)
        author.writes(case, GOOD)
        author.does(case, "reply/submit")
        done = row_of(case)
        assert done is not None and done.fulfilled_at
    with undone("without the rule"):
        assert row_of(case_of(cast.udm, kind="message")) is None


def test_whoever_answers_is_reminded_and_one_gone_is_broken(cast: Any, tmp_path: Path) -> None:
    with overridden(made(tmp_path, RULE)):
        case = case_of(cast.udm, kind="message")
        Desk(cast.head).does(case, "assign", to=cast.executor.pk)
        row = row_of(case)
        assert row is not None
        Obligation.objects.filter(pk=row.pk).update(due_at=row.since_at + dt.timedelta(minutes=1))
        Notice.objects.all().delete()
        remind_body(cast.udm)
        assert Notice.objects.filter(employee_id=cast.executor.pk, text__contains=case.number).exists()


def test_a_term_that_is_shorter_owes_nothing_before_it(cast: Any, tmp_path: Path) -> None:
    short = ("92.2", "within", "from: message_registered, do: reply_on_substance, within: 2wd")
    with overridden(made(tmp_path, RULE, short)):
        assert row_of(case_of(cast.udm, kind="message")) is None


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ("from: rated, ahead: 2wd, do: noted", "заранее неизвестен"),
        ("from: term_end, ahead: 1mo, do: noted", "30m, 4h, 5d, 2wd"),
        ("from: term_end, within: 2wd, do: noted", "считают назад"),
        ("from: term_end, ahead: 2wd, do: rated", "что сотрудник делает"),
        ("from: term_end, ahead: 2wd, do: message_registered", "здесь никто не услышит"),
        ("from: term_end, ahead: 2wd, roll: back, do: noted", "не относятся"),
    ],
)
def test_what_is_never_counted_back_is_an_error(tmp_path: Path, values: str, said: str) -> None:
    with pytest.raises(OrderError, match=said):
        made(tmp_path, ("92.1", "within", values))


@pytest.mark.parametrize(
    ("values", "waits"),
    [
        ("within {from: visit_held, ahead: 2wd, do: noted}", "запись на приём"),
        ("within {from: works_begin, ahead: 3d, do: works_postponement_told}", "учёт обещанных работ"),
        ("tell {on: works_postponed, whom: [client]}", "учёт обещанных работ"),
        ("within {from: bot_asked_for_person, within: 5m, do: bot_taken_over}", "чат-бот"),
        ("limit {what: bot_tries, at_most: 2}", "чат-бот"),
        ("provides {function: bot_calls_person}", "чат-бот"),
    ],
)
def test_what_waits_for_a_part_of_the_product_loads_and_says_so(tmp_path: Path, values: str, waits: str) -> None:
    kind, _, said = values.partition(" ")
    [state] = [s for s in coverage([made(tmp_path, ("92.1", kind, said.strip("{}")))]) if s.clause == "92.1"]
    assert state.state == "not yet" and any(waits in one for one in state.missing)
