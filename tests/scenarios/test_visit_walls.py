"""Somebody of the house is named in what a visitor said ahead: they neither read it nor receive the visitor."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest
from django.utils import timezone

from priemnaya.cases.actions.reading import Words
from priemnaya.reception.actions.visits import seek_in_visits
from priemnaya.reception.models import Visit, Window

from ..desk import Browser, Desk
from ..reception import a_place
from .test_hall import TODAY, booked_now, comes
from .test_portal_visits import AT, held

pytestmark = pytest.mark.django_db
TOLD = "Инспектор Сорокин накричал на меня, жалуюсь на него."


def booked(cast: Any, place: Any) -> Visit:
    client = Browser()
    held(client, place)
    client.post(f"{AT}book/", name="Ольга", phone="+7 912 000-11-22", about=TOLD)
    return Visit.objects.get(state="booked")


def test_who_is_complained_of_does_not_read_what_a_visitor_comes_with(cast: Any) -> None:
    visit = booked(cast, a_place(cast.udm))
    assert list(visit.closed_to.all()) == [cast.executor]
    me = cast.reception
    assert TOLD in Desk(me).get(f"/w/visits/{visit.pk}/").text
    visit.closed_to.set([me])
    page = Desk(me).get(f"/w/visits/{visit.pk}/")
    assert page.status == 404 and TOLD not in page.source
    assert TOLD not in Desk(me).get(f"/w/cases/new/?visit={visit.pk}").source


def test_the_desk_of_the_day_does_not_read_it_out_either(cast: Any) -> None:
    place = a_place(cast.udm)
    visit = booked_now(cast, place)
    Visit.objects.filter(pk=visit.pk).update(about=TOLD)
    assert TOLD in Desk(cast.reception).get(TODAY).text
    visit.closed_to.set([cast.reception])
    assert TOLD not in Desk(cast.reception).get(TODAY).source


def test_nobody_is_received_by_whom_they_complain_of(cast: Any) -> None:
    place = a_place(cast.udm, windows=2)
    first, second = place.windows.order_by("pk")
    Window.objects.filter(pk=first.pk).update(employee=cast.executor)
    desk = Desk(cast.reception)
    visit = comes(desk, place, name="Ольга", about=TOLD)
    assert "Никто не ждёт" in desk.post(f"/w/visits/windows/{first.pk}/next/").text
    assert (
        "Слова посетителя о том, кто принимает в этом окне"
        in desk.post(f"/w/visits/{visit.pk}/call/", window=first.pk).text
    )
    desk.post(f"/w/visits/windows/{second.pk}/next/")
    visit.refresh_from_db()
    assert (visit.state, visit.at_window) == ("called", second)


def test_who_booked_to_them_goes_to_another_window(cast: Any) -> None:
    place = a_place(cast.udm, windows=2)
    desk, visit = Desk(cast.reception), booked_now(cast, place)
    Window.objects.filter(pk=visit.window_id).update(employee=cast.executor)
    Visit.objects.filter(pk=visit.pk).update(about=TOLD)
    visit.closed_to.set([cast.executor])
    desk.post(f"/w/visits/{visit.pk}/arrive/")
    other = place.windows.exclude(pk=visit.window_id).get()
    desk.post(f"/w/visits/windows/{other.pk}/next/")
    visit.refresh_from_db()
    assert (visit.state, visit.at_window) == ("called", other)


def test_before_its_words_are_looked_through_nobody_reads_them(cast: Any) -> None:
    place = a_place(cast.udm)
    with patch("priemnaya.reception.actions.visits.words.words_told", return_value=Words(waits=True)):
        visit = booked(cast, place)
    assert visit.unsought and TOLD not in Desk(cast.reception).get(f"/w/visits/{visit.pk}/").source
    assert seek_in_visits(cast.udm) == 1
    visit.refresh_from_db()
    assert (visit.unsought, list(visit.closed_to.all())) == (False, [cast.executor])


def test_a_no_show_pressed_too_early_comes_all_the_same(cast: Any) -> None:
    place, desk = a_place(cast.udm), Desk(cast.reception)
    visit = booked_now(cast, place, minutes=-2)
    desk.post(f"/w/visits/{visit.pk}/miss/")
    page = desk.get(f"/w/visits/{visit.pk}/")
    if place.local(visit.starts).date() == place.local(timezone.now()).date():  # type: ignore[arg-type]
        assert "Пришёл, поставить в очередь" in page.text
        desk.post(f"/w/visits/{visit.pk}/arrive/")
        visit.refresh_from_db()
        assert (visit.state, visit.ticket, visit.ended_at) == ("waiting", 1, None)


def test_udmurtia_mio_6_1__the_sheet_for_an_hour_without_the_database_keeps_the_turn_discreetly(cast: Any) -> None:
    place = a_place(cast.udm)
    visit = booked_now(cast, place)
    Visit.objects.filter(pk=visit.pk).update(ground="movement", helps=["wheelchair"])
    sheet = Desk(cast.reception).get("/w/visits/paper/")
    if visit.starts and place.local(visit.starts).date() == place.today():
        assert "•" in sheet.text and "коляска" in sheet.text and "движения" not in sheet.text
