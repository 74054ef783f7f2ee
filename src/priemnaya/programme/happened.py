"""What happened under a clause: terms and deeds. A deed is one action of one person on one matter, however many facts a
rule asks of it: a clause with three facts weighs no more than one with one, and each number opens as many rows.

A deed went against the clause if any of its facts did; it was stopped if any stopped it; else it kept it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from priemnaya.cases.models import Case, CaseQuestion
from priemnaya.core.models import Obligation, Ruling
from priemnaya.core.reading import numeral
from priemnaya.people.models import Organisation

from .models import ClauseFigure, PartFigure

COUNTED = ("kept", "broken", "open", "stopped", "excused", "early")
OF_THE_BODY = ("organisation", "section")
"""Subjects of what a body owes outside of cases: its duties, its days, the reviews of its knowledge base."""
ALWAYS = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
UNTRIED = "submit_reply."
"""Targets of what is asked before a letter is signed: an excuse there is said again at signing."""

_HAPPENED = """
with happened as materialized (
select layer, clause, date_trunc('month', since_at at time zone %(zone)s)::date as month, subject_type, subject_id,
       responsible_id as person,
       (not early and cancelled_at is null and fulfilled_at <= due_at) as kept,
       (not early and (cancelled_at > due_at or cancelled_at is null
         and (fulfilled_at > due_at or (fulfilled_at is null and due_at < %(now)s)))) as broken,
       (not early and cancelled_at is null and fulfilled_at is null and due_at >= %(now)s) as open,
       false as stopped, false as excused, (early and cancelled_at is null) as early
from (select *, (subject_type in ('organisation', 'section') and due_at < %(began)s) as early
      from core_obligation where organisation_id = %(body)s and since_at >= %(start)s and since_at < %(end)s) owed
union all
select layer, clause, date_trunc('month', at at time zone %(zone)s)::date, subject_type, subject_id, actor_id,
       bool_and(ok), bool_or(not ok and not stopped), false,
       bool_or(stopped) and not bool_or(not ok and not stopped),
       bool_and(ok) and bool_or(excused and target not like 'submit_reply.%%'), false
from core_ruling where organisation_id = %(body)s and at >= %(start)s and at < %(end)s
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

    @property
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


def began(body: Organisation) -> dt.datetime:
    """When the body began to work here: nothing could be kept before."""
    return body.began_at or ALWAYS


# counted


def count_anew(body: Organisation, start: dt.datetime, end: dt.datetime, bys: Sequence[str]) -> list[tuple[Any, ...]]:
    """(by, key, layer, clause, month, *COUNTED) of what happened between two instants."""
    asked = " union all ".join(
        f"select '{by}', {_KEYS[by][0]}, h.layer, h.clause, h.month, {_SUMS} from {_KEYS[by][1]}"  # noqa: S608  # nosec B608
        f" where {_KEYS[by][0]} is not null group by 2, 3, 4, 5"
        for by in bys
    )
    told: dict[str, Any] = {"zone": body.zone_name, "now": timezone.now(), "body": body.pk, "began": began(body)}
    with connection.cursor() as cursor:
        cursor.execute(_HAPPENED + asked, {**told, "start": start, "end": end})
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def counted(body: Organisation, span: Span, by: str = "", key: str | None = None) -> Iterator[tuple[Any, ...]]:
    """The same over a span of days, by the keys of `by`: whole months as the worker counted them, the rest of a month
    as it stands now."""
    whole = [m for m in span.months if span.of_month(m).whole]
    if whole:
        model: Any = PartFigure if by else ClauseFigure
        rows = model.objects.filter(organisation=body, month__in=whole)
        fields = ("layer", "clause", "month", *COUNTED)
        if by:
            rows = rows.filter(by=by) if key is None else rows.filter(by=by, key=key)
            yield from rows.values_list("by", "key", *fields)
        else:
            yield from (("", "", *row) for row in rows.values_list(*fields))
    for month in span.months:
        if month not in whole:
            found = count_anew(body, *span.of_month(month).within(body), [by])
            yield from (row for row in found if key is None or row[1] == key)


class Known:
    """What is counted of a part of the cases, each span once: several tables of a page say the same."""

    def __init__(self, body: Organisation, part: Part) -> None:
        self.body, self.part = body, part
        self._known: dict[Span, list[tuple[Any, ...]]] = {}

    def over(self, span: Span) -> list[tuple[Any, ...]]:
        if span not in self._known:
            self._known[span] = list(counted(self.body, span, self.part.by, self.part.key or None))
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
    if which == "early":
        return rows.filter(before, cancelled_at=None)
    rows = rows.exclude(before)
    if which == "kept":
        return rows.kept_in_time()
    if which == "broken":
        return rows.broken(now)
    if which == "open":
        return rows.open().filter(due_at__gte=now)
    return rows.none() if which else rows.exclude(Q(cancelled_at__isnull=False) & ~Q(pk__in=rows.broken(now)))


def deeds_in(body: Organisation, clauses: Sequence[str], span: Span, part: Part = WHOLE) -> QuerySet[Ruling]:
    """One row of each deed: the first of what was said of it."""
    start, end = span.within(body)
    rows = Ruling.objects.filter(organisation_id=body.pk, clause__in=clauses, at__gte=start, at__lt=end)
    found: QuerySet[Ruling] = _part(rows, part, "actor_id")
    return found.filter(~Exists(_said().filter(pk__lt=OuterRef("pk"))))


def _said() -> QuerySet[Ruling]:
    """All that was said of the deed of a row."""
    same = ("organisation_id", "clause", "layer", "subject_type", "subject_id", "at")
    rows = Ruling.objects.filter(**{name: OuterRef(name) for name in same})
    return rows.annotate(who=Coalesce("actor_id", Value(0))).filter(who=Coalesce(OuterRef("actor_id"), Value(0)))


def deeds_so(rows: Any, which: str) -> Any:
    """Deeds that went one way."""
    against = Exists(_said().filter(ok=False, stopped=False))
    if which == "kept":
        return rows.filter(~Exists(_said().filter(ok=False)))
    if which == "broken":
        return rows.filter(against)
    if which == "stopped":
        return rows.filter(~against, Exists(_said().filter(stopped=True)))
    if which == "excused":
        excused = Exists(_said().filter(excused=True).exclude(target__startswith=UNTRIED))
        return rows.filter(~Exists(_said().filter(ok=False)), excused)
    return rows.none() if which in ("open", "early") else rows
