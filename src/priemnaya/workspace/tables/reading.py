"""Rows of a list, wherever they come from: a queryset or what a page has gathered; counted and read in portions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet

Rows = QuerySet[Any] | Sequence[Any]
BATCH = 500


def whole_count(rows: Rows, most: int) -> int:
    """How many there are, up to `most`."""
    if isinstance(rows, QuerySet):
        return rows.order_by().values("pk")[:most].count()
    return min(len(rows), most)


class Counted:
    """Rows for a paginator whose count stops at `most`."""

    def __init__(self, rows: Rows, most: int) -> None:
        self.rows, self.most = rows, most
        self.ordered = True

    def count(self) -> int:
        return whole_count(self.rows, self.most)

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, key: slice) -> Any:
        return self.rows[key]


def portions(rows: Rows, most: int) -> Iterator[list[Any]]:
    """All of them in their order, up to `most`, a few at a time: what was chosen first is what is read, whatever
    changes meanwhile."""
    if not isinstance(rows, QuerySet):
        count = rows.whole() if hasattr(rows, "whole") else len(rows)
        for at in range(0, min(count, most), BATCH):
            yield list(rows[at : min(at + BATCH, most)])
        return
    keys = list(rows.values_list("pk", flat=True)[:most])
    for at in range(0, len(keys), BATCH):
        some = keys[at : at + BATCH]
        found = {row.pk: row for row in rows.order_by().filter(pk__in=some)}
        yield [found[pk] for pk in some if pk in found]
