"""Of what and whom an improvement measure reminds."""

from __future__ import annotations

from priemnaya.core.models import Obligation
from priemnaya.core.reminders import About, about
from priemnaya.people.models import Employee

from .models import ImprovementMeasure


@about("improvementmeasure", measure="сделать то, что обещано при разборе")
def about_measure(owed: Obligation) -> About | None:
    """The owner; the heads when the day has passed."""
    measure = ImprovementMeasure.objects.select_related("case", "owner").filter(pk=owed.subject_id).first()
    if measure is None:
        return None
    staff = list(Employee.objects.filter(organisation_id=measure.organisation_id, is_active=True))
    heads = [e for e in staff if e.may("case.decide") and e.pk != measure.case.complained_of_id]
    return About(
        measure,
        f"мера по делу {measure.case.number}",
        measure.case.get_absolute_url(),
        [e for e in staff if e.pk == measure.owner_id],
        otherwise=heads,
        heads=heads,
    )
