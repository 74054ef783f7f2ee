"""One case joined to another: what moved with it, so that it can be taken back while nobody has built on it."""

from __future__ import annotations

from django.db import models

from .case import Case


class Joining(models.Model):
    """`moved`: keys and instants as they were before, no words of anybody."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="joinings")
    into = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="joined_here")
    by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    moved = models.JSONField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=models.Q(undone_at=None), name="joined_once"),
        ]
