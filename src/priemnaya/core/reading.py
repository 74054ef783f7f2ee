"""Numbers, days and instants out of text that anybody may have written: none of ours is read by int() or isdigit()
alone.

«²».isdigit() is true and int("²") is an error; int() takes Arabic digits and forty nines; a day of the year 1 falls out
of time zones.
"""

from __future__ import annotations

import datetime as dt
import re

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Days outside are typing errors: no term, zone or month can be counted with them."""


def whole(text: object) -> int | None:
    """A whole number as people and programs write it (only 0 to 9, at most 18 digits); None for anything else."""
    typed = str(text or "").strip()
    return int(typed) if re.fullmatch(r"-?[0-9]{1,18}", typed) else None


def numeral(text: object) -> bool:
    """Nothing but the figures 0 to 9, as many as there are: «²» and «٣» are none."""
    return re.fullmatch(r"[0-9]+", str(text)) is not None


def code_of(text: object) -> str:
    """The code before the words that a list shows beside it («0001.0002 Аренда»), typed or pasted; else empty."""
    return next(iter(str(text or "").split()), "")


AHEAD = 20
"""Years to come that two figures may mean: «58» of a birthday or an old letter is 1958."""
_HOUR = re.compile(r"(?:,?[ ]+|T)(?:в[ ]+)?([0-9]{1,2})[:.]([0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)$")


def _as_sent(text: object) -> str:
    """A day as people write it, «27.11.2026» or «27.11.26», perhaps with the time («9:05»), as a field of the browser
    would."""
    typed = re.sub(_HOUR, lambda m: f" {m[1]:0>2}:{m[2]}", str(text or "").strip())
    found = re.match(r"([0-9]{1,2})[.,/]([0-9]{1,2})[.,/]([0-9]{4}|[0-9]{2})(?![0-9])", typed)
    if found is None:
        return typed
    date, month, year = found.groups()
    return f"{year if len(year) == 4 else _of_two(int(year))}-{month:0>2}-{date:0>2}{typed[found.end() :]}"


def _of_two(figures: int) -> int:
    this = dt.datetime.now(dt.UTC).year
    year = this - this % 100 + figures
    return year - 100 if year > this + AHEAD else year


def day(text: object) -> dt.date | None:
    """A day as a calendar field sends it; None for anything else."""
    try:
        found = dt.date.fromisoformat(_as_sent(text))
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def moment(text: object, zone: dt.tzinfo) -> dt.datetime | None:
    """A day and time as a field sends it, in the body's zone; None for anything else."""
    try:
        found = dt.datetime.fromisoformat(_as_sent(text))
    except ValueError:
        return None
    return found.replace(tzinfo=zone) if FIRST_YEAR <= found.year <= LAST_YEAR else None


def month(text: object) -> dt.date | None:
    """«2026-09» -> its first day; None for anything else."""
    return day(f"{text}-01") if re.fullmatch(r"[0-9]{4}-[0-9]{2}", str(text or "")) else None
