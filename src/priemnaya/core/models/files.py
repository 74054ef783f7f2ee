"""File bytes in the database, in chunks by SHA-256: a backup is one thing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Self

from django.apps import apps
from django.db import connection, models, transaction

CHUNK = 1024 * 1024
IN_DOCUMENTS = {"core.Delivery": ("payload", "files")}
"""Documents that name stored files by id: model -> (column, key); under the key lies a list of [name, id, type]."""


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def store(self, content: bytes) -> StoredFile:
        """Keep the bytes once; the same content twice is one row."""
        digest = hashlib.sha256(content).hexdigest()
        if known := self._known(digest):
            return known
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
            if known := self._known(sha.hexdigest()):
                return known
            stored, created = self.get_or_create(sha256=sha.hexdigest(), defaults={"size": size})
            if created:
                with path.open("rb") as source:
                    for n, piece in enumerate(iter(lambda: source.read(CHUNK), b"")):
                        FileChunk.objects.create(file=stored, number=n, data=piece)
        return stored

    def _known(self, digest: str) -> StoredFile | None:
        """The row of the content, held until the caller's transaction ends: `drop_unused` waits, and then finds it in
        use."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM core_storedfile WHERE sha256 = %s FOR KEY SHARE", [digest])
            row = cursor.fetchone()
        return self.get(pk=row[0]) if row else None

    @transaction.atomic
    def drop_unused(self, ids: Iterable[int]) -> int:
        """Delete content that no row of any table refers to any more, by a key or inside a document; returns how
        many."""
        asked = set(self.filter(pk__in=list(ids)).select_for_update().order_by("pk").values_list("pk", flat=True))
        unused = asked - self.in_use(asked)
        self.filter(pk__in=unused).delete()
        return len(unused)

    def in_use(self, ids: set[int]) -> set[int]:
        """Those of the ids that something refers to: every foreign key of every table, hidden relations included."""
        used: set[int] = set()
        for table in apps.get_models(include_auto_created=True):
            for column in table._meta.concrete_fields:
                if column.related_model is StoredFile and table is not FileChunk:
                    rows = table._base_manager.filter(**{f"{column.name}__in": ids})
                    used.update(rows.values_list(column.attname, flat=True))
        for label, (name, _) in IN_DOCUMENTS.items():
            document: Any = apps.get_model(label)._meta.get_field(name)
            used |= self.named_in(document, document.model._base_manager.all(), among=ids - used)
        return used

    def named_in(self, column: Any, rows: models.QuerySet[Any], among: set[int] | None = None) -> set[int]:
        """Ids of stored files that stand in a document of the rows."""
        name, key = IN_DOCUMENTS.get(column.model._meta.label, ("", ""))
        if column.name != name or among == set():
            return set()
        listed = rows.filter(**{f"{name}__{key}__isnull": False}).exclude(**{f"{name}__{key}": []})
        if among is not None:
            listed = listed.filter(_names_any(column, key, among))
        lists = listed.values_list(f"{name}__{key}", flat=True)
        found = {int(entry[1]) for entries in lists for entry in entries or ()}
        return found if among is None else found & among


def _names_any(column: Any, key: str, among: set[int]) -> models.Q:
    """Narrow in the database: the document lists one of the ids. JSON path, because a list of lists has no lookup."""
    path = f"$.{key}[*][1] ? (@ == {' || @ == '.join(str(int(i)) for i in sorted(among)) or '-1'})"
    exists = models.Func(
        models.F(column.name),
        models.Value(path),
        function="jsonb_path_exists",
        template="%(function)s(%(expressions)s::jsonpath)",
        output_field=models.BooleanField(),
    )
    return models.Q(exists)


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
