"""Names of months as letters write them, for everything that reads dates."""

from __future__ import annotations

MONTHS = (
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
)
MONTH = "|".join(MONTHS)
"""For a regular expression."""
