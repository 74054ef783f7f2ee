"""Confidential cases: seen by whoever has the case, their head and named people. To others they do not exist."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from priemnaya.people.models import Substitution

if TYPE_CHECKING:
    from priemnaya.people.models import Employee

EMERGENCY = dt.timedelta(hours=1)
"""For so long an emergency access opens one case to one person."""


class ConfidentialQuerySet(models.QuerySet["Confidential"]):
    def standing(self) -> ConfidentialQuerySet:
        return self.filter(lifted_at=None)

    def keeping_from(self, employee: Employee, *, emergency: bool = True) -> ConfidentialQuerySet:
        """Those of the employee's body that hide their case from them now. emergency=False: also what they see by
        emergency access alone."""
        here = self.standing().filter(case__organisation_id=employee.organisation_id)
        return here.exclude(pk__in=here.filter(_open_to(employee, emergency)).values("pk"))


def _open_to(employee: Employee, emergency: bool) -> Q:
    """The assignee and their head, whoever stands in for either, those named, and who broke the glass an hour ago at
    most."""
    absent = Substitution.objects.absent(employee)
    people = Q()
    for way in ("case__assignee", "case__assignee__unit__head"):
        people |= Q(**{way: employee}) | Q(**{f"{way}__in": absent})
    people |= Q(case__assignee=None) & (Q(case__unit__head=employee) | Q(case__unit__head__in=absent))
    people |= Q(readers__employee=employee)
    return people | Q(case__in=EmergencyAccess.objects.running(employee).values("case")) if emergency else people


class Confidential(models.Model):
    """That a case is confidential, and why. Lifted it stays as a row: who hid what, and until when."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="confidential")
    reason = models.CharField(max_length=300)
    by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")

    objects = ConfidentialQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(lifted_at=None), name="confidential_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="confidential_has_a_reason"),
        ]


class ConfidentialReader(models.Model):
    """One person who may see a confidential case though it is not theirs."""

    confidential = models.ForeignKey(Confidential, on_delete=models.CASCADE, related_name="readers")
    employee = models.ForeignKey("people.Employee", on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["confidential", "employee"], name="reader_once")]


class EmergencyQuerySet(models.QuerySet["EmergencyAccess"]):
    def running(self, employee: Employee) -> EmergencyQuerySet:
        """What this employee broke the glass for and may still see."""
        return self.filter(employee=employee, until__gt=timezone.now())


class EmergencyAccess(models.Model):
    """The glass was broken: who, for which case, why, until when. Heads and auditors are told at once."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="emergencies")
    employee = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()

    objects = EmergencyQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="emergency_has_a_reason"),
            models.CheckConstraint(condition=Q(until__gt=F("at")), name="emergency_ends"),
        ]
