"""The client is told of an event that an order names (kind `tell`): by a letter of its own, through the points the
client chose, in the body's words for it (`told_<event>` of texts.yaml) or in the event's own.

Each is owed by a term and met when its letter has left; one that came back is owed again. Where the product tells the
same by a letter of its own (the receipt, the answer, a notice), that letter is the news: no second one goes, and the
client is told when that one has left.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from priemnaya.cases import terms, texts
from priemnaya.cases.counting import part_of
from priemnaya.cases.event_terms import OUTLASTING, asked_of, is_one
from priemnaya.cases.facts import case_facts, day_of, facts_of_event
from priemnaya.cases.letters import survey_url
from priemnaya.cases.models import Case, Contact, Reply
from priemnaya.cases.returned import letter_name, posted
from priemnaya.core.models import Delivery, Event, Obligation
from priemnaya.people.acting import acting
from priemnaya.people.models import Employee
from priemnaya.people.policies import policy_by_key
from priemnaya.policy import asks_any
from priemnaya.policy.owed import NEWS, PRIMARY_REPLY, REPLY_ON_SUBSTANCE, URGENT_REPLY
from priemnaya.policy.vocabulary import words
from priemnaya.policy.vocabulary.events import of_verb
from priemnaya.policy.vocabulary.happening import Event as Happening
from priemnaya.policy.vocabulary.notices import CONTACTS, OF_EXECUTORS, UNIT_GIVEN, UNTOLD
from priemnaya.policy.vocabulary.people import CLIENT

from .deliver import send_to_client
from .leaving import TOLD_BY, news_told
from .veiling import Letter

NOTICES_OF: dict[str, tuple[str, ...]] = {
    "case.extended": ("extension",),
    "case.clarified": ("clarification",),
    "case.term_told": ("term",),
    "case.extension_settled": ("term",),
    "case.forwarding_recalled": ("forwarding_undone",),
    "case.told_ways_to_file": ("ways_to_file",),
    "case.forwarded": ("forwarding",),
    "case.part_forwarded": ("forwarding",),
    "case.closed": ("closing",),
    "case.resumed": ("resumed",),
    "application.told_incomplete": ("incomplete",),
}
"""Verbs whose own action writes to the client of it, before it tells the journal -> by which notice."""
OF_NO_DEED = ("happened", "confirmation", "answer_waits", "notice_waits", "code_renewed")
"""Notices that no such action writes: of an event itself, of a mailbox, of where another letter lies, and one whose
event comes before its letter."""
ON_RECEIPT = ("case.received", "case.registered")
OF_ANSWERS = ("reply.signed", "reply.sent", "case.suspended")
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
    if mine and not {h.name for h in happenings} & set(UNTOLD) and not _of_ours_alone(row):
        case = Case.objects.select_related("organisation__parent", "client", "assignee", "unit").get(pk=row.subject_id)
        if not case.is_unread and not case.merged_into_id:
            _tell(row, mine, case)


CLIENTS_TERMS = (PRIMARY_REPLY, REPLY_ON_SUBSTANCE, URGENT_REPLY)
"""Terms whose breach a client can be told of as theirs: the letter says that the answer is late."""


def _of_ours_alone(row: Event) -> bool:
    """A term of our own work has lapsed: of that the client is not told «мы опоздали с ответом», and a letter about a
    term of telling would owe the next one."""
    key = row.data.get("obligation") if row.verb == "term.lapsed" else None
    return key is not None and not Obligation.objects.filter(pk=key, what__in=CLIENTS_TERMS).exists()


def _tell(row: Event, happenings: list[Happening], case: Case) -> None:
    """One letter an event, however many rules ask for it and by whatever name: the product's own where it writes one.
    Each is owed by its own clause, and met when that letter has left."""
    by = Employee.everyone.filter(pk=row.actor_id).first() if row.actor_id else None
    letters = _own_letters(row, case)
    own, facts = bool(letters), facts_of_event(row)
    facts |= {TOLD_BY: letters or [f"news-{row.pk}"]}
    facts |= {terms.OUTLASTS: True} if row.verb in OUTLASTING or not case.is_open else {}
    if not own and _said_already(row, case):
        return
    owed = [_owed(row, n, happening.name, facts, case) for n, happening in enumerate(happenings)]
    if not any(owed):
        return
    if own:
        for name in letters:
            if any(x.name == name and x.carried for x in posted(case)):
                news_told(case, name, at=row.at)
    else:
        told = [happening.name for happening, is_owed in zip(happenings, owed, strict=True) if is_owed]
        letter = Letter(
            *texts.told(case, _as_it_was(row, case, told), phone=_phone_told(row, case), survey=_survey(row)),
            notice="happened",
            key=f"news-{row.pk}",
            extra=terms.promises(terms.open_term(case)),
        )
        with acting():
            send_to_client(case, letter, by=by)
    terms.refresh_due(case)


def _survey(row: Event) -> str:
    """The link to rate the answer by that was not rated."""
    reply = Reply.objects.filter(pk=row.data.get("reply")).first() if row.verb == UNRATED else None
    return survey_url(reply) if reply else ""


UNRATED = "survey.unanswered"
GIVEN = "case.assigned"


def _said_already(row: Event, case: Case) -> bool:
    """It was given to whom it lay with, so as the client was last told: nothing is new to them. Where the executor must
    be named and the matter lies with a department that has no head, there is nobody to name yet."""
    if row.verb != GIVEN or row.data.get("moves"):
        return False
    nobody = case.assignee_id is None and (case.unit is None or case.unit.head_id is None)
    return bool(row.data.get("same")) or (nobody and _named_by_order(row, case))


def _as_it_was(row: Event, case: Case, told: list[str]) -> list[str]:
    """By what names the letter calls a giving, whatever the rules call it: another executor is no first one, and a
    department is none."""
    if row.verb != GIVEN:
        return told
    changed = "executor_changed" if row.data.get("another") else "assigned"
    named = changed if case.assignee_id else UNIT_GIVEN
    return list(dict.fromkeys(named if name in OF_EXECUTORS else name for name in told))


def _phone_told(row: Event, case: Case) -> bool:
    """Whether a rule wants the executor and the telephone named, in this letter or in the answer."""
    policy, day, facts = policy_by_key(row.organisation_id, case), day_of(case), case_facts(case)
    asked = next(policy.rules("before", day, f"send_reply.{CONTACTS}", facts), None)
    return asked is not None or _named_by_order(row, case)


def _named_by_order(row: Event, case: Case) -> bool:
    rules = policy_by_key(row.organisation_id, case).rules("tell", day_of(case), facts=case_facts(case))
    return any(CONTACTS in held.value.facts for held in rules)


def _owed(row: Event, n: int, name: str, facts: dict[str, Any], case: Case) -> bool:
    part = part_of(name, str(row.pk)) if n else row.pk
    return terms.open_obligation(case, NEWS, row.at, facts={**facts, terms.AFTER: name}, part=part) is not None


def _own_letters(row: Event, case: Case) -> list[str]:
    """Names of the letters by any of which the product itself tells of it; none where it writes nothing."""
    if row.verb in ON_RECEIPT:
        return [f"primary-{case.pk}", f"split-{case.pk}"]
    if row.verb in OF_ANSWERS:
        return [f"reply-{row.data['reply']}"] if row.data.get("reply") else []
    if row.verb == "delivery.sent_again":
        again = Delivery.objects.select_related("instead_of").filter(pk=row.data.get("delivery")).first()
        return [letter_name(again)] if again else []
    notices = NOTICES_OF.get(row.verb, ())
    sent = Contact.objects.filter(case=case, direction="out", notice__in=notices, at__gt=row.at - LATELY)
    last = sent.exclude(delivery=None).select_related("delivery__instead_of").order_by("pk").last() if notices else None
    return [letter_name(last.delivery)] if last and last.delivery else []
