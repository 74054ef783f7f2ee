"""What each report does with the telephones of a call and with its card."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db.models import F
from django.utils import timezone

from priemnaya.core.journal import record
from priemnaya.people.acting import part
from priemnaya.people.models import Employee
from priemnaya.reception.models import HELD, LIVING_LEGS, OVER, RINGING, TALKING, Call, ExchangeCall, ExchangeLeg
from priemnaya.reception.telephony.events import (
    ANSWERED,
    DESK,
    ENDED,
    INSIDE,
    INWARD,
    MENU,
    ON_HOLD,
    OUTWARD,
    RINGS,
    CallEvent,
)
from priemnaya.reception.telephony.who import employee_at, sole_client

from .giving import failed, gave, taken

JUST_NOW = dt.timedelta(minutes=10)
"""A card that somebody opened by hand so long ago may be of the call that the exchange tells of."""


@part
def went(held: ExchangeCall, leg: ExchangeLeg, event: CallEvent, at: dt.datetime) -> str:
    """Returns what was done, a key of `models.DONE`. The call is locked; the report is the newest of its leg."""
    leg.seq = event.seq
    leg.extension = event.extension or leg.extension
    leg.employee = employee_at(held.organisation, leg.extension) or leg.employee
    leg.at_desk = event.place == DESK
    leg.inside = event.direction == INSIDE
    if event.state != ENDED and held.quiet_since is not None and not held.over:
        held.quiet_since = None
        held.save(update_fields=["quiet_since"])
    did = _STEPS[event.state](held, leg, event, at)
    leg.save()
    return did


@part
def came_late(held: ExchangeCall, leg: ExchangeLeg, event: CallEvent, at: dt.datetime) -> str:
    """A newer report of this telephone has come already. That somebody answered is heard all the same: the call was not
    missed."""
    told = event.state == ANSWERED and event.place == DESK and event.direction == INWARD
    if not told or leg.answered_at is not None or held.answered_at is not None:
        return "late"
    leg.employee = employee_at(held.organisation, event.extension) or leg.employee
    leg.answered_at, leg.at_desk = at, True
    leg.save()
    _first_answer(held, _card(held, leg, event, at), leg, at)
    return "late_answer"


def _rings(held: ExchangeCall, leg: ExchangeLeg, event: CallEvent, at: dt.datetime) -> str:
    leg.state = RINGING
    if event.place == MENU:
        return "menu"
    if event.direction == OUTWARD:
        return _outward(held, leg, event)
    if leg.inside:
        return "consults" if held.call_id else "private"
    call = _card(held, leg, event, at)
    if event.place != DESK:
        return "queued"
    if held.answered_at is None or not _goes_on(held, event):
        return "rings"
    if leg.employee and call.operator_id == leg.employee.pk and not _pending(call, leg.employee):
        return "rings"  # they have said so on the card already
    return gave(held, call, leg, at, reached=None)


def _answered(held: ExchangeCall, leg: ExchangeLeg, event: CallEvent, at: dt.datetime) -> str:
    again, leg.state, leg.answered_at = leg.state == HELD, TALKING, leg.answered_at or at
    _off_hold(held, leg, at)
    if event.place != DESK:
        return "menu" if event.place == MENU else "queued"
    if event.direction == OUTWARD:
        return _answered_outward(held, leg, event, at)
    if leg.inside:
        return "consults" if held.call_id else "private"
    call = _card(held, leg, event, at)
    held.legs.filter(state=RINGING).exclude(pk=leg.pk).update(state=OVER, ended_at=at)
    if held.answered_at is None:
        return _first_answer(held, call, leg, at)
    if leg.employee and call.operator_id is None:
        return taken(call, leg.employee)
    if again or (leg.employee and call.operator_id == leg.employee.pk and not _pending(call, leg.employee)):
        return "resumed"
    return gave(held, call, leg, at, reached=True)


def _first_answer(held: ExchangeCall, call: Call, leg: ExchangeLeg, at: dt.datetime) -> str:
    """Whoever takes the receiver first has the card, whoever looked at it before; the wait ends now."""
    held.answered_at = at
    held.save(update_fields=["answered_at"])
    call.answered_at, call.state = max(at, call.began_at), "open"
    call.save(update_fields=["answered_at", "state"])  # no new version: whoever took it by hand goes on writing
    return taken(call, leg.employee) if leg.employee else "nobodys"


def _ended(held: ExchangeCall, leg: ExchangeLeg, event: CallEvent, at: dt.datetime) -> str:
    leg.state, leg.ended_at = OVER, at
    _off_hold(held, leg, at)
    did = "leg_over"
    if leg.answered_at is None and leg.employee and (call := _locked(held)) and failed(call, leg.employee):
        did = "transfer_failed"
    if not held.legs.filter(state__in=LIVING_LEGS).exclude(pk=leg.pk).exists():
        held.quiet_since = at
        held.save(update_fields=["quiet_since"])
        did = did if did == "transfer_failed" or held.answered_at else "waits"
    return did


def _on_hold(held: ExchangeCall, leg: ExchangeLeg, event: CallEvent, at: dt.datetime) -> str:
    leg.state = HELD
    if leg.at_desk and not leg.inside and leg.answered_at is not None:
        leg.held_since = leg.held_since or at
    return "held"


def _off_hold(held: ExchangeCall, leg: ExchangeLeg, at: dt.datetime) -> None:
    """The client waits no more: how long it was, is added up on the card."""
    if leg.held_since is None:
        return
    waited = int((at - leg.held_since).total_seconds())
    leg.held_since = None
    if held.call_id and waited > 0:
        Call.objects.filter(pk=held.call_id).update(held_seconds=F("held_seconds") + waited)


def _outward(held: ExchangeCall, leg: ExchangeLeg, event: CallEvent) -> str:
    """A call out counts only where an employee has opened a card for it: private ones are nobody's business."""
    if held.call_id is None and leg.employee is not None:
        rows = Call.objects.at_hand(leg.employee.pk).filter(direction="out", number=event.number, exchange__isnull=True)
        held.call = rows.filter(began_at__gte=timezone.now() - JUST_NOW).order_by("-began_at").first()
        held.save(update_fields=["call"])
    return "joined" if held.call_id else "private"


def _answered_outward(held: ExchangeCall, leg: ExchangeLeg, event: CallEvent, at: dt.datetime) -> str:
    did = _outward(held, leg, event)
    if held.answered_at is None:
        held.answered_at = at
        held.save(update_fields=["answered_at"])
    if (call := _locked(held)) is not None and call.is_open:
        call.answered_at = max(at, call.began_at)
        call.save(update_fields=["answered_at"])
    return did


def _goes_on(held: ExchangeCall, event: CallEvent) -> bool:
    """Whether this telephone rings because an employee who talked has given the call on; a menu, a queue and a
    colleague who did not answer have given nothing."""
    if event.transfer:
        return True
    talked = held.legs.filter(at_desk=True, inside=False).exclude(answered_at=None).exclude(key=event.leg_key)
    return talked.filter(key=event.taken_from_key).exists() if event.taken_from else talked.exists()


def _pending(call: Call, employee: Employee) -> bool:
    return call.transfers.filter(to=employee, reached=None).exists()


def _card(held: ExchangeCall, leg: ExchangeLeg, event: CallEvent, at: dt.datetime) -> Call:
    """The card of the call, locked: one that is open, one that its operator began by hand, or a new one. A talk that
    goes on after its card was closed begins another."""
    if (call := _locked(held)) is not None and call.is_open:
        return call
    call = _by_hand(held, leg, event) or _begun(held, event, at)
    held.call = call
    held.save(update_fields=["call"])
    return call


def _locked(held: ExchangeCall) -> Call | None:
    rows = Call.objects.select_for_update(of=("self",)).select_related("organisation__parent", "client", "operator")
    held.call = rows.filter(exchange=held.pk).first()
    return held.call


def _by_hand(held: ExchangeCall, leg: ExchangeLeg, event: CallEvent) -> Call | None:
    if leg.employee is None:
        return None
    rows = Call.objects.at_hand(leg.employee.pk).filter(direction="in", number=event.number, exchange__isnull=True)
    return rows.filter(began_at__gte=timezone.now() - JUST_NOW).order_by("-began_at").first()


def _begun(held: ExchangeCall, event: CallEvent, at: dt.datetime) -> Call:
    """returns: nobody answered in time, it was missed, and then somebody does: the missed one waits no more once this
    talk is had."""
    missed = held.call if held.call is not None and held.call.state == "missed" else None
    call = Call.objects.create(
        organisation=held.organisation,
        state="ringing",
        number=event.number,
        client=sole_client(held.organisation, event.number),
        began_at=at,
        returns=missed,
    )
    record("call.rang", call, by=None)
    return call


_STEPS: dict[str, Callable[[ExchangeCall, ExchangeLeg, CallEvent, dt.datetime], str]] = {
    RINGS: _rings,
    ANSWERED: _answered,
    ON_HOLD: _on_hold,
    ENDED: _ended,
}
