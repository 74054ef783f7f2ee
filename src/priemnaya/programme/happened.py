"""What happened under a clause: terms and deeds. A deed is one action of one person on one matter, however many facts a
rule asks of it: a clause with three facts weighs no more than one with one, and each number opens as many rows.

A deed went against the clause if any of its facts did; it was stopped if any stopped it; else it kept it.

The figure of a clause of the body's order over whole months is one for all, and published. What is finer (days within
a month, a part of the cases) or published nowhere (clauses of the law) would tell of a case that is closed to its
reader: it is counted over the cases they may see.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from priemnaya.cases.guard import kept_to_unit
from priemnaya.cases.models import Case, CaseQuestion
from priemnaya.cases.models.walls import walls
from priemnaya.core.models import Obligation, Ruling
from priemnaya.core.reading import numeral
from priemnaya.people.duties import OF_THE_BODY
from priemnaya.people.models import Employee, Organisation

from .counts import COUNTED, FIELDS, PARTS, PUBLISHED, began, count_anew, months_of
from .models import ClauseFigure, PartFigure
from .sight import closed_since

UNTRIED = "submit_reply."
"""Targets of what is asked before a letter is signed: an excuse there is said again at signing."""


@dataclass(frozen=True)
class Part:
    """Which of the cases: of a unit, a person (who did it, or answers for the term), a topic, a point; of all."""

    by: str = ""
    key: str = ""


WHOLE = Part()


@dataclass(frozen=True)
class Span:
    """Days from the first to the last, both within."""

    first: dt.date
    last: dt.date

    @classmethod
    def of_months(cls, first: dt.date, last: dt.date) -> Span:
        return cls(first.replace(day=1), month_after(last) - dt.timedelta(days=1))

    @property
    def whole(self) -> bool:
        """Made of whole months."""
        return self.first.day == 1 and self.last == month_after(self.last) - dt.timedelta(days=1)

    @cached_property
    def months(self) -> list[dt.date]:
        """The first days of the months it touches."""
        found, month = [], self.first.replace(day=1)
        while month <= self.last:
            found.append(month)
            month = month_after(month)
        return found

    @property
    def before(self) -> Span:
        """As long a time, just before."""
        day = self.first - dt.timedelta(days=1)
        if self.whole:
            back = self.first.year * 12 + self.first.month - 1 - len(self.months)
            return Span(dt.date(back // 12, back % 12 + 1, 1), day)
        return Span(day - (self.last - self.first), day)

    def within(self, body: Organisation) -> tuple[dt.datetime, dt.datetime]:
        """Its first instant, and the first after it."""
        end = self.last + dt.timedelta(days=1)
        return (
            dt.datetime.combine(self.first, dt.time.min, body.zone),
            dt.datetime.combine(end, dt.time.min, body.zone),
        )

    def of_month(self, month: dt.date) -> Span:
        """What of a month is within."""
        return Span(max(self.first, month), min(self.last, month_after(month) - dt.timedelta(days=1)))


def month_after(day: dt.date) -> dt.date:
    return (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1)


# counted


def counted(
    body: Organisation, span: Span, by: str = "", key: str | None = None, me: Employee | None = None
) -> Iterator[tuple[Any, ...]]:
    """The same over a span of days, by the keys of `by`: whole months as the worker counted them, the rest of a month
    as it stands now. me: whoever reads it."""
    whole = [m for m in span.months if span.of_month(m).whole]
    kept = _kept_months(body, whole, by, me)
    if by:
        rows = _open_parts(body, kept, me).filter(by=by)
        rows = rows if key is None else rows.filter(key=key)
        yield from rows.values_list("by", "key", *FIELDS)
        yield from (row for row in _as_now(body, span, by, kept, me) if key is None or row[1] == key)
        return
    stored = ClauseFigure.objects.filter(organisation=body, month__in=whole)
    stored = stored.filter(Q(layer=PUBLISHED) | Q(month__in=kept))
    yield from (("", "", *row) for row in stored.values_list(*FIELDS))
    for *named, layer, clause, month, kept_n, broken, running, stopped, excused, early in _closed(body, kept, me):
        yield *named, layer, clause, month, -kept_n, -broken, -running, -stopped, -excused, -early
    yield from _as_now(body, span, by, kept, me)


def by_keys(
    body: Organisation, span: Span, by: str, clauses: Sequence[str], me: Employee | None = None
) -> Iterator[tuple[Any, ...]]:
    """(key, *COUNTED) of these clauses by the keys of `by`; no clauses: all of the order."""
    kept = _kept_months(body, [m for m in span.months if span.of_month(m).whole], by, me)
    rows = _open_parts(body, kept, me).filter(by=by)
    rows = rows.filter(clause__in=clauses) if clauses else rows.filter(layer=PUBLISHED)
    yield from rows.values_list("key").annotate(*(Sum(name) for name in COUNTED))
    for _by, key, layer, clause, _month, *counts in _as_now(body, span, by, kept, me):
        if clause in clauses or (not clauses and layer == PUBLISHED):
            yield key, *counts


def keys_of(body: Organisation, span: Span, me: Employee) -> dict[str, set[str]]:
    """Of which units, people, topics and points anything that they may see happened in whole months. by -> keys."""
    kept = _kept_months(body, span.months, PARTS[0], me)
    found: dict[str, set[str]] = {}
    for by, key in _open_parts(body, kept, me).exclude(by="").values_list("by", "key").distinct():
        found.setdefault(by, set()).add(key)
    for start, end in _runs(body, span, [m for m in span.months if m not in kept]):
        for by, key, *_counts in count_anew(body, start, end, PARTS, me):
            found.setdefault(by, set()).add(key)
    return found


def _kept_months(body: Organisation, whole: Sequence[dt.date], by: str, me: Employee | None) -> list[dt.date]:
    """Of which months what is not published is read as the worker kept it: not those in whose figures a case stands
    that was closed to the reader since. Of one kept to a unit nearly all would be taken off again."""
    if me is None:
        return list(whole)
    if kept_to_unit(me):
        return []
    torn = months_of(body, closed_since(me))
    return [m for m in whole if m not in torn]


def _as_now(
    body: Organisation, span: Span, by: str, kept: Sequence[dt.date], me: Employee | None
) -> Iterator[tuple[Any, ...]]:
    """What is not read as it was kept, counted now; of the whole body over a whole month only what is not published."""
    rest = [m for m in span.months if m not in kept]
    told = [m for m in rest if not by and span.of_month(m).whole]
    for months, published in (([m for m in rest if m not in told], True), (told, False)):
        for start, end in _runs(body, span, months):
            yield from count_anew(body, start, end, [by], me, published=published)


def _runs(body: Organisation, span: Span, months: Sequence[dt.date]) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    """From when to when these months are, those that follow each other as one."""
    start = end = None
    for month in months:
        first, last = span.of_month(month).within(body)
        if end is not None and start is not None and end != first:
            yield start, end
            start = None
        start, end = start or first, last
    if start is not None and end is not None:
        yield start, end


def _open_parts(body: Organisation, months: Sequence[dt.date], me: Employee | None) -> QuerySet[PartFigure]:
    """What is kept of parts of the cases, without the cases closed to the reader."""
    rows = PartFigure.objects.filter(organisation=body, month__in=months)
    for wall in walls(me, units=False) if me else ():
        rows = rows.exclude(case__in=wall)
    return rows


def _closed(body: Organisation, months: Sequence[dt.date], me: Employee | None) -> Iterator[tuple[Any, ...]]:
    """What the cases closed to them have in the kept figures of the whole that are not published: of the same count, so
    that nothing is left of them."""
    rows = PartFigure.objects.filter(organisation=body, by="", month__in=months).exclude(layer=PUBLISHED)
    behind = walls(me, units=False) if me and months else []
    if behind:
        closed = reduce(or_, (Q(case__in=wall) for wall in behind))
        yield from rows.filter(closed).values_list("by", "key", *FIELDS)


class Known:
    """What is counted of a part of the cases, each span once: several tables of a page say the same. me: whoever reads
    it; nobody, where it is told to all."""

    def __init__(self, body: Organisation, part: Part = WHOLE, me: Employee | None = None) -> None:
        self.body, self.part, self.me = body, part, me
        self._known: dict[Span, list[tuple[Any, ...]]] = {}

    def over(self, span: Span) -> list[tuple[Any, ...]]:
        if span not in self._known:
            part = self.part
            self._known[span] = list(counted(self.body, span, part.by, part.key or None, self.me))
        return self._known[span]


# opened


def _part(rows: Any, part: Part, person: str) -> Any:
    """Rows that name their subject by type and number, of a part of the cases."""
    if not part.by:
        return rows
    rows = rows.filter(subject_type="case")
    number = int(part.key) if numeral(part.key) else 0
    if part.by == "person":
        return rows.filter(**{person: number})
    if part.by == "topic":
        return rows.filter(subject_id__in=CaseQuestion.objects.filter(topic_id=number).values("case_id"))
    cases = Case.objects.filter(unit_id=number) if part.by == "unit" else Case.objects.filter(point=part.key)
    return rows.filter(subject_id__in=cases.values("pk"))


def owed_in(body: Organisation, clauses: Sequence[str], span: Span, part: Part = WHOLE) -> QuerySet[Obligation]:
    start, end = span.within(body)
    rows = Obligation.objects.filter(organisation_id=body.pk, clause__in=clauses, since_at__gte=start, since_at__lt=end)
    found: QuerySet[Obligation] = _part(rows, part, "responsible_id")
    return found


def early(body: Organisation) -> Q:
    """What was due before the body worked here, and nobody owed by it."""
    return Q(subject_type__in=OF_THE_BODY, due_at__lt=began(body))


def owed_so(rows: Any, which: str, body: Organisation) -> Any:
    """Terms that went one way."""
    now, before = timezone.now(), early(body)
    if not which:  # what ended before its day counts as nothing
        return rows.filter(Q(cancelled_at=None) | ~before & Q(cancelled_at__gt=F("due_at")))
    if which == "early":
        return rows.filter(before, cancelled_at=None)
    rows = rows.exclude(before)
    if which == "kept":
        return rows.kept_in_time()
    if which == "broken":
        return rows.broken(now)
    if which == "open":
        return rows.open().filter(due_at__gte=now)
    return rows.none()


def deeds_in(body: Organisation, clauses: Sequence[str], span: Span, part: Part = WHOLE) -> QuerySet[Ruling]:
    """What was said of deeds."""
    start, end = span.within(body)
    rows = Ruling.objects.filter(organisation_id=body.pk, clause__in=clauses, at__gte=start, at__lt=end)
    found: QuerySet[Ruling] = _part(rows, part, "actor_id")
    return found


def _said() -> QuerySet[Ruling]:
    """All that was said of the deed of a row."""
    same = ("organisation_id", "clause", "layer", "subject_type", "subject_id", "at")
    rows = Ruling.objects.filter(**{name: OuterRef(name) for name in same})
    return rows.annotate(who=Coalesce("actor_id", Value(0))).filter(who=Coalesce(OuterRef("actor_id"), Value(0)))


def deeds_so(rows: Any, which: str) -> Any:
    """One row of each deed that went one way: the first of those that make it so, which are few and stand in an
    index."""
    against = Q(ok=False, stopped=False)
    if which == "broken":
        return _first(rows, against)
    if which == "stopped":
        return _first(rows, Q(stopped=True, ok=False)).filter(~Exists(_said().filter(against)))
    if which == "excused":
        untried = Q(target__startswith=UNTRIED)
        return _first(rows, Q(excused=True) & ~untried).filter(~Exists(_said().filter(ok=False)))
    if which == "kept":
        return _first(rows, Q()).filter(~Exists(_said().filter(ok=False)))
    return rows.none() if which else _first(rows, Q())


def _first(rows: Any, so: Q) -> Any:
    """Of each deed the first row that is so."""
    return rows.filter(so).filter(~Exists(_said().filter(so, pk__lt=OuterRef("pk"))))
