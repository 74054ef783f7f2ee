"""Working time: production calendar, terms and the reasoning behind every computed instant.

Pure library: no Django, no database. All instants are aware datetimes; dates are local to the body's zone.
"""

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
from .schedule import Schedule
from .terms import Due, Moved, Term, clock_hours_between, due, parse_rule, working_days_between

__all__ = [
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
    "load_decree",
    "load_regional",
    "parse_rule",
    "shipped_regional",
    "working_days_between",
]
