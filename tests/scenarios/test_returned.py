"""A letter that comes back hours after it left: everybody sees it, somebody owes to send it by another way, and the
same signed letter goes."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from priemnaya.cases import actions
from priemnaya.cases.models import Case, Contact, Decision, Forwarding, Reply
from priemnaya.cases.states import ENDED
from priemnaya.core.models import Alert, Delivery, Notice
from priemnaya.errors import Objection, Stale
from priemnaya.people.models import MergeSuggestion
from priemnaya.people.reminding import remind_body
from priemnaya.programme.compliance import cases_behind
from priemnaya.programme.models import ClauseFigure
from priemnaya.programme.rollups import refresh_body
from tests.helpers import (
    GOOD,
    case_of,
    drafted,
    goes_out,
    key_of,
    made_ready,
    message,
    owed,
    sent_on,
    under_code,
    words_of,
)
from tests.mail.test_notices import brought_back, report

from ..desk import looked_and_sent

MAIL = {"chosen_point": "email", "chosen_address": "old@mail.example", "addresses": {"email": "old@mail.example"}}
LATE = "вернулось, отправьте иначе"


def desk(person: Any) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def answered(cast: Any, **changes: Any) -> tuple[Case, Reply]:
    """An answer that left by e-mail: the case is answered, its term kept."""
    case = made_ready(case_of(cast.udm, **{**MAIL, **changes}), cast.registrar)
    actions.assign_case(case, cast.executor, by=cast.head)
    reply = drafted(case, cast.executor)
    actions.send_reply(reply, by=cast.head)
    goes_out(case)
    return fresh(case), Reply.objects.get(pk=reply.pk)


def fresh(case: Case) -> Case:
    return Case.objects.select_related("organisation__parent", "client", "assignee").get(pk=case.pk)


def bounces(case: Case, reply: Reply) -> Delivery:
    """The mail system of the client writes hours later that there is no such mailbox."""
    row = Delivery.objects.filter(payload__reply=reply.pk, channel="email").order_by("-pk")[0]
    brought_back(row, report("failed", row.message_id, row.address))
    row.refresh_from_db()
    assert row.state == "bounced"
    return row


def kept(reply: Reply) -> dict[str, Any]:
    """Everything of a letter that must not change when it goes again."""
    row = Reply.objects.filter(pk=reply.pk).values().get()
    return {k: v for k, v in row.items() if k not in ("state", "sent_at", "updated_at")}


def registry_key(cast: Any) -> str:
    _, secret = key_of(cast.executor, ["cases:read", "cases:work"])
    return secret


def again(cast: Any, case: Case, failed: Delivery, **typed: Any) -> str:
    page = looked_and_sent(
        desk(cast.executor), reverse("case_send_again", args=[case.pk]), {"failed": failed.pk, **typed}, follow=True
    )
    return words_of(page)


class TestAnAnswerComesBack:
    def test_the_case_its_lists_and_its_letter_say_so_and_the_answer_is_owed_again(self, cast: Any) -> None:
        case, reply = answered(cast)
        term = owed(case, "reply_on_substance")
        assert term.fulfilled_at is not None
        bounces(case, reply)
        case, reply = fresh(case), Reply.objects.get(pk=reply.pk)
        assert (case.state, case.closed_at, case.outcome, reply.state) == ("returned", None, "", "returned")
        due = term.due_at
        term.refresh_from_db()
        assert (term.fulfilled_at, term.due_at) == (None, due)
        again_by = owed(case, "send_again")
        assert again_by.is_open and again_by.due_at > timezone.now()
        assert again_by.responsible_id == cast.executor.pk
        browser = desk(cast.executor)
        for page in (case.get_absolute_url(), "/w/", "/w/cases/", "/w/cases/?state=returned"):
            shown = words_of(browser.get(page))
            assert LATE in shown.lower(), page
            assert case.number in shown, page
        assert "вернулся, отправьте иначе" in words_of(browser.get(reverse("reply_versions", args=[case.pk])))
        assert Notice.objects.filter(employee_id=cast.executor.pk, text__contains="выберите на странице дела").exists()
        assert Alert.objects.filter(kind="bounce", subject_id=case.pk).exists()

    def test_the_client_and_the_machines_are_told_the_same(self, cast: Any) -> None:
        case, reply = answered(cast)
        bounces(case, reply)
        Delivery.objects.filter(payload__reply=reply.pk, channel="portal").update(state="bounced")  # nobody opened it
        browser = Client()
        session = browser.session
        session.update(under_code(case))
        session.save()
        page = words_of(browser.get(f"/udmurtia-mio/follow/{case.number}/"))
        assert "Письмо вернулось, отправляем иначе" in page
        assert "Проверьте, куда вам отвечать: отправим снова" in page
        assert "Скачать ответ" in page
        assert "Письмо с ответом вернулось" in page
        token = Reply.objects.get(pk=reply.pk).check_token
        assert "вернулось, отправляем иначе" in words_of(browser.get(f"/udmurtia-mio/letter/{token}/"))
        secret = registry_key(cast)
        read = Client(headers={"authorization": f"Bearer {secret}"})
        told = read.get(f"/api/v1/cases/{case.number}").json()
        assert told["state"] == "returned"
        assert [x["letter"] for x in told["returned"]] == ["ответ"]
        assert case.number in str(read.get("/api/v1/cases?state=returned").json())

    def test_the_same_signed_letter_goes_by_another_way_and_only_then_is_the_case_answered(self, cast: Any) -> None:
        case, reply = answered(cast)
        failed = bounces(case, reply)
        before, decisions = kept(reply), list(Decision.objects.filter(reply=reply).values())
        files = failed.payload["files"]
        assert "отправляется снова" in again(cast, case, failed, point="post", address="426000, Ижевск, Мира, 1")
        row = Delivery.objects.filter(payload__reply=reply.pk, channel="post").get()
        assert (row.state, row.payload["files"], row.instead_of_id) == ("queued", files, failed.pk)
        assert GOOD.splitlines()[2] in row.payload["text"]
        assert fresh(case).state == "returned"  # not until it has left
        assert "426000, Ижевск" in words_of(desk(cast.executor).get(reverse("post")))  # to be printed
        desk(cast.executor).post(reverse("case_handed_over", args=[case.pk]), {"delivery": row.pk})
        case, reply = fresh(case), Reply.objects.get(pk=reply.pk)
        assert (case.state, reply.state, case.outcome) == ("answered", "sent", "explain")
        assert case.closed_at == reply.sent_at == owed(case, "reply_on_substance").fulfilled_at
        assert not owed(case, "send_again").is_open
        assert LATE not in words_of(desk(cast.executor).get(case.get_absolute_url()))
        assert kept(reply) == before
        assert list(Decision.objects.filter(reply=reply).values()) == decisions

    def test_pressed_twice_it_goes_once_and_a_wrong_address_is_said(self, cast: Any) -> None:
        case, reply = answered(cast)
        failed = bounces(case, reply)
        assert "адрес электронной почты" in again(cast, case, failed, point="email", address="не адрес")
        assert "Выберите из списка" in again(cast, case, failed, point="pigeon")
        assert "откуда клиент знает" in again(cast, case, failed, point="portal")
        again(cast, case, failed, point="email", address="new@mail.example")
        assert "уже отправляется" in again(cast, case, failed, point="email", address="new@mail.example")
        assert Delivery.objects.filter(address="new@mail.example", payload__reply=reply.pk).count() == 1
        goes_out(case)
        assert "уже дошло" in again(cast, case, failed, point="post", address="Ижевск, Мира, 1")
        with pytest.raises(Stale):
            actions.send_again(case, failed.pk, "post", "Ижевск, Мира, 1", by=cast.executor)

    def test_a_token_sends_it_again_too(self, cast: Any) -> None:
        case, reply = answered(cast)
        failed = bounces(case, reply)
        secret = registry_key(cast)
        said = Client(headers={"authorization": f"Bearer {secret}"}).post(
            f"/api/v1/cases/{case.number}/send-again",
            {"delivery_id": failed.pk, "point": "email", "address": "new@mail.example"},
            content_type="application/json",
        )
        assert said.status_code == 200, said.content
        goes_out(case)
        assert fresh(case).state == "answered"

    def test_left_on_the_page_it_counts_with_a_reason_or_when_the_client_opens_it(self, cast: Any) -> None:
        case, reply = answered(cast)
        failed = bounces(case, reply)
        assert Delivery.objects.get(payload__reply=reply.pk, channel="portal").state == "shown"
        again(cast, case, failed, point="portal", why="позвонили, номер и код у него есть")
        assert fresh(case).state == "answered"
        other, reply = answered(cast, text="Ещё вопрос о другом участке")
        bounces(other, reply)
        assert fresh(other).state == "returned"
        browser = Client()
        session = browser.session
        session.update(under_code(other))
        session.save()
        assert "Ответ дан" in words_of(browser.get(f"/udmurtia-mio/follow/{other.number}/"))
        assert fresh(other).state == "answered"
        assert not owed(other, "send_again").is_open

    def test_no_fuss_when_a_second_point_has_carried_it(self, cast: Any) -> None:
        case, reply = answered(cast, point="post", postal_address="426000, Ижевск, ул. Мира, 1")
        assert Delivery.objects.filter(payload__reply=reply.pk).count() == 2
        Alert.objects.all().delete()
        Notice.objects.all().delete()
        bounces(case, reply)
        assert (fresh(case).state, Reply.objects.get(pk=reply.pk).state) == ("answered", "sent")
        assert owed(case, "send_again") is None
        assert not Alert.objects.exists() and not Notice.objects.exists()
        assert Delivery.objects.filter(payload__reply=reply.pk).count() == 2

    def test_it_goes_by_the_client_s_next_point_by_itself_and_is_owed_until_it_has_left(self, cast: Any) -> None:
        case, reply = answered(cast, postal_address="426000, Ижевск, ул. Мира, 1")
        bounces(case, reply)
        assert Delivery.objects.get(payload__reply=reply.pk, channel="post").state == "queued"
        assert fresh(case).state == "returned"  # somebody has to print it, and owes that
        assert owed(case, "send_again").is_open
        goes_out(case)
        assert fresh(case).state == "answered"
        assert not owed(case, "send_again").is_open

    def test_the_executor_is_reminded_and_the_head_hears_when_the_day_has_passed(self, cast: Any) -> None:
        case, reply = answered(cast)
        bounces(case, reply)
        due = owed(case, "send_again").due_at
        with patch("django.utils.timezone.now", lambda: due + dt.timedelta(hours=1)):
            remind_body(cast.udm)
        for person in (cast.executor, cast.head):
            told = Notice.objects.filter(employee_id=person.pk, text__contains="отправить вернувшееся письмо иначе")
            assert told.exists(), person

    def test_answered_in_time_is_not_claimed_for_it(self, cast: Any) -> None:
        case, reply = answered(cast)
        term = owed(case, "reply_on_substance")
        day = cast.udm.local(term.since_at).date()

        def figure(which: str) -> bool:
            return cases_behind(cast.udm, term.clause, day, day, which).filter(pk=case.pk).exists()

        def on_the_board() -> int:
            refresh_body(cast.udm)
            rows = ClauseFigure.objects.filter(organisation=cast.udm, clause=term.clause, layer=term.layer)
            return sum(row.kept for row in rows)

        assert figure("kept")
        before = on_the_board()
        failed = bounces(case, reply)
        assert not figure("kept")
        assert on_the_board() == before - 1
        with patch("django.utils.timezone.now", lambda: term.due_at + dt.timedelta(days=1)):
            actions.send_again(case, failed.pk, "email", "new@mail.example", by=cast.executor)
            goes_out(case)
        assert figure("broken")

    def test_another_answer_makes_the_lost_one_matter_no_more(self, cast: Any) -> None:
        case, reply = answered(cast)
        failed = bounces(case, reply)
        due = owed(case, "reply_on_substance").due_at
        desk(cast.executor).post(reverse("case_reopen", args=[case.pk]), {"why": "ответим иначе"})
        case = fresh(case)
        assert (case.state, owed(case, "reply_on_substance").due_at) == ("in_work", due)
        actions.choose_point(case, "email", "new@mail.example", by=cast.executor)
        actions.send_reply(drafted(case, cast.executor), by=cast.head)
        goes_out(case)
        case = fresh(case)
        assert (case.state, Reply.objects.get(pk=reply.pk).state) == ("answered", "returned")
        assert not owed(case, "send_again").is_open
        with pytest.raises(Stale):
            actions.send_again(case, failed.pk, "email", "b@mail.example", by=cast.executor)

    def test_a_client_who_writes_and_a_new_executor_find_the_case_still_owed(self, cast: Any) -> None:
        case, reply = answered(cast)
        bounces(case, reply)
        actions.append_message(case, message(point="portal", text="Где ответ?"))
        actions.assign_case(fresh(case), cast.colleague, by=cast.head)
        assert fresh(case).state == "returned"
        assert owed(case, "send_again").responsible_id == cast.colleague.pk


class TestANoticeComesBack:
    def test_it_is_owed_shown_and_sent_again_like_an_answer(self, cast: Any) -> None:
        case = case_of(cast.udm, **MAIL)
        actions.assign_case(case, cast.executor, by=cast.head)
        goes_out(case)
        assert owed(case, "primary_reply").fulfilled_at is not None
        row = Delivery.objects.get(subject_id=case.pk, subject_type="case")
        brought_back(row, report("failed", row.message_id, row.address))
        assert owed(case, "primary_reply").is_open
        assert owed(case, "send_again").is_open
        browser = desk(cast.executor)
        assert "Вернулось, отправьте иначе: подтверждение получения" in words_of(browser.get(case.get_absolute_url()))
        assert LATE in words_of(browser.get("/w/")).lower()
        again(cast, case, row, point="email", address="new@mail.example")
        goes_out(case)
        assert not owed(case, "send_again").is_open
        assert owed(case, "primary_reply").fulfilled_at is not None
        assert "Вернулось, отправьте иначе" not in words_of(browser.get(case.get_absolute_url()))

    def test_the_notice_of_an_ended_case_is_owed_too_and_the_list_shows_it(self, cast: Any) -> None:
        case = case_of(cast.udm, **MAIL)
        goes_out(case)
        actions.close_case(case, "no_substance", by=cast.head, notice="Не поняли.", facts={"reason": "нет сути"})
        goes_out(case)
        row = Delivery.objects.get(payload__notice="closing")
        brought_back(row, report("failed", row.message_id, row.address))
        case = fresh(case)
        assert case.state in ENDED
        again_by, told_by = owed(case, "send_again"), owed(case, "outcome_notice")
        assert again_by.is_open
        assert told_by.is_open
        assert case.due_at == min(again_by.due_at, told_by.due_at), "seven days may end sooner, before the days off"
        assert case.number in words_of(desk(cast.head).get("/w/cases/?state=returned"))
        again(cast, case, row, point="post", address="426000, Ижевск, Мира, 1")
        goes_out(case)
        assert not owed(case, "send_again").is_open

    def test_a_client_not_told_that_the_matter_was_sent_on_is_still_owed_that(self, cast: Any) -> None:
        case = case_of(cast.udm, **MAIL)
        goes_out(case)
        sent_on(case, "Росреестр", by=cast.executor)
        goes_out(case)
        assert owed(case, "forwarding").fulfilled_at is not None
        row = Delivery.objects.get(payload__notice="forwarding")
        brought_back(row, report("failed", row.message_id, row.address))
        assert fresh(case).state == "forwarded"
        assert owed(case, "forwarding").is_open
        again(cast, case, row, point="email", address="new@mail.example")
        goes_out(case)
        assert not owed(case, "forwarding").is_open


class TestJoined:
    def part_forwarded_and_joined(self, cast: Any) -> tuple[Case, Case, Forwarding]:
        into = case_of(cast.udm, text="Прошу продлить аренду. Это главное дело.")
        case = case_of(cast.udm, text="Прошу продлить аренду и починить дорогу.")
        sent_on(case, "Росавтодор", by=cast.executor, keeps=True)
        for one in (case, into):
            actions.assign_case(fresh(one), cast.executor, by=cast.head)
        answer = desk(cast.executor).post(reverse("case_merge", args=[case.pk]), {"number": into.number})
        assert answer.status_code == 302
        return fresh(case), fresh(into), Forwarding.objects.get()

    def test_a_letter_to_another_body_that_comes_back_late_is_owed_by_the_joined_case(self, cast: Any) -> None:
        case, into, forwarding = self.part_forwarded_and_joined(cast)
        assert (case.state, forwarding.case_id) == ("merged", into.pk)
        row = Delivery.objects.get(subject_type="forwardedletter")
        brought_back(row, report("failed", row.message_id, row.address))
        assert owed(case, "forwarding") is None or not owed(case, "forwarding").is_open
        assert owed(into, "forwarding").is_open
        assert fresh(case).due_at is None
        page = words_of(desk(cast.executor).get(into.get_absolute_url()))
        assert "Росавтодор" in page and "не дошло" in page
        letter = forwarding.letters.get()
        looked_and_sent(
            desk(cast.executor),
            reverse("case_forwarding_resend", args=[into.pk]),
            {"letter": letter.pk, "way": "email", "address": "right@other.example"},
        )
        goes_out(into)
        assert not owed(into, "forwarding").is_open

    def test_a_notice_of_a_joined_case_that_comes_back_is_owed_by_the_one_that_lives(self, cast: Any) -> None:
        into = case_of(cast.udm, text="Прошу продлить аренду. Это главное дело.", **MAIL)
        case = case_of(cast.udm, **MAIL)
        goes_out(case)
        actions.merge_cases(case, into, by=cast.executor)
        row = Delivery.objects.get(subject_id=case.pk, channel="email")
        brought_back(row, report("failed", row.message_id, row.address))
        assert owed(case, "send_again") is None
        assert owed(into, "send_again").is_open
        assert "Вернулось, отправьте иначе" in words_of(desk(cast.executor).get(into.get_absolute_url()))
        again(cast, into, row, point="email", address="new@mail.example")
        goes_out(into)
        assert not owed(into, "send_again").is_open
        assert Contact.objects.filter(case=into, delivery__address="new@mail.example").exists()


class TestCards:
    def test_two_people_who_merge_the_same_cards_crosswise_make_one_card(self, cast: Any) -> None:
        first = case_of(cast.udm, identity="a", addresses={"email": "a@mail.example"}).client
        second = case_of(cast.udm, identity="", addresses={"email": "b@mail.example"}, name="Мария-Анна").client
        assert first and second and first.pk != second.pk
        stale_first, stale_second = type(first).objects.get(pk=first.pk), type(second).objects.get(pk=second.pk)
        actions.merge_clients(first, second, by=cast.registrar)
        with pytest.raises(Stale, match="уже объединил"):
            actions.merge_clients(stale_second, stale_first, by=cast.registrar)
        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.merged_into_id, second.merged_into_id) == (second.pk, None)

    def test_a_suggestion_decided_by_a_colleague_is_not_decided_again(self, cast: Any) -> None:
        case_of(cast.udm, identity="", surname="Ким", addresses={"email": "a@mail.example"})
        case_of(cast.udm, identity="", surname="Ли", addresses={"email": "a@mail.example"})
        row = MergeSuggestion.objects.get()
        browser, url = desk(cast.registrar), reverse("client_merge", args=[row.pk])
        browser.post(url, {"decision": "different"})
        row.refresh_from_db()
        assert row.decided == "different"
        assert "уже решил другой" in words_of(browser.post(url, {"decision": "different"}, follow=True))
        with pytest.raises(Objection):
            actions.keep_apart(row, by=cast.registrar)


class TestOneOrderOfLocks:
    def locked(self, deed: Any) -> list[int]:
        """Keys of the cases a deed locks, first time each, in its order."""
        with CaptureQueriesContext(connection) as asked:
            deed()
        rows = [q["sql"] for q in asked if "FOR NO KEY UPDATE" in q["sql"] and 'FROM "cases_case"' in q["sql"]]
        keys = [int(found[1]) for sql in rows if (found := re.search(r'"cases_case"\."id" = (\d+)', sql))]
        return list(dict.fromkeys(keys))

    @pytest.mark.parametrize("first", [True, False])
    def test_a_message_to_a_joined_case_never_takes_the_two_crosswise(self, cast: Any, first: bool) -> None:
        one, other = case_of(cast.udm), case_of(cast.udm, text="Ещё раз о том же участке.")
        case, into = (one, other) if first else (other, one)
        stale = fresh(case)
        order = self.locked(lambda: actions.merge_cases(fresh(case), fresh(into), by=cast.executor))
        assert order == [one.pk, other.pk]
        more = message(point="portal", text="Дополнение к письму")
        taken = actions.append_message(stale, more)
        assert taken.case is not None and taken.case.pk == into.pk
        for known in (fresh(case), fresh(into)):
            again_taken = self.locked(lambda known=known: actions.append_message(known, more))
            assert again_taken == [into.pk, case.pk]

    def test_a_late_bounce_of_a_joined_case_takes_them_in_that_order_too(self, cast: Any) -> None:
        into = case_of(cast.udm, text="Прошу продлить аренду. Это главное дело.", **MAIL)
        case = case_of(cast.udm, **MAIL)
        goes_out(case)
        actions.merge_cases(case, into, by=cast.executor)
        row = Delivery.objects.get(subject_id=case.pk, channel="email")
        order = self.locked(lambda: brought_back(row, report("failed", row.message_id, row.address)))
        assert order == [into.pk, case.pk]

    def test_cards_are_taken_after_the_cases_and_by_their_keys(self, cast: Any) -> None:
        first = case_of(cast.udm, identity="a", addresses={"email": "a@mail.example"}).client
        second = case_of(cast.udm, identity="", addresses={"email": "b@mail.example"}, name="Мария-Анна").client
        with CaptureQueriesContext(connection) as asked:
            actions.merge_clients(second, first, by=cast.registrar)
        rows = [q["sql"] for q in asked if "FOR NO KEY UPDATE" in q["sql"]]
        assert [("cases_case" in r.split("WHERE")[0].split("FROM")[-1]) for r in rows] == [True, True, False, False]
        cards = [int(re.search(r'"people_client"\."id" = (\d+)', r)[1]) for r in rows[2:]]  # type: ignore[index]
        assert first and second and cards == [first.pk, second.pk]
