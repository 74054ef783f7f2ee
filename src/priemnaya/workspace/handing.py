"""Cases of somebody who is away, or works here no more, to be handed over at one press where one sees who has them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from priemnaya.cases.models import Case
from priemnaya.desk.actions.bulk import MOST
from priemnaya.desk.standing import standings
from priemnaya.people.hands import working
from priemnaya.people.models import Employee, Organisation, Substitution

HANDS = "case.assign"
NAMED = 3


@dataclass(frozen=True)
class Part:
    """Whose cases are meant, the days in which their terms end (none: all that are open), and who stands in."""

    of: Employee
    start: dt.datetime | None = None
    end: dt.datetime | None = None
    instead: Employee | None = None

    def holds(self, case: Case) -> bool:
        if case.assignee_id != self.of.pk:
            return False
        due = case.due_at
        return self.start is None or self.end is None or (due is not None and self.start <= due < self.end)


@dataclass(frozen=True)
class Handing:
    """n: how many there are; cases: those of them that the reader may hand over, each with what it stands at; to: who
    may have them, the substitute first; who: whose business it is, where it is not the reader's."""

    of: Employee
    n: int = 0
    cases: Sequence[tuple[int, str]] = ()
    to: Sequence[Employee] = ()
    chosen: int = 0
    who: str = ""

    @property
    def mine(self) -> int:
        return len(self.cases)

    @property
    def others(self) -> int:
        """Closed to the reader, or more than go at once."""
        return self.n - self.mine


def during(away: Substitution, body: Organisation) -> Part:
    """From the first day of the absence, or from today, to its last."""
    today = body.local(timezone.now()).date()
    start = dt.datetime.combine(max(away.since, today), dt.time.min, body.zone)
    end = dt.datetime.combine(away.until + dt.timedelta(days=1), dt.time.min, body.zone)
    return Part(away.employee, start, end, away.substitute)


def handings(parts: Sequence[Part], me: Employee) -> list[Handing]:
    """Who may not hand over is told a number and names of colleagues, and sees no case. Queries: as many for all as for
    one."""
    rows = Case.objects.filter(assignee__in={part.of.pk for part in parts}).open()
    every = list(rows.only("pk", "assignee_id", "due_at").order_by("due_at", "pk"))
    found = [[c.pk for c in every if part.holds(c)] for part in parts]
    keys = {pk for one in found for pk in one}
    if not keys:
        return [Handing(part.of) for part in parts]
    if not me.may(HANDS):
        who = _whose(me.organisation)
        return [Handing(part.of, len(one), who=who) for part, one in zip(parts, found, strict=True)]
    stands = standings(Case.objects.seen_by(me).filter(pk__in=keys))
    staff = list(working(me.organisation))
    return [_mine(part, one, stands, staff) for part, one in zip(parts, found, strict=True)]


def _mine(part: Part, found: list[int], stands: dict[int, str], staff: list[Employee]) -> Handing:
    first = part.instead.pk if part.instead is not None else 0
    to = sorted((e for e in staff if e.pk != part.of.pk), key=lambda e: e.pk != first)
    cases = [(pk, stands[pk]) for pk in found if pk in stands][:MOST]
    return Handing(part.of, len(found), cases, to, first if first in {e.pk for e in to} else 0)


def _whose(body: Organisation) -> str:
    rows = Employee.objects.filter(organisation=body, is_active=True).order_by("surname", "name", "pk")
    return ", ".join([e.short_name for e in rows if e.may(HANDS)][:NAMED])


def with_handing(found: list[Any], me: Employee) -> list[Any]:
    """Substitutions, each with `hand`: what of the absent one's ends meanwhile."""
    for one, hand in zip(found, handings([during(one, me.organisation) for one in found], me), strict=True):
        one.hand = hand
    return found
