from .application import COMPLAINED, DOCUMENT_STATES, FIVE_DAYS, LACKING, Application, ApplicationDocument, Complaint
from .case import CASE_KINDS, STATES, Assignment, Case, CaseLink, CaseQuestion
from .contact import Attachment, Contact
from .decision import OUTCOMES_OF_DECISIONS, Decision, PracticeChange
from .desk import Note, PortalDraft, Presence, SavedView
from .history import DisposalAct, HistoryExport, LegalHold
from .named import NamedPerson
from .paper import PostItem, PostList, Scan
from .reply import DECISIONS, GROUNDED, REPLY_STATES, Reply, ReplyVersion
from .routing import Checklist, ChecklistTick, Macro, RoutingRule
from .wording import AGREED, OUTCOMES, RuleDemotion, WordingDecision

__all__ = [
    "AGREED",
    "CASE_KINDS",
    "COMPLAINED",
    "DECISIONS",
    "DOCUMENT_STATES",
    "FIVE_DAYS",
    "GROUNDED",
    "LACKING",
    "OUTCOMES",
    "OUTCOMES_OF_DECISIONS",
    "REPLY_STATES",
    "STATES",
    "Application",
    "ApplicationDocument",
    "Assignment",
    "Attachment",
    "Case",
    "CaseLink",
    "CaseQuestion",
    "Checklist",
    "ChecklistTick",
    "Complaint",
    "Contact",
    "Decision",
    "DisposalAct",
    "HistoryExport",
    "LegalHold",
    "Macro",
    "NamedPerson",
    "Note",
    "PortalDraft",
    "PostItem",
    "PostList",
    "PracticeChange",
    "Presence",
    "Reply",
    "ReplyVersion",
    "RoutingRule",
    "RuleDemotion",
    "SavedView",
    "Scan",
    "WordingDecision",
]
