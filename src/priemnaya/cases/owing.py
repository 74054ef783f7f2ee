"""What a case owes now, of all that rules count from its receipt, its registration and the journal: counted when a fact
that their conditions are read from has changed.

Of several rules the tightest holds. What is owed no more ends with the reason, what is owed again begins by its old
instant, and each says in its trace why.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from priemnaya.core.models import Event, Obligation
from priemnaya.people.models import Employee
from priemnaya.people.policies import policy_of
from priemnaya.policy import Order
from priemnaya.policy.kinds.tell import Tell
from priemnaya.policy.kinds.within import Within, stored
from priemnaya.policy.owed import (
    CONTACT_ON_INCOMPLETE,
    FORWARDING,
    FURTHER_MESSAGE,
    INTERAGENCY_ANSWER,
    NEWS,
    PRIMARY_REPLY,
    REGISTRATION,
    SEND_AGAIN,
    URGENT_REPLY,
)
from priemnaya.policy.vocabulary.conditions import Conditions
from priemnaya.policy.vocabulary.events import MECHANISMS, event

from . import terms
from .counting import NO_MORE, part_of
from .event_terms import began_by
from .models import Application, Case
from .sent_on import STAYS, also_on_registration, is_sent_on

ONCE = (REGISTRATION, PRIMARY_REPLY)
"""Owed by what is known when the message comes: its letter has left, no later fact begins or ends it."""
AGAIN = (CONTACT_ON_INCOMPLETE, SEND_AGAIN, FURTHER_MESSAGE, INTERAGENCY_ANSWER)
"""What deeds begin: of these only the ones begun before are owed again."""


@dataclass(frozen=True)
class Late:
    """Of one order's rules `within` about cases, and `tell` of who is known later: the conditions that may change after
    registration, and the pairs of events that have any."""

    conditions: frozenset[str]
    pairs: tuple[tuple[str, str], ...]


STANDS = "stands"
"""Beside the conditions: a term that stands while the client is asked changes when they are, and when they answer."""
_LATE: dict[int, tuple[Order, Late]] = {}
OF_WRITERS = frozenset({"clients", "helped", "wrote_within", "repeat", "no_name_or_address"})
"""Facts of whoever wrote: an employee who was owed the telling is told all the same when they change."""
SETTLED_BY_DEED = frozenset({"kinds", "grounds"})
"""Conditions whose change counts the mechanisms anew in the deed itself (`term_changes.turn_terms`)."""


def late_of(order: Order) -> Late:
    """Read once for an order as loaded, from all its dated values."""
    known = _LATE.get(id(order))
    if known is None or known[0] is not order:
        if len(_LATE) > 200:
            _LATE.clear()
        known = _LATE[id(order)] = (order, _late(order))
    return known[1]


def _late(order: Order) -> Late:
    conditions, pairs = set[str](), dict[tuple[str, str], None]()
    for _, rule in order.by_kind.get("within", ()):
        for value in (v for _, v in rule.values if isinstance(v, Within) and v.of_a_case):
            used = {*value.if_.used, *value.unless.used}
            if value.from_ in MECHANISMS.get(value.do, ()):
                used -= SETTLED_BY_DEED
            elif used and not value.of_some:
                pairs[value.from_, value.do] = None
            conditions |= used | ({STANDS} if value.stands else set())
    for _, rule in order.by_kind.get("tell", ()):
        for told in (v for _, v in rule.values if isinstance(v, Tell) and v.later):
            conditions |= {*told.if_.used, *told.unless.used} - OF_WRITERS
    return Late(frozenset(conditions), tuple(pairs))


def count_owed(case: Case, why: str, *, by: Employee | None, whatever: bool) -> None:
    """Open terms counted anew, those that no rule demands ended, and what is owed and not begun opened. whatever: the
    case has become something else; else only what hangs on conditions may end. The case is held."""
    if not case.is_open or case.merged_into_id:
        return
    terms.recount(case, why, by=by)
    _end(case, why, whatever=whatever)
    mine = Obligation.objects.about("case", case.pk)
    urgent = (URGENT_REPLY,) if case.urgency == "urgent" else ()
    for what in (*terms.ON_REGISTRATION, *also_on_registration(case), *urgent):
        if not mine.filter(what=what, cancelled_at=None).exists():
            _begin(case, what, case.registered_at, {}, 0, why)
    _begin_again(case, why)
    _begin_pairs(case, why)


def _end(case: Case, why: str, *, whatever: bool) -> None:
    now = timezone.now()
    for owed in Obligation.objects.about("case", case.pk).open().exclude(what__in=(PRIMARY_REPLY, NEWS)):
        documents = owed.what == CONTACT_ON_INCOMPLETE and case.kind != "service_application"
        hangs = _hangs(owed)
        ours = owed.what == FORWARDING and not is_sent_on(case)
        if not (documents or hangs or whatever) or (not (documents or ours) and terms.demanded(case, owed)):
            continue
        said = STAYS if ours else why if whatever else f"{NO_MORE}: {why}"
        owed.cancelled_at, owed.cancelled_why = now, said[:200]
        owed.save(update_fields=["cancelled_at", "cancelled_why"])


def _hangs(owed: Obligation) -> bool:
    """Whether the rule of a term has conditions."""
    rule = owed.rule if "whom" in owed.rule else stored(owed.rule)
    if "do" not in rule and "whom" not in rule:
        return False
    return any(Conditions.model_validate(rule.get(name) or {}).used for name in ("if", "unless"))


def _begin(case: Case, what: str, since: dt.datetime, facts: dict[str, object], part: int, why: str) -> None:
    owed = terms.open_obligation(case, what, since, facts=facts, part=part)
    if owed is not None:
        owed.recomputed = why[:1].upper() + why[1:]
        owed.save(update_fields=["recomputed"])


def _begin_again(case: Case, why: str) -> None:
    """What a deed began and a condition ended, where nobody did it meanwhile."""
    mine = Obligation.objects.about("case", case.pk)
    for ended in mine.filter(what__in=AGAIN, cancelled_why__startswith=NO_MORE).order_by("pk"):
        if not mine.filter(what=ended.what, part=ended.part, pk__gt=ended.pk).exists():
            done = Event.objects.filter(subject_type="case", subject_id=case.pk, at__gte=ended.cancelled_at)
            if not done.filter(verb__in=event(ended.what).verbs).exists():
                _begin(case, ended.what, ended.since_at, ended.facts, ended.part, why)
    lacking = Application.objects.filter(case=case, told_at=None).exclude(found_at=None).first()
    if (
        lacking
        and lacking.found_at
        and not mine.filter(what=CONTACT_ON_INCOMPLETE, since_at__gte=lacking.found_at).exists()
    ):
        _begin(case, CONTACT_ON_INCOMPLETE, lacking.found_at, {}, 0, why)


def _begin_pairs(case: Case, why: str) -> None:
    pairs = dict.fromkeys(pair for order in policy_of(case.organisation).layers for pair in late_of(order).pairs)
    if not pairs:
        return
    mine = Obligation.objects.about("case", case.pk)
    told = list(Event.objects.filter(subject_type="case", subject_id=case.pk).order_by("pk"))
    for since, do in pairs:
        began = None if do in ONCE else began_by(case, since, do, told)
        part = part_of(since)
        if began is None or mine.filter(what=do, part=part, cancelled_at=None, since_at__gte=began[0]).exists():
            continue
        if terms.open_term(case, do, part) is None:
            _begin(case, do, began[0], {terms.AFTER: since, **began[1]}, part, why)
