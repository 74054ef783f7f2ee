"""How each clause has gone, to be told beside what the system does about it: a clause that is watched may still be
overdue, done late, unconfirmed, or kept in half of its cases."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import BooleanField, Count, ExpressionWrapper, Min, Q, QuerySet, Sum
from django.utils import timezone

from priemnaya.core.models import Obligation
from priemnaya.people.duties import OF_THE_BODY
from priemnaya.people.models import DutyProof, Organisation
from priemnaya.policy.vocabulary.events import ORDER_IN_FORCE

from .counts import began
from .models import ClauseFigure
from .rollups import month_start

MONTHS = 6
"""How far back a breach is told: as far as the board looks by itself."""


@dataclass(frozen=True)
class Duty:
    """One period of a duty, or a day the order names: once. kept: done in time (True), late, not done or said not to
    be kept (False), still running (None). refused: who answers for it said that it is not kept. early: its day was
    before the body began to work here."""

    once: bool
    since: dt.datetime
    due: dt.datetime
    done: dt.datetime | None
    kept: bool | None
    refused: dt.datetime | None = None
    ended: bool = False
    confirmed: bool = True
    early: bool = False


@dataclass
class Went:
    """overdue: terms that run beyond their day now, earliest: the first of those days; kept, broken: over the last
    months; missed: periods whose figure did not reach what the clause asks; duties: the days the order names, and of
    each duty its last period."""

    overdue: int = 0
    earliest: dt.datetime | None = None
    kept: int = 0
    broken: int = 0
    missed: int = 0
    duties: list[Duty] = field(default_factory=list)

    @property
    def well(self) -> bool:
        return not (self.overdue or self.broken or self.missed) and all(d.kept is not False for d in self.duties)


def went_of(organisation: Organisation) -> dict[str, Went]:
    """Of every clause of the body's order that anything is known of. Three queries."""
    found: dict[str, Went] = defaultdict(Went)
    now = timezone.now()
    owed = Obligation.objects.filter(organisation_id=organisation.pk, layer="body")
    running = owed.overdue(now).exclude(subject_type__in=OF_THE_BODY)
    for row in running.values("clause").annotate(n=Count("pk"), earliest=Min("due_at")):
        found[row["clause"]].overdue, found[row["clause"]].earliest = row["n"], row["earliest"]
    since = month_start(organisation, now, back=MONTHS - 1).date()
    figures = ClauseFigure.objects.filter(organisation=organisation, layer="body", month__gte=since)
    for clause, kept, broken in figures.values_list("clause").annotate(Sum("kept"), Sum("broken")):
        found[clause].kept, found[clause].broken = kept, broken
    for clause, duty in _duties(owed, organisation):
        found[clause].duties.append(duty)
    return found


def _duties(owed: QuerySet[Obligation], body: Organisation) -> list[tuple[str, Duty]]:
    """Of each thing owed the period that ended last, or the one that runs where none has ended."""
    ended = Q(fulfilled_at__isnull=False) | Q(cancelled_at__isnull=False) | Q(due_at__lt=timezone.now())
    rows = (
        owed.filter(subject_type__in=OF_THE_BODY)
        .annotate(has_ended=ExpressionWrapper(ended, output_field=BooleanField()))
        .order_by("clause", "subject_type", "subject_id", "what", "part", "-has_ended", "-since_at", "-pk")
        .distinct("clause", "subject_type", "subject_id", "what", "part")
        .select_related("proof")
    )
    return [(row.clause, duty_of(row, body)) for row in rows]


def duty_of(owed: Obligation, body: Organisation) -> Duty:
    proof = proof_of(owed)
    refused = proof.at if proof is not None and not proof.kept else None
    by = owed.rule.get("by")
    early = owed.due_at < began(body) and not refused
    return Duty(
        once=owed.rule.get("from", ORDER_IN_FORCE) == ORDER_IN_FORCE and isinstance(by, str),
        since=owed.since_at,
        due=owed.due_at,
        done=owed.fulfilled_at,
        kept=False if refused else None if early else owed.kept,
        refused=refused,
        ended=not owed.is_open,
        confirmed="every" in owed.rule,
        early=early,
    )


def proof_of(owed: Obligation) -> DutyProof | None:
    """What was said of its period, when anybody did."""
    return getattr(owed, "proof", None)
