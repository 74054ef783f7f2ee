from .case import CASE_KINDS, STATES, Assignment, Case, CaseLink, CaseQuestion
from .contact import Attachment, Contact
from .desk import Note, PortalDraft, Presence, SavedView
from .history import DisposalAct, HistoryExport, LegalHold
from .paper import PostItem, PostList, Scan
from .reply import DECISIONS, REPLY_STATES, Reply
from .wording import AGREED, OUTCOMES, RuleDemotion, WordingDecision

__all__ = [
    "AGREED",
    "CASE_KINDS",
    "DECISIONS",
    "OUTCOMES",
    "REPLY_STATES",
    "STATES",
    "Assignment",
    "Attachment",
    "Case",
    "CaseLink",
    "CaseQuestion",
    "Contact",
    "DisposalAct",
    "HistoryExport",
    "LegalHold",
    "Note",
    "PortalDraft",
    "PostItem",
    "PostList",
    "Presence",
    "Reply",
    "RuleDemotion",
    "SavedView",
    "Scan",
    "WordingDecision",
]
