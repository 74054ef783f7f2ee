"""A merge, a split, an assignment, a dropped draft are taken back while nobody has built on them; else the page says
why. Each is a deed of its own in the history."""

from __future__ import annotations

import re
from typing import Any

import pytest

from priemnaya.cases import actions
from priemnaya.cases.actions.naming import Named, keep_named
from priemnaya.cases.actions.recalling import recall_case, recall_of
from priemnaya.cases.actions.undoing import TAKEN_BACK
from priemnaya.cases.actions.working import Question
from priemnaya.cases.models import Case
from priemnaya.core.models import Event, Obligation
from priemnaya.knowledge.models import Topic

from ..desk import Desk
from ..helpers import case_of, drafted, made_ready, message, owed
from .test_guards import MADE, asking

UNDO = re.compile(r'name="(what|event)" value="([^"]*)"')


def offered(desk: Desk, case: Case) -> dict[str, str]:
    """The form of the page that takes back what was done last; empty where none is offered."""
    page = desk.get(f"/w/cases/{case.pk}/").source
    start = page.find(f"/w/cases/{case.pk}/undo/")
    return dict(UNDO.findall(page[start : page.index("</form>", start)])) if start >= 0 else {}


def terms_of(case: Case) -> list[tuple[str, Any, Any]]:
    return sorted(Obligation.objects.about("case", case.pk).open().values_list("what", "since_at", "due_at"))


def state(case: Case) -> tuple[Any, ...]:
    case.refresh_from_db()
    kept = (case.registered_at, case.received_at, case.due_at, case.assignee_id, case.search_text)
    return (
        *kept,
        sorted(case.contacts.values_list("pk", flat=True)),
        sorted(case.questions.values_list("pk", flat=True)),
    )


def topic_named() -> Topic | None:
    return Topic.objects.current().filter(depth=4).order_by("code").first()


def joined(cast: Any) -> tuple[Case, Case]:
    first = case_of(cast.udm)
    second = made_ready(case_of(cast.udm, text="Ещё раз про аренду"), cast.registrar)
    return first, second


class TestMerge:
    def test_all_goes_back_and_both_owe_what_they_owed(self, cast: Any) -> None:
        first, second = joined(cast)
        actions.assign_case(second, cast.executor, by=cast.head)
        drafted(second, cast.executor)
        before = [(state(c), terms_of(c)) for c in (first, second)]
        desk = Desk(cast.executor)
        desk.does(first, "merge", number=second.number)  # the earlier into the later: its registration counts
        assert second.contacts.filter(direction="in").count() == 2
        assert desk.on(second, "undo", **offered(desk, second)).text.count("Возвращено, как было")
        assert [(state(c), terms_of(c)) for c in (first, second)] == before
        assert second.replies.filter(state="draft").exists()
        assert {"case.merged", "case.parted"} <= set(
            Event.objects.filter(subject_id=first.pk).values_list("verb", flat=True)
        )

    def test_a_draft_set_aside_by_it_comes_back(self, cast: Any) -> None:
        first, second = joined(cast)
        drafted(second, cast.executor)
        desk = Desk(cast.executor)
        desk.does(second, "merge", number=first.number)
        assert second.replies.filter(state="dropped").exists()
        desk.does(first, "undo", **offered(desk, first))
        assert second.replies.filter(state="draft").exists()

    def test_what_a_client_wrote_since_keeps_it_and_the_page_says_so(self, cast: Any) -> None:
        first, second = joined(cast)
        desk = Desk(cast.registrar)
        actions.merge_cases(second, first, by=cast.registrar)
        form = offered(desk, first)
        actions.append_message(first, message(point="portal", text="и ещё"))
        assert not offered(desk, first)
        assert "Клиент дополнил дело" in desk.on(first, "undo", **form).text
        second.refresh_from_db()
        assert second.merged_into == first

    @pytest.mark.parametrize("kind", ["message", "appeal"])
    def test_what_the_client_has_withdrawn_is_not_brought_back_to_life(self, cast: Any, kind: str) -> None:
        """By the page of the whole: at once where the order ends it so, else people decide; the joined case is part of
        it."""
        first, second = case_of(cast.udm, kind=kind), case_of(cast.udm, kind=kind, text="Ещё раз про аренду")
        desk = Desk(cast.registrar)
        actions.merge_cases(second, first, by=cast.registrar)
        form = offered(desk, first)
        said = message(point="portal", text="Прошу прекратить рассмотрение.", subject="Отзыв обращения")
        recall_case(first, said, recall_of(first).way)
        assert "Вернуть уже нельзя" in desk.on(first, "undo", **form).text
        second.refresh_from_db()
        assert second.merged_into == first
        assert not Obligation.objects.about("case", second.pk).open().exists()

    def test_names_of_whom_it_complains_keep_it(self, cast: Any) -> None:
        first, second = joined(cast)
        actions.name_person(second, cast.colleague, by=cast.registrar)
        actions.merge_cases(Case.objects.get(pk=second.pk), first, by=cast.registrar)
        desk = Desk(cast.registrar)
        assert "разъединить их нельзя" in desk.on(first, "undo", **offered(desk, first)).text

    def test_another_s_deed_is_not_offered_and_twice_is_once(self, cast: Any) -> None:
        first, second = joined(cast)
        actions.merge_cases(second, first, by=cast.registrar)
        desk, form = Desk(cast.registrar), offered(Desk(cast.registrar), first)
        assert not offered(Desk(cast.executor), first)
        assert "тот, кто объединил дела" in Desk(cast.executor).on(first, "undo", **form).text
        desk.does(first, "undo", **form)
        assert "уже вернули" in desk.on(first, "undo", **form).text


class TestSplit:
    def divided(self, cast: Any) -> tuple[Case, Case]:
        case = case_of(cast.udm)
        actions.classify_case(case, [Question("Аренда", None, ""), Question("Налог", None, "")], by=cast.registrar)
        actions.assess_urgency(case, "urgent", "Закончится лекарство", by=cast.registrar)
        return case, actions.split_case(case, case.questions.get(text="Налог"), by=cast.registrar)

    def test_the_new_case_is_not_urgent_by_itself(self, cast: Any) -> None:
        case, fresh = self.divided(cast)
        assert (case.urgency, fresh.urgency) == ("urgent", "")
        assert owed(fresh, "urgent_reply") is None

    def test_the_question_goes_back_and_the_new_number_leads_there(self, cast: Any) -> None:
        case, fresh = self.divided(cast)
        desk = Desk(cast.registrar)
        desk.does(case, "undo", **offered(desk, case))
        fresh.refresh_from_db()
        assert (fresh.state, fresh.merged_into) == ("merged", case)
        assert case.questions.count() == 2
        assert not Obligation.objects.about("case", fresh.pk).open().exists()
        assert actions.append_message(fresh, message(point="portal", text="и ещё")).case == case

    def test_it_is_taken_back_from_the_new_case_where_one_stands_then(self, cast: Any) -> None:
        """And nothing is offered after it: nobody joined anything."""
        case, fresh = self.divided(cast)
        desk = Desk(cast.registrar)
        assert offered(Desk(cast.head), fresh) == {}, "it is another's deed"
        desk.does(fresh, "undo", **offered(desk, fresh))
        fresh.refresh_from_db()
        assert (fresh.merged_into, case.questions.count()) == (case, 2)
        assert (offered(desk, fresh), offered(desk, case)) == ({}, {})

    def test_no_question_comes_back_under_a_letter_that_waits_for_its_signature(self, cast: Any) -> None:
        """The letter answers without it, and its author could not know: whoever signs would be stopped by it."""
        case, fresh = self.divided(cast)
        desk = Desk(cast.registrar)
        form = offered(desk, case)
        actions.assign_case(case, cast.executor, by=cast.registrar)
        actions.classify_case(case, [Question("Аренда", topic_named(), cast.udm.needs[0])], by=cast.registrar)
        actions.submit_reply(drafted(case, cast.executor), by=cast.executor)
        assert "Ответ ждёт подписи" in desk.on(case, "undo", **form).text
        fresh.refresh_from_db()
        assert (fresh.merged_into, case.questions.count()) == (None, 1)
        Desk(cast.head).sends(case)
        case.refresh_from_db()
        assert case.state in ("sending", "answered")

    def test_not_once_a_colleague_has_taken_it_up(self, cast: Any) -> None:
        case, fresh = self.divided(cast)
        actions.assign_case(fresh, cast.executor, by=cast.head)
        desk = Desk(cast.registrar)
        said = desk.on(case, "undo", **offered(desk, case)).text
        assert f"в деле {fresh.number} сделано другое" in said
        assert "Назначен исполнитель" in said


class TestAssignment:
    def test_back_to_whoever_had_it_and_to_nobody(self, cast: Any) -> None:
        case, desk = case_of(cast.udm), Desk(cast.head)
        desk.does(case, "assign", to=cast.executor.pk)
        desk.does(case, "undo", **offered(desk, case))
        case.refresh_from_db()
        assert case.assignee is None
        desk.does(case, "assign", to=cast.executor.pk)
        desk.does(case, "assign", to=cast.colleague.pk)
        desk.does(case, "undo", **offered(desk, case))
        case.refresh_from_db()
        assert case.assignee == cast.executor
        assert Event.objects.filter(subject_id=case.pk, verb="case.assignment_undone").exists()

    def test_not_to_one_from_whom_the_case_was_taken_before(self, cast: Any) -> None:
        case, desk = case_of(cast.udm), Desk(cast.head)
        desk.does(case, "assign", to=cast.executor.pk)
        actions.name_person(case, cast.executor, by=cast.registrar)
        desk.does(case, "assign", to=cast.colleague.pk)
        form = offered(desk, case)
        desk.does(case, "undo", **form)
        case.refresh_from_db()
        assert case.assignee is None, "nobody had it"
        desk.does(case, "assign", to=cast.colleague.pk)
        form = offered(desk, case)
        keep_named(Case.objects.get(pk=case.pk), [Named(cast.colleague.pk, "Васильева", "text", "на Васильеву")])
        assert "лежит не так, как вы назначили" in desk.on(case, "undo", **form).text

    def test_what_the_order_asks_before_a_case_is_given_is_asked_again(self, cast: Any) -> None:
        case, desk = case_of(cast.udm), Desk(cast.head)
        desk.does(case, "assign", to=cast.executor.pk, task="Ответить")
        desk.does(case, "assign", to=cast.colleague.pk, task="Ответить")
        form = offered(desk, case)
        with asking("before", action="assign", facts=["urgency", "task_given"]):
            assert MADE in desk.on(case, "undo", **form).cited("stopped")
            case.refresh_from_db()
            assert case.assignee == cast.colleague
        with asking("before", action="assign", facts=["task_given"]):
            desk.does(case, "undo", **form)
        case.refresh_from_db()
        assert case.assignee == cast.executor, "with the task of before"

    def test_a_mistake_undone_is_no_giving_and_counts_as_none(self, cast: Any) -> None:
        case, desk = case_of(cast.udm), Desk(cast.head)

        def given(to: Any) -> bool:
            page = desk.on(case, "assign", to=to.pk, task=TAKEN_BACK)  # these very words prove nothing
            return MADE not in page.cited("stopped")

        with asking("limit", what="reassignments", at_most=1):
            assert given(cast.executor) and given(cast.colleague)
            desk.does(case, "undo", **offered(desk, case))
            assert given(cast.head), "the first giving to another was none"
            assert not given(cast.colleague), "this one was"
            desk.does(case, "undo", **offered(desk, case))
            desk.does(case, "undo", **offered(desk, case))  # the undoing undone: it lies where it was given
            case.refresh_from_db()
            assert case.assignee == cast.head
            assert not given(cast.colleague)
        with asking("limit", what="reassignments", at_most=0):
            desk.does(case, "undo", **offered(desk, case))
        case.refresh_from_db()
        assert case.assignee == cast.executor, "whatever the limit is meanwhile"

    def test_to_nobody_nothing_is_given(self, cast: Any) -> None:
        case, desk = case_of(cast.udm), Desk(cast.head)
        desk.does(case, "assign", to=cast.executor.pk)
        with asking("before", action="assign", facts=["urgency"]):
            desk.does(case, "undo", **offered(desk, case))
        case.refresh_from_db()
        assert case.assignee is None

    def test_not_once_who_has_it_began(self, cast: Any) -> None:
        case, desk = case_of(cast.udm), Desk(cast.head)
        desk.does(case, "assign", to=cast.executor.pk)
        form = offered(desk, case)
        drafted(case, cast.executor)
        assert not offered(desk, case)
        said = desk.on(case, "undo", **form).text
        assert "сделано другое" in said
        assert cast.executor.short_name in said


def test_a_dropped_draft_comes_back(cast: Any) -> None:
    case = case_of(cast.udm)
    drafted(case, cast.executor)
    desk = Desk(cast.executor)
    desk.does(case, "reply/drop", sure="1")
    desk.does(case, "undo", **offered(desk, case))
    assert case.replies.filter(state="draft").exists()
    assert "Отменённый черновик возвращён" in desk.get(f"/w/cases/{case.pk}/").source


def test_a_draft_of_another_dropped_since_stays_dropped(cast: Any) -> None:
    case, desk = case_of(cast.udm), Desk(cast.executor)
    mine = drafted(case, cast.executor)
    desk.does(case, "reply/drop", sure="1")
    form = offered(desk, case)
    theirs = drafted(case, cast.colleague)
    Desk(cast.colleague).does(case, "reply/drop", sure="1")
    assert "уже вернули или сделали иначе" in desk.on(case, "undo", **form).text
    assert set(case.replies.filter(state="dropped")) == {mine, theirs}


def test_a_page_of_an_earlier_joining_undoes_no_later_one(cast: Any) -> None:
    first, second = joined(cast)
    desk = Desk(cast.registrar)
    actions.merge_cases(second, first, by=cast.registrar)
    form = offered(desk, second)
    desk.does(second, "undo", **form)
    actions.merge_cases(Case.objects.get(pk=second.pk), first, by=cast.registrar)
    assert "уже вернули" in desk.on(second, "undo", **form).text
    second.refresh_from_db()
    assert second.merged_into == first
