"""Departments and the register of points of contact, kept on screen."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from priemnaya.core.settings_kept import token
from priemnaya.errors import Objection
from priemnaya.people.actions import places
from priemnaya.people.models import Employee, InteractionPoint, Unit
from priemnaya.people.told import point_told, unit_told
from priemnaya.policy.contact_points import FUNCTION_TITLES, POINT_KINDS
from priemnaya.ui.access import permission
from priemnaya.ui.asked import chosen
from priemnaya.ui.typed import refuse, telling, typed_of
from priemnaya.workspace.leading import leading_to
from priemnaya.workspace.shared import page_seen, who
from priemnaya.workspace.tables.people import UNITS
from priemnaya.workspace.tables.shown import Listing


@require_GET
@permission("people.manage")
def units(request: HttpRequest) -> HttpResponseBase:
    body = who(request).organisation
    staff = Employee.objects.filter(unit=OuterRef("pk"), is_active=True).order_by().values("unit")
    count = Coalesce(Subquery(staff.annotate(n=Count("pk")).values("n")), 0)
    rows = (
        body.units.select_related("head").annotate(people=count).order_by(F("closed_at").asc(nulls_first=True), "name")
    )
    listing = Listing(UNITS, rows, request, dress=_seen)
    if (file := listing.file()) is not None:
        return file
    shown = {"listing": listing, "typed": typed_of(request), "may_read": who(request).may("journal.view")}
    return render(request, "workspace/units.html", shown)


def _seen(rows: list[Unit]) -> list[Unit]:
    leading = leading_to(row for row in rows if row.closed_at is None)
    for row in rows:
        row.__dict__["seen"], row.__dict__["leading"] = token(unit_told(row)), leading.get(row.pk, ())
    return rows


@require_POST
@permission("people.manage")
def unit_save(request: HttpRequest) -> HttpResponse:
    body = who(request).organisation
    row = Unit.objects.filter(organisation=body, pk=chosen(request, "unit")).first()
    with telling(request, _("Записано.")):
        places.save_unit(
            body,
            request.POST.get("name", ""),
            unit=row,
            functions=request.POST.get("functions", ""),
            by=who(request),
            seen=page_seen(request),
        )
    return redirect("units")


@require_POST
@permission("people.manage")
def unit_close(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Unit, pk=pk, organisation=who(request).organisation)
    leading = leading_to([row])[row.pk]
    with telling(request, _("Отдел закрыт.")):
        places.close_unit(row, by=who(request), seen=page_seen(request))
        if leading:
            words = _("Туда ведут: %s. Поправьте их: до тех пор дела, которые уходили туда сами, ждут сотрудника.")
            messages.warning(request, words % ", ".join(leading))
    return redirect("units")


@require_GET
@permission("people.manage")
def point_edit(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """A new point, or one of the register."""
    rows = InteractionPoint.objects.filter(organisation=who(request).organisation)
    row = get_object_or_404(rows, pk=pk) if pk else None
    return render(
        request,
        "workspace/point_edit.html",
        {
            "row": row,
            "seen": token(point_told(row)) if row else "",
            "kinds": POINT_KINDS,
            "functions": FUNCTION_TITLES,
            "typed": typed_of(request),
        },
    )


@require_POST
@permission("people.manage")
def point_save(request: HttpRequest, pk: int = 0) -> HttpResponse:
    body, typed = who(request).organisation, request.POST
    row = get_object_or_404(InteractionPoint, organisation=body, pk=pk) if pk else None
    try:
        places.save_point(
            body,
            typed.get("kind", ""),
            name=typed.get("name", ""),
            address=typed.get("address", ""),
            functions=typed.getlist("function"),
            hours=typed.get("hours", ""),
            accessibility=typed.get("accessibility", ""),
            approved_by=typed.get("approved_by", ""),
            point=row,
            by=who(request),
            seen=page_seen(request),
        )
    except Objection as objection:
        refuse(request, objection)
        return redirect("point_edit", pk) if pk else redirect("point_new")
    messages.success(request, _("Записано в реестр."))
    return redirect("points_register")


@require_POST
@permission("people.manage")
def point_close(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(InteractionPoint, pk=pk, organisation=who(request).organisation)
    with telling(request, _("Точка закрыта: через неё больше ничего не принимаем.")):
        places.close_point(row, by=who(request), seen=page_seen(request))
    return redirect("points_register")
