"""A term that has passed stays passed whatever becomes of its case, and what a client writes is owed by somebody."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from priemnaya.cases import actions
from priemnaya.cases.actions.applications import Mark, application_of
from priemnaya.cases.heard import heard_token
from priemnaya.cases.models import Case, Reply
from priemnaya.core.models import Event, Notice, Obligation
from priemnaya.knowledge.models import Service
from priemnaya.policy.owed import FURTHER_MESSAGE
from priemnaya.programme.compliance import cases_behind
from priemnaya.programme.models import ClauseFigure
from priemnaya.programme.rollups import refresh_body

from ..desk import looked_and_sent
from ..helpers import case_of, drafted, goes_out, local_day, made_ready, message, owed, sent_on

Open = Any


@pytest.fixture
def at(client: Browser) -> Open:
    """A person presses a button of the page of a case; the page that follows, and the case as it is then."""

    def press(by: Any, case: Case, name: str, *, look: bool = True, **typed: Any) -> str:
        client.force_login(by)
        said = looked_and_sent(client, reverse(f"case_{name}", args=[case.pk]), typed, follow=look)
        assert said.status_code == (200 if look else 302)
        case.refresh_from_db()
        return said.content.decode()

    return press


def lapsed(case: Case, what: str = "reply_on_substance") -> Obligation:
    """Its day has passed without the deed."""
    row = owed(case, what)
    assert row is not None
    Obligation.objects.filter(pk=row.pk).update(due_at=timezone.now() - dt.timedelta(days=2))
    row.refresh_from_db()
    assert row.kept is False
    return row


def counted_broken(case: Case, row: Obligation) -> bool:
    """In the figures of its clause and in the list of cases behind them."""
    refresh_body(case.organisation)
    day = local_day(case.organisation)
    figures = ClauseFigure.objects.filter(organisation=case.organisation, clause=row.clause)
    behind = cases_behind(case.organisation, row.clause, day - dt.timedelta(days=40), day, "broken")
    return sum(f.broken for f in figures) == 1 and case in behind


def closes(case: Case, at: Open, head: Any) -> None:
    typed = {"outcome": "no_substance", "notice": "Мы не поняли, о чём письмо.", "reason": "Суть не определяется."}
    at(head, case, "close", **typed, look=False)
    assert case.state == "closed"


class TestALapseStays:
    def test_when_a_case_is_closed(self, cast: Any, at: Open) -> None:
        case = case_of(cast.udm)
        row = lapsed(case)
        closes(case, at, cast.head)
        row.refresh_from_db()
        assert row.cancelled_at and row.kept is False and counted_broken(case, row)
        assert "срок прошёл раньше, чем это стало не нужно" in at(cast.head, case, "tell_term")

    def test_when_a_case_is_sent_on(self, cast: Any) -> None:
        case = case_of(cast.udm)
        row = lapsed(case)
        sent_on(case, "Росреестр", by=cast.executor)
        row.refresh_from_db()
        assert row.cancelled_why.startswith("переслано") and counted_broken(case, row)

    def test_when_a_case_becomes_another_that_ends_later(self, cast: Any, at: Open) -> None:
        case = case_of(cast.udm, kind="service_complaint")
        row = lapsed(case)
        at(cast.registrar, case, "kind", kind="appeal", look=False)
        now = owed(case, "reply_on_substance")
        kept = Obligation.objects.about("case", case.pk).filter(what="reply_on_substance", clause=row.clause)
        assert [o.kept for o in kept.exclude(cancelled_at=None)] == [False] and counted_broken(case, row)
        assert Obligation.objects.about("case", case.pk).open().get(what="reply_on_substance").due_at > timezone.now()
        assert now is not None

    def test_when_it_is_extended_too_late(self, cast: Any, at: Open) -> None:
        case = case_of(cast.udm)
        row = lapsed(case)
        at(cast.head, case, "extend", days=10, reason="Ждём сведения из другого органа", look=False)
        assert owed(case, "reply_on_substance") and counted_broken(case, row)

    def test_when_urgency_is_lowered_which_asks_why(self, cast: Any, at: Open) -> None:
        case = case_of(cast.udm)
        at(cast.executor, case, "urgency", urgency="urgent", reason="угроза жизни", look=False)
        row = lapsed(case, "urgent_reply")
        for same in ("", "угроза жизни"):
            assert "почему дело больше не срочное" in at(cast.executor, case, "urgency", urgency="normal", reason=same)
        assert case.urgency == "urgent"
        at(cast.executor, case, "urgency", urgency="normal", reason="Угрозу сняли", look=False)
        row.refresh_from_db()
        assert (case.urgency, row.kept) == ("normal", False) and "Угрозу сняли" in row.cancelled_why
        assert counted_broken(case, row)
        assert Event.objects.filter(verb="case.urgency_lowered", subject_id=case.pk).count() == 1

    def test_a_term_ended_before_its_day_counts_neither_way(self, cast: Any, at: Open) -> None:
        case = case_of(cast.udm)
        row = owed(case, "reply_on_substance")
        closes(case, at, cast.head)
        row.refresh_from_db()
        assert row.kept is None
        assert case not in cases_behind(case.organisation, row.clause, local_day(cast.udm), local_day(cast.udm))

    def test_when_it_waited_for_a_person_to_look_at_it(self, cast: Any, at: Open) -> None:
        case = case_of(cast.udm, suspicious="похоже на рекламу")
        rows = set(Obligation.objects.about("case", case.pk).values_list("pk", flat=True))
        at(cast.registrar, case, "accept", look=False)
        assert case.state == "new" and rows
        assert rows <= set(Obligation.objects.about("case", case.pk).values_list("pk", flat=True))
        assert not owed(case, "registration").is_open


class TestReopening:
    def test_a_closing_undone_goes_on_with_the_old_term(self, cast: Any, at: Open) -> None:
        case = case_of(cast.udm)
        row = lapsed(case)
        closes(case, at, cast.head)
        at(cast.executor, case, "reopen", why="Закрыли ошибочно", look=False)
        row.refresh_from_db()
        assert case.state == "in_work" and row.is_open
        assert Obligation.objects.about("case", case.pk).filter(what="reply_on_substance").count() == 1
        assert case.due_at == Obligation.objects.about("case", case.pk).open().order_by("due_at")[0].due_at

    def test_a_wrong_answer_is_owed_from_the_same_day_as_the_first(self, cast: Any, at: Open) -> None:
        case = made_ready(case_of(cast.udm), cast.registrar)
        at(cast.head, case, "extend", days=10, reason="Ждём сведения", look=False)
        actions.send_reply(drafted(case, cast.executor), by=cast.head)
        case.refresh_from_db()
        first = owed(case, "reply_on_substance")
        at(cast.executor, case, "reopen", why="Ответ ошибочный", look=False)
        again = owed(case, "reply_on_substance")
        assert first.kept and again.pk != first.pk and again.is_open
        assert (again.since_at, again.due_at) == (first.since_at, first.due_at)


def ended(cast: Any, at: Open, *, assignee: Any = None) -> Case:
    case = case_of(cast.udm)
    if assignee:
        actions.assign_case(case, assignee, by=cast.head)
    closes(case, at, cast.head)
    return case


def writes_again(case: Case, client: Browser, text: str = "Пишу вам снова") -> None:
    actions.append_message(Case.objects.get(pk=case.pk), message(point="portal", text=text))
    case.refresh_from_db()


class TestAMessageOnAnEndedCase:
    def test_its_executor_owes_a_decision_and_sees_it_today(self, cast: Any, at: Open, client: Browser) -> None:
        case = ended(cast, at, assignee=cast.executor)
        writes_again(case, client)
        row = owed(case, FURTHER_MESSAGE)
        assert row.is_open and row.responsible_id == cast.executor.pk and row.due_at > timezone.now()
        assert Notice.objects.filter(employee_id=cast.executor.pk, text__contains="решите, что с этим делать").exists()
        client.force_login(cast.executor)
        page = client.get(reverse("today")).content.decode()
        assert "Клиент написал по завершённому делу" in page and case.number in page
        assert "Пишу вам снова" in client.get(case.get_absolute_url()).content.decode()
        client.force_login(cast.colleague)
        assert "Клиент написал по завершённому делу" not in client.get(reverse("today")).content.decode()

    def test_nobodys_case_is_shown_to_those_who_register(self, cast: Any, at: Open, client: Browser) -> None:
        case = ended(cast, at)
        writes_again(case, client)
        client.force_login(cast.registrar)
        page = client.get(reverse("today")).content.decode()
        assert "Клиент написал по завершённому делу" in page and case.number in page

    def test_a_second_message_does_not_begin_the_term_anew(self, cast: Any, at: Open, client: Browser) -> None:
        case = ended(cast, at)
        writes_again(case, client)
        due = owed(case, FURTHER_MESSAGE).due_at
        writes_again(case, client, "И ещё раз")
        assert owed(case, FURTHER_MESSAGE).due_at == due

    def test_reopening_gives_it_a_term_from_its_own_day(self, cast: Any, at: Open, client: Browser) -> None:
        case = ended(cast, at)
        old = owed(case, "reply_on_substance")
        writes_again(case, client)
        came = owed(case, FURTHER_MESSAGE).since_at
        at(cast.executor, case, "reopen", why="Клиент объяснил, о чём речь", look=False)
        assert not owed(case, FURTHER_MESSAGE).is_open
        now = owed(case, "reply_on_substance")
        assert now.pk != old.pk and now.since_at == came

    def test_or_the_old_term_where_the_case_was_closed_wrongly(self, cast: Any, at: Open, client: Browser) -> None:
        case = ended(cast, at)
        old = owed(case, "reply_on_substance")
        writes_again(case, client)
        at(cast.executor, case, "reopen", why="Закрыли ошибочно", term="old", look=False)
        assert owed(case, "reply_on_substance") == old
        assert owed(case, "reply_on_substance").is_open

    def test_nothing_to_answer_is_said_with_a_reason(self, cast: Any, at: Open, client: Browser) -> None:
        case = ended(cast, at)
        writes_again(case, client, "Спасибо!")
        assert "Напишите, почему ответ не нужен" in at(
            cast.executor, case, "further_settled", reason=" ", heard=heard_token(case)
        )
        page = at(cast.executor, case, "further_settled", reason="Клиент благодарит", heard=heard_token(case))
        assert "Клиент благодарит" in page and case.state == "closed"
        assert not owed(case, FURTHER_MESSAGE).is_open
        assert "уже решено" in at(cast.executor, case, "further_settled", reason="Ещё раз")

    def test_another_matter_becomes_a_case_of_its_own(self, cast: Any, at: Open, client: Browser) -> None:
        case = ended(cast, at)
        writes_again(case, client, "Теперь о дороге")
        came = owed(case, FURTHER_MESSAGE).since_at
        at(cast.registrar, case, "further_registered", look=False)
        fresh = Case.objects.filter(client=case.client).latest("pk")
        assert fresh != case and fresh.contacts.filter(direction="in").get().text == "Теперь о дороге"
        assert (fresh.received_at, fresh.state) == (came, "new")
        assert owed(fresh, "reply_on_substance").is_open and not owed(case, FURTHER_MESSAGE).is_open
        assert fresh.contacts.filter(notice="received").exists()

    def test_what_comes_while_the_signed_answer_is_on_its_way_is_not_lost(self, cast: Any, client: Browser) -> None:
        case = made_ready(case_of(cast.udm, chosen_point="email", chosen_address="maria@mail.example"), cast.registrar)
        actions.send_reply(drafted(case, cast.executor), by=cast.head)
        writes_again(case, client, "Ещё вопрос")
        goes_out(case)
        case.refresh_from_db()
        assert case.state == "answered" and owed(case, FURTHER_MESSAGE).is_open


class TestRequestsToBodies:
    def test_each_has_a_term_and_an_answer_of_its_own(self, cast: Any, at: Open) -> None:
        case = case_of(cast.udm)
        at(cast.executor, case, "request_body", body="Росреестр", what="Выписку", look=False)
        first = lapsed(case, "interagency_answer")
        at(cast.executor, case, "request_body", body="Налоговая", what="Справку", look=False)
        first.refresh_from_db()
        rows = Obligation.objects.about("case", case.pk).filter(what="interagency_answer")
        assert first.kept is False and rows.open().count() == 2
        assert "Форма не сказала, на какой" in at(cast.executor, case, "body_answered")
        land, tax = case.body_requests.order_by("pk")
        page = at(cast.executor, case, "body_answered", asked=tax.pk)
        assert f'name="asked" value="{land.pk}"' in page and f'name="asked" value="{tax.pk}"' not in page
        land.refresh_from_db()
        assert land.answered_at is None and [o.pk for o in rows.open()] == [first.pk]
        assert "уже отмечен" in at(cast.executor, case, "body_answered", asked=tax.pk)


class TestQuestionsKeepTheirMarks:
    def test_a_mark_never_passes_to_another_question(self, cast: Any, at: Open) -> None:
        case = case_of(cast.udm)
        both = {"text": ["Сколько можно?", "Почему нет отопления?"], "topic": ["", ""], "need": ["", ""]}
        at(cast.executor, case, "classify", **both, look=False)
        first, second = case.questions.order_by("pk")
        drafted(case, cast.executor, answers={str(first.pk): {"how": "no_question", "words": ""}})
        at(cast.executor, case, "classify", text=["Почему нет отопления?"], topic=[""], need=[""], look=False)
        assert case.questions.get() == second
        at(cast.executor, case, "classify", text=["Когда дадут тепло?"], topic=[""], need=[""], look=False)
        assert case.questions.get() == second  # no letter says anything of it: new words of the same question
        Reply.objects.filter(case=case).update(answers={str(second.pk): {"how": "no_question", "words": ""}})
        at(cast.executor, case, "classify", text=["Совсем другое?"], topic=[""], need=[""], look=False)
        assert case.questions.get() != second


class TestTheServiceNamedAgain:
    def test_the_same_service_changes_nothing(self, cast: Any, client: Browser) -> None:
        case, service = self.applied(cast)
        before = list(application_of(case).documents.values())
        events = Event.objects.filter(subject_id=case.pk, verb="case.service_named").count()
        self.names(client, cast.registrar, case, service)
        assert list(application_of(case).documents.values()) == before
        assert Event.objects.filter(subject_id=case.pk, verb="case.service_named").count() == events

    def test_another_keeps_what_both_ask_and_what_was_asked_beyond_the_list(self, cast: Any, client: Browser) -> None:
        case, service = self.applied(cast)
        before = {d.name: d for d in application_of(case).documents.all()}
        other = next(
            s
            for s in Service.objects.filter(organisation=cast.udm).exclude(pk=service.pk)
            if s.current and {d.name for d in s.current.text.documents} & set(before)
        )
        actions.ask_document(Case.objects.get(pk=case.pk), "Согласие соседа", "ЗК РФ, ст. 39.6", by=cast.executor)
        self.names(client, cast.registrar, case, other)
        asked = {d.name for d in other.current.text.documents}
        now = {d.name: d for d in application_of(Case.objects.get(pk=case.pk)).documents.all()}
        assert set(before) | asked | {"Согласие соседа"} == set(now)
        for name, row in before.items():
            if name in asked:
                assert (now[name].pk, now[name].state) == (row.pk, row.state)
            else:
                assert now[name].set_aside and now[name].state == "not_needed" and service.title in now[name].note
        assert now["Согласие соседа"].state == "missing"
        assert Event.objects.filter(subject_id=case.pk, verb="application.service_changed").exists()

    def applied(self, cast: Any) -> tuple[Case, Service]:
        case = case_of(cast.udm)
        service = Service.objects.get(organisation=cast.udm, slug="land-preliminary")
        actions.name_service(case, service, by=cast.registrar, as_application=True)
        marks = {d.pk: Mark("missing") for d in application_of(case).documents.filter(source="client")}
        actions.check_documents(case, marks, by=cast.executor)
        return case, service

    def names(self, client: Browser, by: Any, case: Case, service: Service) -> None:
        client.force_login(by)
        looked_and_sent(client, reverse("case_service", args=[case.pk]), {"service": service.pk, "as_application": "1"})
