"""What shows that a duty of the order was done, or that a clause is not kept: who said so, when, with what proof."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.utils import timezone

from priemnaya.core.models import Obligation, StoredFile

from .organisations import Organisation
from .staff import Employee

models.TextField.register_lookup(Length)


class DutyProof(models.Model):
    """One answer for one period, never changed: `kept` false says in words what is not kept, and the clause's figure
    says so too."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="duty_proofs")
    obligation = models.OneToOneField(Obligation, on_delete=models.PROTECT, related_name="proof")
    kept = models.BooleanField()
    words = models.TextField()
    link = models.URLField(max_length=500, blank=True)
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=255, blank=True)
    by = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(words__length__gte=10),
                name="duty_proof_has_words",
                violation_error_message="Напишите, что проверили и что увидели.",
            )
        ]
