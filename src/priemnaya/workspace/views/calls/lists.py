"""What lies at the telephone: talks that go on, missed ones, promises to call; and how a talk begins."""

from __future__ import annotations

import datetime as dt
from typing import TypeVar

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from priemnaya.cases.models import Case
from priemnaya.core.reading import whole
from priemnaya.people.models import Client
from priemnaya.reception.actions import calls
from priemnaya.reception.calls.seen import seen_call_backs, seen_calls
from priemnaya.ui.access import permission
from priemnaya.ui.typed import telling, typed_of
from priemnaya.workspace.shared import case_for, client_for, who
from priemnaya.workspace.views.telephony import rings_of

Row = TypeVar("Row", bound=Model)
RECENT = 30
WAITING = 100


@require_GET
@permission("call.take")
def calls_list(request: HttpRequest) -> HttpResponse:
    """Mine first: what goes on, what I promised; then what waits for anybody."""
    me = who(request)
    rows = seen_calls(me)
    known = rows.select_related("client", "operator", "case")
    backs = seen_call_backs(me).waiting().select_related("client", "owner", "case", "organisation")
    waiting = list(backs.order_by("promised_at", "pk")[:WAITING])
    return render(
        request,
        "workspace/calls/calls.html",
        {
            **rings_of(me),
            "nobodys": known.filter(operator=None, state__in=("ringing", "open")).order_by("began_at", "pk")[:WAITING],
            "mine": [b for b in waiting if b.owner_id == me.pk],
            "others": [b for b in waiting if b.owner_id != me.pk],
            "missed": rows.unreturned().select_related("client").order_by("began_at", "pk")[:WAITING],
            "hidden": rows.hidden().filter(began_at__gte=timezone.now() - dt.timedelta(days=1)).count(),
            "recent": known.filter(state="ended").order_by("-ended_at", "-pk")[:RECENT],
            "typed": typed_of(request),
        },
    )


@require_POST
@permission("call.take")
def call_new(request: HttpRequest) -> HttpResponse:
    """From the list, a client's card, a case, a promise, a missed or a broken call."""
    me, typed = who(request), request.POST
    case: Case | None = case_for(request, key) if (key := whole(typed.get("case"))) else None
    client: Client | None = client_for(request, key).living if (key := whole(typed.get("client"))) else None
    promise = _one(seen_call_backs(me), whole(typed.get("promise")))
    missed = _one(seen_calls(me), whole(typed.get("returns")))
    number = typed.get("number", "")
    if promise is not None:
        number, client, case = promise.number, promise.client, promise.case
    elif missed is not None:
        number, client, case = missed.number, missed.client, missed.case
    call = None
    with telling(request):
        call = calls.begin_call(
            me.organisation,
            number,
            by=me,
            client=client,
            case=case,
            promise=promise,
            returns=missed,
            out=bool(typed.get("out")),
        )
    if call and call.operator_id != me.pk and call.operator:
        told = _("По этому звонку уже звонит %s: вот карточка. Если её оставили, возьмите разговор себе.")
        messages.warning(request, told % call.operator.short_name)
    return redirect("call", call.pk) if call else redirect("calls")


def _one(rows: QuerySet[Row], key: int | None) -> Row | None:
    return get_object_or_404(rows, pk=key) if key else None


@require_POST
@permission("call.take")
def call_missed(request: HttpRequest) -> HttpResponse:
    """One that an employee saw on the telephone and nobody answered."""
    with telling(request, _("Записано: перезвоните.")):
        calls.miss_call(who(request).organisation, request.POST.get("number", ""), by=who(request))
    return redirect("calls")
