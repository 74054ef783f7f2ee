"""What words of days mean, each from the words met and today."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable

MONTHS = ["январ", "феврал", "март", "апрел", "ма", "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр"]
_FIRST, _SECOND = "января февраля марта апреля мая июня", "июля августа сентября октября ноября декабря"
OF_MONTHS = f"{_FIRST} {_SECOND}".split()
YEARS = range(1900, 2101)
"""Another year is no day of a case, and a day more or less of the first and the last one would be none at all."""
LONGEST_TERM = dt.timedelta(days=62)
WEEKDAYS = ["понедельник", "вторник", "сред", "четверг", "пятниц", "суббот", "воскресен"]
Reader = Callable[[re.Match[str], dt.date], tuple[dt.date | None, dt.date | None] | None]


def _date(met: re.Match[str], n: str, today: dt.date) -> dt.date | None:
    """A written day; without a year the last that is not after today."""
    if met[f"d{n}"]:
        day, month, year = int(met[f"d{n}"]), _month_of(met[f"m{n}"]), met[f"y{n}"]
    else:
        day, month, year = int(met[f"dd{n}"]), int(met[f"mm{n}"]), met[f"yy{n}"]
    try:
        if year:
            whole = int(year) + (2000 if len(year) == 2 else 0)
            return dt.date(whole, month, day) if whole in YEARS else None
        found = dt.date(today.year, month, day)
        return found if found <= today else found.replace(year=today.year - 1)
    except ValueError:
        return None


def ahead(met: re.Match[str], today: dt.date) -> tuple[dt.date | None, dt.date | None] | None:
    """Up to a day to come; without a year the next that is not before today."""
    found = _date(met, "1", today)
    if found is None:
        return None
    if not (met["y1"] or met["yy1"]) and found < today:
        try:
            found = found.replace(year=found.year + 1)
        except ValueError:
            return None
    return None, found


def coming_day(met: re.Match[str], today: dt.date) -> tuple[None, dt.date] | None:
    """«до 1 декабря» on the 27th of November is a term, as «до пятницы» is; None of a day that is past, or is said
    without its year and so far that no term is."""
    found = _date(met, "1", today)
    if found and not (met["y1"] or met["yy1"]) and found < today and (coming := ahead(met, today)) and coming[1]:
        found = coming[1] if coming[1] - today <= LONGEST_TERM else found
    return (None, found) if found and found >= today else None


def _month_of(typed: str) -> int:
    if typed[:2] == "ма" and not typed.startswith("март"):
        return 5
    return next(n for n, start in enumerate(MONTHS, 1) if typed.startswith(start) and n != 5)


def month(met: re.Match[str], today: dt.date) -> tuple[dt.date, dt.date]:
    month = _month_of(met["m"])
    year = int(met["y"]) if met["y"] else today.year - (month > today.month)
    return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])


def on(met: re.Match[str], today: dt.date) -> tuple[dt.date, dt.date] | None:
    found = _date(met, "1", today)
    return (found, found) if found else None


def lone(met: re.Match[str], today: dt.date) -> tuple[dt.date, dt.date] | None:
    """«10.5» and «3/4» are numbers; a day says its month in words, its year, or «от» before it."""
    bare = met["dd1"] and not met["yy1"] and not met[0].startswith("от")
    return None if bare else on(met, today)


def after(met: re.Match[str], today: dt.date) -> tuple[dt.date, None] | None:
    found = _date(met, "1", today)
    if found is None:
        return None
    return (found, None) if met["word"] in ("с", "со", "начиная с") else (found + dt.timedelta(days=1), None)


def before(met: re.Match[str], today: dt.date) -> tuple[None, dt.date] | None:
    found = _date(met, "1", today)
    return (None, found - dt.timedelta(days=1)) if found else None


def month_ahead(met: re.Match[str], today: dt.date) -> tuple[None, dt.date] | None:
    """«до декабря» and «до конца декабря» on the 27th of November are terms; None where the day is past or far."""
    last = _last_before(met, today.year, today) or _last_before(met, today.year + 1, today)
    near = last and (met["y"] or last - today <= LONGEST_TERM)
    return (None, last) if last and near else None


def _last_before(met: re.Match[str], year: int, today: dt.date) -> dt.date | None:
    last = _last_day(met, int(met["y"]) if met["y"] else year)
    return last if last >= today else None


def _last_day(met: re.Match[str], year: int) -> dt.date:
    month = _month_of(met["m"])
    if met["end"]:
        return dt.date(year, month, calendar.monthrange(year, month)[1])
    return dt.date(year, month, 1) - dt.timedelta(days=1)


def month_past(met: re.Match[str], today: dt.date) -> tuple[None, dt.date]:
    last = _last_day(met, int(met["y"]) if met["y"] else today.year)
    return None, last if met["y"] or last < today else _last_day(met, today.year - 1)


def between(met: re.Match[str], today: dt.date) -> tuple[dt.date, dt.date] | None:
    until = _date(met, "2", today)
    if until is None:
        return None
    if met.groupdict().get("only"):
        try:
            since: dt.date | None = until.replace(day=int(met["only"]))
        except ValueError:
            return None
    else:
        since = _date(met, "1", until)
    return (since, until) if since and since <= until else None


def year(met: re.Match[str], today: dt.date) -> tuple[dt.date, dt.date]:
    year = int(met["year"])
    return dt.date(year, 1, 1), dt.date(year, 12, 31)


def back(days: int) -> Reader:
    return lambda met, today: (today - dt.timedelta(days=days), today)


def some_days(met: re.Match[str], today: dt.date) -> tuple[dt.date, dt.date]:
    unit = {"д": 1, "с": 1, "н": 7, "м": 30}[met["unit"][0]]
    return today - dt.timedelta(days=unit * min(int(met["n"]), 3660)), today


def week(weeks: int) -> Reader:
    def read(met: re.Match[str], today: dt.date) -> tuple[dt.date, dt.date]:
        monday = today - dt.timedelta(days=today.weekday()) + dt.timedelta(weeks=weeks)
        return monday, monday + dt.timedelta(days=6)

    return read


def this_month(back: int) -> Reader:
    def read(met: re.Match[str], today: dt.date) -> tuple[dt.date, dt.date]:
        first = today.replace(day=1)
        for _ in range(back):
            first = (first - dt.timedelta(days=1)).replace(day=1)
        return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])

    return read


def this_year(back: int) -> Reader:
    return lambda met, today: (dt.date(today.year - back, 1, 1), dt.date(today.year - back, 12, 31))


def one(plus: int) -> Reader:
    return lambda met, today: (today + dt.timedelta(days=plus), today + dt.timedelta(days=plus))


def till(plus: int) -> Reader:
    return lambda met, today: (None, today + dt.timedelta(days=plus))


def till_weekday(met: re.Match[str], today: dt.date) -> tuple[None, dt.date]:
    wanted = next(n for n, start in enumerate(WEEKDAYS) if met["weekday"].startswith(start))
    return None, today + dt.timedelta(days=(wanted - today.weekday()) % 7)


def since_weekday(met: re.Match[str], today: dt.date) -> tuple[dt.date, dt.date]:
    wanted = next(n for n, start in enumerate(WEEKDAYS) if met["weekday"].startswith(start))
    return today - dt.timedelta(days=(today.weekday() - wanted) % 7), today


def till_end(met: re.Match[str], today: dt.date) -> tuple[None, dt.date]:
    if met["of"].startswith("нед"):
        return None, today + dt.timedelta(days=6 - today.weekday())
    return None, today.replace(day=calendar.monthrange(today.year, today.month)[1])


_QUARTERS = {
    "1": 1,
    "2": 2,
    "3": 3,
    "4": 4,
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "перв": 1,
    "втор": 2,
    "трет": 3,
    "четв": 4,
}


def quarter(met: re.Match[str], today: dt.date) -> tuple[dt.date, dt.date] | None:
    """«за 4 квартал», «за IV квартал 2025 года», «за второе полугодие»; without a year the last that has begun."""
    nth = _QUARTERS.get(met["q"][:4] if met["q"][0] > "z" else met["q"])
    months = 6 if met["unit"].startswith("п") else 3
    if nth is None or nth * months > 12:
        return None
    first = (nth - 1) * months + 1
    year = int(met["y"]) if met["y"] else today.year - (first > today.month)
    return _months(dt.date(year, first, 1), months)


def _months(first: dt.date, months: int) -> tuple[dt.date, dt.date]:
    last = first.month + months - 1
    return first, dt.date(first.year, last, calendar.monthrange(first.year, last)[1])


def this_quarter(back: int) -> Reader:
    def read(met: re.Match[str], today: dt.date) -> tuple[dt.date, dt.date]:
        at = today.year * 4 + (today.month - 1) // 3 - back
        return _months(dt.date(at // 4, at % 4 * 3 + 1, 1), 3)

    return read


def from_month(met: re.Match[str], today: dt.date) -> tuple[dt.date, dt.date] | None:
    """«с октября по ноябрь», «октябрь-ноябрь»: the last month decides of the year."""
    last = _month_of(met["m2"])
    year = int(met["y"]) if met["y"] else today.year - (last > today.month)
    first = _month_of(met["m"])
    if met[0].startswith("за ") and not re.search("[-–—]| по ", met[0]) and first % 12 + 1 != last:
        return None  # «за март и ноябрь» is no row of months
    since = dt.date(year - (first > last), first, 1)
    return since, dt.date(year, last, calendar.monthrange(year, last)[1])


def weekday(met: re.Match[str], today: dt.date) -> tuple[dt.date, dt.date]:
    since, _until = since_weekday(met, today)
    return since, since


def weekend(met: re.Match[str], today: dt.date) -> tuple[dt.date, dt.date]:
    saturday = today - dt.timedelta(days=(today.weekday() - 5) % 7)
    return saturday, min(saturday + dt.timedelta(days=1), today)


def day_of_month(met: re.Match[str], today: dt.date) -> tuple[dt.date, dt.date] | None:
    """«за 26 число»: the last such day."""
    month = today if int(met["n"]) <= today.day else today.replace(day=1) - dt.timedelta(days=1)
    try:
        found = month.replace(day=int(met["n"]))
    except ValueError:
        return None
    return found, found


def older(met: re.Match[str], today: dt.date) -> tuple[None, dt.date]:
    """«старше месяца», «больше 30 дней»."""
    unit = {"д": 1, "с": 1, "н": 7, "м": 30}[met["unit"][0]]
    return None, today - dt.timedelta(days=unit * min(int(met["n"] or 1), 3660 // unit) + 1)


def in_days(met: re.Match[str], today: dt.date) -> tuple[None, dt.date]:
    unit = {"д": 1, "с": 1, "н": 7}[(met["unit"] or "дня")[0]]
    return None, today + dt.timedelta(days=unit * min(int(met["n"] or met["n2"] or 1), 366 // unit))
