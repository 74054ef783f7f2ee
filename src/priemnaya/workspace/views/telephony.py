"""Telephone exchanges on screen: what rings at an operator, what the exchange told and what was done with it, whose
telephone is whose."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings as conf
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from priemnaya.channels.telephony.intake import shape_of
from priemnaya.channels.telephony.links import KINDS, Exchange, exchanges
from priemnaya.people.models import Employee
from priemnaya.reception.actions.telephony import set_extension
from priemnaya.reception.calls.seen import seen_calls
from priemnaya.reception.models import ExchangeReport, Extension
from priemnaya.reception.telephony.events import STATES
from priemnaya.reception.telephony.who import going_on_at
from priemnaya.ui.access import permission
from priemnaya.ui.asked import page_seen
from priemnaya.ui.typed import telling
from priemnaya.workspace.shared import who

LAST = 25
MOST = 5
"""Calls that one person has to do with at once."""


@dataclass(frozen=True)
class Ring:
    """A call at an operator, of nobody by name. path: empty where its card is closed to them."""

    path: str
    state: str
    at: dt.datetime


def rings_of(me: Employee) -> dict[str, Any]:
    """What goes on at an operator, and what tells this from what their page shows already."""
    rows = (
        going_on_at(me.pk).order_by("-began_at", "-pk").values_list("pk", "state", "operator", "began_at", "hung_up_at")
    )
    found = list(rows[:MOST])
    seen: set[int] = (
        set(seen_calls(me).filter(pk__in=[r[0] for r in found]).values_list("pk", flat=True)) if found else set()
    )
    rings: list[Ring] = []
    shown: list[str] = []
    for pk, state, operator, at, over in found:
        how = state if state == "ringing" else "given" if operator != me.pk else "over" if over else "mine"
        if pk in seen or how == "ringing":
            rings.append(Ring(f"/w/calls/{pk}/" if pk in seen else "", how, at))
            shown.append(f"{pk}-{how}" if pk in seen else f"{pk}-closed")
    return {"rings": rings, "rings_token": "_".join(shown)}


@require_GET
@permission("call.take")
def calls_at_hand(request: HttpRequest) -> HttpResponse:
    """What rings at the employee: asked every two seconds, by two indexes, and of nobody by name. Nothing is drawn anew
    where nothing is new."""
    found = rings_of(who(request))
    if found["rings_token"] == request.GET.get("seen", ""):
        return HttpResponse(status=204)
    return render(request, "workspace/calls/_rings.html", found)


@require_GET
@permission("settings.edit")
def telephony(request: HttpRequest) -> HttpResponse:
    """Each exchange of the body, the last reports with what was done with each, telephones that are nobody's. No number
    of a client stands here but its last two figures."""
    body = who(request).organisation
    reports = ExchangeReport.objects.filter(organisation=body).order_by("-came_at", "-pk")
    people = Extension.objects.filter(organisation=body).select_related("employee").order_by("number")
    known = {row.number for row in people}
    strange = reports.filter(did__in=("nobodys", "transferred_out")).exclude(extension__in=["", *known])
    day = timezone.now() - dt.timedelta(days=1)
    rows = [
        _Exchange(one, reports.filter(source=one.name, came_at__gte=day))
        for one in exchanges()
        if one.body == body.slug
    ]
    return render(
        request,
        "workspace/telephony.html",
        {
            "exchanges": rows,
            "reports": [_Line(row) for row in reports[:LAST]],
            "most": LAST,
            "people": people,
            "nobodys": sorted(set(strange.filter(came_at__gte=day).values_list("extension", flat=True)))[:20],
        },
    )


class _Exchange:
    def __init__(self, exchange: Exchange, today: Any) -> None:
        self.name, self.kind = exchange.name, KINDS[exchange.kind]
        self.address = f"{conf.SITE_URL}{exchange.path}".rstrip("/" if exchange.kind == "mango" else "")
        self.today, last = today.count(), today.first()
        self.last = last.came_at if last else None


class _Line:
    """A report in words. parts: the shape of one that nobody could read."""

    def __init__(self, report: ExchangeReport) -> None:
        self.report = report
        self.what = STATES.get(report.state, "")
        self.parts = shape_of(report.raw) if report.raw else []


@require_POST
@permission("people.manage")
def employee_extension(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Employee.objects.filter(organisation_id=who(request).organisation_id)
    row = get_object_or_404(rows.select_related("organisation"), pk=pk)
    with telling(request, _("Записано.")):
        set_extension(row, request.POST.get("number", ""), by=who(request), seen=page_seen(request))
    return redirect("employee", pk)
