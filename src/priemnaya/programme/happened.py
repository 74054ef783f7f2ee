"""What happened under a clause: terms and deeds. A deed is one action of one person on one matter, however many facts a
rule asks of it: a clause with three facts weighs no more than one with one, and each number opens as many rows.

A deed went against the clause if any of its facts did; it was stopped if any stopped it; else it kept it.

The figure of a clause of the body's order over whole months is one for all, and published. What is finer (days within
a month, a part of the cases) or published nowhere (clauses of the law) would tell of a case that is closed to its
reader: it is counted over the cases they may see.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from priemnaya.cases.guard import kept_to_unit
from priemnaya.cases.models import Case, CaseQuestion
from priemnaya.cases.models.walls import walls
from priemnaya.core.models import Obligation, Ruling
from priemnaya.core.reading import numeral
from priemnaya.people.models import Employee, Organisation

from .models import ClauseFigure, PartFigure
from .sight import closed_to_reader, seen_by_reader

COUNTED = ("kept", "broken", "open", "stopped", "excused", "early")
OF_THE_BODY = ("organisation", "section")
"""Subjects of what a body owes outside of cases: its duties, its days, the reviews of its knowledge base."""
ALWAYS = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
ENDLESS = dt.datetime(9000, 1, 1, tzinfo=dt.UTC)
UNTRIED = "submit_reply."
"""Targets of what is asked before a letter is signed: an excuse there is said again at signing."""

_HAPPENED = """
with happened as materialized (
select layer, clause, date_trunc('month', since_at at time zone %(zone)s)::date as month, subject_type, subject_id,
       responsible_id as person,
       (not early and cancelled is null and fulfilled <= due_at) as kept,
       (not early and (cancelled > due_at or cancelled is null
         and (fulfilled > due_at or (fulfilled is null and due_at < %(now)s)))) as broken,
       (not early and cancelled is null and fulfilled is null and due_at >= %(now)s) as open,
       false as stopped, false as excused, (early and cancelled is null) as early
from (select *, case when cancelled_at <= %(until)s then cancelled_at end as cancelled,
             case when fulfilled_at <= %(until)s then fulfilled_at end as fulfilled,
             (subject_type in ('organisation', 'section') and due_at < %(began)s) as early
      from core_obligation where organisation_id = %(body)s and since_at >= %(start)s and since_at < %(end)s
        and since_at <= %(until)s {whose}) owed
union all
select layer, clause, date_trunc('month', at at time zone %(zone)s)::date, subject_type, subject_id, actor_id,
       bool_and(ok), bool_or(not ok and not stopped), false,
       bool_or(stopped) and not bool_or(not ok and not stopped),
       bool_and(ok) and bool_or(excused and target not like 'submit_reply.%%'), false
from core_ruling
where organisation_id = %(body)s and at >= %(start)s and at < %(end)s and at <= %(until)s {whose}
group by layer, clause, at, subject_type, subject_id, actor_id
)
"""
_SUMS = ", ".join(f"count(*) filter (where h.{name})" for name in COUNTED)
_KEYS = {
    "": ("''", "happened h"),
    "unit": ("c.unit_id::text", "happened h join cases_case c on h.subject_type = 'case' and c.id = h.subject_id"),
    "point": ("c.point", "happened h join cases_case c on h.subject_type = 'case' and c.id = h.subject_id"),
    "person": ("h.person::text", "(select * from happened where subject_type = 'case') h"),
    "topic": (
        "q.topic_id::text",
        "happened h join (select distinct case_id, topic_id from cases_casequestion) q"
        " on h.subject_type = 'case' and q.case_id = h.subject_id",
    ),
}
PARTS = ("unit", "person", "topic", "point")


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


PUBLISHED = "body"
"""The clauses whose figures of the whole body the portal tells to all, month by month: the body's own order. Those of
the law stand in the workspace alone, and are over what their reader may see."""


def month_after(day: dt.date) -> dt.date:
    return (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1)


def began(body: Organisation) -> dt.datetime:
    """When the body began to work here: nothing could be kept before."""
    return body.began_at or ALWAYS


# counted


def count_anew(
    body: Organisation,
    start: dt.datetime,
    end: dt.datetime,
    bys: Sequence[str],
    *,
    seen_by: Employee | None = None,
    closed_to: Employee | None = None,
    at: dt.datetime | None = None,
) -> list[tuple[Any, ...]]:
    """(by, key, layer, clause, month, *COUNTED) of what happened between two instants. seen_by: over what they may see;
    closed_to: over the cases they may not; at: as it stood then."""
    asked = " union all ".join(
        f"select '{by}', {_KEYS[by][0]}, h.layer, h.clause, h.month, {_SUMS} from {_KEYS[by][1]}"  # noqa: S608  # nosec B608
        f" where {_KEYS[by][0]} is not null group by 2, 3, 4, 5"
        for by in bys
    )
    told: dict[str, Any] = {"zone": body.zone_name, "now": at or timezone.now(), "body": body.pk, "began": began(body)}
    whose, walled = (
        closed_to_reader(closed_to, units=all(bys)) if closed_to else seen_by_reader(seen_by, cases=all(bys))
    )
    with connection.cursor() as cursor:
        happened = _HAPPENED.replace("{whose}", whose)
        cursor.execute(happened + asked, {**told, **walled, "start": start, "end": end, "until": at or ENDLESS})
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def counted(
    body: Organisation, span: Span, by: str = "", key: str | None = None, me: Employee | None = None
) -> Iterator[tuple[Any, ...]]:
    """The same over a span of days, by the keys of `by`: whole months as the worker counted them, the rest of a month
    as it stands now. me: whoever reads it; what they may not see is taken off as numbers below nought."""
    yield from _known(body, _kept_months(span, by, me), by, key)
    yield from (row for row in _beside_known(body, span, by, me) if key is None or row[1] == key)


def by_keys(
    body: Organisation, span: Span, by: str, clauses: Sequence[str], me: Employee | None = None
) -> Iterator[tuple[Any, ...]]:
    """(key, *COUNTED) of these clauses by the keys of `by`; no clauses: all of the order."""
    rows = PartFigure.objects.filter(organisation=body, by=by, month__in=_kept_months(span, by, me))
    rows = rows.filter(clause__in=clauses) if clauses else rows.filter(layer="body")
    yield from rows.values_list("key").annotate(*(Sum(name) for name in COUNTED))
    for _by, key, layer, clause, _month, *counts in _beside_known(body, span, by, me):
        if clause in clauses or (not clauses and layer == "body"):
            yield key, *counts


def keys_of(body: Organisation, span: Span, me: Employee) -> dict[str, set[str]]:
    """Of which units, people, topics and points anything that they may see happened in whole months. by -> keys."""
    start, end = span.within(body)
    if kept_to_unit(me):
        return _keys(count_anew(body, start, end, PARTS, seen_by=me))
    rows = PartFigure.objects.filter(organisation=body, month__in=span.months)
    found = _keys(rows.values_list("by", "key").distinct())
    closed: dict[tuple[str, str], int] = {}
    for row in count_anew(body, start, end, PARTS, closed_to=me) if walls(me) else ():
        closed[row[0], row[1]] = closed.get((row[0], row[1]), 0) + sum(row[5:])
    if closed:
        mine = rows.filter(key__in={key for _by, key in closed})
        for by, key, *counts in mine.values_list("by", "key").annotate(*(Sum(name) for name in COUNTED)):
            if sum(counts) <= closed.get((by, key), 0):
                found[by].discard(key)
    return found


def _keys(rows: Iterable[tuple[Any, ...]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for by, key, *_counts in rows:
        found.setdefault(by, set()).add(key)
    return found


def _kept_months(span: Span, by: str, me: Employee | None) -> list[dt.date]:
    """Whose figures are read as the worker kept them. Of one kept to a unit nearly all would be taken off again."""
    if by and me is not None and kept_to_unit(me):
        return []
    return [m for m in span.months if span.of_month(m).whole]


def _beside_known(body: Organisation, span: Span, by: str, me: Employee | None) -> Iterator[tuple[Any, ...]]:
    """What is counted now, and what is taken off the kept figures."""
    kept = _kept_months(span, by, me)
    if me is not None and kept:
        off = _taken_off(body, kept, by, me)
        yield from (row for row in off if by or row[2] != PUBLISHED)
    for start, end in _runs(body, span, [m for m in span.months if m not in kept]):
        yield from count_anew(body, start, end, [by], seen_by=me)


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


def _known(body: Organisation, months: list[dt.date], by: str, key: str | None) -> Iterator[tuple[Any, ...]]:
    model: Any = PartFigure if by else ClauseFigure
    rows = model.objects.filter(organisation=body, month__in=months)
    fields = ("layer", "clause", "month", *COUNTED)
    if by:
        rows = rows.filter(by=by) if key is None else rows.filter(by=by, key=key)
        yield from rows.values_list("by", "key", *fields)
    else:
        yield from (("", "", *row) for row in rows.values_list(*fields))


def _taken_off(body: Organisation, months: list[dt.date], by: str, me: Employee) -> Iterator[tuple[Any, ...]]:
    """What the cases closed to them have in the figures of these months, as it stood when they were counted: else the
    next count would show that something happened on one."""
    if not walls(me, units=bool(by)):
        return
    counted_at: dict[dt.datetime, list[dt.date]] = {}
    known = ClauseFigure.objects.filter(organisation=body, month__in=months).order_by("month")
    for month, at in known.values_list("month", "computed_at").distinct():
        counted_at.setdefault(at, []).append(month)
    for at, same in counted_at.items():
        start, end = Span.of_months(same[0], same[-1]).within(body)
        for row in count_anew(body, start, end, [by], closed_to=me, at=at):
            if row[4] in same:
                yield *row[:5], *(-n for n in row[5:])


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
