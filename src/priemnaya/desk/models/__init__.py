from .around import Note, Presence, SavedView, ShownColumns
from .bulk import BACK_FOR, DEEDS, BulkDeed, BulkRow
from .campaign import Campaign, CampaignMember
from .news import News, NewsRead
from .routed import RoutingLook
from .rules import Checklist, ChecklistTick, Macro, RoutingRule

__all__ = [
    "BACK_FOR",
    "DEEDS",
    "BulkDeed",
    "BulkRow",
    "Campaign",
    "CampaignMember",
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
