"""What files of orders said when they were last read well."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from priemnaya.core.models import StoredFile

from .organisations import Organisation
from .staff import Employee


class GoodFile(models.Model):
    """One file of a body (or of `base`) as it was last read without an error: goes on being used while the file is
    broken, missing or can't be read. why: corrections of the past that came with it, for the recount."""

    slug = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    code = models.CharField(max_length=64, help_text="digest of the grammar it was read by")
    why = models.CharField(max_length=200, blank=True)
    anew = models.TextField(blank=True, help_text="clauses of which the staff were not told yet that they changed")
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["slug", "name"], name="good_file_once")]

    def __str__(self) -> str:
        return f"{self.slug}/{self.name}"


class ActText(models.Model):
    """The act itself, as the body publishes it beside its order: from its folder, or attached by an administrator (by).

    text: its paragraphs, one a line; words: the act's own words by the number of a clause; source: where the text was
    taken from, in words; digest: of the file it was read from.
    """

    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="act_text")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    text = models.TextField()
    words = models.JSONField(default=dict)
    source = models.CharField(max_length=300, blank=True)
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(Employee, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name
