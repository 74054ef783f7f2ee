"""The directory of other bodies on screen: found by a part of a name, changed by those who may."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from priemnaya.core.settings_kept import token
from priemnaya.errors import Objection, Stale
from priemnaya.people.actions.other_bodies import FIELDS, body_told, save_body
from priemnaya.people.models import BODY_WAYS, OtherBody
from priemnaya.ui.access import permission
from priemnaya.workspace.shared import page_seen, who
from priemnaya.workspace.tables.people import BODIES
from priemnaya.workspace.tables.shown import Listing


@require_GET
@permission("staff")
def bodies(request: HttpRequest) -> HttpResponseBase:
    """Every body of the directory, those switched off at the end."""
    me, words = who(request), request.GET.get("q", "")
    owner = me.organisation.parent or me.organisation
    rows = OtherBody.objects.filter(organisation=owner).found_by(words).order_by("-active", "name")
    edits = me.may("bodies.edit")
    listing = Listing(BODIES, rows, request, size=50, leads=edits)
    if (file := listing.file()) is not None:
        return file
    return render(request, "workspace/bodies.html", {"listing": listing, "q": words, "may_edit": edits})


@require_http_methods(["GET", "POST"])
@permission("bodies.edit")
def body_edit(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """One form for a new body and for one there is; what was typed comes back with what to mend."""
    me = who(request)
    owner = me.organisation.parent or me.organisation
    body = get_object_or_404(OtherBody, pk=pk, organisation=owner) if pk else None
    shown: dict[str, Any] = {n: getattr(body, n) for n in (*FIELDS, "active")} if body else {"active": True, "ways": []}
    error, status, seen, stands = "", 200, token(body_told(body)) if body else "", dict[str, str]()
    if request.method == "POST":
        shown, status = _typed(request), 422
        try:
            saved = save_body(owner, shown, by=me, body=body, seen=page_seen(request))
        except Stale as stale:
            error, status, stands = str(stale), 409, dict(stale.stands)
        except Objection as objection:
            error = str(objection)
        else:
            messages.success(request, _("Записано: %s.") % saved)
            return redirect("other_bodies")
    return render(
        request,
        "workspace/body_edit.html",
        {"other": body, "shown": shown, "ways": BODY_WAYS, "error": error, "seen": seen, "stands": stands},
        status=status,
    )


def _typed(request: HttpRequest) -> dict[str, Any]:
    fields: dict[str, Any] = {n: request.POST.get(n, "").strip() for n in FIELDS if n not in ("ways", "example")}
    fields["ways"] = [w for w in BODY_WAYS if w in request.POST.getlist("ways")]
    return {**fields, "example": bool(request.POST.get("example")), "active": bool(request.POST.get("active"))}
