"""Opening, fulfilling and recounting obligations of a case. A statutory term never pauses; it is only moved, by rows
with a reason.

Whoever changes terms of a case locks the case row first: actions and a recount in the background meet there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any

from django.db import transaction
from django.db.models import Min, Q
from django.utils import timezone

from priemnaya.core.journal import alert, record
from priemnaya.core.models import Obligation, TermChange
from priemnaya.core.read_once import read_once
from priemnaya.people.models import Employee, Organisation
from priemnaya.people.policies import calendar_of, order_of, policy_of
from priemnaya.policy import TermHeld, asks
from priemnaya.policy.kinds.within import ANSWERS
from priemnaya.policy.owed import (
    COMPLAINT_REPLY,
    COMPLAINT_REVIEW,
    CONTACT_ON_INCOMPLETE,
    FORWARDING,
    FURTHER_MESSAGE,
    NEWS,
    OUTCOME_NOTICE,
    PRIMARY_REPLY,
    REGISTRATION,
    REPLY_ON_SUBSTANCE,
    SEND_AGAIN,
    STAFF_TOLD,
    URGENT_REPLY,
)
from priemnaya.policy.vocabulary.events import TERM_END
from priemnaya.worktime import Moved

from .counting import count_also
from .facts import case_facts
from .joined_terms import JOINED as JOINED
from .joined_terms import Joined as Joined
from .joined_terms import joined_of as joined_of
from .joined_terms import strictest
from .models import Case
from .payloads import PART as PART
from .payloads import PROMISES as PROMISES
from .payloads import TELLS as TELLS
from .payloads import promises as promises
from .payloads import tells as tells
from .sent_on import also_on_registration, on_its_way
from .service_terms import with_service
from .standing_terms import waits_of
from .states import is_destroyed, lock_case

# What an obligation waits for, for people (the kind's own names are verbs in the infinitive).
ON_RECEIPT = (REGISTRATION, PRIMARY_REPLY)
ON_REGISTRATION = (REPLY_ON_SUBSTANCE, COMPLAINT_REVIEW)


@asks(
    "within",
    COMPLAINT_REPLY,
    REGISTRATION,
    PRIMARY_REPLY,
    REPLY_ON_SUBSTANCE,
    COMPLAINT_REVIEW,
    URGENT_REPLY,
    FORWARDING,
    CONTACT_ON_INCOMPLETE,
    SEND_AGAIN,
    FURTHER_MESSAGE,
)
@asks("closes_as", "notice_within")
def open_obligation(
    case: Case, what: str, since: dt.datetime, *, facts: Mapping[str, Any] | None = None, part: int = 0
) -> Obligation | None:
    """Open what the strictest layer demands; None when nothing does. One open obligation of a kind (and part) a case: a
    known one is counted anew from `since`, and what moved it stays. facts: beyond the case's own; `grounds` are added
    to the case's.
    """
    known = open_term(case, what, part)
    was = copy(known)
    obligation = _owed(case, what, since, known.facts if known and facts is None else facts or {}, known)
    if obligation is not None:
        obligation.part = part
        obligation.save()
        keep_lapse(was, obligation, "срок посчитан заново")
    return obligation


LAPSE_OF = "lapse_of"
"""In the facts of a kept lapse: the term that goes on by a later date. Nobody owes it any more."""


def keep_lapse(was: Obligation | None, now: Obligation, why: str) -> None:
    """A term that had passed and by a deed of people ends later: that it had passed stays on record, in a row that has
    ended broken. was: the row as it was before."""
    at = timezone.now()
    if was is None or was.due_at >= at or now.due_at <= was.due_at:
        return
    was.facts = {**was.facts, LAPSE_OF: was.pk}
    was.pk, was._state.adding = None, True
    was.cancelled_at, was.cancelled_why = at, why[:200]
    was.save()


AFTER, OUTLASTS, NEEDED, WHOM = "after", "outlasts", "needed", "whom"
"""In the facts of a term that the journal opened: the event it is counted from; that the matter's end is not its
own; that it is owed by none and was needed here, so done; the order's word for the employee to be told."""


def _owed(
    case: Case,
    what: str,
    since: dt.datetime,
    facts: Mapping[str, Any],
    known: Obligation | None = None,
    told: int = 0,
    asked: bool = False,
) -> Obligation | None:
    """The obligation as the strictest layer sets it, not saved yet; a known one is filled anew, with all that moved it.
    told: a row of these that does not count yet, counted as if the client knew of it. asked: as if they were asked
    now."""
    body, moved = case.organisation, moves_of(known, told=told)
    after = f"{facts.get(AFTER, '')}>{facts[WHOM]}" if what == STAFF_TOLD else facts.get(AFTER, "")
    counted = (calendar_of(body), body.zone, body.hours, moved, after, bool(facts.get(NEEDED)))
    answer = open_term(case) if after == TERM_END else None
    if after == TERM_END and answer is None:
        return None
    back = answer.due_at if answer else None
    waits = waits_of(case, asked=asked) if what in ANSWERS and not after else ()
    held = policy_of(body).term(what, since, _facts(case, facts), *counted, back=back, waits=waits)
    if back is not None and held is not None and held.due.at <= since:  # the whole term is shorter
        return None
    if not after and what == REPLY_ON_SUBSTANCE and case.kind == "service_application":
        held = with_service(case, since, held, moved)
    held, stricter = strictest(case, what, held, facts, lambda: moves_of(known, "extended", told=told))
    if held is None or is_destroyed(case):
        return None
    if held.due.provisional:
        alert("calendar", held.due.reasoning[-1].capitalize(), organisation_id=body.pk)
    obligation = known or Obligation(subject_type="case", subject_id=case.pk, what=what)
    obligation.since_at, obligation.facts = since, dict(facts)
    return _set_by(obligation, case, held, stricter)


def _set_by(obligation: Obligation, case: Case, held: TermHeld, stricter: Sequence[str]) -> Obligation:
    obligation.organisation_id, obligation.responsible_id = case.organisation_id, case.assignee_id
    obligation.clause, obligation.citation = held.rule.clause.number, held.rule.citation
    obligation.layer, obligation.edition = held.rule.order.layer, case.edition
    obligation.rule = held.rule.value.model_dump(mode="json", by_alias=True)
    obligation.due_at, obligation.provisional = held.due.at, held.due.provisional
    obligation.remark = "; ".join(held.due.unverified)
    obligation.reasoning = "\n".join([*_reasoning(held), *stricter])
    return obligation


def _facts(case: Case, more: Mapping[str, Any]) -> dict[str, Any]:
    known = case_facts(case)
    more = {name: value for name, value in more.items() if name != JOINED}
    return {**known, **more, "grounds": (*known["grounds"], *more.get("grounds", ()))}


def moves_of(obligation: Obligation | None, *kinds: str, told: int = 0) -> list[Moved]:
    """The rows that count (of these kinds, or all), in words of one line each; told: so does this one."""
    if obligation is None:
        return []
    counting = obligation.changes.filter(Q(state="counts") | Q(pk=told))
    rows = list(counting.filter(kind__in=kinds) if kinds else counting)
    names = Employee.everyone.in_bulk([r.by_id for r in rows if r.by_id])
    zone = Organisation.objects.get(pk=obligation.organisation_id).zone if rows else None
    return [
        Moved(
            row.days,
            f"{row.get_kind_display()} {row.at.astimezone(zone):%d.%m.%Y}"
            + (f", {names[row.by_id].short_name}" if row.by_id in names else "")
            + (f", {' '.join(row.reason.split())}" if row.reason else ""),
        )
        for row in rows
    ]


def _reasoning(held: TermHeld) -> list[str]:
    steps = [*held.due.reasoning, f"основание: {held.rule.citation}"]
    for words, beside in (("строже, чем", held.others), ("тот же день даёт", held.alike)):
        cited = dict.fromkeys(o.citation for o in beside if o.citation != held.rule.citation)
        steps += [f"{words}: {', '.join(cited)}"] * bool(cited)
    if not held.rule.verified:
        steps.append("срок не сверен с текстом закона: проверьте в разделе «Порядок»")
    if held.rule.order.layer == "defaults":
        steps.append("срок по умолчанию: закон его для этого вида не задаёт")
    return steps


def open_on_registration(case: Case, *, waited: bool = False) -> list[Obligation]:
    """Everything a freshly registered case owes, from receipt and from registration, in one statement. waited: it was
    looked at by a person first, and what it owes from receipt is open already."""
    moments = [(what, case.received_at) for what in ON_RECEIPT] + [
        (what, case.registered_at) for what in (*ON_REGISTRATION, *also_on_registration(case))
    ]
    known = {o.what: o for o in Obligation.objects.about("case", case.pk).open().filter(part=0)} if waited else {}
    owed = [o for what, since in moments if (o := _owed(case, what, since, {}, known.get(what))) is not None]
    for obligation in owed:
        if obligation.what == REGISTRATION:
            obligation.fulfilled_at = case.registered_at
        if obligation.pk:
            obligation.save()
    Obligation.objects.bulk_create([o for o in owed if not o.pk])
    for obligation in known.values():
        if obligation not in owed:  # it became something that owes no such thing
            obligation.cancelled_at, obligation.cancelled_why = timezone.now(), "принято как сообщение другого вида"
            obligation.save(update_fields=["cancelled_at", "cancelled_why"])
    case.due_at = min((o.due_at for o in owed if o.is_open), default=None)
    case.save(update_fields=["due_at"])
    count_also(case)
    return owed


@transaction.atomic
def fulfil(case: Case, what: str, *, at: dt.datetime | None = None, part: int | None = None) -> bool:
    """Mark an open obligation as done; False when none was open. part: only that one of several."""
    lock_case(case)
    rows = Obligation.objects.about("case", case.pk).open().filter(what=what)
    done = (rows if part is None else rows.filter(part=part)).update(fulfilled_at=at or timezone.now())
    refresh_due(case)
    return bool(done)


@transaction.atomic
def cancel_open(case: Case, why: str, *, but: tuple[str, ...] = (), outlasting: bool = False) -> None:
    """Nothing is owed any more, with the reason: merged, withdrawn, closed as the law allows. but: what stays owed;
    outlasting: so does what an ending event began."""
    lock_case(case)
    owed = Obligation.objects.about("case", case.pk).open().exclude(what__in=but)
    if outlasting:
        owed = owed.exclude(facts__has_key=OUTLASTS)
    owed.update(cancelled_at=timezone.now(), cancelled_why=why[:200])
    refresh_due(case)


OUTLIVES = (PRIMARY_REPLY, COMPLAINT_REVIEW, FORWARDING, OUTCOME_NOTICE, SEND_AGAIN, FURTHER_MESSAGE, NEWS)
"""What is still owed when a case has ended: telling that it was received, sent on or closed, or what happened; the
lesson of a complaint (udmurtia-mio 4.3); a letter that came back; and what the client wrote afterwards."""


def end_open(case: Case, why: str) -> None:
    """The case has ended: nothing of it is owed any more but what outlives it."""
    cancel_open(case, why, but=tuple(w for w in OUTLIVES if w != FORWARDING or on_its_way(case)), outlasting=True)


@transaction.atomic
def resume_ended(case: Case, ended_at: dt.datetime | None) -> None:
    """The case should not have ended: what ended with it is owed again by the old dates. What was met by an answer that
    was wrong is owed by a row of its own, from the same instant, with all that moved it: no fresh term for an old
    matter."""
    lock_case(case)
    mine = Obligation.objects.about("case", case.pk)
    known = {(o.what, o.part) for o in mine.open()}
    ended = mine.filter(cancelled_at__gte=ended_at, fulfilled_at=None).exclude(facts__has_key=LAPSE_OF)
    for owed in ended.order_by("-pk") if ended_at else ():
        if (owed.what, owed.part) not in known:
            known.add((owed.what, owed.part))
            owed.cancelled_at, owed.cancelled_why = None, ""
            owed.save(update_fields=["cancelled_at", "cancelled_why"])
    if open_term(case) is None:
        old = mine.filter(what=REPLY_ON_SUBSTANCE).order_by("-pk").first()
        since, facts = (old.since_at, old.facts) if old else (case.registered_at, {})
        fresh = open_obligation(case, REPLY_ON_SUBSTANCE, since, facts=facts)
        if old and fresh:
            _carry_moves(old, fresh)
            _owed(case, fresh.what, fresh.since_at, fresh.facts, fresh)
            fresh.save()
    refresh_due(case)


def _carry_moves(old: Obligation, fresh: Obligation) -> None:
    """What waits for the head, or for the client to know of it, goes on waiting."""
    for row in old.changes.exclude(state="dropped"):
        row.carried_from_id, row.pk, row._state.adding, row.obligation = row.pk, None, True, fresh
        row.save()
    fresh.told_due_at = old.told_due_at


def refresh_due(case: Case) -> None:
    """Repeat the earliest open term on the case row, for sorting. One fulfilled by registration does not count."""
    count_also(case)
    earliest = Obligation.objects.about("case", case.pk).open().aggregate(at=Min("due_at"))["at"]
    if case.due_at != earliest:
        case.due_at = earliest
        case.save(update_fields=["due_at"])


def open_term(case: Case, what: str = REPLY_ON_SUBSTANCE, part: int = 0) -> Obligation | None:
    rows = Obligation.objects.about("case", case.pk).open().filter(what=what, part=part)
    return read_once(("term", case.pk, what, part), rows.first)


@transaction.atomic
def cancel_term(case: Case, what: str, why: str, *, part: int | None = None) -> None:
    """One of what is owed is owed no more, with the reason; a lapse stays a lapse. part: only that one of several."""
    lock_case(case)
    rows = Obligation.objects.about("case", case.pk).open().filter(what=what)
    (rows if part is None else rows.filter(part=part)).update(cancelled_at=timezone.now(), cancelled_why=why[:200])
    refresh_due(case)


@transaction.atomic
def move_term(
    case: Case, kind: str, days: int, reason: str, *, by: Employee | None, told: bool = False
) -> Obligation | None:
    """The term of the answer moved by calendar days, as a row of its own. None when no term is open. kind: extended,
    suspended (more days), resumed (fewer). told: the client is told of the new date in the same step."""
    lock_case(case)
    owed = open_term(case)
    if owed is None:
        return None
    now, was = timezone.now(), copy(owed)
    TermChange.objects.create(
        obligation=owed,
        kind=kind,
        days=days,
        reason=reason.strip(),
        by_id=by.pk if by else None,
        at=now,
        told_at=now if told else None,
    )
    _owed(case, owed.what, owed.since_at, owed.facts, owed)
    if told:
        owed.told_due_at = owed.due_at
    owed.save()
    keep_lapse(was, owed, f"{TermChange(kind=kind).get_kind_display()}, когда срок уже прошёл")
    refresh_due(case)
    return owed


@transaction.atomic
def recount(case: Case, why: str, *, by: Employee | None = None) -> int:
    """Every open term of a case counted anew, from its own instant, under its own facts, with all that moved it;
    returns how many moved. Each says why. A term that no rule demands any more is left as it was: nothing is silently
    forgiven."""
    lock_case(case)
    body, moved = case.organisation, 0
    for owed in Obligation.objects.about("case", case.pk).open():
        before, said = owed.due_at, (owed.due_at, owed.remark, owed.provisional, owed.reasoning)
        fresh = _owed(case, owed.what, owed.since_at, owed.facts, owed)
        if fresh is None:
            continue
        if fresh.due_at != before:
            fresh.recomputed = f"{why}: было {body.local(before):%d.%m.%Y %H:%M}"
            record("case.terms_recomputed", case, by=by, obligation=fresh.pk)
            moved += 1
        if said != (fresh.due_at, fresh.remark, fresh.provisional, fresh.reasoning):
            fresh.save()
    refresh_due(case)
    return moved


def demanded(case: Case, owed: Obligation) -> bool:
    """Whether any layer demands it of the case as it is now."""
    return beforehand(case, owed.what, owed.since_at, owed.facts) is not None


def beforehand(case: Case, what: str, since: dt.datetime, facts: Mapping[str, Any]) -> Obligation | None:
    """What would be owed, not saved."""
    return _owed(case, what, since, facts)


def counted_anew(case: Case, owed: Obligation, *, told: int = 0, asked: bool = False) -> Obligation | None:
    """An open term as the policy of now sets it, in a copy that is not saved; None when nothing demands it. told,
    asked: as in `_owed`."""
    return _owed(case, owed.what, owed.since_at, owed.facts, copy(owed), told, asked)


def edition_of(organisation: Organisation) -> str:
    owner = organisation.parent or organisation
    return order_of(owner.slug).edition
