"""Days of a year that come again each year: «с 1 апреля по 15 октября». Written «01.04-15.10»; «15.11-31.03» goes over
the new year."""

from __future__ import annotations

import datetime as dt
import re

from .periods import NAMES_OF_MONTHS

LEAP = 2000
"""A year with a 29 February, to look days of a year up in."""
_SPAN = re.compile(r"(\d\d)\.(\d\d)\s?[-–]\s?(\d\d)\.(\d\d)", re.ASCII)
FACT = "%m-%d"
"""How a day of the year stands among facts."""


def span(text: str) -> tuple[str, str]:
    """The first and the last day, as facts have them. Raises ValueError for what is no span, or is the whole year."""
    met = _SPAN.fullmatch(text.strip())
    try:
        if met is None:
            raise ValueError(text)
        first, last = (dt.date(LEAP, int(met[m]), int(met[d])) for d, m in ((1, 2), (3, 4)))
    except ValueError:
        raise ValueError(f"«{text}» — не дни года: пишите день и месяц так: 01.04-15.10") from None
    if (last - first).days % 366 == 365:
        raise ValueError(f"«{text}» — это весь год: уберите условие")
    return first.strftime(FACT), last.strftime(FACT)


def covers(text: str, day: str) -> bool:
    first, last = span(text)
    return first <= day <= last if first <= last else day >= first or day <= last


def said(text: str) -> str:
    """«с 1 апреля по 15 октября»."""
    first, last = (_day(one) for one in span(text))
    return first if first == last else f"с {first} по {last}"


def _day(fact: str) -> str:
    month, day = fact.split("-")
    return f"{int(day)} {NAMES_OF_MONTHS[int(month) - 1]}"
