"""What people and the clock do at the desk."""

from .notes import add_note, present
from .routing import route_case, route_waiting
from .rules import (
    end_competence,
    record_competence,
    run_macro,
    save_checklist,
    save_macro,
    save_rule,
    tick,
    untick,
)

__all__ = [
    "add_note",
    "end_competence",
    "present",
    "record_competence",
    "route_case",
    "route_waiting",
    "run_macro",
    "save_checklist",
    "save_macro",
    "save_rule",
    "tick",
    "untick",
]
