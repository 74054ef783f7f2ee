"""An operator books for whoever calls or stands there; one booking as staff see it, moved and cancelled."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from priemnaya.cases.guard import card_closed
from priemnaya.cases.models import Case
from priemnaya.core.tokens import new_code
from priemnaya.errors import Faults, Objection
from priemnaya.people.models import Client
from priemnaya.policy import Refused
from priemnaya.reception.actions import visits as actions
from priemnaya.reception.actions.visits.booking import start_typed
from priemnaya.reception.calls.seen import seen_calls
from priemnaya.reception.models import HELPS, Visit, Window
from priemnaya.reception.visits.asked import (
    offered_reminders,
    place_verdicts,
    priority_titles,
)
from priemnaya.reception.visits.care import helps_of, prepare_for
from priemnaya.reception.visits.choosing import choice_of
from priemnaya.reception.visits.free import kinds_of, places_of
from priemnaya.reception.visits.seen import seen_visits
from priemnaya.reception.visits.ways import ways_for
from priemnaya.ui.access import permission
from priemnaya.ui.asked import chosen, moment, one_of, turn_seen
from priemnaya.ui.typed import refuse, telling, typed_of
from priemnaya.workspace.shared import who


@require_GET
@permission("visit.receive")
def book(request: HttpRequest) -> HttpResponse:
    """The same free times as a client sees, and who comes; told aloud: where it is and how to get there."""
    body = who(request).organisation
    typed = typed_of(request)
    asked = request.GET.dict() or dict(typed)
    choice = choice_of(body, asked, staff=True)
    client = _client(request)
    shown: dict[str, Any] = {
        "c": choice,
        "typed": typed,
        "faults": typed.faults,
        "client": client,
        "known": _called(request) | _reach(client),
        "call": chosen(request, "call"),
        "press": new_code(20),
        "reminders": offered_reminders(body),
        "ways": ways_for(body, client).items(),
        "helps": HELPS,
        "helps_chosen": typed.all_of("help") if "name" in typed else helps_of(client),
        "remind_chosen": typed.all_of("remind"),
        "tells": place_verdicts(body, told=False),
        "priorities": priority_titles(body),
        "officials": Window.objects.filter(place=choice.place, official=True, closed_at=None) if choice.place else [],
        "out": bool(request.GET.get("out")),
    }
    return render(request, "workspace/visits/book.html", shown)


def _client(request: HttpRequest) -> Client | None:
    """A card one came from; one that is closed to the employee is none."""
    me = who(request)
    found = Client.objects.filter(organisation=me.organisation, pk=chosen(request, "client")).first()
    return None if found is None or card_closed(found, me) else found.living


def _called(request: HttpRequest) -> dict[str, str]:
    """What the caller said of themselves, where one books from the card of a talk."""
    key = chosen(request, "call")
    found = seen_calls(who(request)).filter(pk=key).first() if key else None
    return {"name": found.caller, "phone": found.number} if found else {}


def _reach(client: Client | None) -> dict[str, str]:
    if client is None:
        return {}
    found = dict(client.addresses.filter(channel__in=("phone", "email")).values_list("channel", "address"))
    return {"name": client.full_name, **found}


@require_POST
@permission("visit.receive")
def book_save(request: HttpRequest) -> HttpResponse:
    typed = request.POST
    back = f"/w/visits/book/?place={chosen(request, 'place') or ''}&kind={chosen(request, 'kind') or ''}"
    try:
        visit, code = actions.book_visit(_time(request), _details(request), by=who(request))
    except Refused as stopped:
        refuse(request, " ".join(f"{v.why} {v.remedy}" for v in stopped.verdicts if not v.ok))
        return redirect(f"{back}&day={typed.get('day', '')}&out={typed.get('out', '')}")
    except Faults as faults:
        refuse(request, faults)
        return redirect(f"{back}&day={typed.get('day', '')}&out={typed.get('out', '')}")
    except Objection as objection:
        refuse(request, objection)
        return redirect(f"{back}&day={typed.get('day', '')}&out={typed.get('out', '')}")
    words = _("Записано: %(number)s. Код, назовите его клиенту: %(code)s")
    messages.success(request, words % {"number": visit.shown_number, "code": code})
    if unset := actions.not_reminded(visit, typed.getlist("remind")):
        messages.warning(request, unset)
    if not seen_visits(who(request)).filter(pk=visit.pk).exists():
        messages.info(request, _("Слова клиента могут быть о вас или о том, кого вы замещаете: запись ведут другие."))
        return redirect(f"{reverse('visits_today')}?place={visit.place_id}")
    return redirect("visit", visit.pk)


def _time(request: HttpRequest) -> actions.Time:
    body, typed = who(request).organisation, request.POST
    place = places_of(body.pk).filter(pk=chosen(request, "place")).first()
    kind = kinds_of(body.pk).filter(pk=chosen(request, "kind")).first()
    if place is None or kind is None:
        raise Objection(_("Выберите, куда и за чем придёт клиент."))
    if typed.get("out"):
        start = moment(typed.get("start_at", ""), place.zone)
        window = place.windows.filter(pk=chosen(request, "window"), closed_at=None).first()
        if start is None:
            raise Objection(_("Напишите день и время приёма вне графика."))
        return actions.Time(place, kind, start, window, outside=True)
    start = start_typed(typed.get("start", ""))
    if start is None:
        raise Objection(_("Выберите время из свободного."))
    return actions.Time(place, kind, start)


def _details(request: HttpRequest) -> actions.BookingDetails:
    typed = request.POST
    client = _client(request)
    way = one_of(typed.get("way"), ways_for(who(request).organisation, client), "")
    return actions.BookingDetails(
        typed.get("name", ""),
        typed.get("phone", ""),
        typed.get("email", ""),
        typed.get("about", ""),
        helps=typed.getlist("help"),
        remind=dict.fromkeys(typed.getlist("remind"), way),
        told=bool(typed.get("told")),
        ground=typed.get("ground", ""),
        client=client,
        press=typed.get("press", "")[:40],
    )


def visit_of(request: HttpRequest, pk: int, rows: QuerySet[Visit] | None = None) -> Visit:
    """One that is not closed to the employee; rows: of others than those."""
    rows = seen_visits(who(request)) if rows is None else rows
    return get_object_or_404(
        rows.select_related(
            "place__point",
            "place__organisation",
            "kind",
            "window",
            "at_window",
            "client",
            "case",
            "powers__client",
            "powers__organisation",
        ),
        pk=pk,
    )


@require_GET
@permission("visit.receive")
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """One visit: who, when, where; its reminders; while it is ahead, other times."""
    row = visit_of(request, pk)
    moving = row.is_ahead and "move" in request.GET
    shown = {
        "visit": row,
        "case_seen": Case.objects.seen_by(who(request)).filter(pk=row.case_id).first() if row.case_id else None,
        "c": choice_of(row.organisation, request.GET.dict(), staff=True, moving=row) if moving else None,
        "late": row.state == "missed" and not row.ticket and _is_today(row),
        "prepare": prepare_for(row),
        "named": row.closed_to.all(),
        "news": row.news.order_by("pk"),
        "reminders": row.reminders.order_by("sequence", "due_at"),
        "priorities": priority_titles(row.organisation),
        "powers": row.client.living.powers.select_related("client", "organisation__parent") if row.client else [],
        "typed": typed_of(request),
    }
    return render(request, "workspace/visits/visit.html", shown)


def _is_today(row: Visit) -> bool:
    return row.starts is not None and row.place.local(row.starts).date() == row.place.today()


def _told_by(visit: Visit) -> str:
    """By which ways the client is told of what was just done, as it is."""
    rows = list(visit.news.filter(sequence=visit.sequence).order_by("pk"))
    ways = [row.by_said for row in rows if row.state == "sent"]
    said = [_("Клиенту сообщаем: %s.") % ", ".join(ways)] if ways else []
    if any(row.state == "waiting" for row in rows):
        said.append(_("Позвоните клиенту: звонок стоит на странице «Приём»."))
    return " ".join(said) or _("Сообщить клиенту некуда: ни почты, ни телефона в записи нет.")


@require_POST
@permission("visit.receive")
def visit_move(request: HttpRequest, pk: int) -> HttpResponse:
    row = visit_of(request, pk)
    with telling(request):
        place = places_of(row.organisation_id).filter(pk=chosen(request, "place")).first()
        start = start_typed(request.POST.get("start", ""))
        if place is None or row.kind is None or start is None:
            raise Objection(_("Выберите время из свободного."))
        seen = turn_seen(request)
        moved = actions.move_visit(row, actions.Time(place, row.kind, start), by=who(request), seen=seen)
        messages.success(request, _("Запись перенесена. %s") % _told_by(moved))
    return redirect("visit", pk)


@require_POST
@permission("visit.receive")
def visit_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    row = visit_of(request, pk)
    with telling(request):
        actions.cancel_visit(row, by=who(request), seen=turn_seen(request))
        row.refresh_from_db(fields=["sequence"])
        messages.success(request, _("Запись отменена, время свободно. %s") % _told_by(row))
    return redirect("visit", pk)


@require_POST
@permission("visit.receive")
def visit_first(request: HttpRequest, pk: int) -> HttpResponse:
    row = visit_of(request, pk)
    with telling(request, _("Посетителя вызовут первым. На экране и талоне этого не видно.")):
        actions.put_first(row, request.POST.get("ground", ""), by=who(request))
    return redirect("visit", pk)
