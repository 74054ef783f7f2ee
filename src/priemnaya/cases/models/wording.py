"""What people decide about the checker's findings, and the rules that lost their trust."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

OUTCOMES = {
    "accepted": _("принято"),
    "mended": _("исправлено своими словами"),
    "kept": _("оставлено как есть"),
    "overridden": _("отправлено с причиной"),
}
AGREED = ("accepted", "mended")
"""Outcomes that speak for the rule."""


class WordingDecision(models.Model):
    """One decision about one finding. Holds the rule and the outcome, never the client's or the letter's words."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    reply = models.ForeignKey("cases.Reply", null=True, on_delete=models.SET_NULL, related_name="wording_decisions")
    rule = models.CharField(max_length=6)
    outcome = models.CharField(max_length=10, choices=list(OUTCOMES.items()))
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["organisation", "rule", "-at"])]


class RuleDemotion(models.Model):
    """A rule whose findings people refuse more often than not: it speaks one level lower until somebody lifts this."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=6)
    level_from = models.CharField(max_length=8)
    level_to = models.CharField(max_length=8)
    accepted = models.IntegerField()
    decisions = models.IntegerField()
    at = models.DateTimeField(default=timezone.now)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "rule", "level_from"],
                condition=models.Q(lifted_at=None),
                name="one_demotion_a_step",
            )
        ]
