"""What the order asks of what is said by telephone, and how often it is so: remarks on the card, figures."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db.models import F
from django.utils import timezone

from priemnaya.cases import actions
from priemnaya.cases.models import Case
from priemnaya.core.models import Obligation, Ruling
from priemnaya.people.models import Client
from priemnaya.programme.indicators import INDICATORS
from priemnaya.programme.rollups import refresh_body
from priemnaya.reception.calls.figures import Figures, behind, figures_of
from priemnaya.reception.models import Call, CallBack

from ..desk import Desk
from ..helpers import case_of, local_day
from .deeds_of_calls import ENOUGH, NUMBER, WELL, begun, next_working_hour, on_card, promised, transferred
from .test_calls import E164, card_with
from .test_guards import MADE, asking


@pytest.fixture
def desk(cast: Any) -> Desk:
    return Desk(cast.registrar)


@pytest.fixture
def okn(cast: Any) -> Desk:
    return Desk(cast.head_of("novosibirsk-okn"))


class TestSpeech:
    """What the order asks of what is said aloud, looked for in what was written down of it."""

    def told(self, desk: Desk, said: str, **typed: str) -> Call:
        call = begun(desk)
        on_card(desk, call, "write", **{**WELL, "q-said-1": said, **typed})
        return call

    def kept(self, call: Call, clause: str) -> bool:
        return Ruling.objects.get(subject_type="call", subject_id=call.pk, clause=clause).ok

    def test_udmurtia_mio_4_4_1__rules_of_speech_are_on_the_card_and_told_under_the_answer(self, desk: Desk) -> None:
        call = self.told(desk, "Вы не поняли, это не наша задача.")
        page = desk.get(f"/w/calls/{call.pk}/")
        assert "короткими фразами" in page.text
        assert "не поняли" in " ".join(page.remarks("finding"))
        assert page.cited("remarks")
        assert {"4.1", "4.4.1"} <= page.cited()
        on_card(desk, call, "end", **{**WELL, "q-said-1": "Вы не поняли, это не наша задача."})
        assert Call.objects.get(pk=call.pk).state == "ended"
        assert not self.kept(call, "4.4.1")

    def test_udmurtia_mio_4_1__an_answer_is_judged_by_who_hears_it(self, cast: Any, desk: Desk) -> None:
        """A citizen is told of an easement in plain words; the same said to a specialist is plain."""
        said = {"q-said-1": "На участке есть сервитут."}
        client = card_with(cast.udm)
        for audience, plain in (("layman", False), ("specialist", True)):
            Client.objects.filter(pk=client.pk).update(audience=audience)
            call = self.told(desk, said["q-said-1"])
            assert ("сервитут" in " ".join(desk.get(f"/w/calls/{call.pk}/").remarks("finding"))) is not plain
            on_card(desk, call, "end", **{**WELL, **said})
            assert self.kept(call, "4.1") is plain

    def test_a_plain_answer_keeps_both_clauses(self, desk: Desk) -> None:
        call = self.told(desk, "Справка готова. Приходите в среду.")
        assert not desk.get(f"/w/calls/{call.pk}/").remarks("finding")
        on_card(desk, call, "end", **{**WELL, "q-said-1": "Справка готова. Приходите в среду."})
        assert (self.kept(call, "4.1"), self.kept(call, "4.4.1")) == (True, True)

    def test_a_body_without_the_rule_hears_nothing(self, cast: Any, okn: Desk) -> None:
        call = self.told(okn, "Вы не поняли.")
        assert not okn.get(f"/w/calls/{call.pk}/").remarks("finding")


class TestSaidToTheClient:
    """Words an order may ask of a talk besides: marks of the card, drawn where they are asked."""

    @pytest.mark.parametrize("fact", ["recording_told", "read_back"])
    def test_a_talk_does_not_end_before_it_is_marked(self, cast: Any, desk: Desk, fact: str) -> None:
        assert fact not in desk.get(f"/w/calls/{begun(desk).pk}/").fields()
        with asking("before", action="end_call", facts=[fact]):
            call = begun(desk)
            assert fact in desk.get(f"/w/calls/{call.pk}/").fields()
            page = on_card(desk, call, "end", **WELL)
            assert (page.status, MADE in page.cited()) == (422, True)
            on_card(desk, call, "end", **WELL, **{fact: "1"})
            call.refresh_from_db()
            assert (call.state, getattr(call, fact)) == ("ended", True)
            other = begun(desk)
            on_card(desk, other, "broke", **ENOUGH)  # nothing could be said any more
            assert Call.objects.get(pk=other.pk).state == "ended"

    def test_to_whom_and_why_is_said_before_a_transfer(self, cast: Any, desk: Desk) -> None:
        with asking("before", action="transfer_call", facts=["whom_to_told"]):
            call = begun(desk)
            page = transferred(desk, call, cast.executor, transfer_told="")
            assert (MADE in page.cited(), call.transfers.count()) == (True, 0)
            transferred(desk, call, cast.executor)
            assert call.transfers.get().told

    def test_so_many_tries_in_vain_as_the_order_allows_and_the_head_decides(self, cast: Any, desk: Desk) -> None:
        with asking("limit", what="call_back_tries", at_most=2):
            call = begun(desk)
            promised(desk, call, **next_working_hour(cast.udm))
            back = CallBack.objects.get(call=call)
            for tries in (1, 2, 3):
                desk.post(f"/w/calls/back/{back.pk}/", do="try", result="no_answer", version=back.version)
                back.refresh_from_db()
                back.attempts.update(at=F("at") - dt.timedelta(hours=1))  # not two presses of one try
                assert (back.escalated_at is not None) == (tries >= 2)
            rulings = Ruling.objects.filter(target="try_call_back.call_back_tries").order_by("pk")
            assert [r.ok for r in rulings] == [True, True, False]

    def test_a_client_of_a_case_who_was_to_be_called_is_called_from_its_page(self, cast: Any, desk: Desk) -> None:
        with asking("within", **{"from": "noted", "do": "client_called", "within": "2wd"}):
            case = case_of(cast.udm)
            desk.does(case, "note", text="Позвонить клиенту")
            owed = Obligation.objects.filter(what="client_called", subject_type="case", subject_id=case.pk)
            assert owed.open().count() == 1
            on_card(desk, begun(desk, case=case.pk), "end", **WELL)  # the client called: nobody has called the client
            assert owed.open().count() == 1
            assert "Звоним клиенту" in desk.get(f"/w/cases/{case.pk}/").text
            on_card(desk, begun(desk, case=case.pk, out="1"), "end", **WELL)
            assert owed.get().fulfilled_at is not None


class TestFigures:
    def talk(self, desk: Desk, *, rang: int = 0, **typed: str) -> Call:
        """A talk of ten minutes that ended; rang: minutes, where an exchange told of it."""
        call = begun(desk)
        on_card(desk, call, "end", **{**WELL, **typed})
        began = timezone.now() - dt.timedelta(minutes=30)
        took = began + dt.timedelta(minutes=rang)
        times = {"began_at": began, "answered_at": took, "ended_at": took + dt.timedelta(minutes=10)}
        Call.objects.filter(pk=call.pk).update(**times)
        return call

    def whole(self, body: Any) -> Figures:
        now = timezone.now()
        return figures_of("", behind(body, (now - dt.timedelta(days=1), now + dt.timedelta(minutes=1))))

    def test_what_was_asked_and_answered_given_on_and_broken_off(self, cast: Any, desk: Desk) -> None:
        for n in range(4):
            self.talk(desk, rang=n)
        assert self.whole(cast.udm).got is None  # four are too few for a share
        self.talk(desk, answered="no", outcome="number_given", number_given="112")
        given = begun(desk)
        transferred(desk, given, cast.executor)
        on_card(Desk(cast.executor), given, "end", **WELL)
        on_card(desk, begun(desk), "broke", **ENOUGH)
        found = self.whole(cast.udm)
        assert (found.talks, found.broke, found.got, found.at_once) == (7, 1, 83, 67)
        assert (found.given, found.wait, found.talk) == (0.2, None, 10.0)  # only three were seen ringing
        for _ in range(2):
            self.talk(desk, rang=4)
        assert self.whole(cast.udm).wait == 3.0

    def test_missed_and_promised(self, cast: Any, desk: Desk) -> None:
        for number in (NUMBER, "8 912 000-11-33"):
            desk.post("/w/calls/missed/", number=number)
        desk.post("/w/calls/missed/", number="")  # nobody can call a withheld number
        desk.post("/w/calls/new/", returns=Call.objects.filter(state="missed").earliest("pk").pk)
        on_card(desk, Call.objects.latest("pk"), "end", **WELL)
        call = begun(desk)
        for _ in range(5):
            promised(desk, Call.objects.get(pk=call.pk), **next_working_hour(cast.udm))
        past = timezone.now() - dt.timedelta(minutes=5)
        CallBack.objects.update(promised_at=past)
        first, second, third = CallBack.objects.order_by("pk")[:3]
        CallBack.objects.filter(pk=first.pk).update(done_at=past, result="talked")
        CallBack.objects.filter(pk=second.pk).update(done_at=timezone.now(), result="talked")  # late
        CallBack.objects.filter(pk=third.pk).update(done_at=past, result="wrong_number")  # nobody is owed
        found = self.whole(cast.udm)
        assert (found.missed, found.unreturned, found.promised, found.kept) == (3, 1, 4, None)
        assert (found.undone, found.unclosed) == (1, 0)
        Call.objects.filter(pk=call.pk).update(began_at=timezone.now() - dt.timedelta(hours=2))
        assert self.whole(cast.udm).unclosed == 1  # nobody has asked there, and no share knows of it
        CallBack.objects.filter(pk=third.pk).update(result="talked")
        assert self.whole(cast.udm).kept == 40

    def test_the_page_tells_them_by_point_department_and_hour_and_names_nobody(self, cast: Any, desk: Desk) -> None:
        for _ in range(5):
            self.talk(desk, caller="Вахрушев")
        since = local_day(cast.udm, -2).isoformat()
        page = Desk(cast.head).get(f"/w/calls/figures/?since={since}")
        assert all(title in page.text for title in ("По точкам", "По отделам", "По часам"))
        assert "100 %" in page.text and "Вахрушев" not in page.source and E164 not in page.source
        assert desk.get("/w/calls/figures/").status == 403

    def test_what_is_closed_to_the_reader_is_not_counted(self, cast: Any, desk: Desk) -> None:
        case: Case = case_of(cast.udm)
        call = begun(desk)
        on_card(desk, call, "join", **ENOUGH, case_number=case.number)
        on_card(desk, call, "end", **WELL)
        actions.name_person(case, cast.head, by=cast.registrar)
        now = timezone.now()
        span = (now - dt.timedelta(days=1), now + dt.timedelta(minutes=1))
        assert len(behind(cast.udm, span).talks) == 1
        assert not behind(cast.udm, span, cast.head).talks

    def test_udmurtia_mio_4_8_and_novosibirsk_okn_3_2_3__the_answer_is_a_figure_of_the_clause(
        self, cast: Any, desk: Desk, okn: Desk
    ) -> None:
        for said in ("yes", "yes", "yes", "no", "silent"):
            self.talk(desk, answered=said, outcome="" if said == "yes" else "offered_to_write")
            self.talk(okn, satisfied=said)
        for who, clause, told in (
            (cast.head, "4.8", "сказали, что получили ответ"),
            (okn.employee, "3.2.3", "довольны"),
        ):
            refresh_body(who.organisation, 1)
            page = Desk(who).get(f"/w/order/{clause}/").text
            assert "60 %" in page and told in page

    def test_a_limit_of_waiting_is_met_or_not_by_the_month(self, cast: Any, desk: Desk) -> None:
        for _ in range(5):
            self.talk(desk, rang=3)
        month = timezone.now() - dt.timedelta(days=1), timezone.now() + dt.timedelta(minutes=1)
        parts = {part: value for part, value, _n in INDICATORS["telephone"].compute(cast.udm, month)}
        assert (parts["call_wait_minutes"], parts["call_wait_seconds"], parts["call_minutes"]) == (3.0, 180.0, 10.0)
