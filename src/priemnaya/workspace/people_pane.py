"""One employee beside the list: roles in words, absence with who stands in and what ends meanwhile, sign-in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from priemnaya.cases.models import Case
from priemnaya.people.hands import WORKS, working
from priemnaya.people.models import Employee, Organisation, SignIn, StaffSession, Substitution
from priemnaya.people.roles import ROLES, does, title

from .handing import Part, handings, with_handing

WHY = (_("отпуск"), _("больничный"), _("командировка"))
"""What people are away for mostly, offered as one types; kept as the body's own words, whatever language is read."""


@dataclass(frozen=True)
class Instead:
    """Somebody who may stand in: how many cases they have, and whether they are away in the days to come."""

    employee: Employee
    cases: int
    away: bool


def held(body: Organisation, people: Iterable[Employee]) -> dict[int, int]:
    """Open cases by who has them: numbers alone, for whoever manages people sees no cases."""
    rows = Case.objects.filter(organisation=body, assignee__in=[one.pk for one in people]).open()
    return dict(rows.order_by().values_list("assignee").annotate(n=Count("pk")))


def with_load(body: Organisation, people: Iterable[Employee]) -> list[Employee]:
    """The same people, each with `has`, how many cases they have (none where they work on none), and `most` of all."""
    found = list(people)
    counts = held(body, found)
    most = max(counts.values(), default=0)
    for one in found:
        one.__dict__ |= {"has": counts.get(one.pk, 0 if one.may(WORKS) else None), "most": most}
    return found


def pane_for(row: Employee, me: Employee) -> dict[str, Any]:
    today = row.organisation.local(timezone.now()).date()
    factors = Authenticator.objects.filter(user_id=row.pk).exclude(type=Authenticator.Type.RECOVERY_CODES)
    away = Substitution.objects.filter(employee=row, until__gte=today).select_related("substitute").order_by("since")
    return {
        "row": row,
        "given": [(name, title(name), does(name)) for name in ROLES],
        "away": with_handing(list(away.select_related("employee")), me),
        "left": handings([Part(row)], me)[0] if not row.is_active else None,
        "instead": _instead(row, today) if me.may("staff.manage") else [],
        "why": WHY,
        "factor": factors.exists(),
        "came": SignIn.objects.filter(employee=row, ok=True).order_by("-at").values_list("at", flat=True).first(),
        "sessions": StaffSession.objects.filter(employee=row, ended_at=None).count(),
        "open_cases": held(row.organisation, [row]).get(row.pk, 0),
        "today": today,
    }


def _instead(row: Employee, today: dt.date) -> list[Instead]:
    """Those who may be named, the least busy first: for who works on cases, somebody who does."""
    body = row.organisation
    staff = working(body) if row.may(WORKS) else Employee.objects.filter(organisation=body, is_active=True)
    people = list(staff.exclude(pk=row.pk).order_by("surname", "name", "pk"))
    counts = held(body, people)
    soon = Substitution.objects.filter(employee__in=people, until__gte=today, since__lte=today + dt.timedelta(days=14))
    absent = set(soon.values_list("employee", flat=True))
    found = [Instead(one, counts.get(one.pk, 0), one.pk in absent) for one in people]
    return sorted(found, key=lambda one: (one.away, one.cases))
