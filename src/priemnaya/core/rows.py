"""Asking for rows, and doing by one process alone what takes longer than a transaction may."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TypeVar

from django.db import DatabaseError, connection
from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


def only(rows: QuerySet[Row]) -> Row | None:
    """The row of a query that finds one at most (a key, a unique constraint). `first()` asks for an order, and Django
    looks through every column for it: of a wide query that takes longer than the query itself."""
    return next(iter(rows.order_by()[:1]), None)


ALONE = 11_021
"""Of the locks of this sort; the database keeps the others' apart."""


@contextmanager
def alone(what: str) -> Iterator[bool]:
    """True while this process alone does it, in however many transactions. The database holds the lock for the
    connection: of a process that was killed it lets go by itself."""
    key = zlib.crc32(what.encode()) - 2**31
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s, %s)", [ALONE, key])
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine:
            with suppress(DatabaseError), connection.cursor() as cursor:  # a lost connection has let go of it
                cursor.execute("select pg_advisory_unlock(%s, %s)", [ALONE, key])
