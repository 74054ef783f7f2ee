"""`orders coverage` and `clause`: the state of every clause of the bodies, the law and the defaults."""

from __future__ import annotations

import argparse
import collections
import contextlib
import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from priemnaya.errors import Objection
from priemnaya.policy.titles import title_and_key
from priemnaya.policy.vocabulary import nearest

from .places import ROOT, data_folder, orders_folder, setup, with_database

if TYPE_CHECKING:
    from priemnaya.people.models import Organisation
    from priemnaya.policy import ClauseState, Order, OrderError
    from priemnaya.programme.went import Went


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
    return orders, coverage(orders, find_tests(ROOT / "tests", orders), _lack(orders)), wrong


def run_coverage(options: argparse.Namespace) -> int:
    """1 when a file could not be read: what is told is of the others."""
    orders, states, wrong = _states(options.body)

    broken = int(bool(wrong) and options.body is None)
    went = _went(orders)
    if options.format == "json":
        told = [{**s.as_dict(), "went": list(_words(went, s))} for s in states]
        print(json.dumps(told, ensure_ascii=False, indent=1))
        return broken
    for order in orders:
        mine = [s for s in states if s.body == order.slug]
        print(f"{order.slug}: {_counts(mine)}")
        for s in mine:
            waits = f"   ждёт: {_waits(order, s)}" if s.missing else ""
            how = f"   {'; '.join(words)}" if (words := _words(went, s)) else ""
            how += f"   не записано: {s.not_written}" if s.not_written and s.state != "closed" else ""
            print(f"  {order.by_number[s.clause].label:24} {_kept(went, s):25} {s.kind}{waits}{how}   [{s.clause}]")
    for line in summary(orders, states):
        print(line)
    if not went:
        print("Как вышло на деле, видно, когда есть данные: здесь только то, что делает система.")
    return broken


def _lack(orders: Iterable[Order]) -> dict[str, dict[str, str]]:
    """The points by which bodies can't be reached and the lists that hold nothing, as their registers have them: an
    address given on screen is one. Of what is not read there the files tell."""
    orders = list(orders)
    if not has_data():
        return {order.slug: _lack_by_files(order) for order in orders if order.body}
    from django.db import DatabaseError

    from priemnaya.people.interaction import lack_of
    from priemnaya.people.models import Organisation

    slugs = [order.slug for order in orders if order.body]
    try:
        with with_database(migrate=False):
            bodies = Organisation.objects.filter(parent=None, slug__in=slugs, points__isnull=False).distinct()
            return {body.slug: lack_of(body) for body in bodies}
    except DatabaseError:
        return {order.slug: _lack_by_files(order) for order in orders if order.body}


def _lack_by_files(order: Order) -> dict[str, str]:
    from priemnaya.knowledge.services.known import services_of_file
    from priemnaya.plain import catalogue, load_style
    from priemnaya.policy.connection import EMPTY, GLOSSARY, HEADS, MATERIALS, PERSON, SERVICES, nobody_holds, right_of
    from priemnaya.policy.unsaid import lack_of
    from priemnaya.policy.yaml_lines import OrderError

    folder, empty = Path(order.file).parent, []
    with contextlib.suppress(OrderError):
        empty += [] if load_style(folder / "plain.yaml", catalogue()).glossary else [GLOSSARY]
    empty += [] if services_of_file(folder) else [SERVICES]
    empty += [HEADS, *([] if (folder / "knowledge.yaml").is_file() else [MATERIALS])]
    named = [name.removeprefix(PERSON) for name in order.looks_into if name.startswith(PERSON)]
    missing = {f"{PERSON}{name}": nobody_holds(name) for name in named if _of_this_body(right_of(name)[1])}
    return lack_of(order) | {name: EMPTY[name] for name in empty} | missing


def _of_this_body(called: str) -> bool:
    """Whether people are meant whom only the rows of a body know; a role anybody may have."""
    from priemnaya.policy.vocabulary import own
    from priemnaya.policy.vocabulary.people import HEAD_OF_OTHER_UNIT, HEAD_OF_UNIT

    return called in (HEAD_OF_UNIT, HEAD_OF_OTHER_UNIT) or own(called, "person")


Gone = dict[tuple[str, str], tuple["Went", "Organisation"]]
"""(body, clause) -> how it has gone there."""


def _went(orders: Iterable[Order]) -> Gone:
    """Of every clause of the bodies; empty where there is no database yet, or its server is down."""
    if not has_data():
        return {}
    from django.db import DatabaseError

    try:
        return _read_went(orders)
    except DatabaseError:
        return {}


def _read_went(orders: Iterable[Order]) -> Gone:
    from django.db import connection

    from priemnaya.people.models import Organisation
    from priemnaya.programme.models import ClauseFigure
    from priemnaya.programme.went import went_of

    with with_database(migrate=False):  # who only reads brings no database up to date
        if ClauseFigure._meta.db_table not in connection.introspection.table_names():
            return {}
        bodies = {o.slug: o for o in Organisation.objects.filter(parent=None)}
        mine = [bodies[order.slug] for order in orders if order.slug in bodies]
        return {(body.slug, clause): (went, body) for body in mine for clause, went in went_of(body).items()}


def _words(went: Gone, state: ClauseState) -> tuple[str, ...]:
    from priemnaya.ui.going import went_words

    known = went.get((state.body, state.clause))
    return went_words(*known) if known and state.state not in ("closed", "ahead", "stated") else ()


def _kept(went: Gone, state: ClauseState) -> str:
    from priemnaya.ui.going import kept_words

    known = went.get((state.body, state.clause))
    return kept_words(state, known[0] if known else None)


def has_data() -> bool:
    return bool(os.environ.get("DATABASE_URL")) or (data_folder() / "pgdata").exists()


def _waits(order: Order, state: ClauseState) -> str:
    from priemnaya.ui.clauses import waits_in_words

    return "; ".join(waits_in_words(order.by_number[state.clause], state))


AS_NOTHING = ("closed", "ahead", "stated", "not yet")


def summary(orders: Iterable[Order], states: list[ClauseState]) -> list[str]:
    """A line for each body and layer, and the totals by state."""
    lines = ["", f"Всего пунктов {len(states)}: {_counts(states)}"]
    for order in orders:
        mine = [s for s in states if s.body == order.slug]
        waiting, stated = (sum(s.state == state for s in mine) for state in ("not yet", "stated"))
        demands = len(mine) - sum(s.state in ("stated", "closed", "ahead") for s in mine)
        nobody = sum(s.state == "nobody" for s in mine)
        line = f"  {order.slug}: система держит {demands - waiting - nobody} из {demands}"
        line += f", из них частью {partly}" if (partly := sum(s.partly for s in mine)) else ""
        line += f", ждёт {waiting}" if waiting else ""
        line += f", не держит никто {nobody}" if nobody else ""
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
    for line in _told(orders[0], state, _went(orders)):
        print(line)
    if has_data():
        with with_database(migrate=False):  # who only reads brings no database up to date
            print(*_figures_or_why(options.body, options.number), sep="", end="")
    return 0


def _told(order: Order, state: ClauseState, went: Gone) -> Iterable[str]:
    """The clause, its rules, its state, where it acts, its tests, what it waits for."""
    from priemnaya.policy.comparing import said

    clause = order.by_number[state.clause]
    cited = f"{clause.cited} ({clause.number})" if clause.source and not clause.act else title_and_key(clause.number)
    yield f"{order.slug} {cited}: {clause.demand}"
    yield f"{clause.act}, {clause.source}" if clause.act else order.act.citation
    yield f"состояние: {_kept(went, state)}"
    if words := _words(went, state):
        yield f"как вышло: {'; '.join(words)}"
    for rule in clause.rules:
        for day, value in rule.values:
            yield f"правило: {rule.kind.name} с {day}: {said(rule, value)}"
    yield "где действует: " + (", ".join(state.enforced_at) or "—")
    yield "тесты: " + (", ".join(state.tests) or "—")
    if clause.not_written:
        yield f"правилами не записано: {clause.not_written}"
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
