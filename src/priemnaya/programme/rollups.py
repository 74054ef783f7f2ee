"""Figures by clause and month from obligations and rulings; refreshed by the worker, read by every report."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection, transaction
from django.db.models import Min
from django.utils import timezone

from priemnaya.people.models import Organisation

from .happened import COUNTED, ENDLESS, PARTS, count_anew
from .indicators import Period, computed
from .models import ClauseFigure, IndicatorFigure, PartFigure


def month_start(organisation: Organisation, at: dt.datetime, back: int = 0) -> dt.datetime:
    """The first instant of the local month, `back` months earlier."""
    local = organisation.local(at)
    index = local.year * 12 + local.month - 1 - back
    return dt.datetime(index // 12, index % 12 + 1, 1, tzinfo=organisation.zone)


def period_of(organisation: Organisation, month: dt.date) -> Period:
    start = dt.datetime(month.year, month.month, 1, tzinfo=organisation.zone)
    return start, month_start(organisation, start, back=-1)


AGAIN = 4
"""Months whose figures are counted anew: a term of 30 days, extended by 30, kept by a letter that came back days later,
began that far ago and is not kept any more."""
AGAIN_AT_NIGHT = 15
"""The same of what is owed by the year, and of cases that were given to other hands since."""


def refresh_rollups(months: int = AGAIN) -> None:
    """Recompute the last `months` months of every body (12 after a restore or an import)."""
    for organisation in Organisation.objects.filter(parent=None):
        refresh_body(organisation, months)


def _named(row: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip(("layer", "clause", "month", *COUNTED), row[2:], strict=True))


def _uncounted(organisation: Organisation, now: dt.datetime) -> int:
    """How many months back there are figures but none by parts: all that was counted before figures had parts."""
    if PartFigure.objects.filter(organisation=organisation).exists():
        return 0
    first = ClauseFigure.objects.filter(organisation=organisation).aggregate(first=Min("month"))["first"]
    local = organisation.local(now)
    return (local.year - first.year) * 12 + local.month - first.month + 1 if first else 0


@transaction.atomic
def refresh_body(organisation: Organisation, months: int = AGAIN) -> None:
    """The worker and a command may come at once: the second waits, or both would write the same rows."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"figures {organisation.pk}"])
    now = timezone.now()
    months = max(months, _uncounted(organisation, now))
    since = month_start(organisation, now, back=months - 1)
    counted = count_anew(organisation, since, ENDLESS, ("", *PARTS))
    for model in (ClauseFigure, PartFigure):
        model.objects.filter(organisation=organisation, month__gte=since.date()).delete()
    whole = [row for row in counted if not row[0]]
    ClauseFigure.objects.bulk_create(
        (ClauseFigure(organisation=organisation, computed_at=now, **_named(row)) for row in whole), batch_size=2000
    )
    parts = [row for row in counted if row[0]]
    PartFigure.objects.bulk_create(
        (PartFigure(organisation=organisation, by=row[0], key=row[1], **_named(row)) for row in parts),
        batch_size=2000,
    )
    IndicatorFigure.objects.filter(organisation=organisation, month__gte=since.date()).delete()
    for back in range(months):
        start = month_start(organisation, now, back=back)
        IndicatorFigure.objects.bulk_create(
            IndicatorFigure(
                organisation=organisation,
                indicator=name,
                part=part,
                month=start.date(),
                value=value,
                count=count,
                computed_at=now,
            )
            for name, parts in computed(organisation, period_of(organisation, start.date())).items()
            for part, value, count in parts
        )
