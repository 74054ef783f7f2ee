"""Around every operation: how often a token may call, and the same answer to the same Idempotency-Key."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from priemnaya.cases.models import Case
from priemnaya.core import limits
from priemnaya.core.address import network_of
from priemnaya.core.models import ApiReply, ApiToken
from priemnaya.core.reading import whole
from priemnaya.people.actions.api_tokens import acting_as
from priemnaya.ui.files import over_day
from priemnaya.ui.problem import problem

from .scopes import token_of

A_MINUTE = 600
"""Requests of one token, or of one network without a token that is alive, in a minute."""
LONGEST_KEY = 200
LARGE = 100_000
"""Bytes of a request from which on it counts as an upload."""
View = Callable[..., HttpResponse]


def guarded(view: View) -> View:
    """Rate limit by token (or network), then idempotency for what changes things. Order: 429, 422, the operation."""

    @wraps(view)
    def call(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        secret = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        token = token_of(secret) if secret else None
        who = f"token {token.pk}" if token else network_of(request)
        if limits.spend("api", who, seconds=limits.MINUTE) > A_MINUTE:
            answer = problem(429, _("Слишком часто"), _("Подождите минуту и повторите."))
            answer["Retry-After"] = "60"
            return answer
        if token and (size := whole(request.META.get("CONTENT_LENGTH")) or 0) > LARGE and over_day(who, size):
            return problem(429, _("Слишком много файлов"), _("За сутки принято, сколько можно. Повторите завтра."))
        key = request.headers.get("Idempotency-Key", "")
        if token is None or not key or request.method not in ("POST", "PUT", "PATCH", "DELETE"):
            return view(request, *args, **kwargs)
        if len(key) > LONGEST_KEY or not key.isprintable():
            return problem(422, _("Неверные данные"), _("Idempotency-Key: до 200 печатных знаков."))
        return _once(token, key, request, lambda: view(request, *args, **kwargs))

    return call


def _seen_again(token: ApiToken, body: str, request: HttpRequest) -> bool:
    """A kept answer shows its cases once more: they are loaded, so that the journal of access meets them in it. False
    when nobody acts by the key today."""
    request.auth = acting_as(token)  # type: ignore[attr-defined]
    numbers = set(re.findall(r'"(?:number|case)": ?"([^"]{1,30})"', body))
    list(Case.objects.filter(organisation_id=token.organisation_id, number__in=numbers).only("number", "client"))
    return request.auth is not None  # type: ignore[attr-defined]


def _once(token: ApiToken, key: str, request: HttpRequest, run: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer kept under the key, or a fresh one kept in the same transaction as what it did. A second request at
    the same instant waits for the first one's commit on the unique row."""
    print_ = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode() + request.body).hexdigest()
    with transaction.atomic():
        row, fresh = ApiReply.objects.begin(token, key, print_)
        if not fresh and row.status:
            if row.fingerprint != print_:
                return problem(422, _("Неверные данные"), _("Этот Idempotency-Key уже был у другого запроса."))
            if not _seen_again(token, row.body, request):
                return run()  # who may act by this key no more is told so by the operation itself
            kind = "application/problem+json" if row.status >= 400 else "application/json"
            again = HttpResponse(row.body, status=row.status, content_type=kind)
            again["Idempotency-Replayed"] = "true"
            return again
        answer = run()
        if answer.status_code >= 500 or answer.status_code in (401, 403, 429):
            transaction.set_rollback(True)
            return answer
        if not transaction.get_connection().needs_rollback:
            ApiReply.objects.answered(row.pk, answer.status_code, answer.content.decode("utf-8", "replace"))
        return answer
