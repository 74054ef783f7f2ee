"""What the desk does by rule: routing rules, macros, checklists. People write them on screen; a rule never decides, it
hands over."""

from __future__ import annotations

from django.db import models


class RoutingRule(models.Model):
    """Every condition that is set must hold; the first rule that fits decides. by_competence: to whoever of the unit
    knows the matter and has the fewest open cases; otherwise to `employee`, or to the unit alone."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="routing_rules")
    name = models.CharField(max_length=120)
    place = models.IntegerField(default=0)
    topic = models.CharField(max_length=24, blank=True, help_text="code of a topic or of a section above it")
    points = models.JSONField(default=list)
    kinds = models.JSONField(default=list)
    words = models.JSONField(default=list, help_text="any of them, in any form")
    service = models.ForeignKey("knowledge.Service", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey("people.Unit", on_delete=models.CASCADE, related_name="+")
    employee = models.ForeignKey("people.Employee", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    by_competence = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["place", "pk"]

    def __str__(self) -> str:
        return self.name


class Macro(models.Model):
    """Several actions in one click. steps: list of {do, value}, of the closed set in desk.actions.rules."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="macros")
    name = models.CharField(max_length=120)
    steps = models.JSONField(default=list)
    author = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Checklist(models.Model):
    """What to do on such cases, point by point. kind or service: which cases; both empty: all of them."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="checklists")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=30, blank=True)
    service = models.ForeignKey("knowledge.Service", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    items = models.JSONField(default=list)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ChecklistTick(models.Model):
    """One point done on one case; the words are kept, so a later change of the list forges nothing."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="ticks")
    checklist = models.ForeignKey(Checklist, on_delete=models.CASCADE, related_name="+")
    item = models.CharField(max_length=250)
    by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "checklist", "item"], name="tick_once")]
