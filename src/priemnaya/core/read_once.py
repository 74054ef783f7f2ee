"""Rows that several parts of one page ask for are read once, where the page only reads.

A page of a letter asks for the questions of its case four times, for the client's messages as often, through guards,
checks and the page's own parts. What is kept lives as long as the page is drawn, and only where a view says so
(`reading_once`): a deed has the database look at each step.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

Found = TypeVar("Found")
_read: ContextVar[dict[Hashable, Any] | None] = ContextVar("read", default=None)


@contextmanager
def reading_once() -> Iterator[None]:
    """Around a page that changes nothing of what it shows."""
    token = _read.set({})
    try:
        yield
    finally:
        _read.reset(token)


def read_once(about: Hashable, read: Callable[[], Found]) -> Found:
    """What `read` finds, as it was found first on this page. Nobody changes it: callers copy lists they sort or cut."""
    kept = _read.get()
    if kept is None:
        return read()
    if about not in kept:
        kept[about] = read()
    found: Found = kept[about]
    return found


def reads_once() -> bool:
    return _read.get() is not None
