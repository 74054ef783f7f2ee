"""Room for the frames of one deep call: CPython 3.11 to 3.14 keep them in blocks of 16 KB that are mapped when a call
crosses into one and unmapped when it returns, so that a page whose busiest loop stands at a border maps memory tens of
thousands of times (github.com/python/cpython/issues/142183).

A frame of half a megabyte makes the interpreter map a block of one; what it calls finds its place in the other half.
Nothing is written there before it is needed. Measured on tests that ask for pages: a quarter of their CPU time; how
much of a page in production depends on the depth at which it stands.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

SLOTS = 65_600
"""Of 8 bytes, for the large frame: with the 1,000 that the interpreter adds just over half of a megabyte."""


def _deep(call: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    return call(*args, **kwargs)


_deep.__code__ = _deep.__code__.replace(co_stacksize=SLOTS)


def roomy(call: Callable[P, T]) -> Callable[P, T]:
    """The same call, with room for all that it calls."""

    @wraps(call)
    def inside(*args: P.args, **kwargs: P.kwargs) -> T:
        return _deep(call, args, kwargs)  # type: ignore[no-any-return]

    return inside
