"""Closing a case without an answer on the substance, as the law allows it: on what conditions, and by when the client
is told."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from priemnaya.cases import terms, texts
from priemnaya.cases.facts import unreachable
from priemnaya.cases.heard import must_have_heard
from priemnaya.cases.known import recall_asked_at
from priemnaya.cases.models import Case, CaseQuestion
from priemnaya.cases.rules import outcome_verdicts, outcomes, step_verdicts
from priemnaya.cases.states import lock_case, move_case
from priemnaya.core.journal import record, ruled
from priemnaya.errors import Objection
from priemnaya.people.acting import action
from priemnaya.people.models import Employee
from priemnaya.policy import register, require
from priemnaya.policy.owed import OUTCOME_NOTICE

from .decisions import record_decision
from .deliver import send_to_client
from .drafts import drop_drafts
from .faults import must_be_filled
from .hands import take_up
from .suspending import forget_suspension
from .veiling import Letter

register("provides", "resubmit", "cases.actions.outcomes.close_case")
RETURNED = ("returned_to_court", "court_decision")
"""Outcomes in which the client gets the papers back."""


@action("case.work")
@transaction.atomic
def close_case(
    case: Case,
    outcome: str,
    *,
    by: Employee,
    notice: str = "",
    facts: dict[str, Any] | None = None,
    heard: str = "",
) -> None:
    """Close without an answer on the substance, as a ground of law allows, with its notice; the term of telling, where
    the law gives one, is kept once the notice has left. facts: what whoever closes says of the text: `reason`,
    `site_address`, `crime` (yes or no), `no_new_arguments`, `client_asked`. heard: the client's
    messages that the page showed (`heard.heard_token`). Raises Refused, Objection, Stale."""
    must_have_heard(lock_case(case), heard)
    rule = next((r for r in outcomes(case) if r.value.outcome == outcome), None)
    if rule is None:
        raise Objection(
            "Такого исхода закон для этого вида дела не знает. Закон выше порядка: кто назвался и оставил адрес, тому"
            " отвечают."
        )
    must_be_filled(notice)
    known = {**_known(case, facts or {}), "head_decision": by.may("case.decide"), "notice_text": notice.strip()}
    verdicts = [*outcome_verdicts(case, outcome, known), *step_verdicts("close", case)]
    require(verdicts)
    take_up(case, by=by, whole=False)
    if rule.value.tells(known):
        if rule.value.within:
            terms.open_obligation(case, OUTCOME_NOTICE, case.registered_at, facts={"outcome": outcome})
        said = texts.closed(case, rule.value.title, notice, again=rule.value.again)
        told = Letter(texts.subject(case, "closing"), said, notice="closing", fulfils=OUTCOME_NOTICE)
        send_to_client(case, told, by=by)
    record_decision(case, "return" if outcome in RETURNED else "leave", by=by)
    if case.state == "suspended":  # should it be opened again, days that were not waited for are no part of its term
        forget_suspension(case, by=by)
    move_case(case, "close", outcome=outcome, closed_at=timezone.now())
    drop_drafts(case, by=by)
    terms.end_open(case, f"{rule.value.title} ({rule.citation})")
    ruled(verdicts, case, by=by)
    record("case.closed", case, by=by, outcome=outcome)


def _known(case: Case, said: dict[str, Any]) -> dict[str, Any]:
    """What is on record of the case, with what whoever closes it says of its text."""
    sent_on = case.forwardings.filter(letters__recalled_at=None, letters__isnull=False).exists()
    return {
        **said,
        "no_name_or_address": unreachable(case),
        "previous_answers": _answered_before(case),
        "crime_told": said.get("crime") == "no" or (said.get("crime") == "yes" and sent_on),
        "no_new_arguments": bool(said.get("no_new_arguments")),
        "client_asked": bool(said.get("client_asked")) or recall_asked_at(case) is not None,
    }


def _answered_before(case: Case) -> int:
    """Answered cases on the same question: those a person linked to this one, either way, with a topic in common."""
    linked = Q(links__other=case, links__kind="related") | Q(back_links__case=case, back_links__kind="related")
    topics = CaseQuestion.objects.filter(case=case, topic__isnull=False).values("topic")
    same = Case.objects.filter(linked, state="answered", client=case.client, questions__topic__in=topics)
    return same.distinct().count()
