"""A talk begins: by a click, from a card or a case, or as the exchange tells. One that nobody took is missed."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from priemnaya.cases.guard import barred_from, card_closed
from priemnaya.cases.models import Case
from priemnaya.core.journal import alert, notify, record, ruled
from priemnaya.errors import NotAllowed, Objection, Stale
from priemnaya.people.acting import action, part
from priemnaya.people.actions.cards import lock_living_card
from priemnaya.people.models import Client, Employee, Organisation
from priemnaya.policy import require
from priemnaya.reception.calls.guarded import transfer_verdicts
from priemnaya.reception.calls.seen import clients_by_number, closed_to, seen_calls
from priemnaya.reception.models import Call, CallBack, CallTransfer
from priemnaya.reception.telephony.who import going_on_at

from .held import changed, number_of

ALERT, MISSED = "missed_call", "Пропущен звонок. Откройте «Звонки» и перезвоните."


@action("call.take")
@transaction.atomic
def begin_call(
    organisation: Organisation,
    number: str = "",
    *,
    by: Employee,
    client: Client | None = None,
    case: Case | None = None,
    promise: CallBack | None = None,
    returns: Call | None = None,
    out: bool = False,
) -> Call:
    """The card of a talk that goes on now. promise, returns: the call back, or the missed call, that it makes good.
    out: we have called. A number that one card alone has suggests it; nobody is proved by it. Raises Objection,
    NotAllowed."""
    known = number_of(number)
    if not (client or case or promise or returns) and (rung := _rung(known, by)) is not None:
        return rung if rung.operator_id == by.pk else take_call(rung, by=by)
    if case is not None and barred_from(case.pk, by):
        raise NotAllowed("Это дело вам недоступно: звонок запишет другой сотрудник.")
    if client is not None and card_closed(client, by):
        raise NotAllowed("Карточка этого клиента вам недоступна: звонок запишет другой сотрудник.")
    if (going := _going_on(by, known, (client, case), promise, returns)) is not None:
        return going
    card = client or (case.client if case else _only_one(known, by))
    client = lock_living_card(card) if card is not None else None
    now = timezone.now()
    call = Call.objects.create(
        organisation=organisation,
        direction="out" if promise or returns or out else "in",
        number=known,
        client=client,
        case=case,
        operator=by,
        unit=by.unit,
        began_at=now,
        answered_at=now,
        call_back=promise,
        returns=returns,
    )
    record("call.began", call, by=by)
    return call


JUST_NOW = dt.timedelta(seconds=20)
"""A second press of a hurried hand."""


def _going_on(
    by: Employee,
    number: str,
    about: tuple[Client | None, Case | None],
    promise: CallBack | None,
    returns: Call | None,
) -> Call | None:
    """The card that the same press has opened already; one talk has one. Two colleagues do not call the same client at
    once: the second is told who does. Raises Objection."""
    Employee.objects.select_for_update().get(pk=by.pk)  # two presses of one hand come one after another
    rows = Call.objects.filter(state="open", organisation_id=by.organisation_id).order_by("-pk")
    if promise is None and returns is None:
        same = Q(number=number, hung_up_at=None) if number else Q(number="", began_at__gt=timezone.now() - JUST_NOW)
        client, case = about
        if client is not None or case is not None:
            same &= Q(began_at__gt=timezone.now() - JUST_NOW, **({"case": case} if case else {"client": client}))
        return rows.filter(same, operator=by, call_back=None, returns=None).first()
    if promise is not None:
        CallBack.objects.select_for_update(of=("self",)).get(pk=promise.pk)
    if returns is not None:
        Call.objects.select_for_update(of=("self",)).get(pk=returns.pk)
    found = rows.filter(call_back=promise, returns=returns).select_related("operator").first()
    if found is not None and found.operator_id != by.pk:
        who = found.operator.short_name if found.operator else "коллега"
        raise Objection(f"По этому номеру уже звонит {who}: карточка разговора открыта. Спросите, что вышло.")
    return found


def _only_one(number: str, by: Employee) -> Client | None:
    found = clients_by_number(number, by)
    return found[0] if len(found) == 1 else None


def _rung(number: str, by: Employee) -> Call | None:
    """The exchange has told of this very call already: one call has one card."""
    rows = seen_calls(by).filter(pk__in=going_on_at(by.pk).values("pk"), exchange__isnull=False, direction="in")
    rows = rows.filter(number=number) if number else rows.filter(number="", state="ringing")
    return rows.order_by("-began_at", "-pk").first()


@action("call.take")
@transaction.atomic
def take_call(call: Call, *, by: Employee, told: bool = False) -> Call:
    """It rings and this employee answers. The talk of a colleague that goes on with them is a transfer like any other:
    told, counted, refused where the order allows no further one. Raises Stale, Refused."""
    held = _takeable(call, by)
    had = held.operator
    if held.state == "open" and had is not None and had.pk != by.pk and held.hung_up_at is None:
        pending = held.transfers.filter(reached=None)
        if not pending.filter(by=by).update(reached=False):  # else they take back what nobody took
            pending.update(reached=True)
            _from_colleague(held, had, told=told, by=by)
    _lies_with(held, by)
    held.answered_at = held.answered_at or timezone.now()
    changed(held, "answered_at")
    held.transfers.filter(to=by, reached=None).update(reached=True)
    return held


def _from_colleague(call: Call, had: Employee, *, told: bool, by: Employee) -> None:
    verdicts = transfer_verdicts(call, told=told)
    require(verdicts)
    CallTransfer.objects.create(call=call, by=had, to=by, told=told, reached=True)
    ruled(verdicts, call, by=by)
    record("call.transferred", call, by=by, to=by.pk)


@action("call.take")
@transaction.atomic
def finish_for_colleague(call: Call, *, by: Employee) -> Call:
    """The client has hung up and the colleague who talked with them can't finish the card: somebody else writes it to
    its end. The client was given to nobody, and can be given to nobody any more. Raises Stale, Objection."""
    held = _takeable(call, by)
    if held.state != "open" or held.operator_id in (None, by.pk):
        raise Objection("Дописывают карточку коллеги, который уже поговорил. Эту возьмите себе: «Взять разговор».")
    held.hung_up_at = held.hung_up_at or timezone.now()
    changed(held, "hung_up_at")
    _lies_with(held, by)
    return held


def _takeable(call: Call, by: Employee) -> Call:
    held = (
        Call.objects.select_for_update(of=("self",)).select_related("organisation__parent", "operator").get(pk=call.pk)
    )
    if not held.is_open:
        raise Stale("Этот разговор уже закончен. Обновите страницу.")
    if (held.case_id and barred_from(held.case_id, by)) or (held.operator_id != by.pk and closed_to(held, by)):
        raise NotAllowed("Этот разговор вам недоступен: его ведёт другой сотрудник.")
    return held


def _lies_with(held: Call, by: Employee) -> None:
    had = held.operator
    held.operator, held.unit, held.state = by, by.unit, "open"
    changed(held, "operator", "unit", "state")
    record("call.taken", held, by=by)
    if had is not None and had.pk != by.pk:
        notify(had, f"{by.short_name} ведёт ваш разговор", held.get_absolute_url(), kind="case")


@action("call.take", alone=True)
@transaction.atomic
def miss_call(
    organisation: Organisation, number: str = "", *, by: Employee | None, at: dt.datetime | None = None
) -> Call:
    """Nobody answered: it waits in the list of those to call back, and the order's term begins where it has one."""
    known = number_of(number)
    if by is not None and (told := _told_already(organisation, known, by)) is not None:
        return told
    call = Call.objects.create(organisation=organisation, number=known, state="missed", began_at=at or timezone.now())
    tell_missed(call, by=by)
    return call


def _told_already(organisation: Organisation, number: str, by: Employee) -> Call | None:
    """The same press again: it was missed once."""
    Employee.objects.select_for_update().get(pk=by.pk)
    since = timezone.now() - JUST_NOW
    return Call.objects.unreturned().filter(organisation=organisation, number=number, began_at__gt=since).first()


@part
def tell_missed(call: Call, *, by: Employee | None) -> None:
    record("call.missed", call, by=by)
    text = MISSED if call.number else "Пропущен звонок со скрытого номера: перезвонить нельзя."
    alert(ALERT, text, organisation_id=call.organisation_id, subject=call)
