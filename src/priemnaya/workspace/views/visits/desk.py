"""The front desk of a day: who is booked, who waits, what each window does; tickets, paper for an hour without us."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from priemnaya.cases.guard import unbarred_cards
from priemnaya.cases.letters import qr_of
from priemnaya.errors import Objection
from priemnaya.people.models import Employee
from priemnaya.reception.actions import visits as actions
from priemnaya.reception.models import Place, Visit, VisitNews, VisitReminder, VisitWish, Window
from priemnaya.reception.visits.asked import place_verdicts, priorities_of, priority_titles, reminders_ahead
from priemnaya.reception.visits.care import prepare_for
from priemnaya.reception.visits.figures import did_not_come, talked
from priemnaya.reception.visits.free import kinds_of, places_of, windows_of
from priemnaya.reception.visits.grid import grid_of, left_at_windows, of_the_day
from priemnaya.reception.visits.guarded import asked_at_end
from priemnaya.reception.visits.line import estimate, line_of, today_of
from priemnaya.reception.visits.seen import led_visits, seen_visits, veiled
from priemnaya.ui.access import permission
from priemnaya.ui.asked import chosen, day, moment, whole
from priemnaya.ui.typed import telling, typed_of
from priemnaya.workspace.shared import who

from .booking import visit_of


def _place(request: HttpRequest) -> Place | None:
    rows = places_of(who(request).organisation_id)
    return rows.filter(pk=chosen(request, "place")).first() or rows.first()


@require_GET
@permission("visit.receive")
def today(request: HttpRequest) -> HttpResponse:
    """A day by the hour and by window; of today the live queue, who needs care, calls to make."""
    me, place = who(request), _place(request)
    if place is None:
        return render(request, "workspace/visits/none.html", {"may_schedule": me.may("visit.schedule")})
    on = day(request.GET.get("day", "")) or place.today()
    rows = veiled(sorted(of_the_day(place, on), key=_when), me)
    booked = [v for v in rows if v.state == "booked" and not v.hidden]
    left = veiled(left_at_windows(place), me) if on == place.today() else []
    shown = {
        "place": place,
        "places": places_of(me.organisation_id),
        "day": on,
        "is_today": on == place.today(),
        "before": on - dt.timedelta(days=1),
        "after": on + dt.timedelta(days=1),
        "grid": grid_of(place, on, rows, left),
        "expected": booked,
        "helped": [v for v in rows if v.helps and v.state not in ("done", "missed")],
        "first": priorities_of(me.organisation),
        "counts": _counts(rows),
        "typed": typed_of(request),
        "now": timezone.now(),
    }
    return render(request, "workspace/visits/today.html", shown | (_live(me, place, rows) if shown["is_today"] else {}))


def _live(me: Employee, place: Place, rows: list[Visit]) -> dict[str, Any]:
    """What is only of today: who waits, who is next, whom to call."""
    windows, after = windows_of(place), next((v for v in rows if v.state == "booked" and not v.hidden), None)
    return {
        "line": _line(place, me, rows),
        "prepare": prepare_for(after) if after else [],
        "asked": asked_at_end(place.organisation),
        "parked": [v for v in rows if v.state == "parked"],
        "next": after,
        "calls": _calls(place, me),
        "news": _news(place, me),
        "wishes": _wishes(place, me),
        "tells": place_verdicts(place.organisation, told=False),
        "kinds": kinds_of(me.organisation_id),
        "windows": windows,
        "key": actions.new_key(),
        "mine": next((w for w in windows if w.employee_id == me.pk), None),
        "priorities": priority_titles(me.organisation),
    }


def _line(place: Place, me: Employee, rows: list[Visit]) -> list[Visit]:
    """Who waits, as the day shows them: what has come since is veiled by itself."""
    known, line = {v.pk: v for v in rows}, line_of(place)
    known |= {v.pk: v for v in veiled((v for v in line if v.pk not in known), me)}
    return [known[v.pk] for v in line]


def _when(visit: Visit) -> dt.datetime:
    return visit.starts or visit.arrived_at or timezone.now()


def _calls(place: Place, me: Employee) -> list[VisitReminder]:
    rows = VisitReminder.objects.filter(visit__place=place, by="phone", state="waiting", due_at__lte=timezone.now())
    rows = rows.filter(visit__in=seen_visits(me).values("pk"))
    rows = rows.filter(visit__state="booked", visit__during__startswith__gt=timezone.now())
    return list(rows.select_related("visit__kind", "visit__window").order_by("visit__during")[:50])


def _news(place: Place, me: Employee) -> list[VisitNews]:
    """Of whom a booking was moved or cancelled and whom no letter reaches: somebody calls, also when the time has
    passed by a day, so that no task vanishes unseen."""
    rows = VisitNews.objects.filter(
        visit__in=seen_visits(me), visit__place=place, state="waiting", sequence=F("visit__sequence")
    )
    rows = rows.filter(visit__during__startswith__gt=timezone.now() - dt.timedelta(days=1))
    return list(rows.select_related("visit__kind", "visit__window").order_by("visit__during")[:50])


def _wishes(place: Place, me: Employee) -> list[VisitWish]:
    """To whom a free time is offered that no letter reaches: somebody calls."""
    rows = VisitWish.objects.filter(place=place, state="offered", offered__state="held", offered__email="")
    seen = unbarred_cards(rows, me, "client")
    found = list(seen.select_related("offered__organisation__parent", "kind").order_by("pk")[:20])
    for row in found:
        row.offers_to_remind = reminders_ahead(row.offered) if row.offered else []  # type: ignore[attr-defined]
    return found


@require_POST
@permission("visit.receive")
def wish_answered(request: HttpRequest, pk: int) -> HttpResponse:
    rows = VisitWish.objects.filter(organisation=who(request).organisation).select_related("place", "offered")
    row = get_object_or_404(rows, pk=pk)
    agrees = request.POST.get("answer") == "yes"
    with telling(request):
        code = actions.answer_offer(
            row,
            agrees=agrees,
            remind=request.POST.getlist("remind"),
            told="told" in request.POST or not place_verdicts(row.organisation, told=False),
            by=who(request),
        )
        words = _("Записан. Код, назовите его клиенту: %s") % code if agrees else _("Время свободно для следующего.")
        messages.success(request, words)
    return _back(row.place_id)


def _counts(rows: list[Visit]) -> dict[str, Any]:
    """Of today, as far as it has come: nothing is said where nobody has waited yet."""
    waits = [(v.called_at - v.waits_from).total_seconds() / 60 for v in rows if v.called_at and v.waits_from]
    talks = [minutes for v in rows if (minutes := talked(v)) is not None]
    return {
        "booked": sum(v.during is not None for v in rows),
        "walked": sum(v.during is None for v in rows),
        "missed": sum(did_not_come(v) for v in rows),
        "left": sum(v.state == "missed" and v.arrived_at is not None for v in rows),
        "wait": round(max(sum(waits) / len(waits), 0)) if waits else None,
        "talk": round(sum(talks) / len(talks)) if talks else None,
    }


def _back(place: int) -> HttpResponse:
    return redirect(f"{reverse('visits_today')}?place={place}")


@require_POST
@permission("visit.receive")
def admit(request: HttpRequest) -> HttpResponse:
    """A number for whoever walked in."""
    place, typed = _place(request), request.POST
    if place is None:
        return redirect("visits_today")
    with telling(request):
        kind = kinds_of(place.organisation_id).filter(pk=chosen(request, "kind")).first()
        made = actions.admit_visitor(
            place,
            kind=kind,
            name=typed.get("name", ""),
            about=typed.get("about", ""),
            ground=typed.get("ground", ""),
            key=typed.get("key", ""),
            by=who(request),
        )
        messages.success(request, _("Номер %s. Напечатайте талон или назовите номер.") % made.ticket)
        return redirect("visit_ticket", made.pk)
    return _back(place.pk)


@require_POST
@permission("visit.receive")
def call_next(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Window.objects.filter(place__organisation=who(request).organisation).select_related("place__organisation")
    window = get_object_or_404(rows, pk=pk)
    with telling(request):
        visit = actions.call_next(window, by=who(request))
        messages.success(request, _("Вызван номер %(n)s: %(window)s.") % {"n": visit.ticket, "window": window.name})
    return _back(window.place_id)


DEEDS: dict[str, tuple[Callable[..., Any], Any]] = {
    "arrive": (actions.note_arrival, _("Посетитель в очереди.")),
    "begin": (actions.begin_visit, _("Приём начался.")),
    "park": (actions.park_visit, _("Отложен: вернётся в очередь на своё место.")),
    "back": (actions.return_visitor, _("Снова в очереди.")),
    "miss": (actions.miss_visit, _("Отмечено: не пришёл.")),
}


@require_POST
@permission("visit.receive")
def deed(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """One step of one visitor."""
    visit = visit_of(request, pk, led_visits(who(request)))
    act, done = DEEDS[what]
    with telling(request, done):
        act(visit, by=who(request))
    return _back(visit.place_id)


@require_POST
@permission("visit.receive")
def call(request: HttpRequest, pk: int) -> HttpResponse:
    visit = visit_of(request, pk, led_visits(who(request)))
    window = get_object_or_404(Window, place=visit.place, pk=chosen(request, "window"))
    with telling(request):
        row = actions.call_visitor(visit, window, by=who(request))
        messages.success(request, _("Вызван номер %(n)s: %(window)s.") % {"n": row.ticket, "window": window.name})
    return _back(visit.place_id)


@require_POST
@permission("visit.receive")
def end(request: HttpRequest, pk: int) -> HttpResponse:
    visit = visit_of(request, pk, led_visits(who(request)))
    typed = request.POST
    with telling(request, _("Приём закончен.")):
        actions.end_visit(
            visit,
            number=typed.get("number", ""),
            answered=typed.get("answered", ""),
            satisfied=typed.get("satisfied", ""),
            read_back="read_back" in typed,
            by=who(request),
        )
    return _back(visit.place_id)


@require_GET
@permission("visit.receive")
def ticket(request: HttpRequest, pk: int) -> HttpResponse:
    """To print on a roll of 80 mm: the number and a picture that leads to one's own place in the queue. It says nothing
    of who has it: whoever has given out a number prints it."""
    visit = visit_of(request, pk, Visit.objects.filter(organisation=who(request).organisation).exclude(state="held"))
    if visit.key is None:
        return _back(visit.place_id)
    url = f"{settings.SITE_URL}{reverse('queue_place', args=[visit.organisation.slug, visit.key])}"
    drawn = mark_safe(qr_of(url, sized=False))  # noqa: S308 - drawn by segno of our own address  # nosec B308 B703
    shown = {"visit": visit, "qr": drawn, "url": url, "wait": estimate(visit.place, visit)}
    return render(request, "workspace/visits/ticket.html", shown)


@require_POST
@permission("visit.receive")
def reminder_called(request: HttpRequest, pk: int) -> HttpResponse:
    rows = VisitReminder.objects.filter(visit__organisation=who(request).organisation).select_related("visit__place")
    row = get_object_or_404(rows, pk=pk)
    with telling(request, _("Записано.")):
        actions.record_reminder_call(row, request.POST.get("result", ""), by=who(request))
    return _back(row.visit.place_id)


@require_POST
@permission("visit.receive")
def news_called(request: HttpRequest, pk: int) -> HttpResponse:
    rows = VisitNews.objects.filter(visit__organisation=who(request).organisation).select_related("visit__place")
    row = get_object_or_404(rows, pk=pk)
    with telling(request, _("Записано.")):
        actions.record_news_call(row, request.POST.get("result", ""), by=who(request))
    return _back(row.visit.place_id)


@require_GET
@permission("visit.receive")
def paper(request: HttpRequest) -> HttpResponse:
    """The day on paper: who is booked, with room for times, and numbers to hand out. Print it in the morning."""
    place = _place(request)
    if place is None:
        return redirect("visits_today")
    rows = sorted((v for v in veiled(today_of(place), who(request)) if v.state == "booked"), key=_when)
    last = max((v.ticket or 0 for v in today_of(place)), default=0)
    numbers = range(last + 101, last + 131)
    shown = {"place": place, "rows": rows, "numbers": numbers, "first": priorities_of(place.organisation)}
    return render(request, "workspace/visits/paper.html", shown)


@require_http_methods(["GET", "POST"])
@permission("visit.receive")
def paper_enter(request: HttpRequest) -> HttpResponse:
    """Visits of an hour without the database, with their times, one after another."""
    place = _place(request)
    if place is None:
        return redirect("visits_today")
    if request.method == "POST":
        with telling(request, _("Записано с бумаги.")):
            _write_down(request, place)
        return redirect(f"{reverse('visits_paper_enter')}?place={place.pk}")
    recent = veiled(Visit.objects.filter(place=place, on_paper=True).order_by("-pk")[:20], who(request))
    booked = [v for v in veiled(today_of(place), who(request)) if v.state == "booked" and not v.hidden]
    shown = {
        "place": place,
        "windows": windows_of(place),
        "kinds": kinds_of(place.organisation_id),
        "recent": recent,
        "booked": booked,
        "typed": typed_of(request),
        "today": place.today(),
    }
    return render(request, "workspace/visits/paper_enter.html", shown)


def _write_down(request: HttpRequest, place: Place) -> None:
    typed = request.POST
    on = day(typed.get("day", "")) or place.today()

    def at(name: str) -> dt.datetime | None:
        text = typed.get(name, "").strip()
        found = moment(f"{on} {text}", place.zone) if text else None
        if text and found is None:
            raise Objection(_("Время пишут так: 9:05. Исправьте «%s».") % text[:20])
        return found

    actions.write_down_visit(
        place,
        whole(typed.get("ticket", "")),
        at("arrived"),
        window=place.windows.filter(pk=chosen(request, "window")).first(),
        began=at("began"),
        ended=at("ended"),
        kind=kinds_of(place.organisation_id).filter(pk=chosen(request, "kind")).first(),
        name=typed.get("name", ""),
        about=typed.get("about", ""),
        booked=Visit.objects.filter(place=place, pk=chosen(request, "booked"), state="booked").first(),
        by=who(request),
    )
