"""What is told of a giving beside whom the case went to: to the journal, to the client."""

from __future__ import annotations

from typing import Any

from priemnaya.people.models import Employee, Unit
from priemnaya.people.policies import policy_of
from priemnaya.policy import Verdict
from priemnaya.policy.vocabulary.notices import CONTACTS, OF_EXECUTORS

from .facts import case_facts, day_of
from .models import Case

TAKEN_BACK = "назначение отменено"


def assignment_marks(case: Case, to: Employee | None, unit: Unit | None) -> dict[str, Any]:
    """Marks of the event: it goes from one executor to `another`, is `moved` from one department to another, stays the
    `same`: with whom the client was last told of."""
    last = case.assignments.exclude(employee=None).order_by("pk").values_list("employee_id", flat=True).last()
    another = to is not None and last is not None and last != to.pk
    moved = unit is not None and case.unit_id is not None and case.unit_id != unit.pk
    given = case.assignments.exclude(employee=None, task=TAKEN_BACK)
    before = given.order_by("pk").values_list("employee_id", "unit_id").last()
    same = before == (to.pk if to else None, unit.pk if unit else None)
    return {name: True for name, so in (("another", another), ("moved", moved), ("same", same)) if so}


def naming_verdicts(case: Case, hand: Employee | None) -> list[Verdict]:
    """Whether whom the case is given to can be named to the client as the order wants: with a telephone."""
    policy, day = policy_of(case.organisation), day_of(case)
    if hand is None:
        return []
    facts = {**case_facts(case), CONTACTS: bool(hand.phone or case.organisation.phone), "given_to": hand.short_name}
    asked = [verdict for name in OF_EXECUTORS for verdict in policy.judge("tell", day, f"{name}>client", facts)]
    return [v for v in asked if not v.ok]
