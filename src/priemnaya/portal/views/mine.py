"""What belongs to a person and not to one case: the link that proves a mailbox, «Мои дела», taking over what was sent
unproved, and leaving the device (docs/trust.md)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from priemnaya.cases.actions import (
    agree_own_address,
    ask_card_link,
    ask_case_link,
    cases_of_mailbox,
    claim_case,
    open_link,
    take_case_by_mailbox,
)
from priemnaya.cases.models import Case
from priemnaya.errors import Objection
from priemnaya.people.actions.links import link_of
from priemnaya.people.models import Organisation
from priemnaya.portal import quotas
from priemnaya.portal.identity.client import configured
from priemnaya.portal.opening import open_by_code
from priemnaya.portal.shared import gained, of_body, own_of, person_of, proved_mailbox
from priemnaya.ui.cookies import drop
from priemnaya.ui.typed import refuse

from .write import drop_drafts


@never_cache
@require_http_methods(["GET", "POST"])
@of_body
def link(request: HttpRequest, organisation: Organisation, secret: str) -> HttpResponse:
    """GET only shows a button, for mail scanners open links; POST uses the link up."""
    if request.method == "GET":
        found = link_of(organisation, secret)
        return render(request, "portal/link.html", {"link": found}, status=200 if found else 410)
    try:
        opened = open_link(organisation, secret)
    except Objection as objection:
        return render(request, "portal/link.html", {"link": None, "error": str(objection)}, status=410)
    if opened.opens == "card":
        proved_mailbox(request, organisation, opened.address)
        return redirect("mine", organisation.slug)
    case = organisation.cases.get(pk=opened.case)
    gained(request)
    request.session[f"follow:{case.pk}"] = True
    messages.success(request, _("Адрес подтверждён: теперь письма по этому делу приходят на него целиком."))
    return redirect("case_page", organisation.slug, case.number)


@never_cache
@require_http_methods(["GET", "POST"])
@of_body
def mine(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """All cases of whoever is identified or has just shown a mailbox; for others, how to get in."""
    if request.method == "POST":
        return _act(request, organisation)
    own = own_of(request, organisation)
    return render(
        request,
        "portal/mine.html",
        {
            "own": own,
            "me": own.me,
            "person": person_of(request, organisation),
            "mailbox": own.mailbox,
            "cases": list(own.cases()),
            "told": list(own.told()),
            "cards": own.cards,
            "can_identify": configured(),
        },
    )


def _act(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    own = own_of(request, organisation)
    what, me, mailbox = request.POST.get("do", ""), own.me, own.mailbox
    try:
        if what == "take" and mailbox:
            case = _told(organisation, mailbox, request.POST.get("case", ""))
            take_case_by_mailbox(case, mailbox)
            messages.success(request, _("Записано: это ваше дело."))
        elif what == "claim" and me:
            number, code = request.POST.get("number", ""), request.POST.get("code", "")
            opening = open_by_code(request, organisation, number, code)
            if opening.case is None:
                raise Objection(opening.error)
            claim_case(organisation, number, code, me)
            messages.success(request, _("Дело теперь среди ваших."))
        elif what == "agree":
            agree_own_address(own)
            messages.success(request, _("Записано: этот адрес тоже ваш. Его дела теперь среди ваших."))
        elif what == "open":
            return _open(request, organisation, request.POST.get("number", ""))
        else:
            quotas.take_letter(request, mailbox=request.POST.get("email", ""))
            ask_card_link(organisation, request.POST.get("email", ""))
            messages.success(
                request,
                _("Если этот адрес есть хоть в одном деле, мы отправили на него ссылку. Она действует полчаса."),
            )
    except Objection as objection:
        refuse(request, objection)
    return redirect("mine", organisation.slug)


def _told(organisation: Organisation, mailbox: str, number: str) -> Case:
    return get_object_or_404(cases_of_mailbox(organisation, mailbox), number=number)


def _open(request: HttpRequest, organisation: Organisation, number: str) -> HttpResponse:
    """One of the cases listed, opened without its code."""
    case = get_object_or_404(organisation.cases, number=number)
    if own_of(request, organisation).holds(case):
        gained(request)
        request.session[f"follow:{case.pk}"] = True
        return redirect("case_page", organisation.slug, case.number)
    refuse(request, _("Это дело так не открыть. Введите его номер и код."))
    return redirect("follow", organisation.slug)


@require_POST
@of_body
def lost_code(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """A link to the case's own mailbox; the page says the same whether there is one or not."""
    number = request.POST.get("number", "").strip()[:60]
    try:
        quotas.take_letter(request, mailbox=f"case {organisation.pk}:{number}")
    except Objection as objection:
        refuse(request, objection)
        return redirect("follow", organisation.slug)
    case = organisation.cases.filter(number=number).first()
    if case is not None:
        ask_case_link(case)
    messages.success(
        request,
        _(
            "Если у дела есть адрес электронной почты, мы отправили туда ссылку: она откроет дело без кода. Нет почты —"
            " подтвердите личность на странице «Мои дела» или приходите с документом."
        ),
    )
    return redirect("follow", organisation.slug)


@require_POST
@of_body
def leave(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """«Закрыть дело и забыть это устройство»: nothing of the visit stays in this browser, nor its pages."""
    drop_drafts(request, organisation)
    request.session.flush()
    response = render(request, "portal/left.html")
    drop(response, "draft")
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response
