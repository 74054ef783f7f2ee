"""Terms between two events of the journal that no code knows of: a rule «within» opens them and the other event meets
them.

Told of each event as it is written, in its transaction. A body whose rules ask for nothing of the sort costs no query.
A matter's term belongs to the case; one of a client, an article or an employee belongs to the body.
"""

from __future__ import annotations

import datetime as dt
import zlib
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from priemnaya.core.journal import notify
from priemnaya.core.models import Event, Obligation
from priemnaya.people.duties import BODY, open_for_body
from priemnaya.people.models import Organisation
from priemnaya.people.policies import policy_by_key
from priemnaya.people.words import people_of
from priemnaya.policy import Held, Order, Policy, asks_any
from priemnaya.policy.kinds.within import Within, stored
from priemnaya.policy.owed import PRIMARY_REPLY
from priemnaya.policy.vocabulary import words
from priemnaya.policy.vocabulary.events import (
    MECHANISMS,
    MESSAGE_RECEIVED,
    MESSAGE_REGISTERED,
    event,
    of_verb,
    to_do,
)
from priemnaya.policy.vocabulary.happening import Event as Happening
from priemnaya.policy.vocabulary.people import CLIENT

from . import terms
from .facts import case_facts
from .guard import may_know
from .models import Case
from .states import lock_case

MET_BY_LETTERS = (PRIMARY_REPLY,)
"""What the journal does not tell of, and a letter that left meets from whatever event it is counted."""
ENDING = frozenset({"case.closed", "case.forwarded", "case.answered_orally", "reply.sent"})
"""Events that end a matter: what they begin is not ended with it."""


@dataclass(frozen=True)
class Asked:
    """What the rules of one order want to hear of, by names of events: opened -> what is then owed; met; told."""

    opened: dict[str, tuple[str, ...]]
    met: frozenset[str]
    told: frozenset[str]
    conditional: bool


_ASKED: dict[int, tuple[Order, Asked]] = {}


def asked_of(order: Order) -> Asked:
    """Read once for an order as loaded, from all its dated values."""
    known = _ASKED.get(id(order))
    if known is None or known[0] is not order:
        if len(_ASKED) > 200:
            _ASKED.clear()
        known = _ASKED[id(order)] = (order, _asked(order))
    return known[1]


def _asked(order: Order) -> Asked:
    opened: dict[str, tuple[str, ...]] = {}
    conditional = False
    for value in _values(order, "within"):
        if value.from_ not in MECHANISMS.get(value.do, ()):
            conditional |= bool(value.if_.used or value.unless.used)
            opened[value.from_] = tuple(dict.fromkeys((*opened.get(value.from_, ()), value.do)))
    told = {value.on for value in _values(order, "tell") if value.to_staff}
    return Asked(opened, frozenset(do for many in opened.values() for do in many), frozenset(told), conditional)


def _values(order: Order, kind: str) -> list[Any]:
    return [v for _, rule in order.by_kind.get(kind, ()) for _, v in rule.values if v is not None]


def readable(target: str) -> bool:
    """Whether both events of a pair are known by the journal: then no code is needed."""
    since, _, do = target.partition(">")
    known = words("event")
    return bool(do) and since in known and do in known and _heard(since) and (_heard(do) or do in MET_BY_LETTERS)


def _heard(name: str) -> bool:
    happening = event(name)
    return bool(happening.verbs) and not happening.waits


def tellable(target: str) -> bool:
    """Whether the journal knows the event, and a notice reaches the person."""
    on, _, whom = target.partition(">")
    people = words("person")
    return on in words("event") and _heard(on) and whom in people and not people[whom].waits and whom != CLIENT


@asks_any("within", readable)
@asks_any("tell", tellable)
def after_event(row: Event, subject: Any) -> None:
    """What the rules in force for the body begin, end and tell of by this event."""
    happenings = of_verb(row.verb)
    if not happenings and row.verb not in FACTS_CHANGE:
        return
    policy = policy_by_key(row.organisation_id, subject)
    asked = [asked_of(order) for order in policy.layers]
    case = subject if isinstance(subject, Case) else None
    if case is not None and row.verb in FACTS_CHANGE and any(a.conditional for a in asked):
        _facts_changed(row, _as_kept(case), asked)
    for happening in happenings:
        if happening.kinds and (case is None or case.kind not in happening.kinds):
            continue
        if any(happening.name in a.met for a in asked):
            _meet(row, happening)
        for do in dict.fromkeys(do for a in asked for do in a.opened.get(happening.name, ())):
            _open(row, happening, do, case)
        if any(happening.name in a.told for a in asked):
            _tell(row, happening, policy, case, subject)


FACTS_CHANGE = frozenset(
    {"case.urgency_assessed", "case.urgency_lowered", "case.classified", "case.service_named", "case.linked"}
)
"""Events that change what conditions of rules are read from: what was begun by registration is looked at anew. A
changed kind of matter turns all its terms by itself (`term_changes.turn_terms`)."""


def _facts_changed(row: Event, case: Case, asked: list[Asked]) -> None:
    """What the matter now is may owe more since it came, and no more what it owed for what it was."""
    for since, at in ((MESSAGE_RECEIVED, case.received_at), (MESSAGE_REGISTERED, case.registered_at)):
        for do in dict.fromkeys(do for a in asked for do in a.opened.get(since, ())):
            mine = Obligation.objects.about("case", case.pk).filter(what=do, part=part_of(since))
            if not mine.exists() and not _happened(case, do, at):
                _begin(case, since, do, at, {terms.AFTER: since})
    for owed in Obligation.objects.about("case", case.pk).open().filter(facts__has_key=terms.AFTER):
        rule = Within.model_validate(stored(owed.rule))
        if (rule.if_.used or rule.unless.used) and not terms.demanded(case, owed):
            owed.cancelled_at, owed.cancelled_why = row.at, "условие правила больше не выполняется"
            owed.save(update_fields=["cancelled_at", "cancelled_why"])
    terms.refresh_due(case)


def _as_kept(case: Case) -> Case:
    """The row itself: the action that writes the event goes on with its own object, perhaps not saved yet."""
    return Case.objects.select_related("organisation__parent", "assignee", "unit").get(pk=case.pk)


def _happened(case: Case, do: str, since: dt.datetime) -> bool:
    rows = Event.objects.filter(subject_type="case", subject_id=case.pk, verb__in=event(do).verbs, at__gte=since)
    return rows.exists()


def part_of(since: str, subject: str = "") -> int:
    """Which of several: one owed thing may be counted from several events, and in a body from many subjects."""
    return zlib.crc32(f"{since}>{subject}".encode()) or 1


def _meet(row: Event, happening: Happening) -> None:
    mine = Obligation.objects.open().filter(what=happening.name, facts__has_key=terms.AFTER)
    about_case = row.subject_type == "case"
    if about_case:
        mine = mine.about("case", row.subject_id)
    else:
        mine = mine.about(BODY, row.organisation_id)
        same = [o.pk for o in mine if _same_subject(o, row)]
        mine = mine.filter(pk__in=same)
    if mine.update(fulfilled_at=row.at) and about_case:
        terms.refresh_due(Case.objects.select_related("organisation").get(pk=row.subject_id))


def _same_subject(owed: Obligation, row: Event) -> bool:
    """Of the same client, article or employee; of another sort of subject, the event is about the body as a whole."""
    kind, _, key = str(owed.facts.get("of", "")).partition(":")
    return kind != row.subject_type or key == str(row.subject_id)


def _open(row: Event, happening: Happening, do: str, case: Case | None) -> None:
    if case is None:
        open_for_body(row, happening.name, do, part_of(happening.name, f"{row.subject_type}:{row.subject_id}"))
        return
    if case.is_unread or case.merged_into_id:
        return
    facts: dict[str, Any] = {terms.AFTER: happening.name}
    if row.verb in ENDING or not case.is_open:
        facts[terms.OUTLASTS] = True
    if "rating" in row.data:
        facts["rating"] = row.data["rating"]
    kept = _as_kept(case)
    _begin(kept, happening.name, do, row.at, facts)
    case.due_at = kept.due_at


def _begin(case: Case, since: str, do: str, at: dt.datetime, facts: dict[str, Any]) -> None:
    """One that is open is counted from its own event: the first of several holds."""
    part = part_of(since)
    try:
        with transaction.atomic():
            lock_case(case)
            if terms.open_term(case, do, part) is None:
                terms.open_obligation(case, do, at, facts=facts, part=part)
                terms.refresh_due(case)
    except IntegrityError:
        return  # another transaction opened it


def _tell(row: Event, happening: Happening, policy: Policy, case: Case | None, subject: Any) -> None:
    """A line to each of the people that a rule «tell» names; of a case only to those who may know of it."""
    body = case.organisation if case is not None else Organisation.objects.get(pk=row.organisation_id)
    day = body.local(row.at).date()
    facts = {**(case_facts(case) if case is not None else {}), "rating": row.data.get("rating")}
    said: dict[int, tuple[Any, Held]] = {}
    for held in policy.rules("tell", day, facts=facts):
        if held.value.on == happening.name and held.value.to_staff and not held.value.ahead:
            for person in _people(body, held.value.whom, case):
                said.setdefault(person.pk, (person, held))
    path = subject.get_absolute_url() if hasattr(subject, "get_absolute_url") else ""
    for person, held in said.values():
        if person.pk != row.actor_id:
            title = happening.title[:1].upper() + happening.title[1:]
            about = _of_term(row) + (f", дело {case.number}" if case is not None else "")
            notify(person, f"{title}{about}: {held.value.words} ({held.citation})", path)


def _of_term(row: Event) -> str:
    """Which term an event about a term speaks of: what is owed, and by which clause."""
    owed = Obligation.objects.filter(pk=row.data["obligation"]).first() if row.verb in OF_TERMS else None
    if owed is None:
        return ""
    what = str(owed.rule.get("title") or owed.rule.get("how") or to_do(owed.what)).rstrip(".")
    return f": {what[:150]}, {owed.citation}" if owed.citation else f": {what[:150]}"


OF_TERMS = event("term_broken").verbs


def _people(body: Organisation, names: tuple[str, ...], case: Case | None) -> list[Any]:
    found: dict[int, Any] = {}
    for name in names:
        executor, unit = (case.assignee, case.unit) if case is not None else (None, None)
        found |= {p.pk: p for p in people_of(body, name, executor=executor, unit=unit)}
    allowed = {e.pk for e in may_know(case)} if case is not None else set(found)
    return [p for key, p in found.items() if key in allowed]
