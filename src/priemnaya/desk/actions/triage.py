"""One save for all that a new message needs: questions with topics, urgency, who takes it (udmurtia-mio 3.1 to 3.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from priemnaya.cases.actions import assess_urgency, assign_case, classify_case
from priemnaya.cases.actions.working import Question
from priemnaya.cases.models import Case
from priemnaya.cases.states import lock_case
from priemnaya.desk.standing import changed_meanwhile, standing
from priemnaya.errors import NotAllowed, Objection, Stale
from priemnaya.people.acting import action
from priemnaya.people.models import Employee, Unit


@dataclass(frozen=True)
class Triage:
    """What the triage form says. None, or an empty word, leaves as it is: each part is optional. questions: with what
    was shown of each; divide: that they are several is accepted, topics or not."""

    questions: Sequence[Question] = ()
    divide: bool = False
    urgency: str = ""
    reason: str = ""
    to: Employee | None = None
    unit: Unit | None = None
    task: str = ""


@action("case.work")
@transaction.atomic
def triage_case(case: Case, asked: Triage, *, by: Employee, seen: str) -> None:
    """All of it or nothing. seen: `standing` of the page. Raises Stale when the case was sorted meanwhile, Refused,
    Objection, NotAllowed for who may not give cases."""
    lock_case(case)
    if seen != standing(case):
        raise Stale(_sorted_meanwhile(case))
    if (asked.to or asked.unit) and not by.may("case.assign"):
        raise NotAllowed("Назначать исполнителей вам нельзя: оставьте поле «Кому» пустым.")
    changed = False
    if _sorted(case, asked):
        classify_case(case, asked.questions, by=by)
        changed = True
    if asked.urgency and (asked.urgency, asked.reason or case.urgency_reason) != (case.urgency, case.urgency_reason):
        assess_urgency(case, asked.urgency, asked.reason, by=by)
        changed = True
    if (asked.to or asked.unit) and (asked.to, asked.unit or case.unit) != (case.assignee, case.unit):
        assign_case(case, asked.to, by=by, unit=asked.unit, task=asked.task)
        changed = True
    if not changed:
        raise Objection("Ничего не изменено: укажите тему, срочность или исполнителя.")


def _sorted(case: Case, asked: Triage) -> bool:
    """Whether a person chose anything of the questions: a division that the form merely offered is nobody's choice
    until a topic or a need is set on it, or it is accepted as it is."""
    known = list(case.questions.order_by("pk"))
    now = [(q.topic_id, q.need) for q in known]
    typed = [(q.topic.pk if q.topic else None, q.need[:200]) for q in asked.questions]
    if asked.divide and [q.text for q in known] != [q.text[:500] for q in asked.questions]:
        return bool(typed)
    if len(typed) == len(now):
        return typed != now
    return [one for one in typed if any(one)] != [one for one in now if any(one)]


def _sorted_meanwhile(case: Case) -> str:
    what = changed_meanwhile(case)
    return f"Пока вы смотрели, дело {case.number} изменили: {what}. Проверьте и сохраните снова."
