"""How work lies with the people of a body today: what each has, what burns, who is away and who stands in; and, for who
watches quality, how terms were kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q
from django.utils import timezone

from priemnaya.cases.models import Case
from priemnaya.core.models import Obligation
from priemnaya.people.models import Employee, Substitution

DAYS = 30
"""Over how many days the keeping of terms is counted."""


@dataclass(frozen=True)
class Load:
    """One person. away: till when and who stands in. late, today: open cases whose term is over or ends today; waits:
    those in which the next step is somebody else's. ended, in_time: their terms that ended in the last `DAYS` days."""

    employee: Employee
    away: Substitution | None
    open: int
    late: int
    today: int
    waits: int
    ended: int
    in_time: int

    @property
    def share(self) -> int | None:
        """Per cent of terms kept; None where none has ended: nothing is said of nothing."""
        return 100 * self.in_time // self.ended if self.ended else None


def loads(me: Employee) -> list[Load]:
    """Everybody who has cases or may be given some, those with late cases first; counted over what `me` may see."""
    now = timezone.now()
    counted = _counted(me, now)
    kept = _kept(me, now)
    away = {row.employee_id: row for row in Substitution.objects.now(me.organisation).select_related("substitute")}
    people = Employee.objects.filter(organisation_id=me.organisation_id).select_related("unit")
    found = []
    for one in people.order_by("surname", "name", "pk"):
        row = counted.get(one.pk, {})
        if row or (one.is_active and one.may("case.work")):
            ended, in_time = kept.get(one.pk, (0, 0))
            numbers = {name: row.get(name, 0) for name in ("open", "late", "today", "waits")}
            found.append(Load(one, away.get(one.pk), ended=ended, in_time=in_time, **numbers))
    return sorted(found, key=lambda load: (-load.late, -load.today, -load.open))


def _counted(me: Employee, now: dt.datetime) -> dict[int, dict[str, int]]:
    day_ends = me.organisation.local(now).replace(hour=23, minute=59, second=59, microsecond=999_999)
    rows: Any = (
        Case.objects.seen_by(me)
        .open()
        .exclude(assignee=None)
        .order_by()
        .values("assignee")
        .annotate(
            open=Count("pk"),
            late=Count("pk", filter=Q(due_at__lt=now)),
            today=Count("pk", filter=Q(due_at__gte=now, due_at__lte=day_ends)),
            waits=Count("pk", filter=Q(state__in=("waiting", "on_approval", "forwarding", "suspended", "sending"))),
        )
    )
    return {row.pop("assignee"): row for row in rows}


def _kept(me: Employee, now: dt.datetime) -> dict[int, tuple[int, int]]:
    """Terms of cases by who answered for them: how many ended or lapsed lately, and how many of them in time."""
    since = now - dt.timedelta(days=DAYS)
    done = Q(fulfilled_at__gte=since) & Q(cancelled_at=None)
    lapsed = Q(fulfilled_at=None, cancelled_at=None, due_at__gte=since, due_at__lt=now)
    rows = (
        Obligation.objects.filter(done | lapsed, organisation_id=me.organisation_id, subject_type="case")
        .exclude(responsible_id=None)
        .order_by()
        .values_list("responsible_id")
        .annotate(ended=Count("pk"), in_time=Count("pk", filter=Q(fulfilled_at__lte=F("due_at"))))
    )
    return {pk: (ended, in_time) for pk, ended, in_time in rows}
