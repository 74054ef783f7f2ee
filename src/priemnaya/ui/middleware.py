"""Content Security Policy with a nonce for the one inline style (the body's accent); the body's time zone ends with the request."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils import timezone


class ContentSecurityPolicy:
    """Nothing but our own origin: no inline script, no foreign host, no framing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        issuer = urlsplit(settings.OIDC["issuer"])
        self.forms = f" {issuer.scheme}://{issuer.netloc}" if issuer.netloc else ""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        machine = request.path.startswith("/api/v1/")  # it cleans its own words and answers in problem+json
        if not machine and ("%00" in request.META.get("QUERY_STRING", "") or "\x00" in request.path):
            return HttpResponseBadRequest(
                "В адресе недопустимый знак. Уберите его и повторите.", content_type="text/plain; charset=utf-8"
            )
        request.csp_nonce = secrets.token_urlsafe(12)  # type: ignore[attr-defined]
        response = self.get_response(request)
        timezone.deactivate()
        response.headers.setdefault(
            "Content-Security-Policy",
            f"default-src 'self'; img-src 'self' data:; style-src 'self' 'nonce-{request.csp_nonce}'; "  # type: ignore[attr-defined]
            f"object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'{self.forms}",
        )
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        return response


class WithoutZeroBytes:
    """A zero byte means nothing in a text and PostgreSQL takes none: it leaves a form's fields, everything else typed stays."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> None:
        if request.method != "POST" or request.path.startswith("/api/"):
            return
        if any("\x00" in value for values in request.POST.lists() for value in values[1] if isinstance(value, str)):
            cleaned = request.POST.copy()
            for name, values in request.POST.lists():
                cleaned.setlist(name, [v.replace("\x00", "") if isinstance(v, str) else v for v in values])
            request.POST = cleaned  # type: ignore[assignment]
