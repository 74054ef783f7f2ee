"""Which of what happened its reader may see: SQL for counts, and querysets for what a count opens."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import count
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

from priemnaya.cases.models import Case
from priemnaya.cases.models.case import ways_to
from priemnaya.cases.models.walls import kept_to_units, walls
from priemnaya.core.models import Obligation
from priemnaya.outreach.models import ImprovementMeasure
from priemnaya.people.models import Employee

from .models import ApartCase

Row = TypeVar("Row", bound=Model)
MEASURE = str(ImprovementMeasure._meta.model_name)
Sql = tuple[str, Sequence[Any]]


def _named(told: Sequence[Sql]) -> tuple[list[str], dict[str, Any]]:
    """The same pieces of SQL, their values with names."""
    numbers = count()
    pieces = [re.sub("%s", lambda _met: f"%(v{next(numbers)})s", sql) for sql, _values in told]
    return pieces, {f"v{n}": value for n, value in enumerate(value for _sql, values in told for value in values)}


def closed_since(me: Employee) -> list[int]:
    """Cases closed to them one by one that no figure keeps apart yet: the wall is newer than the count."""
    behind = walls(me, units=False)
    if not behind:
        return []
    around = " union ".join(wall.sql for wall in behind)
    known = f"select 1 from {ApartCase._meta.db_table} a where a.case_id = behind.pk"  # noqa: S608  # nosec B608
    query = f"select pk from ({around}) behind (pk) where not exists ({known})"  # noqa: S608  # nosec B608
    with connection.cursor() as cursor:
        cursor.execute(query, [value for wall in behind for value in wall.params])
        return [row[0] for row in cursor.fetchall()]


def seen_by_reader(me: Employee | None, *, cases: bool) -> tuple[str, dict[str, Any]]:
    """Without the cases closed to them and what is owed on these. cases: of nothing but cases."""
    if me is None:
        return "", {}
    around = [(wall.sql, wall.params) for wall in walls(me, units=False)]
    units = [_theirs(one).query.sql_with_params() for one in kept_to_units(me)]
    pieces, values = _named([*around, *units])
    tests = [f"{{case}} {'not ' if n < len(around) else ''}in ({piece})" for n, piece in enumerate(pieces)]
    if not tests:
        return "", {}
    seen = " and ".join(tests)
    if cases:
        return f"and subject_type = 'case' and {seen.format(case='subject_id')}", values
    measures = f"select id from {ImprovementMeasure._meta.db_table} where not ({seen.format(case='case_id')})"  # noqa: S608  # nosec B608
    return (
        f"and (subject_type <> 'case' or {seen.format(case='subject_id')})"
        f" and not (subject_type = '{MEASURE}' and subject_id in ({measures}))",
        values,
    )


def _theirs(one: Employee) -> QuerySet[Case, Any]:
    """The cases of who is kept to a unit, way by way: each is met by an index, together by none."""
    ways = [Case.objects.filter(way, organisation_id=one.organisation_id) for way in ways_to(one)]
    first, *others = (rows.order_by().values("pk") for rows in ways)
    return first.union(*others)


def open_to(rows: QuerySet[Row], me: Employee) -> QuerySet[Row]:
    """Of rows that name their subject, those about cases which the reader may see."""
    rows = rows.filter(subject_type="case")
    for one in kept_to_units(me):
        rows = rows.filter(subject_id__in=_theirs(one))
    for wall in walls(me, units=False):
        rows = rows.exclude(subject_id__in=wall)
    return rows


def beside_closed(rows: QuerySet[Obligation], me: Employee) -> QuerySet[Obligation]:
    """What is owed outside of cases, without measures taken on those that are closed to the reader."""
    for wall in walls(me):
        closed = ImprovementMeasure.objects.filter(case__in=wall).values("pk")
        rows = rows.exclude(subject_type=MEASURE, subject_id__in=closed)
    return rows
