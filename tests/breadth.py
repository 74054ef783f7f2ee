"""Where only its breadth makes a test dear, the suite keeps a sample and the walks (`make walks`) the whole."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import settings

WALKS = "PRIEMNAYA_WALKS"
"""Set while the walks are run (tests/conftest.py), before any test is loaded."""


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
    """Of random input: so many tries in the walks, an `of`-th of them in the suite."""
    walks = bool(os.environ.get(WALKS))

    def limited(test: Any) -> Any:
        tried = settings(max_examples=many if walks else max(1, many // of), **more)(test)
        return pytest.mark.walk(tried) if walks else tried

    return limited
