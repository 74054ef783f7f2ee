"""What was decided is on record, compared with similar cases; practice is changed deliberately, with date and
reason."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from priemnaya.cases.models import Case, Decision, PracticeChange, Reply
from priemnaya.cases.practice import Practice, practice_for
from priemnaya.cases.rules import alike_verdicts
from priemnaya.core.journal import notify, record
from priemnaya.errors import Objection
from priemnaya.knowledge.models import Service, Topic
from priemnaya.people.acting import action, part
from priemnaya.people.models import Employee, Organisation


@part
@transaction.atomic
def record_decision(
    case: Case,
    outcome: str,
    *,
    by: Employee,
    reply: Reply | None = None,
    at: dt.datetime | None = None,
    practice: Practice | None = None,
) -> Decision:
    """Keep a decision for comparison. One against the practice is told to the heads."""
    grounds = list(reply.ground_codes) if reply else []
    why = reply.why_differs if reply else ""
    practice = practice or practice_for(case, grounds)
    usual = practice.usual
    asked = alike_verdicts(case, outcome, grounds, "", practice)
    differs = any(not v.ok for v in asked)
    first = case.questions.select_related("topic").order_by("pk").first()
    decision = Decision.objects.create(
        organisation=case.organisation,
        case=case,
        reply=reply,
        outcome=outcome,
        service=case.service,
        topic=first.topic if first else None,
        need=first.need if first else "",
        grounds=grounds,
        unit=case.unit,
        author=(reply.author if reply else None) or case.assignee,
        by=by,
        at=at or timezone.now(),
        usual=usual.outcome if usual else "",
        usual_share=usual.percent if usual else 0,
        similar=practice.decided,
        differs=differs,
        why=why,
    )
    if differs:
        record("case.decided_otherwise", case, by=by, decision=decision.pk)
        _tell_heads(case, why, but=by)
    return decision


def _tell_heads(case: Case, why: str, *, but: Employee) -> None:
    for head in Employee.objects.filter(organisation=case.organisation, is_active=True).exclude(pk=but.pk):
        if head.may("case.decide"):
            notify(
                head, f"Решение не как обычно: дело {case.number}. {why[:120]}", case.get_absolute_url(), kind="signing"
            )


@action("case.decide")
@transaction.atomic
def look_at_decision(decision: Decision, seen_as: str, *, by: Employee) -> None:
    """The head's word on a decision against the practice: grounded, or to be looked at again."""
    if seen_as not in ("right", "wrong"):
        raise Objection("Выберите: обоснованно или пересмотреть.")
    decision.seen_by, decision.seen_at, decision.seen_as = by, timezone.now(), seen_as
    decision.save(update_fields=["seen_by", "seen_at", "seen_as"])
    if seen_as == "wrong" and decision.author and decision.author != by:
        notify(
            decision.author,
            f"Решение по делу {decision.case.number} просят пересмотреть",
            decision.case.get_absolute_url(),
            kind="done",
        )
    record("case.decision_seen", decision.case, by=by, decision=decision.pk)


@action("case.decide")
@transaction.atomic
def change_practice(
    organisation: Organisation,
    *,
    service: Service | None,
    topic: Topic | None,
    reason: str,
    by: Employee,
    since: dt.datetime | None = None,
    ground: str = "",
) -> PracticeChange:
    """From now on (or a day) such cases are decided otherwise: earlier decisions are no longer the measure. Raises
    Objection."""
    if service is None and topic is None:
        raise Objection("Выберите услугу или тему, по которой меняется подход.")
    if len(reason.strip()) < 15:
        raise Objection(
            "Напишите, почему меняется подход и на чём это основано: это увидят все, кто решает такие дела."
        )
    change = PracticeChange.objects.create(
        organisation=organisation,
        service=service,
        topic=topic,
        ground=ground,
        since=since or timezone.now(),
        reason=reason.strip(),
        by=by,
    )
    record("practice.changed", change, by=by)
    return change
