"""The schedule of reception, as an administrator keeps it: places, windows, hours, days that go otherwise, kinds of
visits. Each change is in the journal of settings; who stands booked where it closes is told to the administrator."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from zoneinfo import ZoneInfo, available_timezones

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from priemnaya.core.journal import record
from priemnaya.core.settings_kept import must_stand, setting_changed
from priemnaya.errors import Objection, Stale
from priemnaya.people.acting import action
from priemnaya.people.models import Employee, InteractionPoint, Organisation
from priemnaya.reception.models import LIMITS, LIVING, DayOff, Place, ReceptionHours, Visit, VisitKind, Window
from priemnaya.reception.visits.told import LIMITS_TOLD, day_off_told, hours_told, kind_told, place_told, window_told

CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])|24[:.]00")
KIND = "reception"
"""Of the journal of settings."""


def minutes_typed(text: str) -> int | None:
    """«9:05» as minutes since midnight; None where nothing was typed. Raises Objection."""
    typed = text.strip()
    if not typed:
        return None
    found = CLOCK.fullmatch(typed)
    if found is None:
        raise Objection(_("Время пишут так: 9:00 или 17:30. Исправьте «%s».") % typed[:20])
    return int(found[1]) * 60 + int(found[2]) if found[1] else 1440


def _fits(text: str, longest: int, what: str) -> str:
    typed = text.strip()
    if len(typed) > longest:
        raise Objection(_("%(what)s: длиннее %(n)s знаков. Сократите.") % {"what": what, "n": longest})
    return typed


def _kept(body: int, row: int, name: str, by: Employee, was: dict[str, str] | None, now: dict[str, str] | None) -> None:
    setting_changed(KIND, row, body=body, by=by, name=name, was=was, now=now)


@action("visit.schedule")
@transaction.atomic
def save_place(
    organisation: Organisation,
    point: InteractionPoint,
    *,
    by: Employee,
    way: str = "",
    map_url: str = "",
    zone_name: str = "",
    ahead_days: int = 60,
    limits: Mapping[str, int | None] = MappingProxyType({}),
    seen: str = "",
) -> Place:
    """People are received at this point. zone_name: empty for the clock of the body; limits: those of LIMITS that are
    to be otherwise. Raises Objection, Stale."""
    if point.organisation_id != organisation.pk or point.kind != "in_person" or point.closed_at:
        raise Objection(_("Принимают в точке «Личный приём»: выберите её из реестра."))
    if zone_name and zone_name not in available_timezones():
        raise Objection(_("Такого часового пояса нет. Выберите из списка."))
    if not 1 <= ahead_days <= 365:
        raise Objection(_("Записываться можно на срок от 1 до 365 дней вперёд."))
    if map_url and not map_url.startswith("https://"):
        raise Objection(_("Ссылка на карту начинается с https://."))
    row = Place.objects.select_for_update(of=("self",)).filter(point=point).select_related("point").first()
    was = place_told(row) if row else None
    if row is not None:
        must_stand(place_told(row), seen)
    row = row or Place(organisation=organisation, point=point, hall=secrets.token_urlsafe(20))
    row.way, row.map_url = _fits(way, 1000, _("Как пройти")), _fits(map_url, 300, _("Ссылка на карту"))
    row.zone_name = "" if zone_name == organisation.zone_name else zone_name
    row.ahead_days, row.closed_at = ahead_days, None
    _limit(row, limits)
    row.save()
    ZoneInfo(row.zone_name or organisation.zone_name)
    record("schedule.changed", row, by=by)
    _kept(organisation.pk, row.pk, point.name, by, was, place_told(row))
    return row


def _limit(row: Place, limits: Mapping[str, int | None]) -> None:
    for name, number in limits.items():
        _usual, least, most = LIMITS[name]
        if number is None or not least <= number <= most:
            said = _("%(what)s: от %(least)s до %(most)s.")
            raise Objection(said % {"what": _(LIMITS_TOLD[name]), "least": least, "most": most})
        setattr(row, name, number)


@action("visit.schedule")
@transaction.atomic
def save_window(
    place: Place,
    name: str,
    *,
    by: Employee,
    window: Window | None = None,
    employee: Employee | None = None,
    official: bool = False,
    seen: str = "",
) -> Window:
    """A desk or a room. Raises Objection, Stale."""
    title = " ".join(_fits(name, 60, _("Название окна")).split())
    if not title:
        raise Objection(_("Назовите окно: «Окно 1», «Кабинет 204»."))
    if employee is not None and employee.organisation_id != place.organisation_id:
        raise Objection(_("Выберите сотрудника этого органа."))
    Place.objects.select_for_update().get(pk=place.pk)
    same = Window.objects.filter(place=place, name__iexact=title, closed_at=None).exclude(pk=window.pk if window else 0)
    if same.exists():
        raise Objection(_("Окно «%s» здесь уже есть.") % title)
    row = window and Window.objects.select_for_update(of=("self",)).select_related("employee", "place").get(
        pk=window.pk
    )
    was = window_told(row) if row else None
    if row is not None:
        must_stand(window_told(row), seen)
    row = row or Window(place=place)
    row.name, row.employee, row.official = title, employee, official
    row.save()
    record("schedule.changed", row, by=by)
    _kept(place.organisation_id, row.pk, title, by, was, window_told(row))
    return row


@action("visit.schedule")
@transaction.atomic
def close_window(window: Window, *, by: Employee, seen: str = "") -> None:
    """Nobody is received there any more. seen: as of `save_window`. Raises Objection while somebody is booked there,
    Stale when it is closed or not what the page showed."""
    rows = Window.objects.select_for_update(of=("self",)).select_related("place__organisation", "employee")
    row = rows.get(pk=window.pk)
    if row.closed_at:
        raise Stale(_("Это окно уже закрыто."))
    must_stand(window_told(row), seen)
    if Visit.objects.filter(window=row, state__in=LIVING, during__endswith__gt=timezone.now()).exists():
        raise Objection(_("Сюда записаны люди. Сначала перенесите их записи в другое окно."))
    was = window_told(row)
    row.closed_at = timezone.now()
    row.save(update_fields=["closed_at"])
    record("schedule.changed", row, by=by)
    _kept(row.organisation_id, row.pk, row.name, by, was, None)


@action("visit.schedule")
@transaction.atomic
def add_hours(
    window: Window, weekdays: Iterable[int], begins: int | None, ends: int | None, *, by: Employee, nth: int = 0,
    pause: tuple[int | None, int | None] = (None, None),
) -> list[ReceptionHours]:  # fmt: skip
    """Hours on these weekdays, with a break or without. What overlaps hours the window has already is refused. Raises
    Objection."""
    days = sorted(set(weekdays))
    if not days or not all(0 <= d <= 6 for d in days):
        raise Objection(_("Отметьте дни недели."))
    if nth not in (-1, 0, 1, 2, 3, 4, 5):
        raise Objection(_("Выберите, по каким неделям месяца."))
    spans = _spans(begins, ends, pause)
    row = Window.objects.select_for_update(of=("self",)).select_related("place__organisation").get(pk=window.pk)
    if row.closed_at:
        raise Stale(_("Это окно закрыто. Добавьте новое."))
    made = [ReceptionHours(window=row, weekday=d, nth=nth, begins=a, ends=b) for d in days for a, b in spans]
    for one in made:
        if clash := next((h for h in row.hours.filter(weekday=one.weekday) if _meet(h, one)), None):
            raise Objection(
                _("Эти часы накладываются на те, что уже есть: %s. Сначала уберите их или поставьте другое время.")
                % hours_told(clash)
            )
    ReceptionHours.objects.bulk_create(made)
    record("schedule.changed", row, by=by)
    _kept(row.organisation_id, row.pk, row.name, by, None, {"Часы": "; ".join(hours_told(one) for one in made)})
    return made


def _spans(begins: int | None, ends: int | None, pause: tuple[int | None, int | None]) -> list[tuple[int, int]]:
    if begins is None or ends is None or ends <= begins:
        raise Objection(_("Напишите, с какого и до какого часа: конец позже начала."))
    if pause == (None, None):
        return [(begins, ends)]
    first, last = pause
    if first is None or last is None or not begins < first < last < ends:
        raise Objection(_("Перерыв должен начинаться и кончаться внутри часов приёма."))
    return [(begins, first), (last, ends)]


def _meet(a: ReceptionHours, b: ReceptionHours) -> bool:
    """Whether there can be a day with both; the last one of a month is its fourth or fifth."""
    if a.begins >= b.ends or b.begins >= a.ends:
        return False
    sets = [{0: {1, 2, 3, 4, 5}, -1: {4, 5}}.get(n, {n}) for n in (a.nth, b.nth)]
    return bool(sets[0] & sets[1])


@action("visit.schedule")
@transaction.atomic
def drop_hours(hours: ReceptionHours, *, by: Employee) -> int:
    """Returns how many are booked at these hours and stay so: they are to be moved by a person."""
    Window.objects.select_for_update().get(pk=hours.window_id)  # nobody is booked there meanwhile
    row = ReceptionHours.objects.select_for_update(of=("self",)).select_related("window__place__organisation")
    found = row.filter(pk=hours.pk).first()
    if found is None:
        raise Stale(_("Эти часы уже убрал другой сотрудник."))
    window, told = found.window, hours_told(found)
    left = _booked_then(found)
    found.delete()
    record("schedule.changed", window, by=by)
    _kept(window.organisation_id, window.pk, window.name, by, {"Часы": told}, {"Часы": ""})
    return left


def _booked_then(hours: ReceptionHours) -> int:
    place = hours.window.place
    rows = Visit.objects.filter(window=hours.window, state="booked", during__startswith__gt=timezone.now())
    times = [place.local(during.lower) for during in rows.values_list("during", flat=True) if during]
    return sum(at.weekday() == hours.weekday and hours.begins <= at.hour * 60 + at.minute < hours.ends for at in times)


@action("visit.schedule")
@transaction.atomic
def save_day_off(
    place: Place,
    day: dt.date | None,
    *,
    by: Employee,
    window: Window | None = None,
    opens: bool = False,
    begins: int | None = None,
    ends: int | None = None,
    why: str = "",
) -> tuple[DayOff, int]:
    """One day that goes otherwise; with how many are booked where it closes. Raises Objection."""
    if day is None or day < place.today():
        raise Objection(_("Выберите день: сегодня или позже."))
    if (begins is None) != (ends is None) or (begins is not None and ends is not None and ends <= begins):
        raise Objection(_("Напишите оба времени, конец позже начала; без них закрыт весь день."))
    if opens and begins is None:
        raise Objection(_("Напишите, с какого и до какого часа принимаем в этот день."))
    Place.objects.select_for_update().get(pk=place.pk)
    list(Window.objects.select_for_update().filter(place=place).order_by("pk"))  # nobody is booked meanwhile
    row = DayOff.objects.create(
        place=place, window=window, day=day, opens=opens, begins=begins, ends=ends, why=_fits(why, 200, _("Почему"))
    )
    record("schedule.changed", row, by=by)
    _kept(place.organisation_id, row.pk, place.point.name, by, None, day_off_told(row))
    return row, 0 if opens else closed_on(row).count()


def closed_on(row: DayOff) -> QuerySet[Visit]:
    """Who is booked into what this day closes."""
    day = dt.datetime.combine(row.day, dt.time(), row.place.zone)
    first = day + dt.timedelta(minutes=row.begins or 0)
    last = day + dt.timedelta(minutes=1440 if row.ends is None else row.ends)
    rows = Visit.objects.filter(place=row.place, state="booked", during__overlap=(first, last))
    return rows.filter(window=row.window) if row.window_id else rows


@action("visit.schedule")
@transaction.atomic
def drop_day_off(row: DayOff, *, by: Employee) -> None:
    found = DayOff.objects.select_for_update(of=("self",)).select_related("place__point", "window").filter(pk=row.pk)
    one = found.first()
    if one is None:
        raise Stale(_("Этот день уже убрал другой сотрудник."))
    was, key = day_off_told(one), one.pk
    record("schedule.changed", one.place, by=by)
    one.delete()
    _kept(one.place.organisation_id, key, one.place.point.name, by, was, None)


@action("visit.schedule")
@transaction.atomic
def save_visit_kind(
    organisation: Organisation,
    title: str,
    *,
    by: Employee,
    kind: VisitKind | None = None,
    minutes: int | None = 30,
    bring: str = "",
    online: bool = True,
    windows: Iterable[Window] = (),
    seen: str = "",
) -> VisitKind:
    """What people come for. windows: none is anywhere. Raises Objection, Stale."""
    name = " ".join(_fits(title, 120, _("Название")).split())
    if not name:
        raise Objection(_("Назовите, за чем приходят: «Консультация», «Сдать документы»."))
    if minutes is None or not 5 <= minutes <= 240:
        raise Objection(_("Длительность — от 5 до 240 минут."))
    same = VisitKind.objects.filter(organisation=organisation, title__iexact=name, closed_at=None)
    if same.exclude(pk=kind.pk if kind else 0).exists():
        raise Objection(_("Приём «%s» уже есть.") % name)
    row = kind and VisitKind.objects.select_for_update().get(pk=kind.pk)
    was = kind_told(row) if row else None
    if row is not None:
        must_stand(kind_told(row), seen)
    row = row or VisitKind(organisation=organisation)
    row.title, row.minutes, row.bring, row.online = name, minutes, _fits(bring, 1000, _("Что взять")), online
    row.save()
    row.windows.set([w for w in windows if w.place.organisation_id == organisation.pk])
    record("schedule.changed", row, by=by)
    _kept(organisation.pk, row.pk, name, by, was, kind_told(row))
    return row


@action("visit.schedule")
@transaction.atomic
def close_visit_kind(kind: VisitKind, *, by: Employee, seen: str = "") -> None:
    """Nobody books it any more. seen: as of `save_visit_kind`. Raises Stale."""
    row = VisitKind.objects.select_for_update().get(pk=kind.pk)
    if row.closed_at:
        raise Stale(_("Этот приём уже убран из списка."))
    must_stand(kind_told(row), seen)
    was = kind_told(row)
    row.closed_at = timezone.now()
    row.save(update_fields=["closed_at"])
    record("schedule.changed", row, by=by)
    _kept(row.organisation_id, row.pk, row.title, by, was, None)
