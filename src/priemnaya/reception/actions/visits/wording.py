"""What visitors write that they come for is looked through for names of employees, as letters without a case are."""

from __future__ import annotations

from priemnaya.cases.actions.seeking import seek_in, staff_list
from priemnaya.cases.models import Sought
from priemnaya.people.models import Organisation
from priemnaya.reception.models import Visit
from priemnaya.reception.visits.worded import VISIT

AT_ONCE = 200


def seek_in_visits(organisation: Organisation) -> int:
    """Returns how many were looked through for the staff of today."""
    staff = staff_list(organisation)
    done = Sought.objects.filter(subject_type=VISIT, staff=staff).values("subject_id")
    rows = Visit.objects.filter(organisation=organisation).exclude(about="").exclude(pk__in=done)
    return seek_in(organisation, staff, VISIT, rows.order_by("-pk").values_list("pk", "about")[:AT_ONCE])
