"""The whole history on the client's own request: only to whom is identified or has just shown the mailbox, because a
case's code opens one case."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from priemnaya.cases.own import Own
from priemnaya.core.journal import record
from priemnaya.people.models import Organisation
from priemnaya.portal.identity.client import configured
from priemnaya.portal.shared import of_case_holder, own_of
from priemnaya.portal.visit import person_of
from priemnaya.records.actions import ask_history
from priemnaya.records.models import HistoryExport
from priemnaya.ui.downloads import streamed


@require_http_methods(["GET", "POST"])
@of_case_holder
def history(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    own = own_of(request, organisation)
    cards = own.cards
    if request.method == "POST" and cards:
        for card in cards:
            ask_history(card, by=None)
        messages.success(request, _("Собираем. Обновите страницу через минуту."))
        return redirect("history", organisation.slug)
    exports = _made_for(own).select_related("file").order_by("-id")[:5]
    return render(
        request,
        "portal/history.html",
        {
            "me": cards,
            "joined": [*own.joined, *own.unanswered],
            "person": bool(person_of(request, organisation)),
            "exports": list(exports) if cards else [],
            "can_identify": configured(organisation),
        },
    )


def _made_for(own: Own) -> QuerySet[HistoryExport]:
    """What the client asked for themselves, while the card was as it is: what an employee had made may hold more."""
    return HistoryExport.objects.of_one_card().filter(client__in=own.cards, asked_by=None)


@require_GET
@of_case_holder
def history_download(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponseBase:
    export = get_object_or_404(
        _made_for(own_of(request, organisation)).select_related("file", "client"),
        pk=pk,
        state="done",
        file__isnull=False,
    )
    if export.file is None:
        raise Http404
    record("history.given", export.client, by=None, export=export.pk)
    return streamed("История взаимодействия.zip", export.file)
