"""An hour of the last day of a term: «до 10 часов следующего рабочего дня», «до конца рабочего дня»."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

from .calendar import ProductionCalendar
from .schedule import Schedule

END_OF_WORK = "end_of_work"
"""The hour at which the body's own day ends, by its schedule."""
END_OF_DAY = dt.time(23, 59, 59)
DAY = dt.timedelta(days=1)
_HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)


def is_hour(text: str) -> bool:
    return text == END_OF_WORK or (bool(_HOUR.fullmatch(text)) and text != "00:00")


def said(hour: str) -> str:
    """«не позднее 10:00», «до конца рабочего дня»; nothing where the whole day is given."""
    return "" if not hour else "до конца рабочего дня" if hour == END_OF_WORK else f"не позднее {hour}"


def at_hour(
    day: dt.date, hour: str, since: dt.datetime, calendar: ProductionCalendar, zone: ZoneInfo, schedule: Schedule
) -> tuple[dt.datetime, list[str]]:
    """The instant of that day, and why. What came on that day after its hour has the next working day: a term is never
    over before it begins."""
    at = _instant(day, hour, zone, schedule)
    if at > since:
        return at, [f"{said(hour)}: {at:%d.%m.%Y %H:%M}"]
    later = calendar.next_working(day + DAY)
    at = _instant(later, hour, zone, schedule)
    return at, [
        f"{said(hour)}: в {since:%H:%M} этот час уже прошёл, поэтому следующий рабочий день, {at:%d.%m.%Y %H:%M}"
    ]


def _instant(day: dt.date, hour: str, zone: ZoneInfo, schedule: Schedule) -> dt.datetime:
    time = schedule.ends(day) if hour == END_OF_WORK else dt.time.fromisoformat(hour)
    return dt.datetime.combine(day, time, zone)


def end_of(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    return dt.datetime.combine(day, END_OF_DAY, zone)
