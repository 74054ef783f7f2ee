"""What people and the clock do at the desk."""

from .bulk import do_to_several, take_back
from .notes import add_note, present, writes
from .routing import route_case, route_waiting
from .rules import (
    drop_rule,
    end_competence,
    record_competence,
    run_macro,
    save_checklist,
    save_macro,
    save_rule,
    tick,
    untick,
)
from .triage import triage_case
from .views import SPREADS, choose_columns, drop_view, read_notices, resolve_alert, save_view

__all__ = [
    "SPREADS",
    "add_note",
    "choose_columns",
    "do_to_several",
    "drop_rule",
    "drop_view",
    "end_competence",
    "present",
    "read_notices",
    "record_competence",
    "resolve_alert",
    "route_case",
    "route_waiting",
    "run_macro",
    "save_checklist",
    "save_macro",
    "save_rule",
    "save_view",
    "take_back",
    "tick",
    "triage_case",
    "untick",
    "writes",
]
