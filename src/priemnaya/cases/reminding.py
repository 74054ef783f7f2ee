"""Of what and whom the terms of a case remind."""

from __future__ import annotations

from priemnaya.core.models import Obligation
from priemnaya.core.reminders import About, about
from priemnaya.people.models import Employee, Substitution
from priemnaya.people.words import people_of

from .guard import may_know
from .models import Case
from .states import is_destroyed


@about("case")
def about_case(owed: Obligation) -> About | None:
    """Who has the case and who stands in for them; never the person complained of (59-ФЗ ст. 8 ч. 6)."""
    case = Case.objects.select_related("assignee", "organisation").filter(pk=owed.subject_id).first()
    if case is None:
        return None
    staff = [] if is_destroyed(case) else may_know(case)  # of one that was destroyed nobody is told anything
    away = Substitution.objects.now(case.organisation).filter(employee=case.assignee_id)
    having = {case.assignee_id, *away.values_list("substitute_id", flat=True)}
    named = {p.pk for p in _people(case, owed.rule.get("who"))}
    told = {p.pk for word in owed.rule.get("told") or () for p in _people(case, word)}
    also = [e for e in staff if e.pk in told]
    return About(
        case,
        f"дело {case.number}",
        case.get_absolute_url(),
        [e for e in staff if e.pk in (named or having)],
        otherwise=[e for e in staff if e.may("case.register")],
        heads=[*(e for e in staff if e.may("case.decide")), *also],
        near_also=also,
        called=lambda word: [e for e in _people(case, word) if e in staff],
    )


def _people(case: Case, word: str | None) -> list[Employee]:
    """Those whom the rule of a term names."""
    return people_of(case.organisation, word, executor=case.assignee, unit=case.unit) if word else []
