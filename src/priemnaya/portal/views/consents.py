"""Consents on the site: each on its own, with its whole text and its own button; and the end of a mailing in one click."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from priemnaya.outreach.mailings import unsubscribe as stop_mailings
from priemnaya.outreach.models import MailingRecipient
from priemnaya.people.consents import active, give_consent, purposes, text_of, withdraw_consent
from priemnaya.people.models import Organisation
from priemnaya.portal.shared import ip_of, of_body

from .follow import case_of_session


@require_http_methods(["GET", "POST"])
@of_body
def consents(request: HttpRequest, organisation: Organisation, number: str) -> HttpResponse:
    """What the client of a followed case agreed to; giving and withdrawing, one purpose a button."""
    case = case_of_session(request, organisation, number)
    client = case.client
    if request.method == "POST" and client is not None:
        purpose = request.POST.get("purpose", "")
        try:
            if request.POST.get("do") == "withdraw":
                given = active(client, purpose)
                if given:
                    withdraw_consent(given, how="portal")
                messages.success(request, _("Согласие отозвано. Больше мы на него не опираемся."))
            else:
                give_consent(client, purpose, how="portal", ip=ip_of(request))
                messages.success(request, _("Спасибо. Согласие записано, отозвать его можно здесь же."))
        except ValueError as objection:
            messages.error(request, str(objection))
        return redirect("consents", organisation.slug, number)
    shown = [(text_of(organisation, p), active(client, p)) for p in purposes()] if client else []
    return render(request, "portal/consents.html", {"case": case, "consents": shown})


TEST_LINK = "test"
"""What stands in the link of a trial letter to an employee."""


@csrf_exempt
@require_http_methods(["GET", "POST"])
@of_body
def unsubscribe(request: HttpRequest, organisation: Organisation, token: str) -> HttpResponse:
    """GET only shows the button (mail scanners open links); POST stops mailings, from the page or by a mail program's one
    click (RFC 8058), which sends neither cookie nor token of ours: the secret of the link is enough."""
    if token == TEST_LINK:
        return render(request, "portal/unsubscribe.html", {"test": True})
    recipient = get_object_or_404(
        MailingRecipient.objects.select_related("client"), token=token, mailing__organisation=organisation
    )
    done = request.method == "POST"
    if done:
        stop_mailings(recipient)
    return render(request, "portal/unsubscribe.html", {"done": done or recipient.unsubscribed_at is not None})
