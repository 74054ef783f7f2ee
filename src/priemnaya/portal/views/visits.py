"""Booking a visit from the portal: a time is chosen, held, booked; then looked at, moved and cancelled by number and
code. Without JavaScript, from a telephone, without saying who one is beyond a name to be called by."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from priemnaya.core import limits
from priemnaya.core.address import network_of
from priemnaya.core.tokens import api_digest, new_token
from priemnaya.errors import Faults, Objection, Stale
from priemnaya.people.actions.identified import card_of_person
from priemnaya.people.models import Organisation
from priemnaya.policy import Refused, register
from priemnaya.portal.booked import (
    code_shown,
    may_see_visit,
    open_by_code,
    open_visit,
)
from priemnaya.portal.shared import of_body
from priemnaya.portal.visit import me_of, person_of
from priemnaya.reception.actions import visits as actions
from priemnaya.reception.actions.visits.booking import start_typed
from priemnaya.reception.models import HELPS, Place, Visit, VisitKind, VisitWish
from priemnaya.reception.visits.asked import reminders_ahead
from priemnaya.reception.visits.calendar_file import calendar_file
from priemnaya.reception.visits.choosing import choice_of
from priemnaya.reception.visits.free import kinds_of, places_of, receives
from priemnaya.reception.visits.texts import opens
from priemnaya.reception.visits.ways import ways_for
from priemnaya.ui.asked import chosen, one_of, turn_seen, whole
from priemnaya.ui.downloads import attachment
from priemnaya.ui.typed import Typed, telling, typed_of

register("provides", "visit_booking", "portal.views.visits.choose")


@never_cache
@require_GET
@of_body
def choose(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """What for, where and when: links and buttons, a day a page."""
    if not receives(organisation.pk):
        return render(request, "portal/visits/none.html", status=404)
    choice = choice_of(organisation, request.GET.dict())
    return render(request, "portal/visits/choose.html", {"c": choice, "typed": typed_of(request)})


@require_POST
@of_body
def hold(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Keep the time for a quarter of an hour; the form follows."""
    try:
        time = _time(request, organisation)
        _not_too_often(request, organisation)
        actions.hold_visit(time, _page_key(request, organisation), by=None)
    except Objection as objection:
        messages.error(request, str(objection))
        return redirect(f"{reverse('visits', args=[organisation.slug])}?{_back(request)}")
    return redirect("visit_book", organisation.slug)


def _not_too_often(request: HttpRequest, organisation: Organisation) -> None:
    """So many times a network may take in an hour while nobody has proved who they are. Raises Objection."""
    stranger = me_of(request, organisation) is None
    if stranger and limits.spend("visit-holds", network_of(request), seconds=limits.HOUR) > settings.QUOTAS["visits"]:
        raise Objection(_("Из вашей сети за час выбрали слишком много времён. Позвоните нам или вернитесь через час."))


def _back(request: HttpRequest) -> str:
    return "&".join(f"{n}={whole(request.POST.get(n, '')) or ''}" for n in ("kind", "place"))


def _time(request: HttpRequest, organisation: Organisation) -> actions.Time:
    place = places_of(organisation.pk).filter(pk=chosen(request, "place")).first()
    kind = kinds_of(organisation.pk, online=True).filter(pk=chosen(request, "kind")).first()
    start = start_typed(request.POST.get("start", ""))
    if place is None or kind is None or start is None:
        raise Objection(_("Выберите время из списка."))
    return actions.Time(place, kind, start)


def _page_key(request: HttpRequest, organisation: Organisation) -> str:
    """By which this browser's hold is known: kept in its session alone."""
    name = f"visit:page:{organisation.pk}"
    if not request.session.get(name):
        request.session[name] = new_token()
    return api_digest(str(request.session[name]))


def _held(request: HttpRequest, organisation: Organisation) -> Visit | None:
    rows = Visit.objects.filter(organisation=organisation, state="held", held_by=_page_key(request, organisation))
    return rows.select_related("place__point", "place__organisation", "kind", "window", "organisation").first()


@never_cache
@require_http_methods(["GET", "POST"])
@of_body
def book(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Who comes; the time is kept meanwhile. What was typed stays whatever is wrong."""
    visit = _held(request, organisation)
    if visit is None:
        return _let_slip(request, organisation, _("Выбранное время больше не придержано. Выберите время."))
    if request.method == "GET":
        return _form(request, visit, {})
    if request.POST.get("time", time_mark(visit)) != time_mark(visit):
        told = _("В другом окне вы выбрали другое время. Теперь за вами то, что сверху: проверьте и нажмите ещё раз.")
        return _form(request, visit, {"": told}, status=409)
    try:
        code = actions.confirm_visit(visit, _details(request, organisation), by=None)
    except Faults as faults:
        return _form(request, visit, faults.fields, status=422)
    except Refused as stopped:
        return _form(request, visit, {"": " ".join(v.why for v in stopped.verdicts if not v.ok)}, status=422)
    except Stale as stale:
        return _let_slip(request, organisation, str(stale))
    except Objection as objection:
        return _form(request, visit, {"": str(objection)}, status=409)
    for name in ("page", "typed"):
        request.session.pop(f"visit:{name}:{organisation.pk}", None)
    visit.refresh_from_db()
    open_visit(request, visit, code)
    _tell_unset(request, visit)
    return redirect("visit_page", organisation.slug, visit.number)


def _tell_unset(request: HttpRequest, visit: Visit) -> None:
    if words := actions.not_reminded(visit, request.POST.getlist("remind")):
        messages.warning(request, words)


def time_mark(visit: Visit) -> str:
    """What a form shows and another tab may have changed since: one browser holds one time."""
    return f"{visit.place_id}.{visit.kind_id}.{int(visit.starts.timestamp()) if visit.starts else 0}"


TYPED = ("name", "phone", "email", "about")


def _let_slip(request: HttpRequest, organisation: Organisation, words: str) -> HttpResponse:
    """The time is gone, the words are not: they stand in the form of the next time that is chosen."""
    typed = {name: request.POST[name][:500] for name in TYPED if request.POST.get(name)}
    if typed:
        request.session[f"visit:typed:{organisation.pk}"] = typed
        words = f"{words} {_('Имя и остальное мы запомнили: впишем сами.')}"
    messages.warning(request, words)
    return redirect("visits", organisation.slug)


def _form(request: HttpRequest, visit: Visit, faults: dict[str, str], status: int = 200) -> HttpResponse:
    body = visit.organisation
    now = timezone.now()
    offered = reminders_ahead(visit)
    person = person_of(request, body)
    name = " ".join(str(person.get(part, "")) for part in ("surname", "name", "patronymic")).strip()
    known: Any = request.POST
    if request.method == "GET":
        known = typed_of(request) or Typed(request.session.get(f"visit:typed:{body.pk}", {}))
    shown = {
        "visit": visit,
        "time": time_mark(visit),
        "typed": known,
        "faults": faults,
        "told": list(dict.fromkeys(faults.values())),
        "reminders": offered,
        "helps": HELPS,
        "asked_for": request.POST.getlist("help"),
        "ticked": request.POST.getlist("remind") if request.method == "POST" else [],
        "ways": ways_for(body, me_of(request, body)).items(),
        "by_rule": next((r.by for r in offered if r.by), ""),
        "way": request.POST.get("way", ""),
        "name": name,
        "minutes": max(1, int((visit.held_until - now).total_seconds() // 60)) if visit.held_until else 1,
    }
    return render(request, "portal/visits/book.html", shown, status=status)


def _details(request: HttpRequest, organisation: Organisation) -> actions.BookingDetails:
    typed, person = request.POST, person_of(request, organisation)
    client = (me_of(request, organisation) or card_of_person(organisation, person)) if person else None
    way = one_of(typed.get("way"), ways_for(organisation, client), "")
    return actions.BookingDetails(
        typed.get("name", ""),
        typed.get("phone", ""),
        typed.get("email", ""),
        typed.get("about", ""),
        helps=typed.getlist("help"),
        remind=dict.fromkeys(typed.getlist("remind"), way),
        client=client,
    )


@never_cache
@require_http_methods(["GET", "POST"])
@of_body
def follow(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """A booking by its number and code."""
    if request.method == "GET":
        return render(request, "portal/visits/follow.html", {"number": request.GET.get("number", "")[:30]})
    number, code = request.POST.get("number", ""), request.POST.get("code", "")
    opening = open_by_code(request, organisation, number, code)
    if opening.visit is None:
        shown = {"number": number[:30], "error": opening.error}
        return render(request, "portal/visits/follow.html", shown, status=opening.status)
    open_visit(request, opening.visit)
    return redirect("visit_page", organisation.slug, opening.visit.number)


def of_booking(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of one booking, for whoever may see it; a stranger is asked its code."""

    @wraps(view)
    def shown(request: HttpRequest, organisation: Organisation, number: str) -> HttpResponse:
        rows = Visit.objects.filter(organisation=organisation, number=number.removeprefix("П-")).exclude(state="held")
        of = ("place__point", "place__organisation", "kind", "window", "client__merged_into", "organisation__parent")
        visit = rows.select_related(*of).first()
        if visit is None or not may_see_visit(request, visit):
            return redirect(f"{reverse('visit_follow', args=[organisation.slug])}?number={number}")
        return view(request, visit)

    return shown


@never_cache
@require_http_methods(["GET", "POST"])
@of_body
def open_link(request: HttpRequest, organisation: Organisation, number: str, mark: str) -> HttpResponse:
    """The link of a letter about a booking. GET only asks, for mail scanners open links."""
    rows = Visit.objects.filter(organisation=organisation, number=number).exclude(state="held")
    visit = rows.select_related("place__organisation", "organisation").first()
    if visit is None or not opens(visit, mark):
        return redirect(f"{reverse('visit_follow', args=[organisation.slug])}?number={number}")
    if request.method == "GET":
        response = render(request, "portal/visits/open.html", {"number": visit.shown_number})
        response["Referrer-Policy"] = "no-referrer"
        return response
    open_visit(request, visit)
    return redirect("visit_page", organisation.slug, number)


@never_cache
@require_GET
@of_body
@of_booking
def page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """One booking: when, where, how to get there, what to bring; to move it, the days."""
    moving = visit.is_ahead and "move" in request.GET
    shown = {
        "visit": visit,
        "code": code_shown(request, visit),
        "c": choice_of(visit.organisation, request.GET.dict(), moving=visit) if moving else None,
        "reminders": visit.reminders.filter(sequence=visit.sequence).exclude(state="off").order_by("due_at"),
    }
    return render(request, "portal/visits/visit.html", shown)


@require_POST
@of_body
@of_booking
def move(request: HttpRequest, visit: Visit) -> HttpResponse:
    start = start_typed(request.POST.get("start", ""))
    place: Place | None = places_of(visit.organisation_id).filter(pk=chosen(request, "place")).first()
    kind: VisitKind | None = visit.kind
    with telling(request, _("Запись перенесена.")):
        if start is None or place is None or kind is None:
            raise Objection(_("Выберите время из списка."))
        seen = turn_seen(request)
        actions.move_visit(visit, actions.Time(place, kind, start), by=None, seen=seen)
    return redirect("visit_page", visit.organisation.slug, visit.number)


@require_POST
@of_body
@of_booking
def cancel(request: HttpRequest, visit: Visit) -> HttpResponse:
    with telling(request, _("Запись отменена, время освободилось.")):
        actions.cancel_visit(visit, by=None, seen=turn_seen(request))
    return redirect("visit_page", visit.organisation.slug, visit.number)


@never_cache
@require_GET
@of_body
@of_booking
def calendar(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The booking as a file for one's own calendar."""
    visit = get_object_or_404(Visit.objects.exclude(during=None), pk=visit.pk)
    return attachment("priem.ics", calendar_file(visit, cancelled=visit.state == "cancelled").encode())


@require_POST
@of_body
def wish(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Wait for a time that comes free; only where there is none to choose."""
    typed = request.POST
    place = places_of(organisation.pk).filter(pk=chosen(request, "place")).first()
    kind = kinds_of(organisation.pk, online=True).filter(pk=chosen(request, "kind")).first()
    with telling(request, _("Записали. Когда время освободится, сообщим: тому, кто попросил раньше, — раньше.")):
        if place is None or kind is None:
            raise Objection(_("Выберите, куда и за чем вы придёте."))
        _not_too_often(request, organisation)
        actions.wish_visit(
            place,
            kind,
            name=typed.get("name", ""),
            phone=typed.get("phone", ""),
            email=typed.get("email", ""),
            client=me_of(request, organisation),
            by=None,
        )
    return redirect(f"{reverse('visits', args=[organisation.slug])}?{_back(request)}")


@never_cache
@require_http_methods(["GET", "POST"])
@of_body
def offer(request: HttpRequest, organisation: Organisation, secret: str) -> HttpResponse:
    """A time that came free: GET shows it, for mail scanners open links; POST takes it or says no."""
    rows = VisitWish.objects.filter(organisation=organisation, key_digest=api_digest(secret), state="offered")
    found = rows.select_related("offered__place__point", "offered__place__organisation", "kind", "place").first()
    if found is None or found.offered is None:
        return render(request, "portal/visits/offer.html", {"visit": None}, status=410)
    if request.method == "GET":
        shown = {"visit": found.offered, "reminders": reminders_ahead(found.offered)}
        return render(request, "portal/visits/offer.html", shown)
    agrees = request.POST.get("answer") == "yes"
    with telling(request):
        code = actions.answer_offer(found, agrees=agrees, remind=request.POST.getlist("remind"), by=None)
        if not agrees:
            messages.success(request, _("Спасибо, что сказали: время получит следующий."))
            return redirect("visits", organisation.slug)
        visit = Visit.objects.select_related("organisation").get(pk=found.offered.pk)
        open_visit(request, visit, code)
        _tell_unset(request, visit)
        return redirect("visit_page", organisation.slug, visit.number)
    return redirect("visits", organisation.slug)
