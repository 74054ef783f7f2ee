"""Who stands in for whom, and who heads which unit: read and written by heads and administrators."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from priemnaya.core.models import Alert
from priemnaya.core.settings_kept import token
from priemnaya.errors import Objection
from priemnaya.people.actions import substitution
from priemnaya.people.hands import working
from priemnaya.people.models import Employee, Substitution, Unit
from priemnaya.people.told import head_told
from priemnaya.people.words import lacks_in_place
from priemnaya.ui.access import permission
from priemnaya.ui.asked import chosen, page_seen
from priemnaya.ui.typed import refuse
from priemnaya.workspace.handing import with_handing
from priemnaya.workspace.panes import back
from priemnaya.workspace.shared import who
from priemnaya.workspace.tables.people import AWAY
from priemnaya.workspace.tables.shown import Listing


@require_GET
@permission("staff.manage")
def staff(request: HttpRequest) -> HttpResponseBase:
    body = who(request).organisation
    today = body.local(timezone.now()).date()
    rows = Substitution.objects.filter(employee__organisation=body, until__gte=today).order_by("since", "pk")
    rows = rows.select_related("employee", "substitute")
    listing = Listing(AWAY, rows, request, dress=lambda found: with_handing(list(found), who(request)))
    if (file := listing.file()) is not None:
        return file
    return render(
        request,
        "workspace/staff.html",
        {
            "listing": listing,
            "units": [(u, token(head_told(u.head))) for u in body.units.select_related("head").order_by("name")],
            "hands": working(body),
            "staff": Employee.objects.filter(organisation=body, is_active=True).order_by("surname", "name"),
            "today": today,
            "typed": request.session.pop("typed_staff", {}),
        },
    )


def _done(request: HttpRequest, act: Callable[[], object]) -> HttpResponse:
    """act: returns in words what people should know of what was written down; what else it returns says nothing."""
    try:
        lacks = act()
    except Objection as objection:
        if "list" not in request.POST:  # the pane of an employee puts them back by itself
            request.session["typed_staff"] = {k: v for k, v in request.POST.items() if k != "csrfmiddlewaretoken"}
        refuse(request, objection)
    else:
        messages.success(request, _("Записано."))
        if isinstance(lacks, str) and lacks:
            messages.warning(request, lacks)
    return back(request, "employees", redirect("staff"))


def _employee(request: HttpRequest, name: str) -> Employee:
    found = Employee.objects.filter(pk=chosen(request, name), organisation=who(request).organisation).first()
    if found is None:
        raise Objection(_("Выберите сотрудника."))
    return found


def _day(request: HttpRequest, name: str) -> dt.date:
    try:
        return dt.date.fromisoformat(request.POST.get(name, ""))
    except ValueError:
        raise Objection(_("Выберите первый и последний день.")) from None


@require_POST
@permission("staff.manage")
def substitute(request: HttpRequest) -> HttpResponse:
    def act() -> str:
        absent, instead = _employee(request, "employee"), _employee(request, "substitute")
        substitution.name_substitute(
            absent,
            instead,
            since=_day(request, "since"),
            until=_day(request, "until"),
            reason=request.POST.get("reason", ""),
            by=who(request),
        )
        return lacks_in_place(instead, absent)

    return _done(request, act)


@require_POST
@permission("staff.manage")
def substitution_end(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Substitution.objects.select_related("employee__organisation")
    row = get_object_or_404(rows, pk=pk, employee__organisation=who(request).organisation)
    return _done(request, lambda: substitution.end_substitution(row, by=who(request)))


@require_POST
@permission("staff.manage")
def unit_head(request: HttpRequest, pk: int) -> HttpResponse:
    unit = get_object_or_404(Unit, pk=pk, organisation=who(request).organisation)
    head = Employee.objects.filter(pk=chosen(request, "head"), organisation=unit.organisation).first()
    return _done(request, lambda: substitution.name_unit_head(unit, head, by=who(request), seen=page_seen(request)))


@require_GET
@permission("staff")
def settings(request: HttpRequest) -> HttpResponse:
    """One page from which everything that people set up is reached; each sees what they may open, administrators also
    what is wrong with the files of the order."""
    me = who(request)
    wrong = Alert.objects.filter(organisation_id=me.organisation_id, resolved_at=None)
    files = wrong.filter(Q(kind__startswith="file:") | Q(kind__startswith="load:")).order_by("kind")
    return render(request, "workspace/settings.html", {"files": files if me.may("settings.edit") else []})
