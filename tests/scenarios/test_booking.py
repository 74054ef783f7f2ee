"""Booking a visit: free periods, holds, no time that is two people's, moves and cancellations."""

from __future__ import annotations

import datetime as dt
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone
from icalendar import Calendar

from priemnaya.core.models import Delivery, Event
from priemnaya.errors import Objection, Stale
from priemnaya.people.models import Client, ClientAddress, Employee, Organisation
from priemnaya.people.policies import calendar_of
from priemnaya.people.proof import Level
from priemnaya.programme.indicators import INDICATORS
from priemnaya.reception.actions.visits import (
    BookingDetails,
    Time,
    admit_visitor,
    book_visit,
    cancel_visit,
    move_visit,
    offer_freed,
    remind_of_visits,
    wish_visit,
)
from priemnaya.reception.actions.visits.letters import visit_letter_failed, visit_letter_unwanted
from priemnaya.reception.models import Place, ReceptionHours, Visit, VisitKind, VisitWish
from priemnaya.reception.visits.free import free_days, nearest

from ..desk import Browser, Desk
from ..reception import WHO, a_place, first_free
from .test_at_once import Apart, apart

__all__ = ["apart"]

pytestmark = pytest.mark.django_db


def test_a_window_has_one_person_at_a_time_whatever_is_written(cast: Any) -> None:
    place = a_place(cast.udm)
    visit, _ = book_visit(first_free(place), WHO, by=cast.reception)
    with pytest.raises(IntegrityError), transaction.atomic():
        Visit.objects.create(
            organisation=cast.udm, place=place, window=visit.window, during=visit.during, state="booked"
        )
    Visit.objects.filter(pk=visit.pk).update(state="cancelled")  # its time is free again
    Visit.objects.create(organisation=cast.udm, place=place, window=visit.window, during=visit.during, state="booked")


def test_hours_of_a_window_that_overlap_are_refused_by_the_database(cast: Any) -> None:
    window = a_place(cast.udm).windows.get()
    ReceptionHours.objects.filter(window=window).delete()
    ReceptionHours.objects.create(window=window, weekday=5, nth=1, begins=600, ends=720)
    ReceptionHours.objects.create(window=window, weekday=5, nth=2, begins=600, ends=720)
    for nth in (0, 1):
        with pytest.raises(IntegrityError), transaction.atomic():
            ReceptionHours.objects.create(window=window, weekday=5, nth=nth, begins=700, ends=800)


def test_the_second_hears_what_is_free_near_by_and_gets_the_next_window(cast: Any) -> None:
    place = a_place(cast.udm, windows=2)
    time = first_free(place)
    one, _ = book_visit(time, WHO, by=cast.reception)
    two, _ = book_visit(time, WHO, by=cast.reception)
    assert {one.window_id, two.window_id} == {w.pk for w in place.windows.all()}
    with pytest.raises(Objection, match="Ближайшее свободное"):
        book_visit(time, WHO, by=cast.reception)
    assert first_free(place).start > time.start


def test_a_move_takes_the_new_time_and_keeps_the_old_one_when_that_is_taken(cast: Any) -> None:
    place = a_place(cast.udm)
    first, second, third = nearest(place, place.kind, most=3)
    visit, _ = book_visit(Time(place, place.kind, first.start), WHO, by=cast.reception)
    other, _ = book_visit(Time(place, place.kind, second.start), WHO, by=cast.reception)
    with pytest.raises(Objection):
        move_visit(visit, Time(place, place.kind, other.starts), by=cast.reception)
    visit.refresh_from_db()
    assert visit.starts == first.start
    move_visit(visit, Time(place, place.kind, third.start), by=cast.reception)
    visit.refresh_from_db()
    assert (visit.starts, visit.sequence) == (third.start, 1)
    assert nearest(place, place.kind, most=1)[0].start == first.start
    assert Event.objects.filter(verb="visit.moved", subject_id=visit.pk).count() == 1


def test_who_comes_with_a_stale_page_is_told(cast: Any) -> None:
    place = a_place(cast.udm)
    first, second, third = nearest(place, place.kind, most=3)
    visit, _ = book_visit(Time(place, place.kind, first.start), WHO, by=cast.reception)
    move_visit(visit, Time(place, place.kind, second.start), by=cast.reception, seen=0)
    with pytest.raises(Stale, match="изменили"):
        move_visit(visit, Time(place, place.kind, third.start), by=cast.registrar, seen=0)
    cancel_visit(visit, by=None, seen=1)
    with pytest.raises(Stale, match="уже отменена"):
        cancel_visit(visit, by=None, seen=1)


def test_letters_carry_one_uid_and_a_rising_sequence_in_the_zone_of_the_place(cast: Any) -> None:
    place = a_place(cast.udm, zone="Asia/Novosibirsk")
    first, second = nearest(place, place.kind, after=timezone.now() + dt.timedelta(days=2), most=2)
    who = BookingDetails("Кузнецова Ольга", email="olga@mail.example", remind={"24h": "email", "2h": "email"})
    visit, _ = book_visit(Time(place, place.kind, first.start), who, by=cast.reception)
    move_visit(visit, Time(place, place.kind, second.start), by=cast.reception)
    cancel_visit(visit, by=cast.reception)
    sent = list(Delivery.objects.filter(subject_type="visit", subject_id=visit.pk).order_by("pk"))
    files = [Calendar.from_ical(d.payload["calendar"]["text"]) for d in sent]
    assert [str(f["method"]) for f in files] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [d.payload["calendar"]["method"] for d in sent] == ["REQUEST", "REQUEST", "CANCEL"]
    events = [f.events[0] for f in files]
    assert len({str(e["uid"]) for e in events}) == 1
    assert [int(e["sequence"]) for e in events] == [0, 1, 2]
    assert [str(e["status"]) for e in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert [e.start for e in events] == [first.start, second.start, second.start]
    assert {str(e.start.tzinfo) for e in events} == {"Asia/Novosibirsk"}
    for zone in (f.timezones[0] for f in files):  # whole, in the cancellation too
        assert str(zone["tzid"]) == "Asia/Novosibirsk"
        assert zone.standard[0]["tzoffsetto"].td == dt.timedelta(hours=7)
    told = [sorted(-a["trigger"].dt for a in e.walk("VALARM")) for e in events]
    ahead = [dt.timedelta(hours=2), dt.timedelta(days=1)]
    assert told == [ahead, ahead, []]
    local = place.local(first.start)
    assert f"{local:%H:%M}" in sent[0].payload["text"]
    assert f"DTSTART;TZID=Asia/Novosibirsk:{local:%Y%m%dT%H%M%S}\r\n" in sent[0].payload["calendar"]["text"]
    assert all(len(line.encode()) <= 75 for d in sent for line in d.payload["calendar"]["text"].split("\r\n"))
    assert "Кузнецова" not in "".join(d.payload["text"] + d.payload["calendar"]["text"] for d in sent)


def test_the_clock_of_the_place_and_the_holidays_of_the_calendar(cast: Any) -> None:
    place = a_place(cast.udm, zone="Asia/Kamchatka")
    today = place.today()
    days = free_days(place, place.kind, today, today + dt.timedelta(days=20))
    assert any(d.slots for d in days)
    for day in days:
        for slot in day.slots:
            assert place.local(slot.start).date() == day.day and not day.holiday
            assert 9 * 60 <= place.local(slot.start).hour * 60 < 17 * 60
            assert place.local(slot.start).hour != 12  # the break
    assert all(not d.slots for d in days if d.day.weekday() >= 5)


def test_hundreds_at_once_get_each_time_once(apart: Apart) -> None:
    """Four hundred attempts of twenty connections at eight times of two windows: sixteen are booked, nobody twice."""
    apart.pool = ThreadPoolExecutor(20)

    def lay(body: Organisation) -> tuple[int, list[dt.datetime], int]:
        clerk = Employee.objects.create(username="desk", organisation=body, surname="Котова", roles=["reception"])
        place = a_place(body, windows=2)
        return place.pk, [slot.start for slot in nearest(place, place.kind, most=8)], clerk.pk

    key, times, desk = apart.act(lay).result(30)

    def comes(body: Organisation, n: int) -> tuple[int, int]:
        place, clerk = Place.objects.get(pk=key), Employee.objects.get(pk=desk)
        kind, booked, refused = VisitKind.objects.get(organisation=body), 0, 0
        for k in range(20):
            try:
                book_visit(Time(place, kind, times[(n + k) % 8]), WHO, by=clerk)
                booked += 1
            except Objection:
                refused += 1
        return booked, refused

    done = [apart.act(lambda body, n=n: comes(body, n)) for n in range(20)]
    counts = [one.result(60) for one in done]
    assert (sum(b for b, _ in counts), sum(r for _, r in counts)) == (16, 384)
    with apart.link(autocommit=True) as link:
        twice = link.execute(
            "select count(*) from reception_visit a join reception_visit b on a.id < b.id and a.window_id = b.window_id"
            " and a.during && b.during"
        ).fetchone()
        assert twice == (0,)
        assert link.execute("select count(*) from reception_visit where state = 'booked'").fetchone() == (16,)


def test_a_time_that_has_passed_is_nobodys(cast: Any) -> None:
    place = a_place(cast.udm)
    with pytest.raises(Objection, match="прошло"):
        book_visit(Time(place, place.kind, timezone.now() - dt.timedelta(minutes=1)), WHO, by=cast.reception)


def test_who_waits_gets_the_first_free_time_one_offer_each_and_a_no_frees_it(cast: Any) -> None:
    place = a_place(cast.udm, minutes=240)
    place.ahead_days = 14  # long days off are within
    place.save(update_fields=["ahead_days"])
    booked = []
    while slots := nearest(place, place.kind, most=1):
        booked.append(book_visit(Time(place, place.kind, slots[0].start), WHO, by=cast.reception)[0])
    waits = [
        wish_visit(place, place.kind, name=name, email=f"{name}@mail.example", by=None) for name in ("first", "second")
    ]
    with pytest.raises(Objection, match="уже ждёте"):
        wish_visit(place, place.kind, name="first", email="first@mail.example", by=None)
    assert offer_freed(place) == 0
    cancel_visit(booked[-1], by=None)
    assert offer_freed(place) == 1 and offer_freed(place) == 0
    assert not nearest(place, place.kind, most=1)  # it is kept for whom it is offered
    letter = Delivery.objects.get(payload__name="visit_offer")
    assert letter.address == "first@mail.example"
    path = re.search(r"/udmurtia-mio/visits/offer/\S+/", letter.payload["text"])[0]  # type: ignore[index]
    client = Browser()
    assert "Нет, спасибо" in client.get(path).text and VisitWish.objects.get(pk=waits[0].pk).state == "offered"
    client.post(path, answer="no")
    assert offer_freed(place) == 1
    second = Delivery.objects.filter(payload__name="visit_offer").latest("pk")
    assert second.address == "second@mail.example"
    path = re.search(r"/udmurtia-mio/visits/offer/\S+/", second.payload["text"])[0]  # type: ignore[index]
    assert "Вы записаны" in client.post(path, answer="yes").text
    assert [w.state for w in VisitWish.objects.order_by("pk")] == ["declined", "taken"]
    assert client.get(path).status == 410


def test_an_offer_that_nobody_answers_goes_on(cast: Any) -> None:
    place = a_place(cast.udm)
    wish = wish_visit(place, place.kind, name="first", phone="+7 912 000-11-22", by=None)
    assert offer_freed(place) == 1
    Visit.objects.update(held_until=timezone.now())
    offer_freed(place)
    wish.refresh_from_db()
    assert (wish.state, wish.offers) == ("offered", 2)


def test_reminders_come_once_never_after_a_move_and_never_at_night(cast: Any) -> None:
    place = a_place(cast.udm)
    far = nearest(place, place.kind, after=timezone.now() + dt.timedelta(days=4), most=2)
    who = BookingDetails("Кузнецова Ольга", email="olga@mail.example", remind={"24h": "email", "2h": "email"})
    visit, _ = book_visit(Time(place, place.kind, far[0].start), who, by=cast.reception)
    due = [place.local(r.due_at).hour for r in visit.reminders.all()]
    assert len(due) == 2 and all(8 <= hour < 21 for hour in due)
    move_visit(visit, Time(place, place.kind, far[1].start), by=cast.reception)
    assert sorted(visit.reminders.values_list("sequence", "state")) == [
        (0, "off"),
        (0, "off"),
        (1, "waiting"),
        (1, "waiting"),
    ]
    visit.reminders.update(due_at=timezone.now())
    with at_hour(place, 12):
        assert (remind_of_visits(cast.udm), remind_of_visits(cast.udm)) == (2, 0)
    letters = Delivery.objects.filter(payload__name="visit_reminder")
    assert letters.count() == 2
    assert visit_letter_unwanted(letters[0]) == ""
    cancel_visit(visit, by=None)
    assert "перенесена" in visit_letter_unwanted(letters[0]) or "отменена" in visit_letter_unwanted(letters[0])


def test_a_call_is_a_reminder_with_a_result(cast: Any) -> None:
    place, desk = a_place(cast.udm), Desk(cast.reception)
    slot = nearest(place, place.kind, after=timezone.now() + dt.timedelta(days=4), most=1)[0]
    who = BookingDetails("Кузнецова Ольга", phone="+7 912 000-11-22", remind={"24h": "phone"})
    visit, _ = book_visit(Time(place, place.kind, slot.start), who, by=cast.reception)
    assert "Позвонить и напомнить" not in desk.get("/w/visits/today/").text
    visit.reminders.update(due_at=timezone.now())
    assert "Позвонить и напомнить" in desk.get("/w/visits/today/").text
    row = visit.reminders.get()
    desk.post(f"/w/visits/reminders/{row.pk}/", result="unreached")
    desk.post(f"/w/visits/reminders/{row.pk}/", result="reached")
    row.refresh_from_db()
    assert (row.state, row.tries, row.done_by) == ("reached", 2, cast.reception)
    assert "Обновите" in desk.post(f"/w/visits/reminders/{row.pk}/", result="reached").text


def test_figures_of_reception_by_place_department_and_hour(cast: Any) -> None:
    place, now = a_place(cast.udm), timezone.now()
    for n in range(6):
        visit = admit_visitor(place, by=cast.reception)
        came = now - dt.timedelta(minutes=60)
        Visit.objects.filter(pk=visit.pk).update(
            arrived_at=came,
            called_at=came + dt.timedelta(minutes=10),
            began_at=came + dt.timedelta(minutes=10),
            ended_at=now,
            state="done",
            served_by=cast.reception,
        )
        assert n < 5 or visit.ticket == 6
    since = (timezone.now() - dt.timedelta(days=2)).date().isoformat()
    page = Desk(cast.head).get(f"/w/visits/figures/?since={since}")
    assert "По отделам" in page.text and "10,0" in page.text and "50,0" in page.text
    assert Desk(cast.reception).get("/w/visits/figures/").status == 403
    period = (now - dt.timedelta(days=2), now + dt.timedelta(days=1))
    assert INDICATORS["reception"].compute(cast.udm, period)[:2] == [("", 10.0, 6), ("walked_wait_minutes", 10.0, 6)]
    kept = Visit.objects.filter(ticket=1, place=place)
    kept.update(window=place.windows.first(), during=(now - dt.timedelta(minutes=55), now - dt.timedelta(minutes=40)))
    parts = {name: (value, of) for name, value, of in INDICATORS["reception"].compute(cast.udm, period)}
    assert parts["booked_wait_minutes"] == (5.0, 1) and parts["walked_wait_minutes"] == (10.0, 5)


def at_hour(place: Any, hour: int) -> Any:
    """Of tomorrow, by the clock of the place."""
    day = place.today() + dt.timedelta(days=1)
    return time_machine.travel(dt.datetime.combine(day, dt.time(hour, 30), place.zone))


def far_off(place: Any, days: int = 4) -> Time:
    after = timezone.now() + dt.timedelta(days=days)
    return Time(place, place.kind, nearest(place, place.kind, after=after, most=1)[0].start)


def test_udmurtia_mio_5_3__whoever_gives_a_mailbox_alone_is_reminded_there(cast: Any) -> None:
    place, client = a_place(cast.udm), Browser()
    since = place.today() + dt.timedelta(days=8)
    start = re.findall(r'name="start" value="(\d+)"', client.get(f"/udmurtia-mio/visits/?since={since}").source)[-1]
    client.post("/udmurtia-mio/visits/hold/", kind=place.kind.pk, place=place.pk, start=start)
    client.post("/udmurtia-mio/visits/book/", name="Ольга", email="olga@mail.example", remind=["24h"], way="")
    assert [r.by for r in Visit.objects.get(state="booked").reminders.all()] == ["email"]


def test_a_proved_client_is_reminded_in_the_chosen_messenger_or_by_the_next_way(cast: Any) -> None:
    place, client = a_place(cast.udm), Client.objects.create(organisation=cast.udm, surname="Кузнецова", identity="1")
    for channel, address in (("max", "7001"), ("email", "olga@mail.example")):
        ClientAddress.objects.create(client=client, channel=channel, address=address, level=Level.IDENTIFIED)
    who = BookingDetails(
        "Кузнецова Ольга", "+7 912 000-11-22", "olga@mail.example", remind={"24h": "max", "2h": "vk"}, client=client
    )
    visit, _ = book_visit(far_off(place), who, by=cast.reception)
    assert [r.by for r in visit.reminders.all()] == ["max"]  # no account of VK is proved to be theirs
    visit.reminders.update(due_at=timezone.now())
    with at_hour(place, 12):
        assert remind_of_visits(cast.udm) == 1
    sent = Delivery.objects.get(payload__name="visit_reminder")
    assert (sent.channel, sent.address) == ("max", "7001") and "calendar" not in sent.payload
    visit_letter_failed(sent, "нет такого собеседника", final=True)
    row = visit.reminders.get()
    assert (row.state, row.by) == ("waiting", "phone")  # it is a call for the desk now
    assert "Позвонить и напомнить" in Desk(cast.reception).get("/w/visits/today/").text
    row.by = "max"
    row.save()
    ClientAddress.objects.filter(channel="max").delete()
    with at_hour(place, 12):
        assert remind_of_visits(cast.udm) == 1
    assert Delivery.objects.filter(payload__name="visit_reminder").latest("pk").channel == "email"


def test_nobody_is_reminded_at_night_even_when_it_is_late(cast: Any) -> None:
    place = a_place(cast.udm, zone="Asia/Novosibirsk")
    who = BookingDetails("Кузнецова Ольга", email="olga@mail.example", remind={"24h": "email"})
    visit, _ = book_visit(far_off(place), who, by=cast.reception)
    visit.reminders.update(due_at=timezone.now())
    for hour, went in ((3, 0), (7, 0), (22, 0), (8, 1)):
        with at_hour(place, hour):
            assert remind_of_visits(cast.udm) == went, hour


def test_a_call_falls_into_hours_at_which_somebody_is_at_work(cast: Any) -> None:
    place = a_place(cast.udm)
    calendar, hours = calendar_of(cast.udm), cast.udm.hours
    for days in range(3, 17):
        slot = far_off(place, days)
        who = BookingDetails("Кузнецова Ольга", phone="+7 912 000-11-22", remind={"24h": "phone", "2h": "phone"})
        visit, _ = book_visit(slot, who, by=cast.reception)
        dues = [place.local(r.due_at) for r in visit.reminders.all()]
        assert dues
        for due in dues:
            spans = hours.of(due.date(), calendar)
            assert any(a <= due.time() < b for a, b in spans), (due, spans)
            assert due <= slot.start


class TestToldOfChanges:
    """What staff did with a booking is told by the client's own way, and the page says how."""

    def booked(self, cast: Any, **who: Any) -> tuple[Visit, Any]:
        place = a_place(cast.udm)
        slot = nearest(place, place.kind, after=timezone.now() + dt.timedelta(days=4), most=1)[0]
        details = BookingDetails("Кузнецова Ольга", **who)
        return book_visit(Time(place, place.kind, slot.start), details, by=cast.reception)[0], place

    def test_without_a_mailbox_the_desk_has_to_call_and_a_result_is_written_down(self, cast: Any) -> None:
        visit, _place = self.booked(cast, phone="+7 912 000-11-22")
        desk = Desk(cast.reception)
        page = desk.post(f"/w/visits/{visit.pk}/cancel/", seen=visit.sequence).text
        assert "Позвоните клиенту" in page and "Клиенту сообщаем" not in page
        assert "запись отменена" in desk.get("/w/visits/today/").text
        row = visit.news.get()
        desk.post(f"/w/visits/news/{row.pk}/", result="unreached")
        desk.post(f"/w/visits/news/{row.pk}/", result="reached")
        row.refresh_from_db()
        assert (row.state, row.tries, row.done_by) == ("reached", 2, cast.reception)
        assert "Обновите" in desk.post(f"/w/visits/news/{row.pk}/", result="reached").text
        assert "Позвонить: запись изменили" not in desk.get("/w/visits/today/").text

    def test_by_sms_where_the_client_chose_it_and_by_a_call_when_it_does_not_arrive(
        self, cast: Any, settings: Any
    ) -> None:
        settings.SMS_URL = "https://sms.example/send"
        visit, place = self.booked(cast, phone="+7 912 000-11-22", remind={"24h": "sms"})
        far = nearest(place, place.kind, after=timezone.now() + dt.timedelta(days=6), most=1)[0]
        desk = Desk(cast.reception)
        typed = {"place": place.pk, "start": int(far.start.timestamp()), "seen": visit.sequence}
        page = desk.post(f"/w/visits/{visit.pk}/move/", **typed).text
        assert "Клиенту сообщаем: SMS на телефон." in page and "Позвоните" not in page
        sent = Delivery.objects.get(channel="sms", subject_id=visit.pk)
        assert sent.payload["name"] == "visit_moved" and "перенесён" in sent.payload["text"]
        visit_letter_failed(sent, "нет такого номера", final=True)
        assert [(n.by, n.state) for n in visit.news.all()] == [("phone", "waiting")]

    def test_a_letter_alone_is_said_as_a_letter(self, cast: Any) -> None:
        visit, _place = self.booked(cast, email="olga@mail.example")
        page = Desk(cast.reception).post(f"/w/visits/{visit.pk}/cancel/", seen=visit.sequence).text
        assert "Клиенту сообщаем: письмом на почту." in page and "Позвоните" not in page

    def test_who_cancels_themselves_is_not_called(self, cast: Any) -> None:
        visit, _place = self.booked(cast, phone="+7 912 000-11-22")
        cancel_visit(visit, by=None)
        assert not visit.news.exists()
