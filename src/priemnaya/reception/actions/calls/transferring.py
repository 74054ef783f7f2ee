"""A talk is given to a colleague: the client is told before, it is counted, and the colleague has the card at once."""

from __future__ import annotations

from django.db import transaction

from priemnaya.cases.guard import barred_from
from priemnaya.core.journal import notify, record, ruled
from priemnaya.errors import Objection, Stale
from priemnaya.people.acting import action
from priemnaya.people.models import Employee
from priemnaya.policy import require
from priemnaya.reception.calls.guarded import transfer_verdicts
from priemnaya.reception.models import Call, CallTransfer
from priemnaya.reception.named import closed_to

from .held import changed, lock_call


@action("call.take")
@transaction.atomic
def transfer_call(call: Call, to: Employee, *, told: bool, by: Employee, version: int | None = None) -> CallTransfer:
    """Raises Refused where the order allows no further one, or the client was not told; Objection, Stale."""
    held = lock_call(call, by, version)
    if held.hung_up_at is not None:
        raise Objection("Трубку уже положили: переключать некого. Договоритесь перезвонить и поручите это коллеге.")
    if to.pk == by.pk:
        raise Objection("Разговор уже у вас. Выберите коллегу.")
    if to.organisation_id != held.organisation_id or not to.is_active or not to.may("call.take"):
        raise Objection("Этот сотрудник не принимает звонки. Выберите другого из списка.")
    if held.case_id and barred_from(held.case_id, to):
        raise Objection("Этому сотруднику дело недоступно. Выберите другого.")
    if closed_to(held, to):
        raise Objection("Слова клиента могут быть об этом сотруднике или о том, кого он замещает. Выберите другого.")
    verdicts = transfer_verdicts(held, told=told)
    require(verdicts)
    given = CallTransfer.objects.create(call=held, by=by, to=to, told=told)
    held.operator, held.unit = to, to.unit
    changed(held, "operator", "unit")
    ruled(verdicts, held, by=by)
    record("call.transferred", held, by=by, to=to.pk)
    notify(to, f"Вам переключён звонок: {by.short_name}", held.get_absolute_url(), kind="assigned")
    return given


@action("call.take")
@transaction.atomic
def fail_transfer(call: Call, *, by: Employee) -> Call:
    """The colleague did not take it: the talk is with whoever gave it again, and the client was given to nobody. Either
    of them says so. Raises Objection."""
    held = Call.objects.select_for_update(of=("self",)).get(pk=call.pk)
    last = held.transfers.filter(reached=None).order_by("-pk").first()
    if last is None or not held.is_open or by.pk not in (last.by_id, last.to_id):
        raise Objection("Переключать назад нечего: коллега уже взял разговор или он закончен.")
    last.reached = False
    last.save(update_fields=["reached"])
    held.operator, held.unit = last.by, last.by.unit if last.by else None
    changed(held, "operator", "unit")
    record("call.transfer_failed", held, by=by)
    return held


@action("call.take")
@transaction.atomic
def note_told(call: Call, given: int, *, told: bool, by: Employee) -> CallTransfer:
    """The telephone has given the talk on by itself: whether the client was told whither and why, by the word of
    whoever gave it or has it. The order's rule is judged now, once; nothing can be stopped any more. given: the key of
    the transfer. Raises Objection, Stale."""
    call = Call.objects.select_for_update(of=("self",)).select_related("organisation__parent", "case").get(pk=call.pk)
    held = call.transfers.select_for_update(of=("self",)).filter(pk=given).first()
    if held is None:
        raise Objection("Такого переключения у этого разговора нет. Обновите страницу.")
    if by.pk not in (held.by_id, held.to_id, call.operator_id):
        raise Objection("Сказали ли клиенту, записывает тот, кто переключал, или тот, кому переключили.")
    if not held.is_open_question:
        raise Stale("Об этом переключении уже записано. Обновите страницу.")
    held.told, held.untold = told, not told
    held.save(update_fields=["told", "untold"])
    verdicts = [v for v in transfer_verdicts(call, told=told) if v.target in SAID]
    ruled(verdicts, call, by=by)
    record("call.transfer_told", call, by=by, told=told)
    return held


SAID = ("transfer_call.transfer_told", "transfer_call.whom_to_told")
"""What rules ask of a transfer that the client hears; how many there were was judged when it was made."""
