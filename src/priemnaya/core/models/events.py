"""What happened: append-only events, rulings of guards, alerts and notices.

Events hold identifiers and verbs, never personal data or free text. A trigger (core.sql) forbids changing them.
"""

from __future__ import annotations

import re

from django.db import models
from django.db.models.functions import MD5, Coalesce

from .access import Watched

CASE_PATH = re.compile(r"^/w/cases/(\d+)/")


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


class Ruling(Watched):
    """What a guard decided about a subject under a clause: passed, stopped, or let through with a recorded reason.

    kind, target: as the rule was called then; `policy.kinds.FORMERLY` says what a former kind is called now. stopped:
    the attempt was refused, so nothing went against the clause; not ok and not stopped: it went all the same. excused:
    ok, because the clause itself lets it be for the reason that was written; such a row never changes (core.sql).
    """

    organisation_id = models.BigIntegerField()
    subject_type = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    clause = models.CharField(max_length=40)
    layer = models.CharField(max_length=10, default="body")
    kind = models.CharField(max_length=30)
    target = models.CharField(max_length=80)
    ok = models.BooleanField()
    stopped = models.BooleanField(default=False)
    excused = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    actor_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["organisation_id", "clause", "at"]),
            models.Index(fields=["subject_type", "subject_id"]),
            models.Index(
                fields=["organisation_id", "clause", "at"], condition=~models.Q(reason=""), name="ruling_with_reason"
            ),
            models.Index(
                fields=["organisation_id", "clause", "at"],
                condition=models.Q(ok=False) | models.Q(excused=True),
                name="ruling_not_plain",
            ),
            models.Index(
                fields=["organisation_id", "clause", "at"],
                condition=~models.Q(subject_type="case"),
                name="ruling_beside_cases",
            ),
        ]

    def seen_as(self) -> tuple[str, int, tuple[str, ...]]:
        return self.subject_type, self.subject_id, (self.__dict__.get("reason", ""),)


class Alert(Watched):
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
        constraints = [
            models.UniqueConstraint(
                Coalesce("organisation_id", 0),
                "kind",
                MD5("text"),
                "subject_type",
                Coalesce("subject_id", 0),
                condition=models.Q(resolved_at=None),
                name="alert_open_once",
            )
        ]

    def seen_as(self) -> tuple[str, int, tuple[str, ...]]:
        """The matter of which it tells; of nobody's matter, an alert about the system, nobody."""
        return self.subject_type, self.subject_id or 0, (self.text,) if self.subject_id else ()


class Notice(Watched):
    """A line for one employee: a mention, an escalation, a draft sent back. kind: of `core.noticed`. mailed_at: when a
    letter to them said that it waits."""

    organisation_id = models.BigIntegerField()
    employee_id = models.BigIntegerField()
    text = models.TextField()
    path = models.CharField(max_length=300, blank=True)
    case_id = models.BigIntegerField(null=True, help_text="of which case it tells, by its path")
    kind = models.CharField(max_length=12, default="other")
    at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["employee_id", "read_at"]),
            models.Index(fields=["case_id"], condition=models.Q(read_at=None), name="notice_unread_of_case"),
        ]

    def seen_as(self) -> tuple[str, int, tuple[str, ...]]:
        return ("case", self.case_id, (self.text,)) if self.case_id else ("notice", self.pk, ())


class NoticeChoice(models.Model):
    """How one employee wants one kind of notices: shown on the page only (no row needed), hidden, or by letter too.
    since: what came before is not mailed."""

    employee_id = models.BigIntegerField()
    kind = models.CharField(max_length=12)
    how = models.CharField(max_length=6)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["employee_id", "kind"], name="one_choice_a_kind")]


class Digest(models.Model):
    """The morning's letter of one employee for one day: the row is made first, so that it goes once."""

    employee_id = models.BigIntegerField()
    day = models.DateField()
    delivery_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["employee_id", "day"], name="one_digest_a_day")]
