"""What may be done to several cases at once. Each step is the single deed itself: what that refuses, it refuses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from priemnaya.cases.actions import (
    assess_urgency,
    assign_case,
    classify_case,
    close_case,
    forward_case,
    mark_spam,
    merge_cases,
)
from priemnaya.cases.actions.working import Question
from priemnaya.cases.forwarding import Target
from priemnaya.cases.models import Case
from priemnaya.desk.models import CampaignMember
from priemnaya.errors import Objection
from priemnaya.knowledge.models import Topic
from priemnaya.people.models import Employee, OtherBody, Unit


@dataclass(frozen=True)
class Wanted:
    """What is to be done to each: a person or a unit, a topic, an urgency; a body, with what each letter's
    page showed (`letters`: case -> digest); an outcome of closing with what is said of it; a case to join them to."""

    to: Employee | None = None
    unit: Unit | None = None
    task: str = ""
    topic: Topic | None = None
    urgency: str = ""
    reason: str = ""
    body: OtherBody | None = None
    letters: Mapping[int, str] = field(default_factory=dict)
    outcome: str = ""
    notice: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    into: Case | None = None


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
    if first.topic == wanted.topic:
        raise Objection("Эта тема уже записана.")
    classify_case(case, [Question(first.text, wanted.topic, first.need), *known[1:]], by=by)


def _urgency(case: Case, wanted: Wanted, by: Employee) -> None:
    if wanted.urgency == case.urgency:
        raise Objection("Срочность уже такая.")
    assess_urgency(case, wanted.urgency, wanted.reason, by=by)


def _forward(case: Case, wanted: Wanted, by: Employee) -> None:
    if wanted.body is None:
        raise Objection("Выберите орган из справочника.")
    forward_case(case, [Target(wanted.body)], wanted.reason, by=by, seen=wanted.letters.get(case.pk, ""))


def _close(case: Case, wanted: Wanted, by: Employee) -> None:
    close_case(case, wanted.outcome, by=by, notice=wanted.notice, facts=dict(wanted.facts))


def _merge(case: Case, wanted: Wanted, by: Employee) -> None:
    if wanted.into is None:
        raise Objection("Выберите дело, к которому присоединить остальные.")
    merge_cases(case, wanted.into, by=by)


def _spam(case: Case, wanted: Wanted, by: Employee) -> None:
    mark_spam(case, by=by, why=wanted.reason or "спам")


def _apart(case: Case, wanted: Wanted, by: Employee) -> None:
    """Taken out of the messages it was gathered with: it is answered by itself, and gathered no more."""
    mine = CampaignMember.objects.filter(case=case, out_at=None, campaign__isnull=False)
    if not mine.update(out_at=timezone.now(), out_by=by):
        raise Objection("Это дело и так стоит отдельно.")


@dataclass(frozen=True)
class Step:
    """right: who may; do: the deed on one case; shown: it is shown before it is done, and done as shown."""

    right: str
    do: Callable[[Case, Wanted, Employee], None]
    shown: bool = False


STEPS: dict[str, Step] = {
    "assign": Step("case.assign", _assign),
    "classify": Step("case.work", _classify),
    "urgency": Step("case.work", _urgency),
    "forward": Step("case.forward", _forward, shown=True),
    "close": Step("case.work", _close, shown=True),
    "merge": Step("case.work", _merge, shown=True),
    "spam": Step("review.letters", _spam, shown=True),
    "apart": Step("case.work", _apart),
}
