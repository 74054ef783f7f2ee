"""Policy: orders as data, their layers, the closed set of kinds, and verdicts. Pure: never imports Django."""

from .engine import Held, Policy, TermHeld, require
from .kinds import KINDS
from .loading import load_base, load_folder, load_law, load_order, load_readable, load_region
from .order import Act, Body, Clause, Order, Rule
from .points import ClauseState, asked_at, asks, asks_any, coverage, find_tests, register, state_of
from .verdict import Refused, Verdict, said_once
from .yaml_lines import OrderError

__all__ = [
    "KINDS",
    "Act",
    "Body",
    "Clause",
    "ClauseState",
    "Held",
    "Order",
    "OrderError",
    "Policy",
    "Refused",
    "Rule",
    "TermHeld",
    "Verdict",
    "asked_at",
    "asks",
    "asks_any",
    "coverage",
    "find_tests",
    "load_base",
    "load_folder",
    "load_law",
    "load_order",
    "load_readable",
    "load_region",
    "register",
    "require",
    "said_once",
    "state_of",
]
