"""The client is told of an event that an order names (kind `tell`): by a letter of its own, through the points the
client chose, in the body's words for it (`told_<event>` of texts.yaml) or in the event's own.

Each is owed by a term and met when its letter has left; one that came back is owed again. Where the product tells the
same by a letter of its own, that letter is the news and no second one goes.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from priemnaya.cases import terms, texts
from priemnaya.cases.event_terms import OUTLASTING, asked_of, is_one
from priemnaya.cases.facts import case_facts, facts_of_event
from priemnaya.cases.models import Case, Contact
from priemnaya.core.journal import ruled
from priemnaya.core.models import Event, Obligation
from priemnaya.people.acting import acting
from priemnaya.people.models import Employee
from priemnaya.people.policies import policy_by_key
from priemnaya.policy import asks_any
from priemnaya.policy.engine import verdict
from priemnaya.policy.owed import NEWS, SEND_AGAIN
from priemnaya.policy.vocabulary import words
from priemnaya.policy.vocabulary.events import of_verb
from priemnaya.policy.vocabulary.happening import Event as Happening
from priemnaya.policy.vocabulary.notices import UNTOLD
from priemnaya.policy.vocabulary.people import CLIENT

from .deliver import send_to_client
from .veiling import Letter

TOLD_BY: dict[str, tuple[str, ...]] = {
    "case.extended": ("extension",),
    "case.clarified": ("clarification",),
    "case.term_told": ("term",),
    "case.told_ways_to_file": ("ways_to_file",),
    "case.forwarded": ("forwarding",),
    "case.part_forwarded": ("forwarding",),
    "case.closed": ("closing",),
    "case.resumed": ("resumed",),
    "application.told_incomplete": ("incomplete",),
}
"""Verbs whose own action writes to the client of it -> by which notice."""
TOLD_ANYWAY = frozenset(
    {
        "case.received",
        "case.registered",
        "case.answered_orally",
        "reply.signed",
        "reply.sent",
        "case.suspended",
        "delivery.sent_again",
    }
)
"""What the receipt, the answer itself or the talk tells."""
LATELY = dt.timedelta(minutes=5)


def tellable(target: str) -> bool:
    """Whether the journal knows the event, and it is one of a matter that has a client."""
    on, _, whom = target.partition(">")
    known = words("event").get(on)
    return (
        whom == CLIENT
        and isinstance(known, Happening)
        and bool(known.verbs)
        and not known.waits
        and known.about in ("case", "reply")
        and on not in UNTOLD
    )


@asks_any("tell", tellable)
def after_event(row: Event, subject: Any) -> None:
    """Told of each event as it is written, in its transaction; a body whose rules name none costs no query."""
    happenings = of_verb(row.verb)
    if not happenings or not isinstance(subject, Case):
        return
    policy = policy_by_key(row.organisation_id, subject)
    wanted = {name for order in policy.layers for name in asked_of(order).news}
    mine = [h for h in happenings if h.name in wanted and is_one(h, row, subject)]
    if mine and not {h.name for h in happenings} & set(UNTOLD) and not _about_letters(row):
        case = Case.objects.select_related("organisation__parent", "client", "assignee", "unit").get(pk=row.subject_id)
        if not case.is_unread and not case.merged_into_id:
            _tell(row, mine, case)


def _about_letters(row: Event) -> bool:
    """A term of telling the client has lapsed: a letter about that would owe the next one."""
    key = row.data.get("obligation") if row.verb == "term.lapsed" else None
    return key is not None and Obligation.objects.filter(pk=key, what__in=(NEWS, SEND_AGAIN)).exists()


def _tell(row: Event, happenings: list[Happening], case: Case) -> None:
    """One letter an event, however many rules ask for it and by whatever name; each rule is counted by its own
    clause."""
    by = Employee.everyone.filter(pk=row.actor_id).first() if row.actor_id else None
    if _is_told(row, case):
        for happening in happenings:
            ruled(_rulings(row, happening, case), case, by=by)
        return
    facts: dict[str, Any] = {terms.OUTLASTS: True} if row.verb in OUTLASTING or not case.is_open else {}
    facts |= facts_of_event(row)
    went = False
    for happening in happenings:
        if went:
            ruled(_rulings(row, happening, case), case, by=by)
        elif terms.open_obligation(case, NEWS, row.at, facts={**facts, terms.AFTER: happening.name}, part=row.pk):
            letter = Letter(
                *texts.told(case, happening.name),
                notice="happened",
                fulfils=NEWS,
                key=f"news-{row.pk}",
                extra={terms.PART: row.pk},
            )
            with acting():
                send_to_client(case, letter, by=by)
            went = True
    terms.refresh_due(case)


def _is_told(row: Event, case: Case) -> bool:
    if row.verb in TOLD_ANYWAY:
        return True
    notices = TOLD_BY.get(row.verb, ())
    sent = Contact.objects.filter(case=case, direction="out", notice__in=notices, at__gt=row.at - LATELY)
    return bool(notices) and sent.exists()


def _rulings(row: Event, happening: Happening, case: Case) -> list[Any]:
    target = f"{happening.name}>{CLIENT}"
    policy, day = policy_by_key(row.organisation_id, case), case.organisation.local(row.at).date()
    facts = {**case_facts(case), **facts_of_event(row), "told": "by its own letter"}
    return [verdict(held, target, facts) for held in policy.rules("tell", day, target, facts)]
