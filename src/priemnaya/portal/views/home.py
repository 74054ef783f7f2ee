"""Home, the published order, points of contact, satisfaction, the low-vision settings."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from priemnaya.cases.letters import head_of
from priemnaya.channels.chat.standing import offered
from priemnaya.knowledge.models import LifeSituation
from priemnaya.letterhead.head import PICTURES
from priemnaya.people.acts import act_of
from priemnaya.people.interaction import points_of
from priemnaya.people.models import Organisation
from priemnaya.people.policies import policy_of
from priemnaya.policy import register
from priemnaya.portal.drafts import begun_here
from priemnaya.portal.frame import examples, living, popular
from priemnaya.portal.shared import of_body, of_case_holder
from priemnaya.programme.compliance import board
from priemnaya.programme.compliance import satisfaction as published
from priemnaya.programme.models import IndicatorFigure
from priemnaya.programme.rollups import month_start
from priemnaya.reception.visits.free import receives
from priemnaya.ui.access import public
from priemnaya.ui.asked import one_of, own_address
from priemnaya.ui.clauses import shown
from priemnaya.ui.context import LOOK
from priemnaya.ui.cookies import keep
from priemnaya.ui.downloads import attachment

A_YEAR = 31_536_000  # seconds
register("provides", "order_published", "portal.views.home.order_published")
register("provides", "accessible_portal", "portal.views.home.look")


@require_GET
@public
def bodies(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/bodies.html", {"bodies": Organisation.objects.filter(parent=None).order_by("name")})


@require_GET
@of_body
def home(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    services = living(organisation)
    found = popular(organisation, services)
    context = {
        "level": published(organisation, 1),
        "situations": LifeSituation.objects.filter(organisation=organisation),
        "popular": found,
        "services": len(services),
        "examples": examples(found),
        "token": uuid.uuid4().hex[:20],
        "begun_here": begun_here(request, organisation),
        "receives": receives(organisation.pk),
        "chat": offered(organisation),
    }
    return render(request, "portal/home.html", context)


@require_GET
@of_case_holder
def emblem(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """The picture of the body's own folder, as its letterhead has it. Whatever its file holds, nothing in it runs."""
    picture = head_of(organisation).emblem_svg()
    if not picture:
        raise Http404
    response = HttpResponse(picture, content_type="image/svg+xml")
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["Cache-Control"] = "public, max-age=3600"
    return response


@require_GET
@of_body
def place_map(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """The picture of the way to the body, from its own folder; nothing in it runs."""
    path = head_of(organisation).map_file()
    if path is None:
        raise Http404
    response = HttpResponse(path.read_bytes(), content_type=PICTURES[path.suffix.lower()])
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "public, max-age=3600"
    return response


@require_GET
@of_body
def order_published(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """What the order demands, when, how it is kept, and this month's figures."""
    month = month_start(organisation, timezone.now()).date()
    act = act_of(organisation)
    words = act.words if act else None
    clauses = [shown(line, organisation, words) for line in board(organisation, month, month)]
    shown_here = {"order": policy_of(organisation).body, "clauses": clauses, "act": act}
    return render(request, "portal/order.html", shown_here)


@require_GET
@of_body
def act_published(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """The act itself, word for word; ?file=1 gives the file it was read from."""
    act = act_of(organisation)
    if act is None:
        raise Http404
    if request.GET.get("file"):
        return attachment(act.name, act.file.read())
    paragraphs = [line for line in act.text.split("\n") if line.strip()]
    return render(
        request, "portal/act.html", {"act": act, "paragraphs": paragraphs, "order": policy_of(organisation).body}
    )


@require_GET
@of_body
def points(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Every approved point: what it is for, when it works, how to get in, and the act or clause that approved it."""
    shown = [p for p in points_of(organisation) if p.promised]
    own_hours = ", ".join(p.row.name for p in shown if p.hours)
    return render(request, "portal/points.html", {"points": shown, "own_hours": own_hours})


@require_GET
@of_body
def satisfaction(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """The level of satisfaction, published and reusable: ?format=csv gives the same figures as open data."""
    figures = published(organisation)
    if request.GET.get("format") == "csv":
        lines = ["month;satisfaction_percent;answers", *(_csv(f) for f in figures)]
        return HttpResponse("\n".join(lines) + "\n", content_type="text/csv; charset=utf-8")
    return render(request, "portal/satisfaction.html", {"figures": figures})


def _csv(figure: IndicatorFigure) -> str:
    """Of few the share is left empty."""
    share = "" if figure.few else f"{figure.value:.1f}"
    return f"{figure.month:%Y-%m};{share};{figure.count}"


@require_POST
@public
def look(request: HttpRequest) -> HttpResponse:
    """Keep the low-vision settings for a year in this browser."""
    response = HttpResponseRedirect(own_address(request, "next"))
    chosen = "&".join(f"{n}={request.POST.get(n, '')}" for n, options in LOOK.items() if request.POST.get(n) in options)
    keep(response, "look", chosen, seconds=A_YEAR)
    return response


@require_POST
@public
def language(request: HttpRequest) -> HttpResponse:
    response = HttpResponseRedirect(own_address(request, "next"))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        one_of(request.POST.get("language"), dict(settings.LANGUAGES), "ru"),
        max_age=A_YEAR,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
    return response
