"""Compliance by clause: what the board, the report and the published page read."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, QuerySet

from priemnaya.cases.models import Case
from priemnaya.core.models import Obligation, Ruling
from priemnaya.people.interaction import unaddressed
from priemnaya.people.models import Organisation
from priemnaya.people.policies import policy_of
from priemnaya.policy import Clause, ClauseState, register, state_of
from priemnaya.worktime.periods import start_of

from .indicators import INDICATORS
from .models import ClauseFigure, IndicatorFigure
from .rollups import period_of

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
    trend: list[float | None] = field(default_factory=list)
    indicator: IndicatorFigure | None = None
    title: str = ""

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
    """Every clause of the body's order with its figures over the months, as the document has them. Three queries."""
    months = months_between(first, last)
    figures: dict[str, dict[dt.date, ClauseFigure]] = defaultdict(dict)
    for f in ClauseFigure.objects.filter(organisation=organisation, layer="body", month__in=months):
        figures[f.clause][f.month] = f
    measured = list(IndicatorFigure.objects.filter(organisation=organisation, month__in=months).order_by("month"))
    indicators = {f.indicator: f for f in measured if not f.part}
    lines, lacking = [], unaddressed(organisation)
    for clause in policy_of(organisation).body.clauses:
        mine = figures.get(clause.number, {})
        line = Line(clause, state_of(organisation.slug, clause, unaddressed=lacking))
        for month in months:
            figure = mine.get(month)
            line.trend.append(figure.share if figure else None)
            if figure:
                line.kept += figure.kept
                line.broken += figure.broken
                line.open += figure.open
                line.stopped += figure.stopped
        for ok in limits_held(clause, measured):
            line.kept, line.broken = line.kept + ok, line.broken + (not ok)
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
    """The cases a clause's figure was made of: all, kept, broken, open, or those where something was stopped."""
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
        "open": Exists(running),
    }.get(which, Exists(kept) | Exists(broken) | Exists(running) | Exists(ruled))
    return Case.objects.filter(chosen, organisation=organisation)


def satisfaction(organisation: Organisation, months: int = 12) -> list[IndicatorFigure]:
    """The published level, month by month, oldest first (chechnya-minnats 4.1.9)."""
    rows = IndicatorFigure.objects.filter(organisation=organisation, indicator="satisfaction", part="").order_by(
        "-month"
    )[:months]
    return list(rows)[::-1]
