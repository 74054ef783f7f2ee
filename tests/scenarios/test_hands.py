"""Whoever gets a case by any way, or begins to answer it unasked, is asked what the order asks before a case is given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from priemnaya.cases import actions
from priemnaya.cases.actions.working import Question
from priemnaya.cases.models import Case, Reply
from priemnaya.core.models import Notice, Ruling
from priemnaya.desk import actions as desk_actions
from priemnaya.desk.models import RoutingLook
from priemnaya.people.models import Unit

from ..breadth import sampled
from ..desk import Desk
from ..helpers import GOOD, case_of, goes_out, made_ready, routed
from .test_bulk import marked, said
from .test_guards import MADE, asking
from .test_taken_back import offered
from .test_triage import pane

LAST = {"person": "last_executor", "actions": ["assign"]}


def answered_by(cast: Any, executor: Any, ago: dt.timedelta) -> None:
    """A message of the client that somebody has answered."""
    case = made_ready(case_of(cast.udm), cast.head)
    Desk(executor).writes(case, GOOD)
    actions.send_reply(case.replies.get(), by=cast.head)
    goes_out(case)
    Reply.objects.filter(case=case).update(sent_at=timezone.now() - ago)


def again(cast: Any, **changes: Any) -> Case:
    """The client writes once more, after the executor has answered their first message."""
    answered_by(cast, cast.executor, dt.timedelta(hours=1))
    return case_of(cast.udm, text="Ещё раз о другом участке, про аренду.", **changes)


def headed(cast: Any, head: Any) -> Unit:
    unit = Unit.objects.filter(organisation=cast.udm).last()
    assert unit
    Unit.objects.filter(pk=unit.pk).update(head=head)
    unit.refresh_from_db()
    return unit


def triaged(cast: Any, case: Case, unit: Unit) -> None:
    desk = Desk(cast.registrar)
    _html, hidden = pane(desk, case)
    desk.client.post(f"/w/cases/{case.pk}/triage/", {**hidden, "unit": unit.pk})


def by_macro(cast: Any, case: Case, unit: Unit) -> None:
    steps = [{"do": "unit", "value": unit.slug}]
    macro = desk_actions.save_macro(cast.udm, f"Отдел {case.pk}", steps, by=cast.head)
    Desk(cast.head).does(case, "macro", macro=macro.pk)


def by_rule(cast: Any, case: Case, unit: Unit) -> None:
    desk_actions.save_rule(cast.udm, by=cast.head, name="Аренда", words=["аренда"], unit=unit)
    RoutingLook.objects.all().delete()
    routed(case)


WAYS: dict[str, Callable[[Any, Case, Unit], Any]] = {
    "bulk": lambda cast, case, unit: said(Desk(cast.registrar), marked([case], do="assign", to=f"unit-{unit.pk}")),
    "triage": triaged,
    "macro": by_macro,
    "rule": by_rule,
}


@sampled("way", WAYS, of=2)
def test_a_department_alone_is_its_head_by_every_way_of_giving(cast: Any, way: str) -> None:
    case, unit = again(cast), headed(cast, cast.executor)
    for rule in (("not_by", LAST), ("before", {"action": "assign", "facts": ["order_read"]})):
        with asking(rule[0], **rule[1]):
            WAYS[way](cast, case, unit)
            case.refresh_from_db()
            assert case.unit is None and not case.assignments.exists(), rule
    unit = headed(cast, cast.colleague)
    with asking("not_by", **LAST):
        WAYS[way](cast, case, unit)
        case.refresh_from_db()
        assert case.unit == unit
        assert Ruling.objects.filter(subject_id=case.pk, clause=MADE, ok=True).exists()


def test_who_is_refused_as_head_is_named(cast: Any) -> None:
    case, unit = again(cast), headed(cast, cast.executor)
    with asking("not_by", **LAST):
        words = said(Desk(cast.registrar), marked([case], do="assign", to=f"unit-{unit.pk}"))
    assert f"Отделом руководит {cast.executor}" in words and "прошлый ответ этому клиенту" in words


class TestWhoAnswersUnasked:
    def test_the_last_executor_neither_begins_nor_takes_over_nor_hands_on(self, cast: Any) -> None:
        case = made_ready(again(cast), cast.head)
        last, other = Desk(cast.executor), Desk(cast.colleague)
        with asking("not_by", **LAST):
            assert last.on(case, "reply/start").cited("stopped") == {MADE}
            assert not case.replies.exists()
            assert Ruling.objects.filter(clause=MADE, subject_id=case.pk, stopped=True).count() == 1
            other.writes(case, GOOD)
            assert Ruling.objects.get(clause=MADE, subject_id=case.pk, ok=True).actor_id == cast.colleague.pk
            assert last.on(case, "reply/take-over").cited("stopped") == {MADE}
            assert last.on(case, "reply/submit").cited("stopped") == {MADE}
            other.does(case, "reply/submit")
            case.refresh_from_db()
            assert case.state == "on_approval"

    def test_a_letter_begun_before_the_case_became_a_complaint_does_not_go(self, cast: Any) -> None:
        """Neither of who began it unasked, nor of whom it was given to as another matter."""
        for given in (False, True):
            case = made_ready(again(cast, kind="message"), cast.head)
            with asking("not_by", person="earlier_executor", actions=["assign"]):
                if given:
                    Desk(cast.head).does(case, "assign", to=cast.executor.pk)
                author = Desk(cast.executor)
                author.writes(case, GOOD)
                actions.change_kind(case, "appeal_complaint", by=cast.registrar)
                assert MADE in author.on(case, "reply/submit").cited("stopped")
                assert MADE in Desk(cast.head).sends(case).cited()
                case.refresh_from_db()
                assert case.state in ("new", "in_work"), given

    def test_who_has_not_read_the_order_reads_it_first(self, cast: Any) -> None:
        case = made_ready(case_of(cast.udm), cast.head)
        author = Desk(cast.executor)
        with asking("before", action="assign", facts=["order_read"]):
            page = author.on(case, "reply/start")
            assert page.cited("stopped") == {MADE} and "нажмите «Ознакомлен»" in page.text
            author.post("/w/order/acknowledge/")
            author.writes(case, GOOD)
        assert case.replies.get().author == cast.executor

    def test_a_case_that_nobody_was_given_has_what_is_asked_before_giving(self, cast: Any) -> None:
        case, author = case_of(cast.udm), Desk(cast.executor)
        with asking("before", action="assign", facts=["topic", "task_given"]):
            assert author.on(case, "reply/start").cited("stopped") == {MADE}
            made_ready(case, cast.registrar)
            assert author.on(case, "reply/start").cited("stopped") == {MADE}, "a task is said by who gives it"
            Desk(cast.head).does(case, "assign", to=cast.colleague.pk, task="Ответьте за неделю")
            author.does(case, "reply/start")
            assert case.replies.exists(), "it was given to somebody: of who else writes only the person is asked"

    def test_nor_does_the_last_executor_close_it(self, cast: Any) -> None:
        case = made_ready(again(cast), cast.head)
        closing = {"outcome": "no_substance", "notice": "Мы не поняли, о чём письмо.", "reason": "Нет сути"}
        with asking("not_by", **LAST):
            assert Desk(cast.executor).on(case, "close", **closing).cited("stopped") == {MADE}
            Desk(cast.colleague).does(case, "close", **closing)
        case.refresh_from_db()
        assert case.state == "closed"

    def test_nor_does_who_has_not_read_the_order_answer_by_word_of_mouth(self, cast: Any) -> None:
        desk = Desk(cast.registrar)
        came = {"point": "in_person", "kind": "appeal", "text": "Об аренде", "surname": "Иванова", "name": "Мария"}
        oral = {"document": "паспорт", "oral_answer": "Приходите в среду", "consents_to_oral": "1"}
        with asking("before", action="assign", facts=["order_read", "topic"]):
            page = desk.client.post("/w/cases/new/", {**came, **oral, "chosen_point": "portal"}, follow=True)
            assert "прочитал порядок" in page.content.decode() and not Case.objects.exists()
            desk.post("/w/order/acknowledge/")
            desk.client.post("/w/cases/new/", {**came, **oral, "chosen_point": "portal"}, follow=True)
        assert Case.objects.get().state == "answered"


class TestWithoutBeingGiven:
    def test_parted_it_does_not_come_back_to_who_may_not_have_it(self, cast: Any) -> None:
        second, first = made_ready(again(cast), cast.registrar), case_of(cast.udm, text="Третий раз про аренду")
        Desk(cast.head).does(second, "assign", to=cast.executor.pk)
        desk = Desk(cast.head)
        desk.does(second, "merge", number=first.number)
        with asking("not_by", **LAST):
            assert "Возвращено, как было" in desk.on(first, "undo", **offered(desk, first)).text
            second.refresh_from_db()
            assert (second.state, second.assignee) == ("in_work", None)
            assert Notice.objects.filter(
                employee_id=cast.registrar.pk, text__contains="осталось без исполнителя"
            ).exists()

    def test_a_matter_is_not_joined_to_a_case_of_one_who_may_not_have_it(self, cast: Any) -> None:
        """The other came before the executor answered: they may have it, but not what the client wrote after."""
        into, case, desk = case_of(cast.udm, text="Другой участок"), again(cast), Desk(cast.head)
        Case.objects.filter(pk=into.pk).update(registered_at=timezone.now() - dt.timedelta(hours=2))
        with asking("not_by", **LAST):
            desk.does(into, "assign", to=cast.executor.pk)
            assert desk.on(case, "merge", number=into.number).cited("stopped") == {MADE}
            case.refresh_from_db()
            assert case.merged_into is None
            desk.does(into, "assign", to=cast.colleague.pk)
            desk.does(case, "merge", number=into.number)
            case.refresh_from_db()
            assert case.merged_into == into
            assert desk.on(into, "assign", to=cast.executor.pk).cited("stopped") == {MADE}, "with what was joined to it"

    def test_what_a_case_becomes_by_what_is_joined_to_it_is_asked_of_who_has_it(self, cast: Any) -> None:
        """Given to the executor as a message, it would be a complaint about their own answer."""
        into, desk, ago = again(cast, kind="message"), Desk(cast.head), timezone.now() - dt.timedelta(minutes=50)
        Case.objects.filter(pk=into.pk).update(registered_at=ago)
        answered_by(cast, cast.colleague, dt.timedelta(minutes=30))
        case = case_of(cast.udm, kind="message", asked_kind="appeal_complaint", text="Жалоба на прежний ответ")
        with asking("not_by", person="earlier_executor", actions=["assign"]):
            desk.does(into, "assign", to=cast.executor.pk)
            assert desk.on(case, "merge", number=into.number).cited("stopped") == {MADE}
            desk.does(into, "assign", to=cast.head.pk)
            desk.does(case, "merge", number=into.number)

    def test_what_is_opened_again_or_taken_out_lies_with_no_head_who_may_not_have_it(self, cast: Any) -> None:
        case, unit, desk = made_ready(again(cast), cast.head), headed(cast, cast.executor), Desk(cast.head)
        Case.objects.filter(pk=case.pk).update(unit=unit)
        case.refresh_from_db()
        asked = [Question("Аренда", None, ""), Question("Налог", None, "")]
        actions.classify_case(case, asked, by=cast.registrar)
        with asking("not_by", **LAST):
            desk.does(case, "split", question=case.questions.get(text="Налог").pk)
            assert Case.objects.latest("pk").unit is None
            desk.does(case, "close", outcome="no_substance", notice="Мы не поняли, о чём письмо.", reason="Нет сути")
            desk.does(case, "reopen", why="Клиент уточнил")
            case.refresh_from_db()
            assert (case.state, case.unit, case.assignee) == ("in_work", None, None)
