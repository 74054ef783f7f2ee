from .address import CaseAddress, ForeignAddress
from .application import COMPLAINED, DOCUMENT_STATES, FIVE_DAYS, LACKING, Application, ApplicationDocument, Complaint
from .case import CASE_KINDS, SPAM, STATES, URGENCIES, Assignment, BodyRequest, Case, CaseLink, CaseQuestion, unread
from .confidential import EMERGENCY, Confidential, ConfidentialReader, EmergencyAccess
from .contact import Attachment, Contact
from .decision import OUTCOMES_OF_DECISIONS, Decision, PracticeChange
from .draft import PortalDraft, PortalDraftFile
from .forwarding import LETTER_STATES, ForwardedLetter, Forwarding
from .found import FileWords, Found, FoundWord, WordsCounted
from .given import GivenTo, given_case, keep_given, on_page, page_of
from .joined import Joining
from .named import NamedPerson
from .recount import Recount
from .reply import DECISIONS, GONE_OUT, GROUNDED, REPLY_STATES, UNSIGNED, Reply, ReplyRemark, ReplyVersion
from .second import SECOND_HOW, SECOND_STATES, SecondApplicant
from .sought import Sought, StaffList
from .wording import AGREED, OUTCOMES, RuleDemotion, WordingDecision

__all__ = [
    "AGREED",
    "CASE_KINDS",
    "COMPLAINED",
    "DECISIONS",
    "DOCUMENT_STATES",
    "EMERGENCY",
    "FIVE_DAYS",
    "GONE_OUT",
    "GROUNDED",
    "LACKING",
    "LETTER_STATES",
    "OUTCOMES",
    "OUTCOMES_OF_DECISIONS",
    "REPLY_STATES",
    "SECOND_HOW",
    "SECOND_STATES",
    "SPAM",
    "STATES",
    "UNSIGNED",
    "URGENCIES",
    "Application",
    "ApplicationDocument",
    "Assignment",
    "Attachment",
    "BodyRequest",
    "Case",
    "CaseAddress",
    "CaseLink",
    "CaseQuestion",
    "Complaint",
    "Confidential",
    "ConfidentialReader",
    "Contact",
    "Decision",
    "EmergencyAccess",
    "FileWords",
    "ForeignAddress",
    "ForwardedLetter",
    "Forwarding",
    "Found",
    "FoundWord",
    "GivenTo",
    "Joining",
    "NamedPerson",
    "PortalDraft",
    "PortalDraftFile",
    "PracticeChange",
    "Recount",
    "Reply",
    "ReplyRemark",
    "ReplyVersion",
    "RuleDemotion",
    "SecondApplicant",
    "Sought",
    "StaffList",
    "WordingDecision",
    "WordsCounted",
    "given_case",
    "keep_given",
    "on_page",
    "page_of",
    "unread",
]
