"""One's own sign-in: open sessions with «завершить», the last tries to come in, and the half hour that goes on."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from priemnaya.desk.notices import notices_of
from priemnaya.people.actions.employees import end_session
from priemnaya.people.actions.ways_in import OWN
from priemnaya.people.models import SignIn, StaffSession
from priemnaya.ui.access import permission
from priemnaya.ui.asked import own_address
from priemnaya.ui.typed import telling
from priemnaya.workspace.shared import who

SHOWN = 30


@require_GET
@permission("staff")
def account(request: HttpRequest) -> HttpResponse:
    me = who(request)
    return render(
        request,
        "workspace/account.html",
        {
            "sessions": StaffSession.objects.filter(employee=me, ended_at=None),
            "here": (request.session.get("door") or {}).get("row"),
            "sign_ins": SignIn.objects.filter(employee=me)[:SHOWN],
            "hows": SignIn.HOW,
            "told": notices_of(me, 20, path=OWN),
        },
    )


@require_POST
@permission("staff")
def session_end(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own session, or another's for who manages people."""
    rows = StaffSession.objects.filter(employee__organisation_id=who(request).organisation_id)
    ended: HttpResponse = _end(request, get_object_or_404(rows.select_related("employee__organisation"), pk=pk))
    return ended


@reauthentication_required  # type: ignore[untyped-decorator]  # allauth has no types
def _end(request: HttpRequest, row: StaffSession) -> HttpResponse:
    """After showing who one is: whoever found a desk unlocked ends nobody's."""
    with telling(request, _("Сеанс завершён.")):
        end_session(row, by=who(request))
    return redirect(own_address(request, "next", "/w/account/"))


@require_POST
@permission("staff")
def stay(request: HttpRequest) -> HttpResponse:
    """«Остаться»: a deed like any other, so the half hour begins anew."""
    if request.headers.get("X-Requested-With") == "fetch":
        return HttpResponse(status=204)
    return redirect(own_address(request, "next", "/w/"))
