"""Every cookie of ours besides Django's: over https with the prefix `__Host-`, so that no other host, path or page in
clear can set it; never readable by scripts."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse


def named(name: str) -> str:
    return f"__Host-{name}" if settings.HTTPS else name


def cookie(request: HttpRequest, name: str) -> str:
    return request.COOKIES.get(named(name), "")


def keep(response: HttpResponse, name: str, value: str, *, seconds: int) -> None:
    """Lax: who comes back by a link finds what was kept."""
    response.set_cookie(
        named(name), value, max_age=seconds, path="/", secure=settings.HTTPS, httponly=True, samesite="Lax"
    )


def drop(response: HttpResponse, name: str) -> None:
    """A deletion carries the attributes too: a browser ignores a `__Host-` cookie without Secure."""
    response.set_cookie(named(name), "", max_age=0, path="/", secure=settings.HTTPS, httponly=True, samesite="Lax")
