"""File bytes in the database, in chunks by SHA-256: a backup is one thing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Self

from django.db import models, transaction

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

    def store_path(self, path: Path) -> StoredFile:
        """Keep a file of any size, a chunk at a time in memory."""
        sha, size = hashlib.sha256(), 0
        with path.open("rb") as source:
            while piece := source.read(CHUNK):
                sha.update(piece)
                size += len(piece)
        with transaction.atomic():
            stored, created = self.get_or_create(sha256=sha.hexdigest(), defaults={"size": size})
            if created:
                with path.open("rb") as source:
                    for n, piece in enumerate(iter(lambda: source.read(CHUNK), b"")):
                        FileChunk.objects.create(file=stored, number=n, data=piece)
        return stored

    def drop_unused(self, ids: Iterable[int]) -> int:
        """Delete content that no row of any table refers to any more; returns how many were deleted."""
        gone = 0
        for stored in self.filter(pk__in=list(ids)):
            if not any(
                relation.related_model._default_manager.filter(**{relation.field.name: stored}).exists()
                for relation in StoredFile._meta.related_objects
                if relation.related_model is not FileChunk
            ):
                stored.delete()
                gone += 1
        return gone


class StoredFile(models.Model):
    """Content by its digest; names and owners live with whoever refers to it."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    objects = StoredFileQuerySet.as_manager()

    def pieces(self: Self) -> Iterator[bytes]:
        """The content a chunk at a time."""
        for chunk in self.chunks.order_by("number").values_list("data", flat=True).iterator(chunk_size=4):
            yield bytes(chunk)

    def read(self: Self) -> bytes:
        return b"".join(bytes(c) for c in self.chunks.order_by("number").values_list("data", flat=True))


class FileChunk(models.Model):
    file = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="chunks")
    number = models.IntegerField()
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="chunk_once")]
