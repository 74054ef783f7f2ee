"""What a telephone exchange tells, at its door, and what operators, colleagues and administrators then see."""

from __future__ import annotations

import datetime as dt
import re
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client as Web
from django.utils import timezone

from priemnaya.cases import actions
from priemnaya.channels.telephony import generic
from priemnaya.config.cli import build_parser
from priemnaya.core.models import Alert, Notice, Ruling
from priemnaya.people.models import Client, ClientAddress
from priemnaya.programme.indicators import INDICATORS
from priemnaya.reception.actions.calls import begin_call
from priemnaya.reception.actions.telephony import set_extension, settle_calls
from priemnaya.reception.calls.figures import behind, times_untold
from priemnaya.reception.models import Call, ExchangeCall, ExchangeLeg, ExchangeReport
from priemnaya.reception.telephony.who import going_on_at

from ..desk import Desk
from ..helpers import case_of
from ..telephony import CALLER, SECRET, SETTING, Line, post, post_mango
from .deeds_of_calls import ENOUGH, WELL, on_card, transferred

E164 = f"+{CALLER}"


@pytest.fixture(autouse=True)
def exchange(cast: Any, settings: Any) -> None:
    """101 the registrar, 102 the executor, 103 a colleague, 104 the head."""
    settings.TELEPHONY = SETTING
    people = (cast.registrar, cast.executor, cast.colleague, cast.head)
    for number, employee in enumerate(people, 101):
        set_extension(employee, str(number), by=cast.admin)


def everything() -> tuple[dt.datetime, dt.datetime]:
    now = timezone.now()
    return now - dt.timedelta(days=1), now + dt.timedelta(days=1)


def card_with(body: Any, number: str = E164) -> Client:
    client = Client.objects.create(organisation=body, surname="Вахрушев", name="Пётр")
    ClientAddress.objects.create(client=client, channel="phone", address=number)
    return client


def settled(body: Any, seconds: int = 11) -> None:
    """So many seconds later nothing more has been heard."""
    ExchangeCall.objects.filter(organisation=body).exclude(quiet_since=None).update(
        quiet_since=timezone.now() - dt.timedelta(seconds=seconds)
    )
    settle_calls(body)


class TestACall:
    def test_it_rings_is_answered_and_ends_and_the_card_stays_open(self, cast: Any) -> None:
        client, line = card_with(cast.udm), Line("a")
        assert line.tells("newCall") == "queued"
        call = Call.objects.get()
        assert (call.state, call.number, call.client, call.operator) == ("ringing", E164, client, None)
        assert line.tells("newCall", "101") == "rings"
        assert line.tells("answer", "101") == "answered"
        call.refresh_from_db()
        assert (call.state, call.operator) == ("open", cast.registrar)
        assert line.tells("hangup") == "hung_up"
        call.refresh_from_db()
        assert (call.state, call.ended_at) == ("open", None)
        assert call.hung_up_at is not None
        on_card(Desk(cast.registrar), call, "end", **WELL)
        call.refresh_from_db()
        assert call.state == "ended"

    def test_wait_and_talk_are_measured_by_the_exchange(self, cast: Any) -> None:
        line, now = Line("a"), timezone.now().replace(microsecond=0)
        for seconds, event, extension in ((300, "newCall", ""), (260, "newCall", "101"), (240, "answer", "101")):
            line.tells(event, extension, at=(now - dt.timedelta(seconds=seconds)).isoformat())
        line.tells("hangup", at=(now - dt.timedelta(seconds=30)).isoformat())
        call = Call.objects.get()
        assert (call.wait, call.talk) == (dt.timedelta(seconds=60), dt.timedelta(seconds=210))

    def test_the_operator_who_is_writing_is_not_disturbed_by_what_the_exchange_tells(self, cast: Any) -> None:
        """The page was opened before the receiver was put down."""
        line, desk = Line("a"), Desk(cast.registrar)
        line.tells("answer", "101")
        call = Call.objects.get()
        line.tells("hangup")
        desk.post(f"/w/calls/{call.pk}/", do="end", version=call.version, number=call.number, **WELL)
        call.refresh_from_db()
        assert call.state == "ended"

    def test_a_missed_one_is_a_task_after_some_seconds(self, cast: Any) -> None:
        line = Line("a")
        line.tells("newCall")
        assert line.tells("hangup", cause="cancel") == "waits"
        settle_calls(cast.udm)
        assert Call.objects.get().state == "ringing", "it may still be answered"
        settled(cast.udm)
        call = Call.objects.get()
        assert call.state == "missed"
        assert Alert.objects.filter(kind="missed_call", subject_id=call.pk, resolved_at=None).exists()
        assert E164 in Desk(cast.registrar).get("/w/calls/").text

    def test_a_withheld_number_is_nobody(self, cast: Any) -> None:
        for hidden in ("anonymous", "", "[CallerNumber]", "Restricted"):
            Line(f"a{hidden}", hidden).tells("answer", "101")
        assert set(Call.objects.values_list("number", "client")) == {("", None)}

    def test_a_telephone_that_is_nobodys_leaves_a_card_for_whoever_takes_it(self, cast: Any) -> None:
        assert Line("a").tells("answer", "117") == "nobodys"
        call, desk = Call.objects.get(), Desk(cast.registrar)
        assert (call.state, call.operator) == ("open", None)
        assert call.get_absolute_url() in desk.get("/w/calls/").source
        on_card(desk, call, "take")
        call.refresh_from_db()
        assert call.operator == cast.registrar

    def test_a_card_begun_by_hand_is_the_same_call(self, cast: Any) -> None:
        by_hand = begin_call(cast.udm, CALLER, by=cast.registrar)
        line = Line("a")
        line.tells("answer", "101")
        line.tells("hangup")
        by_hand.refresh_from_db()
        assert Call.objects.count() == 1
        assert by_hand.hung_up_at is not None

    def test_begun_by_hand_while_it_rings_it_is_the_same_card(self, cast: Any) -> None:
        for number in (CALLER, "anonymous"):
            Line(number, number).tells("newCall", "101")
            Desk(cast.registrar).post("/w/calls/new/", number=CALLER if number == CALLER else "")
        assert [(c.state, c.operator) for c in Call.objects.all()] == [("open", cast.registrar)] * 2

    def test_a_call_out_counts_only_where_a_card_was_opened_for_it(self, cast: Any) -> None:
        own = Line("private", direction="out", extension="101", to=CALLER)
        assert own.tells("newCall") == "private"
        assert own.tells("answer") == "private"
        assert not Call.objects.exists()
        missed = Call.objects.create(organisation=cast.udm, number=E164, state="missed")
        Desk(cast.registrar).post("/w/calls/new/", returns=missed.pk)
        back = Line("back", direction="out", extension="101", to=CALLER)
        assert [back.tells("newCall"), back.tells("answer"), back.tells("hangup")] == ["joined", "joined", "hung_up"]
        assert Call.objects.get(returns=missed).hung_up_at is not None

    def test_a_call_that_is_taken_too_late_makes_the_missed_one_good(self, cast: Any) -> None:
        line = Line("a")
        line.tells("newCall", "101", leg="one")
        line.tells("hangup", "101", leg="one")
        settled(cast.udm)
        missed = Call.objects.get()
        assert line.tells("newCall", "102", leg="two") == "rings"
        assert line.tells("answer", "102", leg="two") == "answered"
        call = Call.objects.latest("pk")
        on_card(Desk(cast.executor), call, "end", **WELL)
        missed.refresh_from_db()
        assert missed.returned_at is not None

    def test_what_an_exchange_forgot_to_end_is_ended(self, cast: Any) -> None:
        Line("rings").tells("newCall", "101")
        Line("talks").tells("answer", "102")
        ExchangeCall.objects.update(heard_at=timezone.now() - dt.timedelta(hours=9))
        settle_calls(cast.udm)
        assert set(Call.objects.values_list("state", flat=True)) == {"missed", "open"}
        assert not Call.objects.exclude(hung_up_at=None).exists(), "nobody knows how long they talked"


class TestOrder:
    def test_the_same_again_changes_nothing(self, cast: Any) -> None:
        line = Line("a")
        for _ in range(3):
            line.tells("newCall", "101")
            line.tells("answer", "101")
        assert Call.objects.count() == 1
        assert sorted(ExchangeReport.objects.values_list("state", "repeats")) == [("answered", 2), ("rings", 2)]

    def test_what_is_older_than_the_last_is_dropped(self, cast: Any) -> None:
        line = Line("a")
        line.tells("answer", "101", leg="x", seq=5)
        assert line.tells("newCall", "101", leg="x", seq=4) == "late"
        assert Call.objects.get().state == "open"

    def test_an_answer_that_comes_after_the_end_is_still_an_answer(self, cast: Any) -> None:
        line = Line("a")
        line.tells("newCall", "101", leg="x", seq=1)
        line.tells("hangup", "101", leg="x", seq=3)
        assert line.tells("answer", "101", leg="x", seq=2) == "late_answer"
        settled(cast.udm)
        call = Call.objects.get()
        assert (call.state, call.operator) == ("open", cast.registrar)
        assert not Alert.objects.filter(kind="missed_call").exists()

    def test_an_end_that_comes_before_the_beginning_leaves_no_telephone_ringing(self, cast: Any) -> None:
        line = Line("a")
        line.tells("hangup")
        line.tells("newCall", "101")
        settled(cast.udm)
        assert Call.objects.get().state == "missed"

    def test_a_report_of_last_week_is_not_taken(self, cast: Any) -> None:
        old = (timezone.now() - dt.timedelta(days=8)).isoformat()
        assert Line("a").tells("newCall", "101", at=old) == "stale"
        assert not Call.objects.exists()

    def test_a_clock_that_goes_ahead_makes_no_future(self, cast: Any) -> None:
        Line("a").tells("newCall", "101", at=(timezone.now() + dt.timedelta(hours=3)).isoformat())
        assert Call.objects.get().began_at <= timezone.now()


class TestTransfers:
    def test_by_the_telephone_the_colleague_has_the_card_at_once_and_it_is_counted(self, cast: Any) -> None:
        line = Line("a")
        line.tells("answer", "101")
        assert line.tells("newCall", "102", transfer="blind") == "transferring"
        call = Call.objects.get()
        assert call.operator == cast.executor
        assert call.get_absolute_url() in polled_text(cast.executor)
        assert Notice.objects.filter(employee_id=cast.executor.pk, path=call.get_absolute_url()).exists()
        assert line.tells("answer", "102") == "transferred"
        assert [(t.by, t.to, t.reached) for t in call.transfers.all()] == [(cast.registrar, cast.executor, True)]

    def test_minutes_on_hold_are_added_up_and_are_a_figure_of_the_clause(self, cast: Any) -> None:
        line, start = Line("a"), timezone.now() - dt.timedelta(minutes=30)
        told = ((0, "newCall"), (10, "answer"), (60, "hold"), (180, "answer"), (240, "hold"), (300, "hangup"))
        for seq, (after, event) in enumerate(told, 1):
            at = (start + dt.timedelta(seconds=after)).isoformat()
            line.tells(event, "101", leg="x", seq=seq, at=at)
        call = Call.objects.get()
        assert call.held_seconds == 180
        on_card(Desk(cast.registrar), call, "end", **WELL)
        assert behind(cast.udm, everything()).holds == [3.0]
        parts = {part: value for part, value, _n in INDICATORS["telephone"].compute(cast.udm, everything())}
        assert parts["call_hold_minutes"] == 3.0

    def test_what_the_telephone_has_given_on_asks_whether_the_client_was_told(self, cast: Any) -> None:
        line, desk = Line("a"), Desk(cast.registrar)
        line.tells("answer", "101")
        assert line.tells("answer", "102") == "transferred"
        call = Call.objects.get()
        assert Notice.objects.filter(employee_id=cast.registrar.pk, path=call.get_absolute_url()).exists()
        assert "не записано, сказали ли клиенту" in desk.get(call.get_absolute_url()).text
        given, page = call.transfers.get(), call.get_absolute_url()
        Call.objects.filter(pk=call.pk).update(state="ended", ended_at=call.began_at)
        assert sum(times_untold(c) for c in behind(cast.udm, everything()).talks) == 1
        other = Desk(cast.head).post(page, do=f"told-{given.pk}").text
        assert "записывает тот, кто переключал" in other
        assert "Клиенту сказали, куда и почему" in desk.post(page, do=f"told-{given.pk}").text
        assert sum(times_untold(c) for c in behind(cast.udm, everything()).talks) == 0
        assert "уже записано" in desk.post(page, do=f"untold-{given.pk}").text
        rulings = Ruling.objects.filter(subject_type="call", subject_id=call.pk, target="transfer_call.transfer_told")
        assert [r.ok for r in rulings] in ([True], [])

    def test_pressed_on_the_card_and_done_by_the_telephone_it_counts_once(self, cast: Any) -> None:
        line, desk = Line("a"), Desk(cast.registrar)
        line.tells("answer", "101")
        call = Call.objects.get()
        transferred(desk, call, cast.executor)
        assert line.tells("newCall", "102") == "transferring"
        assert line.tells("answer", "102") == "transferred"
        assert [(t.to, t.told, t.reached) for t in call.transfers.all()] == [(cast.executor, True, True)]

    def test_a_colleague_who_does_not_answer_gives_it_back_uncounted(self, cast: Any) -> None:
        line = Line("a")
        line.tells("answer", "101")
        line.tells("newCall", "102", leg="b", transfer="blind")
        assert line.tells("hangup", "102", leg="b") == "transfer_failed"
        call = Call.objects.get()
        assert call.operator == cast.registrar
        assert [t.reached for t in call.transfers.all()] == [False]

    def test_udmurtia_mio_4_6__the_exchange_cannot_be_stopped_but_the_third_transfer_is_a_breach(
        self, cast: Any
    ) -> None:
        line = Line("a")
        for extension in ("101", "102", "103", "104"):
            line.tells("answer", extension)
        rulings = Ruling.objects.filter(target="transfer_call.call_transfers").order_by("pk")
        assert [r.ok for r in rulings] == [True, True, False]
        assert not rulings.filter(stopped=True).exists(), "nothing was held back: it went all the same"

    def test_a_colleague_asked_for_advice_sees_the_card_and_the_talk_stays(self, cast: Any) -> None:
        line = Line("a")
        line.tells("answer", "101")
        asks = {"callId": "a", "direction": "inside", "from": "101", "to": "102", "leg": "ask", "seq": 1}
        assert post({"event": "newCall", **asks}).json()["did"] == "consults"
        call = Call.objects.get()
        assert call.operator == cast.registrar
        assert Desk(cast.executor).get(call.get_absolute_url()).status == 200
        assert not call.transfers.exists()

    def test_a_case_closed_to_the_colleague_stays_closed_and_the_talk_goes_on(self, cast: Any) -> None:
        case = case_of(cast.udm)
        actions.assign_case(case, cast.registrar, by=cast.head)
        line, desk = Line("a"), Desk(cast.registrar)
        line.tells("answer", "101")
        call = Call.objects.get()
        on_card(desk, call, "join", **ENOUGH, case_number=case.number)
        actions.confide_case(case, "Личные сведения", by=cast.head)
        assert line.tells("answer", "103") == "transferred"
        call.refresh_from_db()
        other = Call.objects.latest("pk")
        assert (call.operator, other.operator, other.case) == (cast.registrar, cast.colleague, None)
        assert Desk(cast.colleague).get(call.get_absolute_url()).status == 404
        assert Desk(cast.colleague).get(other.get_absolute_url()).status == 200


def test_a_talk_about_a_colleague_is_not_given_to_them_by_telephone_either(cast: Any) -> None:
    line, desk = Line("a"), Desk(cast.registrar)
    line.tells("answer", "101")
    call = Call.objects.get()
    on_card(desk, call, "write", **{**ENOUGH, "q-text-1": "Инспектор Сорокин накричал на меня, жалуюсь на него."})
    assert line.tells("answer", "102") == "transferred"
    call.refresh_from_db()
    other = Call.objects.latest("pk")
    assert (call.operator, other.operator, other.questions.count()) == (cast.registrar, cast.executor, 0)
    assert Desk(cast.executor).get(call.get_absolute_url()).status == 404
    assert Desk(cast.executor).get(other.get_absolute_url()).status == 200


def polled_text(employee: Any, seen: str = "") -> str:
    return str(Desk(employee).get(f"/w/calls/at-hand/?seen={seen}").source)


class TestDoor:
    def test_a_wrong_sign_is_not_read_and_is_shown(self, cast: Any) -> None:
        assert post({"event": "newCall", "callId": "a"}, secret="another secret of sixteen").status_code == 403
        assert [r.did for r in ExchangeReport.objects.all()] == ["refused"]
        assert not Call.objects.exists()

    def test_an_old_sign_and_none_at_all_are_refused(self, cast: Any) -> None:
        old = {generic.MOMENT: "1700000000", generic.SIGNATURE: generic.sign(SECRET, "1700000000", b"{}")}
        path = "/api/telephony/asterisk/udmurtia-mio/"
        for head in (old, {}, {generic.MOMENT: "²", generic.SIGNATURE: "\x00"}):
            answer = Web().post(path, b"{}", content_type="application/json", headers=head)
            assert answer.status_code == 403
        assert post_mango({"entry_id": "e"}, salt="another").status_code == 403
        assert Web().post("/api/telephony/nobody/udmurtia-mio/").status_code == 404

    def test_a_shape_that_nobody_knows_is_set_aside_and_stops_nothing(self, cast: Any) -> None:
        for strange in ({"event": "newcall"}, [], "x", {"event": "hangup"}, {"event": "newCall", "callId": {"a": 1}}):
            answer = post(strange)  # type: ignore[arg-type]
            assert (answer.status_code, answer.json()["did"]) == (200, "unread")
        assert Line("a").tells("answer", "101") == "answered"
        assert Alert.objects.filter(kind="telephony_unread", organisation_id=cast.udm.pk).count() == 1

    def test_a_flood_of_one_body_harms_no_other(self, cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("priemnaya.channels.telephony.intake.A_MINUTE", 3)
        told = [post({"event": "newCall", "callId": str(n), "from": CALLER}).status_code for n in range(5)]
        assert told == [200, 200, 200, 429, 429]
        other = post({"event": "newCall", "callId": "a"}, body="novosibirsk-okn", secret=f"{SECRET}-okn")
        assert other.status_code == 200
        assert Alert.objects.filter(kind="telephony_flood", organisation_id=cast.udm.pk).count() == 1

    def test_one_body_is_not_told_of_the_calls_of_another(self, cast: Any) -> None:
        assert post({"event": "newCall", "callId": "a"}, body="novosibirsk-okn").status_code == 403
        post({"event": "newCall", "callId": "a", "from": CALLER}, body="novosibirsk-okn", secret=f"{SECRET}-okn")
        assert Line("a").tells("newCall", "101") == "rings"
        assert {c.organisation.slug for c in Call.objects.all()} == {"udmurtia-mio", "novosibirsk-okn"}


class TestEyes:
    def test_a_ringing_telephone_pops_for_its_operator_and_for_nobody_else(self, cast: Any) -> None:
        assert Desk(cast.registrar).get("/w/calls/at-hand/?seen=").answered == 204
        Line("a").tells("newCall", "101")
        call = Call.objects.get()
        page = polled_text(cast.registrar)
        assert call.get_absolute_url() in page
        assert "Вам звонят" in page
        assert CALLER not in page
        assert Desk(cast.executor).get("/w/calls/at-hand/?seen=").answered == 204

    def test_nothing_new_is_not_drawn_again(self, cast: Any) -> None:
        Line("a").tells("newCall", "101")
        [token] = re.findall(r"seen=([\w.-]+)", polled_text(cast.registrar))
        assert Desk(cast.registrar).get(f"/w/calls/at-hand/?seen={token}").answered == 204

    def test_without_scripts_the_menu_counts_it_and_leads_to_it(self, cast: Any) -> None:
        desk = Desk(cast.registrar)
        Line("a").tells("newCall", "101")
        page = desk.get("/w/calls/").source
        assert Call.objects.get().get_absolute_url() in page
        assert '<span class="count">1' in desk.get("/w/").source

    def test_a_card_closed_to_the_operator_is_neither_shown_nor_linked_and_the_talk_is_written_all_the_same(
        self, cast: Any
    ) -> None:
        """The client's only matter is closed to whoever's telephone rings: their number and name are told to them by
        nobody, until they talk."""
        case = case_of(cast.udm, addresses={"phone": E164})
        actions.confide_case(case, "Личные сведения", by=cast.head)
        line, desk = Line("a"), Desk(cast.colleague)
        line.tells("newCall", "103")
        call = Call.objects.get()
        assert call.client == case.client
        assert E164 not in desk.get("/w/calls/").text
        assert call.get_absolute_url() not in polled_text(cast.colleague)
        assert "Возьмите трубку" in polled_text(cast.colleague)
        assert desk.get(call.get_absolute_url()).status == 404
        line.tells("answer", "103")
        page = desk.get(call.get_absolute_url())
        assert page.status == 200
        assert case.client.surname not in page.text

    def test_an_end_is_told_as_an_end_and_the_card_stays(self, cast: Any) -> None:
        line = Line("a")
        line.tells("answer", "101")
        assert "У вас идёт разговор" in polled_text(cast.registrar)
        line.tells("hangup")
        assert "Трубку положили" in polled_text(cast.registrar)
        page = Desk(cast.registrar).get(Call.objects.get().get_absolute_url()).text
        assert "трубку положили, карточка открыта" in page
        assert "идёт разговор" not in page

    def test_the_poll_walks_two_indexes_whatever_has_gathered(self, cast: Any) -> None:
        line = Line("a")
        line.tells("answer", "101")
        line.tells("hangup")
        settled(cast.udm)
        Call.objects.update(state="ended", ended_at=timezone.now(), operator=cast.registrar)
        for row in (*Call.objects.all(), *ExchangeLeg.objects.all()):
            kind = type(row)
            names = [f.attname for f in kind._meta.fields if not f.primary_key]
            fields = {n: getattr(row, n) for n in names}
            more = [kind(**fields) for _ in range(4000)]
            for n, one in enumerate(more):
                if isinstance(one, ExchangeLeg):
                    one.key = str(n)
            kind._default_manager.bulk_create(more)
        with connection.cursor() as cursor:
            cursor.execute("analyze reception_call; analyze reception_exchangeleg; analyze reception_exchangecall")
        plan = going_on_at(cast.registrar.pk).explain()
        assert "calls_at_hand" in plan
        assert "legs_at_an_employee" in plan
        assert "Seq Scan on reception_call" not in plan
        assert "Seq Scan on reception_exchangeleg" not in plan

    def test_the_poll_asks_little(self, cast: Any, django_assert_max_num_queries: Any) -> None:
        Line("a").tells("newCall", "101")
        desk = Desk(cast.registrar)
        desk.get("/w/calls/at-hand/?seen=")
        with django_assert_max_num_queries(8):
            desk.get("/w/calls/at-hand/?seen=")


class TestAdministrator:
    def test_the_page_tells_what_was_done_with_each_report_and_no_number(self, cast: Any) -> None:
        Line("a").tells("newCall", "101")
        Line("b").tells("answer", "117")
        post({"event": "strange", "from": CALLER, CALLER: "Иванов"})
        post({"event": "newCall"}, secret="another secret of sixteen")
        page = Desk(cast.admin).get("/w/connections/telephony/").text
        assert "карточка показана сотруднику" in page
        assert "ни за кем не записан" in page
        assert "117" in page
        assert "подпись не подошла" in page
        assert "текст, знаков: 11" in page
        assert CALLER not in page
        assert "Иванов" not in page

    def test_an_exchange_that_is_not_set_up_is_said_so(self, cast: Any, settings: Any) -> None:
        settings.TELEPHONY = ""
        assert "PRIEMNAYA_TELEPHONY" in Desk(cast.admin).get("/w/connections/telephony/").text

    def test_others_do_not_open_it(self, cast: Any) -> None:
        assert Desk(cast.registrar).get("/w/connections/telephony/").status == 403

    def test_an_extension_stands_in_the_employees_card_once(self, cast: Any) -> None:
        desk = Desk(cast.admin)
        page = desk.get(f"/w/employees/{cast.executor.pk}/")
        assert 'value="102"' in page.source
        told = desk.post(f"/w/employees/{cast.executor.pk}/extension/", number="101").text
        assert f"записан за сотрудником {cast.registrar.short_name}" in told
        assert "от двух до восьми цифр" in desk.post(f"/w/employees/{cast.executor.pk}/extension/", number="1x").text
        desk.post(f"/w/employees/{cast.executor.pk}/extension/", number="")
        assert Line("a").tells("answer", "102") == "nobodys"
        assert "Добавочный номер на АТС" in desk.get("/w/journal/settings/?kind=access").text

    def test_two_administrators_with_old_pages(self, cast: Any) -> None:
        desk = Desk(cast.admin)
        path = f"/w/employees/{cast.executor.pk}/"
        seen = re.search(r'name="seen"[^>]*value="(\w+)"', desk.get(path).source)[1]  # type: ignore[index]
        desk.post(f"{path}extension/", number="200", seen=seen)
        assert "изменил другой сотрудник" in desk.post(f"{path}extension/", number="300", seen=seen).text


def test_a_transfer_on_the_card_after_the_exchange_did_it(cast: Any) -> None:
    """Two people with stale pages: the talk is with the colleague already."""
    line = Line("a")
    line.tells("answer", "101")
    call = Call.objects.get()
    line.tells("answer", "102")
    page = transferred(Desk(cast.registrar), call, cast.colleague)
    assert "Разговор сейчас ведёт" in page.text
    assert call.transfers.count() == 1


class TestSimulator:
    """`priemnaya calls simulate`, its requests brought to the same door."""

    @pytest.mark.parametrize("name", ["asterisk", "mango"])
    def test_it_plays_what_it_says(
        self, cast: Any, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def call(method: str, url: str, *, data: bytes, headers: dict[str, str]) -> Any:
            answer = Web().post(urlsplit(url).path, data, content_type=headers["Content-Type"], headers=headers)
            return SimpleNamespace(status_code=answer.status_code, text=answer.content.decode())

        monkeypatch.setattr("priemnaya.core.outbound.call", call)
        monkeypatch.setattr("priemnaya.config.cli.calls.with_database", lambda **_: nullcontext())
        given = ["--body", "udmurtia-mio", "--to", "http://localhost:1", "--exchange", name, "--pace", "0", "--repeat"]
        assert run(build_parser().parse_args(["calls", "simulate", *given])) == 0
        said = capsys.readouterr().out
        assert "403" not in said
        assert "unread" not in said
        settled(cast.udm)
        calls = {c.pk: c for c in Call.objects.order_by("pk")}
        told, missed, given_on, withheld = calls.values()
        assert (told.state, told.operator, told.number) == ("open", cast.registrar, "+79120000777")
        assert missed.state == "missed"
        assert [t.to for t in given_on.transfers.all()] == [cast.executor, cast.colleague]
        assert given_on.operator == cast.colleague
        assert (withheld.number, withheld.state) == ("", "open")
        assert all(c.hung_up_at for c in (told, given_on, withheld))


def run(options: Any) -> int:
    return int(options.run(options))
