"""Sending a case on to the body it belongs to."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from priemnaya.cases import terms, texts
from priemnaya.cases.models import Case
from priemnaya.cases.rules import forwarding_verdicts
from priemnaya.core.journal import record, ruled
from priemnaya.people.models import Employee
from priemnaya.policy import asks, require

from .decisions import record_decision
from .deliver import Letter, send_to_client
from .working import must_be_open


@transaction.atomic
@asks("must_tell", "forwarding")
def forward_case(case: Case, to_body: str, reason: str, *, by: Employee, keeps: bool = False) -> None:
    """Send the case to the body it belongs to, with the notice to the client. Raises Refused.

    to_body may name several bodies, one a line: a copy goes to each (59-ФЗ ст. 8 ч. 4). keeps: part of the questions stays
    here, so the case goes on with its own term.
    """
    must_be_open(case)
    to_body = "; ".join(line.strip() for line in to_body.splitlines() if line.strip())
    verdicts = forwarding_verdicts(case, to_body)
    require(verdicts)
    owed = terms.open_obligation(case, "forwarding", case.registered_at)
    letter = Letter(f"Ваше сообщение № {case.number} переслано", texts.forwarded(case, to_body, reason))
    send_to_client(case, letter, what="forwarding_notice", by=by)
    if owed:
        terms.fulfil(case, "forwarding")
    if not keeps:
        record_decision(case, "forward", by=by)
        case.state, case.outcome, case.closed_at = "forwarded", to_body[:40], timezone.now()
        case.save(update_fields=["state", "outcome", "closed_at"])
        terms.cancel_open(case, f"переслано: {to_body}", but=("primary_reply",))
    ruled(verdicts, case, by=by)
    record("case.forwarded", case, by=by)
