"""A call of the exchange is over: the card stays open for its operator; one that nobody answered is a task. What an
exchange forgot to end is ended by itself."""

from __future__ import annotations

import datetime as dt
import logging
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from priemnaya.core.each import each
from priemnaya.core.journal import record
from priemnaya.people.acting import action, part
from priemnaya.people.models import Organisation
from priemnaya.reception.actions.calls.beginning import tell_missed
from priemnaya.reception.actions.calls.held import changed
from priemnaya.reception.actions.calls.words import words_to_seek
from priemnaya.reception.models import LIVING_LEGS, OVER, Call, ExchangeCall

log = logging.getLogger(__name__)
GRACE = dt.timedelta(seconds=10)
"""Between one telephone that nobody took and the next that rings nothing is heard of a call; reports come out of
order. Only then it is missed."""
FORGOTTEN, ENDLESS = dt.timedelta(minutes=30), dt.timedelta(hours=8)
"""A call that rings, a talk that goes on, and nothing is heard of it: the exchange broke down."""
AT_ONCE = 200


@part
def finish(held: ExchangeCall, at: dt.datetime) -> str:
    """The exchange says that the whole call is over."""
    held.legs.filter(state__in=LIVING_LEGS).update(state=OVER, ended_at=at)
    held.quiet_since, held.over = held.quiet_since or at, True
    held.save(update_fields=["quiet_since", "over"])
    if held.answered_at is None:
        return "waits" if held.call_id else "leg_over"
    _end(held, at)
    return "hung_up"


@action("call.take", alone=True)
def settle_calls(organisation: Organisation, *, by: None = None) -> int:
    """Calls of which nothing more will be heard, each by itself; how many."""
    now = timezone.now()
    quiet = Q(quiet_since__lt=now - GRACE)
    lost = Q(answered_at=None, heard_at__lt=now - FORGOTTEN) | Q(heard_at__lt=now - ENDLESS)
    rows = ExchangeCall.objects.filter(organisation=organisation, ended_at=None).filter(quiet | lost)
    unsought = Call.objects.filter(organisation=organisation, unsought=True).order_by("pk")[:AT_ONCE]
    over = [partial(_settle, pk) for pk in rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]]
    return each([*over, *(partial(_sought, call) for call in unsought)], lambda one: one(), "call")


def _sought(call: Call) -> bool:
    """Words of a talk that found no turn when they were written: nobody else sees the talk before that."""
    asked = call.questions.values_list("text", flat=True)
    words = words_to_seek(call, asked, [str(one["said"]) for one in call.needs], call.caller)
    if words.waits:
        return False
    with transaction.atomic():
        held = Call.objects.select_for_update().get(pk=call.pk)
        if held.version != call.version:
            return False
        held.closed_to.set([n.employee for n in words.named if n.employee])
        Call.objects.filter(pk=held.pk).update(unsought=False)
    return True


def _settle(pk: int) -> bool:
    with transaction.atomic():
        rows = ExchangeCall.objects.select_for_update(of=("self",), skip_locked=True)
        held = rows.select_related("organisation__parent").filter(pk=pk, ended_at=None).first()
        if held is None:
            return False
        told = held.quiet_since is not None
        _end(held, held.quiet_since or held.heard_at, told=told)
    return True


def _end(held: ExchangeCall, at: dt.datetime, *, told: bool = True) -> None:
    """told: the exchange said when. The length of a talk whose end nobody told is not known: no time is made up."""
    held.ended_at = at
    held.save(update_fields=["ended_at"])
    held.legs.filter(state__in=LIVING_LEGS).update(state=OVER, ended_at=at)
    call = Call.objects.select_for_update(of=("self",)).filter(exchange=held.pk).first()
    if call is None:
        return
    if call.state == "ringing" and held.answered_at is None:
        call.state = "missed"
        changed(call, "state")
        tell_missed(call, by=None)
    elif told and call.is_open and call.hung_up_at is None:
        call.hung_up_at = at
        if held.answered_at is None and call.direction == "out":
            call.answered_at = None  # nobody took it there: there was no talk to measure
        call.save(update_fields=["hung_up_at", "answered_at"])  # no new version: its operator goes on writing
        record("call.hung_up", call, by=None)
