"""Figures by clause and month from obligations and rulings; refreshed by the worker, read by every report."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django.db import connection, transaction
from django.utils import timezone

from priemnaya.people.models import Organisation

from .indicators import INDICATORS, Period
from .models import ClauseFigure, IndicatorFigure

_CLAUSES = """
select clause, layer, date_trunc('month', since_at at time zone %(zone)s)::date as month,
       count(*) filter (where cancelled_at is null and fulfilled_at <= due_at),
       count(*) filter (where cancelled_at is null
         and (fulfilled_at > due_at or (fulfilled_at is null and due_at < %(now)s)) or cancelled_at > due_at),
       count(*) filter (where cancelled_at is null and fulfilled_at is null and due_at >= %(now)s), 0, 0
from core_obligation where organisation_id = %(body)s and since_at >= %(since)s group by 1, 2, 3
union all
select clause, layer, date_trunc('month', at at time zone %(zone)s)::date,
       count(*) filter (where ok), count(*) filter (where not ok and not stopped), 0, count(*) filter (where stopped),
       count(*) filter (where excused and target not like 'submit_reply.%%')
from core_ruling where organisation_id = %(body)s and at >= %(since)s group by 1, 2, 3
"""


def month_start(organisation: Organisation, at: dt.datetime, back: int = 0) -> dt.datetime:
    """The first instant of the local month, `back` months earlier."""
    local = organisation.local(at)
    index = local.year * 12 + local.month - 1 - back
    return dt.datetime(index // 12, index % 12 + 1, 1, tzinfo=organisation.zone)


def period_of(organisation: Organisation, month: dt.date) -> Period:
    start = dt.datetime(month.year, month.month, 1, tzinfo=organisation.zone)
    return start, month_start(organisation, start, back=-1)


COUNTED = ("kept", "broken", "open", "stopped", "excused")
AGAIN = 4
"""Months whose figures are counted anew: a term of 30 days, extended by 30, kept by a letter that came back days later,
began that far ago and is not kept any more."""


def refresh_rollups(months: int = AGAIN) -> None:
    """Recompute the last `months` months of every body (12 after a restore or an import)."""
    for organisation in Organisation.objects.filter(parent=None):
        refresh_body(organisation, months)


@transaction.atomic
def refresh_body(organisation: Organisation, months: int = AGAIN) -> None:
    now = timezone.now()
    since = month_start(organisation, now, back=months - 1)
    figures: dict[tuple[str, str, dt.date], list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0])
    with connection.cursor() as cursor:
        cursor.execute(_CLAUSES, {"zone": organisation.zone_name, "now": now, "body": organisation.pk, "since": since})
        for clause, layer, month, *counts in cursor.fetchall():
            for n, count in enumerate(counts):
                figures[clause, layer, month][n] += count
    ClauseFigure.objects.filter(organisation=organisation, month__gte=since.date()).delete()
    ClauseFigure.objects.bulk_create(
        ClauseFigure(
            organisation=organisation,
            clause=c,
            layer=layer,
            month=m,
            **dict(zip(COUNTED, counts, strict=True)),
            computed_at=now,
        )
        for (c, layer, m), counts in figures.items()
    )
    IndicatorFigure.objects.filter(organisation=organisation, month__gte=since.date()).delete()
    for back in range(months):
        start = month_start(organisation, now, back=back)
        IndicatorFigure.objects.bulk_create(
            IndicatorFigure(
                organisation=organisation,
                indicator=i.name,
                part=part,
                month=start.date(),
                value=value,
                count=count,
                computed_at=now,
            )
            for i in INDICATORS.values()
            for part, value, count in i.compute(organisation, period_of(organisation, start.date()))
        )
