"""A term is a base and rows that moved it: nothing the client was told is lost, nothing moves without saying why."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any, get_args
from unittest.mock import patch

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from lxml import html

from priemnaya.cases import actions, terms
from priemnaya.cases import recount as recount_module
from priemnaya.cases.actions import suspending
from priemnaya.cases.actions.working import Question
from priemnaya.cases.models import Case, Recount
from priemnaya.cases.recount import SETTLED, run_recounts
from priemnaya.config.cli.places import load_files
from priemnaya.config.runner import attempt
from priemnaya.core import reminders
from priemnaya.core.models import Alert, Delivery, Event, Notice, Obligation, Reminder
from priemnaya.errors import NotAllowed, Objection, Stale
from priemnaya.knowledge.models import Service
from priemnaya.knowledge.services.described import ServiceTerm
from priemnaya.outreach.actions.ratings import take_rating
from priemnaya.outreach.actions.surveys import rate_reply
from priemnaya.people.actions.employees import hire_employee
from priemnaya.people.loading import sync_regional_days
from priemnaya.people.models import CalendarDecree, Employee, Organisation, RegionalDayRow, RegionalYearRow
from priemnaya.people.policies import base_layers, calendar_of, overridden
from priemnaya.people.reminding import remind_body
from priemnaya.policy import Order, load_order
from priemnaya.portal.terms import UNITS
from priemnaya.worktime import Decree, due, parse_rule
from priemnaya.worktime.calendar import shipped_decrees
from priemnaya.worktime.decrees import wrong_with
from priemnaya.worktime.periods import months_later
from priemnaya.worktime.terms import Unit
from tests.desk import Desk, looked_and_sent
from tests.helpers import case_of, drafted, forgotten, goes_out, made_ready, owed, recounted
from tests.scenarios.test_event_terms import made
from tests.scenarios.test_services import applied, lacking

MAIL = {"chosen_point": "email", "chosen_address": "maria@mail.example"}


@pytest.fixture
def desk(client: Client, cast: Any) -> Any:
    """Posts a form of the case page as an employee and returns the page that follows."""

    def post(by: Any, case: Case, verb: str, *, look: bool = True, **fields: Any) -> str:
        client.force_login(by)
        page = looked_and_sent(client, f"/w/cases/{case.pk}/{verb}/", fields, follow=look)
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
        assert "+20 дней, Орлов И.О. (Запросили документы)" in " ".join(page.split())
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
            desk(cast.head, one, "extend", days=days, reason="Нужно время", look=False)
        assert day(one) == extended(two, desk, cast, 20)


class TestNothingIsLost:
    """Seen: each of these silently cancelled an extension the client was told of."""

    def test_an_extension_outlives_another_kind_that_may_have_it(self, cast: Any, desk: Any) -> None:
        case = case_of(cast.udm)
        told = extended(case, desk, cast)
        desk(cast.registrar, case, "kind", kind="message", look=False)
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
        desk(cast.registrar, case, "kind", kind="service_complaint", look=False)
        page = desk(cast.registrar, case, "kind", kind="appeal")
        assert day(case) == told
        assert "Клиенту обещали другой срок" not in page

    def test_naming_a_service_keeps_what_was_told_and_asks(self, cast: Any, desk: Any) -> None:
        """The term of a service is not extended: the head decides how the client hears of the nearer one."""
        case = case_of(cast.udm, kind="message", point="post")
        told = extended(case, desk, cast)
        service = Service.objects.get(organisation=cast.udm, slug="land-preliminary")
        desk(cast.registrar, case, "service", service=service.pk, as_application="1", look=False)
        assert case.kind == "service_application"
        assert [c.days for c in term(case).changes.filter(state="asks")] == [20]
        assert Notice.objects.filter(employee_id=cast.head.pk, text__contains="Решите, как сообщить клиенту").exists()
        assert term(case).told_due_at is not None
        assert cast.udm.local(term(case).told_due_at).date() == told

    def test_describing_a_complaint_keeps_what_was_told_and_asks(self, cast: Any, desk: Any) -> None:
        case = case_of(cast.udm)
        extended(case, desk, cast)
        desk(cast.registrar, case, "kind", kind="service_complaint", look=False)
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
        desk(cast.registrar, case, "merge", number=into.number, look=False)
        assert case.state == "merged"
        assert day(into) == told
        assert term(into).told_due_at == term(into).due_at

    def test_of_two_extended_cases_the_promise_that_comes_first_is_kept(self, cast: Any, desk: Any) -> None:
        one, two = case_of(cast.udm), case_of(cast.udm, text="И ещё")
        late, soon = extended(one, desk, cast, 25), extended(two, desk, cast, 3)
        desk(cast.registrar, two, "merge", number=one.number, look=False)
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
        desk(head, case, "merge", number=into.number, look=False)
        assert case.state == "merged"
        review, other = owed(into, "complaint_review"), owed(case, "complaint_review")
        assert review is not None
        assert other is not None
        assert (review.since_at, review.facts, review.is_open) == (other.since_at, other.facts, True)
        assert not other.is_open

    def test_a_question_taken_into_its_own_case_keeps_it(self, cast: Any, desk: Any) -> None:
        case = case_of(cast.udm)
        actions.classify_case(case, [Question("Аренда", None, ""), Question("Налог", None, "")], by=cast.registrar)
        told = extended(case, desk, cast)
        desk(cast.registrar, case, "split", question=case.questions.last().pk, look=False)
        fresh = Case.objects.exclude(pk=case.pk).get(client=case.client)
        assert day(fresh) == told

    def test_opened_again_by_its_old_term_what_waited_for_the_head_waits_on(self, cast: Any, desk: Any) -> None:
        """Seen by a judge: the promise was forgotten, and back at the old kind the client had less than was told."""
        case = made_ready(case_of(cast.udm), cast.registrar)
        told = extended(case, desk, cast)
        desk(cast.registrar, case, "kind", kind="service_complaint", look=False)
        with patch(
            "priemnaya.cases.actions.signing.stops", lambda verdicts, overrides: []
        ):  # its parts matter not here
            actions.send_reply(drafted(case, cast.executor), by=cast.head)
        goes_out(case)
        Notice.objects.all().delete()
        page = desk(cast.head, case, "reopen", why="Ошибка", term="old")
        assert "Клиенту обещали другой срок" in page
        assert Notice.objects.filter(employee_id=cast.head.pk, text__contains="Решите, как сообщить клиенту").exists()
        desk(cast.registrar, case, "kind", kind="appeal", look=False)
        assert day(case) == told

    def test_opened_again_what_was_done_since_is_not_owed_by_its_kept_lapse(self, cast: Any, desk: Any) -> None:
        case = made_ready(case_of(cast.udm), cast.registrar)
        actions.send_reply(drafted(case, cast.executor), by=cast.head)
        goes_out(case)
        case.refresh_from_db()
        then = timezone.now() - dt.timedelta(days=30)
        terms.open_obligation(case, "send_again", then)
        terms.open_obligation(case, "send_again", timezone.now())  # counted anew: that it had lapsed is kept
        terms.fulfil(case, "send_again")
        rows = Obligation.objects.about("case", case.pk).filter(what="send_again")
        assert rows.count() == 2 and not rows.open().exists()
        desk(cast.head, case, "reopen", why="Ошибка", term="old", look=False)
        assert not rows.open().exists() and terms.open_term(case)

    def test_opened_again_what_the_client_never_knew_of_does_not_count(self, cast: Any, desk: Any) -> None:
        """The letter of the extension came back after the answer had gone."""
        case = made_ready(case_of(cast.udm, **MAIL), cast.registrar)
        goes_out(case)
        short = day(case)
        extended(case, desk, cast)
        goes_out(case)
        actions.send_reply(drafted(case, cast.executor), by=cast.head)
        goes_out(case)
        actions.delivery_bounced(Delivery.objects.get(subject_id=case.pk, payload__notice="extension"), "адреса нет")
        desk(cast.head, case, "reopen", why="Ошибка", term="old", look=False)
        assert (day(case), [c.state for c in term(case).changes.all()]) == (short, ["untold"])

    def test_recounting_keeps_rows_and_facts(self, cast: Any, desk: Any) -> None:
        case = case_of(cast.udm)
        told = extended(case, desk, cast)
        RegionalDayRow.objects.create(region="RU-UD", date=told, name="День республики", act="Указ")
        assert recounted(cast.udm, "добавлен региональный день", by=cast.admin) >= 1
        assert day(case) < told
        assert term(case).changes.count() == 1


class TestOneMoreReasonToHurry:
    """Seen: a low mark began the review of the client's complaint anew, six days later."""

    def rated(self, case: Case, cast: Any, after: int) -> None:
        reply = actions.send_reply(drafted(Case.objects.get(pk=case.pk), cast.executor), by=cast.head)
        goes_out(case)
        later = timezone.now() + dt.timedelta(days=after)
        with patch("django.utils.timezone.now", lambda: later):
            page = Client().post(f"/udmurtia-mio/rate/{reply.survey_token}/", {"satisfaction": "1", "comment": "Плохо"})
        assert page.status_code == 302

    def test_a_low_mark_gives_a_complaint_no_more_time(self, cast: Any) -> None:
        text = "Прошу разобраться, ответили грубо"
        case = made_ready(case_of(cast.udm, kind="appeal_complaint", text=text), cast.registrar)
        before = owed(case, "complaint_review")
        assert before is not None and before.is_open
        self.rated(case, cast, after=6)
        now = owed(case, "complaint_review")
        assert now is not None
        assert (now.pk, now.due_at, now.facts) == (before.pk, before.due_at, before.facts)
        assert Alert.objects.filter(kind="low_rating", subject_id=case.pk).exists()

    def test_nor_does_the_second_low_mark_give_more_than_the_first(self, cast: Any) -> None:
        case = made_ready(case_of(cast.udm), cast.registrar)
        self.rated(case, cast, after=0)
        first = owed(case, "complaint_review")
        actions.reopen_case(Case.objects.get(pk=case.pk), by=cast.head, why="Ошиблись")
        self.rated(case, cast, after=3)
        second = owed(case, "complaint_review")
        assert first is not None and second is not None
        assert (second.pk, second.due_at) == (first.pk, first.due_at)

    def test_joined_to_what_began_earlier_the_sooner_review_stays(self, cast: Any, tmp_path: Path) -> None:
        soon = ("93.1", "within", "from: low_rating, do: complaint_review, within: 2wd, if: {rated: 2}")
        with overridden(made(tmp_path, soon)):
            case, into = (case_of(cast.udm, kind="appeal_complaint", text=f"Ответили грубо {n}") for n in "12")
            known: dict[str, Any] = {"case": into, "service": "Аренда", "at": timezone.now()}
            assert take_rating(cast.udm, "epgu", "1", 1, "Плохо", **known)
            first, theirs = owed(into, "complaint_review"), owed(case, "complaint_review")
            assert first is not None and theirs is not None
            assert theirs.since_at < first.since_at and first.due_at < theirs.due_at
            Desk(cast.registrar).does(case, "merge", number=into.number)
            now = owed(into, "complaint_review")
        assert now is not None and now.is_open
        assert now.due_at == first.due_at


class TestFacts:
    def test_the_review_of_a_low_rating_is_recounted_under_the_facts_it_was_opened_under(self, cast: Any) -> None:
        """Seen: recounted without its facts, such a term was demanded by nothing and kept its old date."""
        body, head = cast.altai, cast.head_of("altai-zags")
        case = made_ready(case_of(body), head)
        rate_reply(actions.send_reply(drafted(case, head), by=head), satisfaction=1)
        review = owed(case, "complaint_review")
        assert review is not None
        assert review.facts["grounds"] == ["low_rating"]
        last = body.local(review.due_at).date()
        RegionalDayRow.objects.create(region=body.region, date=last, name="День края", act="Закон края")
        assert recounted(body, "добавлен региональный день") >= 1
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
        """Seen: the suspension was forgotten with the application, and the case stayed suspended with an
        AssertionError."""
        case = suspended(cast)
        other = Service.objects.filter(organisation=cast.udm).exclude(pk=case.service_id).first()
        assert other is not None
        for verb, fields in (("service", {"service": other.pk}), ("kind", {"kind": "message"})):
            assert "Сначала возобновите её" in desk(cast.registrar, case, verb, **fields)
        assert case.kind == "service_application"
        desk(cast.registrar, case, "resume", look=False)
        assert case.state == "in_work"
        desk(cast.registrar, case, "service", service=other.pk, look=False)
        assert case.service_id == other.pk

    def test_resumed_at_once_the_term_is_what_it_was(self, cast: Any, desk: Any) -> None:
        case = applied(cast.udm, "land-preliminary")
        before = day(case)
        held = suspended(cast)
        assert [c.kind for c in term(held).changes.all()] == ["suspended"]
        desk(cast.executor, held, "resume", look=False)
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


def told(person: Any, about: str = " дел") -> list[str]:
    """What reminders of terms an employee has got, oldest first; of cases and measures, unless said."""
    notices = Notice.objects.filter(employee_id=person.pk).order_by("pk").values_list("text", flat=True)
    return [t for t in notices if t.startswith(("Срок", "Рабочего времени")) and about in t]


def sweep(body: Any, *at: dt.datetime) -> None:
    """The periodic task runs at each instant, twice: nothing is told twice."""
    for moment in at:
        with patch("django.utils.timezone.now", lambda m=moment: m):
            remind_body(body)
            remind_body(body)


def reminding(*rules: str, share: int = 100) -> Order:
    """The order of udm with reminders: «executor: 5wd, 1wd»."""
    path = Path(__file__).parents[2] / "orders" / "udmurtia-mio" / "order.yaml"
    said = '\n  - clause: "99.1"\n    demand: Напоминают.\n    rules:\n' + "".join(
        f"      - kind: tell\n        values: {{2024-09-13: {{on: term_end, whom: [{whom}], what: term, share: {share},"
        f" ahead: [{ahead}]}}}}\n"
        for whom, ahead in (rule.split(": ") for rule in rules)
    )
    return load_order(path, text=path.read_text("utf-8").rstrip() + said)


class TestARoundOfTheClock:
    def test_one_suspension_that_objects_stops_no_other(self, cast: Any) -> None:
        first, resumes = suspended(cast, days=2), suspending.resume_case
        second = suspended(cast, days=2)
        assert first.pk < second.pk

        def objects(case: Case, **named: Any) -> None:
            if case.pk == first.pk:
                raise Objection("Писать клиенту некуда.")
            resumes(case, **named)

        later = timezone.now() + dt.timedelta(days=3)
        with patch("django.utils.timezone.now", lambda: later), patch.object(suspending, "resume_case", objects):
            assert not attempt("suspensions", "Возобновление", [cast.udm], lambda: actions.resume_lapsed(cast.udm))
        states = [Case.objects.get(pk=one.pk).state for one in (first, second)]
        assert states == ["suspended", "in_work"]
        assert Alert.objects.filter(kind="task:suspensions").exists(), "people are told of the other"


class TestReminders:
    def day_long(self, cast: Any, start: dt.datetime) -> Case:
        """An application in Novosibirsk lacks a paper: the client is to be contacted within 24 hours (novosibirsk-okn
        3.4)."""
        body, head = cast.bodies["novosibirsk-okn"], cast.head_of("novosibirsk-okn")
        with patch("django.utils.timezone.now", lambda: start):
            case = applied(body, at=start)
            actions.assign_case(case, head, by=head)
            lacking(case, head)
        forgotten(Obligation.objects.about("case", case.pk).exclude(what="contact_on_incomplete"))
        return case

    def test_a_24_hour_term_is_near_at_a_quarter_of_its_working_time_and_then_it_has_passed(self, cast: Any) -> None:
        """Seen: «срок завтра» from its birth on, an hour before it ended too, and nothing when it had passed."""
        body = cast.bodies["novosibirsk-okn"]
        start = dt.datetime(2026, 9, 16, 10, tzinfo=body.zone)
        case, head = self.day_long(cast, start), cast.head_of("novosibirsk-okn")
        due = owed(case, "contact_on_incomplete").due_at
        assert due == start + dt.timedelta(hours=24)
        sweep(body, start, start + dt.timedelta(hours=4))
        assert told(head) == []
        sweep(body, due - dt.timedelta(minutes=70), due - dt.timedelta(minutes=20))
        [near] = told(head)
        assert near.startswith("Срок через 1 рабочий час, до 17.09.2026 10:00: дело")
        assert "связаться о недостающих документах" in near
        sweep(body, due + dt.timedelta(minutes=1), due + dt.timedelta(days=2))
        assert len(told(head)) == 2
        assert told(head)[1].startswith("Срок прошёл 17.09.2026 10:00: дело")

    def test_the_head_is_told_when_it_has_passed_and_who_registers_when_nobody_has_it(self, cast: Any) -> None:
        case = case_of(cast.udm)
        due = term(case).due_at
        sweep(cast.udm, due - dt.timedelta(days=20))
        assert told(cast.registrar) == told(cast.head) == []
        sweep(cast.udm, due - dt.timedelta(hours=20))
        assert (len(told(cast.registrar)), told(cast.executor)) == (1, [])
        sweep(cast.udm, due + dt.timedelta(hours=1))
        day = f"{cast.udm.local(due):%d.%m.%Y}"
        assert told(cast.registrar)[-1].startswith(
            f"Срок прошёл {day}: дело {case.number}, ответить по существу (59-ФЗ"
        )
        assert [t for t in told(cast.head) if t.startswith("Срок прошёл")] == [told(cast.registrar)[-1]]
        assert {e.verb for e in Event.objects.filter(subject_id=case.pk, verb__startswith="term.")} == {
            "term.near",
            "term.lapsed",
        }

    def test_who_has_the_case_is_told_and_the_rest_of_the_desk_is_not(self, cast: Any) -> None:
        case = case_of(cast.udm)
        actions.assign_case(case, cast.executor, by=cast.registrar)
        sweep(cast.udm, term(case).due_at - dt.timedelta(hours=20), term(case).due_at + dt.timedelta(hours=1))
        assert [len(told(p)) for p in (cast.executor, cast.head, cast.registrar, cast.colleague)] == [2, 1, 0, 0]

    def test_a_term_that_moved_is_near_again(self, cast: Any) -> None:
        case = case_of(cast.udm)
        actions.assign_case(case, cast.executor, by=cast.registrar)
        first = term(case).due_at
        sweep(cast.udm, first - dt.timedelta(hours=20))
        actions.extend_case(case, 20, "Запросили документы", by=cast.head)
        sweep(cast.udm, first, term(case).due_at - dt.timedelta(hours=20))
        days = [t.split(", до ")[1].split(":")[0] for t in told(cast.executor)]
        assert days == [f"{cast.udm.local(at):%d.%m.%Y}" for at in (first, term(case).due_at)]

    def test_the_person_complained_of_is_never_reminded(self, cast: Any) -> None:
        case = case_of(cast.udm, kind="appeal_complaint")
        actions.name_person(case, cast.head, by=cast.registrar)
        sweep(cast.udm, term(case).due_at + dt.timedelta(hours=1))
        assert told(cast.head) == []
        assert told(cast.registrar)

    def test_an_answered_case_reminds_of_nothing(self, cast: Any) -> None:
        case = made_ready(case_of(cast.udm), cast.registrar)
        due = term(case).due_at
        actions.send_reply(drafted(case, cast.executor), by=cast.head)
        sweep(cast.udm, due - dt.timedelta(hours=20), due + dt.timedelta(hours=1))
        assert told(cast.registrar) == told(cast.head) == []

    def test_a_measure_is_reminded_of_until_its_owner_says_what_was_done(self, cast: Any, desk: Any) -> None:
        head = cast.head_of("altai-zags")
        owner = cast.hire("owner-altai", cast.altai, "Мерин", "executor")
        case = made_ready(case_of(cast.altai), head)
        rate_reply(actions.send_reply(drafted(case, owner), by=head), satisfaction=1)
        today = cast.altai.local(timezone.now()).date()
        due_on = today + dt.timedelta(days=30)
        desk(head, case, "measure", text="Перепишем памятку", owner=owner.pk, due_on=due_on.isoformat(), look=False)
        end = dt.datetime.combine(due_on, dt.time(23, 59, 59), cast.altai.zone)
        sweep(cast.altai, end - dt.timedelta(hours=20), end + dt.timedelta(hours=1))
        assert [t.split(":")[1] for t in told(owner)] == [
            f" мера по делу {case.number}, сделать то, что обещано при разборе"
        ] * 2
        assert any("мера по делу" in t for t in told(head))
        measure = case.measures.get()
        assert "Напишите, что сделано" in desk(owner, case, "measure-done", measure=measure.pk, result=" ")
        assert "Памятка переписана" in desk(
            owner, case, "measure-done", measure=measure.pk, result="Памятка переписана"
        )
        assert not Obligation.objects.about("improvementmeasure", measure.pk).open().exists()
        assert "уже отчитались" in desk(head, case, "measure-done", measure=measure.pk, result="Ещё раз")

    def test_a_milestone_of_the_knowledge_base_is_reminded_of(self, cast: Any) -> None:
        editor = cast.hire("editor-udm", cast.udm, "Редакторов", "editor")
        row = Obligation.objects.get(subject_type="organisation", subject_id=cast.udm.pk, what="knowledge_filled")
        Obligation.objects.filter(pk=row.pk).update(fulfilled_at=None, due_at=timezone.now() - dt.timedelta(hours=1))
        sweep(cast.udm, timezone.now())
        for person in (editor, cast.head):
            assert any("база знаний, наполнить базу знаний" in t for t in told(person, "база"))

    def test_one_reminder_that_fails_does_not_stop_the_others(self, cast: Any) -> None:
        lost, case = case_of(cast.udm), case_of(cast.udm, text="И ещё")
        late = timezone.now() + dt.timedelta(days=60)
        Obligation.objects.about("case", lost.pk).update(subject_id=10**9)
        with patch("django.utils.timezone.now", lambda: late), pytest.raises(LookupError):
            remind_body(cast.udm)
        assert any(case.number in t for t in told(cast.head))

    def test_the_orders_say_when_a_term_is_near(self, cast: Any) -> None:
        """The threshold is data: without the rule of the defaults nobody is reminded, only told of the lapse."""
        case = case_of(cast.udm)
        defaults = next(layer for layer in base_layers() if layer.slug == "defaults")
        with overridden(defaults.without("default.reminders")):
            sweep(cast.udm, term(case).due_at - dt.timedelta(hours=20))
            assert told(cast.registrar) == []
            sweep(cast.udm, term(case).due_at + dt.timedelta(hours=1))
            assert len(told(cast.registrar)) == 1

    def test_an_order_reminds_as_often_as_it_says_each_person_once_for_a_date(self, cast: Any) -> None:
        """«За пять и за один рабочий день до конца срока напоминают исполнителю, за один — ещё и начальнику отдела»."""
        boss = cast.hire("boss-of-unit", cast.udm, "Отделов", "executor")
        Employee.objects.filter(pk=cast.executor.pk).update(unit=cast.udm.units.first())
        cast.udm.units.filter(pk=cast.udm.units.first().pk).update(head=boss)
        with overridden(reminding("executor: 5wd, 1wd")):
            case = case_of(cast.udm)
            actions.assign_case(case, cast.executor, by=cast.registrar)
            forgotten(Obligation.objects.about("case", case.pk).exclude(what="reply_on_substance"))
            due = term(case).due_at
            at = [due - dt.timedelta(days=days) for days in (20, 6, 4)]
            sweep(cast.udm, *at)
            assert (len(told(cast.executor)), told(boss)) == (1, [])
        with overridden(reminding("executor: 5wd, 1wd", "head_of_unit: 1wd")):
            last = due - dt.timedelta(hours=20)
            with patch.object(Reminder.objects, "create", side_effect=IntegrityError):
                sweep(cast.udm, last)
            assert len(told(cast.executor)) == 1, "another worker tells it"
            sweep(cast.udm, last, due - dt.timedelta(hours=10))
            assert (len(told(cast.executor)), len(told(boss))) == (2, 1)
            with pytest.raises(IntegrityError), transaction.atomic():
                known = Reminder.objects.filter(obligation=term(case), stage="near").latest("pk")
                known.pk, known._state.adding = None, True
                known.save()
        with overridden(reminding("executor: 1wd", "head_of_unit: 1wd", share=90)):
            sweep(cast.udm, due - dt.timedelta(hours=9))
            assert (len(told(cast.executor)), len(told(boss))) == (2, 1), (
                "the same time with another share is told to nobody twice"
            )
        with overridden(reminding("executor: 5wd, 1wd", "head_of_unit: 1wd")):
            actions.extend_case(case, 20, "Запросили документы", by=cast.head)
            sweep(cast.udm, term(case).due_at - dt.timedelta(days=4), term(case).due_at - dt.timedelta(hours=20))
            assert (len(told(cast.executor)), len(told(boss))) == (4, 2), "a term that moved is told of anew"

    def test_what_is_near_by_two_rules_at_once_is_told_once(self, cast: Any) -> None:
        with overridden(reminding("executor: 5wd, 1wd")):
            case = case_of(cast.udm)
            actions.assign_case(case, cast.executor, by=cast.registrar)
            sweep(cast.udm, term(case).due_at - dt.timedelta(hours=20), term(case).due_at - dt.timedelta(hours=1))
            assert len([t for t in told(cast.executor) if "ответить по существу" in t]) == 1

    def test_a_reminder_of_the_time_of_one_stage_is_not_told_again(self, cast: Any) -> None:
        case = case_of(cast.udm)
        actions.assign_case(case, cast.executor, by=cast.registrar)
        sweep(cast.udm, term(case).due_at - dt.timedelta(hours=20))
        Reminder.objects.update(ahead="")
        sweep(cast.udm, term(case).due_at - dt.timedelta(hours=19))
        assert len([t for t in told(cast.executor) if "ответить по существу" in t]) == 1

    def test_a_term_of_a_month_ends_on_its_date_and_says_how(self, cast: Any, client: Client) -> None:
        """An order that says «в течение месяца»: the case page shows the day and how it was counted."""
        path = Path(__file__).parents[2] / "orders" / cast.udm.slug / "order.yaml"
        monthly = (
            '\n  - clause: "99.1"\n    demand: "В течение месяца делают запись."\n    rules:\n      - kind: within\n'
            "        values: {2024-09-13: {from: message_registered, do: noted, within: 1mo}}\n"
        )
        with overridden(load_order(path, text=path.read_text(encoding="utf-8").rstrip() + monthly)):
            case = case_of(cast.udm)
            row = owed(case, "noted")
            assert row is not None
            since, end = (cast.udm.local(at).date() for at in (case.registered_at, row.due_at))
            assert end == months_later(since, 1)
            client.force_login(cast.registrar)
            page = client.get(f"/w/cases/{case.pk}/").content.decode()
            assert "Как посчитано" in page and f"1 месяц с {since:%d.%m.%Y}: {end:%d.%m.%Y}" in page

    def test_every_unit_of_a_term_has_words_and_a_service_of_a_month_ends_before_days_off(self) -> None:
        assert set(UNITS) == set(get_args(Unit))
        assert [ServiceTerm(within=w).term.roll for w in ("30d", "1mo", "1y", "15wd", "24h")] == [
            *("back", "back", "back", "none", "none"),
        ]

    def test_every_subject_of_an_obligation_in_the_source_is_registered(self) -> None:
        source = Path(reminders.__file__).parents[1]
        written = {
            found
            for path in source.rglob("*.py")
            if "migrations" not in path.parts
            for found in re.findall(r'subject_type="(\w+)",\s+subject_id=[\w.]+,\s+what=', path.read_text("utf-8"))
        }
        assert {"case", "section", "organisation", "improvementmeasure"} <= written | {"case"}
        assert written <= reminders.registered()


PAIRS_2028 = [("2028-01-01", "2028-01-10"), ("2028-01-02", "2028-12-29")]


@pytest.fixture
def page(client: Client) -> Any:
    """Posts a form of the calendar page as an employee and returns what is shown."""

    def post(by: Any, verb: str = "", **fields: Any) -> str:
        client.force_login(by)
        if not verb:
            return client.get("/w/calendar/").content.decode()
        return client.post(f"/w/calendar/{verb}/", fields, follow=True).content.decode()

    return post


def decree(
    year: int = 2028, pairs: Any = PAIRS_2028, act: str = "Постановление Правительства РФ от 20.09.2027 № 1400"
) -> Any:
    return {"year": str(year), "act": act, "from": [a for a, _ in pairs], "to": [b for _, b in pairs]}


class TestDecree:
    def test_a_second_person_approves_and_then_it_holds_for_all_bodies(self, cast: Any, page: Any) -> None:
        with patch("django.utils.timezone.now", lambda: dt.datetime(2027, 12, 20, 10, tzinfo=cast.udm.zone)):
            mine, theirs = case_of(cast.udm), case_of(cast.altai, identity="esia-9")
        assert term(mine).provisional
        shown = page(cast.registrar, "propose", **decree())
        assert "Предложено" in shown
        assert not calendar_of(cast.udm).knows(2028)
        row = CalendarDecree.objects.get(year=2028)
        for person in (cast.admin, cast.stranger):
            assert Notice.objects.filter(employee_id=person.pk, text__contains="Предложен календарь на 2028").exists()
        assert "утверждает другой сотрудник" in page(cast.registrar, "approve", decree=row.pk)
        assert "Утвердить: даты сверены" not in page(cast.registrar)
        assert "станет нерабочим" in page(cast.admin)
        assert "Календарь утверждён" in page(cast.admin, "approve", decree=row.pk)
        assert calendar_of(cast.altai).knows(2028)
        assert {r.organisation_id for r in Recount.objects.filter(why__contains="2028")} == set(
            Organisation.objects.values_list("pk", flat=True)
        )
        work(cast.udm, cast.altai)
        assert not term(mine).provisional
        assert not term(theirs).provisional

    def test_a_stale_page_gives_words(self, cast: Any, page: Any) -> None:
        page(cast.registrar, "propose", **decree())
        row = CalendarDecree.objects.get(year=2028)
        assert "уже предложен календарь" in page(cast.admin, "propose", **decree())
        assert "не действует" in page(cast.registrar, "refuse", decree=row.pk)
        assert "уже решено. Сейчас он: отозван" in page(cast.admin, "approve", decree=row.pk)
        assert not calendar_of(cast.udm).knows(2028)
        assert "уже решено" in page(cast.admin, "refuse", decree=row.pk, reason="Ошибка")

    def test_a_rejection_tells_the_author_why(self, cast: Any, page: Any) -> None:
        page(cast.registrar, "propose", **decree())
        row = CalendarDecree.objects.get(year=2028)
        assert "Напишите, что не так" in page(cast.admin, "refuse", decree=row.pk, reason=" ")
        page(cast.admin, "refuse", decree=row.pk, reason="Номер не тот")
        assert Notice.objects.filter(employee_id=cast.registrar.pk, text__contains="отклонён: Номер не тот").exists()
        assert "Предложено" in page(cast.registrar, "propose", **decree())

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"pairs": [("2028-01-11", "2028-01-12")]}, "11.01.2028 — рабочий день"),
            ({"pairs": [("2028-01-01", "2028-01-09")]}, "09.01.2028 и так нерабочий"),
            ({"pairs": [("2028-01-01", "2028-05-01")]}, "01.05.2028 и так нерабочий"),
            ({"pairs": [("2028-01-01", "2029-01-10")]}, "обе даты должны быть из 2028 года"),
            ({"pairs": [("2028-01-01", "2028-01-10"), ("2028-01-02", "2028-01-10")]}, "уже есть в другой строке"),
            ({"pairs": [("2028-01-01", "")]}, "Строка 1: выберите обе даты"),
            ({"pairs": []}, "хотя бы одну пару"),
            ({"act": "ПП"}, "Назовите акт"),
            ({"year": 99}, "четырьмя цифрами"),
        ],
    )
    def test_what_is_wrong_is_said_and_what_was_typed_stays(
        self, cast: Any, page: Any, changes: dict[str, Any], words: str
    ) -> None:
        shown = page(cast.registrar, "propose", **decree(**changes))
        assert words in shown
        assert not CalendarDecree.objects.exists()
        for source, _target in changes.get("pairs", PAIRS_2028):
            assert f'value="{source}"' in shown

    def test_a_holiday_that_the_law_itself_moves_is_no_target(self) -> None:
        """2026: 8 March is a Sunday, so the 9th is off already (ТК РФ ст. 112)."""
        wrong = wrong_with(Decree(2026, "Постановление № 1", ((dt.date(2026, 1, 3), dt.date(2026, 3, 9)),)))
        assert "09.03.2026 и так нерабочий" in wrong[0]

    def test_every_shipped_decree_passes_the_check(self) -> None:
        assert [wrong_with(d) for d in shipped_decrees().values()] == [[]] * 5

    def test_more_rows_without_scripts(self, cast: Any, page: Any) -> None:
        shown = page(cast.registrar, "propose", **decree(), more="1")
        assert shown.count('name="from"') == len(PAIRS_2028) + 4
        assert 'value="2028-12-29"' in shown

    def test_a_shipped_year_is_replaced_only_after_its_comparison_was_shown(self, cast: Any, page: Any) -> None:
        pairs = [("2027-02-20", "2027-02-22"), ("2027-01-02", "2027-11-05"), ("2027-01-03", "2027-12-30")]
        shown = page(cast.registrar, "propose", **decree(2027, pairs))
        assert "Календарь 2027 года уже есть" in shown
        assert "31.12.2027" in shown
        assert "станет рабочим" in shown
        assert not CalendarDecree.objects.exists()
        seen = re.search(r'name="seen" value="(\w+)"', shown)
        assert seen is not None
        other = [*pairs[:2], ("2027-01-03", "2027-12-29")]
        assert "уже есть" in page(cast.registrar, "propose", **decree(2027, other), seen=seen[1])
        assert "Предложено" in page(cast.registrar, "propose", **decree(2027, pairs), seen=seen[1])
        page(cast.admin, "approve", decree=CalendarDecree.objects.get().pk)
        calendar = calendar_of(cast.udm)
        assert calendar.is_working(dt.date(2027, 12, 31))
        assert not calendar.is_working(dt.date(2027, 12, 30))
        assert calendar.decree(2027).verified

    def test_a_comparison_that_has_become_old_is_not_approved(self, cast: Any, page: Any) -> None:
        page(cast.registrar, "propose", **decree())
        row = CalendarDecree.objects.get()
        CalendarDecree.objects.create(year=2028, act="Другой", moved=[["2028-01-01", "2028-01-11"]], state="approved")
        assert "сравнение устарело" in page(cast.admin, "approve", decree=row.pk)


def work(*bodies: Any) -> None:
    """The worker comes to the recounts that wait."""
    Recount.objects.filter(state="queued").update(queued_at=timezone.now() - SETTLED)
    for body in bodies:
        run_recounts(body)


class TestRegion:
    def test_a_day_moves_terms_of_its_region_only_in_the_background_with_progress(self, cast: Any, page: Any) -> None:
        mine, theirs = case_of(cast.udm), case_of(cast.altai, identity="esia-9")
        before, other, last = term(mine).due_at, term(theirs).due_at, day(mine)
        shown = page(cast.registrar, "days", date=last.isoformat(), name="День республики", act="Указ Главы УР № 5")
        assert "ждёт очереди" in shown
        assert term(mine).due_at == before
        assert set(Recount.objects.values_list("organisation__region", flat=True)) == {"RU-UD"}
        run_recounts(cast.udm)
        assert Recount.objects.filter(state="queued").exists(), "every process must know the new calendar first"
        work(*Organisation.objects.all())
        assert day(mine) < last
        assert "добавлен региональный день" in term(mine).recomputed
        assert term(theirs).due_at == other
        assert re.search(r"Дел: (\d+) из \1, сдвинулось сроков: 1", page(cast.registrar))

    def test_a_day_without_a_date_a_name_or_an_act_is_refused_with_words(self, cast: Any, page: Any) -> None:
        assert "Выберите дату" in page(cast.registrar, "days", date="завтра", name="День", act="Указ Главы УР № 5")
        assert "Назовите день и акт" in page(cast.registrar, "days", date="2026-06-01", name="День", act="Указ")
        refused = page(cast.registrar, "days", date="1812-06-24", name="День", act="Указ Главы № 5")
        assert "message-error" in refused and not RegionalDayRow.objects.filter(date__year=1812).exists()
        assert not Recount.objects.exists()

    @pytest.mark.parametrize(
        ("moved_to", "words"),
        [
            ("2027-06-06", "проверьте обе даты"),
            ("2037-06-10", "проверьте обе даты"),
            ("2027-06-12", "12.06.2027 и так нерабочий"),
        ],
    )
    def test_where_a_day_off_is_moved_to_is_checked(self, cast: Any, page: Any, moved_to: str, words: str) -> None:
        """Seen: a day off was moved to itself, to a holiday, and ten years on."""
        fields = {"date": "2027-06-06", "name": "День республики", "act": "Указ Главы УР № 5"}
        assert words in page(cast.registrar, "days", **fields, moved_to=moved_to)
        assert not RegionalDayRow.objects.filter(region=cast.udm.region).exists()

    def test_from_an_ordinary_working_day_no_day_off_is_moved(self, cast: Any, page: Any) -> None:
        """Seen by a judge: neither of the two days worked any more, by one person's word."""
        fields = {"date": "2027-06-09", "name": "День республики", "act": "Указ Главы УР № 5"}
        assert "09.06.2027 — рабочий день" in page(cast.registrar, "days", **fields, moved_to="2027-06-10")
        assert not RegionalDayRow.objects.filter(region=cast.udm.region).exists()
        assert "День добавлен" in page(cast.registrar, "days", **fields)
        fields = {**fields, "date": "2027-06-13", "name": "Троица"}
        assert "День добавлен" in page(cast.registrar, "days", **fields, moved_to="2027-06-15")
        assert not calendar_of(cast.udm).is_working(dt.date(2027, 6, 15))

    def test_a_colleague_s_day_is_not_written_over_in_silence(self, cast: Any, page: Any) -> None:
        fields = {"date": "2027-06-06", "name": "День республики", "act": "Указ Главы УР № 5", "moved_to": "2027-06-08"}
        for _twice in range(2):  # the same once more changes nothing
            assert "День добавлен" in page(cast.registrar, "days", **fields)
        shown = page(cast.admin, "days", **{**fields, "moved_to": "", "act": "Указ Главы УР № 6"})
        assert "уже есть в календаре региона: «День республики», Указ Главы УР № 5" in shown
        row = RegionalDayRow.objects.get(region=cast.udm.region)
        assert row.moved_to == dt.date(2027, 6, 8)
        assert "День удалён" in page(cast.admin, "days/remove", day=row.pk)
        assert "День добавлен" in page(cast.admin, "days", **{**fields, "act": "Указ Главы УР № 6"})

    def test_a_removed_day_stays_removed_when_the_product_starts_again(self, cast: Any, page: Any) -> None:
        head = cast.hire("chechnya-registrar", cast.bodies["chechnya-minnats"], "Хожаев", "registrar")
        row = RegionalDayRow.objects.get(region="RU-CE", date=dt.date(2026, 3, 19))
        assert "День удалён" in page(head, "days/remove", day=row.pk)
        assert sync_regional_days() == set()
        assert calendar_of(head.organisation).is_working(row.date)
        assert "уже нет" in page(head, "days/remove", day=row.pk)
        assert f'name="day" value="{row.pk}"' not in page(head)
        page(head, "days", date="2026-03-19", name="Ураза-байрам", act="Указ Главы ЧР № 10")
        assert not calendar_of(head.organisation).is_working(row.date)

    def test_another_regions_day_is_out_of_reach(self, cast: Any, page: Any) -> None:
        row = RegionalDayRow.objects.get(region="RU-CE", date=dt.date(2026, 3, 19))
        assert "уже нет" in page(cast.registrar, "days/remove", day=row.pk)
        row.refresh_from_db()
        assert row.removed_at is None

    def test_what_the_product_ships_is_mended_by_its_next_release_and_what_a_person_entered_is_not(
        self, cast: Any
    ) -> None:
        shipped = RegionalDayRow.objects.get(region="RU-CE", date=dt.date(2026, 3, 20))
        RegionalDayRow.objects.filter(pk=shipped.pk).update(name="Опечатка")
        mine = RegionalDayRow.objects.create(
            region="RU-UD", date=dt.date(2026, 6, 1), name="День", act="Указ", entered_by=cast.registrar
        )
        stray = RegionalDayRow.objects.create(region="RU-UD", date=dt.date(2026, 6, 2), name="Снят с поставки", act="?")
        assert sync_regional_days() == {"RU-CE", "RU-UD"}
        shipped.refresh_from_db()
        assert shipped.name == "Ураза-байрам"
        assert RegionalDayRow.objects.filter(pk=mine.pk).exists()
        assert not RegionalDayRow.objects.filter(pk=stray.pk).exists()

    def test_chechnya_rests_on_19_to_21_march_2026(self, cast: Any) -> None:
        calendar = calendar_of(cast.bodies["chechnya-minnats"])
        assert [calendar.is_working(dt.date(2026, 3, d)) for d in (18, 19, 20, 21)] == [True, False, False, False]
        assert "Указ" in calendar.why(dt.date(2026, 3, 19))
        assert [calendar_of(cast.udm).is_working(dt.date(2026, 3, d)) for d in (19, 20)] == [True, True]

    def test_every_body_has_a_word_on_its_region_for_this_year_and_the_next(self, cast: Any) -> None:
        known = set(RegionalYearRow.objects.values_list("region", "year"))
        assert {(b.region, y) for b in cast.bodies.values() for y in (2026, 2027)} <= known

    def test_a_term_that_rests_on_what_nobody_compared_says_so_until_somebody_does(
        self, cast: Any, page: Any, desk: Any
    ) -> None:
        with patch("django.utils.timezone.now", lambda: dt.datetime(2026, 12, 15, 10, tzinfo=cast.udm.zone)):
            case = case_of(cast.udm)
        assert "переносы выходных 2027 года не сверены" in term(case).remark
        assert "региональные выходные 2027 года не сверены" in term(case).remark
        shown = desk(cast.registrar, case, "note", text="Проба")
        assert "Проверьте дату: переносы выходных 2027 года не сверены" in shown
        assert shown.count("региональные выходные 2027 года не сверены") == 1, "not under each term"
        shown = page(cast.registrar)
        assert "не сверено с постановлением" in shown
        assert "не сверено с актами" in shown
        assert "с каким актом" in page(cast.registrar, "compare", year=2027, source="ок")
        assert "сверены" in page(cast.registrar, "compare", year=2027, source="Письмо Минтруда УР от 01.12.2026")
        work(cast.udm)
        assert term(case).remark == "переносы выходных 2027 года не сверены с постановлением"

    def test_so_do_a_term_of_the_body_and_those_shown_before_a_decision(
        self, cast: Any, page: Any, tmp_path: Path
    ) -> None:
        unsure = "региональные выходные 2027 года не сверены"
        rule = "from: employee_hired, do: order_acknowledged, within: 10wd, who: admin"
        with (
            patch("django.utils.timezone.now", lambda: dt.datetime(2026, 12, 28, 10, tzinfo=cast.udm.zone)),
            overridden(made(tmp_path, ("91.1", "within", rule))),
        ):
            hire_employee(cast.udm, "novikova", roles=["executor"], by=cast.admin, surname="Новикова", name="Анна")
            mine = Obligation.objects.get(subject_type="organisation", clause="91.1")
            assert unsure in mine.remark
            shown = Desk(cast.admin).get("/w/duties/").text
            assert "Проверьте дату:" in shown and unsure in shown
            case, of_decree = case_of(cast.udm), "переносы выходных 2027 года не сверены"
            shown = Desk(cast.head).get(f"/w/cases/{case.pk}/forwarding/").text
            assert "Проверьте дату:" in shown and of_decree in shown
            shown = Desk(cast.head).get(f"/w/cases/{case.pk}/").source
            assert of_decree in html.fromstring(shown).get_element_by_id("beforehand").text_content()
            page(cast.registrar, "compare", year=2027, source="Письмо Минтруда УР от 01.12.2026")
            work(cast.udm)
            mine.refresh_from_db()
            assert unsure not in mine.remark

    def test_a_term_that_asks_the_calendar_nothing_has_no_remark(self, cast: Any) -> None:
        rule = parse_rule("24h")
        start = dt.datetime(2026, 12, 30, 10, tzinfo=cast.udm.zone)
        assert due(rule, start, calendar_of(cast.udm), cast.udm.zone).unverified == ()


class TestRecount:
    def test_a_case_that_fails_is_named_and_stops_no_other(self, cast: Any, page: Any) -> None:
        one, two = case_of(cast.udm), case_of(cast.udm, text="И ещё")
        last = day(two)
        page(cast.registrar, "days", date=last.isoformat(), name="День республики", act="Указ Главы УР № 5")
        real = recount_module.recount

        def failing(case: Case, *args: Any, **kwargs: Any) -> int:
            if case.pk == one.pk:
                raise RuntimeError("сломано")
            return real(case, *args, **kwargs)

        with patch.object(recount_module, "recount", failing):
            work(cast.udm)
        assert day(two) < last == day(one)
        told = Alert.objects.get(organisation_id=cast.udm.pk, kind="recount").text
        assert "Сроки пересчитаны не везде" in told
        assert one.number not in told, "everybody reads it, also who is not to know of the case"
        assert f"Не пересчитаны дела: {one.number}" in page(cast.registrar)
        assert "Пересчёт начнётся" in page(cast.registrar, "recount")
        assert "уже идёт" in page(cast.registrar, "recount")
        work(cast.udm)
        assert day(one) < last

    def test_one_left_by_a_killed_worker_goes_on_where_it_was(self, cast: Any) -> None:
        one, two = case_of(cast.udm), case_of(cast.udm, text="И ещё")
        last = day(two)
        RegionalDayRow.objects.create(region="RU-UD", date=last, name="День", act="Указ", entered_by=cast.admin)
        row = Recount.objects.create(
            organisation=cast.udm, why="проба", state="running", last=one.pk, done=1, beat_at=timezone.now()
        )
        assert run_recounts(cast.udm) == 0
        Recount.objects.filter(pk=row.pk).update(beat_at=timezone.now() - dt.timedelta(minutes=5))
        assert run_recounts(cast.udm) == 1
        row.refresh_from_db()
        assert (row.state, row.moved) == ("done", 1)
        assert day(one) == last > day(two)

    def test_a_changed_order_asks_for_a_recount_of_its_body(self, cast: Any) -> None:
        Organisation.objects.filter(pk=cast.altai.pk).update(loaded="другое")
        load_files()
        asked = Recount.objects.filter(why__contains="порядок").values_list("organisation__slug", flat=True)
        assert cast.altai.slug in asked
        assert cast.udm.slug not in asked

    def test_who_does_not_keep_the_calendar_neither_sees_nor_changes_it(self, cast: Any, client: Client) -> None:
        client.force_login(cast.executor)
        assert client.get("/w/calendar/").status_code == 403
        with pytest.raises(NotAllowed):
            actions.propose_decree(cast.udm, 2028, "Постановление № 1400", [], by=cast.executor)
