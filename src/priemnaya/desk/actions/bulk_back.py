"""Taking back a deed over several cases: each case stands as it stood, unless somebody has changed it since."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from priemnaya.cases.actions import classify_case, reopen_case, restore_reply, take_back_assignment, take_back_urgency
from priemnaya.cases.actions.junk import take_from_spam
from priemnaya.cases.actions.working import Question
from priemnaya.cases.built import must_not_be_built_on
from priemnaya.cases.models import Case
from priemnaya.cases.states import lock_cases
from priemnaya.core.journal import record
from priemnaya.core.models import Event
from priemnaya.desk.models import BACK_FOR, BulkDeed, BulkRow, CampaignMember
from priemnaya.errors import NotAllowed, Objection, Stale
from priemnaya.knowledge.models import Topic
from priemnaya.people.acting import action, check
from priemnaya.people.models import Employee, Unit

from .bulk_steps import STEPS

CHANGED = "это дело с тех пор изменили"


def stands(case: Case, what: str) -> dict[str, Any]:
    """The whole of what a deed changes: enough to put it back, and to tell that nobody has changed it since."""
    if what == "assign":
        last = case.assignments.order_by("-pk").values_list("pk", flat=True).first()
        return {"assignee": case.assignee_id, "unit": case.unit_id, "new": case.state == "new", "given": last}
    if what == "urgency":
        return {"urgency": case.urgency, "reason": case.urgency_reason}
    if what == "classify":
        return {"topics": [list(q) for q in case.questions.order_by("pk").values_list("pk", "topic_id", "need")]}
    if what == "apart":
        return {"out": CampaignMember.objects.filter(case=case, out_at__isnull=False).exists()}
    if what == "spam":
        draft = case.replies.filter(state="draft").values_list("pk", flat=True).first()
        return {"state": case.state, "outcome": case.outcome, "draft": draft}
    return {"state": case.state}


@action("case.view")
@transaction.atomic
def take_back(deed: BulkDeed, *, by: Employee) -> list[tuple[str, str]]:
    """What stood before stands again; returns numbers of cases that stay as they are, each with why. Raises NotAllowed
    for another's deed, Stale when it was taken back already or its time has passed."""
    if deed.by_id != by.pk:
        raise NotAllowed("Вернуть может тот, кто это сделал.")
    if deed.undone_at is None and not deed.can_be_taken_back:
        minutes = int(BACK_FOR.total_seconds() // 60)
        raise Stale(
            f"Вернуть можно в течение {minutes} минут: они прошли. Измените дела по одному."
            if deed.at <= timezone.now() - BACK_FOR
            else "Это не возвращают списком: откройте дело и сделайте это там."
        )
    if not BulkDeed.objects.filter(pk=deed.pk, undone_at=None).update(undone_at=timezone.now()):
        raise Stale("Это уже вернули.")
    rows = list(deed.rows.filter(why_not="").select_related("case__organisation").order_by("case_id"))
    lock_cases(*(row.case for row in rows))
    for row in rows:
        row.back_why_not = _put_back(row, deed.what, by)[:500]
    BulkRow.objects.bulk_update(rows, ["back_why_not"])
    record("bulk.undone", deed, by=by)
    return [(row.case.number, row.back_why_not) for row in rows if row.back_why_not]


def last_event(case: Case) -> int:
    """Of a case as it stands: what people do to it comes after."""
    rows = Event.objects.filter(subject_type="case", subject_id=case.pk).order_by("-pk")
    return rows.values_list("pk", flat=True).first() or 0


def _put_back(row: BulkRow, what: str, by: Employee) -> str:
    """Why the case stays as it is; empty when it stands as before."""
    after = dict(row.after)
    event = after.pop("event", 0)
    if stands(row.case, what) != after:
        return CHANGED
    try:
        with transaction.atomic():
            must_not_be_built_on(row.case, event, but=by)
            check(STEPS[what].right, row.case, by)
            BACK[what](row.case, row.before, by)
    except Objection as objection:
        return str(objection)
    return ""


def _assigned(case: Case, before: dict[str, Any], by: Employee) -> None:
    to = Employee.everyone.filter(pk=before["assignee"]).first()
    unit = Unit.objects.filter(pk=before["unit"]).first()
    take_back_assignment(case, to, unit, by=by, was_new=bool(before.get("new")))


def _urgent(case: Case, before: dict[str, Any], by: Employee) -> None:
    take_back_urgency(case, before["urgency"], before.get("reason", ""), by=by)


def _classified(case: Case, before: dict[str, Any], by: Employee) -> None:
    """Each question by itself: none of them is new or gone, or the case would not stand as the deed left it."""
    known = {pk: (topic, need) for pk, topic, need in before["topics"]}
    topics = Topic.objects.in_bulk([topic for topic, _need in known.values() if topic])
    rows = [(q.text, *known.get(q.pk, (None, ""))) for q in case.questions.order_by("pk")]
    classify_case(case, [Question(text, topics.get(topic), need) for text, topic, need in rows], by=by)


def _no_spam(case: Case, before: dict[str, Any], by: Employee) -> None:
    if before["state"] == "review":
        reopen_case(case, by=by, why="отметка «спам» отменена")
        return
    take_from_spam(case, by=by, state=before["state"])
    if draft := case.replies.filter(pk=before.get("draft") or 0, state="dropped").first():
        restore_reply(draft, by=by)


def _gathered(case: Case, before: dict[str, Any], by: Employee) -> None:
    CampaignMember.objects.filter(case=case).update(out_at=None, out_by=None)


BACK = {"assign": _assigned, "urgency": _urgent, "classify": _classified, "spam": _no_spam, "apart": _gathered}
