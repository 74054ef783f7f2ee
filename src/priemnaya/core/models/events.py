"""What happened: append-only events, rulings of guards, alerts and notices.

Events hold identifiers and verbs, never personal data or free text. A trigger (core.sql) forbids changing them.
"""

from __future__ import annotations

from django.db import models


class Event(models.Model):
    """One thing that happened to one subject. `verb` is registered with a Russian sentence in core.verbs."""

    organisation_id = models.BigIntegerField()
    verb = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    actor_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(db_index=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"]),
            models.Index(fields=["organisation_id", "verb", "at"]),
        ]


class Ruling(models.Model):
    """What a guard decided about a subject under a clause: passed, or let through with a recorded reason."""

    organisation_id = models.BigIntegerField()
    subject_type = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    clause = models.CharField(max_length=40)
    layer = models.CharField(max_length=10, default="body")
    kind = models.CharField(max_length=30)
    target = models.CharField(max_length=40)
    ok = models.BooleanField()
    reason = models.TextField(blank=True)
    actor_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["organisation_id", "clause", "at"]),
            models.Index(fields=["subject_type", "subject_id"]),
        ]


class Alert(models.Model):
    """Something a person must look at: a quarantined letter, a dead delivery, a year without a calendar."""

    organisation_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=40)
    text = models.TextField()
    subject_type = models.CharField(max_length=30, blank=True)
    subject_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organisation_id", "resolved_at"])]


class Notice(models.Model):
    """A line for one employee: a mention, an escalation, a draft sent back."""

    organisation_id = models.BigIntegerField()
    employee_id = models.BigIntegerField()
    text = models.TextField()
    path = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["employee_id", "read_at"])]
