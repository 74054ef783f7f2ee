"""Whom a visitor speaks of reads nothing of the visit and does not receive them, though it is no case yet."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest
from django.utils import timezone

from priemnaya.cases.actions.reading import Words
from priemnaya.people.models import Client, Substitution
from priemnaya.reception.actions import visits as actions
from priemnaya.reception.models import Visit, VisitReminder

from ..desk import Browser, Desk
from ..reception import a_place
from .test_hall import booked_now, comes
from .test_portal_visits import AT, held

pytestmark = pytest.mark.django_db
TODAY = "/w/visits/today/"
ABOUT = "Котова накричала на меня, жалуюсь на неё."
NAME = "Кузнецова Ольга"


def complains(place: Any) -> Visit:
    """Booked on the portal; its time is today, for the desk to meet it."""
    client = Browser()
    held(client, place)
    client.post(f"{AT}book/", name=NAME, phone="+7 912 000-11-22", about=ABOUT)
    return Visit.objects.latest("pk")


def today(visit: Visit, place: Any, cast: Any) -> Visit:
    other = booked_now(cast, place)
    during = other.during
    other.delete()
    Visit.objects.filter(pk=visit.pk).update(during=during)
    visit.refresh_from_db()
    return visit


def test_who_is_complained_of_at_a_booking_sees_a_taken_time_and_nothing_of_it(cast: Any) -> None:
    place = a_place(cast.udm)
    visit = today(complains(place), place, cast)
    assert list(visit.closed_to.all()) == [cast.reception] and not visit.unsought
    VisitReminder.objects.create(visit=visit, ahead="2h", by="phone", due_at=timezone.now())
    named, other = Desk(cast.reception), Desk(cast.registrar)
    for path in (TODAY, "/w/visits/paper/", "/w/visits/paper/enter/", f"/w/cases/new/?visit={visit.pk}"):
        shown = named.get(path)
        assert not any(words in shown.source for words in ("Кузнецова", "накричала", "000-11-22")), path
    assert "время занято" in named.get(TODAY).text
    assert named.get(f"/w/visits/{visit.pk}/").status == 404
    for deed in ("arrive/", "cancel/", "first/", "move/"):
        assert named.post(f"/w/visits/{visit.pk}/{deed}", seen=0).status == 404
    visit.refresh_from_db()
    assert visit.state == "booked"
    page = other.get(f"/w/visits/{visit.pk}/")
    assert "накричала" in page.text and "Котова" in page.text and "примет другой сотрудник" in page.text
    assert "Кузнецова" in other.get(TODAY).source and "Кузнецова" in other.get("/w/visits/paper/").source
    Substitution.objects.create(
        employee=cast.reception,
        substitute=cast.registrar,
        since=timezone.localdate(),
        until=timezone.localdate(),
    )
    assert other.get(f"/w/visits/{visit.pk}/").status == 404, "whoever stands in for them neither"


def test_whom_it_names_calls_nobody_with_news_of_the_booking(cast: Any) -> None:
    visit = complains(a_place(cast.udm))
    Desk(cast.registrar).post(f"/w/visits/{visit.pk}/cancel/", seen=visit.sequence)
    row = visit.news.get()
    named, other = Desk(cast.reception), Desk(cast.registrar)
    assert "000-11-22" not in named.get(TODAY).source
    named.post(f"/w/visits/news/{row.pk}/", result="reached")
    row.refresh_from_db()
    assert (row.state, row.tries) == ("waiting", 0)
    other.post(f"/w/visits/news/{row.pk}/", result="reached")
    row.refresh_from_db()
    assert row.state == "reached"


def test_a_visitor_is_not_called_by_whom_they_complain_of_nor_to_their_window(cast: Any) -> None:
    place = a_place(cast.udm, windows=2)
    mine, other = place.windows.order_by("pk")
    mine.employee = cast.reception
    mine.save()
    named, desk = Desk(cast.reception), Desk(cast.registrar)
    visit = comes(named, place, name=NAME, about=ABOUT)
    assert "Кузнецова" not in named.get(TODAY).source and "№ 1" in named.get(TODAY).text
    assert "№ 1" in named.get(f"/w/visits/{visit.pk}/ticket/").text, "the number is printed by whoever gave it out"
    assert "Никто не ждёт" in named.post(f"/w/visits/windows/{other.pk}/next/").text
    assert "Никто не ждёт" in desk.post(f"/w/visits/windows/{mine.pk}/next/").text
    assert "Выберите другое окно" in desk.post(f"/w/visits/{visit.pk}/call/", window=mine.pk).text
    desk.post(f"/w/visits/windows/{other.pk}/next/")
    visit.refresh_from_db()
    assert (visit.state, visit.served_by) == ("called", cast.registrar)
    assert named.post(f"/w/visits/{visit.pk}/begin/").status == 404
    assert "Кузнецова" not in named.get(TODAY).source
    desk.post(f"/w/visits/{visit.pk}/begin/")
    desk.post(f"/w/visits/{visit.pk}/end/", number="")
    visit.refresh_from_db()
    assert visit.state == "done"


def test_one_booked_to_the_window_of_whom_they_complain_of_is_called_to_another(cast: Any) -> None:
    place = a_place(cast.udm, windows=2)
    mine, other = place.windows.order_by("pk")
    mine.employee = cast.reception
    mine.save()
    visit = today(complains(place), place, cast)
    Visit.objects.filter(pk=visit.pk).update(window=mine)
    desk = Desk(cast.registrar)
    desk.post(f"/w/visits/{visit.pk}/arrive/")
    desk.post(f"/w/visits/windows/{other.pk}/next/")
    visit.refresh_from_db()
    assert visit.state == "called" and visit.at_window == other


def test_words_that_found_no_turn_are_read_by_nobody_before_they_are_looked_through(cast: Any) -> None:
    place, named, other = a_place(cast.udm), Desk(cast.reception), Desk(cast.registrar)
    with patch("priemnaya.reception.actions.visits.words.words_told", return_value=Words([], waits=True)):
        visit = comes(named, place, name=NAME, about=ABOUT)
    assert Visit.objects.get().unsought
    for desk in (named, other):
        page = desk.get(f"/w/visits/{visit.pk}/")
        assert "накричала" not in page.source and "Слова ещё просматриваются" in page.text
        assert "накричала" not in desk.get(f"/w/cases/new/?visit={visit.pk}").source
    assert actions.seek_in_visits(cast.udm) == 1
    assert named.get(f"/w/visits/{visit.pk}/").status == 404
    assert "накричала" in other.get(f"/w/visits/{visit.pk}/").text


def test_a_whole_history_with_such_a_visit_is_not_theirs_to_give(cast: Any) -> None:
    place = a_place(cast.udm)
    card = Client.objects.create(organisation=cast.udm, kind="citizen", surname="Кузнецова", name="Ольга")
    visit = complains(place)
    Visit.objects.update(client=card)
    visit.closed_to.set([cast.executor])
    assert "выдать нельзя" in Desk(cast.executor).post(f"/w/clients/{card.pk}/history/").text
    assert "выдать нельзя" not in Desk(cast.colleague).post(f"/w/clients/{card.pk}/history/").text
