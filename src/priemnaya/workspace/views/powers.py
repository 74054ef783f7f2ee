"""Representatives: on a client's card, in a case, at a visit; and who is answered when their powers are over."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from priemnaya.cases.actions.holding import powers_over
from priemnaya.cases.actions.powers import powers_seen, set_powers, settle_powers
from priemnaya.cases.models import Case
from priemnaya.people.actions.powers import Ground, add_powers, end_powers
from priemnaya.people.models import Powers
from priemnaya.reception.actions.visits import note_powers
from priemnaya.ui.access import permission
from priemnaya.ui.asked import chosen, page_seen, turn_seen
from priemnaya.ui.typed import telling, typed_of
from priemnaya.workspace.shared import acts_on_case, case_for, client_for, typed_day, who

from .visits.booking import visit_of


@require_POST
@permission("case.register")
def client_powers(request: HttpRequest, pk: int) -> HttpResponse:
    """Who acts for this client, or for whom the client acts, as the papers say; or it is over."""
    found, typed, me = client_for(request, pk), request.POST, who(request)
    with telling(request, _("Записано.")):
        if "end" in typed:
            end_powers(get_object_or_404(Powers, client=found, pk=chosen(request, "end")), by=me)
        else:
            said = Ground(
                typed.get("side", ""),
                typed.get("other", ""),
                typed.get("ground", ""),
                typed.get("number", ""),
                typed_day(request, "issued_on"),
                typed_day(request, "until"),
                shown=bool(typed.get("shown")),
            )
            add_powers(found, said, by=me)
    return redirect("client", found.living.pk)


@require_GET
@permission("case.work")
def case_powers(request: HttpRequest, pk: int) -> HttpResponse:
    """Who acts in the case for whom; when it is over, who is answered."""
    case = case_for(request, pk)
    shown = {
        "case": case,
        "powers": case.client.living.powers.select_related("client", "organisation__parent") if case.client else [],
        "over": powers_over(case),
        "seen": powers_seen(case),
        "typed": typed_of(request, seen=powers_seen(case)),
    }
    return render(request, "workspace/case_powers.html", shown)


@acts_on_case("case.work", _("Записано, кто за кого действует."), back="case_powers")
def case_powers_set(request: HttpRequest, case: Case) -> None:
    held = case.client.living.powers.filter(pk=chosen(request, "powers")).first() if case.client else None
    set_powers(case, held, by=who(request), seen=page_seen(request))


@acts_on_case("case.work", _("Решение об ответе записано."), back="case_powers")
def case_powers_settle(request: HttpRequest, case: Case) -> None:
    typed = request.POST
    settle_powers(
        case,
        typed.get("to", ""),
        typed.get("why", ""),
        by=who(request),
        way=typed.get("way", ""),
        address=typed.get("address", ""),
        seen=page_seen(request),
    )


@require_POST
@permission("visit.receive")
def visit_powers(request: HttpRequest, pk: int) -> HttpResponse:
    """The visitor comes for another."""
    row = visit_of(request, pk)
    held = row.client.living.powers.filter(pk=chosen(request, "powers")).first() if row.client else None
    with telling(request, _("Записано, кто за кого пришёл.")):
        note_powers(row, held, by=who(request), seen=turn_seen(request))
    return redirect("visit", pk)
