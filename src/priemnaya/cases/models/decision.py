"""Decisions as taken, for comparison with similar ones; and deliberate changes of practice (altai-zags 4.10,
udmurtia-mio 1.3.6)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .reply import DECISIONS

OUTCOMES_OF_DECISIONS = {
    **DECISIONS,
    "forward": _("переслать по компетенции"),
    "leave": _("оставить без ответа по существу"),
}


class Decision(models.Model):
    """One decision on one case. usual: what similar cases were decided as then; differs: it went against the
    practice."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="+")
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="decisions")
    reply = models.ForeignKey("cases.Reply", null=True, on_delete=models.CASCADE, related_name="+")
    outcome = models.CharField(max_length=10, choices=list(OUTCOMES_OF_DECISIONS.items()))
    service = models.ForeignKey("knowledge.Service", null=True, on_delete=models.SET_NULL, related_name="+")
    topic = models.ForeignKey("knowledge.Topic", null=True, on_delete=models.SET_NULL, related_name="+")
    need = models.CharField(max_length=200, blank=True)
    grounds = models.JSONField(default=list)
    unit = models.ForeignKey("people.Unit", null=True, on_delete=models.SET_NULL, related_name="+")
    author = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    usual = models.CharField(max_length=10, blank=True)
    usual_share = models.IntegerField(default=0, help_text="per cent of similar cases")
    similar = models.IntegerField(default=0)
    differs = models.BooleanField(default=False)
    why = models.TextField(blank=True)
    seen_by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    seen_at = models.DateTimeField(null=True)
    seen_as = models.CharField(
        max_length=10, blank=True, choices=[("right", _("обоснованно")), ("wrong", _("пересмотреть"))]
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reply"], condition=models.Q(reply__isnull=False), name="one_decision_a_reply"
            )
        ]
        indexes = [
            models.Index(fields=["organisation", "service", "-at"]),
            models.Index(fields=["organisation", "topic", "-at"]),
            models.Index(fields=["organisation", "-at"], condition=models.Q(differs=True), name="decided_otherwise"),
        ]


class PracticeChange(models.Model):
    """From a day on such cases are decided otherwise, deliberately: earlier decisions are no longer the measure."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="practice_changes")
    service = models.ForeignKey("knowledge.Service", null=True, on_delete=models.CASCADE, related_name="+")
    topic = models.ForeignKey("knowledge.Topic", null=True, on_delete=models.CASCADE, related_name="+")
    ground = models.CharField(max_length=50, blank=True)
    since = models.DateTimeField()
    reason = models.TextField()
    by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-since"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(service__isnull=False) | models.Q(topic__isnull=False), name="practice_of_something"
            )
        ]
