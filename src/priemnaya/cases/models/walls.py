"""What keeps an employee from cases, wall by wall, as SQL that queries put after «in» as it is.

Django draws the subqueries of a wall up anew each time a query names them: that was a tenth of the processor time of
tests/test_confidential.py. Nothing is kept of what they find: the database looks each time.
"""

from __future__ import annotations

import datetime as dt
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
MOST = 500
_drawn: dict[tuple[Any, ...], Drawn] = {}
"""By whom and the second they ask in: an emergency access that ends within it is seen to its end."""


def walls(employee: Employee, *, confidential: bool = True, units: bool = True) -> list[RawSQL]:
    """Ids of cases the employee must not see, wall by wall: they are complained of there or stand in for one who is
    (59-ФЗ ст. 8 ч. 6); the case is confidential and not open to them; it is outside the unit to which they are kept.
    confidential=False: the first wall only, for journals that say no word of a case. units=False: the last one not, for
    who asks `kept_to_units` row by row."""
    drawn = _drawn_for(employee, confidential, units and employee.unit_only)
    # Django's own text of a queryset; what came from people stays a parameter
    built = [RawSQL(sql, params) for sql, params in drawn]  # noqa: S611  # nosec B611
    for one in employee.behind:  # a program sees no more than they
        built += walls(one, confidential=confidential, units=units)
    return built


def kept_to_units(employee: Employee) -> list[Employee]:
    """Of the employee, and of those behind a program, whose rights end at their own unit."""
    behind = [deeper for one in employee.behind for deeper in kept_to_units(one)]
    return [*([employee] if employee.unit_only else []), *behind]


def _drawn_for(employee: Employee, confidential: bool, unit: bool) -> Drawn:
    now: dt.datetime = timezone.now().replace(microsecond=0)
    who = (employee.pk, employee.organisation_id, employee.organisation.zone_name, employee.unit_id, unit)
    key = (*who, confidential, names_bar(employee), now)
    if (known := _drawn.get(key)) is None:
        if len(_drawn) >= MOST:
            _drawn.clear()
        known = _drawn[key] = [drawn for wall in _asked(employee, confidential, unit) if (drawn := _sql(wall))]
    return known


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
