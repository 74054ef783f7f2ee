"""Confirming identity by the provider, and coming back to the form with nothing lost."""

from __future__ import annotations

import re
from dataclasses import asdict

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from priemnaya.core.tokens import equal, new_token
from priemnaya.people.models import Organisation
from priemnaya.portal.filing import keep_sent
from priemnaya.portal.identity.client import IdentityError, begin, configured, finish
from priemnaya.portal.shared import of_body
from priemnaya.portal.visit import began
from priemnaya.ui.typed import refuse

from .write import filing_of

WITH_PLACE = ("apply", "second")
"""Pages to come back to that lie at a place of their own: a service, a link."""


def _redirect_uri(organisation: Organisation) -> str:
    return settings.SITE_URL + reverse("identified", args=[organisation.slug])


@require_POST
@of_body
def identify(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Keep the draft, then go to the provider."""
    keep_sent(filing_of(request, organisation))
    if not configured():
        refuse(request, _("Подтверждение личности здесь ещё не подключено. Отправьте текст как сообщение."))
        return redirect("write", organisation.slug)
    state, nonce, verifier = new_token(), new_token(), new_token() + new_token()
    request.session["oidc"] = {
        "state": state,
        "nonce": nonce,
        "verifier": verifier,
        "next": next_ if (next_ := request.POST.get("next", "")) in ("history", "mine", *WITH_PLACE) else "write",
        "place": request.POST.get("place", "")[:100],
    }
    try:
        return redirect(begin(state, nonce, verifier, _redirect_uri(organisation)))
    except IdentityError as error:
        refuse(request, error)
        return redirect("write", organisation.slug)


@require_GET
@of_body
def identified(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    kept = request.session.pop("oidc", None)
    if not kept or not equal(request.GET.get("state", ""), kept["state"]) or not request.GET.get("code"):
        refuse(request, _("Личность не подтверждена. Ваш текст сохранён, попробуйте ещё раз."))
        return redirect("write", organisation.slug)
    try:
        person = finish(
            request.GET["code"], kept["state"], kept["nonce"], kept["verifier"], _redirect_uri(organisation)
        )
    except IdentityError as error:
        refuse(request, error)
        return redirect("write", organisation.slug)
    began(request, f"person:{organisation.pk}", asdict(person))
    if kept.get("next") in WITH_PLACE and re.fullmatch(r"[\w-]+", str(kept.get("place", ""))):
        return redirect(kept["next"], organisation.slug, kept["place"])
    if kept.get("next") in ("history", "mine"):
        return redirect(kept["next"], organisation.slug)
    messages.success(request, _("Личность подтверждена. Теперь ваш текст будет принят как обращение."))
    return redirect("write_step", organisation.slug, "check")
