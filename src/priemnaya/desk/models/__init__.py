from .around import Note, Presence, SavedView
from .routed import RoutingLook
from .rules import Checklist, ChecklistTick, Macro, RoutingRule

__all__ = [
    "Checklist",
    "ChecklistTick",
    "Macro",
    "Note",
    "Presence",
    "RoutingLook",
    "RoutingRule",
    "SavedView",
]
