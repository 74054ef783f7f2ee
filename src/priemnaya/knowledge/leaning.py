"""Services that a department gives: while there are any, it can't vanish from the order's file."""

from __future__ import annotations

from .models import Service


def services_given(organisations: list[int], sort: str, name: str) -> list[str]:
    """In words, for people.editions.LEANING."""
    if sort != "unit":
        return []
    given = Service.objects.filter(organisation_id__in=organisations, unit__slug=name, withdrawn_at=None)
    return [f"услуги: {given.count()}"] if given.exists() else []
