"""Number series without holes inside a transaction, and idempotency keys."""

from __future__ import annotations

from django.db import models
from django.db.models import F


class NumberSeriesQuerySet(models.QuerySet["NumberSeries"]):
    def take(self, organisation_id: int, name: str, year: int) -> int:
        """The next number of a series. The row is locked until the transaction ends, so numbers never repeat."""
        self.get_or_create(organisation_id=organisation_id, name=name, year=year)
        row = self.select_for_update().get(organisation_id=organisation_id, name=name, year=year)
        self.filter(pk=row.pk).update(last=F("last") + 1)
        return row.last + 1


class NumberSeries(models.Model):
    organisation_id = models.BigIntegerField()
    name = models.CharField(max_length=30)
    year = models.IntegerField()
    last = models.IntegerField(default=0)

    objects = NumberSeriesQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation_id", "name", "year"], name="series_once")]
        verbose_name_plural = "number series"


class IdempotencyKey(models.Model):
    """A request or letter already taken: the same key answers with the same subject."""

    organisation_id = models.BigIntegerField()
    key = models.CharField(max_length=200)
    subject_type = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation_id", "key"], name="key_once")]
