"""Scopes of keys: each is one permission. The key, its service account and whoever issued it must all hold it."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from priemnaya.core.models import ApiToken
from priemnaya.core.tokens import api_digest
from priemnaya.people.actions.api_tokens import SCOPES, acting_as

from .problems import Problem

log = logging.getLogger(__name__)
USED_EVERY = dt.timedelta(minutes=1)


class Scoped(HttpBearer):
    """`Authorization: Bearer prm_…` with one scope. Raises Problem 403 when the token is good but may not do this.
    Behind this door a kept answer (again.Kept) stands in place of the operation."""

    openapi_name = "token"

    def __init__(self, scope: str) -> None:
        self.scope, self.needs = scope, SCOPES[scope][0]
        super().__init__()

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        found = token_of(token)
        service = acting_as(found) if found else None
        if found is None or service is None:
            return None
        if self.scope not in found.scopes or not service.may(self.needs):
            log.warning("refused: program %s, key %s: scope %s", service.pk, found.pk, self.scope)
            words = _("Ключу нужна область «%s», а программе и тому, кто выдал ключ, — такое право.")
            raise Problem(403, _("Нет права"), words % self.scope)
        timezone.activate(service.organisation.zone)
        if kept := getattr(request, "kept", None):
            request.auth = service  # type: ignore[attr-defined]
            kept.give(request)
        return service


def token_of(token: str) -> ApiToken | None:
    """The live token of a secret; its last use is written down at most once a minute."""
    now = timezone.now()
    found = ApiToken.objects.filter(digest=api_digest(token), revoked_at=None).first()
    if found is None or (found.expires_at and found.expires_at < now):
        return None
    if found.last_used_at is None or now - found.last_used_at > USED_EVERY:
        ApiToken.objects.used(found.pk, now)
    return found
