"""Every cookie of ours besides Django's: over https with the prefix `__Host-`, so that no other host, path or page in
clear can set it; never readable by scripts."""

from __future__ import annotations

import contextlib
from http.cookies import CookieError

from django.conf import settings
from django.http import HttpRequest, HttpResponse

LEFT = "left"
"""The cookie that says that this device was to be forgotten; of whom, it does not say."""


def named(name: str) -> str:
    return f"__Host-{name}" if settings.HTTPS else name


def cookie(request: HttpRequest, name: str) -> str:
    return request.COOKIES.get(named(name), "")


def keep(response: HttpResponse, name: str, value: str, *, seconds: int | None) -> None:
    """Lax: who comes back by a link finds what was kept. seconds: None for as long as the browser is open."""
    response.set_cookie(
        named(name), value, max_age=seconds, path="/", secure=settings.HTTPS, httponly=True, samesite="Lax"
    )


def drop(response: HttpResponse, name: str) -> None:
    """A deletion carries the attributes too: a browser ignores a `__Host-` cookie without Secure."""
    response.set_cookie(named(name), "", max_age=0, path="/", secure=settings.HTTPS, httponly=True, samesite="Lax")


def drop_all(request: HttpRequest, response: HttpResponse) -> None:
    """Whatever cookies of this host the browser brought, but for the mark of forms, which is of nobody. By name and not
    by Clear-Site-Data, which works over https only and would take away LEFT as well. A name that cannot be written
    («a[0]», Cyrillic) is none of ours: sites of the parent domain set such for their whole domain, and no answer of
    this host drops those."""
    for name in request.COOKIES:
        if name != settings.CSRF_COOKIE_NAME:
            with contextlib.suppress(CookieError):
                response.set_cookie(name, "", max_age=0, path="/", secure=settings.HTTPS, httponly=True, samesite="Lax")
