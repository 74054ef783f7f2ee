"""What is known of a subject when an order asks, gathered by name: one function a fact or measure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


class Readers(dict[str, Callable[[T], Any]]):
    """Functions by their names, which are the names of the vocabulary; used as the decorator that puts them here."""

    def __call__(self, read: Callable[[T], Any]) -> Callable[[T], Any]:
        self[read.__name__] = read
        return read
