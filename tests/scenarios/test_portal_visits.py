"""A client books from the portal: no account, no script; what is typed proves nothing."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from priemnaya.core.models import Delivery
from priemnaya.people.policies import overridden
from priemnaya.reception.actions import visits as actions
from priemnaya.reception.models import Visit

from ..desk import Browser, Desk
from ..reception import WAY, WHO, a_place, first_free

pytestmark = pytest.mark.django_db
AT = "/udmurtia-mio/visits/"
BUDGETS = {"choose": 12, "own": 5, "move": 11, "hall": 8, "today": 21, "staff": 13}


def starts(page: Any) -> list[str]:
    return re.findall(r'name="start" value="(\d+)"', page.source)


def held(client: Browser, place: Any, nth: int = 0, since: int = 0) -> Any:
    start = starts(client.get(f"{AT}?since={place.today() + dt.timedelta(days=since)}"))[nth]
    return client.post(f"{AT}hold/", kind=place.kind.pk, place=place.pk, start=start)


def test_udmurtia_mio_5_1_and_udmurtia_mio_5_2__a_client_chooses_among_the_free_periods(cast: Any) -> None:
    place, client, other = a_place(cast.udm), Browser(), Browser()
    home = client.get("/udmurtia-mio/")
    assert "Записаться на приём" in home.text
    times = starts(client.get(AT))
    assert len(times) > 3
    page = held(client, place, 1)
    assert "Как вас позвать?" in page.text and WAY in page.text
    assert times[1] not in starts(other.get(AT))  # held while it is typed
    done = client.post(f"{AT}book/", name="Ольга Петровна", phone="+7 912 000-11-22", remind=["24h", "2h"], way="phone")
    assert "Вы записаны" in done.text and WAY in done.text
    visit = Visit.objects.get(state="booked")
    assert str(int(visit.starts.timestamp())) == times[1]  # type: ignore[union-attr]
    assert visit.shown_number in done.text and times[1] not in starts(other.get(AT))


@pytest.mark.parametrize("page", ["client", "operator"])
def test_a_press_on_a_day_or_on_later_shows_that_day(cast: Any, page: str) -> None:
    """The links themselves are pressed, one after another: none loses what was chosen before."""
    place = a_place(cast.udm)
    reader: Any = Browser() if page == "client" else Desk(cast.registrar)
    at = AT if page == "client" else "/w/visits/book/"
    shown = reader.get(f"{at}?kind={place.kind.pk}&place={place.pk}")
    for turn in range(3):
        days = dict(re.findall(r'href="(\?[^"#]*day=([\d-]+)[^"#]*)', shown.source))
        link, day = list(days.items())[-1]
        shown = reader.get(at + html.unescape(link))
        chosen = re.findall(r'href="\?[^"]*day=([\d-]+)[^"]*"\s+aria-current="date"', shown.source)
        assert chosen == [day], (turn, link)
        assert f"kind={place.kind.pk}" in link and f"place={place.pk}" in link and "%3F" not in link
        later = re.search(r'href="(\?[^"]*since=[^"]*)">[^<]*Позже', shown.source)
        assert later, turn
        shown = reader.get(at + html.unescape(later[1]))


def test_udmurtia_mio_5_2__without_the_rule_the_nearest_time_is_given(cast: Any, without_rule: Any) -> None:
    a_place(cast.udm)
    with without_rule("5.2"):
        page = Browser().get(AT)
    assert len(starts(page)) == 1 and "Ближайшее свободное время" in page.text


def test_udmurtia_mio_5_3__a_reminder_is_offered_a_day_and_two_hours_before(cast: Any, without_rule: Any) -> None:
    place, client = a_place(cast.udm), Browser()
    soon = held(client, place)  # nothing is promised that cannot be any more
    assert ('value="24h"' in soon.source) == (Visit.objects.get().starts > timezone.now() + dt.timedelta(days=1))  # type: ignore[operator]
    page = held(client, place, -1, since=8)
    assert {"remind", "way"} <= page.fields() and 'value="24h"' in page.source
    client.post(f"{AT}book/", name="Ольга", phone="+7 912 000-11-22", remind=["24h", "2h"], way="phone")
    visit = Visit.objects.get(state="booked")
    ahead = {r.ahead: visit.starts - r.due_at for r in visit.reminders.all()}  # type: ignore[operator]
    assert ahead and set(ahead) <= {"24h", "2h"} and {r.by for r in visit.reminders.all()} == {"phone"}
    with without_rule("5.3"):
        assert "remind" not in held(Browser(), place, -2, since=8).fields()


def test_udmurtia_mio_5_4__place_and_way_are_told_at_booking_and_in_the_letter(cast: Any) -> None:
    place, client = a_place(cast.udm), Browser()
    held(client, place)
    client.post(f"{AT}book/", name="Ольга", email="olga@mail.example")
    letter = Delivery.objects.get(subject_type="visit").payload
    assert WAY in letter["text"] and place.address in letter["text"] and "Ольга" not in str(letter)


def test_what_is_wrong_is_told_by_its_field_and_nothing_typed_is_lost(cast: Any) -> None:
    place, client = a_place(cast.udm), Browser()
    held(client, place)
    page = client.post(f"{AT}book/", name="Ольга", phone="12", about="О границах участка")
    assert page.status == 422 and "О границах участка" in page.source and Visit.objects.get().state == "held"
    page = client.post(f"{AT}book/", name="", phone="+7 912 000-11-22", about="О границах участка")
    assert page.status == 422 and "О границах участка" in page.source


def test_a_booking_is_found_by_number_and_code_moved_and_cancelled(cast: Any) -> None:
    place, client, later = a_place(cast.udm), Browser(), Browser()
    held(client, place)
    done = client.post(f"{AT}book/", name="Ольга", phone="+7 912 000-11-22")
    code = re.search(r'id="code">([^<]+)<', done.source)[1]  # type: ignore[index]
    visit = Visit.objects.get()
    own = f"{AT}{visit.number}/"
    assert "Ольга" not in later.get(own).text and "Номер записи" in later.get(own).text
    assert later.post(f"{AT}follow/", number=visit.shown_number, code="AAAAAAAAAA").status == 422
    assert later.post(f"{own}cancel/", seen=0).text and Visit.objects.get().state == "booked"  # a stranger's press
    assert "Вы записаны" in later.post(f"{AT}follow/", number=visit.shown_number, code=code.lower()).text
    times = starts(later.get(f"{own}?move=1"))
    assert str(int(visit.starts.timestamp())) in times  # its own time is free for itself  # type: ignore[union-attr]
    moved = later.post(f"{own}move/", place=place.pk, start=times[2], seen=0)
    assert "Запись перенесена" in moved.text
    assert "изменили" in client.post(f"{own}cancel/", seen=0).text  # the first page is stale
    assert Visit.objects.get().state == "booked"
    assert "Запись отменена" in client.post(f"{own}cancel/", seen=1).text
    assert Visit.objects.get().state == "cancelled"


def test_a_hold_that_is_over_is_taken_anew_or_told(cast: Any) -> None:
    place, one, two = a_place(cast.udm), Browser(), Browser()
    held(one, place)
    Visit.objects.update(held_until=timezone.now())
    held(two, place)  # the same first time: it was free again
    assert Visit.objects.count() == 1
    page = one.post(f"{AT}book/", name="Ольга", phone="+7 912 000-11-22")
    assert "больше не придержано" in page.text
    two.post(f"{AT}book/", name="Пётр", phone="+7 912 000-11-23")
    assert Visit.objects.get(state="booked").name == "Пётр"


def test_one_telephone_hoards_no_times(cast: Any) -> None:
    place = a_place(cast.udm)
    for n in range(4):
        client = Browser()
        held(client, place, n)
        page = client.post(f"{AT}book/", name="Ольга", phone="8 (912) 000-11-22")
    assert page.status == 409 and "Отмените ненужную" in page.text
    assert Visit.objects.filter(state="booked").count() == 3


def test_a_body_without_a_schedule_offers_no_booking(cast: Any) -> None:
    assert "Записаться на приём" not in Browser().get("/udmurtia-mio/").text
    assert Browser().get(AT).status == 404


def test_my_cases_show_my_visits_to_whom_they_open(cast: Any) -> None:
    place, client = a_place(cast.udm), Browser()
    held(client, place)
    client.post(f"{AT}book/", name="Ольга", phone="+7 912 000-11-22")
    visit = Visit.objects.get()
    assert visit.shown_number in client.get("/udmurtia-mio/my/").text
    assert visit.shown_number not in Browser().get("/udmurtia-mio/my/").text


def letter_path(nth: int = -1) -> str:
    text = list(Delivery.objects.filter(subject_type="visit").order_by("pk"))[nth].payload["text"]
    found = re.search(r"/udmurtia-mio/visits/\S+/open/\S+/", text)
    assert found
    return found.group()


def test_whoever_booked_opens_the_booking_by_the_link_of_the_letter(cast: Any) -> None:
    place, client, other = a_place(cast.udm), Browser(), Browser()
    held(client, place)
    client.post(f"{AT}book/", name="Ольга", phone="+7 912 000-11-22", email="olga@mail.example")
    visit, path = Visit.objects.get(), letter_path()
    assert "Открыть запись" in other.get(path).text  # a scanner that opens links opens nothing
    assert "Вы записаны" not in other.get(f"{AT}{visit.number}/").text and "Вы записаны" not in other.get(path).text
    page = other.post(path)
    assert "Вы записаны" in page.text and "Ольга" not in page.source and "912" not in page.source
    assert visit.shown_number in other.get("/udmurtia-mio/my/").text
    wrong = path.replace(visit.number, "2026-999999") if "999999" not in path else path
    assert "Вы записаны" not in Browser().post(wrong).text
    assert "Вы записаны" not in Browser().post(f"{AT}{visit.number}/open/{'A' * 24}/").text
    Visit.objects.update(email="other@mail.example")  # a mark is of the address it went to
    assert "Вы записаны" not in Browser().post(path).text


def test_pages_of_visits_keep_their_query_budgets(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a page asked once more; with five times as many bookings it asks no more."""
    monkeypatch.setattr("priemnaya.ui.doors.TOUCH", float("inf"))
    place, client, desk = a_place(cast.udm, windows=3), Browser(), Desk(cast.reception)
    held(client, place)
    client.post(f"{AT}book/", name="Ольга", phone="+7 912 000-11-22")
    own = f"{AT}{Visit.objects.get(state='booked').number}/"
    pages = {
        "choose": (client, AT),
        "own": (client, own),
        "move": (client, f"{own}?move=1"),
        "hall": (client, f"/hall/{place.hall}/"),
        "today": (desk, "/w/visits/today/"),
        "staff": (desk, "/w/visits/book/"),
    }
    for more in (0, 10):
        for n in range(more):
            actions.admit_visitor(place, kind=place.kind, name=f"Гость {n}", by=cast.reception)
            actions.book_visit(first_free(place), WHO, by=cast.reception)
        asked = {}
        for name, (who, path) in pages.items():
            who.get(path)
            with CaptureQueriesContext(connection) as captured:
                who.get(path)
            asked[name] = len(captured)
        assert {name: n for name, n in asked.items() if n > BUDGETS[name]} == {}


@pytest.fixture
def without_rule() -> Any:
    """The order of the ministry without the rules of a clause."""
    from priemnaya.people.policies import order_of

    def left(number: str) -> Any:
        return overridden(order_of("udmurtia-mio").without(number))

    return left
