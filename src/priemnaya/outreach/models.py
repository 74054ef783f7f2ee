"""Answers to the survey behind the link of each reply."""

from __future__ import annotations

import hashlib

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

SCALE_5 = [MinValueValidator(1), MaxValueValidator(5)]
SCALE_7 = [MinValueValidator(1), MaxValueValidator(7)]


class SurveyAnswer(models.Model):
    """One answer per reply: satisfaction and politeness 1-5, ease 1-7 (higher is easier), whether the result was
    got."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    reply = models.OneToOneField("cases.Reply", on_delete=models.PROTECT, related_name="survey_answer")
    satisfaction = models.IntegerField(validators=SCALE_5)
    ease = models.IntegerField(null=True, blank=True, validators=SCALE_7)
    politeness = models.IntegerField(null=True, blank=True, validators=SCALE_5)
    got_result = models.CharField(
        max_length=8, blank=True, choices=[("yes", "да"), ("partly", "частично"), ("no", "нет")]
    )
    comment = models.TextField(blank=True)
    point = models.CharField(max_length=12)
    how = models.CharField(max_length=10, default="link")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organisation", "at"])]


class _Measure(models.Model):
    """What is changed, who owns it, by when, and what came of it."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    owner = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    due_on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    result = models.TextField(blank=True)

    class Meta:
        abstract = True


class ImprovementMeasure(_Measure):
    """What was changed after a complaint or a low rating: the measure, who owns it, by when (altai-zags 4.15)."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="measures")


class ClauseMeasure(_Measure):
    """What a head changes so that a clause is kept better: written on its figure, about no case."""

    clause = models.CharField(max_length=40)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "clause"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(done_at=None) | models.Q(cancelled_at=None), name="measure_done_or_cancelled"
            )
        ]

    @property
    def is_open(self) -> bool:
        return self.done_at is None and self.cancelled_at is None


class MeasureStep(models.Model):
    """What became of a measure between its writing and its end: passed on (was -> to), or cancelled; and why."""

    DONE = [("handed", _("передана")), ("cancelled", _("отменена"))]

    measure = models.ForeignKey(ClauseMeasure, on_delete=models.CASCADE, related_name="steps")
    did = models.CharField(max_length=10, choices=DONE)
    was = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    to = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    why = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure"], condition=models.Q(did="cancelled"), name="measure_cancelled_once"
            )
        ]


class PortalRating(models.Model):
    """A rating given on a state portal, 1 to 5 stars; once by the portal's own id (altai-zags 10, chelyabinsk-edu
    4.2)."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    system = models.CharField(max_length=12)
    external_id = models.CharField(max_length=120)
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.PROTECT, related_name="portal_ratings")
    service = models.CharField(max_length=300, blank=True)
    stars = models.IntegerField(validators=SCALE_5)
    comment = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "system", "external_id"], name="rating_once")]
        indexes = [models.Index(fields=["organisation", "-at"])]


class Mailing(models.Model):
    """A letter to many. client_kinds empty: all kinds. It goes only to clients whose consent to mailings is in
    force."""

    STATES = [
        ("draft", _("черновик")),
        ("scheduled", _("назначена")),
        ("sending", _("идёт")),
        ("paused", _("приостановлена")),
        ("done", _("завершена")),
        ("cancelled", _("отменена")),
    ]

    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="mailings")
    subject = models.CharField(max_length=200)
    text = models.TextField()
    client_kinds = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=STATES, default="draft")
    scheduled_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "-created_at"])]

    def __str__(self) -> str:
        return self.subject

    @property
    def version(self) -> str:
        """Another one as soon as anything of it is rewritten."""
        return hashlib.sha256(repr((self.subject, self.text, self.client_kinds)).encode()).hexdigest()[:16]


class MailingRecipient(models.Model):
    """One client of a mailing, under which consent, and the secret of the link that ends it."""

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="recipients")
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+")
    consent = models.ForeignKey("people.Consent", null=True, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=320)
    token = models.CharField(max_length=48, unique=True)
    delivery = models.ForeignKey("core.Delivery", null=True, on_delete=models.SET_NULL, related_name="+")
    unsubscribed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mailing", "client"], name="mailed_once")]
        indexes = [
            models.Index(fields=["address"], condition=models.Q(unsubscribed_at__isnull=False), name="mailing_stopped")
        ]
