"""Around every request: the Content Security Policy with a nonce for the one inline style, words instead of bare
errors, no zero bytes."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, UnreadablePostError
from django.utils import timezone
from django.utils.translation import gettext as _

from priemnaya.core.reading import numeral
from priemnaya.errors import NotAllowed, Objection
from priemnaya.ui import errors
from priemnaya.ui.cookies import cookie
from priemnaya.ui.uploads import keep_what_came


class ContentSecurityPolicy:
    """Nothing but our own origin: no inline script, no foreign host, no framing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        issuers = [urlsplit(u) for u in (settings.OIDC["issuer"], *(p["issuer"] for p in settings.STAFF_OIDC))]
        self.forms = "".join(f" {i.scheme}://{i.netloc}" for i in issuers if i.netloc)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.csp_nonce = secrets.token_urlsafe(12)  # type: ignore[attr-defined]
        response = self.get_response(request)
        timezone.deactivate()
        response.headers.setdefault(
            "Content-Security-Policy",
            f"default-src 'self'; img-src 'self' data:; style-src 'self' 'nonce-{request.csp_nonce}'; "  # type: ignore[attr-defined]
            f"object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'{self.forms}",
        )
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        if personal(request):
            response.headers["Cache-Control"] = "no-store, private"
        return response


PERSONAL = ("/w/", "/accounts/", "/api/v1/")
SECRETS = {"token", "code", "number", "key", "secret"}
"""Parts of an address that lead to somebody's matter."""


def personal(request: HttpRequest) -> bool:
    """Whether no browser and no proxy keeps the answer: it may hold what concerns one person, or a form that will."""
    return of_somebody(request) or bool(getattr(request, "keeps_words", False))


def of_somebody(request: HttpRequest) -> bool:
    """Whether the answer may hold what concerns one person: pages of staff, answers to forms, pages made with a session
    in hand, pages behind a secret address."""
    match = request.resolver_match
    session = getattr(request, "session", None)
    return (
        request.path.startswith(PERSONAL)
        or request.method == "POST"
        or bool(match and SECRETS & set(match.kwargs))
        or bool(session is not None and not session.is_empty())
        or bool(cookie(request, "draft"))
    )


class InWords:
    """Whatever can't be answered by a page is answered in words: addresses and lengths that are none, methods without a
    view, objections that a view did not take."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "TRACE" and not request.path.startswith("/api/"):  # the API names its methods itself
            said = errors.wrong_method(request)
            said["Allow"] = "GET, HEAD, POST"
            return said
        if in_clear(request):
            text = _(
                "Обращайтесь по https: без шифрования запросы не принимаются, а то, что было в этом, считайте"
                " раскрытым."
            )
            return errors.said(request, 403, _("Нужен https"), text)
        if unreadable := _unreadable(request):
            return errors.said(request, 400, _("Запрос не прочитан"), unreadable)
        keep_what_came(request)
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed):
            said = errors.wrong_method(request)
            said["Allow"] = response["Allow"]
            return said
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The last place for an objection: a view that does not catch it still answers with its words."""
        if isinstance(exception, NotAllowed):
            return errors.said(request, 403, _("Нет доступа"), str(exception))
        if isinstance(exception, Objection):
            onward = getattr(exception, "onward", None)
            return errors.said(request, 409, _("Так не получится"), str(exception), onward)
        return None


def in_clear(request: HttpRequest) -> bool:
    """A machine that sends its key without TLS must learn it: leading it on to https would hide that (pages are led on
    by SECURE_SSL_REDIRECT). The health of the service is asked from beside it."""
    machine = request.path.startswith("/api/") and request.path != "/api/health/"
    return machine and settings.SECURE_SSL_REDIRECT and not request.is_secure()


def _unreadable(request: HttpRequest) -> str:
    """What is wrong with the frame of a request; empty when nothing is."""
    machine = request.path.startswith("/api/v1/")  # it cleans its own words
    if not machine and ("%00" in request.META.get("QUERY_STRING", "") or "\x00" in request.path):
        return _("В адресе недопустимый знак. Уберите его и повторите.")
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    if not numeral(length):
        return _("Браузер не сказал, сколько данных прислал. Обновите страницу и повторите.")
    return ""


class HeadAsGet:
    """A page is asked for without its body as it is asked for whole (RFC 9110, 9.3.2): by watchers, checkers of links,
    messengers. Not behind a secret address: what scans mail must not open a client's link before the client does."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.method
        response = self.get_response(request)
        if asked != request.method:
            request.method = asked
            if response.streaming:
                response.streaming_content = ()  # type: ignore[attr-defined]
            else:
                length = str(len(response.content))
                response.content = b""
                response.headers["Content-Length"] = length
        return response

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: dict[str, object]) -> None:
        if request.method == "HEAD" and not request.path.startswith("/api/") and not SECRETS & set(kwargs):
            request.method = "GET"


class WithoutZeroBytes:
    """A zero byte means nothing in a text and PostgreSQL takes none: it leaves a form's fields, everything else typed
    stays."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        if request.method != "POST" or request.path.startswith("/api/"):
            return None
        try:
            lists = list(request.POST.lists())
        except UnreadablePostError:
            return errors.said(
                request,
                400,
                _("Связь прервалась"),
                _("Данные дошли не до конца. Вернитесь и отправьте форму снова."),
            )
        if any("\x00" in value for _name, values in lists for value in values if isinstance(value, str)):
            cleaned = request.POST.copy()
            for name, values in lists:
                cleaned.setlist(name, [v.replace("\x00", "") if isinstance(v, str) else v for v in values])
            request.POST = cleaned  # type: ignore[assignment]
        return None
