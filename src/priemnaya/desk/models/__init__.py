from .around import Note, Presence, SavedView
from .bulk import BACK_FOR, DEEDS, BulkDeed, BulkRow
from .campaign import Campaign, CampaignMember
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
    "Note",
    "Presence",
    "RoutingLook",
    "RoutingRule",
    "SavedView",
]
