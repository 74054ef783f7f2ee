"""Who is away in the two weeks to come, a day a mark."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from priemnaya.people.models import Employee, Organisation, Substitution
from priemnaya.people.policies import calendar_of

WEEKS = 14
"""Days that are shown."""


@dataclass(frozen=True)
class Day:
    day: dt.date
    working: bool
    away: bool


def with_weeks(body: Organisation, people: Iterable[Employee]) -> list[Employee]:
    """The same people, each with `weeks`, a day each, and `absences`, those that touch these days."""
    found = list(people)
    today = body.local(timezone.now()).date()
    days = [today + dt.timedelta(days=n) for n in range(WEEKS)]
    calendar = calendar_of(body).tentative()  # a page tells a year without its decree by its weekdays
    working = {day: calendar.is_working(day) for day in days}
    rows = Substitution.objects.filter(employee__in=found, since__lte=days[-1], until__gte=today)
    absences: dict[int, list[Substitution]] = defaultdict(list)
    for row in rows.select_related("substitute"):
        absences[row.employee_id].append(row)
    for one in found:
        mine = absences[one.pk]
        weeks = [Day(day, working[day], any(row.since <= day <= row.until for row in mine)) for day in days]
        one.__dict__ |= {"weeks": weeks, "absences": mine}
    return found
