"""A report of an exchange is taken once, in its turn, and what was done with it is written beside it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from priemnaya.people.acting import action
from priemnaya.people.models import Organisation
from priemnaya.reception.models import ExchangeCall, ExchangeLeg, ExchangeReport
from priemnaya.reception.telephony.events import ANSWERED, ENDED, RINGS, CallEvent

from .legs import came_late, went
from .settling import finish

STALE = dt.timedelta(days=7)
"""Older reports are of no use, and a row of an older one may be gone: taken again it would make a second card."""
RAW = 8000


@action("call.take", alone=True)
@transaction.atomic
def take_event(organisation: Organisation, source: str, event: CallEvent, *, by: None = None) -> ExchangeReport:
    """What happened at the exchange. The same again changes nothing; what comes after a later one is late."""
    now = timezone.now()
    at = min(event.at or now, now)
    if now - at > STALE:
        return _row(organisation, source, event, at, "stale")
    held = _held(organisation, source, event, at)
    known = ExchangeReport.objects.filter(
        organisation=organisation, source=source, leg_key=event.leg_key, seq=event.seq
    )
    if (report := known.first()) is not None:
        known.update(repeats=F("repeats") + 1)
        report.repeats += 1
        return report
    did = _done(held, event, at)
    ExchangeCall.objects.filter(pk=held.pk).update(heard_at=now)
    return _row(organisation, source, event, at, did, of=held)


def _held(organisation: Organisation, source: str, event: CallEvent, at: dt.datetime) -> ExchangeCall:
    """The call of the exchange, locked: reports of one call are taken one after another, whoever brings them."""
    key = {"organisation": organisation, "source": source, "key": event.call_key}
    ExchangeCall.objects.get_or_create(**key, defaults={"began_at": at, "heard_at": timezone.now()})
    rows = ExchangeCall.objects.select_for_update(of=("self",)).select_related("organisation__parent")
    return rows.get(**key)


def _done(held: ExchangeCall, event: CallEvent, at: dt.datetime) -> str:
    if held.ended_at is not None and not _goes_on_after_all(held, event):
        return "over"
    if event.state == ENDED and event.whole:
        return finish(held, at)
    leg, _ = ExchangeLeg.objects.get_or_create(of=held, key=event.leg_key, defaults={"began_at": at})
    if event.seq <= leg.seq:
        return came_late(held, leg, event, at)
    return went(held, leg, event, at)


def _goes_on_after_all(held: ExchangeCall, event: CallEvent) -> bool:
    """It was taken for ended because nothing was heard of it, and somebody's telephone rings again."""
    if held.over or event.state not in (RINGS, ANSWERED):
        return False
    held.ended_at = held.quiet_since = held.answered_at = None
    held.save(update_fields=["ended_at", "quiet_since", "answered_at"])
    return True


def _row(
    organisation: Organisation,
    source: str,
    event: CallEvent,
    at: dt.datetime,
    did: str,
    of: ExchangeCall | None = None,
) -> ExchangeReport:
    """Of what is stale no row stands by its number: it may come as often as it likes. Of private calls nothing is kept
    but that there was one."""
    shown = event.number[-2:] if did != "private" else ""
    return ExchangeReport.objects.create(
        organisation=organisation,
        source=source,
        of=of,
        call_key=event.call_key,
        leg_key=event.leg_key if of else "",
        seq=event.seq,
        state=event.state,
        extension=event.extension if did != "private" else "",
        tail=shown,
        at=at,
        did=did,
    )


@action("call.take", alone=True)
@transaction.atomic
def keep_unread(organisation: Organisation, source: str, raw: str, *, by: None = None) -> ExchangeReport:
    """A report whose shape nobody knows is set aside, for whoever mends the bridge; the next ones go on."""
    raw = raw.replace("\x00", "")[:RAW]
    return ExchangeReport.objects.create(organisation=organisation, source=source, did="unread", raw=raw)


@action("call.take", alone=True)
@transaction.atomic
def keep_refused(organisation: Organisation, source: str, *, by: None = None) -> ExchangeReport:
    """That something came whose sign did not fit; nothing of it is read. Whoever calls says how often it is written."""
    return ExchangeReport.objects.create(organisation=organisation, source=source, did="refused")
