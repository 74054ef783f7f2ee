"""How reception goes: numbers only, nobody's name."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from priemnaya.reception.visits.figures import tables
from priemnaya.ui.access import permission
from priemnaya.ui.asked import day
from priemnaya.workspace.shared import who

USUAL = 30


@require_GET
@permission("report.view")
def figures(request: HttpRequest) -> HttpResponse:
    """Over the days asked for, the last thirty unless said."""
    body = who(request).organisation
    today = body.local(timezone.now()).date()
    last = min(day(request.GET.get("until", "")) or today, today)
    first = min(day(request.GET.get("since", "")) or last - dt.timedelta(days=USUAL - 1), last)
    since = dt.datetime.combine(first, dt.time(), body.zone)
    until = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), body.zone)
    shown = {"tables": tables(body, since, until), "since": first, "until": last}
    return render(request, "workspace/visits/figures.html", shown)
