"""Around every operation: how often a token may call, and the same answer to the same Idempotency-Key."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from priemnaya.core import limits
from priemnaya.core.address import network_of
from priemnaya.core.models import ApiReply, ApiToken
from priemnaya.core.reading import whole
from priemnaya.ui.files import over_day
from priemnaya.ui.problem import problem

from .again import Kept
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
        return _once(token, key, request, kwargs, lambda: view(request, *args, **kwargs))

    return call


def _once(
    token: ApiToken, key: str, request: HttpRequest, path: dict[str, Any], run: Callable[[], HttpResponse]
) -> HttpResponse:
    """The answer kept under the key, behind the door of the operation as it stands now, or a fresh one kept in the same
    transaction as what it did. A second request at the same instant waits for the first one's commit on the unique
    row."""
    print_ = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode() + request.body).hexdigest()
    with transaction.atomic():
        row, fresh = ApiReply.objects.begin(token, key, print_)
        if not fresh and row.status:
            if row.fingerprint != print_:
                return problem(422, _("Неверные данные"), _("Этот Idempotency-Key уже был у другого запроса."))
            request.kept = Kept(row, path)  # type: ignore[attr-defined]
            return run()
        answer = run()
        if answer.status_code >= 500 or answer.status_code in (401, 403, 429):
            transaction.set_rollback(True)
            return answer
        if not transaction.get_connection().needs_rollback:
            ApiReply.objects.answered(row.pk, answer.status_code, answer.content.decode("utf-8", "replace"))
        return answer
