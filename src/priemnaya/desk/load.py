"""How work lies with the people of a body today: what each has, what burns, who is away and who stands in; and, for who
watches quality, how terms were kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Count, Exists, F, OuterRef, Q, Subquery, When
from django.db.models import Case as Either
from django.utils import timezone

from priemnaya.cases.guard import unbarred_subjects
from priemnaya.cases.models import Assignment, Case
from priemnaya.cases.models.walls import kept_to_units
from priemnaya.core.models import Obligation
from priemnaya.people.hands import WORKS
from priemnaya.people.models import Employee, Substitution

DAYS = 30
"""Over how many days the keeping of terms is counted."""


@dataclass(frozen=True)
class Load:
    """One person. away: till when and who stands in. late, today: open cases whose term is over or ends today; waits:
    those in which the next step is somebody else's. ended, in_time: terms they answered for that ended
    in the last `DAYS` days or are overdue, and those of them that were kept."""

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

    @property
    def idle(self) -> bool:
        """They have cases and may not work on them any more."""
        return self.employee.is_active and not self.employee.may(WORKS)


@dataclass(frozen=True)
class Held:
    """Open cases of one person, as far as whoever looks sees them."""

    open: int = 0
    late: int = 0
    today: int = 0
    waits: int = 0


def loads(me: Employee, *, kept_too: bool = True) -> list[Load]:
    """Everybody in sight who has cases or may be given some, those with late cases first; counted over what `me` may
    see. kept_too: with how their terms were kept, which is the costly part."""
    now = timezone.now()
    holds = held_by(me, now)
    kept = _kept(me, now) if kept_too else {}
    away = {row.employee_id: row for row in Substitution.objects.now(me.organisation).select_related("substitute")}
    people = Employee.objects.filter(organisation_id=me.organisation_id).select_related("unit")
    in_sight = sight_of(me)
    found = []
    for one in people.order_by("surname", "name", "pk"):
        if in_sight(one) and (one.pk in holds or (one.is_active and one.may(WORKS))):
            ended, in_time = kept.get(one.pk, (0, 0))
            has = holds.get(one.pk, Held())
            found.append(Load(one, away.get(one.pk), has.open, has.late, has.today, has.waits, ended, in_time))
    return sorted(found, key=lambda load: (-load.late, -load.today, -load.open))


def sight_of(me: Employee) -> Callable[[Employee], bool]:
    """Whether a person's cases are seen at all: whose rights end at their unit sees but a part of what people of other
    units have, and a part is no load."""
    units = [one.unit_id for one in kept_to_units(me)]
    return lambda one: one.pk == me.pk or all(unit is not None and one.unit_id == unit for unit in units)


def held_by(me: Employee, now: dt.datetime, among: Iterable[Employee] | None = None) -> dict[int, Held]:
    """The one count of who has how much: the page of loads and the list of whom to give a case to both show it."""
    whose = Q(assignee__isnull=False) if among is None else Q(assignee__in=[one.pk for one in among])
    day_ends = me.organisation.local(now).replace(hour=23, minute=59, second=59, microsecond=999_999)
    rows: Any = (
        Case.objects.seen_by(me)
        .open()
        .filter(whose)
        .order_by()
        .values("assignee")
        .annotate(
            open=Count("pk"),
            late=Count("pk", filter=Q(due_at__lt=now)),
            today=Count("pk", filter=Q(due_at__gte=now, due_at__lte=day_ends)),
            waits=Count("pk", filter=Q(state__in=("waiting", "on_approval", "forwarding", "suspended", "sending"))),
        )
    )
    return {row.pop("assignee"): Held(**row) for row in rows}


def _kept(me: Employee, now: dt.datetime) -> dict[int, tuple[int, int]]:
    """Terms of the cases that `me` sees, by who answered for them: how many ended lately or are overdue however long,
    and how many of them were kept. One that was ended otherwise after its instant is broken like any other."""
    since = now - dt.timedelta(days=DAYS)
    lately = Q(fulfilled_at__gte=since) | Q(cancelled_at__gte=since) | Q(fulfilled_at=None, cancelled_at=None)
    owed = Obligation.objects.filter(lately, organisation_id=me.organisation_id, subject_type="case")
    found: dict[int, tuple[int, int]] = {}
    for rows, good in ((owed.kept_in_time(), 1), (owed.broken(now), 0)):
        told: Any = unbarred_subjects(rows, me).annotate(who=F("responsible_id") if good else _answered())
        for pk, n in told.exclude(who=None).order_by().values_list("who").annotate(n=Count("pk")):
            ended, in_time = found.get(pk, (0, 0))
            found[pk] = ended + n, in_time + n * good
    return found


def _answered() -> Any:
    """Who had the case when the term passed: whoever takes over what is late already has broken nothing, and giving it
    away clears nobody. Of a case without a row of who had it, whoever answers for the term."""
    given = Assignment.objects.filter(case=OuterRef("subject_id"))
    then = given.filter(at__lte=OuterRef("due_at")).order_by("-at", "-pk").values("employee")[:1]
    return Either(When(Exists(given), then=Subquery(then)), default=F("responsible_id"), output_field=BigIntegerField())
