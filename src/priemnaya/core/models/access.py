"""The journal of access: who looked at whose personal data, how, from where and when (152-ФЗ ст. 19; chechnya-minnats
4.1.17).

Rows are only added: the database numbers each one and chains it to the one before by SHA-256 (core.sql), `core.chain`
checks the chain. They hold keys and never a name or a word: what was looked for is not kept, only what was found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from priemnaya.core.shown import LOOKED

KINDS = {
    "view": _("открыто"),
    "list": _("стояло в списке"),
    "search": _("найдено поиском"),
    "download": _("скачано"),
    "export": _("выгружено"),
}
OPENED = ("view", "download", "export")
"""Kinds by which somebody learns what a case says, not only that it is there."""


class AccessRecord(models.Model):
    """One answer and everything it showed. `number` and `digest` are written by the database."""

    number = models.BigIntegerField(unique=True, default=0, help_text="its place in the chain, without gaps")
    organisation_id = models.BigIntegerField()
    employee_id = models.BigIntegerField()
    issuer_id = models.BigIntegerField(null=True, help_text="who issued the key, when a program looked")
    kind = models.CharField(max_length=10, choices=list(KINDS.items()), default="view")
    page = models.CharField(max_length=60, help_text="name of the address that answered")
    cases = ArrayField(models.BigIntegerField(), default=list)
    clients = ArrayField(models.BigIntegerField(), default=list)
    others = ArrayField(models.CharField(max_length=60), default=list, help_text="scan:5, contact:12, journal")
    address = models.CharField(max_length=45, blank=True, help_text="the network address of who looked")
    at = models.DateTimeField(default=timezone.now)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the digest before and of this row")

    class Meta:
        indexes = [
            models.Index(fields=["organisation_id", "number"]),
            models.Index(fields=["organisation_id", "employee_id", "number"]),
            models.Index(fields=["organisation_id", "at"]),
            GinIndex(fields=["cases"], name="accessrecord_cases"),
            GinIndex(fields=["clients"], name="accessrecord_clients"),
        ]


class Watched(models.Model):
    """A row that says of whom it speaks: loaded while an answer is made, and standing in it, it was shown."""

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, *loaded: Any, **how: Any) -> Any:
        row = super().from_db(*loaded, **how)
        if (looked := LOOKED.get()) is not None:
            looked.loaded.append(row)
        return row

    if TYPE_CHECKING:

        def seen_as(self) -> tuple[str, int, tuple[str, ...]]: ...
