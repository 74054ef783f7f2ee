"""What files of orders said when they were last read well."""

from __future__ import annotations

from django.db import models


class GoodFile(models.Model):
    """One file of a body (or of `base`) as it was last read without an error: goes on being used while the file is
    broken, missing or can't be read. why: corrections of the past that came with it, for the recount."""

    slug = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    code = models.CharField(max_length=64, help_text="digest of the grammar it was read by")
    why = models.CharField(max_length=200, blank=True)
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["slug", "name"], name="good_file_once")]

    def __str__(self) -> str:
        return f"{self.slug}/{self.name}"
