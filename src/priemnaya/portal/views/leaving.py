"""Leaving: «Закрыть дело и забыть это устройство» and «Это не я» are one deed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from priemnaya.people.models import Organisation
from priemnaya.portal.drafts import drop_drafts
from priemnaya.portal.shared import of_case_holder
from priemnaya.ui.cookies import LEFT, drop_all, keep
from priemnaya.ui.typed import words_sent


@require_POST
@of_case_holder
def leave(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    return _forget_device(request)


@require_POST
@of_case_holder
def forget(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Whoever was identified leaves with all of theirs; what stands on the page this was pressed on is shown once more,
    to be copied."""
    return _forget_device(request, words=words_sent(request), stranger=True)


def _forget_device(request: HttpRequest, **said: object) -> HttpResponse:
    """Nothing of the visit stays: neither in the session, of whatever body, nor its drafts, nor in the browser."""
    drop_drafts(request)
    request.session.flush()
    response = render(request, "portal/left.html", said)
    drop_all(request, response)
    keep(response, LEFT, "1", seconds=None)
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response
