"""What has no case yet and was looked through for names of employees: once when it came, and for whoever came or was
renamed since."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


def key_of(employee: int) -> str:
    """An employee's key in a staff list: no bare number, which a JSON path would take for a place in an array."""
    return f"e{employee}"


class StaffList(models.Model):
    """The staff of a body as they were called when texts were looked through: {`key_of`: [surname, name, patronymic,
    post]}. Kept while a `Sought` row tells of it."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    persons = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "digest"], name="staff_list_once")]


class Sought(models.Model):
    """A text without a case and the employees of `staff` whom it seems to complain of. To one who is not in that list,
    or stands in it under another name, it is not shown: the task `seek_names` has yet to look for them.

    missed: the text was too much for the search, people were told. One row of a body more says with which staff its
    cases were looked through (`actions/newcomers.py`).
    """

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="+")
    subject_type = models.CharField(max_length=10, choices=[("contact", "письмо без дела"), ("scan", "скан")])
    subject_id = models.BigIntegerField()
    staff = models.ForeignKey(StaffList, on_delete=models.PROTECT, related_name="sought")
    persons = ArrayField(models.BigIntegerField(), default=list)
    missed = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject_type", "subject_id"], name="sought_once")]
        indexes = [models.Index(fields=["organisation", "subject_type", "staff"])]
