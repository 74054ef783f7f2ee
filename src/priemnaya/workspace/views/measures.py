"""Measures about clauses: written on a figure, and each on its own page done, passed on or cancelled."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from priemnaya.outreach.actions.measures import (
    cancel_clause_measure,
    finish_clause_measure,
    hand_clause_measure,
    measure_clause,
)
from priemnaya.outreach.models import ClauseMeasure
from priemnaya.ui.access import permission
from priemnaya.ui.asked import row_chosen, whole
from priemnaya.ui.typed import telling, typed_of
from priemnaya.workspace.clause_measures import measures_of, staff_of, with_clause
from priemnaya.workspace.panes import back
from priemnaya.workspace.shared import typed_day, who


@require_POST
@permission("case.decide")
def measure_write(request: HttpRequest) -> HttpResponse:
    """On the figure of a clause: who changes what, by when."""
    me = who(request)
    with telling(request, _("Мера записана: она видна здесь и в «Обязанностях», о сроке напомним.")):
        owner = row_chosen(request, "owner", staff_of(me), _("Выберите, кто сделает."))
        measure_clause(
            me.organisation,
            request.POST.get("clause", ""),
            request.POST.get("text", ""),
            owner=owner,
            due_on=typed_day(request, "due_on"),
            by=me,
        )
    return back(request, "compliance", redirect(f"{reverse('duties')}#measures"))


@require_GET
@permission("staff")
def measure(request: HttpRequest, pk: int) -> HttpResponse:
    """One measure: what is changed, who does it, what became of it; for who may, the forms."""
    me, found = who(request), _measure(request, pk)
    with_clause([found], me.organisation)
    known = {
        "measure": found,
        "steps": found.steps.select_related("was", "to", "by"),
        "may_decide": me.may("case.decide"),
        "may_finish": found.owner_id == me.pk or me.may("case.decide"),
        "staff": staff_of(me).exclude(pk=found.owner_id or 0) if me.may("case.decide") else (),
        "typed": typed_of(request, was=found.owner_id or 0),
    }
    return render(request, "workspace/measure.html", known)


@require_POST
@permission("staff")
def measure_done(request: HttpRequest, pk: int) -> HttpResponse:
    found = _measure(request, pk)
    with telling(request, _("Записано: мера сделана.")):
        finish_clause_measure(found, request.POST.get("result", ""), by=who(request))
    return back(request, "compliance", redirect("clause_measure_page", pk))


@require_POST
@permission("case.decide")
def measure_hand(request: HttpRequest, pk: int) -> HttpResponse:
    """was: who had it on the page that asks."""
    me, found, typed = who(request), _measure(request, pk), request.POST
    with telling(request, _("Мера передана, сотрудник получит уведомление.")):
        to = row_chosen(request, "to", staff_of(me), _("Выберите, кому передать."))
        was = whole(typed.get("was"))
        hand_clause_measure(found, to, typed.get("why", ""), was=-1 if was is None else was, by=me)
    return redirect("clause_measure_page", pk)


@require_POST
@permission("case.decide")
def measure_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    found = _measure(request, pk)
    with telling(request, _("Мера отменена: о ней больше не напоминаем.")):
        cancel_clause_measure(found, request.POST.get("why", ""), by=who(request))
    return redirect("clause_measure_page", pk)


def _measure(request: HttpRequest, pk: int) -> ClauseMeasure:
    return get_object_or_404(measures_of(who(request)).select_related("organisation"), pk=pk)
