"""Sending a case on to the body it belongs to."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from priemnaya.cases import terms, texts
from priemnaya.cases.models import Case
from priemnaya.cases.rules import forwarding_verdicts
from priemnaya.cases.states import lock_case, move_case
from priemnaya.core.journal import record, ruled
from priemnaya.errors import Objection
from priemnaya.people.acting import action
from priemnaya.people.models import Employee
from priemnaya.policy import asks, require

from .decisions import record_decision
from .deliver import Letter, send_to_client
from .drafts import drop_drafts


@action("case.forward")
@transaction.atomic
@asks("must_tell", "forwarding")
def forward_case(case: Case, to_body: str, reason: str, *, by: Employee, keeps: bool = False) -> None:
    """Send the case to the body it belongs to, with the notice to the client. Raises Refused.

    to_body may name several bodies, one a line: a copy goes to each (59-ФЗ ст. 8 ч. 4). keeps: part of the questions stays
    here, so the case goes on with its own term.
    """
    if not to_body.strip() or not reason.strip():
        raise Objection("Напишите, куда и почему пересылаете: это увидит клиент.")
    lock_case(case)
    to_body = "; ".join(line.strip() for line in to_body.splitlines() if line.strip())
    verdicts = forwarding_verdicts(case, to_body)
    require(verdicts)
    owed = terms.open_obligation(case, "forwarding", case.registered_at)
    if keeps:
        move_case(case, "forward_part")
    else:
        move_case(case, "forward", outcome=to_body[:40], closed_at=timezone.now())
        drop_drafts(case, by=by)
    told = texts.forwarded(case, to_body, reason)
    letter = Letter(texts.subject(case, "forwarding"), told, notice="forwarding")
    send_to_client(case, letter, what="forwarding_notice", by=by)
    if owed:
        terms.fulfil(case, "forwarding")
    if not keeps:
        record_decision(case, "forward", by=by)
        terms.end_open(case, f"переслано: {to_body}")
    ruled(verdicts, case, by=by)
    record("case.forwarded", case, by=by)
