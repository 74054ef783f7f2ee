"""Plain facts about a case or a reply, as the kinds of rules ask for them. The only place that reads rows for rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from priemnaya.core.models import Event, Obligation
from priemnaya.people.models import Client
from priemnaya.people.policies import policy_by_key
from priemnaya.plain.dates import days_in
from priemnaya.plain.document import Document
from priemnaya.plain.mentions import mentions, named, numbers_in
from priemnaya.plain.signs import says
from priemnaya.plain.substance import says_something as says_something_of
from priemnaya.policy.contact_points import PORTALS, family_of
from priemnaya.policy.vocabulary.conditions import fact_of
from priemnaya.policy.vocabulary.events import OF_LETTERS, event
from priemnaya.worktime import seasons

from .alike import clients_on_topic
from .asked import questions_of
from .explained import GRANTS, REFUSES, open_first
from .models import GROUNDED, Case, Complaint, ForwardedLetter, Reply
from .substance import answers_of, promised

OF_TERMS = event("term_broken").verbs
UPHELD = ("grant", "partly")


class Once:
    """A fact that costs a query: read when a rule asks it, once."""

    def __init__(self, read: Callable[..., Any], *about: Any) -> None:
        self._read, self._about, self._known = read, about, list[Any]()

    def __call__(self) -> Any:
        if not self._known:
            self._known.append(self._read(*self._about))
        return self._known[0]


def day_of(case: Case) -> dt.date:
    """The day whose edition of the order holds for a case: its registration, local."""
    return case.organisation.local(case.registered_at).date()


def client_kind_of(case: Case) -> str:
    """Which kind of client it is of: as they said, else as their card has it."""
    return case.said_kind or (case.client.kind if case.client else "")


def case_facts(case: Case) -> dict[str, Any]:
    """What every rule about a case may ask: each condition by its name (policy/vocabulary/conditions.py), and what
    kinds of rules ask beyond."""
    return {
        "kind": case.kind,
        "kinds": case.kind,
        "electronic": case.electronic,
        "came_before": Once(lambda: f"{case.organisation.local(case.received_at):%H:%M}"),
        "season": Once(lambda: case.organisation.local(case.received_at).strftime(seasons.FACT)),
        "identified": case.identified,
        "grounds": grounds_of(case),
        "point": case.chosen_point,
        "came_by": case.point,
        "answered_by": case.chosen_point,
        "point_family": family_of(case.chosen_point),
        "service": bool(case.service_id),
        "services": Once(lambda: case.service.slug if case.service else ""),
        "clients": Once(client_kind_of, case),
        "needs": Once(lambda: tuple(q.need for q in questions_of(case) if q.need)),
        "helped": Once(lambda: tuple(case.client.needs) if case.client else ()),
        "topics": Once(lambda: tuple(q.topic.code for q in questions_of(case) if q.topic)),
        "questions_from": Once(lambda: len(questions_of(case))),
        "signatories": case.signatories,
        "topic_in_month": Once(clients_on_topic, case),
        "urgency": case.urgency,
        "repeat": Once(is_repeated, case),
        "wrote_within": Once(days_since_earlier, case),
        "no_name_or_address": Once(unreachable, case),
    }


def stored_facts(case: Case) -> dict[str, Any]:
    """The same as they are now, to be kept with a term."""
    read = {name: fact_of({name: fact}, name) for name, fact in case_facts(case).items()}
    return {name: list(fact) if isinstance(fact, tuple) else fact for name, fact in read.items()}


def unreachable(case: Case) -> bool:
    """Whether nobody can be answered: there is no name, a person's or a firm's, or no way to reach them: an address of
    any kind, the portal that the matter came by, the own account on the site, or the page of the case that they chose
    and were given the code of."""
    client = case.client
    if client is None or not (client.surname or client.company):
        return True
    on_site = bool(client.identity) or (case.chosen_point == "portal" and case.code_shown)
    given = case.chosen_address or case.second_address or client.postal_address
    return not (on_site or given or case.addresses.exists() or _has_number_at_portal(case))


def _has_number_at_portal(case: Case) -> bool:
    return case.contacts.filter(direction="in", point__in=PORTALS).exclude(external_id="").exists()


def grounds_of(case: Case) -> tuple[str, ...]:
    """Those that people marked, and what follows from whose body it is: the head of the region has a term of its own
    for migration (59-ФЗ ст. 12 ч. 1.1)."""
    marked = tuple(case.grounds)
    if "migration" not in marked:
        return marked
    body = policy_by_key(case.organisation_id, case).body.body
    return (*marked, "governor_migration") if body and body.head_of_region else marked


def is_repeated(case: Case) -> bool:
    """The same client had been answered on the same question before this came."""
    return answered_before(case).exists()


def answered_before(case: Case) -> QuerySet[Case]:
    """Cases of the same client, by the card, that had been answered before this one came and speak of the same: a topic
    of the classifier is the same, or people linked the cases."""
    same = Q(links__other=case) | Q(back_links__case=case)
    if topics := {q.topic_id for q in questions_of(case) if q.topic_id}:
        same |= Q(questions__topic__in=topics)
    before = Case.objects.filter(organisation=case.organisation_id, client=case.client_id, state="answered")
    found = before.filter(same, closed_at__lte=case.received_at) if case.client_id else before.none()
    return found.exclude(pk=case.pk).distinct()


def days_since_earlier(case: Case) -> int | None:
    """How many days before this matter the same client's one before it came; None when there is none."""
    return _days_since(case, Q(client=case.client_id)) if case.client_id else None


def days_since_alike(case: Case) -> int | None:
    """The same, or of whoever left the same address, proved or not: to be told to staff who know how to take it. No
    term and no stop hangs on it."""
    left = list(case.addresses.values_list("address", flat=True))
    same = Q(addresses__address__in=left) | (Q(client=case.client_id) if case.client_id else Q(pk=None))
    return _days_since(case, same)


def _days_since(case: Case, same: Q) -> int | None:
    earlier = Case.objects.filter(same, organisation=case.organisation_id, received_at__lt=case.received_at)
    last = earlier.exclude(pk=case.pk).order_by("-received_at").values_list("received_at", flat=True).first()
    local = case.organisation.local
    return (local(case.received_at).date() - local(last).date()).days if last else None


def facts_of_event(row: Event) -> dict[str, Any]:
    """What the journal's row itself tells beyond the case: the rating, what the letter decided."""
    told = {"rating": row.data["rating"]} if "rating" in row.data else {}
    if row.verb in OF_TERMS and (key := row.data.get("obligation")):
        told["owed"] = Obligation.objects.filter(pk=key).values_list("what", flat=True).first() or ""
    if row.verb in OF_LETTERS and (key := row.data.get("reply")):
        decision = Reply.objects.filter(pk=key).values_list("decision", flat=True).first() or ""
        told["decision"] = GROUNDED.get(decision, decision)
    return told


def reply_facts(reply: Reply, signer: Any = None) -> dict[str, Any]:
    """What rules about a reply ask: conditions, known facts of the case and the letter (`known`), measures."""
    return {
        **case_facts(reply.case),
        "decisions": GROUNDED.get(reply.decision, reply.decision),
        **decision_facts(reply),
        "moot": moot(reply),
        "appeal_unsaid": bool(reply.how_to_appeal.strip()) and not says(Document(reply.how_to_appeal), "appeal_order"),
        "interim": Once(lambda: "" if all(a.ok for a in answers_of(reply)) else promised(reply)),
        "on": "reply",
    }


def said(part: str) -> str:
    """A part of a decision, when it says something: «по итогам рассмотрения, в соответствии с законодательством» gives
    no ground."""
    return part.strip() if part.strip() and (only_cites(part) or says_something_of(part)) else ""


def moot(reply: Reply) -> frozenset[str]:
    """Parts that this decision does not call for: an apology and a day of remedy only when the complaint is upheld;
    grounds only when something is decided (a pre-trial complaint always is)."""
    parts = set() if reply.decision in UPHELD else {"apology", "remedy_term"}
    if reply.decision == "explain" and reply.case.kind != "service_complaint":
        parts.add("decision_grounds")
    return frozenset(parts)


def decision_facts(reply: Reply) -> dict[str, Any]:
    """How far ahead the chosen days are, and what of the author's words may be more than the decision says."""
    today = reply.case.organisation.local(timezone.now()).date()
    return {
        "days_ahead": {
            name: (chosen - today).days
            for name, chosen in (("suspension_day", reply.suspended_until), ("remedy_day", reply.remedy_by))
            if chosen
        },
        "remedy_given": bool(reply.remedy_by),
        "refusing": Once(open_first, reply, REFUSES),
        "granting": Once(open_first, reply, GRANTS),
    }


def told_prosecutor(case: Case) -> bool:
    """A letter about it to a prosecutor's office is written, and was not called back."""
    letters = ForwardedLetter.objects.filter(forwarding__case=case, recalled_at=None)
    return letters.filter(name__icontains="прокурат").exists()


def names_decision(complaint: Complaint | None, letter: Document) -> bool:
    """The letter says what is complained of: every number and day of the decision, or, when it is an action without
    them, what was done; and who did it, where the complaint names somebody."""
    if complaint is None:
        return False
    days, numbers = days_in(complaint.decision), numbers_in(complaint.decision)
    if days or numbers:
        told = days <= days_in(letter.text) and numbers <= numbers_in(letter.text)
    else:
        told = mentions(letter, complaint.decision)
    return told and mentions(letter, complaint.against)


def names_client(client: Client | None, letter: Document) -> bool:
    """The applicant by surname, in any case form, or the firm by its own words."""
    if client is None:
        return False
    if client.surname:
        return named(letter, client.surname, client.full_name)
    return bool(client.company) and mentions(letter, client.company)


def only_cites(text: str) -> bool:
    """What is left of the grounds without references to acts and stock words says nothing."""
    return bool(text.strip()) and not says_something_of(text)
