"""What an employee is able to deal with, since when and on what ground: an attestation, a training (altai-zags 4.13,
udmurtia-mio 1.3.8)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from priemnaya.policy import register

from .organisations import Organisation

register("kept_register", "competences", "people.models.Competence")


class CompetenceQuerySet(models.QuerySet["Competence"]):
    def current(self, organisation: Organisation) -> CompetenceQuerySet:
        """Those of a body's employees that hold today, by the body's own calendar."""
        today = organisation.local(timezone.now()).date()
        return self.filter(Q(until=None) | Q(until__gte=today), since__lte=today, employee__organisation=organisation)


class Competence(models.Model):
    """area: slug of a service of the body, or a code of the classifier (a section covers what is under it)."""

    KINDS = {"service": "услуга", "topic": "тема"}

    employee = models.ForeignKey("people.Employee", on_delete=models.CASCADE, related_name="competences")
    kind = models.CharField(max_length=8, choices=list(KINDS.items()))
    area = models.CharField(max_length=50)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    basis = models.CharField(max_length=250)

    objects = CompetenceQuerySet.as_manager()

    class Meta:
        ordering = ["employee", "area"]
        constraints = [models.UniqueConstraint(fields=["employee", "kind", "area", "since"], name="competence_once")]
