"""Consents on the site: each on its own, with its whole text and its own button; and the end of a mailing in one
click."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from priemnaya.cases.actions import ask_consent_link, confirm_consent
from priemnaya.cases.actions.proving import why_no_consent
from priemnaya.cases.models import Case
from priemnaya.cases.own import Own
from priemnaya.errors import Objection
from priemnaya.outreach.actions.mailings import unsubscribe as stop_mailings
from priemnaya.outreach.models import MailingRecipient
from priemnaya.people.actions.consents import give_consent, purposes, text_of, withdraw_consent
from priemnaya.people.actions.links import last_was_used, link_for
from priemnaya.people.models import Client, Consent, Organisation
from priemnaya.policy.vocabulary.needs import HEALTH
from priemnaya.policy.vocabulary.needs import TITLES as NEEDS
from priemnaya.portal import on_request
from priemnaya.portal.shared import ip_of, of_case_holder, own_of
from priemnaya.ui.typed import telling

from .follow import case_of_session


@never_cache
@require_http_methods(["GET", "POST"])
@of_case_holder
def consents(request: HttpRequest, organisation: Organisation, number: str) -> HttpResponse:
    """Giving and withdrawing, one purpose a button. Whoever holds the case's code may ask, and the mailbox's reader
    confirms; what was given is shown, and withdrawn, only where the client is proved."""
    case = case_of_session(request, organisation, number)
    client = case.client
    own = own_of(request, organisation)
    proved = client is not None and client in (*own.cards, own.me)
    if request.method == "POST" and client is not None:
        purpose = request.POST.get("purpose", "")
        with telling(request):
            if request.POST.get("do") == "withdraw":
                _withdraw(request, own, client, purpose, proved)
            elif purposes()[purpose].written if purpose in purposes() else False:
                _give_in_writing(request, own, client, purpose)
            elif proved:
                give_consent(client, purpose, how="portal", ip=ip_of(request))
                messages.success(request, _("Спасибо. Согласие записано, отозвать его можно здесь же."))
            else:
                _ask_mailbox(request, case, purpose)
        return redirect("consents", organisation.slug, number)
    given = {c.purpose: c for c in _in_force(own, client)} if client else {}
    shown = [(text_of(organisation, p), given.get(p)) for p in purposes()] if client else []
    why_not = "" if proved else why_no_consent(case)
    kept = [NEEDS[name] for name in client.needs if name in HEALTH] if client and proved else []
    page = {"case": case, "consents": shown, "proved": proved, "why_not": why_not, "kept": kept}
    return render(request, "portal/consents.html", page)


def _give_in_writing(request: HttpRequest, own: Own, client: Client, purpose: str) -> None:
    """By whoever has signed in as the owner of the card: a mailbox is no signature. Raises Objection."""
    if own.me is None or client != own.me:
        raise Objection(
            _("Закон требует этого согласия в письменной форме: войдите на сайт или подпишите его у нас на приёме.")
        )
    give_consent(client, purpose, how="portal", ip=ip_of(request))
    messages.success(request, _("Спасибо. Согласие записано, отозвать его можно здесь же."))


def _ask_mailbox(request: HttpRequest, case: Case, purpose: str) -> None:
    """A link to the case's mailbox, whose reader confirms. The network and the work count whatever comes of it; the
    letter only when it goes. Raises Objection."""
    worked = on_request.admit(request, case.organisation, "consent", case.pk, purpose)
    _send_consent_link(request, case, purpose, worked)


@transaction.atomic
def _send_consent_link(request: HttpRequest, case: Case, purpose: str, worked: bool) -> None:
    body = case.organisation
    asked = on_request.take_turn(body, "consent", case.pk, purpose, worked=worked)
    again = last_was_used(body, "consent", subject=case.pk, detail=purpose)
    if (asked.goes or again) and case.mailbox and not on_request.spares(case):
        raise Objection(
            _(
                "На адрес почты этого дела уже просили несколько писем. Если сам адрес не подтверждён, откройте ссылку"
                " из любого нашего письма: так адрес подтвердится, и письмо уйдёт. Если подтверждён, попробуйте через"
                " час, а неподтверждённый — завтра."
            )
        )
    if asked.goes or again:
        ask_consent_link(case, purpose)
        said = _("Мы отправили вам письмо в %(at)s. Откройте в нём ссылку и подтвердите согласие.")
    else:
        said = _(
            "Письмо уже ушло в %(at)s. Откройте в нём ссылку и подтвердите согласие, посмотрите и в папке «Спам»."
            " Следующее письмо можно попросить с %(following)s."
        )
    messages.success(request, said % asked.times(body))


def _in_force(own: Own, client: Client) -> QuerySet[Consent]:
    """The newest of a purpose comes last."""
    return own.consents(client).filter(withdrawn_at=None).order_by("given_at")


def _withdraw(request: HttpRequest, own: Own, client: Client, purpose: str, proved: bool) -> None:
    if not proved:
        raise Objection(_("Отозвать согласие может только тот, кто его дал. Войдите на странице «Мои дела»."))
    for given in _in_force(own, client).filter(purpose=purpose):  # each card that was joined may have brought one
        withdraw_consent(given, how="portal")
    messages.success(request, _("Согласие отозвано. Больше мы на него не опираемся."))


@never_cache
@require_http_methods(["GET", "POST"])
@of_case_holder
def confirm(request: HttpRequest, organisation: Organisation, token: str) -> HttpResponse:
    """The link of that letter: the whole text and the button; only a POST gives the consent, and only once."""
    try:
        link = link_for(organisation, token, "consent")
    except Objection as objection:
        return render(request, "portal/link.html", {"link": None, "error": str(objection)}, status=410)
    shown = {"text": text_of(organisation, link.detail), "given": False}
    if request.method == "POST":
        try:
            shown["given"] = confirm_consent(organisation, token, ip=ip_of(request))
        except Objection as objection:
            return render(request, "portal/link.html", {"link": None, "error": str(objection)}, status=410)
    return render(request, "portal/consent.html", shown)


TEST_LINK = "test"
"""What stands in the link of a trial letter to an employee."""


@csrf_exempt
@require_http_methods(["GET", "POST"])
@of_case_holder
def unsubscribe(request: HttpRequest, organisation: Organisation, token: str) -> HttpResponse:
    """GET only shows the button (mail scanners open links); POST stops mailings, from the page or by a mail program's
    one click (RFC 8058), which sends neither cookie nor token of ours: the secret of the link is enough."""
    if token == TEST_LINK:
        return render(request, "portal/unsubscribe.html", {"test": True})
    recipient = get_object_or_404(
        MailingRecipient.objects.select_related("client__merged_into"), token=token, mailing__organisation=organisation
    )
    done = request.method == "POST"
    if done:
        stop_mailings(recipient)
    return render(request, "portal/unsubscribe.html", {"done": done or recipient.unsubscribed_at is not None})
