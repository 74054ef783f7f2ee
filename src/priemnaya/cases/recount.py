"""Recounting the open terms of a body after its calendar or its order changed: in the background, body by body, case by
case."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from priemnaya.core.journal import alert, record
from priemnaya.core.models import Obligation
from priemnaya.people.duties_recounted import recount_body
from priemnaya.people.models import Employee, Organisation
from priemnaya.people.policies import CALENDAR_FRESH, forget_calendars

from .models import Case, Recount
from .terms import recount

log = logging.getLogger(__name__)
SETTLED = dt.timedelta(seconds=CALENDAR_FRESH + 1)
"""After so long every process counts new cases by the changed calendar, so that a recount misses none."""
LOST = dt.timedelta(minutes=2)
"""A recount that says nothing for so long was left by a killed worker."""
STEP = 20


def queue_recounts(bodies: Iterable[Organisation], why: str, *, by: Employee | None) -> list[Recount]:
    """Ask for a recount of each body's open terms; the worker begins in a few seconds."""
    forget_calendars()
    now = timezone.now()
    return Recount.objects.bulk_create(Recount(organisation=b, why=why[:200], by=by, queued_at=now) for b in bodies)


def run_recounts(organisation: Organisation) -> int:
    """Do what waits for a body, oldest first, and go on with what a killed worker left; returns how many ended."""
    ended = 0
    for row in Recount.objects.filter(_ready(), organisation=organisation).order_by("queued_at", "pk"):
        if Recount.objects.filter(_ready(), pk=row.pk).update(state="running", beat_at=timezone.now()):
            row.refresh_from_db()
            _run(row, organisation)
            ended += 1
    return ended


def _ready() -> Q:
    now = timezone.now()
    return Q(state="queued", queued_at__lte=now - SETTLED) | Q(state="running", beat_at__lt=now - LOST)


def _run(row: Recount, body: Organisation) -> None:
    forget_calendars()
    row.total = row.done + _owing(body).filter(pk__gt=row.last).count()
    for case in (
        _owing(body).filter(pk__gt=row.last).order_by("pk").select_related("organisation__parent").iterator(200)
    ):
        try:
            with transaction.atomic():
                row.moved += recount(case, row.why, by=row.by)
        except Exception:
            log.exception("recount of case %s", case.pk)
            row.left_out = [*row.left_out, case.number]
        row.done, row.last = row.done + 1, case.pk
        if row.done % STEP == 0:
            _beat(row)
    try:
        row.moved += recount_body(body, row.why)
    except Exception:  # all others were counted: this recount ends, and is told of
        log.exception("recount of %s", body.pk)
        row.left_out = [*row.left_out, OF_THE_BODY]
    row.state, row.finished_at = "done", timezone.now()
    _beat(row)
    record("calendar.recounted", body, by=row.by, recount=row.pk, moved=row.moved)
    if row.left_out:
        alert(
            "recount",
            f"Сроки пересчитаны не везде ({row.why}). Какие дела остались, видно в разделе «Календарь»: нажмите там"
            " «Пересчитать ещё раз».",
            organisation_id=body.pk,
        )


OF_THE_BODY = "обязанности самого органа"


def _beat(row: Recount) -> None:
    row.beat_at = timezone.now()
    row.total = max(row.total, row.done)
    row.save(update_fields=["state", "total", "done", "moved", "left_out", "last", "beat_at", "finished_at"])


def _owing(body: Organisation) -> QuerySet[Case]:
    owing = Obligation.objects.filter(organisation_id=body.pk, subject_type="case").open().values("subject_id")
    return Case.objects.filter(organisation=body, pk__in=owing)
