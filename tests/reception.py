"""A place where people are received, for tests: a window or some, hours on working days with a break, one kind."""

from __future__ import annotations

from typing import Any

from priemnaya.people.models import InteractionPoint, Organisation
from priemnaya.reception.actions.visits import BookingDetails, Time
from priemnaya.reception.models import Place, ReceptionHours, VisitKind, Window
from priemnaya.reception.visits.free import nearest

WHO = BookingDetails("Кузнецова Ольга Петровна", phone="+7 912 000-11-22")
WAY = "Второй этаж, есть лифт. Автобусы 10 и 22 до остановки «Школа»."


def a_place(body: Organisation, *, windows: int = 1, zone: str = "", minutes: int = 30) -> Any:
    point = InteractionPoint.objects.filter(organisation=body, kind="in_person", closed_at=None).first()
    if point is None:
        point = InteractionPoint.objects.create(
            organisation=body, kind="in_person", name="Приёмная", address="Ижевск, ул. Примерная, 1", functions=[]
        )
    if not point.address:
        point.address = "Ижевск, ул. Примерная, 1"
        point.save(update_fields=["address"])
    place: Any = Place.objects.create(organisation=body, point=point, way=WAY, zone_name=zone, hall=f"hall-{body.slug}")
    for n in range(windows):
        window = Window.objects.create(place=place, name=f"Окно {n + 1}")
        for weekday in range(5):
            for begins, ends in ((540, 720), (780, 1020)):
                ReceptionHours.objects.create(window=window, weekday=weekday, begins=begins, ends=ends)
    place.kind = VisitKind.objects.create(
        organisation=body, title="Консультация", minutes=minutes, bring="Паспорт и письмо, о котором спросите."
    )
    return place


def first_free(place: Any) -> Time:
    return Time(place, place.kind, nearest(place, place.kind, most=1)[0].start)
