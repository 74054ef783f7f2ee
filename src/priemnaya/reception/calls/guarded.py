"""What the order says before a talk is transferred or ended: one place for each, with all that is known there."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import timezone

from priemnaya.cases.facts import Once
from priemnaya.cases.guarded import guards, known_of
from priemnaya.people.models import Organisation
from priemnaya.people.policies import calendar_of, policy_of
from priemnaya.policy import TermHeld, Verdict, asks
from priemnaya.policy.owed import CALL_BACK
from priemnaya.reception.models import MOST_TRIES, Call, CallBack

ASKED = ("yes", "no", "silent")
"""What may stand for an answer: also that the client was asked and said nothing."""


def _known(call: Call) -> dict[str, Any]:
    """Of a talk that lies in a case all that is known of the case; of another one what is known of the caller."""
    kind = call.client.kind if call.client else ""
    if call.case is not None:
        return {**known_of(call.case), "clients": kind}
    named = bool(call.caller or (call.client and (call.client.person or call.client.company)))
    return {"clients": kind, "client_named": named, "client_identified": bool(call.client and call.client.is_proved)}


def transfers_of(call: Call) -> int:
    """How often the client was given to somebody else; one that failed was none. One talk has one count, however many
    legs the exchange tells of."""
    return call.transfers.exclude(Q(reached=False)).count()


@guards("transfer_call", "call_transfers", "transfer_told", "whom_to_told")
def transfer_verdicts(call: Call, *, told: bool) -> list[Verdict]:
    """told: one mark of the card says both, that the talk is given on and to whom and why."""
    given = Once(lambda one: transfers_of(one) + 1, call)
    facts = {**_known(call), "call_transfers": given, "transfer_told": told, "whom_to_told": told}
    return policy_of(call.organisation).guard("transfer_call", _day(call.organisation), facts)


@guards(
    "end_call",
    "question_answered",
    "satisfied",
    "no_answer_outcome",
    "call_back_agreed",
    "recording_told",
    "read_back",
)
def ending_verdicts(call: Call) -> list[Verdict]:
    promised = Once(lambda one: one.call_backs.exists(), call)
    facts = {
        **_known(call),
        "broke_off": call.broke_off,
        "question_answered": call.answered in ASKED,
        "satisfied": call.satisfied in ASKED,
        "unanswered": call.answered in ("no", "silent"),
        "no_answer_outcome": call.outcome,
        "call_back_meant": call.outcome == "call_back",
        "call_back_agreed": promised,
        "recording_told": call.recording_told,
        "read_back": call.read_back,
    }
    return policy_of(call.organisation).guard("end_call", _day(call.organisation), facts)


@asks("within", CALL_BACK)
def term_of_call_back(body: Organisation) -> TermHeld | None:
    """By when the order has a promised call made; None where it says nothing."""
    return policy_of(body).term(CALL_BACK, timezone.now(), {}, calendar_of(body), body.zone, body.hours)


def asked_at_end(body: Organisation) -> dict[str, str]:
    """Facts that the order of the body asks before a talk ends, each with its clause: the card asks for no others."""
    rules = policy_of(body).rules("before", _day(body), facts={})
    return {fact: r.citation for r in rules if r.value.action == "end_call" for fact in r.value.facts}


def most_transfers(body: Organisation) -> tuple[int, str] | None:
    """How often a talk may be given on, and by which clause."""
    rule = policy_of(body).held("limit", _day(body), "transfer_call.call_transfers", {})
    most = rule.value.at_most if rule else None
    return (int(most), rule.citation) if rule and most is not None else None


def _day(body: Organisation) -> Any:
    return body.local(timezone.now()).date()


@guards("try_call_back", "call_back_tries")
def tries_verdicts(promise: CallBack, tries: int) -> list[Verdict]:
    """tries: with the one just made, all in vain. It has been made: what the order allows is judged, and stops nobody
    who calls once more."""
    facts = {**_known(promise.call), "call_back_tries": tries}
    return policy_of(promise.organisation).guard("try_call_back", _day(promise.organisation), facts)


def most_tries(body: Organisation) -> int:
    """After how many tries in vain the head decides: as the order says, else as usual."""
    rule = policy_of(body).held("limit", _day(body), "try_call_back.call_back_tries", {})
    most = rule.value.at_most if rule else None
    return max(1, int(most)) if most is not None else MOST_TRIES
