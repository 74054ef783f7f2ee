"""A recount of a body's open terms: what changed, how far it is."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Recount(models.Model):
    """Asked by a change of calendar or order, done in the background. `last` is the case it has come to; `beat_at` says
    that it lives: one left by a killed worker goes on from there. `left_out`: numbers of cases whose recount failed."""

    STATES = [("queued", _("ждёт очереди")), ("running", _("идёт")), ("done", _("закончен"))]

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="recounts")
    why = models.CharField(max_length=200)
    by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=8, choices=STATES, default="queued")
    total = models.IntegerField(default=0)
    done = models.IntegerField(default=0)
    moved = models.IntegerField(default=0)
    left_out = models.JSONField(default=list)
    last = models.BigIntegerField(default=0)
    queued_at = models.DateTimeField(default=timezone.now)
    beat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "-queued_at"])]

    @property
    def ended(self) -> bool:
        return self.state == "done"
