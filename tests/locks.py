"""Watches in what order the rows of a transaction are locked: cases that live, then joined ones, then replies, then
cards of clients (cases/states.py). Two transactions that take them otherwise wait for each other in a circle."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.models.signals import post_save

LOCKS = re.compile(r'^SELECT .* FROM "(cases_case|cases_reply|people_client)" .*FOR (?:NO KEY )?UPDATE', re.DOTALL)
RANKS = {"cases_case": 1, "cases_reply": 2, "people_client": 3}
Row = tuple[str, int]


class Locks:
    """What the transaction holds, as (table, key), with marks where a savepoint begins."""

    def __init__(self) -> None:
        self.held: list[Row | str] = []
        self.wrong: list[str] = []

    def watch(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("SAVEPOINT"):
            self.held.append(sql.split()[-1])
        elif sql.startswith("ROLLBACK TO"):
            self._back_to(sql.split()[-1])
        elif sql.startswith("RELEASE"):
            self._released(sql.split()[-1])
        elif " UPDATE" in sql and (found := LOCKS.match(sql)) and isinstance(params[-1] if params else None, int):
            keys = [p for p in params if isinstance(p, int) and not isinstance(p, bool)]
            self._take((found[1], keys[0]), sql)
        return execute(sql, params, many, context)

    def made(self, sender: Any, instance: Any, created: bool, **_: Any) -> None:
        """Nobody else waits for a row that was made in this transaction; what a test makes itself is in none."""
        if created and sender._meta.db_table in RANKS and any(isinstance(one, str) for one in self.held):
            self.held.append((sender._meta.db_table, instance.pk))

    def _take(self, row: Row, sql: str) -> None:
        rows = [one for one in self.held if isinstance(one, tuple)]
        if row in rows:
            return
        above = [one for one in rows if RANKS[one[0]] > RANKS[row[0]]]
        if above:
            self.wrong.append(f"{row} after {above}")
        self.held.append(row)

    def _back_to(self, name: str) -> None:
        if name in self.held:
            del self.held[self.held.index(name) + 1 :]

    def _released(self, name: str) -> None:
        if name in self.held:
            self.held.remove(name)
        if not any(isinstance(one, str) for one in self.held):
            self.held.clear()  # the test's own transaction stands for none of the product


@contextmanager
def in_order() -> Iterator[Locks]:
    locks = Locks()
    post_save.connect(locks.made)
    try:
        with connection.execute_wrapper(locks.watch):
            yield locks
    finally:
        post_save.disconnect(locks.made)
