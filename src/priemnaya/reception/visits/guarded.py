"""What the order asks before a talk at the desk is over: one place, with all that is known there."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from priemnaya.cases.guarded import guards, known_of
from priemnaya.people.models import Organisation
from priemnaya.people.policies import policy_of
from priemnaya.policy import Held, Verdict
from priemnaya.reception.models import ASKED, Visit

SAID = frozenset(name for name, _words in ASKED)


def _known(visit: Visit) -> dict[str, Any]:
    """Of a talk that became a case all that is known of the case; of another one what is known of who came."""
    kind = visit.client.kind if visit.client else ""
    if visit.case is not None:
        return {**known_of(visit.case), "clients": kind}
    card = visit.client
    named = bool(visit.name or (card and (card.person or card.company)))
    return {"clients": kind, "client_named": named, "client_identified": bool(card and card.is_proved)}


@guards("end_visit", "question_answered", "satisfied", "read_back")
def ending_verdicts(visit: Visit) -> list[Verdict]:
    facts = {
        **_known(visit),
        "question_answered": visit.answered in SAID,
        "satisfied": visit.satisfied in SAID,
        "read_back": visit.read_back,
    }
    return policy_of(visit.organisation).guard("end_visit", _day(visit.organisation), facts)


def asked_at_end(body: Organisation) -> dict[str, Held]:
    """Facts that the order of the body asks before a talk ends, each with its rule: the desk asks for no others."""
    rules = policy_of(body).rules("before", _day(body), facts={})
    return {fact: r for r in rules if r.value.action == "end_visit" for fact in r.value.facts}


def _day(body: Organisation) -> dt.date:
    return body.local(timezone.now()).date()
