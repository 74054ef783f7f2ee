"""File bytes in the database, in chunks by SHA-256: a backup is one thing."""

from __future__ import annotations

import hashlib
from typing import Self

from django.db import models

CHUNK = 1024 * 1024


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def store(self, content: bytes) -> StoredFile:
        """Keep the bytes once; the same content twice is one row."""
        digest = hashlib.sha256(content).hexdigest()
        stored, created = self.get_or_create(sha256=digest, defaults={"size": len(content)})
        if created:
            FileChunk.objects.bulk_create(
                FileChunk(file=stored, number=n, data=content[at : at + CHUNK])
                for n, at in enumerate(range(0, len(content), CHUNK))
            )
        return stored


class StoredFile(models.Model):
    """Content by its digest; names and owners live with whoever refers to it."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    objects = StoredFileQuerySet.as_manager()

    def read(self: Self) -> bytes:
        return b"".join(bytes(c) for c in self.chunks.order_by("number").values_list("data", flat=True))


class FileChunk(models.Model):
    file = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="chunks")
    number = models.IntegerField()
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="chunk_once")]
