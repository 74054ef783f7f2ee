"""How sure a suggestion is: the chance that the right topic is among the three, from how near the first is and how far
behind the fourth."""

from __future__ import annotations

import math

import numpy as np

from .vectors import Floats

NEAR, AHEAD, BASE = 0.73, 1.76, -1.69
"""Fitted on the messages that the weights were chosen on, those in other words counting for more."""
SURE = 0.6
"""Below it nothing is suggested: docs/topics.md says how often the rest is right."""
OFFERED = 3


BESIDE = 0.4
"""One that is less near than this share of the first is not offered beside it."""


def offered(near: Floats, limit: int = OFFERED) -> list[int]:
    """Numbers of the topics to offer, the nearest first; none when it is not sure."""
    if confidence(near) < SURE:
        return []
    best = np.argsort(-near, kind="stable")[:limit]
    return [int(n) for n in best if near[n] >= BESIDE * near[best[0]]]


def confidence(near: Floats) -> float:
    """0 to 1. near: of all topics, more than OFFERED of them."""
    first, beyond = np.sort(np.partition(near, -OFFERED - 1)[-OFFERED - 1 :])[[-1, 0]]
    return 1 / (1 + math.exp(-(BASE + NEAR * float(first) + AHEAD * float(first - beyond))))
