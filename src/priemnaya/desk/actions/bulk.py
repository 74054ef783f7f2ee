"""One deed over several cases: each by itself, those that can't are said with the reason, and it can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from priemnaya.cases.actions import assess_urgency, assign_case, classify_case
from priemnaya.cases.actions.working import Question
from priemnaya.cases.models import Case
from priemnaya.cases.states import lock_cases
from priemnaya.core.journal import record
from priemnaya.desk.models import BulkDeed, BulkRow
from priemnaya.errors import NotAllowed, Objection, Stale
from priemnaya.knowledge.models import Topic
from priemnaya.people.acting import action, keep_refusal
from priemnaya.people.models import Employee, Organisation, Unit
from priemnaya.policy import Refused

MOST = 100
"""Cases at once: their rows are held until all is done."""


@dataclass(frozen=True)
class Wanted:
    """What is to be done to each: a person or a unit, a topic with a need, an urgency with its reason."""

    to: Employee | None = None
    unit: Unit | None = None
    task: str = ""
    topic: Topic | None = None
    need: str = ""
    urgency: str = ""
    reason: str = ""


def _assign(case: Case, wanted: Wanted, by: Employee) -> None:
    if wanted.to is None and wanted.unit is None:
        raise Objection("Выберите, кому назначить.")
    if (wanted.to, wanted.unit or case.unit) == (case.assignee, case.unit):
        raise Objection("Уже назначено.")
    assign_case(case, wanted.to, by=by, unit=wanted.unit, task=wanted.task)


def _classify(case: Case, wanted: Wanted, by: Employee) -> None:
    """The first question gets the topic; others of the message stay."""
    if wanted.topic is None:
        raise Objection("Выберите тему из списка.")
    known = [Question(q.text, q.topic, q.need) for q in case.questions.select_related("topic").order_by("pk")]
    first = known[0] if known else Question(case.subject, None, "")
    classify_case(case, [Question(first.text, wanted.topic, wanted.need or first.need), *known[1:]], by=by)


def _urgency(case: Case, wanted: Wanted, by: Employee) -> None:
    if wanted.urgency == case.urgency:
        raise Objection("Срочность уже такая.")
    assess_urgency(case, wanted.urgency, wanted.reason, by=by)


Step = Callable[[Case, Wanted, Employee], None]
STEPS: dict[str, tuple[str, Step]] = {
    "assign": ("case.assign", _assign),
    "classify": ("case.work", _classify),
    "urgency": ("case.work", _urgency),
}


@action("case.view")
@transaction.atomic
def do_to_several(
    organisation: Organisation, cases: Sequence[Case], what: str, wanted: Wanted, *, by: Employee
) -> BulkDeed:
    """Each case by itself: what the order or another's page stops is left as it was, and said. Raises Objection when
    nothing is chosen or too much, NotAllowed."""
    if what not in STEPS:
        raise Objection("Выберите, что сделать с отмеченными делами.")
    allowed, step = STEPS[what]
    if not by.may(allowed):
        raise NotAllowed("На это у вас нет права. Попросите руководителя.")
    if not cases:
        raise Objection("Отметьте хотя бы одно дело.")
    if len(cases) > MOST:
        raise Objection(f"За один раз — не больше {MOST} дел. Отметьте меньше.")
    deed = BulkDeed.objects.create(organisation=organisation, by=by, what=what)
    lock_cases(*cases)
    BulkRow.objects.bulk_create([_tried(deed, case, step, wanted, by) for case in sorted(cases, key=lambda c: c.pk)])
    record("bulk.done", organisation, by=by, deed=deed.pk)
    return deed


def _tried(deed: BulkDeed, case: Case, step: Step, wanted: Wanted, by: Employee) -> BulkRow:
    before = _stands(case, deed.what)
    try:
        with transaction.atomic():
            step(case, wanted, by)
    except Refused as stopped:
        keep_refusal(stopped, case, by)
        return BulkRow(deed=deed, case=case, before=before, after=before, why_not=str(stopped)[:500])
    except Objection as objection:
        return BulkRow(deed=deed, case=case, before=before, after=before, why_not=str(objection)[:500])
    return BulkRow(deed=deed, case=case, before=before, after=_stands(case, deed.what))


def _stands(case: Case, what: str) -> dict[str, Any]:
    """What a deed changes, as ids and keys."""
    if what == "assign":
        return {"assignee": case.assignee_id, "unit": case.unit_id}
    if what == "urgency":
        return {"urgency": case.urgency}
    return {"topics": list(case.questions.order_by("pk").values_list("topic_id", "need"))}


@action("case.view")
@transaction.atomic
def take_back(deed: BulkDeed, *, by: Employee) -> list[str]:
    """What stood before stands again; returns the numbers of cases that somebody has changed since and that stay as
    they are. Raises NotAllowed for another's deed, Stale when it was taken back already."""
    if deed.by_id != by.pk:
        raise NotAllowed("Вернуть может тот, кто это сделал.")
    if not BulkDeed.objects.filter(pk=deed.pk, undone_at=None).update(undone_at=timezone.now()):
        raise Stale("Это уже вернули.")
    rows = list(deed.rows.filter(why_not="").select_related("case__organisation").order_by("case_id"))
    lock_cases(*(row.case for row in rows))
    left = [row.case.number for row in rows if not _put_back(row, deed.what, by)]
    record("bulk.undone", deed, by=by)
    return left


def _put_back(row: BulkRow, what: str, by: Employee) -> bool:
    """False when the case is not as the deed left it, or may not go back."""
    case, before = row.case, row.before
    if _same(_stands(case, what)) != _same(row.after):
        return False
    try:
        with transaction.atomic():
            if what == "assign":
                people, units = Employee.everyone.filter(pk=before["assignee"]), Unit.objects.filter(pk=before["unit"])
                assign_case(case, people.first(), by=by, unit=units.first(), task="групповое назначение отменено")
            elif what == "urgency":
                assess_urgency(case, before["urgency"] or "normal", "групповое действие отменено", by=by)
            else:
                _topics_back(case, before["topics"], by)
    except Objection:
        return False
    return True


def _topics_back(case: Case, before: list[list[Any]], by: Employee) -> None:
    topics = Topic.objects.in_bulk([pk for pk, _need in before if pk])
    texts = list(case.questions.order_by("pk").values_list("text", flat=True))
    rows = [Question(text, topics.get(pk), need) for text, (pk, need) in zip(texts, before, strict=False)]
    classify_case(case, rows or [Question(case.subject, None, "")], by=by)


def _same(stands: dict[str, Any]) -> dict[str, Any]:
    """As it comes back from the database: pairs are lists there."""
    return {k: [list(x) for x in v] if isinstance(v, list) else v for k, v in stands.items()}
