"""Asking for rows."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


def only(rows: QuerySet[Row]) -> Row | None:
    """The row of a query that finds one at most (a key, a unique constraint). `first()` asks for an order, and Django
    looks through every column for it: of a wide query that takes longer than the query itself."""
    return next(iter(rows.order_by()[:1]), None)
