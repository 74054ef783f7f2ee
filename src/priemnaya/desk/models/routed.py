"""Which events the desk has looked at: the cursor of routing."""

from __future__ import annotations

from django.db import models


class RoutingLook(models.Model):
    """One event looked at; while `done_at` is empty it is tried again. Kept while events of its time may still appear,
    then dropped: see desk.actions.routing."""

    event_id = models.BigIntegerField(unique=True)
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
    tries = models.IntegerField(default=0)
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["at"])]
