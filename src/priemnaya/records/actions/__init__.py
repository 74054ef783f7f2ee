"""Giving a client the whole history, keeping it from destruction, and destroying it lawfully."""

from .disposal import (
    execute_disposal,
    hold_client,
    lift_hold,
    propose_disposal,
    propose_due,
    reject_disposal,
    review_disposal,
)
from .history import ask_history, build_waiting

__all__ = [
    "ask_history",
    "build_waiting",
    "execute_disposal",
    "hold_client",
    "lift_hold",
    "propose_disposal",
    "propose_due",
    "reject_disposal",
    "review_disposal",
]
