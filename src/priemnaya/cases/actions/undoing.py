"""Taking back what was done a moment ago: what stood before stands again, with the terms that went with it. Whoever
asks has looked that nobody changed it since."""

from __future__ import annotations

from django.db import transaction

from priemnaya.cases import terms
from priemnaya.cases.guard import must_lead
from priemnaya.cases.marked import TAKEN_BACK, assignment_marks
from priemnaya.cases.models import URGENCIES, Assignment, Case
from priemnaya.cases.rules import assignment_verdicts, giving_verdicts, joined_verdicts
from priemnaya.cases.states import lock_case, move_case
from priemnaya.core.journal import given_elsewhere, notify, record, ruled
from priemnaya.core.models import Obligation
from priemnaya.errors import Objection
from priemnaya.people.acting import action
from priemnaya.people.hands import must_work
from priemnaya.people.models import Employee, Unit
from priemnaya.policy import require
from priemnaya.policy.owed import URGENT_REPLY

from .whole import lie_together
from .working import announce, must_be_open


@action("case.assign")
@transaction.atomic
def take_back_assignment(case: Case, to: Employee | None, unit: Unit | None, *, by: Employee, was_new: bool) -> None:
    """The case lies with whom it lay before, nobody and no department included; was_new: nobody had taken it, so it is
    new again, unless an answer was begun. Who has it again is given it: the order is asked as of any giving. Raises
    Refused, Objection when that employee works no more or may not have it now, NotAllowed."""
    if to is not None and not to.is_active:
        raise Objection(f"{to} больше не работает: назначьте другого.")
    if unit is not None and unit.closed_at is not None:
        raise Objection(f"Отдел «{unit.name}» закрыт: назначьте другой.")
    must_work(to, unit)
    must_lead(lock_case(case), by)
    verdicts = [*assignment_verdicts(case, to, unit), *joined_verdicts(case, to, unit)]
    if to is not None or unit is not None:
        asked = giving_verdicts(case, to, _task_before(case, to, unit), unit)
        verdicts += [v for v in asked if v.kind != "limit"]  # a mistake undone is not one giving more
    require(verdicts)
    ruled(verdicts, case, by=by)
    marks, had = assignment_marks(case, to, unit), case.assignee
    fresh = was_new and case.state == "in_work" and not case.replies.exists()
    move_case(case, "give_back" if fresh else "assign", assignee=to, unit=unit)
    lie_together(case)
    Assignment.objects.create(case=case, unit=unit, employee=to, by=by, task=TAKEN_BACK)
    Obligation.objects.about("case", case.pk).open().update(responsible_id=to.pk if to else None)
    given_elsewhere(case.pk)
    if had is not None and had not in (by, to):
        notify(had, f"Поручение отменено: дело {case.number}", case.get_absolute_url(), kind="case")
    record("case.assignment_undone", case, by=by, to=to.pk if to is not None else None)
    if to is None:
        return
    announce(case, to, None, by=by)
    record("case.assigned", case, by=by, to=to.pk, **marks)


def _task_before(case: Case, to: Employee | None, unit: Unit | None) -> str:
    """What was asked of whoever has it again."""
    given = case.assignments.filter(employee=to, **({} if to else {"unit": unit})).exclude(task=TAKEN_BACK)
    return given.order_by("-pk").values_list("task", flat=True).first() or ""


@action("case.work")
@transaction.atomic
def take_back_urgency(case: Case, urgency: str, reason: str, *, by: Employee) -> None:
    """Urgency stands as it did, «not assessed» included: a term it had begun ends, one it had ended goes on by its old
    date. Raises Stale for an ended case."""
    must_be_open(case)
    if urgency and urgency not in URGENCIES:
        raise Objection("Выберите, срочное дело или обычное.")
    was, case.urgency, case.urgency_reason = case.urgency, urgency, reason[:250]
    case.save(update_fields=["urgency", "urgency_reason"])
    if was == "urgent" and urgency != "urgent":
        terms.cancel_term(case, URGENT_REPLY, "отметка срочности отменена")
    elif urgency == "urgent" and was != "urgent":
        _urgent_again(case)
    terms.refresh_due(case)
    record("case.urgency_undone", case, by=by)


def _urgent_again(case: Case) -> None:
    """The term that ended with the lowered urgency, by its old date; where there was none, one from registration."""
    rows = Obligation.objects.about("case", case.pk).filter(what=URGENT_REPLY, fulfilled_at=None)
    last = rows.exclude(cancelled_at=None).order_by("-cancelled_at", "-pk").first()
    if terms.open_term(case, URGENT_REPLY) is None and last is not None:
        last.cancelled_at, last.cancelled_why = None, ""
        last.save(update_fields=["cancelled_at", "cancelled_why"])
        return
    terms.open_obligation(case, URGENT_REPLY, case.registered_at)
