"""Which columns of a list a person sees: remembered for them, wherever they sign in."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from priemnaya.desk import actions as desk
from priemnaya.ui.access import permission
from priemnaya.ui.asked import own_address
from priemnaya.workspace.shared import who
from priemnaya.workspace.tables import TABLES


@require_POST
@permission("staff")
def columns(request: HttpRequest, name: str) -> HttpResponse:
    """Raises Http404 for a list that is not there."""
    if (table := TABLES.get(name)) is None:
        raise Http404
    asked = [n for n in request.POST.getlist("column") if (c := table.column(n)) is not None and not c.fixed]
    usual = request.POST.get("do") == "usual"
    fixed = [c.name for c in table.columns if c.fixed]
    desk.choose_columns(
        who(request), table.name, [] if usual else [*fixed, *dict.fromkeys(asked)] or [table.columns[0].name]
    )
    return redirect(own_address(request, "back", "/w/"))
