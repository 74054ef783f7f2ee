"""Compliance by clause: what the board, the report and the published page read."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet
from django.utils import timezone

from priemnaya.cases.models import Case
from priemnaya.core.models import Obligation
from priemnaya.people.interaction import lack_of
from priemnaya.people.models import DutyProof, Employee, Organisation
from priemnaya.people.policies import policy_of
from priemnaya.policy import Clause, register, state_of
from priemnaya.worktime.periods import start_of

from .counts import COUNTED
from .happened import WHOLE, Known, Part, Span, by_keys, deeds_in, deeds_so, owed_in, owed_so
from .indicators import INDICATORS
from .models import FEW, IndicatorFigure
from .rollups import month_start
from .sight import beside_closed
from .went import MONTHS as LATELY
from .went import Went, went_of

register("provides", "satisfaction_published", "programme.compliance.satisfaction")


@dataclass
class Tally:
    """How many happenings went which way (`happened`)."""

    kept: int = 0
    broken: int = 0
    open: int = 0
    stopped: int = 0
    excused: int = 0
    early: int = 0

    def add(self, counts: Iterable[int]) -> None:
        for name, n in zip(COUNTED, counts, strict=True):
            setattr(self, name, getattr(self, name) + n)

    @property
    def decided(self) -> int:
        return self.kept + self.broken

    @property
    def all(self) -> int:
        return self.decided + self.open + self.stopped + self.early

    @property
    def share(self) -> float | None:
        """Per cent; none while nothing is decided."""
        return 100 * self.kept / self.decided if self.decided else None


@dataclass
class Line(Tally):
    """A clause with its figure over a period, its months, and the period before. keys: by which names its happenings
    know it; layer: where it stands; met, missed: periods whose figure reached what the clause asks, or did not; unsure:
    periods whose figure is of too few to say so."""

    clause: Any = None
    state: Any = None
    layer: str = "body"
    keys: tuple[str, ...] = ()
    months: dict[dt.date, Tally] = field(default_factory=dict)
    before: Tally = field(default_factory=Tally)
    indicator: IndicatorFigure | None = None
    indicator_before: IndicatorFigure | None = None
    met: int = 0
    missed: int = 0
    unsure: int = 0
    title: str = ""
    went: Went | None = None

    @property
    def share(self) -> float | None:
        kept, all_of_it = self.kept + self.met, self.decided + self.met + self.missed
        return 100 * kept / all_of_it if all_of_it else None

    @property
    def few(self) -> bool:
        """So few are decided that no share is said."""
        return self.decided < FEW and not self.periods

    @property
    def periods(self) -> int:
        """How many were judged by what the clause asks of its figure."""
        return self.met + self.missed

    @property
    def trend(self) -> list[float | None]:
        """Of each month, 0..1; none of few."""
        return [None if t.share is None or t.decided < FEW else t.share / 100 for t in self.months.values()]

    @property
    def goal(self) -> str:
        """What the clause asks of its figure, in words; empty where it names none."""
        today = dt.date.today()  # noqa: DTZ011 - a day is near enough: words
        rules = [r for r in self.clause.rules if r.kind.name == "limit" and (v := r.on(today)) and v.measure.of]
        return "; ".join(r.kind.phrase(r.on(today)) for r in rules)


Found = dict[tuple[str, str], dict[dt.date, Tally]]


def board(organisation: Organisation, first: dt.date, last: dt.date) -> list[Line]:
    """Every clause of the body's order with its figures over the months, in the order of the document, and how each
    has gone lately."""
    return board_of(organisation, Span.of_months(first, last), compared=False)


def board_of(
    organisation: Organisation, span: Span, part: Part = WHOLE, known: Known | None = None, *, compared: bool = True
) -> list[Line]:
    """The same over a span of days, of a part of the cases, beside the span before. Indicators and goals are of the
    whole body."""
    known = known or Known(organisation, part)
    found, earlier = _found(known, span), _found(known, span.before) if compared else {}
    since = min(span.before.months[0], month_start(organisation, timezone.now(), back=LATELY - 1).date())
    read = IndicatorFigure.objects.filter(organisation=organisation, month__gte=since)
    lately = list(read.order_by("month")) if not part.by else []
    went, lack = went_of(organisation) if not part.by else {}, lack_of(organisation)
    today = organisation.local(timezone.now()).date()
    lines = []
    for clause in policy_of(organisation).body.clauses:
        state = state_of(organisation.slug, clause, on=today, lack=lack)
        line = Line(clause=clause, state=state, keys=(clause.number,), went=went.get(clause.number))
        _fill(line, span, found, earlier)
        _measure(line, span, lately)
        lines.append(line)
    return lines


def law_of(organisation: Organisation, span: Span, part: Part = WHOLE, known: Known | None = None) -> list[Line]:
    """What stands above the order, as far as anything happened under it: the law, the region's acts, and what no act
    sets: the product's own defaults, in a layer of their own."""
    known = known or Known(organisation, part)
    found, earlier = _found(known, span), _found(known, span.before)
    lines = []
    for order in policy_of(organisation).layers[1:]:
        sources: dict[str, list[str]] = defaultdict(list)
        for clause in order.clauses:
            sources[clause.source].append(clause.number)
        for clause in order.clauses:
            first = sources[clause.source][0] == clause.number
            keys = (clause.number, clause.source) if clause.source and first else (clause.number,)
            line = Line(clause=clause, layer=order.layer, keys=keys)
            _fill(line, span, found, earlier)
            if line.all:
                lines.append(line)
    return lines


def line_of(
    organisation: Organisation, number: str, span: Span, part: Part = WHOLE, known: Known | None = None
) -> Line | None:
    """One clause of the order or of a layer above it, with its figures; none where there is no such clause."""
    for order in policy_of(organisation).layers:
        if (clause := order.by_number.get(number)) is None:
            continue
        alike = [c.number for c in order.clauses if c.source == clause.source]
        own = order.layer != "body" and clause.source and alike[0] == number
        line = Line(clause=clause, layer=order.layer, keys=(number, clause.source) if own else (number,))
        if order.layer == "body":
            today = organisation.local(timezone.now()).date()
            line.state = state_of(organisation.slug, clause, on=today, lack=lack_of(organisation))
        known = known or Known(organisation, part)
        _fill(line, span, _found(known, span), _found(known, span.before))
        if not part.by:
            rows = IndicatorFigure.objects.filter(organisation=organisation, month__gte=span.before.months[0])
            _measure(line, span, list(rows.order_by("month")))
        return line
    return None


def parts_of(
    organisation: Organisation, span: Span, by: str, keys: Sequence[str], me: Employee | None = None
) -> dict[str, Tally]:
    """How the clauses of these keys went in each part of the cases; no keys: every clause of the order. me: whoever
    reads it."""
    found: dict[str, Tally] = defaultdict(Tally)
    for key, *counts in by_keys(organisation, span, by, keys, me):
        found[key].add(counts)
    return found


def _found(known: Known, span: Span) -> Found:
    found: Found = defaultdict(lambda: defaultdict(Tally))
    for _by, _key, layer, clause, month, *counts in known.over(span):
        found[layer, clause][month].add(counts)
    return found


def _fill(line: Line, span: Span, found: Found, earlier: Found) -> None:
    line.months = {month: Tally() for month in span.months}
    for key in line.keys:
        for month, tally in found.get((line.layer, key), {}).items():
            for each in (line, line.months[month]):
                each.add(getattr(tally, name) for name in COUNTED)
        for tally in earlier.get((line.layer, key), {}).values():
            line.before.add(getattr(tally, name) for name in COUNTED)


def _measure(line: Line, span: Span, lately: list[IndicatorFigure]) -> None:
    """Its indicator, whether it reached what the clause asks, and how often it did not lately. Indicators are counted
    by the month: over a part of one nothing is said of them."""
    held = limits_held(line.clause, [f for f in lately if f.month in span.months]) if span.whole else []
    line.met, line.missed, line.unsure = held.count(True), held.count(False), held.count(None)
    state = line.state
    if state and state.state != "closed" and (missed := limits_held(line.clause, lately).count(False)):
        line.went = line.went or Went()
        line.went.missed = missed
    name = (state.indicator if state else "") or ""
    if name in INDICATORS:
        line.title = INDICATORS[name].title
        line.indicator = over([f for f in lately if f.indicator == name and not f.part], span)
        line.indicator_before = over([f for f in lately if f.indicator == name and not f.part], span.before)


def over(figures: list[IndicatorFigure], span: Span) -> IndicatorFigure | None:
    """One figure of several whole months, each by how much it counted; none of a part of a month."""
    mine = [f for f in figures if f.month in span.months] if span.whole else []
    if not mine:
        return None
    count = sum(f.count for f in mine)
    value = sum(f.value * f.count for f in mine) / count if count else mine[-1].value
    last = mine[-1]
    return IndicatorFigure(indicator=last.indicator, part=last.part, month=last.month, value=value, count=count)


def limits_held(clause: Clause, measured: list[IndicatorFigure]) -> list[bool | None]:
    """Of the limits that only a figure can tell: whether each period met them, a month unless the rule says longer: by
    the months of it that were read, each by how much it counted. None: by too few to say."""
    found: list[bool | None] = []
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
            mean = sum(f.value * f.count for f in months) / counted if counted else 0
            held = rule.kind.judge(value, {value.what: mean}).ok  # type: ignore[union-attr]
            found.append(held if counted >= FEW else None)
    return found


def cases_behind(
    organisation: Organisation, clause: str, first: dt.date, last: dt.date, which: str = "all"
) -> QuerySet[Case]:
    """The cases a clause's figure of some months was made of: all, kept, broken, open, or those where something was
    stopped, or set aside for a recorded reason."""
    way = "" if which == "all" else which
    span = Span.of_months(first, last)
    owed = owed_so(owed_in(organisation, (clause,), span), way, organisation)
    deeds = deeds_so(deeds_in(organisation, (clause,), span), way)
    about = {"subject_type": "case", "subject_id": OuterRef("pk")}
    return Case.objects.filter(Exists(owed.filter(**about)) | Exists(deeds.filter(**about)), organisation=organisation)


def duties_behind(
    organisation: Organisation, clauses: Sequence[str], span: Span, which: str = "", me: Employee | None = None
) -> QuerySet[Obligation]:
    """What the body owed outside of cases that a clause's figure was made of: each period in the month it began in; one
    that was said not to be kept before its day, in the month it was said. me: whoever reads it."""
    owed = Obligation.objects.filter(organisation_id=organisation.pk, clause__in=clauses).exclude(subject_type="case")
    start, end = span.within(organisation)
    counted = owed_so(owed.filter(since_at__gte=start, since_at__lt=end), which, organisation).values("pk")
    if which in ("", "broken"):
        said = DutyProof.objects.filter(organisation=organisation, kept=False, at__gte=start, at__lt=end)
        said = said.filter(obligation__cancelled_at__lte=F("obligation__due_at"))
        counted = counted.union(owed.filter(pk__in=said.values("obligation")).values("pk"))
    rows: QuerySet[Obligation] = beside_closed(owed, me) if me else owed
    return rows.filter(pk__in=counted).select_related("proof__by").order_by("-since_at", "-pk")


def others_behind(organisation: Organisation, clauses: Sequence[str], span: Span, which: str = "") -> dict[str, int]:
    """What was judged beside cases and duties (articles, services, mailings): sort of subject -> how often."""
    rows = deeds_so(deeds_in(organisation, clauses, span).exclude(subject_type="case"), which)
    rows = rows.exclude(subject_type="organisation")
    return dict(rows.values_list("subject_type").annotate(Count("pk")))


def satisfaction(organisation: Organisation, months: int = 12) -> list[IndicatorFigure]:
    """The published level, month by month, oldest first (chechnya-minnats 4.1.9)."""
    rows = IndicatorFigure.objects.filter(organisation=organisation, indicator="satisfaction", part="").order_by(
        "-month"
    )[:months]
    return list(rows)[::-1]
