"""Journals: who came in and who tried to, and who opened a confidential case by the emergency door."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from priemnaya.cases import actions
from priemnaya.cases.models import EmergencyAccess, NamedPerson
from priemnaya.desk.notices import notices_of
from priemnaya.errors import Objection
from priemnaya.people.actions.ways_in import WATCHED
from priemnaya.people.models import SignIn
from priemnaya.ui.access import permission
from priemnaya.ui.typed import refuse, typed_of
from priemnaya.workspace.shared import who
from priemnaya.workspace.tables.journals import GLASS, SIGN_INS
from priemnaya.workspace.tables.shown import Listing

PAGE = 100


@require_GET
@permission("journal.view")
def sign_ins(request: HttpRequest) -> HttpResponseBase:
    """Of the body's people; tries with a login that is nobody's belong to no body and are shown to each."""
    me = who(request)
    rows = SignIn.objects.filter(organisation_id=me.organisation_id) | SignIn.objects.filter(organisation=None)
    if request.GET.get("only") == "failed":
        rows = rows.filter(ok=False)
    listing = Listing(SIGN_INS, rows.select_related("employee"), request, size=PAGE)
    if (file := listing.file()) is not None:
        return file
    told = notices_of(me, 20, path=WATCHED)
    shown = {"listing": listing, "only": request.GET.get("only", ""), "told": told}
    return render(request, "workspace/sign_ins.html", shown)


@require_GET
@permission("journal.view")
def emergencies(request: HttpRequest) -> HttpResponseBase:
    """Who broke the glass, when, why; no word of the case itself but its number, which who watches over the glass is
    told (docs/rights.md)."""
    me = who(request)
    theirs = EmergencyAccess.objects.filter(case__organisation_id=me.organisation_id)
    hidden = NamedPerson.objects.barring(me)
    rows = theirs.exclude(case__in=hidden.values("case")).select_related("case", "employee")
    listing = Listing(GLASS, rows, request, size=PAGE)
    if (file := listing.file()) is not None:
        return file
    told = notices_of(me, 20, path=actions.EMERGENCIES)
    return render(request, "workspace/emergencies.html", {"listing": listing, "told": told})


@require_GET
@permission("case.break_glass")
def emergency(request: HttpRequest) -> HttpResponse:
    """The emergency door: number and reason."""
    return render(request, "workspace/emergency.html", {"typed": typed_of(request)})


@require_POST
@permission("case.break_glass")
def break_glass(request: HttpRequest) -> HttpResponse:
    me = who(request)
    try:
        glass = actions.break_glass(
            me.organisation, request.POST.get("number", ""), request.POST.get("reason", ""), by=me
        )
    except Objection as objection:
        refuse(request, objection)
        return redirect("emergency")
    request.session.cycle_key()
    messages.warning(request, _("Дело открыто вам на час. Руководители и аудиторы уже знают."))
    return redirect(glass.case.get_absolute_url())
