"""Who stands in for whom, from which day to which: work for the absent one goes to the substitute, and so does the
guard of complaints."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

if TYPE_CHECKING:
    from .organisations import Organisation
    from .staff import Employee


class SubstitutionQuerySet(models.QuerySet["Substitution"]):
    def on(self, day: dt.date) -> SubstitutionQuerySet:
        """In force on a local day; both ends count."""
        return self.filter(since__lte=day, until__gte=day)

    def now(self, organisation: Organisation) -> SubstitutionQuerySet:
        """In force today where the body is."""
        return self.on(organisation.local(timezone.now()).date()).filter(employee__organisation_id=organisation.pk)

    def absent(self, substitute: Employee) -> models.QuerySet[Substitution, int]:
        """Ids of those for whom this employee stands in today, as a subquery."""
        return self.now(substitute.organisation).filter(substitute=substitute).values_list("employee_id", flat=True)


class Substitution(models.Model):
    """`employee` is away from `since` to `until`, both days included; `substitute` does the work meanwhile."""

    employee = models.ForeignKey("people.Employee", on_delete=models.CASCADE, related_name="substitutions")
    substitute = models.ForeignKey("people.Employee", on_delete=models.CASCADE, related_name="stands_in")
    since = models.DateField()
    until = models.DateField()
    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")

    objects = SubstitutionQuerySet.as_manager()

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(employee=F("substitute")), name="nobody_stands_in_for_oneself"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="substitution_has_days"),
        ]

    def __str__(self) -> str:
        return f"{self.substitute} за {self.employee}"
