from .bodies import BODY_WAYS, OtherBody
from .clients import CardMerge, Client, ClientAddress, Consent, DocumentSeen, MergeSuggestion, unproved
from .competences import Competence
from .doors import SignIn, StaffSession
from .duties import DutyProof
from .editions import ActText, GoodFile
from .links import ProofLink
from .organisations import (
    CalendarDecree,
    InteractionPoint,
    OrderAcknowledgement,
    Organisation,
    RegionalDayRow,
    RegionalYearRow,
    Unit,
)
from .powers import Powers
from .staff import Employee
from .substitutions import Substitution
from .wishes import NoticeWish

__all__ = [
    "BODY_WAYS",
    "ActText",
    "CalendarDecree",
    "CardMerge",
    "Client",
    "ClientAddress",
    "Competence",
    "Consent",
    "DocumentSeen",
    "DutyProof",
    "Employee",
    "GoodFile",
    "InteractionPoint",
    "MergeSuggestion",
    "NoticeWish",
    "OrderAcknowledgement",
    "Organisation",
    "OtherBody",
    "Powers",
    "ProofLink",
    "RegionalDayRow",
    "RegionalYearRow",
    "SignIn",
    "StaffSession",
    "Substitution",
    "Unit",
    "unproved",
]
