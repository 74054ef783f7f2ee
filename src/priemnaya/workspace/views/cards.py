"""Two cards that may be one person's, and addresses a client with a document says are theirs."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from priemnaya.cases import actions
from priemnaya.cases.guard import told_addresses, unbarred_cards
from priemnaya.cases.joining import joining_of, suggestions_open_to
from priemnaya.core.journal import viewed
from priemnaya.errors import Objection
from priemnaya.people.models import CardMerge
from priemnaya.ui.access import permission
from priemnaya.ui.typed import refuse, telling
from priemnaya.workspace.shared import client_for, page_seen, typed_number, who


@require_http_methods(["GET", "POST"])
@permission("case.register")
def merge_client(request: HttpRequest, pk: int) -> HttpResponse:
    """Both cards side by side with what follows; and the decision, which holds for what was shown."""
    me = who(request)
    suggestion = get_object_or_404(suggestions_open_to(me).select_related("client", "other"), pk=pk)
    client, other = suggestion.client, suggestion.other
    if request.method == "GET":
        for card in (client, other):
            viewed(card, by=me)
        shown = {"suggestion": suggestion, "joining": joining_of(client, other, me)}
        return render(request, "workspace/client_merge.html", shown)
    typed = request.POST
    try:
        if typed.get("decision") == "different":
            actions.keep_apart(suggestion, by=me)
            return redirect("client", client.pk)
        if not typed.get("seen"):
            raise Objection(_("Сначала сравните карточки: они ниже."))
        actions.merge_clients(client, other, by=me, seen=typed["seen"], document=typed.get("document", ""))
    except Objection as objection:
        refuse(request, objection)
        return redirect("client_merge", pk)
    messages.success(request, _("Карточки объединены."))
    return redirect("client", other.pk)


@require_POST
@permission("case.register")
def describe(request: HttpRequest, pk: int) -> HttpResponse:
    """Of which kind the client is, what help they need, and where they work."""
    found, typed = client_for(request, pk), request.POST
    works_at = typed_number(request, "works_at") or None
    with telling(request, _("Записано.")):
        said = (typed.get("kind", ""), typed.getlist("needs"), works_at)
        actions.describe_client(found, *said, by=who(request), seen=page_seen(request), agreed=typed.get("agreed", ""))
    return redirect("client", found.living.pk)


@require_POST
@permission("case.register")
def agree_address(request: HttpRequest, pk: int) -> HttpResponse:
    """A client with a document says that this address is theirs."""
    found = client_for(request, pk)
    held = get_object_or_404(told_addresses(found.addresses.all(), who(request)), pk=typed_number(request, "address"))
    with telling(request, _("Записано: адрес подтверждён документом.")):
        actions.agree_address(held, document=request.POST.get("document", ""), by=who(request))
    return redirect("client", pk)


@require_POST
@permission("case.register")
def part_cards(request: HttpRequest, pk: int) -> HttpResponse:
    """They were two people after all."""
    me = who(request)
    rows = CardMerge.objects.filter(into__organisation_id=me.organisation_id).select_related("client", "into")
    merge = get_object_or_404(unbarred_cards(rows, me, "into"), pk=pk)
    with telling(request, _("Карточки разъединены: каждой вернулось её.")):
        actions.part_cards(merge, by=me)
    return redirect("client", merge.into_id)
