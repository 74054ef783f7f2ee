from .clients import Client, ClientAddress, Consent, MergeSuggestion
from .organisations import CalendarDecree, InteractionPoint, OrderAcknowledgement, Organisation, RegionalDayRow, Unit
from .staff import Employee

__all__ = [
    "CalendarDecree",
    "Client",
    "ClientAddress",
    "Consent",
    "Employee",
    "InteractionPoint",
    "MergeSuggestion",
    "OrderAcknowledgement",
    "Organisation",
    "RegionalDayRow",
    "Unit",
]
