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
from priemnaya.reception.calls.seen import clients_by_number, may_see, must_see_promise, seen_calls
from priemnaya.reception.models import Call, CallBack, CallTransfer
from priemnaya.reception.telephony.who import going_on_at

from .held import changed, lock_back, number_of

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
    if (going_on := _goes_on(promise, returns, by)) is not None:
        return going_on
    made_good = promise or returns
    known = made_good.number if made_good else number_of(number)
    if not (client or case or promise or returns) and (rung := _rung(known, by)) is not None:
        return rung if rung.operator_id == by.pk else take_call(rung, by=by)
    card = _card_of(client, case, known, by)
    if made_good is None and (going := _pressed_already(by, known, client, case)) is not None:
        return going
    now = timezone.now()
    call = Call.objects.create(
        organisation=organisation,
        direction="out" if promise or returns or out else "in",
        number=known,
        client=lock_living_card(card) if card is not None else None,
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


def _goes_on(promise: CallBack | None, returns: Call | None, by: Employee) -> Call | None:
    """The promise, or the missed call, is held: who presses twice gets their card again; of two people the second is
    told who calls already, and the client gets one call. Raises NotAllowed, Stale, Objection."""
    if promise is not None:
        must_see_promise(lock_back(promise), by)
    if returns is not None:
        waits = Call.objects.select_for_update(of=("self",)).to_return()
        if not waits.filter(pk=returns.pk).exists():
            raise Stale("По этому звонку уже перезвонили. Обновите страницу.")
        if not may_see(returns, by):
            raise NotAllowed("Этот звонок вам недоступен: перезвонит другой сотрудник.")
    if promise is None and returns is None:
        return None
    same = {"call_back": promise} if promise is not None else {"returns": returns}
    rows = Call.objects.filter(**same, direction="out", state="open").select_related("operator").order_by("pk")
    found = rows.first()
    if found is not None and found.operator_id != by.pk:
        who = found.operator.short_name if found.operator and may_see(found, by) else "другой сотрудник"
        raise Objection(f"По этому номеру уже звонит {who}: карточка разговора открыта. Спросите, что вышло.")
    return found


JUST_NOW = dt.timedelta(seconds=20)
"""A second press of a hurried hand."""


def _pressed_already(by: Employee, number: str, client: Client | None, case: Case | None) -> Call | None:
    """The card that the same press has opened already; one talk has one."""
    Employee.objects.select_for_update().get(pk=by.pk)  # two presses of one hand come one after another
    just_now = timezone.now() - JUST_NOW
    same = Q(number=number, hung_up_at=None) if number else Q(number="", began_at__gt=just_now)
    if client is not None or case is not None:
        same &= Q(began_at__gt=just_now, **({"case": case} if case else {"client": client}))
    rows = Call.objects.filter(same, state="open", organisation_id=by.organisation_id, operator=by)
    return rows.filter(call_back=None, returns=None).order_by("-pk").first()


def _card_of(client: Client | None, case: Case | None, number: str, by: Employee) -> Client | None:
    if case is not None and barred_from(case.pk, by):
        raise NotAllowed("Это дело вам недоступно: звонок запишет другой сотрудник.")
    if client is not None and card_closed(client, by):
        raise NotAllowed("Карточка этого клиента вам недоступна: звонок запишет другой сотрудник.")
    return client or (case.client if case else _only_one(number, by))


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
    if not may_see(held, by):
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
    """Of a hidden number nobody can call back: it is counted, and asks nobody for anything."""
    record("call.missed", call, by=by)
    if call.number:
        alert(ALERT, MISSED, organisation_id=call.organisation_id, subject=call)
