"""Which facts the order in force may ask of a matter at all: what a screen draws fields by, before anything is
decided."""

from __future__ import annotations

from functools import cache

from priemnaya.people.policies import policy_of
from priemnaya.policy import KINDS
from priemnaya.policy.kinds.before import Guarded, OfFacts

from .facts import day_of
from .models import Case


@cache
def _kinds() -> tuple[str, ...]:
    return tuple(name for name, kind in KINDS.items() if issubclass(kind, OfFacts))


def facts_asked(case: Case) -> frozenset[str]:
    """Facts that a rule asks of a matter of this kind at any action. Other conditions, the decision among them, may
    come to hold while the page is open: they leave no field out."""
    policy, day = policy_of(case.organisation), day_of(case)
    values: list[Guarded] = [held.value for kind in _kinds() for held in policy.rules(kind, day)]
    return frozenset(
        name for value in values if not value.if_.kinds or case.kind in value.if_.kinds for name in value.facts
    )
