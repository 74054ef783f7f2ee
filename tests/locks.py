"""Watches in what order the rows of a transaction are locked: cases that live, by their keys; then joined ones, by
theirs; then replies; then cards of clients, by their keys (cases/states.py). Two transactions that take them otherwise
wait for each other in a circle.

Seen are rows that a SELECT locks, one or many, and a row that an UPDATE names by its key (of such a case only the table
counts: whether it lives is not read). Not seen: an UPDATE of many rows, and what the database locks by itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import connection
from django.db.models.signals import post_save

LOCKS = re.compile(r'^SELECT .* FROM "(cases_case|cases_reply|people_client)" .*FOR (?:NO KEY )?UPDATE', re.DOTALL)
UPDATES = re.compile(r'^UPDATE "(cases_case|cases_reply|people_client)" SET (.*?)"\1"\."id" = %s', re.DOTALL)
CASES, REPLIES, CARDS = "cases_case", "cases_reply", "people_client"
RANKS = {CASES: 1, REPLIES: 2, CARDS: 3}


class Row(NamedTuple):
    table: str
    key: int
    joined: bool | None = None
    """Of a case: joined to another; None: not known."""
    made: bool = False
    """In this transaction: nobody else waits for it by its key."""

    def stands_after(self, other: Row) -> bool:
        """Whoever holds it may not take the other any more."""
        if self.table != other.table:
            return RANKS[self.table] > RANKS[other.table]
        if self.made or self.table == REPLIES:
            return False
        if self.table == CARDS:
            return self.key > other.key
        if self.joined is None or other.joined is None:
            return False
        return (self.joined, self.key) > (other.joined, other.key)


class Locks:
    """What the transaction holds, with marks where a savepoint begins."""

    def __init__(self) -> None:
        self.held: list[Row | str] = []
        self.wrong: list[str] = []

    def watch(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not isinstance(sql, str):  # composed of quoted names: no savepoint and no lock of a row
            return execute(sql, params, many, context)
        if sql.startswith("SAVEPOINT"):
            self.held.append(sql.split()[-1])
        elif sql.startswith("ROLLBACK TO"):
            self._back_to(sql.split()[-1])
        elif sql.startswith("RELEASE"):
            self._released(sql.split()[-1])
        answer = execute(sql, params, many, context)
        if " UPDATE" in sql and (found := LOCKS.match(sql)):
            for row in _answered(found[1], context["cursor"].cursor.pgresult):
                self._take(row)
        elif sql.startswith("UPDATE") and not many and (found := UPDATES.match(sql)):
            self._take(Row(found[1], params[found[2].count("%s")]))
        return answer

    def made(self, sender: Any, instance: Any, created: bool, **_: Any) -> None:
        """Nobody else waits for a row that was made in this transaction; what a test makes itself is in none."""
        if created and sender._meta.db_table in RANKS and any(isinstance(one, str) for one in self.held):
            self.held.append(Row(sender._meta.db_table, instance.pk, made=True))

    def _take(self, row: Row) -> None:
        """Outside of a savepoint a test does it by itself, or the product in a transaction of one statement."""
        rows = [one for one in self.held if isinstance(one, Row)]
        if len(rows) == len(self.held) or any(one[:2] == row[:2] for one in rows):
            return
        if above := [one for one in rows if one.stands_after(row)]:
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


def _answered(table: str, result: Any) -> list[Row]:
    """The rows a SELECT has locked, in the order it did; read without taking them from who asked."""
    if result is None:
        return []
    columns = [result.fname(n) for n in range(result.nfields)]  # those of the table itself come first
    if b"id" not in columns:
        return []
    key, joined = columns.index(b"id"), columns.index(b"merged_into_id") if b"merged_into_id" in columns else None
    return [
        Row(table, int(result.get_value(n, key)), None if joined is None else result.get_value(n, joined) is not None)
        for n in range(result.ntuples)
    ]


@contextmanager
def in_order() -> Iterator[Locks]:
    locks = Locks()
    post_save.connect(locks.made)
    try:
        with connection.execute_wrapper(locks.watch):
            yield locks
    finally:
        post_save.disconnect(locks.made)
