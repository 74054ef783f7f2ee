"""The screen of a hall, and one's own place in the queue: numbers and windows, nobody's name, nothing of who goes
first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from priemnaya.people.models import Organisation
from priemnaya.portal.shared import of_body
from priemnaya.reception.models import Place, Visit
from priemnaya.reception.visits.line import estimate, line_of, on_the_screen
from priemnaya.ui.access import public

NEXT = 8
"""Numbers that the screen shows as coming up; in the order they came, so that nobody is seen to be let before."""


@never_cache
@require_GET
@public
def hall(request: HttpRequest, key: str) -> HttpResponse:
    """For a television in the hall: refreshes itself, says when the news are of."""
    place = get_object_or_404(Place.objects.select_related("organisation__parent", "point"), hall=key, closed_at=None)
    request.body_shown = place.organisation  # type: ignore[attr-defined]
    timezone.activate(place.zone)
    waiting = sorted(v.ticket for v in line_of(place) if v.ticket)
    shown = {
        "place": place,
        "called": on_the_screen(place)[:6],
        "waiting": waiting[:NEXT],
        "more": max(len(waiting) - NEXT, 0),
        "now": place.local(timezone.now()).replace(tzinfo=None),
    }
    response = render(request, "portal/visits/hall.html", shown)
    response["Referrer-Policy"] = "no-referrer"
    return response


@never_cache
@require_GET
@of_body
def queue_place(request: HttpRequest, organisation: Organisation, key: str) -> HttpResponse:
    """One's own place in the queue, by the picture on the ticket."""
    rows = Visit.objects.filter(organisation=organisation).select_related(
        "place__point", "place__organisation", "at_window"
    )
    visit = get_object_or_404(rows, key=key)
    today = visit.day == visit.place.today()
    wait = estimate(visit.place, visit) if today and visit.state == "waiting" else None
    response = render(request, "portal/visits/queue.html", {"visit": visit, "wait": wait, "today": today})
    response["Referrer-Policy"] = "no-referrer"
    return response
