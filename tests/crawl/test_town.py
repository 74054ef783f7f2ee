"""The generator keeps its word: every kind in every state with every decision is there, or it is said why it cannot
be."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from priemnaya.cases.models import CASE_KINDS, DECISIONS, STATES

from .town import Plan, unreachable

pytestmark = [pytest.mark.walk, pytest.mark.xdist_group("crawl")]


def test_every_kind_stands_in_every_state_it_can_reach(town: Any) -> None:
    built = {(p.kind, p.state) for p in town.cases}
    for kind, state in itertools.product(CASE_KINDS, STATES):
        reasons = [unreachable(Plan(kind, state, d)) for d in DECISIONS]
        assert (kind, state) in built or all(reasons), (kind, state)
    assert {p.decision for p in town.cases if p.decision} == set(DECISIONS)
