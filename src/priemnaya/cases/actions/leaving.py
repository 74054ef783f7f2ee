"""A signed answer leaves: only then is the case answered, the term kept, and the client may be told so."""

from __future__ import annotations

import datetime as dt

from priemnaya.cases import terms
from priemnaya.cases.models import Case, Reply
from priemnaya.cases.returned import letter_name
from priemnaya.cases.states import lock_reply, move_case, move_reply
from priemnaya.core.journal import record
from priemnaya.core.models import Delivery, Obligation
from priemnaya.core.models.obligations import ObligationQuerySet
from priemnaya.knowledge.actions.articles import given_to_client
from priemnaya.people.acting import action
from priemnaya.people.models import Employee
from priemnaya.policy.owed import COMPLAINT_REPLY, NEWS, REPLY_ON_SUBSTANCE, URGENT_REPLY

TOLD_BY = "told_by"
"""In the facts of a term of telling the client: names of letters, any of which tells them (`returned.letter_name`)."""
ANSWERED = (REPLY_ON_SUBSTANCE, URGENT_REPLY, COMPLAINT_REPLY)
"""Terms that an answer keeps; the others that run for the answer end with it."""


@action("case.work", alone=True)
def reply_left(reply: Reply, *, by: Employee | None, at: dt.datetime) -> None:
    """The first of its deliveries is on its way (or lies on the page the client chose): signed becomes sent, the case
    is answered or, for a letter of suspension, suspended. So too when one that came back leaves by another way. A later
    delivery of the same reply changes nothing; nor does a late one the state of a case that went on since."""
    if lock_reply(reply).state not in ("signed", "returned"):
        return
    move_reply(reply, "leave", sent_at=at)
    case = reply.case
    ends = case.state in ("sending", "returned")
    record("reply.sent", case, by=by, reply=reply.pk, moves=ends and reply.decision != "suspend")
    given_to_client(case.pk)
    if not ends:
        return
    if reply.decision == "suspend":
        move_case(case, "suspend")
        record("case.suspended", case, by=by, reply=reply.pk)
    else:
        move_case(case, "answer", outcome=reply.decision, closed_at=at)
        for what in ANSWERED:
            terms.fulfil(case, what, at=at)
        terms.end_open(case, "дан ответ")


@action("case.work", alone=True)
def letter_left(case: Case, delivery: Delivery, *, by: Employee | None, at: dt.datetime) -> None:
    """What the leaving of a letter means for its case."""
    news_told(living(case), letter_name(delivery), at=at)
    if what := delivery.payload.get("fulfils"):
        terms.fulfil(living(case), what, at=at, part=delivery.payload.get(terms.PART))
    if pk := delivery.payload.get("reply"):
        reply_left(Reply.objects.select_related("case__organisation", "organisation").get(pk=pk), by=by, at=at)
        if delivery.held_back:
            record("reply.held_back", living(case), by=by, reply=pk)


def news_told(case: Case, letter: str, *, at: dt.datetime) -> None:
    """What a letter of this name tells the client of, they are told."""
    if _news_of(case, letter).open().update(fulfilled_at=at):
        terms.refresh_due(case)


def news_untold(case: Case, letter: str) -> None:
    """That letter came back: the client knows of nothing it told of, and each is owed by the day it was due."""
    _news_of(case, letter).exclude(fulfilled_at=None).update(fulfilled_at=None)


def _news_of(case: Case, letter: str) -> ObligationQuerySet:
    named = {f"facts__{TOLD_BY}__contains": letter}
    return Obligation.objects.about("case", case.pk).filter(what=NEWS, **named)


def living(case: Case) -> Case:
    """The case itself, or the one its matter is in now."""
    while case.merged_into is not None:
        case = case.merged_into
    return case
