"""Rollups that the worker refreshes; every page that reads them shows their time."""

from __future__ import annotations

from django.db import models

FEW = 5
"""Below so many, a share or a mean says nothing: the numbers alone are said."""


class Counts(models.Model):
    """Happenings under one clause, each counted once however many facts were asked of it (`programme.happened`).

    kept, broken, open; stopped: attempts that were refused, so that nothing went against the clause; excused: of the
    kept, those for a reason that the clause lets people write; early: what was due before the body worked here.
    """

    clause = models.CharField(max_length=40)
    layer = models.CharField(max_length=10, default="body")
    month = models.DateField()
    kept = models.IntegerField(default=0)
    broken = models.IntegerField(default=0)
    open = models.IntegerField(default=0)
    stopped = models.IntegerField(default=0)
    excused = models.IntegerField(default=0)
    early = models.IntegerField(default=0)

    class Meta:
        abstract = True

    @property
    def share(self) -> float | None:
        """Kept of all that is decided, 0..1; None while nothing is."""
        decided = self.kept + self.broken
        return self.kept / decided if decided else None


class ClauseFigure(Counts):
    """One clause of one body in one month."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="+")
    computed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "clause", "layer", "month"], name="clause_month_once")
        ]


class ApartCase(models.Model):
    """A case that figures keep apart, for it may be closed to their reader: somebody has been named in it, or it has
    been confidential, now or ever. A row stands as soon as all months in which anything happened on it are counted so
    (`rollups`)."""

    case = models.OneToOneField("cases.Case", primary_key=True, on_delete=models.CASCADE, related_name="+")


class PartFigure(Counts):
    """The same of a part of its cases. by: «unit», «person», «topic» or «point»; key: which one; case: of one kept
    apart, nought of all others together. Without `by`: what of the whole is about one kept apart."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="+")
    by = models.CharField(max_length=8)
    key = models.CharField(max_length=20)
    case = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "by", "key", "month", "clause", "layer", "case"], name="part_month_once"
            )
        ]
        indexes = [models.Index(fields=["organisation", "by", "clause", "month"], name="part_by_clause")]


class IndicatorFigure(models.Model):
    """One indicator of one body in one month: value, and over how many cases or answers."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="+")
    indicator = models.CharField(max_length=40)
    part = models.CharField(max_length=40, blank=True)
    month = models.DateField()
    value = models.FloatField()
    count = models.IntegerField()
    computed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "indicator", "part", "month"], name="indicator_month_once")
        ]

    @property
    def few(self) -> bool:
        return self.count < FEW


class LastCount(models.Model):
    """When figures of a body were last counted anew as far back as they are at night, and as they are by the hour."""

    organisation = models.OneToOneField(
        "people.Organisation", primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    far_at = models.DateTimeField(null=True)
    near_at = models.DateTimeField(null=True)
