"""The span of days that a page of figures is asked for."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from django.utils import timezone

from priemnaya.ui.asked import day
from priemnaya.workspace.shared import who

USUAL = 30


def days_asked(request: HttpRequest) -> tuple[dt.date, dt.date, tuple[dt.datetime, dt.datetime]]:
    """The first and the last day, the last thirty unless said, and their instants by the clock of the body."""
    body = who(request).organisation
    today = body.local(timezone.now()).date()
    last = min(day(request.GET.get("until", "")) or today, today)
    first = min(day(request.GET.get("since", "")) or last - dt.timedelta(days=USUAL - 1), last)
    since = dt.datetime.combine(first, dt.time(), body.zone)
    return first, last, (since, dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), body.zone))
