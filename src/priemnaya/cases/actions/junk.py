"""A message of any point that a person finds to be spam after it was registered, and the way back. What was held before
registration is judged in `reviewing`."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from priemnaya.cases import terms
from priemnaya.cases.heard import must_have_heard
from priemnaya.cases.models import SPAM, Case
from priemnaya.cases.returned import posted
from priemnaya.cases.rules import step_verdicts
from priemnaya.cases.states import lock_case, move_case
from priemnaya.core.journal import record, ruled
from priemnaya.core.models import Event
from priemnaya.errors import Objection, Stale
from priemnaya.people.acting import action, part
from priemnaya.people.models import Employee
from priemnaya.policy import require

from .drafts import drop_drafts
from .hands import settle_hands
from .reviewing import reject_case
from .told import settle_told

ANSWERED_ANYWAY = ("service_application", "service_complaint", "appeal_complaint", "info_request", "media_request")
"""Kinds that the law makes the body answer, whatever they say: none is spam."""


@action("review.letters")
@transaction.atomic
def mark_spam(case: Case, *, by: Employee, why: str = "спам", heard: str = "") -> None:
    """It needs no answer: nothing is owed any more, the message is kept and can be brought back. What waits for its
    check is rejected; what was registered is asked what closing is asked. heard: the client's messages that the
    page showed (`heard.heard_token`). Raises Refused, Stale, Objection for a proved
    author and for kinds that the law has answered."""
    if lock_case(case).state == "review":
        reject_case(case, by=by, why=why, heard=heard)
        return
    must_have_heard(case, heard)
    if case.identified:
        raise Objection("Автор подтвердил личность: это не спам. Ответьте или закройте дело по основанию закона.")
    if case.means_complaint or case.kind in ANSWERED_ANYWAY:
        raise Objection(
            f"«{case.get_kind_display()}» спамом не отмечают: закон велит ответить. Если вид указан неверно, измените"
            " его, потом отметьте."
        )
    verdicts = step_verdicts("close", case)
    require(verdicts)
    ruled(verdicts, case, by=by)
    move_case(case, "spam", outcome=SPAM, closed_at=timezone.now())
    drop_drafts(case, by=by)
    terms.cancel_open(case, f"не требует ответа: {why}")
    record("case.closed", case, by=by, outcome=SPAM)


def was_registered(case: Case) -> bool:
    """What was marked as spam had been registered: its terms go on by their old dates."""
    return Event.objects.filter(subject_type="case", subject_id=case.pk, verb="case.registered").exists()


BACK = {"new": "spam_to_new", "in_work": "spam_to_work", "waiting": "spam_to_waiting"}


@part
def take_from_spam(case: Case, *, by: Employee, state: str = "") -> None:
    """It was no spam: the case stands where it stood (`state`; else by whether somebody has it), and what it owed it
    owes by the old dates. Raises Stale when it is not marked so any more."""
    ended_at = lock_case(case).closed_at
    if case.outcome != SPAM or case.state != "closed":
        raise Stale("Это дело уже не отмечено как спам. Обновите страницу.")
    move_case(case, BACK[state or ("in_work" if case.assignee_id else "new")], outcome="", closed_at=None)
    terms.resume_ended(case, ended_at)
    settle_told(case, posted(case))
    settle_hands(case)
    record("case.reopened", case, by=by)
