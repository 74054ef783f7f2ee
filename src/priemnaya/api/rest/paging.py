"""Cursor paging: newest first, by id; a cursor is opaque and never skips or repeats a row that was there."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Annotated, Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from pydantic import Field

from .problems import Problem

LARGEST = 100
Limit = Annotated[int, Field(ge=1, le=LARGEST)]


def page(rows: QuerySet[Any], after: str | None, limit: int) -> tuple[list[Any], str | None]:
    """At most `limit` rows older than the cursor, and the cursor of the next page (None: there is none)."""
    if after:
        rows = rows.filter(pk__lt=_place(after))
    found = list(rows.order_by("-pk")[: limit + 1])
    more = len(found) > limit
    found = found[:limit]
    return found, cursor(found[-1].pk) if more else None


def listed(rows: QuerySet[Any], after: str | None, limit: int, shown: Callable[[Any], object]) -> dict[str, Any]:
    """A page of rows as it is answered."""
    found, following = page(rows, after, limit)
    return {"items": [shown(row) for row in found], "next": following}


def cursor(pk: int) -> str:
    return base64.urlsafe_b64encode(f"v1:{pk}".encode()).decode().rstrip("=")


def _place(text: str) -> int:
    try:
        version, _sep, number = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii").partition(":")
        if version == "v1" and 0 <= int(number) < 2**63:
            return int(number)
    except (binascii.Error, ValueError):
        pass
    raise Problem(404, _("Не найдено"), _("Курсор не наш: начните список сначала, без after."))
