from .around import CaseOpened, Note, Presence, SavedView, ShownColumns
from .bulk import DEEDS, BulkDeed, BulkRow
from .news import News, NewsRead
from .routed import RoutingLook
from .rules import Checklist, ChecklistTick, Macro, RoutingRule

__all__ = [
    "DEEDS",
    "BulkDeed",
    "BulkRow",
    "CaseOpened",
    "Checklist",
    "ChecklistTick",
    "Macro",
    "News",
    "NewsRead",
    "Note",
    "Presence",
    "RoutingLook",
    "RoutingRule",
    "SavedView",
    "ShownColumns",
]
