"""What happened under a clause, counted from terms and deeds by the database: for the figures that are kept
(`rollups`), and for a reader as it stands now (`happened`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.utils import timezone

from priemnaya.outreach.models import ImprovementMeasure
from priemnaya.people.models import Employee, Organisation

from .sight import MEASURE, seen_by_reader

COUNTED = ("kept", "broken", "open", "stopped", "excused", "early")
FIELDS = ("layer", "clause", "month", *COUNTED)
ALWAYS = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
ENDLESS = dt.datetime(9000, 1, 1, tzinfo=dt.UTC)
PUBLISHED = "body"
"""The clauses whose figures of the whole body the portal tells to all, month by month: the body's own order. Those of
the law stand in the workspace alone, and are over what their reader may see."""
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
      from core_obligation where organisation_id = %(body)s and since_at >= %(start)s and since_at < %(end)s
        {whose}) owed
union all
select layer, clause, date_trunc('month', at at time zone %(zone)s)::date, subject_type, subject_id, actor_id,
       bool_and(ok), bool_or(not ok and not stopped), false,
       bool_or(stopped) and not bool_or(not ok and not stopped),
       bool_and(ok) and bool_or(excused and target not like 'submit_reply.%%'), false
from core_ruling
where organisation_id = %(body)s and at >= %(start)s and at < %(end)s {whose}
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


def began(body: Organisation) -> dt.datetime:
    """When the body began to work here: nothing could be kept before."""
    return body.began_at or ALWAYS


def _asked(
    body: Organisation,
    start: dt.datetime,
    end: dt.datetime,
    asked: Iterable[str],
    seen: tuple[str, dict[str, Any]] = ("", {}),
) -> list[tuple[Any, ...]]:
    told: dict[str, Any] = {"zone": body.zone_name, "now": timezone.now(), "body": body.pk, "began": began(body)}
    whose, walled = seen
    with connection.cursor() as cursor:
        happened = _HAPPENED.replace("{whose}", whose)
        cursor.execute(happened + " union all ".join(asked), {**told, **walled, "start": start, "end": end})
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def count_anew(
    body: Organisation,
    start: dt.datetime,
    end: dt.datetime,
    bys: Sequence[str],
    me: Employee | None = None,
    *,
    published: bool = True,
) -> list[tuple[Any, ...]]:
    """(by, key, layer, clause, month, *COUNTED) of what happened between two instants. me: over what they may see;
    published=False: without the clauses whose figures are told to all."""
    asked = (
        f"select '{by}', {_KEYS[by][0]}, h.layer, h.clause, h.month, {_SUMS} from {_KEYS[by][1]}"  # noqa: S608  # nosec B608
        f" where {_KEYS[by][0]} is not null group by 2, 3, 4, 5"
        for by in bys
    )
    whose, walled = seen_by_reader(me, cases=all(bys))
    return _asked(body, start, end, asked, (whose if published else f"{whose} and layer <> '{PUBLISHED}'", walled))


def count_to_keep(body: Organisation, start: dt.datetime, end: dt.datetime) -> list[tuple[Any, ...]]:
    """(by, key, case, layer, clause, month, *COUNTED) for the figures that are kept. Of parts: case by case of those
    kept apart, nought for all others together; of the whole: all, and again what is about each of those kept apart."""
    each = f"h.layer, h.clause, h.month, {_SUMS}"
    asked = [
        f"select '{by}', {_KEYS[by][0]}, coalesce(a.case_id, 0), {each} from {_KEYS[by][1]}"  # noqa: S608  # nosec B608
        " left join programme_apartcase a on a.case_id = h.subject_id"
        f" where {_KEYS[by][0]} is not null group by 2, 3, 4, 5, 6"
        for by in PARTS
    ]
    asked.append(f"select '', '', 0, {each} from happened h group by 4, 5, 6")  # noqa: S608  # nosec B608
    asked.append(
        f"select '', '', a.case_id, {each} from happened h left join outreach_improvementmeasure m"  # noqa: S608  # nosec B608
        f" on h.subject_type = '{MEASURE}' and m.id = h.subject_id join programme_apartcase a"
        " on a.case_id = case h.subject_type when 'case' then h.subject_id else m.case_id end group by 3, 4, 5, 6"
    )
    return _asked(body, start, end, asked)


_MONTHS_OF = """
select distinct date_trunc('month', at at time zone %(zone)s)::date from (
  select since_at as at, organisation_id, subject_type, subject_id from core_obligation
  union all select at, organisation_id, subject_type, subject_id from core_ruling) happened
where organisation_id = %(body)s and (subject_type = 'case' and subject_id = any(%(cases)s::bigint[])
  or subject_type = %(measure)s and subject_id = any(%(measures)s::bigint[]))
"""


def months_of(body: Organisation, cases: Sequence[int]) -> set[dt.date]:
    """The months in whose figures these cases stand."""
    if not cases:
        return set()
    measures = list(ImprovementMeasure.objects.filter(case__in=cases).values_list("pk", flat=True))
    told: dict[str, Any] = {"zone": body.zone_name, "body": body.pk, "cases": list(cases)}
    told |= {"measure": MEASURE, "measures": measures}
    with connection.cursor() as cursor:
        cursor.execute(_MONTHS_OF, told)
        return {row[0] for row in cursor.fetchall()}
