"""The schedule of reception, as an administrator keeps it, with the next two weeks as clients see them."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import available_timezones

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from priemnaya.core.settings_kept import token
from priemnaya.people.models import Employee, InteractionPoint
from priemnaya.reception.actions import visits as actions
from priemnaya.reception.models import LIMITS, DayOff, Place, ReceptionHours, VisitKind, Window
from priemnaya.reception.visits.free import Timetable, kinds_of, places_of, windows_of
from priemnaya.reception.visits.told import LIMITS_TOLD, WEEKDAYS, hours_told, kind_told, place_told, window_told
from priemnaya.ui.access import permission
from priemnaya.ui.asked import chosen, day, whole
from priemnaya.ui.typed import telling, typed_of
from priemnaya.workspace.shared import page_seen, who

PREVIEW = 14


@require_GET
@permission("visit.schedule")
def schedule(request: HttpRequest) -> HttpResponse:
    body = who(request).organisation
    places = [_shown(place) for place in places_of(body.pk)]
    known = {p["place"].point_id for p in places}
    points = InteractionPoint.objects.filter(organisation=body, kind="in_person", closed_at=None)
    kinds = list(kinds_of(body.pk).prefetch_related("windows"))
    shown = {
        "places": places,
        "points": [p for p in points if p.pk not in known],
        "kinds": [(kind, token(kind_told(kind)), {w.pk for w in kind.windows.all()}) for kind in kinds],
        "windows": Window.objects.filter(place__organisation=body, closed_at=None).select_related("place__point"),
        "staff": Employee.objects.filter(organisation=body, is_active=True).order_by("surname", "name"),
        "usual": _limits(None),
        "zones": sorted(z for z in available_timezones() if z.startswith(("Europe/", "Asia/"))),
        "weekdays": list(enumerate(WEEKDAYS)),
        "nths": _nths(),
        "typed": typed_of(request),
        "may_read": who(request).may("journal.view"),
    }
    return render(request, "workspace/visits/schedule.html", shown)


def _limits(place: Place | None) -> list[tuple[str, str, int, int, int]]:
    return [
        (name, _(LIMITS_TOLD[name]), getattr(place, name) if place else usual, least, most)
        for name, (usual, least, most) in LIMITS.items()
    ]


def _nths() -> list[tuple[int, str]]:
    words = [_("каждую неделю"), _("первый в месяце"), _("второй в месяце"), _("третий в месяце")]
    return [*enumerate(words), (4, _("четвёртый в месяце")), (-1, _("последний в месяце"))]


def _shown(place: Place) -> dict[str, Any]:
    windows = windows_of(place)
    hours: dict[int, list[tuple[ReceptionHours, str]]] = {w.pk: [] for w in windows}
    for row in ReceptionHours.objects.filter(window__in=windows):
        hours[row.window_id].append((row, hours_told(row)))
    return {
        "place": place,
        "limits": _limits(place),
        "seen": token(place_told(place)),
        "windows": [(w, token(window_told(w)), hours[w.pk]) for w in windows],
        "days_off": DayOff.objects.filter(place=place, day__gte=place.today()).select_related("window"),
        "preview": _preview(place, windows),
    }


def _preview(place: Place, windows: list[Window]) -> list[dict[str, Any]]:
    """Two weeks from today: of each day and window the hours as clients will find them."""
    today = place.today()
    table = Timetable(place, windows, today, today + dt.timedelta(days=PREVIEW - 1))
    rows = []
    for one in table.days():
        spans = [", ".join(f"{_clock(a)}–{_clock(b)}" for a, b in table.spans(w, one)) for w in windows]
        rows.append({"day": one, "holiday": table.is_holiday(one), "spans": spans, "any": any(spans)})
    return rows


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}"


@require_POST
@permission("visit.schedule")
def place_save(request: HttpRequest) -> HttpResponse:
    body = who(request).organisation
    point = get_object_or_404(InteractionPoint, organisation=body, pk=chosen(request, "point"))
    with telling(request, _("Записано.")):
        actions.save_place(
            body,
            point,
            way=request.POST.get("way", ""),
            map_url=request.POST.get("map_url", "").strip(),
            zone_name=request.POST.get("zone_name", ""),
            ahead_days=whole(request.POST.get("ahead_days", "60")) or 0,
            limits={name: whole(request.POST[name]) for name in LIMITS if name in request.POST},
            seen=page_seen(request),
            by=who(request),
        )
    return redirect("visits_schedule")


def _place(request: HttpRequest) -> Place:
    return get_object_or_404(places_of(who(request).organisation_id), pk=chosen(request, "place"))


def _window(request: HttpRequest, pk: int) -> Window:
    rows = Window.objects.filter(place__organisation=who(request).organisation).select_related("place__organisation")
    return get_object_or_404(rows, pk=pk)


@require_POST
@permission("visit.schedule")
def window_save(request: HttpRequest) -> HttpResponse:
    body = who(request).organisation
    window = _window(request, chosen(request, "window")) if chosen(request, "window") else None
    employee = Employee.objects.filter(organisation=body, pk=chosen(request, "employee"), is_active=True).first()
    with telling(request, _("Записано.")):
        actions.save_window(
            window.place if window else _place(request),
            request.POST.get("name", ""),
            window=window,
            employee=employee,
            official=bool(request.POST.get("official")),
            seen=page_seen(request),
            by=who(request),
        )
    return redirect("visits_schedule")


@require_POST
@permission("visit.schedule")
def window_close(request: HttpRequest, pk: int) -> HttpResponse:
    with telling(request, _("Окно закрыто.")):
        actions.close_window(_window(request, pk), by=who(request), seen=page_seen(request))
    return redirect("visits_schedule")


@require_POST
@permission("visit.schedule")
def hours_add(request: HttpRequest, pk: int) -> HttpResponse:
    typed, nth = request.POST, whole(request.POST.get("nth", "0"))
    days = [d for d in (whole(one) for one in typed.getlist("weekday")) if d is not None]
    with telling(request, _("Часы записаны. Проверьте их ниже, в расписании на две недели.")):
        read = actions.minutes_typed
        actions.add_hours(
            _window(request, pk),
            days,
            read(typed.get("begins", "")),
            read(typed.get("ends", "")),
            nth=0 if nth is None else nth,
            pause=(read(typed.get("pause_from", "")), read(typed.get("pause_to", ""))),
            by=who(request),
        )
    return redirect("visits_schedule")


@require_POST
@permission("visit.schedule")
def hours_drop(request: HttpRequest, pk: int) -> HttpResponse:
    rows = ReceptionHours.objects.filter(window__place__organisation=who(request).organisation)
    with telling(request, _("Часы убраны.")):
        left = actions.drop_hours(
            get_object_or_404(rows.select_related("window__place__organisation"), pk=pk), by=who(request)
        )
        _warn(request, left)
    return redirect("visits_schedule")


def _warn(request: HttpRequest, left: int) -> None:
    if left:
        words = _("На это время уже записаны люди: %s. Их записи остались: перенесите их на странице «Приём».")
        messages.warning(request, words % left)


@require_POST
@permission("visit.schedule")
def day_off_add(request: HttpRequest) -> HttpResponse:
    typed, place = request.POST, _place(request)
    window = place.windows.filter(pk=chosen(request, "window"), closed_at=None).first()
    with telling(request, _("Записано.")):
        _row, left = actions.save_day_off(
            place,
            day(typed.get("day", "")),
            window=window,
            opens=typed.get("opens") == "1",
            begins=actions.minutes_typed(typed.get("begins", "")),
            ends=actions.minutes_typed(typed.get("ends", "")),
            why=typed.get("why", ""),
            by=who(request),
        )
        _warn(request, left)
    return redirect("visits_schedule")


@require_POST
@permission("visit.schedule")
def day_off_drop(request: HttpRequest, pk: int) -> HttpResponse:
    rows = DayOff.objects.filter(place__organisation=who(request).organisation)
    with telling(request, _("Убрано: день идёт по обычным часам.")):
        actions.drop_day_off(get_object_or_404(rows.select_related("place__organisation"), pk=pk), by=who(request))
    return redirect("visits_schedule")


@require_POST
@permission("visit.schedule")
def visit_kind_save(request: HttpRequest) -> HttpResponse:
    body, typed = who(request).organisation, request.POST
    kind = VisitKind.objects.filter(organisation=body, pk=chosen(request, "kind"), closed_at=None).first()
    keys = [n for n in (whole(one) for one in typed.getlist("window")) if n]
    with telling(request, _("Записано.")):
        actions.save_visit_kind(
            body,
            typed.get("title", ""),
            kind=kind,
            minutes=whole(typed.get("minutes", "")),
            bring=typed.get("bring", ""),
            online=bool(typed.get("online")),
            windows=list(Window.objects.filter(place__organisation=body, pk__in=keys).select_related("place")),
            seen=page_seen(request),
            by=who(request),
        )
    return redirect("visits_schedule")


@require_POST
@permission("visit.schedule")
def visit_kind_close(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(VisitKind, organisation=who(request).organisation, pk=pk)
    with telling(request, _("Убрано из списка. Записи, которые уже есть, остались.")):
        actions.close_visit_kind(row, by=who(request), seen=page_seen(request))
    return redirect("visits_schedule")
