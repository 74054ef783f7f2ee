"""How sure a suggestion is: the chance that the right topic is among the three, from how near the first is and how near
messages about nothing are."""

from __future__ import annotations

import math

import numpy as np

from .vectors import Floats

NEAR, EMPTY, BASE = 1.67, -2.44, -1.43
"""Fitted on the messages that the weights were chosen on, those in other words counting for more, and on as many about
nothing: a text that is as near to these as to a topic is of no topic."""
SURE = 0.5
"""Below it nothing is suggested: docs/topics.md says how often the rest is right."""
OFFERED = 3


BESIDE = 0.45
"""One that is less near than this share of the first is not offered beside it."""


def offered(near: Floats, empty: float, limit: int = OFFERED) -> list[int]:
    """Numbers of the topics to offer, the nearest first; none when it is not sure."""
    if confidence(near, empty) < SURE:
        return []
    best = np.argsort(-near, kind="stable")[:limit]
    return [int(n) for n in best if near[n] >= BESIDE * near[best[0]]]


def confidence(near: Floats, empty: float) -> float:
    """0 to 1. near: of all topics; empty: how near it is to messages about nothing (`Index.emptiness`)."""
    return 1 / (1 + math.exp(-(BASE + NEAR * float(near.max()) + EMPTY * empty)))
