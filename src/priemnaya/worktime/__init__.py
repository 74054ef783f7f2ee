"""Working time: production calendar, terms and the reasoning behind every computed instant.

Pure library: no Django, no database. All instants are aware datetimes; dates are local to the body's zone.
"""

from .back import BACK, due_back
from .calendar import (
    Decree,
    ProductionCalendar,
    RegionalDay,
    RegionalYear,
    UndecreedYear,
    load_decree,
    load_regional,
    shipped_regional,
)
from .periods import Deadline, end_of, start_of
from .schedule import Schedule
from .terms import OF_THE_CALENDAR, Due, Moved, Term, clock_hours_between, due, parse_rule, working_days_between

__all__ = [
    "BACK",
    "OF_THE_CALENDAR",
    "Deadline",
    "Decree",
    "Due",
    "Moved",
    "ProductionCalendar",
    "RegionalDay",
    "RegionalYear",
    "Schedule",
    "Term",
    "UndecreedYear",
    "clock_hours_between",
    "due",
    "due_back",
    "end_of",
    "load_decree",
    "load_regional",
    "parse_rule",
    "shipped_regional",
    "start_of",
    "working_days_between",
]
