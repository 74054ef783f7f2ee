"""Consents on the site: each on its own, with its whole text and its own button; and the end of a mailing in one
click."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from priemnaya.cases import texts
from priemnaya.cases.actions import ask_to_confirm
from priemnaya.cases.actions.deliver import address_at
from priemnaya.cases.models import Case
from priemnaya.core.tokens import new_code
from priemnaya.errors import Objection
from priemnaya.outreach.actions.mailings import unsubscribe as stop_mailings
from priemnaya.outreach.models import MailingRecipient
from priemnaya.people.actions.consents import active, give_consent, purposes, text_of, withdraw_consent
from priemnaya.people.models import Organisation
from priemnaya.portal import quotas
from priemnaya.portal.shared import ip_of, of_body
from priemnaya.ui.typed import refuse

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
            elif case.identified:
                give_consent(client, purpose, how="portal", ip=ip_of(request))
                messages.success(request, _("Спасибо. Согласие записано, отозвать его можно здесь же."))
            else:
                _ask(request, case, purpose)
                messages.success(request, _("Мы отправили вам письмо. Откройте в нём ссылку и подтвердите согласие."))
        except Objection as objection:
            refuse(request, objection)
        return redirect("consents", organisation.slug, number)
    shown = [(text_of(organisation, p), active(client, p)) for p in purposes()] if client else []
    return render(request, "portal/consents.html", {"case": case, "consents": shown})


def _ask(request: HttpRequest, case: Case, purpose: str) -> None:
    """Anybody who knows a name and an address may stand behind an unproved case: the mailbox's owner confirms."""
    text = text_of(case.organisation, purpose)
    if mailbox := address_at(case, "email"):
        quotas.take_letter(request, mailbox=mailbox, case_pk=case.pk)
    token = signing.dumps([case.pk, purpose], salt=CONFIRM)
    url = f"{settings.SITE_URL}/{case.organisation.slug}/consent/{token}/"
    ask_to_confirm(
        case,
        texts.subject(case, "confirm_consent"),
        texts.confirm_consent(case, text.title, url),
        key=f"consent-{case.pk}-{purpose}-{new_code(6)}",
    )


@require_http_methods(["GET", "POST"])
@of_body
def confirm(request: HttpRequest, organisation: Organisation, token: str) -> HttpResponse:
    """The link of that letter: the whole text and the button; only a POST gives the consent."""
    try:
        pk, purpose = signing.loads(token, salt=CONFIRM, max_age=CONFIRM_FOR)
    except signing.BadSignature as error:
        raise Http404 from error
    case = get_object_or_404(
        Case.objects.select_related("client__organisation"), pk=pk, organisation=organisation, client__isnull=False
    )
    assert case.client is not None
    if request.method == "POST":
        give_consent(case.client, purpose, how="portal", ip=ip_of(request))
    return render(
        request, "portal/consent.html", {"text": text_of(organisation, purpose), "given": active(case.client, purpose)}
    )


CONFIRM, CONFIRM_FOR = "consent", 7 * 86400
TEST_LINK = "test"
"""What stands in the link of a trial letter to an employee."""


@csrf_exempt
@require_http_methods(["GET", "POST"])
@of_body
def unsubscribe(request: HttpRequest, organisation: Organisation, token: str) -> HttpResponse:
    """GET only shows the button (mail scanners open links); POST stops mailings, from the page or by a mail program's
    one click (RFC 8058), which sends neither cookie nor token of ours: the secret of the link is enough."""
    if token == TEST_LINK:
        return render(request, "portal/unsubscribe.html", {"test": True})
    recipient = get_object_or_404(
        MailingRecipient.objects.select_related("client"), token=token, mailing__organisation=organisation
    )
    done = request.method == "POST"
    if done:
        stop_mailings(recipient)
    return render(request, "portal/unsubscribe.html", {"done": done or recipient.unsubscribed_at is not None})
