"""The telephone at its pages: what the orders ask of a talk, of a transfer, of a promise to call."""

from __future__ import annotations

import datetime as dt
from typing import Any
from unittest.mock import patch

import pytest
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from priemnaya.cases import actions
from priemnaya.cases.actions.moving import move_back, move_card
from priemnaya.cases.actions.reading import Words
from priemnaya.cases.models import Case, Contact
from priemnaya.core.models import Alert, Event, Notice, Obligation, Ruling
from priemnaya.errors import NotAllowed
from priemnaya.people.models import Client, ClientAddress, Employee
from priemnaya.people.reminding import remind_body
from priemnaya.reception.actions import visits
from priemnaya.reception.actions.calls import take_call
from priemnaya.reception.actions.telephony import settle_calls
from priemnaya.reception.calls.told import told_promises
from priemnaya.reception.models import Call, CallBack, CallBackAttempt, Visit

from ..desk import Desk
from ..helpers import as_part, case_of
from ..reception import a_place
from .deeds_of_calls import ENOUGH, NUMBER, WELL, begun, next_working_hour, on_card, promised, transferred

E164 = "+79120001122"


def card_with(body: Any, number: str = E164, surname: str = "Вахрушев") -> Client:
    client = Client.objects.create(organisation=body, surname=surname, name="Пётр")
    ClientAddress.objects.create(client=client, channel="phone", address=number)
    return client


@pytest.fixture
def desk(cast: Any) -> Desk:
    return Desk(cast.registrar)


@pytest.fixture
def okn(cast: Any) -> Desk:
    return Desk(cast.head_of("novosibirsk-okn"))


class TestCard:
    def test_udmurtia_mio_4_2__greeting_and_farewell_stand_on_the_card(self, desk: Desk) -> None:
        page = desk.get(f"/w/calls/{begun(desk).pk}/").text
        assert "Как поздороваться" in page or "меня зовут" in page
        assert "Спасибо, что позвонили" in page

    def test_novosibirsk_okn_3_2_1__the_greeting_names_the_body_the_employee_and_the_post(self, okn: Desk) -> None:
        me = okn.employee
        page = okn.get(f"/w/calls/{begun(okn).pk}/").text
        assert me.organisation.name in page
        assert f"начальник отдела {me.full_name}" in page

    def test_udmurtia_mio_4_4_2_and_novosibirsk_okn_3_2_2__needs_are_asked_and_the_answers_kept(
        self, desk: Desk
    ) -> None:
        call = begun(desk)
        assert "need-said-1" in desk.get(f"/w/calls/{call.pk}/").fields()
        on_card(desk, call, "write", **ENOUGH, **{"need-asks-1": "Что случилось и когда?", "need-said-1": "Вчера"})
        call.refresh_from_db()
        assert call.needs == [{"asks": "Что случилось и когда?", "said": "Вчера"}]

    def test_udmurtia_mio_4_4_3__phrases_to_calm_and_never_to_say_are_at_hand(self, desk: Desk) -> None:
        page = desk.get(f"/w/calls/{begun(desk).pk}/").text
        assert "Так не говорят никогда" in page
        assert "вы не поняли" in page

    def test_udmurtia_mio_4_5__questions_and_templates_are_at_hand(self, desk: Desk) -> None:
        page = desk.get(f"/w/calls/{begun(desk).pk}/")
        assert "Найти ответ в базе знаний" in page.text
        assert "Частые вопросы" in page.text
        assert "Шаблоны" in page.text

    def test_novosibirsk_okn_3_2_5__thanks_and_who_hangs_up_first(self, okn: Desk) -> None:
        page = okn.get(f"/w/calls/{begun(okn).pk}/").text
        assert "Спасибо" in page
        assert "Трубку первым кладёт клиент" in page

    def test_a_plain_talk_stays_with_the_client(self, cast: Any, desk: Desk) -> None:
        client = card_with(cast.udm)
        call = begun(desk, "8-912-000/11-22")
        assert call.client == client
        on_card(desk, call, "end", **WELL)
        call.refresh_from_db()
        contact = Contact.objects.get(client=client)
        assert (call.state, call.contact, contact.kind, contact.level) == ("ended", contact, "call", 0)
        assert "В среду." in contact.text

    def test_a_number_of_two_people_is_a_question(self, cast: Any, desk: Desk) -> None:
        one, other = card_with(cast.udm), card_with(cast.udm, surname="Вахрушева")
        call = begun(desk)
        assert call.client is None
        assert f"client-{other.pk}" in desk.get(f"/w/calls/{call.pk}/").source
        on_card(desk, call, f"client-{other.pk}")
        call.refresh_from_db()
        assert call.client == other
        on_card(desk, call, "client-0")
        call.refresh_from_db()
        assert (call.client, one.calls.exists()) == (None, False)

    def test_a_withheld_number_is_nobody(self, desk: Desk) -> None:
        call = begun(desk, "")
        on_card(desk, call, "end", **WELL)
        call.refresh_from_db()
        assert (call.state, call.contact, call.client) == ("ended", None, None)

    def test_a_number_that_is_none_is_told_and_comes_back(self, desk: Desk) -> None:
        page = desk.post("/w/calls/new/", number="123")
        assert not Call.objects.exists()
        assert 'value="123"' in page.source

    def test_an_old_page_is_told_and_its_words_come_back(self, desk: Desk) -> None:
        call = begun(desk)
        on_card(desk, call, "write", **ENOUGH)
        page = desk.post(f"/w/calls/{call.pk}/", do="end", version=0, number=NUMBER, **{"q-text-1": "Совсем другое"})
        assert "изменили" in page.text
        assert "Совсем другое" in page.source
        assert call.questions.get().text == ENOUGH["q-text-1"]

    def test_only_who_has_the_talk_writes_on_its_card(self, cast: Any, desk: Desk) -> None:
        call, other = begun(desk), Desk(cast.head)
        assert "Разговор сейчас ведёт" in on_card(other, call, "end", **WELL).text
        other.post(f"/w/calls/{call.pk}/", do="take")
        on_card(other, call, "end", **WELL)
        call.refresh_from_db()
        assert (call.state, call.operator) == ("ended", cast.head)

    def test_several_questions_each_with_its_result(self, desk: Desk) -> None:
        call = begun(desk)
        on_card(desk, call, "write", **ENOUGH, **{"q-text-2": "А льготы?", "q-result-2": "call_back"})
        assert [q.result for q in call.questions.all()] == ["answered", "call_back"]

    def test_who_may_not_take_calls_meets_no_number(self, cast: Any, desk: Desk) -> None:
        call = begun(desk)
        assert Desk(cast.analyst).get(f"/w/calls/{call.pk}/").status == 403
        assert Desk(cast.stranger).get(f"/w/calls/{call.pk}/").status == 404


class TestEnd:
    def test_udmurtia_mio_4_8__the_card_is_not_closed_before_the_question_was_put(self, desk: Desk) -> None:
        call = begun(desk)
        page = on_card(desk, call, "end", **{**WELL, "answered": ""})
        assert (page.status, "4.8" in page.cited()) == (422, True)
        assert ENOUGH["q-said-1"] in page.source
        assert Call.objects.get(pk=call.pk).state == "open"
        assert Ruling.objects.filter(subject_type="call", subject_id=call.pk, clause="4.8", stopped=True).exists()
        on_card(desk, call, "end", **WELL)
        assert Call.objects.get(pk=call.pk).state == "ended"
        assert Ruling.objects.filter(subject_type="call", subject_id=call.pk, clause="4.8", ok=True).exists()

    @pytest.mark.parametrize("outcome", ["number_given", "offered_to_write"])
    def test_udmurtia_mio_4_6__without_an_answer_one_of_the_ways_is_recorded(self, desk: Desk, outcome: str) -> None:
        call = begun(desk)
        page = on_card(desk, call, "end", **{**ENOUGH, "answered": "no"})
        assert "4.6" in page.cited()
        on_card(
            desk, call, "end", **{**ENOUGH, "answered": "no", "outcome": outcome, "number_given": "8 800 100-70-10"}
        )
        assert Call.objects.get(pk=call.pk).state == "ended"

    def test_novosibirsk_okn_3_2_3__whether_the_client_is_content_is_asked(self, okn: Desk) -> None:
        call = begun(okn)
        assert "3.2.3" in on_card(okn, call, "end", **{**WELL, "satisfied": ""}).cited()
        on_card(okn, call, "end", **WELL)
        assert Call.objects.get(pk=call.pk).state == "ended"

    def test_a_body_without_the_rule_is_not_asked(self, cast: Any) -> None:
        desk = Desk(cast.head_of("altai-zags"))
        call = begun(desk)
        on_card(desk, call, "end", **ENOUGH)
        assert Call.objects.get(pk=call.pk).state == "ended"

    def test_a_broken_line_is_no_answer(self, desk: Desk) -> None:
        call = begun(desk)
        on_card(desk, call, "broke", **WELL)
        call.refresh_from_db()
        assert (call.state, call.broke_off, call.answered, call.satisfied) == ("ended", True, "", "")
        assert not Ruling.objects.filter(subject_type="call", subject_id=call.pk).exists()

    def test_a_card_with_nothing_on_it_is_not_closed(self, desk: Desk) -> None:
        assert "о чём был разговор" in on_card(desk, begun(desk), "end", answered="yes").text

    def test_a_call_back_that_is_meant_but_not_written_down_stops(self, desk: Desk) -> None:
        call = begun(desk)
        on_card(desk, call, "end", **{**ENOUGH, "answered": "no", "outcome": "call_back"})
        assert Call.objects.get(pk=call.pk).state == "open"  # no order asks it: a promise nobody owes is none


class TestTransfer:
    def test_udmurtia_mio_4_3__two_transfers_and_no_third(self, cast: Any, desk: Desk) -> None:
        call = begun(desk)
        transferred(desk, call, cast.executor)
        assert Notice.objects.filter(employee_id=cast.executor.pk, path=call.get_absolute_url()).exists()
        executor = Desk(cast.executor)
        assert ENOUGH["q-text-1"] in executor.get(f"/w/calls/{call.pk}/").source
        transferred(executor, call, cast.colleague)
        page = transferred(Desk(cast.colleague), call, cast.head)
        assert (page.status, "4.3" in page.cited(), call.transfers.count()) == (422, True, 2)
        assert "Назвать номер" in page.text
        assert "Договориться перезвонить" in page.text
        assert "Предложить написать" in page.text
        call.refresh_from_db()
        assert call.operator == cast.colleague

    def test_novosibirsk_okn_3_2_4__the_client_is_told_before_each(self, cast: Any, okn: Desk) -> None:
        other = cast.hire("at-phone", okn.employee.organisation, "Телефонов", "executor")
        call = begun(okn)
        page = transferred(okn, call, other, transfer_told="")
        assert ("3.2.4" in page.cited(), call.transfers.count()) == (True, 0)
        transferred(okn, call, other)
        assert call.transfers.get().told

    def test_one_that_failed_is_none(self, cast: Any, desk: Desk) -> None:
        call = begun(desk)
        transferred(desk, call, cast.executor)
        desk.post(f"/w/calls/{call.pk}/", do="fail")
        call.refresh_from_db()
        assert (call.operator, call.transfers.get().reached) == (cast.registrar, False)
        transferred(desk, call, cast.executor)
        transferred(Desk(cast.executor), call, cast.colleague)
        assert call.transfers.count() == 3

    def test_who_does_not_take_calls_is_offered_to_nobody(self, cast: Any, desk: Desk) -> None:
        call = begun(desk)
        transferred(desk, call, cast.analyst)
        assert not call.transfers.exists()


class TestCallBack:
    def owed(self, back: CallBack) -> Obligation:
        return Obligation.objects.get(subject_type="callback", subject_id=back.pk)

    def made(self, desk: Desk, **typed: Any) -> CallBack:
        call = begun(desk)
        promised(desk, call, **{**next_working_hour(call.organisation), **typed})
        return CallBack.objects.get(call=call)

    def test_udmurtia_mio_4_7__a_promise_has_number_term_and_time_and_is_owed(self, cast: Any, desk: Desk) -> None:
        call = begun(desk)
        for missing in ("back_number", "back_day", "back_what", "back_convenient"):
            promised(desk, call, **{missing: ""})
        assert not CallBack.objects.exists()
        promised(desk, call, **next_working_hour(cast.udm))
        back = CallBack.objects.get()
        owed = self.owed(back)
        assert (owed.clause, owed.responsible_id, owed.due_at) == ("4.7", cast.registrar.pk, back.promised_at)
        assert "Узнать, когда придут документы" in desk.get("/w/calls/").text
        on_card(desk, call, "end", **{**ENOUGH, "answered": "no", "outcome": "call_back"})
        desk.post("/w/calls/new/", promise=back.pk)
        talk = Call.objects.latest("pk")
        assert (talk.direction, talk.number, talk.call_back) == ("out", E164, back)
        on_card(desk, talk, "end", **WELL)
        back.refresh_from_db()
        assert (back.result, self.owed(back).fulfilled_at is not None) == ("talked", True)
        assert back.attempts.get().call == talk
        assert Event.objects.filter(verb="call.back_made", subject_type="call", subject_id=call.pk).exists()

    def test_a_later_day_than_the_order_allows_is_not_promised(self, desk: Desk) -> None:
        page = promised(desk, begun(desk), days=30)
        assert not CallBack.objects.exists()
        assert "перезванивают не позже" in page.text
        assert "с 15 до 17" in page.source

    def test_tries_in_vain_reach_the_head_and_only_he_ends_it(self, cast: Any, desk: Desk) -> None:
        back = self.made(desk)
        head = Desk(cast.head)
        head.post(f"/w/calls/back/{back.pk}/end/", why="Не берёт")
        for _ in range(3):
            back.refresh_from_db()
            desk.post(f"/w/calls/back/{back.pk}/", result="no_answer", version=back.version)
        back.refresh_from_db()
        assert back.escalated_at is None, "three within a minute are one"
        for _ in range(2):
            CallBackAttempt.objects.update(at=F("at") - dt.timedelta(minutes=31))
            back.refresh_from_db()
            desk.post(f"/w/calls/back/{back.pk}/", result="no_answer", version=back.version)
        back.refresh_from_db()
        assert (back.attempts.count(), back.escalated_at is not None, back.done_at) == (5, True, None)
        assert Notice.objects.filter(employee_id=cast.head.pk, path=back.get_absolute_url()).exists()
        assert desk.post(f"/w/calls/back/{back.pk}/end/", why="Надоело").answered == 403
        head.post(f"/w/calls/back/{back.pk}/end/", why="Номер не отвечает неделю", version=back.version)
        back.refresh_from_db()
        assert (back.result, self.owed(back).cancelled_at is not None) == ("no_answer", True)

    def test_two_people_with_one_page_try_once(self, cast: Any, desk: Desk) -> None:
        back = self.made(desk)
        desk.post(f"/w/calls/back/{back.pk}/", result="wrong_number", version=0)
        page = Desk(cast.head).post(f"/w/calls/back/{back.pk}/", result="no_answer", words="Гудки", version=0)
        assert ("уже закончили" in page.text, back.attempts.count()) == (True, 1)

    def test_it_is_handed_over_with_its_term(self, cast: Any, desk: Desk) -> None:
        back = self.made(desk)
        desk.post(f"/w/calls/back/{back.pk}/", do="hand", owner=cast.executor.pk, version=0)
        assert self.owed(back).responsible_id == cast.executor.pk
        assert Notice.objects.filter(employee_id=cast.executor.pk, path=back.get_absolute_url()).exists()

    def test_a_lapse_is_told_to_the_owner_and_the_head(self, cast: Any, desk: Desk) -> None:
        back = self.made(desk)
        past = timezone.now() - dt.timedelta(hours=1)
        Obligation.objects.filter(subject_type="callback").update(due_at=past)
        CallBack.objects.update(promised_at=past)
        remind_body(cast.udm)
        told = set(Notice.objects.filter(path=back.get_absolute_url()).values_list("employee_id", flat=True))
        assert {cast.registrar.pk, cast.head.pk} <= told
        assert "просрочено" in desk.get("/w/calls/").text


class TestMissed:
    def test_a_missed_one_waits_until_somebody_has_called(self, cast: Any, desk: Desk) -> None:
        desk.post("/w/calls/missed/", number=NUMBER)
        missed = Call.objects.get()
        assert (missed.state, Alert.objects.filter(subject_type="call", resolved_at=None).count()) == ("missed", 1)
        desk.post("/w/calls/new/", returns=missed.pk)
        talk = Call.objects.latest("pk")
        on_card(desk, talk, "broke", **ENOUGH)
        assert Call.objects.unreturned().exists()
        desk.post("/w/calls/new/", returns=missed.pk)
        on_card(desk, Call.objects.latest("pk"), "end", **WELL)
        assert not Call.objects.unreturned().exists()
        assert not Alert.objects.filter(subject_type="call", resolved_at=None).exists()

    @pytest.mark.parametrize("since", ["call_missed", "call_broken_off"])
    def test_a_term_of_a_missed_or_broken_call_is_met_by_calling(self, cast: Any, desk: Desk, since: str) -> None:
        from priemnaya.people.policies import overridden
        from priemnaya.policy.kinds.within import Within

        from .test_pairs_met import under

        value = Within.model_validate({"from": since, "do": "call_back", "within": "1wd"})
        with overridden(under("udmurtia-mio", value)), transaction.atomic():
            if since == "call_missed":
                desk.post("/w/calls/missed/", number=NUMBER)
            else:
                on_card(desk, begun(desk), "broke", **ENOUGH)
                assert "Перезвонить на" in desk.get(Call.objects.get().get_absolute_url()).text
            mine = Obligation.objects.filter(what="call_back")
            assert mine.open().count() == 1
            desk.post("/w/calls/new/", returns=Call.objects.get().pk)
            on_card(desk, Call.objects.latest("pk"), "end", **WELL)
            assert mine.get().fulfilled_at is not None
            assert "Перезвонить на" not in desk.get(Call.objects.earliest("pk").get_absolute_url()).text


class TestCases:
    def test_a_talk_becomes_a_case(self, cast: Any, desk: Desk) -> None:
        call = begun(desk)
        on_card(desk, call, "case", **ENOUGH, surname="Вахрушев", case_kind="message")
        call.refresh_from_db()
        assert call.case is not None
        contact = call.case.contacts.get(direction="in")
        assert (contact.point, contact.kind, call.contact, call.client) == ("phone", "call", contact, call.case.client)
        on_card(desk, call, "end", **WELL)
        assert Contact.objects.filter(kind="call").count() == 1

    def test_a_talk_joins_a_case_of_the_client(self, cast: Any, desk: Desk) -> None:
        case = case_of(cast.udm)
        call = begun(desk)
        on_card(desk, call, "join", **ENOUGH, case_number=case.number)
        call.refresh_from_db()
        assert (call.case, call.client) == (case, case.client)
        assert case.contacts.filter(kind="call").exists()

    def test_a_talk_begun_from_a_case_lies_in_it(self, cast: Any, desk: Desk) -> None:
        case = case_of(cast.udm)
        assert "Записать звонок" in desk.get(f"/w/cases/{case.pk}/").text
        call = begun(desk, case=case.pk)
        on_card(desk, call, "end", **WELL)
        assert case.contacts.get(kind="call").text.startswith(ENOUGH["q-text-1"])

    def test_a_promise_stands_on_the_page_of_the_client_and_in_today(self, cast: Any, desk: Desk) -> None:
        case = case_of(cast.udm)
        call = begun(desk, case=case.pk)
        promised(desk, call, **next_working_hour(cast.udm))
        assert [b.case for b in told_promises(case)] == [case]
        assert "Перезвонить: Узнать, когда придут документы" in desk.get("/w/").text

    def test_talks_and_visits_go_with_the_card_of_their_client(self, cast: Any, desk: Desk) -> None:
        one, other = card_with(cast.udm), card_with(cast.udm, "+79120003344", "Вахрушева")
        call = begun(desk)
        on_card(desk, call, "end", **WELL)
        place = a_place(cast.udm)
        came = visits.admit_visitor(place, by=cast.registrar, name="Гость", kind=place.kind)
        Visit.objects.filter(pk=came.pk).update(client=one)  # as whoever books signed in
        merge = as_part(move_card, one, other, by=cast.registrar)
        assert [row.client for row in (Call.objects.get(pk=call.pk), Visit.objects.get(pk=came.pk))] == [other, other]
        as_part(move_back, one, other, merge.moved)
        assert [row.client for row in (Call.objects.get(pk=call.pk), Visit.objects.get(pk=came.pk))] == [one, one]

    def test_another_clients_case_is_not_joined(self, cast: Any, desk: Desk) -> None:
        card_with(cast.udm)
        case = case_of(cast.udm)
        call = begun(desk)
        page = on_card(desk, call, "join", **ENOUGH, case_number=case.number)
        assert "другого клиента" in page.text
        assert Call.objects.get(pk=call.pk).case is None

    def test_who_is_complained_of_does_not_see_the_talk(self, cast: Any, desk: Desk) -> None:
        case: Case = case_of(cast.udm)
        call = begun(desk)
        on_card(desk, call, "join", **ENOUGH, case_number=case.number)
        actions.name_person(case, cast.executor, by=cast.registrar)
        named = Desk(cast.executor)
        assert named.get(f"/w/calls/{call.pk}/").status == 404
        assert E164 not in named.get("/w/calls/").source

    def test_a_colleague_complained_of_is_given_no_talk_of_it(self, cast: Any, desk: Desk) -> None:
        case: Case = case_of(cast.udm)
        actions.name_person(case, cast.executor, by=cast.registrar)
        call = begun(desk)
        on_card(desk, call, "join", **ENOUGH, case_number=case.number)
        transferred(desk, call, Employee.objects.get(pk=cast.executor.pk))
        assert not call.transfers.exists()


class TestNamed:
    """Whom a caller speaks of reads nothing of the talk, though it is no case yet."""

    TOLD = {**ENOUGH, "q-text-1": "Инспектор Сорокин накричал на меня, жалуюсь на него."}

    def test_the_one_complained_of_sees_neither_the_talk_nor_the_promise_and_is_given_neither(
        self, cast: Any, desk: Desk
    ) -> None:
        call, named, other = begun(desk), Desk(cast.executor), Desk(cast.colleague)
        Call.objects.filter(pk=call.pk).update(unit=cast.executor.unit)
        Employee.objects.filter(pk=cast.colleague.pk).update(unit=cast.executor.unit)
        assert named.get(f"/w/calls/{call.pk}/").status == 200
        on_card(desk, call, "write", **self.TOLD)
        assert list(Call.objects.get().closed_to.all()) == [cast.executor]
        assert named.get(f"/w/calls/{call.pk}/").status == 404
        assert f"/w/calls/{call.pk}/" not in named.get("/w/calls/").source
        assert other.get(f"/w/calls/{call.pk}/").status == 200
        page = transferred(desk, call, cast.executor, **self.TOLD)
        assert "могут быть об этом сотруднике" in page.text
        call.refresh_from_db()
        assert call.operator == cast.registrar
        told = promised(desk, call, **self.TOLD, back_owner=cast.executor.pk).text
        assert "могут быть об этом сотруднике" in told and not CallBack.objects.exists()
        promised(desk, call, **self.TOLD, back_owner=cast.colleague.pk)
        back = CallBack.objects.get()
        told = other.post(f"/w/calls/back/{back.pk}/", do="hand", owner=cast.executor.pk, version=back.version).text
        assert "могут быть об этом сотруднике" in told
        back.refresh_from_db()
        assert back.owner == cast.colleague and named.get(f"/w/calls/back/{back.pk}/").status == 404
        with pytest.raises(NotAllowed, match="недоступен"):
            take_call(Call.objects.get(), by=cast.executor)  # from a page that was open before
        on_card(desk, call, "write", **ENOUGH)
        assert named.get(f"/w/calls/{call.pk}/").status == 200, "written down by a slip, and taken out again"

    def test_so_it_is_with_what_is_promised_to_be_found_out(self, cast: Any, desk: Desk) -> None:
        """Only the questions were looked through."""
        call, named = begun(desk), Desk(cast.executor)
        Call.objects.filter(pk=call.pk).update(unit=cast.executor.unit)
        told = {"back_what": "Жалуется: инспектор Сорокин накричал на неё. Узнать, куда жаловаться."}
        page = promised(desk, call, **ENOUGH, **told, back_owner=cast.executor.pk)
        assert "могут быть об этом сотруднике" in page.text and not CallBack.objects.exists()
        promised(desk, call, **ENOUGH, **told, back_owner=cast.colleague.pk)
        back = CallBack.objects.get()
        assert list(Call.objects.get().closed_to.all()) == [cast.executor]
        assert named.get(f"/w/calls/back/{back.pk}/").status == 404
        on_card(desk, call, "write", **ENOUGH)
        assert named.get(f"/w/calls/{call.pk}/").status == 404, "the promise stands, whatever is written on the card"

    def test_before_its_words_are_looked_through_only_who_talks_sees_it(self, cast: Any, desk: Desk) -> None:
        call, named = begun(desk), Desk(cast.executor)
        Call.objects.filter(pk=call.pk).update(unit=cast.executor.unit)
        with patch("priemnaya.reception.actions.calls.words.words_told", return_value=Words([], waits=True)):
            on_card(desk, call, "write", **self.TOLD)
        assert Call.objects.get().unsought and named.get(f"/w/calls/{call.pk}/").status == 404
        assert desk.get(f"/w/calls/{call.pk}/").status == 200
        assert settle_calls(cast.udm) == 1
        assert not Call.objects.get().unsought and list(Call.objects.get().closed_to.all()) == [cast.executor]
