"""The front desk, the live queue and the screen of the hall."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.utils import timezone

from priemnaya.core.models import Ruling
from priemnaya.people.actions.consents import give_consent
from priemnaya.people.models import Client
from priemnaya.people.policies import order_of, overridden
from priemnaya.reception.actions import visits as actions
from priemnaya.reception.models import Place, Visit, Window
from priemnaya.reception.visits.line import line_of

from ..desk import Browser, Desk
from ..reception import WHO, a_place, first_free
from .test_guards import MADE, made

pytestmark = pytest.mark.django_db
TODAY = "/w/visits/today/"


def comes(desk: Desk, place: Any, **typed: Any) -> Visit:
    desk.post("/w/visits/admit/", place=place.pk, **typed)
    return Visit.objects.latest("pk")


def booked_now(cast: Any, place: Any, minutes: int = 3) -> Visit:
    """Booked for today, so many minutes from now: a test holds at any hour."""
    visit, _code = actions.book_visit(first_free(place), WHO, by=cast.reception)
    start = timezone.now() + dt.timedelta(minutes=minutes)
    visit.during = type(visit.during)(start, start + dt.timedelta(minutes=30))
    visit.save(update_fields=["during"])
    return visit


def test_who_comes_gets_a_number_is_called_by_turn_and_received(cast: Any) -> None:
    place = a_place(cast.udm)
    window = place.windows.get()
    desk, screen = Desk(cast.reception), Browser()
    assert "№ 1" in desk.post("/w/visits/admit/", place=place.pk, kind=place.kind.pk).text
    second = comes(desk, place, name="Сидоров Андрей", about="Про аренду")
    own = screen.get(f"/udmurtia-mio/queue/{second.key}/")
    assert "Ваш номер 2" in own.text and "Перед вами 1 человек" in own.text and "Сидоров" not in own.text
    hall = f"/hall/{place.hall}/"
    assert "Сидоров" not in screen.get(hall).source
    desk.post(f"/w/visits/windows/{window.pk}/next/")
    first = Visit.objects.get(ticket=1)
    assert first.state == "called" and 'data-call="1-1"' in screen.get(hall).source
    assert "уже есть посетитель" in desk.post(f"/w/visits/windows/{window.pk}/next/").text
    desk.post(f"/w/visits/{first.pk}/begin/")
    desk.post(f"/w/visits/{first.pk}/end/", number="")
    first.refresh_from_db()
    assert first.state == "done" and first.began_at and first.ended_at
    desk.post(f"/w/visits/windows/{window.pk}/next/")
    assert "Проходите: Окно 1" in screen.get(f"/udmurtia-mio/queue/{second.key}/").text


def test_the_screen_tells_a_range_only_where_talks_are_known(cast: Any) -> None:
    place = a_place(cast.udm)
    hall, own, screen = f"/hall/{place.hall}/", comes(Desk(cast.reception), place), Browser()
    assert "ждёт примерно" not in screen.get(hall).text  # nobody was received yet: a range would be a guess
    assert "Ждать примерно" not in screen.get(f"/udmurtia-mio/queue/{own.key}/").text
    now = timezone.now()
    for n, minutes in enumerate((5, 10, 10, 20, 40)):
        begin = now - dt.timedelta(days=1, minutes=n)
        Visit.objects.create(
            organisation=cast.udm, place=place, state="done", began_at=begin,
            ended_at=begin + dt.timedelta(minutes=minutes),
        )  # fmt: skip
    assert "10–40 минут" in screen.get(hall).text  # one waits, one window: a median of the shorter, two of the longer
    assert "от 0 до 20 минут" in screen.get(f"/udmurtia-mio/queue/{own.key}/").text


def test_called_three_times_then_missed_and_back_again(cast: Any) -> None:
    place = a_place(cast.udm)
    window, desk = place.windows.get(), Desk(cast.reception)
    visit = comes(desk, place)
    for _ in range(3):
        desk.post(f"/w/visits/{visit.pk}/call/", window=window.pk)
    assert "сколько можно: 3" in desk.post(f"/w/visits/{visit.pk}/call/", window=window.pk).text
    desk.post(f"/w/visits/{visit.pk}/miss/")
    assert Visit.objects.get().state == "missed"
    assert "устарела" in desk.post(f"/w/visits/{visit.pk}/begin/").text  # a stale page
    desk.post(f"/w/visits/{visit.pk}/back/")
    assert Visit.objects.get().state == "waiting"
    desk.post(f"/w/visits/{visit.pk}/park/")
    assert Visit.objects.get().state == "parked" and line_of(place) == []


def test_waiting_counts_from_the_booked_time_or_from_arrival(cast: Any) -> None:
    place, desk = a_place(cast.udm), Desk(cast.reception)
    early = booked_now(cast, place)
    desk.post(f"/w/visits/{early.pk}/arrive/")
    walked = comes(desk, place)
    early.refresh_from_db()
    assert early.waits_from == early.starts and walked.waits_from == walked.arrived_at
    assert [v.pk for v in line_of(place)] == [walked.pk, early.pk]


def test_udmurtia_mio_6_1__certain_needs_go_first_discreetly_and_only_by_the_rule(cast: Any) -> None:
    place, desk, screen = a_place(cast.udm), Desk(cast.reception), Browser()
    plain = comes(desk, place)
    needs = comes(desk, place, name="Тронин Павел", ground="movement")
    assert [v.pk for v in line_of(place)] == [needs.pk, plain.pk]
    assert needs.ground == "movement" and needs.ground_by == cast.reception
    assert Ruling.objects.filter(kind="give_priority", clause="6.1", subject_id=needs.pk, ok=True).exists()
    for page in (screen.get(f"/hall/{place.hall}/"), screen.get(f"/udmurtia-mio/queue/{needs.key}/")):
        assert "вне очереди" not in page.text.lower() and "движен" not in page.text and "Тронин" not in page.source
    ticket = desk.get(f"/w/visits/{needs.pk}/ticket/").text
    assert "движен" not in ticket and "вне очереди" not in ticket.lower()
    waiting = re.findall(r"<li>(\d+)</li>", screen.get(f"/hall/{place.hall}/").source)
    assert waiting == ["1", "2"]  # by numbers: who goes before whom is not to be seen
    with overridden(order_of("udmurtia-mio").without("6.1")):
        assert [v.pk for v in line_of(place)] == [plain.pk, needs.pk]
        page = desk.post("/w/visits/admit/", place=place.pk, ground="movement")
        assert "по порядку" in page.text
        assert "хроническая" not in desk.get(TODAY).text  # the law has its own


def test_udmurtia_mio_6_1__the_head_receives_them_outside_the_schedule(cast: Any) -> None:
    place, desk = a_place(cast.udm), Desk(cast.reception)
    head = Window.objects.create(place=place, name="Руководитель", official=True)
    at = place.local(timezone.now() + dt.timedelta(days=1)).replace(hour=20, minute=15, second=0, microsecond=0)
    book = {
        "place": place.pk,
        "kind": place.kind.pk,
        "out": "1",
        "start_at": f"{at:%Y-%m-%dT%H:%M}",
        "name": "Тронин Павел",
        "phone": "+7 912 000-11-22",
        "told": "1",
    }
    assert "Выберите основание" in desk.post("/w/visits/book/save/", window=head.pk, **book).text
    page = desk.post("/w/visits/book/save/", window=place.windows.first().pk, ground="chronic", **book)
    assert "выберите его окно" in page.text and not Visit.objects.exists()
    desk.post("/w/visits/book/save/", window=head.pk, ground="chronic", **book)
    visit = Visit.objects.get()
    assert (visit.window, visit.outside, visit.ground) == (head, True, "chronic")
    assert place.local(visit.starts).hour == 20


def test_udmurtia_mio_5_1_and_udmurtia_mio_5_4__an_operator_books_by_phone_and_says_where(cast: Any) -> None:
    place, desk = a_place(cast.udm), Desk(cast.reception)
    page = desk.get("/w/visits/book/")
    assert place.way in page.text
    start = re.findall(r'name="start" value="(\d+)"', page.source)[0]
    typed = {"place": place.pk, "kind": place.kind.pk, "start": start, "name": "Ольга", "phone": "+7 912 000-11-22"}
    page = desk.post("/w/visits/book/save/", **typed)
    assert "сообщить" in page.text and not Visit.objects.exists()
    assert "Ольга" in page.source  # nothing typed is lost
    page = desk.post("/w/visits/book/save/", told="1", **typed)
    assert "Код, назовите его клиенту" in page.text
    visit = Visit.objects.get()
    assert visit.booked_by == cast.reception
    with overridden(order_of("udmurtia-mio").without("5.4")):
        again = re.findall(r'name="start" value="(\d+)"', desk.get("/w/visits/book/").source)[0]
        desk.post("/w/visits/book/save/", **{**typed, "start": again})
    assert Visit.objects.count() == 2


def test_the_hour_without_the_database_is_written_down_from_paper(cast: Any) -> None:
    place, desk = a_place(cast.udm), Desk(cast.reception)
    assert "Номера без записи" in desk.get("/w/visits/paper/").text
    now = place.local(timezone.now())
    came = now - dt.timedelta(minutes=40) if now.hour else now.replace(hour=0, minute=0)
    typed = {
        "place": place.pk,
        "day": f"{came:%Y-%m-%d}",
        "ticket": "104",
        "arrived": f"{came:%H:%M}",
        "window": place.windows.get().pk,
        "name": "Галиева Римма",
    }
    desk.post("/w/visits/paper/enter/", **typed)
    visit = Visit.objects.get()
    assert (visit.ticket, visit.state, visit.on_paper) == (104, "missed", True)
    page = desk.post("/w/visits/paper/enter/", **typed)
    assert "уже есть" in page.text and "Галиева" in page.source and Visit.objects.count() == 1


def test_who_booked_and_did_not_come_is_missed_half_an_hour_after_the_end(cast: Any) -> None:
    place = a_place(cast.udm)
    visit = booked_now(cast, place, minutes=-59)
    assert actions.miss_unarrived(place) == 0
    earlier = dt.timedelta(minutes=2)
    visit.during = type(visit.during)(visit.during.lower - earlier, visit.during.upper - earlier)
    visit.save(update_fields=["during"])
    assert actions.miss_unarrived(place) == 1 and Visit.objects.get().state == "missed"


def received(cast: Any, place: Any, desk: Desk) -> Visit:
    visit = comes(desk, place)
    desk.post(f"/w/visits/{visit.pk}/call/", window=place.windows.first().pk)
    desk.post(f"/w/visits/{visit.pk}/begin/")
    return visit


@pytest.mark.parametrize(
    ("fact", "field", "said", "lacks"),
    [
        ("question_answered", "answered", "silent", "не спросили"),
        ("satisfied", "satisfied", "silent", "не спросили"),
        ("read_back", "read_back", True, "не прочитали"),
    ],
)
def test_a_talk_does_not_end_before_what_the_order_asks_is_asked(
    cast: Any, fact: str, field: str, said: Any, lacks: str
) -> None:
    place, desk = a_place(cast.udm), Desk(cast.reception)
    with overridden(made("udmurtia-mio", "before", action="end_visit", facts=[fact])):
        visit = received(cast, place, desk)
        assert field in desk.get(TODAY).fields()
        page = desk.post(f"/w/visits/{visit.pk}/end/", number="2026-1")
        assert "Дела с таким номером нет" in page.text  # a slip is told first, and stays typed
        page = desk.post(f"/w/visits/{visit.pk}/end/")
        assert lacks in page.text and Visit.objects.get().state == "serving"
        desk.post(f"/w/visits/{visit.pk}/end/", **{field: said})
    done = Visit.objects.get()
    assert done.state == "done" and getattr(done, field) == said
    assert Ruling.objects.filter(kind="before", clause=MADE, subject_id=visit.pk, ok=True).exists()


def test_without_such_a_rule_nothing_is_asked_at_the_end(cast: Any) -> None:
    place, desk = a_place(cast.udm), Desk(cast.reception)
    visit = received(cast, place, desk)
    assert not {"answered", "satisfied", "read_back"} & desk.get(TODAY).fields()
    desk.post(f"/w/visits/{visit.pk}/end/")
    assert Visit.objects.get().state == "done"


def test_an_administrator_sets_the_limits_of_a_place(cast: Any) -> None:
    place, admin, desk = a_place(cast.udm), Desk(cast.admin), Desk(cast.reception)
    page = admin.get("/w/visits/schedule/")
    seen = re.search(r'name="seen" value="([^"]+)"', page.source)
    assert seen and {"calls", "hold_minutes", "late_minutes", "ahead_of_one", "lead_minutes"} <= page.fields()
    typed = {"point": place.point_id, "way": place.way, "ahead_days": 60, "seen": seen[1]}
    assert "от 1 до 10" in admin.post("/w/visits/schedule/place/", **typed, calls="99").text
    admin.post("/w/visits/schedule/place/", **typed, calls="1", late_minutes="5", hold_minutes="7")
    place.refresh_from_db()
    assert (place.calls, place.late_minutes, place.hold_minutes, place.ahead_of_one) == (1, 5, 7, 3)
    assert "Страница устарела" in admin.post("/w/visits/schedule/place/", **typed, calls="2").text or (
        Place.objects.get().calls == 1
    )
    visit = comes(desk, place)
    window = place.windows.get()
    desk.post(f"/w/visits/{visit.pk}/call/", window=window.pk)
    assert "сколько можно: 1" in desk.post(f"/w/visits/{visit.pk}/call/", window=window.pk).text


def test_two_windows_never_call_the_same_person(cast: Any) -> None:
    place, desk = a_place(cast.udm, windows=2), Desk(cast.reception)
    one, two = (comes(desk, place) for _ in range(2))
    for window in place.windows.all():
        desk.post(f"/w/visits/windows/{window.pk}/next/")
    assert {v.at_window_id for v in Visit.objects.all()} == {w.pk for w in place.windows.all()}
    assert {one.pk, two.pk} == set(Visit.objects.filter(state="called").values_list("pk", flat=True))


def test_who_is_put_aside_this_instant_is_not_called(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The line was read, and a colleague put the first aside before they were called: the next one is."""
    place = a_place(cast.udm)
    desk = Desk(cast.reception)
    first, second = comes(desk, place), comes(desk, place)

    def read(*asked: Any) -> list[Visit]:
        line = line_of(*asked)
        actions.park_visit(first, by=cast.reception)
        return line

    monkeypatch.setattr("priemnaya.reception.actions.visits.queue.line_of", read)
    desk.post(f"/w/visits/windows/{place.windows.get().pk}/next/")
    assert [Visit.objects.get(pk=v.pk).state for v in (first, second)] == ["parked", "called"]


def test_who_comes_back_to_a_time_given_to_another_keeps_the_number(cast: Any) -> None:
    place = a_place(cast.udm)
    desk = Desk(cast.reception)
    visit = booked_now(cast, place)
    Visit.objects.filter(pk=visit.pk).update(
        state="missed", day=place.today(), ticket=1, key="k", arrived_at=timezone.now(), calls=3
    )
    other = booked_now(cast, place)
    Visit.objects.filter(pk=other.pk).update(during=visit.during)
    desk.post(f"/w/visits/{visit.pk}/back/")
    visit.refresh_from_db()
    assert (visit.state, visit.ticket, visit.during) == ("waiting", 1, None)
    assert Visit.objects.get(pk=other.pk).during is not None


def test_an_administrator_keeps_the_schedule_and_sees_two_weeks(cast: Any) -> None:
    from priemnaya.people.models import InteractionPoint
    from priemnaya.reception.models import Place, ReceptionHours, VisitKind

    desk = Desk(cast.admin)
    point = InteractionPoint.objects.filter(organisation=cast.udm, kind="in_person").first()
    assert point is not None
    at = "/w/visits/schedule/"
    desk.post(f"{at}place/", point=point.pk, way="Второй этаж", ahead_days="30")
    place = Place.objects.get()
    desk.post(f"{at}window/", place=place.pk, name="Окно 1")
    window = Window.objects.get()
    hours = {"weekday": ["0", "1", "2", "3", "4"], "begins": "9:00", "ends": "17:00", "pause_from": "12:00"}
    assert "Перерыв" in desk.post(f"{at}window/{window.pk}/hours/", **hours).text
    desk.post(f"{at}window/{window.pk}/hours/", **hours, pause_to="12:48")
    assert ReceptionHours.objects.count() == 10
    page = desk.post(f"{at}window/{window.pk}/hours/", weekday=["1"], begins="16:30", ends="18:00")
    assert "накладываются" in page.text and ReceptionHours.objects.count() == 10
    desk.post(f"{at}window/{window.pk}/hours/", weekday=["5"], nth="1", begins="10:00", ends="13:00")
    page = desk.post(f"{at}kind/", title="Консультация", minutes="30", online="1")
    assert "первая суббота месяца" in page.text and "9:00–12:00, 12:48–17:00" in page.text
    assert VisitKind.objects.get().online
    free = re.findall(r'name="start" value="(\d+)"', Browser().get("/udmurtia-mio/visits/").source)
    assert free
    day = place.local(dt.datetime.fromtimestamp(int(free[0]), dt.UTC)).date()
    desk.post(f"{at}day/", place=place.pk, day=day.isoformat(), why="Санитарный день")
    after = re.findall(r'name="start" value="(\d+)"', Browser().get("/udmurtia-mio/visits/").source)
    assert not set(after) & set(free)
    assert Desk(cast.executor).get(at).status == 403


def test_udmurtia_mio_6_2__a_message_written_for_the_client_is_read_back_and_marked(cast: Any) -> None:
    from priemnaya.cases.models import Case, Contact

    desk = Desk(cast.reception)
    typed = {
        "point": "in_person",
        "kind": "message",
        "surname": "Габдуллина",
        "name": "Фарида",
        "text": "Прошу помочь с участком.",
        "document": "паспорт",
        "assisted": "1",
    }
    page = desk.post("/w/cases/new/", **typed)
    assert page.status == 422 and "Прочитайте клиенту" in page.text and "Прошу помочь с участком." in page.source
    assert not Contact.objects.exists()
    desk.post("/w/cases/new/", **typed, read_back="1")
    case = Case.objects.get()
    assert case.contacts.get(direction="in").assisted
    assert "со слов клиента, прочитано ему" in Desk(cast.head).get(f"/w/cases/{case.pk}/").text


def test_the_card_of_personal_reception_opens_from_the_visit_and_its_case_stays_with_it(cast: Any) -> None:
    from priemnaya.cases.models import Case

    place, desk = a_place(cast.udm), Desk(cast.reception)
    visit = comes(desk, place, name="Сидоров Андрей Иванович", about="Прошу продлить аренду.")
    desk.post(f"/w/visits/{visit.pk}/call/", window=place.windows.get().pk)
    desk.post(f"/w/visits/{visit.pk}/begin/")
    card = desk.get(f"/w/cases/new/?visit={visit.pk}").source
    assert 'value="Сидоров"' in card and "Прошу продлить аренду." in card
    typed = {"point": "in_person", "kind": "appeal", "surname": "Сидоров", "name": "Андрей", "text": "Прошу продлить."}
    desk.post("/w/cases/new/", **typed, visit=visit.pk, document="паспорт", postal_address="Ижевск, Ленина, 1")
    case = Case.objects.get()
    visit.refresh_from_db()
    assert visit.case == case and case.number in desk.get(f"/w/visits/{visit.pk}/").text


def test_needs_of_the_card_are_prepared_for_and_ticked_at_booking(cast: Any) -> None:
    place, desk = a_place(cast.udm), Desk(cast.reception)
    card = Client.objects.create(organisation=cast.udm, surname="Тронин", special_needs=["sight", "movement"])
    give_consent(card, "health", how="in_person", by=cast.executor)
    page = desk.get(f"/w/visits/book/?client={card.pk}").source
    assert set(re.findall(r'name="help" value="(\w+)" checked', page)) == {"wheelchair", "reading"}
    assert not re.findall(r'name="help" value="(\w+)" checked', desk.get("/w/visits/book/").source)
    typed = {"place": place.pk, "kind": place.kind.pk, "name": "Тронин", "phone": "12", "told": "1", "client": card.pk}
    typed["start"] = str(int(first_free(place).start.timestamp()))
    page = desk.post("/w/visits/book/save/", **typed, help=["sign", "interpreter"], remind=["24h", "2h"]).source
    assert set(re.findall(r'name="help" value="(\w+)" checked', page)) == {"sign", "interpreter"}  # nothing is lost
    assert set(re.findall(r'name="remind" value="(\w+)" checked', page)) == {"24h", "2h"}
    visit = booked_now(cast, place)
    Visit.objects.filter(pk=visit.pk).update(client=card)
    for path in (TODAY, f"/w/visits/{visit.pk}/"):
        assert "бумаги крупным шрифтом" in desk.get(path).text


def test_help_that_a_client_asks_for_stands_before_the_desk(cast: Any) -> None:
    place, client = a_place(cast.udm), Browser()
    start = re.findall(r'name="start" value="(\d+)"', client.get("/udmurtia-mio/visits/").source)[0]
    client.post("/udmurtia-mio/visits/hold/", kind=place.kind.pk, place=place.pk, start=start)
    client.post("/udmurtia-mio/visits/book/", name="Лекомцева", phone="+7 912 000-11-22", help=["sign", "чужое"])
    visit = Visit.objects.get()
    assert visit.helps == ["sign"]
    visit.during = type(visit.during)(timezone.now(), timezone.now() + dt.timedelta(minutes=30))
    visit.save(update_fields=["during"])
    assert "жестовый язык" in Desk(cast.reception).get(TODAY).text
