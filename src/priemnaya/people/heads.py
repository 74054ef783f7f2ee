"""Whether the departments of a body have heads: a rule that knows people by them holds nobody where none is written
down."""

from __future__ import annotations

from django.db.models import QuerySet

from priemnaya.people.models import Unit
from priemnaya.policy.connection import HEADS, SOME_HEADS, fills

SHOWN = 3
"""Departments that are named."""


@fills(HEADS)
def has_heads(slug: str) -> bool:
    return _open(slug).filter(head__is_active=True).exists()


@fills(SOME_HEADS)
def every_unit_is_headed(slug: str) -> bool | str:
    """Of a body where none has a head the other list says so."""
    rows = list(_open(slug).order_by("name").values_list("name", "head__is_active"))
    without = [name for name, at_work in rows if not at_work]
    if not without or len(without) == len(rows):
        return True
    more = f" и ещё {len(without) - SHOWN}" if len(without) > SHOWN else ""
    named = ", ".join(f"«{name}»" for name in without[:SHOWN])
    return f"начальников подразделений: не записаны у {named}{more} (их записывают в «Сотрудниках»)"


def _open(slug: str) -> QuerySet[Unit]:
    return Unit.objects.filter(organisation__slug=slug, organisation__parent=None, closed_at=None)
