"""People come: a schedule with three windows, two weeks of visits behind, bookings ahead, a queue of today."""

from __future__ import annotations

import datetime as dt

from priemnaya.errors import Objection
from priemnaya.people.models import InteractionPoint
from priemnaya.reception.actions import visits as actions
from priemnaya.reception.models import Place, VisitKind, Window
from priemnaya.reception.visits.free import nearest, windows_of

from .office import Office, moment

WAY = "Вход с улицы, второй этаж, есть лифт и пандус. Автобусы 10 и 22, остановка «Школа»."
PEOPLE = (
    ("Галиева Римма Фаритовна", "Уточнить границу участка"),
    ("Стрелков Илья Олегович", "Продлить аренду"),
    ("Ушаков Олег Петрович", "Получить выписку"),
    ("Касимов Ильдар Рашитович", "Выкуп участка"),
    ("Кузнецова Ольга Павловна", "Аренда помещения"),
    ("Петров Алексей Николаевич", "Продлить аренду участка"),
)
WEEKDAYS, SATURDAY = range(5), 5
PAST_DAYS = 12


def receive_people(office: Office) -> None:
    """Of a body that receives in person; without such a point nothing is booked."""
    rows = InteractionPoint.objects.filter(organisation=office.body, kind="in_person", closed_at=None)
    point = rows.first()
    if point is None or not (point.address or office.body.address):
        return
    with moment(office.now - dt.timedelta(days=PAST_DAYS + 2)):
        place, kinds = _laid(office, point)
    for days in range(PAST_DAYS, 0, -1):
        _day(office, place, kinds, days)
    _ahead(office, place, kinds)
    _today(office, place, kinds)


def _laid(office: Office, point: InteractionPoint) -> tuple[Place, list[VisitKind]]:
    admin, body = office.staff["admin"], office.body
    place = actions.save_place(body, point, way=WAY, by=admin)
    people = [
        ("Окно 1", office.staff["reception"], False),
        ("Кабинет 204", office.staff["executor"], False),
        ("Руководитель", office.staff["head"], True),
    ]
    windows = [
        actions.save_window(place, name, employee=who, official=official, by=admin) for name, who, official in people
    ]
    for window in windows[:2]:
        actions.add_hours(window, WEEKDAYS, 9 * 60, 17 * 60, pause=(12 * 60, 13 * 60), by=admin)
    actions.add_hours(windows[2], [0], 16 * 60, 17 * 60 + 30, by=admin)
    actions.add_hours(windows[2], [SATURDAY], 10 * 60, 13 * 60, nth=1, by=admin)
    common, bring = windows[:2], "Паспорт и письма по вашему вопросу."
    kinds = [
        actions.save_visit_kind(body, "Консультация", minutes=30, bring=bring, windows=common, by=admin),
        actions.save_visit_kind(body, "Сдать документы", minutes=15, bring=bring, windows=common, by=admin),
        actions.save_visit_kind(body, "Приём руководителя", minutes=30, windows=windows[2:], by=admin),
    ]
    return place, kinds


def _day(office: Office, place: Place, kinds: list[VisitKind], ago: int) -> None:
    """A working day of the past: who came was received, one was not there."""
    day = place.today() - dt.timedelta(days=ago)
    if day.weekday() not in WEEKDAYS:
        return
    window, by = windows_of(place)[0], office.staff["reception"]
    for n in range(3):
        at = dt.datetime.combine(day, dt.time(10 + n, office.chance.randrange(50)), place.zone)
        with moment(at):
            visit = actions.admit_visitor(place, kind=kinds[n % 2], by=by)
        wait = dt.timedelta(minutes=office.chance.randrange(1, 15))
        with moment(at + wait):
            actions.call_visitor(visit, window, by=by)
        if n == 2 and ago % 5 == 0:
            with moment(at + wait + dt.timedelta(minutes=5)):
                actions.miss_visit(visit, by=by)
            continue
        with moment(at + wait + dt.timedelta(minutes=1)):
            actions.begin_visit(visit, by=by)
        with moment(at + wait + dt.timedelta(minutes=office.chance.randrange(8, 30))):
            actions.end_visit(visit, by=by)


def _ahead(office: Office, place: Place, kinds: list[VisitKind]) -> None:
    """Bookings of the days to come, each with a reminder to be made by telephone."""
    for n, (name, about) in enumerate(PEOPLE):
        free = nearest(place, kinds[n % 2], after=office.now + dt.timedelta(hours=3 + n * 8), most=1)
        details = actions.BookingDetails(name, f"+7912000{n + 10}{n + 20}", about=about, remind={"24h": "phone"})
        for slot in free:
            _booked(office, actions.Time(place, kinds[n % 2], slot.start), details)


def _booked(office: Office, time: actions.Time, details: actions.BookingDetails) -> None:
    try:
        actions.book_visit(time, details, by=office.staff["reception"])
    except Objection:
        return  # an hour like this one is taken, or the order has it otherwise: the play goes on with fewer


def _today(office: Office, place: Place, kinds: list[VisitKind]) -> None:
    """Now: one is received, one is called, some wait, one of them out of turn where the order has it so."""
    by, windows = office.staff["reception"], windows_of(place)
    waiting = []
    for n in range(5):
        with moment(office.now - dt.timedelta(minutes=25 - n * 4)):
            name, about = PEOPLE[n] if n % 2 else ("", "")
            waiting.append(actions.admit_visitor(place, kind=kinds[n % 2], name=name, about=about, by=by))
    with moment(office.now - dt.timedelta(minutes=6)):
        actions.call_visitor(waiting[0], _of(windows, 0), by=by)
        actions.begin_visit(waiting[0], by=by)
    actions.call_visitor(waiting[1], _of(windows, 1), by=by)
    for ground in ("movement", "veteran"):
        try:
            actions.put_first(waiting[4], ground, by=by)
        except Objection:
            continue
        return


def _of(windows: list[Window], n: int) -> Window:
    return windows[n % len(windows)]
