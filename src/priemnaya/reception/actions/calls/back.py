"""A call back: promised with a number, a term and a convenient time; owed; tried, each time with what came of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo, available_timezones

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from priemnaya.cases.actions.reading import Words
from priemnaya.cases.guard import barred_from
from priemnaya.core.journal import notify, record, ruled
from priemnaya.core.models import Alert, Obligation
from priemnaya.errors import Objection
from priemnaya.people.acting import action, part
from priemnaya.people.models import Employee
from priemnaya.people.words import Staff
from priemnaya.policy.owed import CALL_BACK
from priemnaya.reception.calls.guarded import most_tries, term_of_call_back, tries_verdicts
from priemnaya.reception.calls.seen import free_of, must_see_promise
from priemnaya.reception.models import APART, ATTEMPTS, CLOSING, Call, CallBack, CallBackAttempt
from priemnaya.reception.named import closed_to
from priemnaya.worktime.terms import plural

from .held import changed, lock_back, lock_call, number_of
from .words import words_to_seek

BACK = "callback"


@dataclass(frozen=True)
class Promise:
    """until: by when, told to the client; convenient: when they like to be called, by their own clock."""

    number: str
    what: str
    until: dt.datetime | None
    convenient: str
    from_whom: str = ""
    zone_name: str = ""


@action("call.take")
def promise_call_back(
    call: Call, promise: Promise, *, owner: Employee, by: Employee, version: int | None = None
) -> CallBack:
    """Raises Objection for what a promise can't be without (clause 4.7 of udmurtia-mio), and for a day later than the
    order allows."""
    words = words_to_seek(call, (), (), call.caller, promise.what)
    with transaction.atomic():
        return _promised(lock_call(call, by, version), promise, words, owner, by)


def _promised(held: Call, promise: Promise, words: Words, owner: Employee, by: Employee) -> CallBack:
    number, until = _checked(held, promise)
    known = held.closed_to.values_list("pk", flat=True)
    keep_from(held, sorted({*known, *(n.employee for n in words.named if n.employee)}))
    held.unsought = held.unsought or words.waits
    _must_be_open_to(held, held.case_id, owner)
    made = CallBack.objects.create(
        organisation=held.organisation,
        call=held,
        client=held.client,
        case=held.case,
        number=number,
        what=promise.what.strip(),
        from_whom=promise.from_whom.strip()[:200],
        convenient=promise.convenient.strip()[:200],
        zone_name=promise.zone_name or held.organisation.zone_name,
        promised_at=until,
        owner=owner,
        unit=owner.unit,
        by=by,
        at=timezone.now(),
    )
    _owe(made)
    if not held.outcome:
        held.outcome = "call_back"
    changed(held, "outcome", "unsought")
    record("call.back_promised", held, by=by, promise=made.pk)
    if owner.pk != by.pk:
        notify(owner, f"Вам поручено перезвонить клиенту: {made.what[:80]}", made.get_absolute_url(), kind="assigned")
    return made


def _checked(call: Call, promise: Promise) -> tuple[str, dt.datetime]:
    """All that is asked of a promise, in the words of what to do. Raises Objection."""
    number = number_of(promise.number)
    if not number:
        raise Objection("Спросите клиента, по какому номеру перезвонить, и впишите его.")
    if not promise.what.strip():
        raise Objection("Впишите, что узнать для клиента или что ему сказать.")
    if not promise.convenient.strip():
        raise Objection("Спросите, когда клиенту удобно говорить, и впишите это.")
    if promise.zone_name and promise.zone_name not in available_timezones():
        raise Objection("Выберите часовой пояс клиента из списка.")
    until = promise.until
    if until is None:
        raise Objection("Назовите клиенту, до какого дня перезвоните, и впишите этот день.")
    if until <= timezone.now():
        raise Objection("Это время уже прошло. Впишите более позднее.")
    held = term_of_call_back(call.organisation)
    if held is not None and until > held.due.at:
        latest = call.organisation.local(held.due.at)
        raise Objection(
            f"Клиентам перезванивают не позже {latest:%d.%m.%Y %H:%M} ({held.rule.citation}). Назовите клиенту этот"
            " срок или более ранний."
        )
    return number, until


def _owe(promise: CallBack) -> None:
    """What was promised is owed by its instant, under the order's clause where it has one."""
    held, zone = term_of_call_back(promise.organisation), promise.organisation.zone
    owed = Obligation(
        organisation_id=promise.organisation_id,
        subject_type=BACK,
        subject_id=promise.pk,
        what=CALL_BACK,
        layer="own",
        since_at=promise.at,
        due_at=promise.promised_at,
        reasoning=f"обещано клиенту: {promise.promised_at.astimezone(zone):%d.%m.%Y %H:%M}",
        responsible_id=promise.owner_id,
    )
    if held is not None:
        owed.clause, owed.citation = held.rule.clause.number, held.rule.citation
        owed.layer, owed.edition = held.rule.order.layer, held.rule.order.edition
        owed.rule = held.rule.value.model_dump(mode="json", by_alias=True)
        owed.reasoning = "\n".join([*held.due.reasoning, f"основание: {held.rule.citation}", owed.reasoning])
        owed.provisional, owed.remark = held.due.provisional, "; ".join(held.due.unverified)
    owed.save()


@action("call.take")
@transaction.atomic
def try_call_back(
    promise: CallBack,
    result: str,
    words: str = "",
    *,
    by: Employee,
    version: int | None = None,
    call: Call | None = None,
) -> CallBackAttempt:
    """One try, with what came of it. After so many in vain the head decides: it stays owed. Raises Objection, Stale."""
    held = lock_back(promise, version=version)
    if result not in ATTEMPTS:
        raise Objection("Отметьте, чем закончился звонок.")
    must_see_promise(held, by)
    return _tried(held, result, words, by, call)


def _tried(held: CallBack, result: str, words: str, by: Employee, call: Call | None) -> CallBackAttempt:
    tried = CallBackAttempt.objects.create(
        call_back=held, by=by, result=result, words=words.strip()[:500], call=call, at=timezone.now()
    )
    record("callback.tried", held, by=by, result=result)
    if result in CLOSING:
        _done(held, result, by)
    else:
        ruled(tries_verdicts(held, _tries_apart(held)), held.call, by=by)
        _to_head(held, by)
    return tried


def _done(promise: CallBack, result: str, by: Employee) -> None:
    """Talked with: kept. Refused or a wrong number: nobody can be called, so it is owed no more; a lapse stays one."""
    now = timezone.now()
    promise.done_at, promise.result = now, result
    changed(promise, "done_at", "result")
    owed = Obligation.objects.about(BACK, promise.pk).open()
    if result == "talked":
        owed.update(fulfilled_at=now)
        record("call.back_made", promise.call, by=by, promise=promise.pk)
    else:
        owed.update(cancelled_at=now, cancelled_why=f"перезвонить не удалось: {ATTEMPTS[result]}"[:200])
    record("callback.done", promise, by=by, result=result)


def _must_be_open_to(call: Call, case: int | None, who: Employee) -> None:
    """Who is to call may, and the talk is not about them. Raises Objection."""
    if who.organisation_id != call.organisation_id or not who.is_active or not who.may("call.take"):
        raise Objection("Этот сотрудник не звонит клиентам. Выберите другого.")
    if case and barred_from(case, who):
        raise Objection("Этому сотруднику дело недоступно. Выберите другого.")
    if closed_to(call, who):
        raise Objection("Слова клиента могут быть об этом сотруднике или о том, кого он замещает. Выберите другого.")


def _tries_apart(promise: CallBack) -> int:
    last, count = None, 0
    for at in promise.attempts.values_list("at", flat=True):
        if last is None or at - last >= APART:
            last, count = at, count + 1
    return count


def _to_head(promise: CallBack, by: Employee) -> None:
    if promise.escalated_at is not None or _tries_apart(promise) < most_tries(promise.organisation):
        return
    promise.escalated_at = timezone.now()
    changed(promise, "escalated_at")
    record("callback.to_head", promise, by=by)
    heads = Staff(promise.organisation).of("head_of_unit", executor=promise.owner, unit=promise.unit)
    for head in free_of(promise.call, list(heads)):
        if not (promise.case_id and barred_from(promise.case_id, head)):
            text = f"Клиенту не удаётся дозвониться (попыток: {_tries_apart(promise)}): решите, что делать"
            notify(head, text, promise.get_absolute_url(), kind="assigned")


@part
def keep_from(call: Call, named: Sequence[int]) -> None:
    """Whom the client's words name sees the talk no more; what they had promised in it lies with nobody, and whoever
    hands out calls is told."""
    call.closed_to.set(named)
    for promise in call.call_backs.filter(done_at=None, owner__isnull=False).select_related("organisation", "owner"):
        if promise.owner is None or free_of(call, [promise.owner]):
            continue
        promise.owner = None
        changed(promise, "owner")
        Obligation.objects.about(BACK, promise.pk).open().update(responsible_id=None)
        record("callback.left_alone", promise, by=None)
        for keeper in free_of(call, Staff(promise.organisation).all):
            if keeper.may("call.take") and keeper.may("case.assign"):
                text = "Обещанный звонок остался без сотрудника: выберите, кто перезвонит"
                notify(keeper, text, promise.get_absolute_url(), kind="assigned")


@action("call.take")
@transaction.atomic
def hand_call_back(promise: CallBack, to: Employee, *, by: Employee, version: int | None = None) -> CallBack:
    """Somebody else will call; the term stays. Raises Objection, Stale."""
    held = lock_back(promise, version=version)
    must_see_promise(held, by)
    _must_be_open_to(held.call, held.case_id, to)
    held.owner, held.unit = to, to.unit
    changed(held, "owner", "unit")
    Obligation.objects.about(BACK, held.pk).open().update(responsible_id=to.pk)
    record("callback.handed", held, by=by, to=to.pk)
    if to.pk != by.pk:
        notify(to, f"Вам поручено перезвонить клиенту: {held.what[:80]}", held.get_absolute_url(), kind="assigned")
    return held


@action("case.decide")
@transaction.atomic
def end_call_back(promise: CallBack, why: str, *, by: Employee, version: int | None = None) -> CallBack:
    """The head says that nobody calls any more: after many tries in vain. Raises Objection, Stale."""
    held = lock_back(promise, version=version)
    must_see_promise(held, by)
    if held.escalated_at is None:
        most = most_tries(held.organisation)
        said = f"{most} {plural(most, 'попытка', 'попытки', 'попыток')}"
        raise Objection(f"Заканчивать рано: сначала {said}, каждая с записью и не чаще раза в полчаса.")
    if not why.strip():
        raise Objection("Напишите, почему больше не звоним: это останется в карточке.")
    CallBackAttempt.objects.create(
        call_back=held, by=by, result="no_answer", words=why.strip()[:500], at=timezone.now()
    )
    _done(held, "no_answer", by)
    return held


@part
def call_made(call: Call, *, by: Employee) -> None:
    """A talk that was begun to keep a promise, or after a missed or broken one, has been had: it is kept."""
    if call.call_back_id and CallBack.objects.waiting().filter(pk=call.call_back_id).exists():
        # a talk that was had is kept, whoever is named meanwhile
        _tried(lock_back(CallBack(pk=call.call_back_id)), "talked", "", by, call)
    now, waits = timezone.now(), Call.objects.filter(organisation=call.organisation).to_return()
    same = Q(number=call.number, began_at__lte=call.began_at) if call.direction == "out" and call.number else Q(pk=None)
    for missed in waits.filter(Q(pk=call.returns_id) | same).exclude(pk=call.pk):
        if not waits.filter(pk=missed.pk).update(returned_at=now):
            continue
        record("call.returned", missed, by=by, call=call.pk)
        told = Alert.objects.filter(subject_type="call", subject_id=missed.pk, resolved_at=None)
        told.update(resolved_at=now)


def local_zone(promise: CallBack) -> ZoneInfo:
    return ZoneInfo(promise.zone_name)
