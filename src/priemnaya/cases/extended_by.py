"""An extension told in working days: from the day the term ended before any, to the day it ends with them."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from priemnaya.people.policies import calendar_of

from . import terms
from .models import Case

DAY = dt.timedelta(days=1)


def working_days(case: Case, days: int) -> int:
    """Working days that a term extended by so many days in all is longer by; of a term that a day off moves on, with
    the day it is moved to."""
    first = _before(case)
    return _between(case, first, _ends(case, first, days)) if first else 0


def in_days(case: Case, most: int) -> int:
    """The most days in all by which the term may be extended, where it may be so many working days longer."""
    first, calendar = _before(case) or case.organisation.local(timezone.now()).date(), calendar_of(case.organisation)
    last, left = first, most
    while left:
        last += DAY
        left -= calendar.tentative().is_working(last)
    return (last - first).days


def _before(case: Case) -> dt.date | None:
    """When the term of the answer would end without extensions; None where there is no term."""
    owed = terms.open_term(case)
    base = terms.beforehand(case, owed.what, owed.since_at, owed.facts) if owed else None
    if owed is None or base is None:
        return None
    put_off = sum(row.days for row in owed.changes.filter(kind__in=("suspended", "resumed"), state="counts"))
    return case.organisation.local(base.due_at).date() + put_off * DAY


def _ends(case: Case, first: dt.date, days: int) -> dt.date:
    owed, last, calendar = terms.open_term(case), first + days * DAY, calendar_of(case.organisation).tentative()
    rolled = owed is not None and owed.rule.get("roll") == "forward" and not calendar.is_working(last)
    return calendar.next_working(last) if rolled else last


def _between(case: Case, first: dt.date, last: dt.date) -> int:
    calendar = calendar_of(case.organisation).tentative()
    return sum(calendar.is_working(first + n * DAY) for n in range(1, (last - first).days + 1))
