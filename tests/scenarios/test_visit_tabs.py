"""A client who books is hurried: two tabs, a telephone laid aside, an old page. What the form shows is what is booked,
and what was typed is never lost."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from priemnaya.core.models import Delivery
from priemnaya.people.models import Client as People
from priemnaya.people.policies import calendar_of
from priemnaya.reception.actions.visits import offer_freed, wish_visit
from priemnaya.reception.models import Visit, Window
from priemnaya.reception.visits.free import nearest

from ..desk import Browser, Desk
from ..helpers import case_of, local_day
from ..reception import WAY, a_place
from .test_hall import comes
from .test_portal_visits import AT, held, starts

pytestmark = pytest.mark.django_db
WHO = {"name": "Ольга Петровна", "phone": "+7 912 000-11-22", "about": "Аренда участка на Садовой"}


def mark(page: Any) -> str:
    found = re.search(r'name="time" value="([\d.]+)"', page.source)
    assert found
    return found[1]


def test_udmurtia_mio_5_2__two_tabs_book_the_time_that_their_form_shows(cast: Any) -> None:
    place, client = a_place(cast.udm), Browser()
    first = mark(held(client, place, 0))
    second = mark(held(client, place, 2))
    page = client.post(f"{AT}book/", time=first, **WHO)
    assert not Visit.objects.filter(state="booked").exists()
    assert "В другом окне вы выбрали другое время" in page.text
    assert WHO["about"] in page.source and mark(page) == second
    client.post(f"{AT}book/", time=mark(page), **WHO)
    visit = Visit.objects.get(state="booked")
    assert second.endswith(f".{int(visit.starts.timestamp())}")  # type: ignore[union-attr]


def test_a_time_that_was_let_go_meanwhile_takes_no_words_with_it(cast: Any) -> None:
    place, client = a_place(cast.udm), Browser()
    shown = mark(held(client, place, 0))
    Visit.objects.update(held_until=timezone.now() - dt.timedelta(minutes=1))
    held(Browser(), place, 0)  # somebody else chooses: what is over is given back
    back = client.post(f"{AT}book/", time=shown, **WHO)
    assert "мы запомнили" in back.text and starts(back)
    form = held(client, place, 1)
    assert all(words in form.source for words in WHO.values())
    client.post(f"{AT}book/", time=mark(form), **WHO)
    assert Visit.objects.get(state="booked").name == WHO["name"]
    assert WHO["about"] not in held(client, place, 3).source  # once booked, another one begins empty


def test_a_second_press_books_once(cast: Any) -> None:
    place, client = a_place(cast.udm), Browser()
    page = held(client, place, 0)
    for _ in range(2):
        client.post(f"{AT}book/", time=mark(page), **WHO)
    assert Visit.objects.filter(state="booked").count() == 1


def freed(cast: Any, **who: str) -> tuple[Any, Any]:
    """A far time that is offered to who waits."""
    place = a_place(cast.udm, minutes=30)
    wish = wish_visit(place, place.kind, name="Ольга", by=None, **who)
    assert offer_freed(place) == 1
    far = nearest(place, place.kind, after=timezone.now() + dt.timedelta(days=6), most=1)[0]
    wish.refresh_from_db()
    Visit.objects.filter(pk=wish.offered_id).update(
        during=DateTimeTZRange(far.start, far.start + dt.timedelta(minutes=30)),
        held_until=timezone.now() + dt.timedelta(hours=3),
    )
    return place, wish


def test_udmurtia_mio_5_3__who_waited_is_offered_a_reminder_as_anybody(cast: Any) -> None:
    freed(cast, email="olga@mail.example")
    letter = Delivery.objects.get(payload__name="visit_offer")
    path = re.search(r"/udmurtia-mio/visits/offer/\S+/", letter.payload["text"])[0]  # type: ignore[index]
    client = Browser()
    assert "remind" in client.get(path).fields()
    client.post(path, answer="yes", remind=["24h"])
    assert [r.ahead for r in Visit.objects.get(state="booked").reminders.all()] == ["24h"]


def test_udmurtia_mio_5_4__who_waited_is_told_the_place_when_called(cast: Any) -> None:
    _, wish = freed(cast, phone="+7 912 000-11-22")
    desk = Desk(cast.reception)
    page = desk.get("/w/visits/today/")
    assert WAY in page.text and {"told", "remind"} <= page.fields()
    page = desk.post(f"/w/visits/wishes/{wish.pk}/", answer="yes")
    wish.refresh_from_db()
    assert ("5.4" in page.text, wish.state) == (True, "offered")
    desk.post(f"/w/visits/wishes/{wish.pk}/", answer="yes", told="1", remind=["24h", "2h"])
    wish.refresh_from_db()
    assert (wish.state, wish.offered.reminders.count() > 0) == ("taken", True)  # type: ignore[union-attr]


def saturday(cast: Any) -> dt.datetime:
    """A Saturday evening before a Monday of work."""
    calendar, hours = calendar_of(cast.udm).tentative(), cast.udm.hours
    day = local_day(cast.udm, 1)
    while not (day.weekday() == 5 and hours.of(day + dt.timedelta(2), calendar) and not hours.of(day, calendar)):
        day += dt.timedelta(days=1)
    return dt.datetime.combine(day, dt.time(17, 30), cast.udm.zone)


def test_udmurtia_mio_5_3__a_call_that_no_day_off_allows_is_made_on_the_morning_or_said_to_be_none(cast: Any) -> None:
    place = a_place(cast.udm)
    with time_machine.travel(saturday(cast)):
        monday = place.today() + dt.timedelta(days=2)
        for at, told in ((dt.time(15), False), (dt.time(9), True)):
            slots = nearest(place, place.kind, after=dt.datetime.combine(monday, at, place.zone), most=1)
            client = Browser()
            client.get(AT)
            client.post(f"{AT}hold/", kind=place.kind.pk, place=place.pk, start=int(slots[0].start.timestamp()))
            page = client.post(f"{AT}book/", name="Ольга", phone="+7 912 000-11-22", remind=["24h"], way="phone")
            assert "Вы записаны" in page.text
            assert ("Напомнить не успеем" in page.text) is told
            due = [place.local(r.due_at) for r in Visit.objects.latest("booked_at").reminders.all()]
            assert [d.date() for d in due] == ([] if told else [monday])


def test_the_window_of_whom_the_words_name_is_given_to_somebody_else(cast: Any) -> None:
    place = a_place(cast.udm, windows=2)
    first = place.windows.order_by("pk").first()
    Window.objects.filter(pk=first.pk).update(employee=cast.executor)
    client = Browser()
    held(client, place)
    assert Visit.objects.get().window == first
    client.post(f"{AT}book/", **{**WHO, "about": "Инспектор Сорокин накричал на меня, жалуюсь на него."})
    visit = Visit.objects.get(state="booked")
    assert visit.window != first and list(visit.closed_to.all()) == [cast.executor]


def test_a_visit_is_written_into_no_case_of_another_client(cast: Any) -> None:
    place, desk = a_place(cast.udm), Desk(cast.reception)
    other = case_of(cast.udm)
    visit = comes(desk, place)
    Visit.objects.filter(pk=visit.pk).update(client=People.objects.create(organisation=cast.udm, surname="Другой"))
    desk.post(f"/w/visits/windows/{place.windows.get().pk}/next/")
    desk.post(f"/w/visits/{visit.pk}/begin/")
    page = desk.post(f"/w/visits/{visit.pk}/end/", number=other.number)
    visit.refresh_from_db()
    assert (visit.state, visit.case) == ("serving", None)
    assert "другого клиента" in page.text or "Дела с таким номером нет" in page.text


def test_an_operator_who_presses_twice_books_once(cast: Any) -> None:
    place, desk = a_place(cast.udm, windows=2), Desk(cast.reception)
    page = desk.get("/w/visits/book/")
    press = re.search(r'name="press" value="([^"]+)"', page.source)
    assert press
    typed = {"press": press[1], "start": starts(page)[0], "told": "1", "name": WHO["name"], "phone": WHO["phone"]}
    shown = [desk.post("/w/visits/book/save/", kind=place.kind.pk, place=place.pk, **typed).text for _ in range(2)]
    visit = Visit.objects.get(state="booked")
    codes = {re.search(r"Код, назовите его клиенту: (\w+)", text)[1] for text in shown}  # type: ignore[index]
    assert len(codes) == 1 and all(visit.shown_number in text for text in shown)


def test_a_number_is_given_once_however_often_its_form_is_sent(cast: Any) -> None:
    place, desk = a_place(cast.udm), Desk(cast.reception)

    def key() -> str:
        found = re.search(r'name="key"\s+value="([\w-]+)"', desk.get("/w/visits/today/").source)
        assert found
        return found[1]

    shown = key()
    for _ in range(2):
        desk.post("/w/visits/admit/", place=place.pk, key=shown, name="")
    assert Visit.objects.get().ticket == 1
    desk.post("/w/visits/admit/", place=place.pk, key=key(), name="")
    assert sorted(Visit.objects.values_list("ticket", flat=True)) == [1, 2]
