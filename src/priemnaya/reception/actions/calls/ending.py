"""A talk ends: what the order asks is there, and what was said stays with the client."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from priemnaya.cases.models import Contact
from priemnaya.core import queue
from priemnaya.core.journal import record, ruled
from priemnaya.errors import Objection
from priemnaya.people.acting import action
from priemnaya.people.models import Employee
from priemnaya.people.proof import Level
from priemnaya.policy import require
from priemnaya.reception.calls.guarded import ending_verdicts, transfers_of
from priemnaya.reception.calls.speech import spoken
from priemnaya.reception.models import Call

from .back import call_made
from .held import changed, lock_call
from .into_cases import write_further, write_into
from .words import words_of


@action("call.take")
@transaction.atomic
def end_call(call: Call, *, by: Employee, version: int | None = None) -> Call:
    """Close the card. How the answer was worded is kept on record, it stops nothing. Raises Refused with what the order
    wants first, Objection for a card with nothing on it."""
    held = lock_call(call, by, version)
    if not held.questions.exists():
        raise Objection("Впишите, о чём был разговор: хотя бы одной фразой.")
    verdicts = ending_verdicts(held)
    require(verdicts)
    if unkept := _said_and_not_done(held):
        raise Objection(unkept)
    _close(held, by)
    ruled([*verdicts, *spoken(held)[1]], held, by=by)
    record("call.ended", held, by=by)
    if held.direction == "out" and held.case is not None:
        record("case.client_called", held.case, by=by, call=held.pk)
    call_made(held, by=by)
    return held


@action("call.take")
@transaction.atomic
def break_off_call(call: Call, *, by: Employee, version: int | None = None) -> Call:
    """The line broke, or the client hung up: nothing can be asked any more, and nothing that was not asked is kept as
    an answer. It is counted by itself."""
    held = lock_call(call, by, version)
    held.broke_off, held.answered, held.satisfied = True, "", ""
    held.outcome = "" if _said_and_not_done(held) else held.outcome
    changed(held, "broke_off", "answered", "satisfied", "outcome")
    _close(held, by)
    record("call.broke_off", held, by=by)
    return held


def _said_and_not_done(call: Call) -> str:
    """What the card says of how the client was helped and nothing here bears out: a promise that is written nowhere is
    kept by nobody. In words of what to do; empty where all is there."""
    results = {q.result for q in call.questions.all()}
    if "call_back" in {call.outcome, *results} and not call.call_backs.exists():
        return (
            "Отмечено, что клиенту перезвонят, а обещанного звонка в карточке нет. Откройте «Договориться перезвонить»:"
            " номер, день и удобное клиенту время. Иначе о звонке никто не вспомнит."
        )
    if call.outcome == "transferred" and not transfers_of(call):
        return (
            "Отмечено, что клиента переключили, а переключения в карточке нет. Откройте «Переключить на коллегу» или"
            " отметьте, как помогли на самом деле."
        )
    if "to_case" in results and call.case_id is None:
        return (
            "Отмечено, что вопрос записали в дело, а дела у разговора нет. Откройте «Записать в дело или"
            " зарегистрировать сообщение за клиента»."
        )
    return ""


def _close(call: Call, by: Employee) -> None:
    call.state, call.ended_at = "ended", timezone.now()
    changed(call, "state", "ended_at")
    call.transfers.filter(reached=None, to=call.operator_id).update(reached=True)
    if call.case is not None and call.contact is not None:
        write_further(call, call.case, call.contact, by=by)
    elif call.case is not None and words_of(call):
        write_into(call, call.case, by=by)
    elif call.case is None and call.client_id:
        call.contact = _contact(call)
        call.save(update_fields=["contact"])


def _contact(call: Call) -> Contact:
    """What was said, among all that passed between the client and the body. One that is in no case needs no answer; it
    is looked through for names of employees like any letter without a case."""
    made = Contact.objects.create(
        organisation=call.organisation,
        client=call.client,
        point=call.point,
        direction="in",
        kind="call",
        status="ignored",
        reason="звонок: записан разговор" if not call.broke_off else "звонок сорвался",
        sender=call.number,
        level=Level.CLAIMED,
        how="told",
        subject="Звонок",
        text=words_of(call),
        at=call.began_at,
        author=call.operator,
    )
    queue.nudge("seek_names")
    return made
