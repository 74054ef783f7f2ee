"""What keeps an employee from cases, wall by wall, as SQL that queries put after «in» as it is.

Django draws the subqueries of a wall up anew each time a query names them: that was a tenth of the processor time of
tests/test_confidential.py. Whatever acts has the database look each time. A page that only reads (`looked_up_once`) has
it look once: a page names the walls some twenty times, and most people stand behind none; planning them was three
quarters of the database's time for the menu.
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

from .confidential import Confidential
from .named import NamedPerson, names_bar

if TYPE_CHECKING:
    from priemnaya.people.models import Employee

Drawn = list[tuple[str, tuple[Any, ...]]]
MOST, LISTED = 500, 2000
"""Walls drawn that are kept; cases that a wall may hold for a page to name them one by one."""
_drawn: dict[tuple[Any, ...], Drawn] = {}
"""By whom and the second they ask in: an emergency access that ends within it is seen to its end."""
_looked: ContextVar[dict[tuple[int, bool], list[int]] | None] = ContextVar("walls", default=None)


@contextmanager
def looked_up_once() -> Iterator[None]:
    """What stands behind the walls is looked up once while this lasts: for a page that changes nothing."""
    token = _looked.set({})
    try:
        yield
    finally:
        _looked.reset(token)


def walls(employee: Employee, *, confidential: bool = True, units: bool = True) -> list[RawSQL]:
    """Ids of cases the employee must not see, wall by wall: they are complained of there or stand in for one who is
    (59-ФЗ ст. 8 ч. 6); the case is confidential and not open to them; it is outside the unit to which they are kept.
    confidential=False: the first wall only, for journals that say no word of a case. units=False: the last one not, for
    who asks `kept_to_units` row by row."""
    drawn = _found_behind(employee, confidential)
    if confidential and units and employee.unit_only:
        drawn = [*drawn, *_drawn_for(employee, "unit")]
    # Django's own text of a queryset; what came from people stays a parameter
    built = [RawSQL(sql, params) for sql, params in drawn]  # noqa: S611  # nosec B611
    for one in employee.behind:  # a program sees no more than they
        built += walls(one, confidential=confidential, units=units)
    return built


def kept_to_units(employee: Employee) -> list[Employee]:
    """Of the employee, and of those behind a program, whose rights end at their own unit."""
    behind = [deeper for one in employee.behind for deeper in kept_to_units(one)]
    return [*([employee] if employee.unit_only else []), *behind]


def _found_behind(employee: Employee, confidential: bool) -> Drawn:
    """The walls around single cases; while a page reads, the cases themselves instead, if they are not too many."""
    drawn = [*_drawn_for(employee, "named"), *(_drawn_for(employee, "confidential") if confidential else ())]
    if (looked := _looked.get()) is None or not drawn:
        return drawn
    key = (employee.pk, confidential)
    if (ids := looked.get(key)) is None:
        with connection.cursor() as cursor:
            cursor.execute(
                f"select * from ({' union '.join(sql for sql, _ in drawn)}) behind limit {LISTED + 1}",  # noqa: S608  # nosec B608
                [value for _, params in drawn for value in params],
            )
            ids = looked[key] = [row[0] for row in cursor.fetchall()]
    if len(ids) > LISTED:
        return drawn
    return [("select unnest(%s::bigint[])", (ids,))] if ids else []


def _drawn_for(employee: Employee, wall: str) -> Drawn:
    now: dt.datetime = timezone.now().replace(microsecond=0)
    who = (employee.pk, employee.organisation_id, employee.organisation.zone_name, employee.unit_id)
    key = (*who, wall, names_bar(employee), now)
    if (known := _drawn.get(key)) is None:
        if len(_drawn) >= MOST:
            _drawn.clear()
        known = _drawn[key] = [drawn] if (drawn := _sql(_asked(employee, wall))) else []
    return known


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
