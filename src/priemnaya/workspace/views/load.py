"""Who has how much, for who spreads the work."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from priemnaya.desk.load import DAYS, loads
from priemnaya.programme.models import FEW
from priemnaya.ui.access import permission
from priemnaya.workspace.shared import who


@require_GET
@permission("case.assign")
def load(request: HttpRequest) -> HttpResponse:
    """By person; by unit where there are several. How terms were kept is for who may see figures."""
    me = who(request)
    rows = loads(me)
    units = {row.employee.unit for row in rows}
    context = {
        "rows": rows,
        "most": max((row.open for row in rows), default=0),
        "units": len(units) > 1,
        "days": DAYS,
        "few": FEW,
        "figures": me.may("report.view"),
        "substitutes": me.may("staff.manage"),
    }
    return render(request, "workspace/load.html", context)
