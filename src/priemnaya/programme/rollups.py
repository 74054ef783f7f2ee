"""Figures by clause and month from obligations and rulings; refreshed by the worker, read by every report."""

from __future__ import annotations

import datetime as dt

from django.db import connection, transaction
from django.db.models import Exists, Min, OuterRef
from django.utils import timezone

from priemnaya.cases.models import Confidential, NamedPerson
from priemnaya.people.models import Organisation

from .counts import ENDLESS, FIELDS, count_to_keep, months_of
from .indicators import Period, computed
from .models import ApartCase, ClauseFigure, IndicatorFigure, LastCount, PartFigure


def month_start(organisation: Organisation, at: dt.datetime, back: int = 0) -> dt.datetime:
    """The first instant of the local month, `back` months earlier."""
    local = organisation.local(at)
    index = local.year * 12 + local.month - 1 - back
    return dt.datetime(index // 12, index % 12 + 1, 1, tzinfo=organisation.zone)


def period_of(organisation: Organisation, month: dt.date) -> Period:
    start = dt.datetime(month.year, month.month, 1, tzinfo=organisation.zone)
    return start, month_start(organisation, start, back=-1)


NOW = 2
"""Months counted anew every time."""
AGAIN = 4
"""Those counted anew once an hour: a term of 30 days, extended by 30, kept by a letter that came back days later, began
that far ago and is not kept any more."""
AGAIN_AT_NIGHT = 15
"""Those counted anew once a day: what is owed by the year, and cases that were given to other hands since."""
AN_HOUR = dt.timedelta(hours=1)


def refresh_rollups(months: int = AGAIN) -> None:
    """Recompute the last `months` months of every body (12 after a restore or an import)."""
    for organisation in Organisation.objects.filter(parent=None):
        refresh_body(organisation, months)


def refresh_due(organisation: Organisation) -> None:
    """As many months as are due: a count that was missed (the server was off, a queue was long) is made up for."""
    now = timezone.now()
    last = LastCount.objects.filter(organisation=organisation).first() or LastCount()
    today = organisation.local(now).date()
    if last.far_at is None or organisation.local(last.far_at).date() < today:
        months = AGAIN_AT_NIGHT
    else:
        months = AGAIN if last.near_at is None or last.near_at <= now - AN_HOUR else NOW
    refresh_body(organisation, months)


def _uncounted(organisation: Organisation, now: dt.datetime) -> int:
    """How many months back there are figures but none by parts: all that was counted before figures had parts."""
    if PartFigure.objects.filter(organisation=organisation).exists():
        return 0
    first = ClauseFigure.objects.filter(organisation=organisation).aggregate(first=Min("month"))["first"]
    local = organisation.local(now)
    return (local.year - first.year) * 12 + local.month - first.month + 1 if first else 0


@transaction.atomic
def refresh_body(organisation: Organisation, months: int = AGAIN) -> None:
    """The worker and a command may come at once: the second waits, or both would write the same rows. Older months too
    in which a case stands that figures keep apart from now on."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"figures {organisation.pk}"])
    now = timezone.now()
    months = max(months, _uncounted(organisation, now))
    since = month_start(organisation, now, back=months - 1)
    for month in sorted(m for m in _set_apart(organisation) if m < since.date()):
        _count(organisation, *period_of(organisation, month), now)
    _count(organisation, since, ENDLESS, now)
    _measure(organisation, months, now)
    counted = {"far_at": now} if months >= AGAIN_AT_NIGHT else {}
    counted |= {"near_at": now} if months >= AGAIN else {}
    LastCount.objects.update_or_create(organisation=organisation, defaults=counted)


def _set_apart(organisation: Organisation) -> set[dt.date]:
    """Of cases that may be closed to somebody by now and were not before: in which months they stand."""
    known = ApartCase.objects.filter(case=OuterRef("case"))
    walls = (NamedPerson.objects.filter(employee__isnull=False), Confidential.objects.all())
    new: set[int] = set()
    for rows in walls:
        fresh = rows.filter(~Exists(known), case__organisation=organisation)
        new.update(fresh.order_by().values_list("case", flat=True))
    ApartCase.objects.bulk_create(ApartCase(case_id=pk) for pk in sorted(new))
    return months_of(organisation, sorted(new))


def _count(organisation: Organisation, start: dt.datetime, end: dt.datetime, now: dt.datetime) -> None:
    """The figures of the months from one instant to another, in place of those that are kept."""
    rows = count_to_keep(organisation, start, end)
    span = {"organisation": organisation, "month__gte": start.date()}
    if end != ENDLESS:
        span["month__lt"] = end.date()
    for model in (ClauseFigure, PartFigure):
        model.objects.filter(**span).delete()
    known = [(by, key, case, dict(zip(FIELDS, named, strict=True))) for by, key, case, *named in rows]
    ClauseFigure.objects.bulk_create(
        (
            ClauseFigure(organisation=organisation, computed_at=now, **named)
            for by, _key, case, named in known
            if not by and not case
        ),
        batch_size=2000,
    )
    PartFigure.objects.bulk_create(
        (
            PartFigure(organisation=organisation, by=by, key=key, case=case, **named)
            for by, key, case, named in known
            if by or case
        ),
        batch_size=2000,
    )


def _measure(organisation: Organisation, months: int, now: dt.datetime) -> None:
    since = month_start(organisation, now, back=months - 1)
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
