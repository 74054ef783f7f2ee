"""The token itself."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from . import schemas as s
from .problems import ERRORS
from .scopes import Scoped, token_of
from .shared import me

router = Router()


@router.get(
    "/me",
    auth=Scoped("cases:read"),
    response={200: s.Me, **ERRORS},
    summary="Чей это ключ и что он может",
    tags=["token"],
)
def who_am_i(request: HttpRequest) -> Any:
    token = token_of(request.headers.get("Authorization", "").removeprefix("Bearer ").strip())
    return {
        "body": me(request).organisation.slug,
        "login": me(request).username,
        "scopes": token.scopes if token else [],
    }
