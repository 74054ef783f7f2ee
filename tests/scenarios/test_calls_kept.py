"""What a card says of a talk is borne out by what was done: nobody is promised a call that nobody owes, given to a
colleague uncounted, or written into a case that is not there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from priemnaya.core.models import Notice
from priemnaya.plain import Profile, check
from priemnaya.reception.models import Call, CallBack

from ..desk import Desk
from ..reception import a_place
from .deeds_of_calls import ENOUGH, WELL, begun, next_working_hour, on_card, promised, transferred


@pytest.fixture
def desk(cast: Any) -> Desk:
    return Desk(cast.registrar)


class TestSaidAndDone:
    def test_udmurtia_mio_4_7__an_agreed_call_back_is_a_promise_or_the_card_stays_open(self, desk: Desk) -> None:
        call = begun(desk)
        words = {**ENOUGH, "answered": "no", "outcome": "call_back"}
        page = on_card(desk, call, "end", **words)
        call.refresh_from_db()
        assert ("обещанного звонка в карточке нет" in page.text, call.state) == (True, "open")
        assert call.questions.get().text == ENOUGH["q-text-1"]
        promised(desk, call, **words, **next_working_hour(call.organisation))
        on_card(desk, call, "end", **words)
        call.refresh_from_db()
        assert (call.state, CallBack.objects.waiting().count()) == ("ended", 1)

    def test_a_question_that_is_to_be_called_back_about_asks_the_same(self, desk: Desk) -> None:
        call = begun(desk)
        page = on_card(desk, call, "end", **{**WELL, "q-result-1": "call_back"})
        call.refresh_from_db()
        assert ("обещанного звонка" in page.text, call.state) == (True, "open")

    def test_udmurtia_mio_4_6__nobody_was_transferred_to_nobody(self, desk: Desk) -> None:
        call = begun(desk)
        page = on_card(desk, call, "end", **{**ENOUGH, "answered": "no", "outcome": "transferred"})
        call.refresh_from_db()
        assert ("переключения в карточке нет" in page.text, call.state) == (True, "open")

    def test_a_question_is_written_into_no_case_that_is_not_there(self, desk: Desk) -> None:
        call = begun(desk)
        page = on_card(desk, call, "end", **{**WELL, "q-result-1": "to_case"})
        call.refresh_from_db()
        assert ("дела у разговора нет" in page.text, call.state) == (True, "open")

    def test_a_line_that_broke_promised_nothing(self, desk: Desk) -> None:
        call = begun(desk)
        on_card(desk, call, "broke", **{**ENOUGH, "outcome": "call_back"})
        call.refresh_from_db()
        assert (call.state, call.outcome) == ("ended", "")


class TestTakenFromAColleague:
    def test_udmurtia_mio_4_3__who_takes_the_talk_of_a_colleague_was_given_the_client(
        self, cast: Any, desk: Desk
    ) -> None:
        call = begun(desk)
        page = Desk(cast.head).get(f"/w/calls/{call.pk}/")
        assert "Клиента переключили на меня" in page.text
        Desk(cast.head).post(f"/w/calls/{call.pk}/", do="take", transfer_told="1")
        call.refresh_from_db()
        given = call.transfers.get()
        assert (call.operator, given.by, given.to, given.reached) == (cast.head, cast.registrar, cast.head, True)
        assert Notice.objects.filter(employee_id=cast.registrar.pk, path=call.get_absolute_url()).exists()

    def test_whoever_had_it_finds_their_words_beside_it_by_the_names_of_their_fields(
        self, cast: Any, desk: Desk
    ) -> None:
        call = begun(desk)
        Desk(cast.head).post(f"/w/calls/{call.pk}/", do="take", transfer_told="1")
        typed = {"q-said-1": "Ответ придёт в среду", "need-asks-1": "Что вы уже сделали?"}
        page = on_card(desk, call, "write", **typed).text
        assert "Что ответили" in page and typed["q-said-1"] in page and typed["need-asks-1"] not in page

    def test_udmurtia_mio_4_3__a_third_time_is_refused_whoever_presses(self, cast: Any, desk: Desk) -> None:
        call = begun(desk)
        transferred(desk, call, cast.executor)
        Desk(cast.executor).post(f"/w/calls/{call.pk}/", do="take")
        transferred(Desk(cast.executor), call, cast.registrar)
        page = Desk(cast.head).post(f"/w/calls/{call.pk}/", do="take", transfer_told="1")
        call.refresh_from_db()
        assert (page.status, "4.3" in page.cited(), call.operator) == (422, True, cast.registrar)

    def test_novosibirsk_okn_3_2_4__told_before_by_this_door_too(self, cast: Any) -> None:
        first = Desk(cast.head_of("novosibirsk-okn"))
        other = cast.hire("at-phone", first.employee.organisation, "Телефонов", "head")
        call = begun(first)
        page = Desk(other).post(f"/w/calls/{call.pk}/", do="take")
        assert ("3.2.4" in page.cited(), call.transfers.count()) == (True, 0)
        Desk(other).post(f"/w/calls/{call.pk}/", do="take", transfer_told="1")
        assert call.transfers.get().told

    def test_a_card_is_finished_for_a_colleague_and_nobody_was_given_on(self, cast: Any, desk: Desk) -> None:
        call = begun(desk)
        Desk(cast.head).post(f"/w/calls/{call.pk}/", do="finish")
        call.refresh_from_db()
        assert (call.operator, call.transfers.count()) == (cast.head, 0)
        page = transferred(Desk(cast.head), call, cast.registrar)
        assert ("переключать некого" in page.text, call.transfers.count()) == (True, 0)
        on_card(Desk(cast.head), call, "end", **WELL)
        assert Call.objects.get(pk=call.pk).state == "ended"

    def test_who_takes_back_what_nobody_took_was_given_to_nobody(self, cast: Any, desk: Desk) -> None:
        call = begun(desk)
        transferred(desk, call, cast.executor)
        desk.post(f"/w/calls/{call.pk}/", do="take")
        call.refresh_from_db()
        assert (call.operator, call.transfers.get().reached) == (cast.registrar, False)


class TestNamedInNeeds:
    def test_what_is_answered_to_a_question_of_the_script_is_words_of_the_client_too(
        self, cast: Any, desk: Desk
    ) -> None:
        call = begun(desk)
        asked = {"need-asks-1": "Что случилось?", "need-said-1": "Инспектор Сорокин накричал на меня, жалуюсь на него."}
        on_card(desk, call, "write", **ENOUGH, **asked)
        assert list(Call.objects.get().closed_to.all()) == [cast.executor]


def words_of(text: str) -> list[str]:
    return re.findall(r"[а-я]+", text.lower().replace("ё", "е"))


def act_of_4_4() -> tuple[list[str], list[str]]:
    """Phrases that the act of udmurtia-mio forbids, and those it has used, as it writes them."""
    act = (Path(__file__).parents[2] / "orders/udmurtia-mio/act.txt").read_text(encoding="utf-8")
    part = act.split("не употреблять фразы")[1].split("4.5. Ответ")[0]
    never, calming = part.split("чтобы понизить уровень агрессии")
    lines = never.split(":", 1)[1].strip().splitlines()
    forbidden = [p for line in lines for p in re.sub(r"и т\.п\.|;", "", line).split("/") if p.strip()]
    used = [line for line in calming.split("фразы:", 1)[1].splitlines() if line.strip()]
    assert (len(forbidden), len(used)) == (21, 11)
    return forbidden, used


class TestPhrases:
    def test_udmurtia_mio_4_4_3__each_phrase_of_the_act_is_at_hand(self, desk: Desk) -> None:
        page = desk.get(f"/w/calls/{begun(desk).pk}/").text
        shown = words_of(page)
        forbidden, used = act_of_4_4()
        missing = [p for p in forbidden if " ".join(words_of(p)) not in " ".join(shown)]
        known = set(shown)
        missing += [line for line in used if not set(words_of(line)) - {"министерства", "я"} <= known]
        assert not missing

    def test_udmurtia_mio_4_4_3__each_phrase_that_the_act_forbids_is_remarked_upon(self) -> None:
        speech = Profile(kind="speech", checks=frozenset({"speech", "rude"}))
        unseen = [p for p in act_of_4_4()[0] if not check(f"{p.strip().capitalize()} документы.", speech).findings]
        assert not unseen


class TestBookedByTelephone:
    def test_udmurtia_mio_5_1__the_operator_books_from_the_card_and_types_nothing_twice(
        self, cast: Any, desk: Desk
    ) -> None:
        call = begun(desk)
        assert "Записать на приём" not in desk.get(f"/w/calls/{call.pk}/").text  # nobody is received yet
        place = a_place(cast.udm)
        on_card(desk, call, "write", **ENOUGH, caller="Кузнецова Ольга")
        link = re.search(r'href="(/w/visits/book/\?call=[^"]*)"', desk.get(f"/w/calls/{call.pk}/").source)
        assert link
        form = desk.get(link[1])
        assert 'value="Кузнецова Ольга"' in form.source and 'value="+79120001122"' in form.source
        assert place.way in form.text
        assert "Кузнецова" not in Desk(cast.reception).get("/w/visits/book/?call=0").source


class TestPressedTwice:
    def test_one_talk_has_one_card(self, desk: Desk) -> None:
        first = begun(desk)
        assert begun(desk) == first
        on_card(desk, first, "end", **WELL)
        assert begun(desk) != first  # another talk with the same client

    def test_a_hidden_number_too(self, desk: Desk) -> None:
        first = begun(desk, "")
        assert begun(desk, "") == first
        assert Call.objects.count() == 1

    def test_one_missed_call_is_one(self, desk: Desk) -> None:
        for _ in range(2):
            desk.post("/w/calls/missed/", number="8 912 000-11-99")
        assert Call.objects.filter(state="missed").count() == 1

    def test_two_colleagues_do_not_call_the_same_client_at_once(self, cast: Any, desk: Desk) -> None:
        desk.post("/w/calls/missed/", number="8 912 000-11-99")
        missed = Call.objects.get(state="missed")
        desk.post("/w/calls/new/", returns=missed.pk)
        page = Desk(cast.head).post("/w/calls/new/", returns=missed.pk)
        assert f"уже звонит {cast.registrar.short_name}" in page.text
        desk.post("/w/calls/new/", returns=missed.pk)
        assert Call.objects.filter(returns=missed).count() == 1

    def test_nor_keep_one_promise_twice(self, cast: Any, desk: Desk) -> None:
        call = begun(desk)
        promised(desk, call, **next_working_hour(call.organisation))
        back = CallBack.objects.get()
        desk.post("/w/calls/new/", promise=back.pk)
        page = Desk(cast.head).post("/w/calls/new/", promise=back.pk)
        assert "уже звонит" in page.text
        assert Call.objects.filter(call_back=back).count() == 1
