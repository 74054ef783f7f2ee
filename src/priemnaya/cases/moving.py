"""Which open terms another edition of an order would move: counted in copies, nothing is written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from django.db import transaction

from priemnaya.core.models import Obligation
from priemnaya.people.models import Organisation
from priemnaya.people.policies import overridden
from priemnaya.policy import Order

from .models import Case
from .terms import counted_anew


@dataclass
class Moves:
    """cases: how many open matters were counted; earlier, later, dropped: name of the term -> how many."""

    cases: int = 0
    terms: int = 0
    earlier: Counter[str] = field(default_factory=Counter)
    later: Counter[str] = field(default_factory=Counter)
    dropped: Counter[str] = field(default_factory=Counter)
    touched: set[int] = field(default_factory=set)


def moved_by(organisation: Organisation, old: Order, new: Order) -> Moves:
    """Open terms of the body's cases under one edition and under the other. What the counting itself leaves (an alert
    about a calendar) is taken back."""
    moves = Moves()
    owing = Obligation.objects.filter(organisation_id=organisation.pk, subject_type="case").open().order_by("pk")
    cases = Case.objects.select_related("organisation__parent").in_bulk(
        list(owing.values_list("subject_id", flat=True).distinct())
    )
    moves.cases = len(cases)
    with transaction.atomic():
        for owed in owing.iterator(500):
            if (case := cases.get(owed.subject_id)) is not None:
                moves.terms += 1
                _one(moves, case, owed, old, new)
        transaction.set_rollback(True)
    return moves


def _one(moves: Moves, case: Case, owed: Obligation, old: Order, new: Order) -> None:
    with overridden(old):
        before = counted_anew(case, owed)
    with overridden(new):
        after = counted_anew(case, owed)
    if before is None or (after is not None and after.due_at == before.due_at):
        return
    moves.touched.add(case.pk)
    which = moves.dropped if after is None else moves.earlier if after.due_at < before.due_at else moves.later
    which[owed.what] += 1
