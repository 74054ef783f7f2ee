"""How reception goes: numbers only, nobody's name."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from priemnaya.reception.visits.figures import tables
from priemnaya.ui.access import permission
from priemnaya.workspace.days import days_asked
from priemnaya.workspace.shared import who


@require_GET
@permission("report.view")
def figures(request: HttpRequest) -> HttpResponse:
    first, last, (since, until) = days_asked(request)
    shown = {"tables": tables(who(request).organisation, since, until), "since": first, "until": last}
    return render(request, "workspace/visits/figures.html", shown)
