"""What keeps an employee from cases, wall by wall, as SQL that queries put after «in» as it is.

Django draws the subqueries of a wall up anew each time a query names them: that was a tenth of the processor time of
tests/test_confidential.py. Nothing is kept of what they find: the database looks each time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db import models
from django.db.models.expressions import RawSQL
from django.utils import timezone

from .confidential import Confidential
from .named import NamedPerson, names_bar

if TYPE_CHECKING:
    from priemnaya.people.models import Employee

Drawn = list[tuple[str, tuple[Any, ...]]]
_aside: ContextVar[Drawn | None] = ContextVar("aside", default=None)
"""Walls that the query being built is to look up once, at its head."""
MOST = 500
_drawn: dict[tuple[Any, ...], Drawn] = {}
"""By who asks and on what day. The only instants in them are the one they ask at."""


def walls(employee: Employee, *, confidential: bool = True, units: bool = True) -> list[RawSQL]:
    """Ids of cases the employee must not see, wall by wall: they are complained of there or stand in for one who is
    (59-ФЗ ст. 8 ч. 6); the case is confidential and not open to them; it is outside the unit to which they are kept.
    confidential=False: the first wall only, for journals that say no word of a case. units=False: the last one not, for
    who asks `kept_to_units` row by row."""
    drawn = _all_of(employee, confidential, units)
    if drawn and (aside := _aside.get()) is not None:
        drawn = [_set_aside(drawn, aside)]
    # Django's own text of a queryset; what came from people stays a parameter
    return [RawSQL(sql, at_present(params)) for sql, params in drawn]  # noqa: S611  # nosec B611


def _all_of(employee: Employee, confidential: bool, units: bool) -> Drawn:
    drawn = [*_drawn_for(employee, confidential, units and employee.unit_only)]
    for one in employee.behind:  # a program sees no more than they
        drawn += _all_of(one, confidential, units)
    return drawn


@contextmanager
def set_aside() -> Iterator[Drawn]:
    """Querysets built inside name each wall instead of holding it; what is yielded is for `text_of`. For a query in
    which the same walls stand many times: the database draws a plan for each of them wherever it stands."""
    aside: Drawn = []
    token = _aside.set(aside)
    try:
        yield aside
    finally:
        _aside.reset(token)


def _set_aside(drawn: Drawn, aside: Drawn) -> tuple[str, tuple[Any, ...]]:
    """All these walls as one subquery of names."""
    aside += [one for one in drawn if one not in aside]
    return " union all ".join(f"select pk from wall_{aside.index(one)}" for one in drawn), ()  # noqa: S608


def kept_to_units(employee: Employee) -> list[Employee]:
    """Of the employee, and of those behind a program, whose rights end at their own unit."""
    behind = [deeper for one in employee.behind for deeper in kept_to_units(one)]
    return [*([employee] if employee.unit_only else []), *behind]


def text_of(rows: models.QuerySet[Any, Any], aside: Drawn) -> tuple[str, tuple[Any, ...]]:
    """A query that was built with walls set aside, as SQL: each of them stands at its head, once."""
    sql, params = rows.query.sql_with_params()
    heads = ", ".join(f"wall_{n} (pk) as materialized ({wall})" for n, (wall, _) in enumerate(aside))
    return (f"with {heads} {sql}" if heads else sql), (*(p for _, own in aside for p in own), *params)


def _drawn_for(employee: Employee, confidential: bool, unit: bool) -> Drawn:
    key = (_asking(employee), unit, confidential)
    if (known := _drawn.get(key)) is None:
        if len(_drawn) >= MOST:
            _drawn.clear()
        known = _drawn[key] = [drawn for wall in _asked(employee, confidential, unit) if (drawn := _sql(wall))]
    return known


def _asking(employee: Employee) -> tuple[Any, ...]:
    """What the text of their walls, and all in it but the instant, hangs on: who they are, what holds today."""
    body = employee.organisation
    today = body.local(timezone.now()).date()
    return employee.pk, employee.organisation_id, body.zone_name, employee.unit_id, names_bar(employee), today


def standing(employee: Employee) -> tuple[Any, ...]:
    """What any query of theirs hangs on that names nothing but them, their day and their rights, those behind a program
    included: whoever keeps its text keeps it under this."""
    behind = tuple(standing(one) for one in employee.behind)
    return (*_asking(employee), employee.unit_only, tuple(employee.roles), employee.rights, behind)


def at_present(params: tuple[Any, ...]) -> tuple[Any, ...]:
    """The parameters of a kept text whose instants were all «now»."""
    now = timezone.now()
    return tuple(now if isinstance(p, dt.datetime) else p for p in params)


def _asked(employee: Employee, confidential: bool, unit: bool) -> list[models.QuerySet[Any, Any]]:
    from .case import Case

    asked: list[models.QuerySet[Any, Any]] = [NamedPerson.objects.barring(employee).order_by().values("case")]
    if confidential:
        asked.append(Confidential.objects.keeping_from(employee).order_by().values("case"))
        if unit:
            asked.append(Case.objects.outside(employee).order_by().values("pk"))
    return asked


def _sql(wall: models.QuerySet[Any, Any]) -> tuple[str, tuple[Any, ...]] | None:
    try:
        sql, params = wall.query.sql_with_params()
    except EmptyResultSet:  # it keeps nobody from anything
        return None
    return sql, tuple(params)
