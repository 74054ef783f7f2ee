"""A call with room maps no memory while it goes up and down, at whatever depth its busiest loop stands."""

from __future__ import annotations

import resource
from collections.abc import Callable
from threading import Thread

import pytest

from priemnaya.roomy import roomy

pytestmark = pytest.mark.unit


def nothing() -> None:
    """What a busy loop calls."""


def busy_at(depth: int) -> None:
    if depth:
        busy_at(depth - 1)
    else:
        for _ in range(300):
            nothing()


def faults(call: Callable[[], object]) -> int:
    """Pages that were mapped anew meanwhile."""
    before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
    call()
    return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before


def most_faults(made: Callable[[Callable[[], object]], Callable[[], object]]) -> int:
    """Of all depths, in a thread of its own: the suite gives its tests room."""
    found: list[int] = []

    def look() -> None:
        found.extend(faults(made(lambda depth=depth: busy_at(depth))) for depth in range(50, 250))  # type: ignore[misc]

    thread = Thread(target=look)
    thread.start()
    thread.join()
    return max(found)


def test_no_depth_is_slower_than_another() -> None:
    """At the border of a block each of 300 calls mapped a page (on an interpreter that has the fault)."""
    assert most_faults(roomy) < 200


def test_it_is_the_same_call() -> None:
    @roomy
    def add(one: int, *, two: int) -> int:
        """Adds."""
        return one + two

    assert add(1, two=2) == 3
    assert add.__doc__ == "Adds."
    with pytest.raises(ZeroDivisionError):
        roomy(lambda: 1 // 0)()
