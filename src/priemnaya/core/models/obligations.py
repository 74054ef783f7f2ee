"""Obligations: what must be done, by when and why; opened by events, fulfilled by events, never paused."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

CITED = 400
"""Characters of a citation: the longest title of an act that loads (`policy.order.TITLE`), and an article of it."""


class ObligationQuerySet(models.QuerySet["Obligation"]):
    def open(self) -> ObligationQuerySet:
        return self.filter(fulfilled_at=None, cancelled_at=None)

    def overdue(self, now: dt.datetime | None = None) -> ObligationQuerySet:
        return self.open().filter(due_at__lt=now or timezone.now())

    def kept_in_time(self) -> ObligationQuerySet:
        return self.filter(cancelled_at=None, fulfilled_at__lte=models.F("due_at"))

    def broken(self, now: dt.datetime | None = None) -> ObligationQuerySet:
        """Done late, overdue, or ended otherwise after its instant had passed: ending it forgives nothing. Three ways
        side by side, each of which the index `owed_not_in_time` knows."""
        return self.filter(
            models.Q(cancelled_at__gt=models.F("due_at"))
            | models.Q(fulfilled_at__gt=models.F("due_at"), cancelled_at=None)
            | models.Q(fulfilled_at=None, due_at__lt=now or timezone.now(), cancelled_at=None)
        )

    def about(self, subject_type: str, subject_id: int) -> ObligationQuerySet:
        return self.filter(subject_type=subject_type, subject_id=subject_id)


class Obligation(models.Model):
    """One thing owed under one clause. `reasoning`: how the date was computed, in Russian, one step a line.

    `rule`, `since_at`, `facts` (beyond the subject's own) and the rows of `changes` let a change of calendar or edition
    recompute the open ones; `recomputed` says why it was. `part`: which of several of its kind on one subject (a
    request to another body), 0 where there can be but one. `remark`: what the date rests on and nobody has compared
    with its act. `told_due_at`: the date the client was last told.
    """

    organisation_id = models.BigIntegerField()
    subject_type = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    what = models.CharField(max_length=40)
    part = models.BigIntegerField(default=0)
    clause = models.CharField(max_length=40)
    citation = models.CharField(max_length=CITED)
    layer = models.CharField(max_length=10)
    edition = models.CharField(max_length=80)
    rule = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)
    since_at = models.DateTimeField()
    due_at = models.DateTimeField()
    told_due_at = models.DateTimeField(null=True)
    reasoning = models.TextField()
    remark = models.TextField(blank=True)
    provisional = models.BooleanField(default=False)
    recomputed = models.TextField(blank=True)
    responsible_id = models.BigIntegerField(null=True)
    fulfilled_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_why = models.CharField(max_length=200, blank=True)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id"]),
            models.Index(
                fields=["organisation_id", "due_at"],
                condition=models.Q(fulfilled_at=None, cancelled_at=None),
                name="open_by_due",
            ),
            models.Index(fields=["organisation_id", "clause", "since_at"]),
            models.Index(
                fields=["organisation_id", "clause", "since_at"],
                condition=~models.Q(subject_type="case"),
                name="owed_beside_cases",
            ),
            models.Index(
                fields=["organisation_id", "clause", "since_at"],
                condition=models.Q(cancelled_at__gt=models.F("due_at"))
                | models.Q(fulfilled_at__gt=models.F("due_at"))
                | models.Q(fulfilled_at=None),
                name="owed_not_in_time",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "what", "part"],
                condition=models.Q(fulfilled_at=None, cancelled_at=None),
                name="one_open_of_a_kind",
            )
        ]

    @property
    def is_open(self) -> bool:
        return self.fulfilled_at is None and self.cancelled_at is None

    @property
    def kept(self) -> bool | None:
        """True: done in time; False: done late, overdue, or ended otherwise when it was overdue; None: still running,
        or cancelled before its instant."""
        if self.cancelled_at:
            return False if self.cancelled_at > self.due_at else None
        if self.fulfilled_at:
            return self.fulfilled_at <= self.due_at
        return False if self.due_at < timezone.now() else None

    @property
    def steps(self) -> list[str]:
        return self.reasoning.split("\n")


class TermChange(models.Model):
    """What moved a term: by how many calendar days, who, when, why, and whether the client was told. The due instant is
    the base and all rows that count, rolled once.

    state `asks`: the client was told of it, but what the case has become does not allow it; a person must decide.
    `untold`: the letter that told of it came back, so it moves nothing until the client knows.
    """

    KINDS = [("extended", _("продление")), ("suspended", _("приостановка")), ("resumed", _("возобновление раньше"))]
    STATES = [
        ("counts", _("действует")),
        ("asks", _("ждёт решения")),
        ("untold", _("клиент не знает")),
        ("dropped", _("не действует")),
    ]

    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=10, choices=KINDS)
    days = models.IntegerField()
    reason = models.TextField(blank=True)
    by_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=STATES, default="counts")
    settled = models.TextField(blank=True, help_text="who decided that it no longer counts, and why")
    carried_from = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="resumed", days__lt=0) | (~models.Q(kind="resumed") & models.Q(days__gt=0)),
                name="term_change_sign",
                violation_error_message="Продление и приостановка прибавляют дни, возобновление убавляет.",
            )
        ]


class Reminder(models.Model):
    """A stage of an obligation that people were told of, for the due instant it had then: a moved term may be told of
    again. ahead: who was told and how long before its end, as a rule names it; empty of a term that has passed."""

    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="reminders")
    stage = models.CharField(max_length=8, choices=[("near", _("близко")), ("lapsed", _("прошёл"))])
    ahead = models.CharField(max_length=60, blank=True, default="")
    due_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["obligation", "stage", "ahead", "due_at"], name="told_once")]
