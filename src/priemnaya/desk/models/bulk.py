"""What was done to several cases at once: by whom, to which, what stood before, and why some were left as they were."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

DEEDS = {"assign": _("назначено"), "classify": _("записана тема"), "urgency": _("записана срочность")}


class BulkDeed(models.Model):
    """One deed over a choice of cases. It is taken back once, by its author."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    what = models.CharField(max_length=10, choices=list(DEEDS.items()))
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["by", "-at"])]


class BulkRow(models.Model):
    """One case of it. before, after: what stood there, by name of field, ids only; why_not: it was left as it was."""

    deed = models.ForeignKey(BulkDeed, on_delete=models.CASCADE, related_name="rows")
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    why_not = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deed", "case"], name="case_once_in_a_bulk_deed")]
