"""A talk begins: by a click, from a card or a case, or as the exchange tells. One that nobody took is missed."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from priemnaya.cases.guard import barred_from, card_closed
from priemnaya.cases.models import Case
from priemnaya.core.journal import alert, record
from priemnaya.errors import NotAllowed, Objection, Stale
from priemnaya.people.acting import action, part
from priemnaya.people.actions.cards import lock_living_card
from priemnaya.people.models import Client, Employee, Organisation
from priemnaya.reception.calls.seen import clients_by_number, may_see, must_see_promise, seen_calls
from priemnaya.reception.models import Call, CallBack
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
    """The promise, or the missed call, is held: of two who press at once the second gets the card of the first, and
    the client one call. Raises NotAllowed, Stale."""
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
    found = Call.objects.filter(**same, direction="out", state="open").order_by("pk").first()
    if found is not None and not may_see(found, by):
        raise Objection("По этому обещанию уже звонит другой сотрудник.")
    return found


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
def take_call(call: Call, *, by: Employee) -> Call:
    """It rings and this employee answers, or the talk of a colleague goes on with them. Raises Stale."""
    held = Call.objects.select_for_update(of=("self",)).get(pk=call.pk)
    if not held.is_open:
        raise Stale("Этот разговор уже закончен. Обновите страницу.")
    if not may_see(held, by):
        raise NotAllowed("Этот разговор вам недоступен: его ведёт другой сотрудник.")
    held.operator, held.unit, held.state = by, by.unit, "open"
    held.answered_at = held.answered_at or timezone.now()
    changed(held, "operator", "unit", "state", "answered_at")
    held.transfers.filter(to=by, reached=None).update(reached=True)
    record("call.taken", held, by=by)
    return held


@action("call.take", alone=True)
@transaction.atomic
def miss_call(
    organisation: Organisation, number: str = "", *, by: Employee | None, at: dt.datetime | None = None
) -> Call:
    """Nobody answered: it waits in the list of those to call back, and the order's term begins where it has one."""
    known = number_of(number)
    call = Call.objects.create(organisation=organisation, number=known, state="missed", began_at=at or timezone.now())
    tell_missed(call, by=by)
    return call


@part
def tell_missed(call: Call, *, by: Employee | None) -> None:
    """Of a hidden number nobody can call back: it is counted, and asks nobody for anything."""
    record("call.missed", call, by=by)
    if call.number:
        alert(ALERT, MISSED, organisation_id=call.organisation_id, subject=call)
