"""A promise to call: its card, each try with what came of it, and the head's word when nobody answers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from priemnaya.core.journal import viewed
from priemnaya.core.models import Obligation
from priemnaya.core.reading import whole
from priemnaya.errors import Objection
from priemnaya.reception.actions import calls
from priemnaya.reception.calls import scripts
from priemnaya.reception.calls.guarded import most_tries
from priemnaya.reception.calls.offered import takers
from priemnaya.reception.calls.seen import seen_call_backs
from priemnaya.reception.models import ATTEMPTS, CallBack
from priemnaya.ui.access import permission
from priemnaya.ui.typed import telling, typed_of
from priemnaya.workspace.shared import who

from .typed import version_of
from .zones import ZONES


def _back(request: HttpRequest, pk: int) -> CallBack:
    rows = seen_call_backs(who(request)).select_related("organisation__parent", "client", "case", "owner", "by", "call")
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "POST"])
@permission("call.take")
def call_back(request: HttpRequest, pk: int) -> HttpResponse:
    me, found = who(request), _back(request, pk)
    typed = request.POST
    if request.method == "POST":
        with telling(request, _("Записано.")):
            if typed.get("do") == "hand":
                to = next((e for e in takers(me) if e.pk == whole(typed.get("owner"))), None)
                if to is None:
                    raise Objection(_("Выберите, кто перезвонит."))
                calls.hand_call_back(found, to, by=me, version=version_of(typed))
            else:
                result, words = typed.get("result", ""), typed.get("words", "")
                calls.try_call_back(found, result, words, by=me, version=version_of(typed))
        return redirect("call_back", pk)
    viewed(found, by=me)
    return render(
        request,
        "workspace/calls/back.html",
        {
            "back": found,
            "owed": Obligation.objects.about("callback", found.pk).order_by("-pk").first(),
            "attempts": found.attempts.select_related("by"),
            "results": ATTEMPTS,
            "most": most_tries(me.organisation),
            "owners": takers(me),
            "zone": dict(ZONES).get(found.zone_name, found.zone_name),
            "parts": scripts.script(me.organisation, scripts.FAREWELL),
            "may_end": me.may("case.decide") and found.escalated_at is not None and found.done_at is None,
            "typed": typed_of(request, version=found.version),
        },
    )


@require_POST
@permission("case.decide")
def call_back_end(request: HttpRequest, pk: int) -> HttpResponse:
    with telling(request, _("Записано: больше не звоним.")):
        calls.end_call_back(
            _back(request, pk), request.POST.get("why", ""), by=who(request), version=version_of(request.POST)
        )
    return redirect("call_back", pk)
