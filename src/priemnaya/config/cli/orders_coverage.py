"""`orders coverage` and `clause`: the state of every clause of the bodies, the law and the defaults."""

from __future__ import annotations

import argparse
import collections
import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from priemnaya.errors import Objection
from priemnaya.policy.vocabulary import nearest

from .places import ROOT, data_folder, orders_folder, setup, with_database

if TYPE_CHECKING:
    from priemnaya.policy import ClauseState, Order, OrderError


def add_to(orders: Any, commands: Any) -> None:
    coverage = orders.add_parser("coverage", help="состояние каждого пункта: органов, закона и обычных значений")
    coverage.add_argument("--format", default="text", choices=["text", "json"])
    coverage.add_argument("--body", help="орган; federal — закон, defaults — обычные значения")
    coverage.set_defaults(run=run_coverage)
    clause = commands.add_parser("clause", help="один пункт: priemnaya clause udmurtia-mio 3.5")
    clause.add_argument("body", help="орган; federal — закон, defaults — обычные значения")
    clause.add_argument("number")
    clause.set_defaults(run=run_clause)


def _states(body: str | None = None) -> tuple[list[Order], list[ClauseState], list[OrderError]]:
    """(orders, the states of their clauses, what is wrong with the files that are left out). Raises OrderErrors when
    the one asked for is among those."""
    setup()
    from priemnaya.config import urls  # noqa: F401 - the faces register what they provide
    from priemnaya.policy import coverage, find_tests, load_readable
    from priemnaya.policy.yaml_lines import OrderErrors

    every, wrong = load_readable(orders_folder(), regions=True)
    orders = [order for order in every if body in (None, order.slug)]
    if not orders:
        if theirs := [e for e in wrong if body in (None, Path(e.file).parent.name, Path(e.file).stem)]:
            raise OrderErrors(theirs)
        known = [order.slug for order in every]
        meant = nearest(body or "", known)
        raise Objection(f"Органа «{body}» нет{f', возможно, {meant}' if meant else ''}. Есть: {', '.join(known)}")
    for error in wrong:
        print(f"Не читается и не учтено: {error}", file=sys.stderr)
    return orders, coverage(orders, find_tests(ROOT / "tests", orders)), wrong


def run_coverage(options: argparse.Namespace) -> int:
    """1 when a file could not be read: what is told is of the others."""
    orders, states, wrong = _states(options.body)
    from priemnaya.ui.clauses import STATES

    broken = int(bool(wrong) and options.body is None)
    if options.format == "json":
        print(json.dumps([s.as_dict() for s in states], ensure_ascii=False, indent=1))
        return broken
    for order in orders:
        mine = [s for s in states if s.body == order.slug]
        print(f"{order.slug}: {_counts(mine)}")
        for s in mine:
            waits = f"   ждёт: {_waits(order, s)}" if s.missing else ""
            print(f"  {s.clause:18} {STATES[s.state]:25} {s.kind}{waits}")
    for line in summary(orders, states):
        print(line)
    return broken


def _waits(order: Order, state: ClauseState) -> str:
    from priemnaya.ui.clauses import waits_in_words

    return "; ".join(waits_in_words(order.by_number[state.clause], state))


def summary(orders: Iterable[Order], states: list[ClauseState]) -> list[str]:
    """A line for each body and layer, and the totals by state."""
    lines = ["", f"Всего пунктов {len(states)}: {_counts(states)}"]
    for order in orders:
        mine = [s for s in states if s.body == order.slug]
        waiting, stated = (sum(s.state == state for s in mine) for state in ("not yet", "stated"))
        demands = len(mine) - stated
        line = f"  {order.slug}: {demands - waiting} из {demands} исполняется"
        line += f", ждёт {waiting}" if waiting else ""
        lines.append(line + (f", требований нет в {stated}" if stated else ""))
    return lines


def _counts(states: Iterable[ClauseState]) -> str:
    from priemnaya.ui.clauses import STATES

    counted = collections.Counter(s.state for s in states)
    return ", ".join(f"{title} {counted[name]}" for name, title in STATES.items() if counted[name])


def run_clause(options: argparse.Namespace) -> int:
    orders, states, _ = _states(options.body)
    state = next((s for s in states if s.clause == options.number), None)
    if state is None:
        meant = nearest(options.number, orders[0].by_number)
        hint = f" Возможно, {meant}." if meant else ""
        raise Objection(f"Пункта {options.number} в порядке {options.body} нет.{hint}")
    for line in _told(orders[0], state):
        print(line)
    if os.environ.get("DATABASE_URL") or (data_folder() / "pgdata").exists():
        with with_database(migrate=False):  # who only reads brings no database up to date
            print(*_figures_or_why(options.body, options.number), sep="", end="")
    return 0


def _told(order: Order, state: ClauseState) -> Iterable[str]:
    """The clause, its rules, its state, where it acts, its tests, what it waits for."""
    from priemnaya.ui.clauses import STATES

    clause = order.by_number[state.clause]
    yield f"{order.slug} п. {clause.number}: {clause.demand}"
    yield f"{clause.act}, {clause.source}" if clause.act else order.act.citation
    yield f"состояние: {STATES[state.state]} "
    for rule in clause.rules:
        for day, value in rule.values:
            yield f"правило: {rule.kind.name} с {day}: {rule.kind.phrase(value) if value else 'отменено'}"
    yield "где действует: " + (", ".join(state.enforced_at) or "—")
    yield "тесты: " + (", ".join(state.tests) or "—")
    if state.missing:
        yield f"ждёт: {_waits(order, state)} ({', '.join(state.missing)})"


def _figures_or_why(body: str, clause: str) -> list[str]:
    from django.db import DatabaseError

    try:
        return _figures(body, clause)
    except DatabaseError:
        return ["Цифры не прочитаны: база данных не отвечает.\n"]


def _figures(body: str, clause: str) -> list[str]:
    """Lines of the last three months; none from a database that has no such table yet."""
    from django.db import connection

    from priemnaya.programme.models import ClauseFigure

    if ClauseFigure._meta.db_table not in connection.introspection.table_names():
        return []
    rows = ClauseFigure.objects.filter(organisation__slug=body, clause=clause).order_by("-month")[:3]
    return [
        f"{f.month:%m.%Y}: соблюдено {f.kept}, нарушено {f.broken}, открыто {f.open}, остановлено {f.stopped}\n"
        for f in rows
    ]
