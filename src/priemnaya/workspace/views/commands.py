"""The command palette: a list drawn into the dialog of any page, and a page of its own where scripts are off."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from priemnaya.ui.access import permission
from priemnaya.ui.asked import whole
from priemnaya.workspace.commands import commands as all_of
from priemnaya.workspace.commands import matching, said
from priemnaya.workspace.shared import case_for, who


@require_GET
@permission("staff")
def commands(request: HttpRequest) -> HttpResponse:
    """Raises Http404 for a case that is not there for this person."""
    me, typed = who(request), request.GET.get("q", "").strip()[:100]
    pk = whole(request.GET.get("case"))
    case = case_for(request, pk) if pk is not None and me.may("case.view") else None
    rows = [(c, said(c)) for c in matching(all_of(me, case), typed)]
    part = request.headers.get("X-Requested-With") == "fetch"
    page = "workspace/_commands.html" if part else "workspace/commands.html"
    return render(request, page, {"rows": rows, "q": typed, "about": case})
