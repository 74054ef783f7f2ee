"""How sure a suggestion is: the chance that the first topic is right, from how near it is and how far the second."""

from __future__ import annotations

import math

import numpy as np

from .vectors import Floats

NEAR, AHEAD, BASE = 0.83, 1.35, -2.29
"""Fitted on the parts that the weights were chosen on."""
SURE = 0.36
"""Below it nothing is suggested: docs/topics.md says how often the rest is right."""


def confidence(near: Floats) -> float:
    first, second = np.partition(near, -2)[-2:][::-1]
    return 1 / (1 + math.exp(-(BASE + NEAR * float(first) + AHEAD * float(first - second))))
