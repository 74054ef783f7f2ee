"""Of what and whom the terms of a case remind."""

from __future__ import annotations

from priemnaya.core.models import Obligation
from priemnaya.core.reminders import About, about
from priemnaya.people.models import Employee
from priemnaya.policy.kinds.answer_within import NAMES

from .models import Case


@about("case", **NAMES)
def about_case(owed: Obligation) -> About | None:
    """Never the person complained of (59-ФЗ ст. 8 ч. 6)."""
    case = Case.objects.select_related("assignee").filter(pk=owed.subject_id).first()
    if case is None:
        return None
    staff = [
        e
        for e in Employee.objects.filter(organisation_id=case.organisation_id, is_active=True)
        if e.pk != case.complained_of_id
    ]
    return About(
        case,
        f"дело {case.number}",
        case.get_absolute_url(),
        [e for e in staff if e.pk == case.assignee_id],
        otherwise=[e for e in staff if e.may("case.register")],
        heads=[e for e in staff if e.may("case.decide")],
    )
