"""What the client answered to the form of a service, as the page of the case shows it."""

from __future__ import annotations

from typing import Any

from .models import Case, page_of


def answers_of(case: Case) -> list[dict[str, Any]]:
    """As the application said it; empty for whatever had no such form."""
    rows = page_of(case).filter(direction="in").exclude(answers=[]).order_by("at", "pk")
    return next(iter(rows.values_list("answers", flat=True)[:1]), [])
