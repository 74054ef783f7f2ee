"""Whose a call is: taken by whoever lifts the receiver, given on by the exchange. A transfer is counted once, whoever
told of it first, the operator's press or the exchange."""

from __future__ import annotations

import datetime as dt

from priemnaya.cases.guard import barred_from, card_closed
from priemnaya.core.journal import notify, record, ruled
from priemnaya.people.acting import part
from priemnaya.people.models import Employee
from priemnaya.reception.actions.calls.held import changed
from priemnaya.reception.calls.guarded import transfer_verdicts
from priemnaya.reception.models import Call, CallTransfer, ExchangeCall, ExchangeLeg
from priemnaya.reception.named import closed_to

ASK_TOLD = "Звонок переключён с телефона. Запишите на карточке, сказали ли клиенту, куда и почему."
COUNTED = "transfer_call.call_transfers"


@part
def taken(call: Call, employee: Employee) -> str:
    """The first who answers. Whose number it is was a guess: where that card is closed to them, the talk is written
    down without it, for they are talking already."""
    if call.client is not None and call.case_id is None and card_closed(call.client, employee):
        call.client = None
        call.save(update_fields=["client"])
    if call.operator_id != employee.pk:
        _lies_with(call, employee)
        record("call.taken", call, by=employee)
    return "answered"


@part
def gave(held: ExchangeCall, call: Call, leg: ExchangeLeg, at: dt.datetime, *, reached: bool | None) -> str:
    """reached: True when the colleague has answered, None while it rings there. The exchange has done it already, so
    what the order allows is not asked but judged: one too many is a breach that is counted. Whether the client was told
    before, the exchange does not know, and nothing is said of it."""
    to, last = leg.employee, call.transfers.filter(reached=None).order_by("-pk").first()
    if last is not None and to is not None and last.to_id == to.pk:
        return _as_pressed(call, last, to, reached=reached)
    closed = to is not None and _closed(call, to)
    if reached is None and (to is None or closed):
        return "rings"
    giver = call.operator
    if last is not None:  # it was meant for somebody else, who did not get it
        giver, last.reached = last.by, False
        last.save(update_fields=["reached"])
    verdicts = [v for v in transfer_verdicts(call, told=True) if v.target == COUNTED]
    CallTransfer.objects.create(call=call, by=giver, to=to, extension="" if to else leg.extension, reached=reached)
    ruled(verdicts, call, by=None)
    record("call.transferred", call, by=None, to=to.pk if to else None)
    if giver is not None:
        notify(giver, ASK_TOLD, call.get_absolute_url(), kind="assigned")
    if to is None:
        return "transferred_out"
    if closed:
        _apart(held, call, to, at)
    else:
        _lies_with(call, to)
        notify(to, "Вам переключён звонок", call.get_absolute_url(), kind="assigned")
    return "transferred" if reached else "transferring"


def _as_pressed(call: Call, given: CallTransfer, to: Employee, *, reached: bool | None) -> str:
    """What the operator has written on the card already."""
    if not reached:
        return "transferring"
    given.reached = True
    given.save(update_fields=["reached"])
    record("call.taken", call, by=to)
    return "transferred"


def _closed(call: Call, to: Employee) -> bool:
    if call.case_id and barred_from(call.case_id, to):
        return True
    if call.case_id is None and call.client is not None and card_closed(call.client, to):
        return True
    return closed_to(call, to)


def _apart(held: ExchangeCall, call: Call, to: Employee, at: dt.datetime) -> None:
    """The talk, its case or its card is closed to the colleague: what was said so far stays there, and the
    talk goes on in a card of their own."""
    fields = {"number": call.number, "operator": to, "unit": to.unit, "began_at": at, "answered_at": at}
    held.call = Call.objects.create(organisation_id=call.organisation_id, **fields)
    held.save(update_fields=["call"])
    record("call.began", held.call, by=to)


def _lies_with(call: Call, employee: Employee) -> None:
    """Another operator than before: whoever still has the page of it is told."""
    had, call.operator, call.unit = call.operator_id, employee, employee.unit
    if had:
        changed(call, "operator", "unit")
    else:
        call.save(update_fields=["operator", "unit"])


@part
def failed(call: Call, employee: Employee) -> bool:
    """The colleague did not answer: the card is with whoever gave it, and nothing is counted."""
    last = call.transfers.filter(reached=None, to=employee).order_by("-pk").first()
    if last is None or not call.is_open:
        return False
    last.reached = False
    last.save(update_fields=["reached"])
    call.operator, call.unit = last.by, last.by.unit if last.by else None
    changed(call, "operator", "unit")
    record("call.transfer_failed", call, by=None)
    return True
