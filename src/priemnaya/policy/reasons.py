"""Reasons written where an order lets a step be taken against its rule for a recorded reason (`unless:
recorded_reason`).

The face that takes the step says what was written, for as long as the action runs; what a letter carries with it comes
among its facts. A verdict that has its reason is ok, and its ruling keeps the words, who acted and when.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

SHORTEST = 10
"""Characters of a reason: a word is none."""
_given: ContextVar[Mapping[str, str]] = ContextVar("reasons written for this step")


@contextmanager
def given(reasons: Mapping[str, str]) -> Iterator[None]:
    """Keys of verdicts (`reason_key`) -> what was written, while the action runs."""
    before = _given.set(dict(reasons))
    try:
        yield
    finally:
        _given.reset(before)


def reason_key(layer: str, clause: str, target: str) -> str:
    """By what a reason is known: one clause's rule about one thing, at whatever action it is asked."""
    return f"{layer}/{clause}/{target.rpartition('.')[2]}"


def reason_for(key: str, facts: Mapping[str, Any]) -> str:
    """The words, of the step or of the letter; empty when nothing fit was written."""
    words = str(_given.get({}).get(key) or (facts.get("reasons") or {}).get(key) or "").strip()
    return words if len(words) >= SHORTEST and any(sign.isalpha() for sign in words) else ""
