"""The whole history on the client's own request: only to whom the state has identified, because a case's code opens one
case."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from priemnaya.core.journal import record
from priemnaya.people.models import Client, Organisation
from priemnaya.portal.identity.client import configured
from priemnaya.portal.shared import of_body
from priemnaya.records.actions import ask_history
from priemnaya.records.models import HistoryExport
from priemnaya.ui.downloads import streamed


def _me(request: HttpRequest, organisation: Organisation) -> Client | None:
    """The client whose identity this browser has proved."""
    subject = (request.session.get(f"person:{organisation.pk}") or {}).get("subject", "")
    return (
        Client.objects.filter(organisation=organisation, identity=subject, merged_into=None).first()
        if subject
        else None
    )


@require_http_methods(["GET", "POST"])
@of_body
def history(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    me = _me(request, organisation)
    if request.method == "POST" and me is not None:
        ask_history(me, by=None)
        messages.success(request, _("Собираем. Обновите страницу через минуту."))
        return redirect("history", organisation.slug)
    exports = list(HistoryExport.objects.filter(client=me).select_related("file").order_by("-id")[:5]) if me else []
    person = bool(request.session.get(f"person:{organisation.pk}"))
    return render(
        request, "portal/history.html", {"me": me, "person": person, "exports": exports, "can_identify": configured()}
    )


@require_GET
@of_body
def history_download(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponseBase:
    me = _me(request, organisation)
    if me is None:
        raise Http404
    export = get_object_or_404(
        HistoryExport.objects.select_related("file"), pk=pk, client=me, state="done", file__isnull=False
    )
    assert export.file is not None
    record("history.given", me, by=None, export=export.pk)
    return streamed("История взаимодействия.zip", export.file)
