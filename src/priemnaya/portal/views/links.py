"""Links from letters: what one proves is the mailbox; whether its reader wrote, the page asks (docs/trust.md)."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from priemnaya.cases.actions import asks_author, closed_to_mailbox, disown_by_link, disown_case, open_link, own_case
from priemnaya.cases.models import Case
from priemnaya.errors import Objection
from priemnaya.people.actions.links import link_for
from priemnaya.people.models import Organisation, ProofLink
from priemnaya.portal.identity.client import configured
from priemnaya.portal.lost import ways_of
from priemnaya.portal.shared import of_case_holder, own_of, proved_mailbox
from priemnaya.portal.visit import ask_author, asked, may_see, open_case

KINDS = ("case", "card")
"""What is opened here; a consent has a page of its own."""


@never_cache
@require_http_methods(["GET", "POST"])
@of_case_holder
def link(request: HttpRequest, organisation: Organisation, secret: str) -> HttpResponse:
    """GET only shows buttons, for mail scanners open links; POST uses the link up."""
    try:
        found = link_for(organisation, secret, *KINDS)
        case = get_object_or_404(organisation.cases, pk=found.case) if found.opens == "case" else None
        if request.method == "GET":
            return _shown(request, found, case)
        if case is None:
            open_link(organisation, secret)
            proved_mailbox(request, organisation, found.address)
            return redirect("mine", organisation.slug)
        return _case_opened(request, case, found, secret)
    except Objection as objection:
        return render(
            request,
            "portal/link.html",
            {"link": None, "error": str(objection), "ways": ways_of(organisation)},
            status=410,
        )


def _shown(request: HttpRequest, found: ProofLink, case: Case | None, status: int = 200) -> HttpResponse:
    said = {"link": found, "case": case, "can_identify": configured(found.organisation)}
    if case is not None:
        holder = _holds(request, case)
        said["closed"] = closed_to_mailbox(case, found.address, found.channel) and not holder
        said["asks"] = asks_author(case, found.address, found.channel) and not holder
    return render(request, "portal/link.html", said, status=status)


def _case_opened(request: HttpRequest, case: Case, found: ProofLink, secret: str) -> HttpResponse:
    said, holder = request.POST.get("said", ""), _holds(request, case)
    if said == "foreign":
        disown_by_link(case.organisation, secret)
        return _foreign(request, case)
    if (
        closed_to_mailbox(case, found.address, found.channel) and not holder
    ):  # the link stays: after signing in it opens
        return _shown(request, found, case, status=403)
    asks = asks_author(case, found.address, found.channel) and not holder
    open_link(case.organisation, secret, holder=holder)
    if asks and said != "mine":
        ask_author(request, case, found.address)
        return redirect("authorship", case.organisation.slug, case.number)
    if found.channel != "email":  # an account that wrote, or a telephone that was proved, before the link was made
        open_case(request, case, mailbox=found.address, channel=found.channel)
        messages.success(request, _("Дело открыто. Новый код, если он нужен, выдадим на приёме по документу."))
        return redirect("case_page", case.organisation.slug, case.number)
    return _owned(request, case, found.address)


def _holds(request: HttpRequest, case: Case) -> bool:
    """Whoever sits here has this very case by another proof: its code, or as its identified client."""
    return may_see(request, case) or own_of(request, case.organisation).identifies(case)


def _owned(request: HttpRequest, case: Case, mailbox: str) -> HttpResponse:
    own_case(case, mailbox)
    open_case(request, case, mailbox=mailbox)
    messages.success(request, _("Адрес подтверждён: теперь письма по этому делу приходят на него целиком."))
    return redirect("case_page", case.organisation.slug, case.number)


def _foreign(request: HttpRequest, case: Case) -> HttpResponse:
    request.session.pop(f"asked:{case.pk}", None)
    return render(request, "portal/foreign.html", {"case": case})


@never_cache
@require_http_methods(["GET", "POST"])
@of_case_holder
def authorship(request: HttpRequest, organisation: Organisation, number: str) -> HttpResponse:
    """«Это писали вы?», of a mailbox that is proved already: until it is answered the case stays shut."""
    case = get_object_or_404(organisation.cases, number=number)
    mailbox, said = asked(request, case), request.POST.get("said", "")
    if not mailbox:
        raise Http404
    if said == "mine":
        return _owned(request, case, mailbox)
    if said == "foreign":
        disown_case(case, mailbox)
        return _foreign(request, case)
    return render(request, "portal/link.html", {"link": mailbox, "case": case, "asks": True})
