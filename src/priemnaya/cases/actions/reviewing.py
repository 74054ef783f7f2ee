"""A person has looked at a message that was held as suspected spam: it is real, or it needs no answer."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from priemnaya.cases import terms
from priemnaya.cases.heard import must_have_heard
from priemnaya.cases.models import SPAM, Case
from priemnaya.cases.states import lock_case, move_case
from priemnaya.core.journal import record
from priemnaya.core.tokens import digest, new_code
from priemnaya.people.acting import action
from priemnaya.people.models import Employee

from .receive import register_case


@action("review.letters")
@transaction.atomic
def accept_case(case: Case, *, by: Employee) -> str:
    """A person says it is a real message: registered from now, with the primary reply. Returns the new access code;
    empty where the client was given the code on the spot, and it stays."""
    code = "" if case.code_shown else new_code()
    fresh = {"code_digest": digest(code)} if code else {}
    move_case(case, "accept", registered_at=timezone.now(), **fresh)
    case.contacts.filter(status="review").update(status="registered", reason="")
    record("case.accepted", case, by=by)
    register_case(case, by=by, taken_as_message=case.kind == "message", code=code, remarks=[], waited=True)
    return code


@action("review.letters")
@transaction.atomic
def reject_case(case: Case, *, by: Employee, why: str, heard: str = "") -> None:
    """A person says it is spam, with all that was added to it: nothing is owed; the letter is kept and listed. heard:
    the client's messages that the page showed (`heard.heard_token`). Raises Stale."""
    must_have_heard(lock_case(case), heard)
    move_case(case, "reject", outcome=SPAM, closed_at=timezone.now())
    case.contacts.filter(direction="in", status__in=("review", "appended")).update(status="ignored", reason=why[:300])
    terms.cancel_open(case, f"не требует ответа: {why}")
    record("case.closed", case, by=by)
