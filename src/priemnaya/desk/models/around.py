"""What a desk needs around cases: notes with mentions, saved views, presence."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone

PRESENT_FOR = dt.timedelta(seconds=90)
WRITING_FOR = dt.timedelta(minutes=5)
"""After the last change of the words: who only looks at the letter since then is said to look at it."""


class Note(models.Model):
    """Seen by staff only; mentioned colleagues get a notice."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField()
    at = models.DateTimeField(auto_now_add=True)
    unheard: list[str]
    """Of a note just written: what called nobody."""


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def of(self, employee: Any) -> SavedViewQuerySet:
        """Those in the employee's tabs: their own, those of the body, those of their unit."""
        shared = models.Q(shared=True, unit=None)
        if employee.unit_id:
            shared |= models.Q(shared=True, unit_id=employee.unit_id)
        return self.filter(models.Q(owner=employee) | shared, organisation_id=employee.organisation_id)


class SavedView(models.Model):
    """A filtered queue under a name; a shared one is for a unit, or without one for the whole organisation."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="+")
    owner = models.ForeignKey("people.Employee", on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=500)
    shared = models.BooleanField(default=False)
    unit = models.ForeignKey("people.Unit", null=True, on_delete=models.CASCADE, related_name="+")

    objects = SavedViewQuerySet.as_manager()


class ShownColumns(models.Model):
    """Which columns of a list an employee wants to see."""

    employee = models.ForeignKey("people.Employee", on_delete=models.CASCADE, related_name="+")
    table = models.CharField(max_length=40)
    columns = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["employee", "table"], name="columns_once")]


def _drafts() -> models.QuerySet[Any]:
    replies = apps.get_model("cases", "Reply").objects
    return replies.filter(case=models.OuterRef("case"), state="draft")


class PresenceQuerySet(models.QuerySet["Presence"]):
    def others(self, case_id: int, employee_id: int) -> PresenceQuerySet:
        return (
            self.filter(case_id=case_id, seen_at__gt=timezone.now() - PRESENT_FOR)
            .exclude(employee_id=employee_id)
            .select_related("employee")
            .annotate(has_draft=models.Exists(_drafts()))
        )


class Presence(models.Model):
    """Who has the case open now, and what is true of them: they look at the case, at its letter (`at_letter`), or
    changed the letter's words lately (`wrote_at`)."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
    employee = models.ForeignKey("people.Employee", on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()
    at_letter = models.BooleanField(default=False)
    wrote_at = models.DateTimeField(null=True)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "employee"], name="present_once")]

    @property
    def writing(self) -> bool:
        """Nobody writes a letter that waits for its signature, or has it."""
        lately = self.wrote_at is not None and self.wrote_at > timezone.now() - WRITING_FOR
        return lately and bool(getattr(self, "has_draft", True))
