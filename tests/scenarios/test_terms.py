"""A term is a base and rows that moved it: nothing the client was told is lost, nothing moves without saying why."""

from __future__ import annotations

import datetime as dt
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from django.utils import timezone

from priemnaya.cases import actions
from priemnaya.cases.actions.working import Question
from priemnaya.cases.models import Case
from priemnaya.cases.recount import recompute_open
from priemnaya.core.models import Notice, Obligation
from priemnaya.errors import Objection, Stale
from priemnaya.knowledge.models import Service
from priemnaya.outreach.actions import rate_reply
from priemnaya.people.models import RegionalDayRow
from tests.helpers import case_of, drafted, goes_out, made_ready, owed
from tests.scenarios.test_services import applied


@pytest.fixture
def desk(client: Client, cast: Any) -> Any:
    """Posts a form of the case page as an employee and returns the page that follows."""

    def post(by: Any, case: Case, verb: str, **fields: Any) -> str:
        client.force_login(by)
        page = client.post(f"/w/cases/{case.pk}/{verb}/", fields, follow=True)
        case.refresh_from_db()
        return page.content.decode()

    return post


def term(case: Case) -> Obligation:
    found = owed(case, "reply_on_substance")
    assert found is not None
    return found


def day(case: Case) -> dt.date:
    return case.organisation.local(term(case).due_at).date()


def extended(case: Case, desk: Any, cast: Any, days: int = 20) -> dt.date:
    """The head extends the term on the case page; the day the client was told."""
    page = desk(cast.head, case, "extend", days=days, reason="Запросили документы")
    assert "Срок продлён" in page
    return day(case)


class TestRows:
    def test_the_page_says_who_moved_the_term_when_why_and_that_the_client_knows(self, cast: Any, desk: Any) -> None:
        case = case_of(cast.udm)
        before = term(case)
        extended(case, desk, cast)
        row = term(case).changes.get()
        assert (row.kind, row.days, row.by_id, row.reason) == ("extended", 20, cast.head.pk, "Запросили документы")
        assert row.told_at
        assert term(case).told_due_at == term(case).due_at > before.due_at
        page = desk(cast.head, case, "note", text="Проба")
        assert "+20 дней, Орлов И.О.. Запросили документы" in page.replace("\n", " ")
        assert "Клиенту сообщено" in page

    def test_a_term_that_no_act_lets_be_extended_is_not(self, cast: Any, desk: Any) -> None:
        case = case_of(cast.udm, kind="service_complaint")
        before = day(case)
        page = desk(cast.head, case, "extend", days=5, reason="Нужно время")
        assert "ни закон, ни порядок продлить не дают" in page
        assert day(case) == before

    def test_two_extensions_one_after_another_are_rolled_once(self, cast: Any, desk: Any) -> None:
        one, two = case_of(cast.udm), case_of(cast.udm, text="Другой вопрос", identity="esia-2")
        for days in (7, 13):
            desk(cast.head, one, "extend", days=days, reason="Нужно время")
        assert day(one) == extended(two, desk, cast, 20)


class TestNothingIsLost:
    """Seen: each of these silently cancelled an extension the client was told of."""

    def test_an_extension_outlives_another_kind_that_may_have_it(self, cast: Any, desk: Any) -> None:
        case = case_of(cast.udm)
        told = extended(case, desk, cast)
        desk(cast.registrar, case, "kind", kind="message")
        assert case.kind == "message"
        assert day(case) == told

    def test_where_the_new_kind_may_not_have_it_the_strict_term_holds_and_the_head_decides(
        self, cast: Any, desk: Any
    ) -> None:
        case = case_of(cast.udm)
        told = extended(case, desk, cast)
        page = desk(cast.registrar, case, "kind", kind="service_complaint")
        assert day(case) < told
        assert f"Клиенту сообщён срок до {told:%d.%m.%Y}" in page
        assert "решает руководитель" in page
        assert Notice.objects.filter(employee_id=cast.head.pk, text__contains="Решите, как сообщить клиенту").exists()
        page = desk(cast.head, case, "settle-extension", reason="Жалоба на услугу", tell="1")
        assert "Решение о продлении записано" in page
        assert term(case).told_due_at == term(case).due_at
        assert case.contacts.filter(direction="out", text__contains="Почему: Жалоба на услугу").exists()
        assert "Жалоба на услугу" in term(case).changes.get().settled
        with pytest.raises(Stale, match="уже решено"):
            actions.settle_extension(case, "ещё раз", tell=False, by=cast.head)

    def test_back_to_the_old_kind_before_the_decision_the_extension_counts_again(self, cast: Any, desk: Any) -> None:
        case = case_of(cast.udm)
        told = extended(case, desk, cast)
        desk(cast.registrar, case, "kind", kind="service_complaint")
        page = desk(cast.registrar, case, "kind", kind="appeal")
        assert day(case) == told
        assert "Клиенту обещали другой срок" not in page

    def test_naming_a_service_keeps_it(self, cast: Any, desk: Any) -> None:
        case = case_of(cast.udm, kind="message", point="post")
        told = extended(case, desk, cast)
        service = Service.objects.get(organisation=cast.udm, slug="land-preliminary")
        desk(cast.registrar, case, "service", service=service.pk, as_application="1")
        assert case.kind == "service_application"
        assert [c.days for c in term(case).changes.filter(state="counts")] == [20]
        assert term(case).told_due_at is not None
        assert cast.udm.local(term(case).told_due_at).date() == told

    def test_describing_a_complaint_keeps_what_was_told_and_asks(self, cast: Any, desk: Any) -> None:
        case = case_of(cast.udm)
        extended(case, desk, cast)
        desk(cast.registrar, case, "kind", kind="service_complaint")
        page = desk(
            cast.registrar, case, "complaint", about="refused_documents", against="Отдел аренды", decision="Письмо № 1"
        )
        assert "5 рабочих дней" in page
        assert "Клиенту обещали другой срок" in page

    @pytest.mark.parametrize("earlier", ["joined", "stays"])
    def test_merging_keeps_it_whichever_case_had_it(self, cast: Any, desk: Any, earlier: str) -> None:
        then = timezone.now() - dt.timedelta(days=5)
        with patch("django.utils.timezone.now", lambda: then):
            first = case_of(cast.udm, at=then)
        second = case_of(cast.udm, text="И ещё")
        told = extended(first, desk, cast)
        case, into = (first, second) if earlier == "joined" else (second, first)
        desk(cast.registrar, case, "merge", number=into.number)
        assert case.state == "merged"
        assert day(into) == told
        assert term(into).told_due_at == term(into).due_at

    def test_of_two_extended_cases_the_promise_that_comes_first_is_kept(self, cast: Any, desk: Any) -> None:
        one, two = case_of(cast.udm), case_of(cast.udm, text="И ещё")
        late, soon = extended(one, desk, cast, 25), extended(two, desk, cast, 3)
        desk(cast.registrar, two, "merge", number=one.number)
        assert day(one) == soon < late
        assert one.organisation.local(term(one).told_due_at).date() == soon

    def test_merging_keeps_the_review_of_a_low_rating(self, cast: Any, desk: Any) -> None:
        head = cast.head_of("altai-zags")
        case = made_ready(case_of(cast.altai), head)
        rate_reply(actions.send_reply(drafted(case, head), by=head), satisfaction=1)
        case.refresh_from_db()
        actions.reopen_case(case, by=head, why="Клиент недоволен")
        into = case_of(cast.altai, text="И ещё")
        assert owed(into, "complaint_review") is None
        desk(head, case, "merge", number=into.number)
        assert case.state == "merged"
        review, other = owed(into, "complaint_review"), owed(case, "complaint_review")
        assert review is not None
        assert other is not None
        assert (review.since_at, review.facts, review.is_open) == (other.since_at, {"grounds": ["low_rating"]}, True)
        assert not other.is_open

    def test_a_question_taken_into_its_own_case_keeps_it(self, cast: Any, desk: Any) -> None:
        case = case_of(cast.udm)
        actions.classify_case(case, [Question("Аренда", None, ""), Question("Налог", None, "")], by=cast.registrar)
        told = extended(case, desk, cast)
        desk(cast.registrar, case, "split", question=case.questions.last().pk)
        fresh = Case.objects.exclude(pk=case.pk).get(client=case.client)
        assert day(fresh) == told

    def test_recounting_keeps_rows_and_facts(self, cast: Any, desk: Any) -> None:
        case = case_of(cast.udm)
        told = extended(case, desk, cast)
        RegionalDayRow.objects.create(region="RU-UD", date=told, name="День республики", act="Указ")
        assert recompute_open(cast.udm, "добавлен региональный день", by=cast.admin) >= 1
        assert day(case) < told
        assert term(case).changes.count() == 1


class TestFacts:
    def test_the_review_of_a_low_rating_is_recounted_under_the_facts_it_was_opened_under(self, cast: Any) -> None:
        """Seen: recounted without its facts, such a term was demanded by nothing and kept its old date."""
        body, head = cast.altai, cast.head_of("altai-zags")
        case = made_ready(case_of(body), head)
        rate_reply(actions.send_reply(drafted(case, head), by=head), satisfaction=1)
        review = owed(case, "complaint_review")
        assert review is not None
        assert review.facts == {"grounds": ["low_rating"]}
        last = body.local(review.due_at).date()
        RegionalDayRow.objects.create(region=body.region, date=last, name="День края", act="Закон края")
        assert recompute_open(body, "добавлен региональный день") >= 1
        review.refresh_from_db()
        assert body.local(review.due_at).date() != last
        assert "добавлен региональный день: было" in review.recomputed


def suspended(cast: Any, days: int = 20) -> Case:
    case = applied(cast.udm, "land-preliminary")
    made_ready(case, cast.registrar)
    reply = actions.choose_grounds(
        drafted(case, cast.executor, decision="suspend"), ["suspended-other"], by=cast.executor
    )
    until = cast.udm.local(timezone.now()).date() + dt.timedelta(days=days)
    actions.send_reply(actions.save_reply(reply, by=cast.executor, suspended_until=until), by=cast.head)
    goes_out(case)
    case.refresh_from_db()
    assert case.state == "suspended"
    return case


class TestSuspension:
    def test_naming_a_service_or_another_kind_on_a_suspended_case_is_refused_with_words(
        self, cast: Any, desk: Any
    ) -> None:
        """Seen: the suspension was forgotten with the application, and the case stayed suspended with an AssertionError."""
        case = suspended(cast)
        other = Service.objects.filter(organisation=cast.udm).exclude(pk=case.service_id).first()
        assert other is not None
        for verb, fields in (("service", {"service": other.pk}), ("kind", {"kind": "message"})):
            assert "Сначала возобновите её" in desk(cast.registrar, case, verb, **fields)
        assert case.kind == "service_application"
        desk(cast.registrar, case, "resume")
        assert case.state == "in_work"
        desk(cast.registrar, case, "service", service=other.pk)
        assert case.service_id == other.pk

    def test_resumed_at_once_the_term_is_what_it_was(self, cast: Any, desk: Any) -> None:
        case = applied(cast.udm, "land-preliminary")
        before = day(case)
        held = suspended(cast)
        assert [c.kind for c in term(held).changes.all()] == ["suspended"]
        desk(cast.executor, held, "resume")
        assert [c.days for c in term(held).changes.all()] == [20, -20]
        assert day(held) == before

    def test_a_suspended_case_is_not_merged_away(self, cast: Any) -> None:
        case = suspended(cast)
        with pytest.raises(Objection, match="приостановлена"):
            actions.merge_cases(case, case_of(cast.udm), by=cast.registrar)

    def test_a_suspension_without_a_day_on_record_ends_by_itself(self, cast: Any) -> None:
        case = suspended(cast)
        type(case.application).objects.filter(case=case).update(suspended_at=None, suspended_days=0)
        assert actions.resume_lapsed(cast.udm) == 1
        case.refresh_from_db()
        assert case.state == "in_work"
