"""What the payload of a letter to the client says of terms: which one it meets, what moved it, the day it names."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from priemnaya.core.models import Obligation

PART, TELLS, PROMISES = "part", "tells", "promises"
"""In the payload of a letter: which of several of a kind it meets; the row of the change that it tells of; the due
instant that it names to the client."""


def tells(moved: Obligation | None) -> dict[str, Any]:
    """Part of the letter that tells the client of what moved a term last: what became of it, the page of the case
    says."""
    row = moved.changes.order_by("pk").last() if moved else None
    return {TELLS: row.pk} if row else {}


def promises(owed: Obligation | None) -> dict[str, Any]:
    """Part of a letter that names the day by which this is done: it does not go again when another day holds."""
    return {PROMISES: owed.due_at.isoformat()} if owed and owed.due_at > timezone.now() else {}
