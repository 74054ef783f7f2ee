"""Sign-in of staff by their body's own OpenID Connect provider. Whom the provider means is what an administrator wrote
on the employee's card; nobody is made by signing in, and the second factor is asked as ever."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.account.models import Login
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from priemnaya.core.address import address_of
from priemnaya.core.tokens import equal, new_token
from priemnaya.people.actions.doors import note_sign_in
from priemnaya.people.models import Employee
from priemnaya.ui.access import public
from priemnaya.ui.asked import own_address
from priemnaya.ui.doors import agent_of
from priemnaya.ui.oidc import Provider, ProviderError
from priemnaya.ui.typed import refuse

LEEWAY = 60  # seconds that the provider's clock may differ by


def providers() -> list[Provider]:
    """Those the installation names (PRIEMNAYA_STAFF_OIDC)."""
    return [Provider(**one) for one in settings.STAFF_OIDC]


def way_anew(employee: Employee) -> str:
    """The page on which this employee shows who they are by their body's provider; empty when they have none."""
    known = employee.sso_subject and any(p.body == employee.organisation.slug for p in providers())
    return reverse("sso_anew") if known else ""


def _of(body: str) -> Provider:
    found = next((p for p in providers() if p.body == body), None)
    if found is None:
        raise Http404
    return found


def _back_to(body: str) -> str:
    return settings.SITE_URL + reverse("sso_back", args=[body])


@require_POST
@public
def sso_begin(request: HttpRequest, body: str) -> HttpResponse:
    provider = _of(body)
    state, nonce, verifier = new_token(), new_token(), new_token() + new_token()
    kept = {"state": state, "nonce": nonce, "verifier": verifier, "body": body}
    anew = request.user.is_authenticated and "anew" in request.POST
    request.session["sso_way"] = {**kept, "next": own_address(request, "next", "/w/"), "anew": anew and time.time()}
    try:
        return redirect(provider.begin(state, nonce, verifier, _back_to(body), anew=anew))
    except ProviderError:
        return _refused(request, None)


def _refused(request: HttpRequest, employee: Employee | None, words: str = "") -> HttpResponse:
    note_sign_in(employee, ok=False, how="sso", why="sso", ip=address_of(request), agent=agent_of(request))
    said = words or _("Вход через орган не получился. Попробуйте ещё раз или войдите по паролю.")
    refuse(request, said)
    return redirect("account_login")


@require_GET
@public
def sso_back(request: HttpRequest, body: str) -> HttpResponse:
    """The provider sends the person back: the code is theirs, of this browser, of this very try."""
    provider, kept = _of(body), request.session.pop("sso_way", None)
    known = kept and kept["body"] == body and equal(request.GET.get("state", ""), kept["state"])
    if not known or not request.GET.get("code"):
        return _refused(request, None)
    try:
        claims = provider.finish(request.GET["code"], kept["state"], kept["nonce"], kept["verifier"], _back_to(body))
    except ProviderError:
        return _refused(request, None)
    rows = Employee.objects.select_related("organisation").filter(organisation__slug=body)
    employee = rows.filter(sso_subject=str(claims["sub"])).first()
    if employee is None:
        words = _("Эта учётная запись не связана с сотрудником. Попросите администратора связать её.")
        return _refused(request, None, words)
    if kept.get("anew"):
        return _shown_anew(request, employee, claims, kept)
    record_authentication(request, employee, "sso")
    answer: HttpResponse = perform_login(request, Login(user=employee, redirect_url=kept["next"]))
    return answer


@require_GET
@public
@login_required
def sso_anew(request: HttpRequest) -> HttpResponse:
    """Of whoever is in by their body's provider the same is asked as of others of a password."""
    me: Any = request.user
    if not way_anew(me):
        raise Http404
    said = {"provider": _of(me.organisation.slug), "next": request.GET.get("next", "")}
    return render(request, "account/sso_anew.html", said)


def _shown_anew(request: HttpRequest, employee: Employee, claims: dict[str, Any], kept: dict[str, Any]) -> HttpResponse:
    """By whoever is in, at the provider and since they were asked; then what was broken off goes on."""
    at = claims.get("auth_time")
    if request.user.pk != employee.pk or not isinstance(at, int | float) or at < kept["anew"] - LEEWAY:
        note_sign_in(employee, ok=False, how="sso", why="sso", ip=address_of(request), agent=agent_of(request))
        refuse(request, _("Орган не подтвердил, что вы вошли заново. Попробуйте ещё раз или подтвердите иначе."))
        return redirect(reverse("sso_anew", query={"next": kept["next"]}))
    record_authentication(request, employee, "sso", reauthenticated=True)
    request.GET = QueryDict(urlencode({"next": kept["next"]}))
    answer: HttpResponse = resume_request(request) or redirect(kept["next"])
    return answer
