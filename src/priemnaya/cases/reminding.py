"""Of what and whom the terms of a case remind."""

from __future__ import annotations

from priemnaya.core.models import Obligation
from priemnaya.core.reminders import About, about
from priemnaya.people.models import Substitution

from .guard import may_know
from .models import Case


@about("case")
def about_case(owed: Obligation) -> About | None:
    """Who has the case and who stands in for them; never the person complained of (59-ФЗ ст. 8 ч. 6)."""
    case = Case.objects.select_related("assignee", "organisation").filter(pk=owed.subject_id).first()
    if case is None:
        return None
    staff = may_know(case)
    away = Substitution.objects.now(case.organisation).filter(employee=case.assignee_id)
    having = {case.assignee_id, *away.values_list("substitute_id", flat=True)}
    return About(
        case,
        f"дело {case.number}",
        case.get_absolute_url(),
        [e for e in staff if e.pk in having],
        otherwise=[e for e in staff if e.may("case.register")],
        heads=[e for e in staff if e.may("case.decide")],
    )
