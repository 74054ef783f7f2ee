"""The closed set of rule kinds: one file a kind, each with its values, its judgement, its phrase and how it
tightens."""

from __future__ import annotations

from . import (
    before,
    by_chosen_point,
    by_hand,
    closes_as,
    give_priority,
    informs,
    keep_for,
    kept_register,
    limit,
    measured,
    not_by,
    offer_choice,
    only_if,
    point_barred,
    point_fixed,
    point_serves,
    provides,
    review,
    tell,
    within,
    written,
)
from .base import Kind, Values
from .options import OPTIONS

_MODULES = (
    before,
    by_chosen_point,
    by_hand,
    closes_as,
    give_priority,
    informs,
    keep_for,
    kept_register,
    limit,
    measured,
    not_by,
    offer_choice,
    only_if,
    point_barred,
    point_fixed,
    point_serves,
    provides,
    review,
    tell,
    within,
    written,
)

KINDS: dict[str, type[Kind]] = {module.KIND.name: module.KIND for module in _MODULES}

assert OPTIONS  # said in Russian wherever a wrong word is told of

GUARDS = ("before", "only_if", "not_by", "limit")
"""Kinds that are asked before an action; a target of theirs is «action.word»."""
FORMERLY = {
    **dict.fromkeys(
        (
            "must_record",
            "must_ask",
            "reply_contains",
            "answers_questions",
            "decision_fits",
            "grounds_explained",
            "on_letterhead",
            "decided_alike",
            "not_asked",
        ),
        "before",
    ),
    "at_most": "limit",
    "taken_only_when": "only_if",
    "only_with_consent": "only_if",
    "never_to": "not_by",
    "answer_within": "within",
    "review_every": "review",
    "must_tell": "tell",
    "remind_before": "tell",
    "declared": "by_hand",
    "written_plainly": "written",
}
"""What a kind was called in rulings kept before the grammar of 26.11.2026 -> what it is called now."""

__all__ = ["FORMERLY", "GUARDS", "KINDS", "Kind", "Values"]
