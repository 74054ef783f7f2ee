"""The living page of parts: what a template may be made of, each with what it is for. For developers, in debug only."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from priemnaya.ui.access import permission

ICONS = (
    "sun inbox square-pen scan-line mail-search send megaphone clipboard-check gauge scale history whole-word book-open"
    " layers scroll-text landmark settings search plus x menu list-filter chevron-up chevron-down chevron-left"
    " user-plus pencil-line signature zap tag undo-2 paperclip sticky-note ellipsis log-out phone mail globe user"
    " message-circle users user-round-x"
)


@require_GET
@permission("staff")
def design(request: HttpRequest) -> HttpResponse:
    """Raises Http404 where debug is off: users have nothing to do here."""
    if not settings.DEBUG:
        raise Http404
    now = timezone.now()
    terms = [now + dt.timedelta(days=12), now + dt.timedelta(hours=30), now + dt.timedelta(minutes=40)]
    shown = {"terms": [*terms, now - dt.timedelta(days=4)], "since": now - dt.timedelta(days=6), "icons": ICONS.split()}
    return render(request, "workspace/design.html", shown)
