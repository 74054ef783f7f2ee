"""Names of months as letters write them, for everything that reads dates."""

from __future__ import annotations

import datetime as dt
import re

from priemnaya.worktime.periods import NAMES_OF_MONTHS

MONTHS = NAMES_OF_MONTHS
MONTH = "|".join(MONTHS)
"""For a regular expression."""
_MONTHS = {name: n for n, name in enumerate(MONTHS, 1)}
_DAY = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:\.(\d{{1,2}})\.(\d{{4}})(?!\d)|\s+({MONTH})\s+(\d{{4}})(?!\d))", re.IGNORECASE
)


def days_in(text: str) -> set[dt.date]:
    """Days named in full, in figures (01.10.2026) or words (1 октября 2026 года). Days that no calendar has are left
    out."""
    found = set()
    for day, month, year, name, named_year in _DAY.findall(text):
        try:
            found.add(dt.date(int(year or named_year), int(month) if month else _MONTHS[name.lower()], int(day)))
        except ValueError:
            continue
    return found


_NO_YEAR = re.compile(rf"(?<![\d.])(\d{{1,2}})\s+({MONTH})(?!\s+\d{{4}}|\w)", re.IGNORECASE)
_NEAREST = 183


def days_meant(text: str, today: dt.date) -> set[dt.date]:
    """`days_in` and days without a year, each the nearest one: in December «15 января» is next year's, «28 ноября» is
    of the year that goes."""
    found = days_in(text)
    for day, name in _NO_YEAR.findall(text):
        for year in (today.year - 1, today.year, today.year + 1):
            try:
                meant = dt.date(year, _MONTHS[name.lower()], int(day))
            except ValueError:
                continue
            if abs((meant - today).days) <= _NEAREST:
                found.add(meant)
                break
    return found
