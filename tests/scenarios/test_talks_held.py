"""Talks, promises and visits from pages that are old, with words that come later, and after a night."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest
from django.utils import timezone

from priemnaya.cases.actions import name_person
from priemnaya.cases.models import Contact
from priemnaya.channels.chat.actions import seek_in_chats
from priemnaya.core.models import Obligation
from priemnaya.errors import NotAllowed
from priemnaya.reception.actions import calls, visits
from priemnaya.reception.actions.calls import begin_call
from priemnaya.reception.actions.telephony import settle_calls
from priemnaya.reception.actions.visits import Time, booking
from priemnaya.reception.models import Call, CallBack, ReceptionHours, Visit, VisitWish, Window
from priemnaya.reception.reminding import about_call_back
from priemnaya.reception.visits.figures import figures_of, talked
from priemnaya.reception.visits.free import nearest

from ..chats import begun as chat_begun
from ..chats import on_duty, with_chat
from ..desk import Desk
from ..helpers import case_of
from ..reception import WHO, a_place, first_free
from ..telephony import SETTING, Line
from .deeds_of_calls import ENOUGH, NUMBER, WELL, begun, on_card, promised

COMPLAINT = "Инспектор Сорокин накричал на меня, жалуюсь на него."


@pytest.fixture
def desk(cast: Any) -> Desk:
    return Desk(cast.registrar)


def test_what_is_said_after_the_talk_was_written_into_a_case_reaches_the_case(cast: Any, desk: Desk) -> None:
    case = case_of(cast.udm)
    call = begun(desk)
    on_card(desk, call, "join", **ENOUGH, case_number=case.number)
    on_card(desk, call, "end", **WELL, **{"q-text-2": "И ещё: мне нужна копия решения."})
    assert Call.objects.get(pk=call.pk).state == "ended"
    words = "\n".join(Contact.objects.filter(case=case).values_list("text", flat=True))
    assert "копия решения" in words


def test_a_number_of_the_exchange_that_is_no_telephone_number_keeps_nobody_from_writing(
    cast: Any, desk: Desk, settings: Any
) -> None:
    settings.TELEPHONY = SETTING
    Line("short", "204").tells("newCall")
    call = Call.objects.get()
    desk.post(f"/w/calls/{call.pk}/", do="take")
    page = on_card(desk, call, "end", **WELL)
    assert Call.objects.get().state == "ended", page.text


def test_long_words_are_looked_through_to_their_end(cast: Any, desk: Desk) -> None:
    call = begun(desk)
    on_card(
        desk,
        call,
        "write",
        **{
            **ENOUGH,
            "q-text-1": "Рассказываю. " * 1600,
            "q-text-2": COMPLAINT,
        },
    )
    settle_calls(cast.udm)
    call.refresh_from_db()
    assert not call.unsought and list(call.closed_to.all()) == [cast.executor]


def test_answers_to_what_was_asked_are_words_of_the_caller(cast: Any, desk: Desk) -> None:
    call = begun(desk)
    on_card(
        desk,
        call,
        "write",
        **ENOUGH,
        **{"need-asks-1": "Что случилось?", "need-said-1": COMPLAINT},
    )
    assert list(Call.objects.get().closed_to.all()) == [cast.executor]


def test_hidden_numbers_push_nobody_out_of_the_list(cast: Any, desk: Desk) -> None:
    Call.objects.bulk_create(
        Call(organisation=cast.udm, state="missed", began_at=timezone.now() - dt.timedelta(days=1)) for _ in range(120)
    )
    desk.post("/w/calls/missed/", number=NUMBER)
    assert "+79120001122" in desk.get("/w/calls/").source


def test_a_promise_passes_from_whom_the_words_name_later(cast: Any, desk: Desk) -> None:
    call = begun(desk)
    promised(desk, call, back_owner=cast.executor.pk)
    assert CallBack.objects.get().owner == cast.executor
    on_card(desk, call, "write", **{**ENOUGH, "q-text-1": COMPLAINT})
    assert CallBack.objects.get().owner is None


def test_two_with_the_same_promise_do_not_call_twice(cast: Any, desk: Desk) -> None:
    promised(desk, begun(desk))
    back = CallBack.objects.get()
    other = Desk(cast.head)
    desk.post("/w/calls/new/", promise=back.pk)
    page = other.post("/w/calls/new/", promise=back.pk)
    assert Call.objects.filter(call_back=back).count() == 1, page.text


def test_two_who_return_one_missed_call_get_one_card_and_all_of_that_number_are_returned(cast: Any, desk: Desk) -> None:
    for _ in range(2):
        desk.post("/w/calls/missed/", number=NUMBER)
        Call.objects.update(began_at=timezone.now() - dt.timedelta(minutes=5))  # not a second press
    first, second = Call.objects.order_by("pk")
    desk.post("/w/calls/new/", returns=first.pk)
    other = Desk(cast.head)
    page = other.post("/w/calls/new/", returns=first.pk)
    assert "уже звонит" in page.text and Call.objects.filter(returns=first).count() == 1
    on_card(desk, Call.objects.get(returns=first), "end", **WELL)
    assert not Call.objects.unreturned().exists()
    assert "уже перезвонили" in other.post("/w/calls/new/", returns=second.pk).text


def test_whom_the_words_name_while_they_keep_a_promise_ends_the_talk_all_the_same(cast: Any, desk: Desk) -> None:
    call = begun(desk)
    promised(desk, call, back_owner=cast.executor.pk)
    named, back = Desk(cast.executor), CallBack.objects.get()
    named.post("/w/calls/new/", promise=back.pk)
    on_card(desk, call, "write", **{**ENOUGH, "q-text-1": COMPLAINT})
    with pytest.raises(NotAllowed, match="недоступен"):
        begin_call(cast.udm, by=cast.executor, promise=CallBack.objects.get())
    on_card(named, Call.objects.get(call_back=back), "end", **WELL)
    assert CallBack.objects.get().result == "talked"


def test_nobody_named_is_reminded_of_the_promise(cast: Any, desk: Desk) -> None:
    call = begun(desk)
    promised(desk, call, back_owner=cast.executor.pk)
    on_card(desk, call, "write", **{**ENOUGH, "q-text-1": COMPLAINT})
    owed = Obligation.objects.get(subject_type="callback")
    assert owed.responsible_id is None
    told = about_call_back(owed)
    assert told and told.otherwise and cast.executor not in [*told.responsible, *told.otherwise, *told.heads]
    assert "остался без сотрудника" in desk.get("/w/notices/").text


class TestNewcomers:
    def test_who_is_hired_later_reads_no_talk_and_no_visit_that_names_them(self, cast: Any, desk: Desk) -> None:
        told = "Инспектор Пантелеймонов накричал на меня, жалуюсь на него."
        call = begun(desk)
        on_card(desk, call, "write", **{**ENOUGH, "q-text-1": told})
        with_chat(cast.udm)
        on_duty(cast.registrar)
        talk, _key = chat_begun(cast.udm, told)
        place = a_place(cast.udm)
        visit = visits.admit_visitor(place, by=cast.registrar, about=told)
        seek = (calls.seek_in_calls, seek_in_chats, visits.seek_newcomers_in_visits)
        assert [one(cast.udm) for one in seek] == [0, 0, 0]
        assert told in desk.get(f"/w/visits/{visit.pk}/").text
        named: Any = cast.hire("panteley", cast.udm, "Пантелеймонов", "head")
        assert [one(cast.udm) for one in seek] == [1, 1, 1]
        page = Desk(named)
        assert page.get(f"/w/calls/{call.pk}/").status == 404
        assert page.get(f"/w/chats/{talk.pk}/").status == 404
        assert told not in page.get(f"/w/visits/{visit.pk}/").text
        assert told not in page.get(f"/w/cases/new/?visit={visit.pk}").source
        assert told in desk.get(f"/w/visits/{visit.pk}/").text
        assert [one(cast.udm) for one in seek] == [0, 0, 0]

    def test_a_card_that_is_closed_is_booked_by_a_colleague(self, cast: Any) -> None:
        case: Any = case_of(cast.udm)
        name_person(case, cast.executor, by=cast.registrar)
        place = a_place(cast.udm)
        who = replace(WHO, client=case.client)
        with pytest.raises(NotAllowed, match="другой сотрудник"):
            visits.book_visit(first_free(place), who, by=cast.executor)
        assert visits.book_visit(first_free(place), who, by=cast.registrar)[0].client == case.client


class TestHall:
    def test_who_was_not_finished_with_yesterday_stands_at_the_window_and_in_no_length(self, cast: Any) -> None:
        place = a_place(cast.udm)
        window = Window.objects.get(place=place)
        visits.admit_visitor(place, by=cast.registrar, name="Вчерашний")
        row: Any = visits.call_next(window, by=cast.registrar)
        visits.begin_visit(row, by=cast.registrar)
        Visit.objects.filter(pk=row.pk).update(
            day=row.day - dt.timedelta(days=1),
            **{name: getattr(row, name) - dt.timedelta(days=1) for name in ("arrived_at", "called_at")},
            began_at=row.called_at - dt.timedelta(days=1),
        )
        visits.miss_unarrived(place)
        desk = Desk(cast.registrar)
        page = desk.get(f"/w/visits/today/?place={place.pk}").text
        assert "Вчерашний" in page and "никто не закончил" in page
        desk.post(f"/w/visits/{row.pk}/end/", answered="yes", satisfied="yes")
        row = Visit.objects.get(pk=row.pk)
        assert row.state == "done" and talked(row) is None
        visits.admit_visitor(place, by=cast.registrar)
        assert visits.call_next(window, by=cast.registrar).at_window == window

    def test_who_came_and_was_not_received_is_no_one_who_did_not_come(self, cast: Any) -> None:
        place = a_place(cast.udm)
        visit = visits.admit_visitor(place, by=cast.registrar)
        visits.miss_visit(visit, by=cast.registrar)
        found = figures_of("", Visit.objects.filter(pk=visit.pk))
        assert (found.missed, found.left) == (0, 1)
        assert "пришли, но не приняты 1" in Desk(cast.registrar).get("/w/visits/today/").text

    @pytest.mark.parametrize("change", ["closed", "hours", "day off"])
    def test_a_time_is_not_taken_where_the_window_was_closed_a_moment_ago(
        self, cast: Any, monkeypatch: pytest.MonkeyPatch, change: str
    ) -> None:
        place = a_place(cast.udm)
        time, window = first_free(place), Window.objects.get(place=place)
        monkeypatch.setattr(booking, "_candidates", lambda *given: [window.pk])  # as it was looked at before
        if change == "closed":
            visits.close_window(window, by=cast.admin)
        elif change == "hours":
            for hours in window.hours.all():
                visits.drop_hours(hours, by=cast.admin)
        else:
            visits.save_day_off(place, place.local(time.start).date(), by=cast.admin)
        with pytest.raises(visits.Taken):
            visits.book_visit(time, WHO, by=cast.registrar)
        assert not Visit.objects.exists()

    def test_a_time_is_offered_only_where_somebody_hears_of_it(self, cast: Any, settings: Any) -> None:
        place = a_place(cast.udm)
        for name, phone, email in (("Глухов", "", "a@example.org"), ("Звонков", "+79120001123", "a@example.org")):
            VisitWish.objects.create(
                organisation=cast.udm, place=place, kind=place.kind, name=name, phone=phone, email=email,
                until=place.today() + dt.timedelta(days=30),
            )  # fmt: skip
        with patch("priemnaya.reception.actions.visits.waiting.write", return_value=False):
            assert visits.offer_freed(place) == 1
        assert VisitWish.objects.get(state="offered").name == "Звонков"
        assert "Звонков" in Desk(cast.registrar).get("/w/visits/today/").text
        assert Visit.objects.filter(state="held").count() == 1

    def test_a_full_place_is_looked_through_once_however_many_wait(
        self, cast: Any, django_assert_max_num_queries: Any
    ) -> None:
        place = a_place(cast.udm)
        ReceptionHours.objects.all().delete()
        VisitWish.objects.bulk_create(
            VisitWish(organisation=cast.udm, place=place, kind=place.kind, until=place.today()) for _ in range(20)
        )
        with django_assert_max_num_queries(160):
            assert visits.offer_freed(place) == 0

    def test_a_place_that_is_nearly_full_says_so_to_whoever_comes_second(self, cast: Any) -> None:
        """The last free time, near the last day that can be booked: nothing is looked for beyond it."""
        place = a_place(cast.udm)
        last = nearest(place, place.kind, after=timezone.now() + dt.timedelta(days=place.ahead_days - 7), most=999)[-1]
        time = Time(place, place.kind, last.start)
        visits.book_visit(time, WHO, by=cast.registrar)
        with pytest.raises(visits.Taken, match="другого свободного пока нет"):
            visits.book_visit(time, WHO, by=cast.registrar)
