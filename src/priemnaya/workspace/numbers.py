"""Figures whose query hangs on nothing but who asks and the day: Django takes ten times as long to write it as the
database to answer, so its text is kept."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from django.db import connection

from priemnaya.cases.models.walls import at_present, behind_none, set_aside, standing, text_of
from priemnaya.people.models import Employee

_texts: dict[tuple[Hashable, ...], tuple[str, tuple[Any, ...]]] = {}
"""By what is counted and for whom."""
MOST = 600


def numbers(me: Employee, name: Hashable, counts: Callable[[], dict[str, Any]]) -> dict[str, int]:
    """All of them, asked at once. counts: subqueries by name, drawn up anew only for who or when is not known yet. What
    they hold: this person, what they may and what day it is, and of instants «now» alone (`at_present`)."""
    key = (name, standing(me), behind_none(me))
    known = _texts.get(key)  # by a name of its own: another thread may clear them now
    if known is None:
        if len(_texts) >= MOST:
            _texts.clear()
        with set_aside() as aside:
            rows = counts()
            known = _texts[key] = text_of(Employee.objects.filter(pk=me.pk).order_by().values(**rows), aside)
    sql, params = known
    with connection.cursor() as cursor:
        cursor.execute(sql, at_present(params))
        return dict(zip((column.name for column in cursor.description), cursor.fetchone(), strict=True))
