"""Terms between two events of the journal that no code knows of: a rule «within» opens them and the other event meets
them.

Told of each event as it is written, in its transaction. A body whose rules ask for nothing of the sort costs no query.
A matter's term belongs to the case; one of a client, an article or an employee belongs to the body.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from priemnaya.core.models import Event, Obligation
from priemnaya.core.verbs import sentence
from priemnaya.people.duties import BODY, open_for_body
from priemnaya.people.policies import policy_by_key
from priemnaya.policy import Order, asks_any
from priemnaya.policy.owed import PRIMARY_REPLY, REGISTRATION
from priemnaya.policy.vocabulary import words
from priemnaya.policy.vocabulary.events import (
    MECHANISMS,
    MESSAGE_RECEIVED,
    TERM_END,
    UNDOES,
    UNDONE_BY,
    event,
    of_verb,
)
from priemnaya.policy.vocabulary.happening import Event as Happening

from . import terms
from .counting import part_of
from .facts import facts_of_event
from .models import Case
from .states import lock_case

MET_BY_LETTERS = (PRIMARY_REPLY,)
"""What the journal does not tell of, and a letter that left meets from whatever event it is counted."""
OUTLASTING = frozenset({"case.closed", "case.forwarded", "case.answered_orally", "reply.sent"})
"""Events that end a matter: what they begin is not ended with it."""


@dataclass(frozen=True)
class Asked:
    """What the rules of one order want to hear of, by names of events: opened -> what is then owed; met; settled, which
    only some matters need -> from what it is counted; told: to employees; news: to the client; later:
    whether any of these employees is known only when somebody has the matter."""

    opened: dict[str, tuple[str, ...]]
    met: frozenset[str]
    settled: dict[str, tuple[str, ...]]
    told: frozenset[str]
    news: frozenset[str]
    later: bool


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
    settled: dict[str, tuple[str, ...]] = {}
    for value in (v for v in _values(order, "within") if not v.opens_nothing):
        if value.of_some:
            settled[value.do] = tuple(dict.fromkeys((*settled.get(value.do, ()), value.from_)))
        elif value.from_ not in MECHANISMS.get(value.do, ()):
            opened[value.from_] = tuple(dict.fromkeys((*opened.get(value.from_, ()), value.do)))
    told = frozenset(value.on for value in _values(order, "tell") if value.staff)
    news = frozenset(value.on for value in _values(order, "tell") if value.to_client)
    later = any(value.later for value in _values(order, "tell"))
    return Asked(opened, frozenset(do for many in opened.values() for do in many), settled, told, news, later)


def _values(order: Order, kind: str) -> list[Any]:
    return [v for _, rule in order.by_kind.get(kind, ()) for _, v in rule.values if v is not None]


def readable(target: str) -> bool:
    """Whether both events of a pair are known by the journal: then no code is needed."""
    since, _, do = target.partition(">")
    known = words("event")
    begins = since == TERM_END or (since in known and heard_of(since))
    return bool(do) and begins and do in known and (heard_of(do) or do in MET_BY_LETTERS)


def heard_of(name: str) -> bool:
    happening = event(name)
    return bool(happening.verbs) and not happening.waits


@asks_any("within", readable)
def after_event(row: Event, subject: Any) -> None:
    """What the rules in force for the body begin and end by this event."""
    happenings = of_verb(row.verb)
    if not happenings and row.verb not in UNDOES:
        return
    policy = policy_by_key(row.organisation_id, subject)
    asked = [asked_of(order) for order in policy.layers]
    case = subject if isinstance(subject, Case) else None
    if row.verb in UNDOES and any(since in a.opened for a in asked for since in UNDOES[row.verb]):
        _end_begun(row, UNDOES[row.verb])
    for happening in happenings:
        if not is_one(happening, row, case):
            continue
        if any(happening.name in a.met for a in asked):
            _meet(row, happening)
        if begun := tuple(dict.fromkeys(since for a in asked for since in a.settled.get(happening.name, ()))):
            _settle(row, happening, begun, case)
        if wanted := tuple(dict.fromkeys(do for a in asked for do in a.opened.get(happening.name, ()))):
            _open(row, happening, wanted, case)


def is_one(happening: Happening, row: Event, case: Case | None) -> bool:
    """Whether the journal's row tells of this event: of such a matter, with the mark that it needs."""
    if happening.kinds and (case is None or case.kind not in happening.kinds):
        return False
    return happening.marked(row.verb, row.data)


def as_kept(case: Case) -> Case:
    """The row itself: the action that writes the event goes on with its own object, perhaps not saved yet."""
    return Case.objects.select_related("organisation__parent", "assignee", "unit").get(pk=case.pk)


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


def _end_begun(row: Event, begun: tuple[str, ...]) -> None:
    """What an event began ends with the event that undoes it, unless that met it; a term that had passed stays
    broken."""
    about_case = row.subject_type == "case"
    subject = ("case", row.subject_id) if about_case else (BODY, row.organisation_id)
    mine = Obligation.objects.about(*subject).open().filter(facts__after__in=begun)
    met = [happening.name for happening in of_verb(row.verb)]
    ended = [o.pk for o in mine.exclude(what__in=met) if about_case or _same_subject(o, row)]
    why = f"то, с чего шёл срок, отменено: {sentence(row.verb)}"
    if mine.filter(pk__in=ended).update(cancelled_at=row.at, cancelled_why=why[:200]) and about_case:
        terms.refresh_due(Case.objects.select_related("organisation").get(pk=row.subject_id))


def _same_subject(owed: Obligation, row: Event) -> bool:
    """Of the same client, article or employee; of another sort of subject, the event is about the body as a whole."""
    kind, _, key = str(owed.facts.get("of", "")).partition(":")
    return kind != row.subject_type or key == str(row.subject_id)


def _open(row: Event, happening: Happening, wanted: tuple[str, ...], case: Case | None) -> None:
    if case is None:
        for do in wanted:
            open_for_body(row, happening.name, do, part_of(happening.name, f"{row.subject_type}:{row.subject_id}"))
        return
    if case.is_unread or case.merged_into_id:
        return
    facts: dict[str, Any] = {terms.AFTER: happening.name}
    if row.verb in OUTLASTING or not case.is_open:
        facts[terms.OUTLASTS] = True
    facts |= facts_of_event(row)
    kept = as_kept(case)
    _begin(kept, happening.name, wanted, row.at, facts)
    case.due_at = kept.due_at


def _begin(case: Case, since: str, wanted: tuple[str, ...], at: dt.datetime, facts: dict[str, Any]) -> None:
    """One that is open is counted from its own event: the first of several holds."""
    part = part_of(since)
    try:
        with transaction.atomic():
            lock_case(case)
            known = set(
                Obligation.objects.about("case", case.pk).open().filter(part=part).values_list("what", flat=True)
            )
            opened = [terms.open_obligation(case, do, at, facts=facts, part=part) for do in wanted if do not in known]
            if any(opened):
                terms.refresh_due(case)
    except IntegrityError:
        return  # another transaction opened it


def _settle(row: Event, happening: Happening, begun: tuple[str, ...], case: Case | None) -> None:
    """The deed that only some matters need was done: the first time, its term is kept or broken at once."""
    if case is None or case.is_unread or case.merged_into_id:
        return
    earlier = list(Event.objects.filter(subject_type="case", subject_id=case.pk, pk__lt=row.pk).order_by("pk"))
    mine = Obligation.objects.about("case", case.pk).filter(what=happening.name)
    with transaction.atomic():
        kept = as_kept(case)
        lock_case(kept)
        for since in begun:
            began = began_by(kept, since, happening.name, earlier)
            if mine.open().filter(part=part_of(since)).update(fulfilled_at=row.at):  # owed by an edition of before
                terms.refresh_due(kept)
                case.due_at = kept.due_at
            if began is None or mine.filter(part=part_of(since)).exists():
                continue
            facts = {terms.AFTER: since, terms.NEEDED: True, **began[1]}
            owed = terms.open_obligation(kept, happening.name, began[0], facts=facts, part=part_of(since))
            if owed is not None:
                Obligation.objects.filter(pk=owed.pk).update(fulfilled_at=row.at)


def began_by(case: Case, since: str, do: str, told: Iterable[Event]) -> tuple[dt.datetime, dict[str, object]] | None:
    """The instant a pair of events is counted from, and what the event said: the first of those that the other has not
    followed yet. None when there is none. told: the case's journal, the oldest first."""
    begins, meets = event(since), event(do)
    found: tuple[dt.datetime, dict[str, object]] | None = None
    if since == MESSAGE_RECEIVED:
        found = (case.received_at, {})
    for row in told:
        if found and ((row.verb in meets.verbs and is_one(meets, row, case)) or row.verb in UNDONE_BY.get(since, ())):
            found = None
        if found is None and row.verb in begins.verbs and is_one(begins, row, case):
            at = case.registered_at if row.verb in event(REGISTRATION).verbs else row.at
            found = (at, {"rating": row.data["rating"]} if "rating" in row.data else {})
    return found
