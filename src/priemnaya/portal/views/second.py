"""A second applicant: the page of their link, and a fresh link for whoever applied."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from priemnaya.cases.actions import (
    Received,
    Word,
    answer_second,
    mail_second_link,
    renew_second_link,
    second_of,
    second_url,
    send_second_link,
)
from priemnaya.cases.actions.leaving import living
from priemnaya.cases.answered import answers_of
from priemnaya.cases.models import Case, SecondApplicant
from priemnaya.errors import Faults, Objection
from priemnaya.people.models import Organisation
from priemnaya.people.reaching import fault_in, normal
from priemnaya.portal import on_request
from priemnaya.portal.identity.client import configured
from priemnaya.portal.needs import stages_for_second
from priemnaya.portal.shared import of_case_holder
from priemnaya.portal.visit import me_of, person_of
from priemnaya.ui.typed import telling

from .follow import case_of_session


@never_cache
@require_http_methods(["GET", "POST"])
@of_case_holder
def second(request: HttpRequest, organisation: Organisation, token: str) -> HttpResponse:
    """GET shows what is asked in their name and two buttons; POST says the word, once."""
    fault = ""
    try:
        found = second_of(organisation, token)
        if request.method == "POST":
            if (said := request.POST.get("said", "")) not in ("confirm", "refuse"):
                raise Objection(_("Нажмите «Подтверждаю» или «Отказываюсь»."))
            me = me_of(request, organisation)
            proved = _proved(request, organisation)
            word = Word(said == "confirm", request.POST.get("why", ""), proved, me.pk if me else None)
            answer_second(organisation, token, word)
            return redirect("second", organisation.slug, token)
    except Faults as faults:
        fault = str(faults)
    except Objection as objection:
        return render(request, "portal/second.html", {"second": None, "error": str(objection)}, status=410)
    shown = {"second": found, "token": token, "fault": fault, "why": request.POST.get("why", "")}
    return render(
        request, "portal/second.html", shown | _asked(request, organisation, found), status=422 if fault else 200
    )


def _asked(request: HttpRequest, organisation: Organisation, found: SecondApplicant) -> dict[str, Any]:
    case = found.case
    waits = found.opens(timezone.now()) and living(case).is_open  # it may be joined to another by now
    return {
        "case": case,
        "waits": waits,
        "answers": answers_of(case) if waits else [],
        "stages": stages_for_second(case) if found.state == "confirmed" else [],
        "person": person_of(request, organisation),
        "can_identify": configured(organisation),
        "provider": settings.OIDC["title"],
    }


def _proved(request: HttpRequest, organisation: Organisation) -> str:
    """As the provider names who sits here; empty when nobody was identified."""
    person = person_of(request, organisation)
    return " ".join(p for n in ("surname", "name", "patronymic") if (p := str(person.get(n, ""))))


def write_to_second(request: HttpRequest, received: Received) -> None:
    """The link by mail, right after the application is registered. Where none may go now it stays to be handed over."""
    case = received.case
    assert case is not None
    waited = SecondApplicant.objects.filter(case=case, state="waits").first()
    if received.status == "registered" and waited is not None and waited.email:
        try:
            with _letter_to(request, case, waited.email):
                send_second_link(case, received.second)
        except Objection:
            return


@contextmanager
def _letter_to(request: HttpRequest, case: Case, email: str) -> Iterator[None]:
    """Inside, a letter goes. Raises Objection when too many were asked for from here, or to this mailbox; one that did
    not go is not counted."""
    body, about = case.organisation, (case.pk, normal("email", email))
    turn = on_request.ask(request, body, "second", *about)
    if not turn.goes:
        said = _(
            "На %(email)s письмо отправляли в %(at)s, следующее можно отправить с %(following)s. Или покажите ссылку и"
            " передайте её сами."
        )
        raise Objection(said % {**turn.times(body), "email": email})
    try:
        if not on_request.spares_mailbox(email):
            raise Objection(_("На %s сегодня ушло уже много таких писем. Передайте ссылку сами.") % email)
        yield
    except Objection:
        on_request.not_gone(body, "second", *about)
        raise


@require_POST
@of_case_holder
def second_link(request: HttpRequest, organisation: Organisation, number: str) -> HttpResponse:
    """Whoever has the case open asks for a fresh link: shown once to hand over, or sent to a mailbox."""
    case = case_of_session(request, organisation, number)
    with telling(request):
        if request.POST.get("do") != "mail":
            url = second_url(organisation, renew_second_link(case))
            return render(request, "portal/second_link.html", {"case": case, "url": url})
        sent = _mailed(request, case, request.POST.get("email", "").strip())
        messages.success(request, _("Письмо со ссылкой отправляем на %s. Прежняя ссылка не действует.") % sent)
    return redirect("case_page", organisation.slug, number)


def _mailed(request: HttpRequest, case: Case, email: str) -> str:
    """Where the letter goes. Raises Objection."""
    if fault := fault_in("email", email):
        raise Objection(fault)
    with _letter_to(request, case, email):
        mail_second_link(case, email)
    return email
