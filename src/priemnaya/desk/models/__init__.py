from .around import Note, Presence, SavedView, ShownColumns
from .bulk import DEEDS, BulkDeed, BulkRow
from .routed import RoutingLook
from .rules import Checklist, ChecklistTick, Macro, RoutingRule

__all__ = [
    "DEEDS",
    "BulkDeed",
    "BulkRow",
    "Checklist",
    "ChecklistTick",
    "Macro",
    "Note",
    "Presence",
    "RoutingLook",
    "RoutingRule",
    "SavedView",
    "ShownColumns",
]
