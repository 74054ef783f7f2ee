"""How the telephone goes: numbers only, nobody's name."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from priemnaya.reception.calls.figures import tables
from priemnaya.ui.access import permission
from priemnaya.workspace.days import days_asked
from priemnaya.workspace.shared import who


@require_GET
@permission("report.view")
def figures(request: HttpRequest) -> HttpResponse:
    me = who(request)
    first, last, period = days_asked(request)
    shown = {"tables": tables(me.organisation, period, me), "since": first, "until": last}
    return render(request, "workspace/calls/figures.html", shown)
