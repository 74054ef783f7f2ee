"""What every public site says of itself: personal data, cookies, accessibility, the map."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from priemnaya.knowledge.models import LifeSituation
from priemnaya.people.models import Organisation
from priemnaya.portal.frame import living
from priemnaya.portal.identity.client import configured
from priemnaya.portal.shared import of_body
from priemnaya.records.ripe import keeping
from priemnaya.ui.cookies import LEFT, named


def cookies_of_ours() -> list[tuple[str, Any, Any]]:
    """Every cookie the portal sets, as people are told of it: its name, what for, and for how long (a test
    compares)."""
    return [
        (settings.SESSION_COOKIE_NAME, _("помнит, что вы открыли своё дело или вошли"), _("пока открыт браузер")),
        (settings.CSRF_COOKIE_NAME, _("отличает вашу форму от поддельной"), _("год")),
        (named("draft"), _("находит ваш черновик в этом браузере"), _("30 дней")),
        (named("look"), _("помнит размер букв и цвета"), _("год")),
        (settings.LANGUAGE_COOKIE_NAME, _("помнит язык"), _("год")),
        (named(LEFT), _("помнит, что вы попросили забыть это устройство"), _("пока открыт браузер")),
    ]


def _privacy(organisation: Organisation) -> dict[str, Any]:
    return {"years": keeping(organisation)[0], "can_identify": configured(organisation)}


def _cookies(organisation: Organisation) -> dict[str, Any]:
    return {"cookies": cookies_of_ours(), "form": settings.CSRF_COOKIE_NAME}


def _map(organisation: Organisation) -> dict[str, Any]:
    return {
        "services": living(organisation),
        "situations": LifeSituation.objects.filter(organisation=organisation),
    }


PAGES: dict[str, tuple[str, Callable[[Organisation], dict[str, Any]]]] = {
    "privacy": ("portal/about_privacy.html", _privacy),
    "cookies": ("portal/about_cookies.html", _cookies),
    "accessibility": ("portal/about_accessibility.html", lambda organisation: {}),
    "map": ("portal/about_map.html", _map),
}


@require_GET
@of_body
def about(request: HttpRequest, organisation: Organisation, page: str) -> HttpResponse:
    """One of the pages a site owes its readers."""
    if page not in PAGES:
        raise Http404
    template, told = PAGES[page]
    return render(request, template, told(organisation))
