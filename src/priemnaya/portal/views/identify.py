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
from priemnaya.portal.drafts import draft_of
from priemnaya.portal.identity.client import IdentityError, begin, configured, finish
from priemnaya.portal.keeping import keep_sent
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
    next_, place = request.POST.get("next", ""), request.POST.get("place", "")[:100]
    if next_ not in ("history", "mine", *WITH_PLACE):
        next_ = "write"
    keep_sent(filing_of(request, organisation))
    if not configured(organisation):
        return _failed(request, organisation, _("Подтверждение личности здесь ещё не подключено."), next_, place)
    state, nonce, verifier = new_token(), new_token(), new_token() + new_token()
    request.session["oidc"] = {"state": state, "nonce": nonce, "verifier": verifier, "next": next_, "place": place}
    try:
        return redirect(begin(state, nonce, verifier, _redirect_uri(organisation)))
    except IdentityError as error:
        return _failed(request, organisation, str(error), next_, place)


@require_GET
@of_body
def identified(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    kept = request.session.pop("oidc", None) or {}
    next_, place = str(kept.get("next", "")), str(kept.get("place", ""))
    if not kept or not equal(request.GET.get("state", ""), kept["state"]) or not request.GET.get("code"):
        said = _("Личность не подтверждена. Попробуйте ещё раз.")
        return _failed(request, organisation, said, next_, place)
    try:
        person = finish(
            request.GET["code"], kept["state"], kept["nonce"], kept["verifier"], _redirect_uri(organisation)
        )
    except IdentityError as error:
        return _failed(request, organisation, str(error), next_, place)
    began(request, f"person:{organisation.pk}", asdict(person))
    if back := _back(organisation, next_, place):
        return redirect(back)
    messages.success(request, _("Личность подтверждена. Теперь ваш текст будет принят как обращение."))
    return redirect("write_step", organisation.slug, "check")


def _back(organisation: Organisation, next_: str, place: str) -> str:
    """Where they came from; empty for a message."""
    if next_ in WITH_PLACE and re.fullmatch(r"[\w-]+", place):
        return reverse(next_, args=[organisation.slug, place])
    return reverse(next_, args=[organisation.slug]) if next_ in ("history", "mine") else ""


def _failed(request: HttpRequest, organisation: Organisation, why: str, next_: str, place: str) -> HttpResponse:
    """Back where they came from. Of what was written it is said that it is kept where it is, and there alone."""
    back = _back(organisation, next_, place)
    written = not back and draft_of(request, organisation) is not None
    if written:
        why = f"{why} {_('Что вы написали, сохранено: это можно отправить и без входа, как сообщение.')}"
    refuse(request, why)
    return redirect(back or reverse("write" if written or next_ == "write" else "home", args=[organisation.slug]))
