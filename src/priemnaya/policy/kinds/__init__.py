"""The closed set of rule kinds: one file a kind, each with its values, its judgement, its phrase and how it
tightens."""

from __future__ import annotations

from . import (
    answers_questions,
    at_most,
    by_chosen_point,
    by_hand,
    closes_as,
    decided_alike,
    decision_fits,
    give_priority,
    grounds_explained,
    keep_for,
    kept_register,
    measured,
    must_ask,
    must_record,
    never_to,
    not_asked,
    offer_choice,
    on_letterhead,
    only_with_consent,
    point_barred,
    point_fixed,
    point_serves,
    provides,
    reply_contains,
    review,
    taken_only_when,
    tell,
    within,
    written_plainly,
)
from .base import Kind, Values

_MODULES = (
    answers_questions,
    at_most,
    by_hand,
    by_chosen_point,
    closes_as,
    decided_alike,
    decision_fits,
    give_priority,
    grounds_explained,
    kept_register,
    keep_for,
    measured,
    must_ask,
    must_record,
    never_to,
    not_asked,
    offer_choice,
    on_letterhead,
    only_with_consent,
    point_barred,
    point_fixed,
    point_serves,
    provides,
    reply_contains,
    review,
    taken_only_when,
    tell,
    within,
    written_plainly,
)

KINDS: dict[str, type[Kind]] = {module.KIND.name: module.KIND for module in _MODULES}

GUARDS = tuple(name for name in ("before", "only_if", "not_by", "limit") if name in KINDS)
"""Kinds that are asked before an action; a target of theirs is «action.word»."""

__all__ = ["GUARDS", "KINDS", "Kind", "Values"]
