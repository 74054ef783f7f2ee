"""Of what and whom an improvement measure reminds: of a case, of a clause."""

from __future__ import annotations

from priemnaya.cases.guard import OF_CASES, may_know
from priemnaya.cases.states import is_destroyed
from priemnaya.core.models import Obligation
from priemnaya.core.reminders import About, about
from priemnaya.people.models import Employee
from priemnaya.people.words import Staff

from .actions.measures import cited, where
from .models import ClauseMeasure, ImprovementMeasure

OF_CASES["improvementmeasure"] = lambda cases: ImprovementMeasure.objects.filter(case__in=cases)


@about("improvementmeasure")
def about_measure(owed: Obligation) -> About | None:
    """The owner; the heads when the day has passed."""
    measure = (
        ImprovementMeasure.objects.select_related("case__organisation", "owner").filter(pk=owed.subject_id).first()
    )
    if measure is None:
        return None
    staff = [] if is_destroyed(measure.case) else may_know(measure.case)
    heads = [e for e in staff if e.may("case.decide")]
    owner = Staff(measure.case.organisation).called(measure.owner)
    return About(
        measure,
        f"мера по делу {measure.case.number}",
        measure.case.get_absolute_url(),
        [e for e in staff if e.pk == measure.owner_id],
        otherwise=heads,
        heads=heads,
        called=lambda word: [e for e in owner(word) if e in staff],
    )


@about("clausemeasure")
def about_clause_measure(owed: Obligation) -> About | None:
    """The owner; the heads when the day has passed, or the owner works here no more."""
    measure = ClauseMeasure.objects.select_related("organisation", "owner").filter(pk=owed.subject_id).first()
    if measure is None:
        return None
    body = measure.organisation
    staff = list(Employee.objects.filter(organisation=body, is_active=True))
    heads = [e for e in staff if e.may("case.decide")]
    return About(
        measure,
        f"мера по {cited(body, measure.clause) or measure.clause}",
        where(measure),
        [e for e in staff if e.pk == measure.owner_id],
        otherwise=heads,
        heads=heads,
        called=Staff(body).called(measure.owner),
    )
