"""Employees are told of an event that an order names (kind `tell`), as the journal writes it, in its transaction.

Whom nobody knows yet, the executor or the head of the unit of a matter that was given to nobody, is owed the telling by
a term: meanwhile the heads of the body know, and they are told when it is given. The term is kept by that, so a matter
that lies with nobody too long breaks it. A body whose rules name no such person costs no query.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from priemnaya.core.journal import notify
from priemnaya.core.models import Event, Obligation
from priemnaya.people.models import Employee, Organisation
from priemnaya.people.policies import policy_by_key
from priemnaya.people.words import Staff
from priemnaya.policy import Held, Policy, asks_any
from priemnaya.policy.kinds.tell import Tell
from priemnaya.policy.owed import NEWS, SEND_AGAIN, STAFF_TOLD
from priemnaya.policy.vocabulary import own, words
from priemnaya.policy.vocabulary.events import event, of_verb, to_do
from priemnaya.policy.vocabulary.happening import Event as Happening
from priemnaya.policy.vocabulary.people import CLIENT, EXECUTOR, HEAD_OF_UNIT, KNOWN_LATER

from . import terms
from .counting import part_of
from .event_terms import OUTLASTING, as_kept, asked_of, heard_of, is_one
from .facts import Once, case_facts, days_since_alike, days_since_earlier, facts_of_event
from .guard import may_know
from .models import Case
from .states import lock_case

GIVES = frozenset({"case.assigned", "case.assignment_undone", "case.absorbed"})
"""Verbs after which people of a matter may be known who were not."""
OF_TERMS = event("term_broken").verbs
MEANWHILE = "; отдела и исполнителя у дела ещё нет: им сообщим, когда дело поручат"


def tellable(target: str) -> bool:
    """Whether the journal knows the event, and a notice reaches the person."""
    on, _, whom = target.partition(">")
    people = words("person")
    known = own(whom, "person") or (whom in people and not people[whom].waits)
    return on in words("event") and heard_of(on) and known and whom != CLIENT


@asks_any("tell", tellable)
def after_event(row: Event, subject: Any) -> None:
    """Whom the rules in force for the body tell of this event, or owed the telling of an earlier one."""
    happenings = of_verb(row.verb)
    if not happenings and row.verb not in GIVES:
        return
    policy = policy_by_key(row.organisation_id, subject)
    asked = [asked_of(order) for order in policy.layers]
    case = subject if isinstance(subject, Case) else None
    if case is not None and row.verb in GIVES and any(a.later for a in asked):
        _tell_the_owed(row, case)
    for happening in happenings:
        if is_one(happening, row, case) and any(happening.name in a.told for a in asked):
            _tell(row, happening, policy, case, subject)


@dataclass
class Audience:
    """Who is meant by the words of orders in one matter, of those who may know of it."""

    staff: Staff
    case: Case | None
    allowed: Collection[int]

    def of(self, word: str) -> list[Employee]:
        """Those meant; the heads of the body where nobody is yet, or none of them may know of it."""
        executor, unit = (self.case.assignee, self.case.unit) if self.case is not None else (None, None)
        found = self._allowed(self.staff.of(word, executor=executor, unit=unit))
        return found if found or word not in KNOWN_LATER else self._allowed(self.staff.of("head"))

    def knows(self, word: str) -> bool:
        """Whether the matter lies with somebody, so that its executor, or the head of its unit, is as known as the body
        has written down: in the place of a head who is not, the head of the body is told for good."""
        if self.case is None or word not in KNOWN_LATER:
            return True
        executor = self.case.assignee
        if word == EXECUTOR:
            return executor is not None
        return self.case.unit_id is not None or (executor is not None and executor.unit_id is not None)

    def _allowed(self, people: Iterable[Employee]) -> list[Employee]:
        return [e for e in people if self.case is None or e.pk in self.allowed]


def _audience(body: Organisation, case: Case | None) -> Audience:
    return Audience(Staff(body), case, set[int]() if case is None else {e.pk for e in may_know(case)})


def _tell(row: Event, happening: Happening, policy: Policy, case: Case | None, subject: Any) -> None:
    """A line to each of the people that a rule «tell» names, one for all rules with the same words; of a case only to
    those who may know of it."""
    body = case.organisation if case is not None else Organisation.objects.get(pk=row.organisation_id)
    day = body.local(row.at).date()
    known = {**case_facts(case), "wrote_within": Once(days_since_alike, case)} if case is not None else {}
    facts = {**known, **facts_of_event(row)}
    said: dict[tuple[int, str], tuple[Employee, Held, str]] = {}
    audience, later = _audience(body, case), dict[str, bool]()
    for held in policy.rules("tell", day, facts=facts):
        if held.value.on == happening.name and held.value.staff and not held.value.ahead:
            later |= {word: audience.knows(word) for word in held.value.later}
            for word in held.value.staff:
                meanwhile = "" if later.get(word, True) else MEANWHILE
                for person in audience.of(word):
                    said.setdefault((person.pk, held.value.words), (person, held, meanwhile))
    path = subject.get_absolute_url() if hasattr(subject, "get_absolute_url") else ""
    for person, held, meanwhile in said.values():
        if person.pk != row.actor_id:
            about = f"{held.value.words}{_unproved(held, case)}"
            notify(person, _line(row, happening, case, about, held.citation) + meanwhile, path, kind="order")
    if case is not None and later:
        _owe(row, happening.name, later, case)


def _line(row: Event, happening: Happening, case: Case | None, said: str, citation: str) -> str:
    title = happening.title[:1].upper() + happening.title[1:]
    about = _of_term(row) + (f", дело {case.number}" if case is not None else "")
    return f"{title}{about}: {said} ({citation})"


def _owe(row: Event, name: str, known: dict[str, bool], case: Case) -> None:
    """The telling of each whom the matter's own state makes known: kept at once, or owed until it is given. Of a
    matter that ended with nobody there will be none; and of a lapsed term of telling no further one is owed."""
    if case.is_unread or case.merged_into_id or _about_telling(row):
        return
    with transaction.atomic():
        kept = lock_case(as_kept(case))
        for word, so in known.items():
            if so or kept.is_open:
                facts = {terms.AFTER: name, terms.WHOM: word, **facts_of_event(row)}
                facts |= {terms.OUTLASTS: True} if row.verb in OUTLASTING else {}
                part = part_of(f"{name}>{word}", str(row.pk))
                owed = terms.open_obligation(kept, STAFF_TOLD, row.at, facts=facts, part=part)
                if owed is not None and so:
                    Obligation.objects.filter(pk=owed.pk).update(fulfilled_at=row.at)
        terms.refresh_due(kept)
    case.due_at = kept.due_at


def _about_telling(row: Event) -> bool:
    key = row.data.get("obligation") if row.verb in OF_TERMS else None
    telling = (NEWS, SEND_AGAIN, STAFF_TOLD)
    return key is not None and Obligation.objects.filter(pk=key, what__in=telling).exists()


def _tell_the_owed(row: Event, case: Case) -> None:
    """The matter was given to somebody: what they were owed is told; and the head of another unit that it went to hears
    what the first was told of it, while that is still so."""
    mine = list(Obligation.objects.about("case", case.pk).filter(what=STAFF_TOLD, cancelled_at=None).order_by("pk"))
    if not mine:
        return
    audience, told = _audience(case.organisation, case), set[tuple[int, str]]()
    for owed in mine:
        word, happening = str(owed.facts[terms.WHOM]), event(str(owed.facts[terms.AFTER]))
        if not audience.knows(word) or (not owed.is_open and not _to_another(row, owed, happening, word, case)):
            continue
        said = Tell.model_validate(owed.rule).words
        for person in audience.of(word):
            line = _line(row, happening, case, said, owed.citation)
            if (person.pk, line) not in told:
                told.add((person.pk, line))
                notify(person, line, case.get_absolute_url(), kind="order")
        if owed.is_open:
            Obligation.objects.filter(pk=owed.pk).update(fulfilled_at=row.at)
    terms.refresh_due(case)


def _to_another(row: Event, owed: Obligation, happening: Happening, word: str, case: Case) -> bool:
    if word != HEAD_OF_UNIT or not row.data.get("moved") or row.verb in happening.verbs or not case.is_open:
        return False
    return terms.demanded(case, owed)


def _unproved(held: Held, case: Case | None) -> str:
    """Where only the address says that the client wrote before."""
    within = held.value.if_.wrote_within
    if not within or case is None:
        return ""
    days = days_since_earlier(case)
    return "" if days is not None and days <= within else "; совпал адрес, а кто писал, не подтверждено"


def _of_term(row: Event) -> str:
    """Which term an event about a term speaks of: what is owed, and by which clause."""
    owed = Obligation.objects.filter(pk=row.data["obligation"]).first() if row.verb in OF_TERMS else None
    if owed is None:
        return ""
    what = str(
        owed.rule.get("title") or owed.rule.get("how") or to_do(owed.what, str(owed.rule.get("from", "")))
    ).rstrip(".")
    return f": {what[:150]}, {owed.citation}" if owed.citation else f": {what[:150]}"
