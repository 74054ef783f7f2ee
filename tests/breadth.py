"""Where only its breadth makes a test dear, the suite keeps a sample and the walks (`make walks`) the whole."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import settings

WALKS = "WALKS_OF_TESTS"
"""Set while the walks are run (tests/conftest.py), before any test is loaded. Not a setting of the product, whose
processes inherit it."""
FEWEST = 5
"""Tries of random input in the suite at least, besides the first, which Hypothesis makes of the simplest there is."""


def of_walks(markexpr: str) -> bool:
    """Whether these marks ask for walks: alone or with other words, and not «not walk»."""
    return bool(re.search(r"\bwalk\b", markexpr)) and not re.search(r"\bnot\s+walk\b", markexpr)


def fewer(many: int, of: int = 5) -> int:
    """How many of so many tries the suite makes."""
    return min(many, 1 + max(FEWEST, many // of))


def sampled(names: str | tuple[str, ...], values: Iterable[Any], *, of: int, **more: Any) -> pytest.MarkDecorator:
    """`pytest.mark.parametrize` of which the suite tries the first value and each `of`-th after it. Not for scenarios
    of clauses."""
    single = isinstance(names, str) and "," not in names
    marks = pytest.mark.walk
    chosen = []
    for n, value in enumerate(values):
        if n % of == 0:
            chosen.append(value)
        elif isinstance(value, type(pytest.param())):
            chosen.append(pytest.param(*value.values, marks=(*value.marks, marks), id=value.id))
        else:
            chosen.append(pytest.param(value, marks=marks) if single else pytest.param(*value, marks=marks))
    return pytest.mark.parametrize(names, chosen, **more)


def examples(many: int, *, of: int = 5, **more: Any) -> Callable[[Any], Any]:
    """Of random input: so many tries in the walks, an `of`-th of them in the suite, and not fewer than a few."""
    walks = bool(os.environ.get(WALKS))

    def limited(test: Any) -> Any:
        tried = settings(max_examples=many if walks else fewer(many, of), **more)(test)
        return pytest.mark.walk(tried) if walks else tried

    return limited
