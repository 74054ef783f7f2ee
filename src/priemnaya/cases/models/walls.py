"""What keeps an employee from cases, wall by wall, as SQL that queries put after «in» as it is.

Django draws the subqueries of a wall up anew each time a query names them: that was a tenth of the processor time of
tests/test_confidential.py. Whatever acts has the database look each time. A page that only reads (`looked_up_once`) has
it look once: a page names the walls some twenty times, and most people stand behind none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models.expressions import RawSQL
from django.utils import timezone

from priemnaya.people.kept import kept_to_unit

from .confidential import Confidential
from .named import NamedPerson, names_bar

if TYPE_CHECKING:
    from priemnaya.people.models import Employee

Drawn = list[tuple[str, tuple[Any, ...]]]
_aside: ContextVar[Drawn | None] = ContextVar("aside", default=None)
"""Walls that the query being built is to look up once, at its head."""
_looked: ContextVar[dict[tuple[Any, ...], list[int]] | None] = ContextVar("looked", default=None)
"""What was found behind the walls since the page began to be read, by whom it is kept from."""
MOST, LISTED = 500, 2000
"""Walls drawn that are kept; cases that walls may hold for a page to name them one by one."""
_drawn: dict[tuple[Any, ...], Drawn] = {}
"""By who asks and on what day. The only instants in them are the one they ask at."""


def walls(employee: Employee, *, confidential: bool = True, units: bool = True) -> list[RawSQL]:
    """Ids of cases the employee must not see, wall by wall: they are complained of there or stand in for one who is
    (59-ФЗ ст. 8 ч. 6); the case is confidential and not open to them; it is outside the unit to which they are kept.
    confidential=False: the first wall only, for journals that say no word of a case. units=False: the last one not, for
    who asks `kept_to_units` row by row."""
    aside, looked = _aside.get(), _looked.get()
    if aside is not None:
        around = [] if behind_none(employee) else _around_cases(employee, confidential)
        drawn = _set_aside([*around, *(_of_units(employee) if confidential and units else ())], aside)
    elif looked is not None:
        drawn = [
            *_found_behind(employee, confidential, looked),
            *(_of_units(employee) if confidential and units else ()),
        ]
    else:
        units = confidential and units
        drawn = [*_around_cases(employee, confidential), *(_of_units(employee) if units else ())]
    # Django's own text of a queryset; what came from people stays a parameter
    return [RawSQL(sql, at_present(params)) for sql, params in drawn]  # noqa: S611  # nosec B611


def behind_none(employee: Employee) -> bool:
    """The page being read has looked already, and no case is closed to them but those outside their unit: the text of
    a query then does without the walls around single cases, whose plans are dear. Whoever keeps such a text keeps it
    under this too. Nothing is asked here."""
    looked = _looked.get()
    return looked is not None and looked.get((standing(employee), True)) == []


def _around_cases(employee: Employee, confidential: bool) -> Drawn:
    """The walls around single cases."""
    drawn = [*_drawn_for(employee, "named"), *(_drawn_for(employee, "confidential") if confidential else ())]
    for one in employee.behind:  # a program sees no more than they
        drawn += _around_cases(one, confidential)
    return drawn


def _of_units(employee: Employee) -> Drawn:
    """The walls around all cases but those of a unit."""
    return [drawn for one in kept_to_units(employee) for drawn in _drawn_for(one, "unit")]


@contextmanager
def looked_up_once() -> Iterator[None]:
    """What stands behind the walls is looked up once while this lasts: for a page that changes nothing."""
    token = _looked.set({})
    try:
        yield
    finally:
        _looked.reset(token)


def _found_behind(employee: Employee, confidential: bool, looked: dict[tuple[Any, ...], list[int]]) -> Drawn:
    """The cases themselves in place of their walls, if they are not too many."""
    key = (standing(employee), confidential)
    if looked.get((key[0], True)) == []:
        return []
    drawn = _around_cases(employee, confidential) if looked.get(key) != [] else []
    if drawn and key not in looked:
        around = f"select * from ({' union '.join(sql for sql, _ in drawn)}) behind limit %s"  # noqa: S608  # nosec B608
        values = at_present(tuple(p for _, params in drawn for p in params))
        with connection.cursor() as cursor:
            cursor.execute(around, (*values, LISTED + 1))
            looked[key] = [row[0] for row in cursor.fetchall()]
    ids = looked.setdefault(key, [])
    if len(ids) > LISTED:
        return drawn
    return [("select unnest(%s::bigint[])", (ids,))] if ids else []


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


def _set_aside(drawn: Drawn, aside: Drawn) -> Drawn:
    """All these walls as one subquery of names."""
    aside += [one for one in drawn if one not in aside]
    named = " union all ".join(f"select pk from wall_{aside.index(one)}" for one in drawn)  # noqa: S608  # nosec B608
    return [(named, ())] if drawn else []


def kept_to_units(employee: Employee) -> list[Employee]:
    """Of the employee, and of those behind a program, whose rights end at their own unit."""
    behind = [deeper for one in employee.behind for deeper in kept_to_units(one)]
    return [*([employee] if kept_to_unit(employee) else []), *behind]


def text_of(rows: models.QuerySet[Any, Any], aside: Drawn) -> tuple[str, tuple[Any, ...]]:
    """A query that was built with walls set aside, as SQL: each of them stands at its head, once."""
    sql, params = rows.query.sql_with_params()
    heads = ", ".join(f"wall_{n} (pk) as materialized ({wall})" for n, (wall, _) in enumerate(aside))
    return (f"with {heads} {sql}" if heads else sql), (*(p for _, own in aside for p in own), *params)


def _drawn_for(employee: Employee, wall: str) -> Drawn:
    key = (_asking(employee), wall)
    if (known := _drawn.get(key)) is None:
        if len(_drawn) >= MOST:
            _drawn.clear()
        known = _drawn[key] = [drawn] if (drawn := _sql(_asked(employee, wall))) else []
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
    return (*_asking(employee), kept_to_unit(employee), tuple(employee.roles), employee.rights, behind)


def at_present(params: tuple[Any, ...]) -> tuple[Any, ...]:
    """The parameters of a kept text whose instants were all «now»."""
    now = timezone.now()
    return tuple(now if isinstance(p, dt.datetime) else p for p in params)


def _asked(employee: Employee, wall: str) -> models.QuerySet[Any, Any]:
    from .case import Case

    if wall == "named":
        return NamedPerson.objects.barring(employee).order_by().values("case")
    if wall == "confidential":
        return Confidential.objects.keeping_from(employee).order_by().values("case")
    return Case.objects.outside(employee).order_by().values("pk")


def _sql(wall: models.QuerySet[Any, Any]) -> tuple[str, tuple[Any, ...]] | None:
    try:
        sql, params = wall.query.sql_with_params()
    except EmptyResultSet:  # it keeps nobody from anything
        return None
    return sql, tuple(params)
