"""Open cases that lean on a department: while there are any, it can't vanish from the order's file."""

from __future__ import annotations

from .models import Case


def open_cases(organisations: list[int], sort: str, name: str) -> list[str]:
    """In words, for people.editions.LEANING."""
    if sort != "unit":
        return []
    count = Case.objects.filter(organisation_id__in=organisations, unit__slug=name).open().count()
    return [f"открытые дела: {count}"] if count else []
