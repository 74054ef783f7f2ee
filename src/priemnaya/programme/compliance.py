"""Compliance by clause: what the board, the report and the published page read."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from priemnaya.cases.models import Case
from priemnaya.core.models import Obligation, Ruling
from priemnaya.people.interaction import lack_of
from priemnaya.people.models import Organisation
from priemnaya.people.policies import policy_of
from priemnaya.policy import Clause, ClauseState, register, state_of
from priemnaya.worktime.periods import start_of

from .indicators import INDICATORS
from .models import ClauseFigure, IndicatorFigure
from .rollups import month_start, period_of
from .went import MONTHS as LATELY
from .went import Went, went_of

register("provides", "satisfaction_published", "programme.compliance.satisfaction")


@dataclass
class Line:
    """A clause with its figure over a period and its months, for the board."""

    clause: Clause
    state: ClauseState
    kept: int = 0
    broken: int = 0
    open: int = 0
    stopped: int = 0
    excused: int = 0
    trend: list[float | None] = field(default_factory=list)
    indicator: IndicatorFigure | None = None
    title: str = ""
    went: Went | None = None

    @property
    def share(self) -> float | None:
        decided = self.kept + self.broken
        return 100 * self.kept / decided if decided else None


def months_between(first: dt.date, last: dt.date) -> list[dt.date]:
    months, month = [], first.replace(day=1)
    while month <= last:
        months.append(month)
        month = (month.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    return months


def board(organisation: Organisation, first: dt.date, last: dt.date) -> list[Line]:
    """Every clause of the body's order with its figures over the months, in the order of the document, and how
    each has gone lately. Five queries."""
    months = months_between(first, last)
    figures: dict[str, dict[dt.date, ClauseFigure]] = defaultdict(dict)
    for f in ClauseFigure.objects.filter(organisation=organisation, layer="body", month__in=months):
        figures[f.clause][f.month] = f
    since = min(months[0], month_start(organisation, timezone.now(), back=LATELY - 1).date())
    read = IndicatorFigure.objects.filter(organisation=organisation, month__gte=since)
    lately = list(read.order_by("month"))
    measured = [f for f in lately if f.month in months]
    indicators = {f.indicator: f for f in measured if not f.part}
    lines, went, lack = [], went_of(organisation), lack_of(organisation)
    today = organisation.local(timezone.now()).date()
    for clause in policy_of(organisation).body.clauses:
        mine = figures.get(clause.number, {})
        state = state_of(organisation.slug, clause, on=today, lack=lack)
        line = Line(clause, state, went=went.get(clause.number))
        for month in months:
            figure = mine.get(month)
            line.trend.append(figure.share if figure else None)
            if figure:
                line.kept += figure.kept
                line.broken += figure.broken
                line.open += figure.open
                line.stopped += figure.stopped
                line.excused += figure.excused
        for ok in limits_held(clause, measured):
            line.kept, line.broken = line.kept + ok, line.broken + (not ok)
        if (missed := limits_held(clause, lately).count(False)) and line.state.state != "closed":
            line.went = line.went or Went()
            line.went.missed = missed
        name = line.state.indicator or ""
        if name in INDICATORS:
            line.indicator, line.title = indicators.get(name), INDICATORS[name].title
        lines.append(line)
    return lines


def limits_held(clause: Clause, measured: list[IndicatorFigure]) -> list[bool]:
    """Of the limits that only a figure can tell: whether each period met them, a month unless the rule says longer: by
    the months of it that were read, each by how much it counted."""
    found = []
    for rule in clause.rules:
        if rule.kind.name != "limit" or rule.latest is None:
            continue
        name, _, part = rule.latest.measure.of.partition(".")  # type: ignore[attr-defined]
        spans: dict[dt.date, list[IndicatorFigure]] = defaultdict(list)
        for figure in measured if name else ():
            value = rule.on(figure.month)
            if value is not None and (figure.indicator, figure.part) == (name, part):
                spans[start_of(value.per or "month", figure.month)].append(figure)  # type: ignore[attr-defined]
        for months in spans.values():
            value = rule.on(months[-1].month)
            counted = sum(f.count for f in months)
            mean = sum(f.value * f.count for f in months) / counted if counted else months[-1].value
            found.append(rule.kind.judge(value, {value.what: mean}).ok)  # type: ignore[union-attr]
    return found


def cases_behind(
    organisation: Organisation, clause: str, first: dt.date, last: dt.date, which: str = "all"
) -> QuerySet[Case]:
    """The cases a clause's figure was made of: all, kept, broken, open, or those where something was stopped, or
    set aside for a recorded reason."""
    start, end = period_of(organisation, first)[0], period_of(organisation, last)[1]
    owed = Obligation.objects.filter(
        organisation_id=organisation.pk,
        clause=clause,
        subject_type="case",
        subject_id=OuterRef("pk"),
        since_at__gte=start,
        since_at__lt=end,
    )
    ruled = Ruling.objects.filter(
        organisation_id=organisation.pk,
        clause=clause,
        subject_type="case",
        subject_id=OuterRef("pk"),
        at__gte=start,
        at__lt=end,
    )
    now = dt.datetime.now(dt.UTC)
    kept, broken, running = owed.kept_in_time(), owed.broken(now), owed.open().filter(due_at__gte=now)
    chosen = {
        "kept": Exists(kept) | Exists(ruled.filter(ok=True)),
        "broken": Exists(broken) | Exists(ruled.filter(ok=False, stopped=False)),
        "stopped": Exists(ruled.filter(stopped=True)),
        "excused": Exists(ruled.filter(excused=True)),
        "open": Exists(running),
    }.get(which, Exists(kept) | Exists(broken) | Exists(running) | Exists(ruled))
    return Case.objects.filter(chosen, organisation=organisation)


def duties_behind(
    organisation: Organisation, clause: str, first: dt.date, last: dt.date, which: str = "all"
) -> QuerySet[Obligation]:
    """What the body owed outside of cases that a clause's figure was made of; a period that was said not to be kept is
    broken whenever it was said."""
    start, end = period_of(organisation, first)[0], period_of(organisation, last)[1]
    owed = Obligation.objects.filter(organisation_id=organisation.pk, clause=clause).exclude(subject_type="case")
    owed = owed.filter(
        Q(since_at__gte=start, since_at__lt=end) | Q(proof__kept=False, proof__at__gte=start, proof__at__lt=end)
    )
    now = timezone.now()
    broken = Q(pk__in=owed.broken(now).values("pk")) | Q(proof__kept=False)
    chosen = {
        "kept": Q(pk__in=owed.kept_in_time().values("pk")),
        "broken": broken,
        "stopped": Q(pk=None),
        "open": Q(pk__in=owed.open().filter(due_at__gte=now).values("pk")),
    }.get(which, Q())
    return owed.filter(chosen).select_related("proof__by").order_by("-since_at", "-pk")


def others_behind(
    organisation: Organisation, clause: str, first: dt.date, last: dt.date, which: str = "all"
) -> dict[str, int]:
    """What was judged beside cases and duties (articles, services, mailings): sort of subject -> how often."""
    start, end = period_of(organisation, first)[0], period_of(organisation, last)[1]
    rows = Ruling.objects.filter(organisation_id=organisation.pk, clause=clause, at__gte=start, at__lt=end)
    chosen = {"kept": Q(ok=True), "broken": Q(ok=False, stopped=False), "stopped": Q(stopped=True), "open": Q(pk=None)}
    rows = rows.filter(chosen.get(which, Q())).exclude(subject_type__in=("case", "organisation"))
    return dict(rows.values_list("subject_type").annotate(Count("pk")))


def satisfaction(organisation: Organisation, months: int = 12) -> list[IndicatorFigure]:
    """The published level, month by month, oldest first (chechnya-minnats 4.1.9)."""
    rows = IndicatorFigure.objects.filter(organisation=organisation, indicator="satisfaction", part="").order_by(
        "-month"
    )[:months]
    return list(rows)[::-1]
