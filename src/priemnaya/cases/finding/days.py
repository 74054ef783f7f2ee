"""Days in the words of a query: «за октябрь», «с 1 по 15 марта», «на прошлой неделе», «от 12.03.2026», «до пятницы».
Pure: today is told."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

MONTHS = ["январ", "феврал", "март", "апрел", "ма", "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр"]
_FIRST, _SECOND = "января февраля марта апреля мая июня", "июля августа сентября октября ноября декабря"
OF_MONTHS = f"{_FIRST} {_SECOND}".split()
_MONTH = (
    r"(?P<{m}>январ[ьяею]|феврал[ьяею]|март[аеу]?|апрел[ьяею]|ма[йяею]|июн[ьяею]|июл[ьяею]|август[аеу]?"
    r"|сентябр[ьяею]|октябр[ьяею]|ноябр[ьяею]|декабр[ьяею])"
)
_YEAR = r"(?:\s(?P<{y}>20\d\d)(?:\s?г\.?(?:ода|од|оду)?)?)?"
YEARS = range(1900, 2101)
"""Another year is no day of a case, and a day more or less of the first and the last one would be none at all."""
LONGEST_TERM = dt.timedelta(days=62)
WEEKDAYS = ["понедельник", "вторник", "сред", "четверг", "пятниц", "суббот", "воскресен"]
_WEEKDAY = (
    r"(?P<weekday>понедельник[ау]?|вторник[ау]?|сред[аеуы]|четверг[ау]?|пятниц[аеуы]|суббот[аеуы]|воскресень[еяю])"
)


def _day(n: str) -> str:
    return (
        rf"(?:(?P<d{n}>\d{{1,2}})\s{_MONTH.format(m='m' + n)}{_YEAR.format(y='y' + n)}"
        rf"|(?P<dd{n}>\d{{1,2}})[./](?P<mm{n}>\d{{1,2}})(?:[./](?P<yy{n}>\d{{4}}|\d\d))?(?:\s?г\.?)?)"
    )


@dataclass(frozen=True)
class Days:
    """Where the words stand in the query; since, until: first and last day, either may be open. due: of the term, else
    of registration. lone: a date that may as well stand in a letter."""

    start: int
    end: int
    since: dt.date | None
    until: dt.date | None
    due: bool = False
    lone: bool = False


Reader = Callable[[re.Match[str], dt.date], tuple[dt.date | None, dt.date | None] | None]


def days_in(text: str, today: dt.date) -> Iterator[Days]:
    """Every mention of days in a folded text, the longest first; none over another."""
    taken: list[tuple[int, int]] = []
    for pattern, read, due, lone in _PATTERNS:
        for met in pattern.finditer(text):
            a, b = met.span()
            if any(a < end and start < b for start, end in taken):
                continue
            span = read(met, today)
            if span is None:
                continue
            taken.append((a, b))
            yield Days(a, b, span[0], span[1], due, lone)


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


def _ahead(met: re.Match[str], today: dt.date) -> tuple[dt.date | None, dt.date | None] | None:
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


def _coming(met: re.Match[str], today: dt.date) -> tuple[None, dt.date] | None:
    """«до 1 декабря» on the 27th of November is a term, as «до пятницы» is; None of a day that is past, or is said
    without its year and so far that no term is."""
    found = _date(met, "1", today)
    if found and not (met["y1"] or met["yy1"]) and found < today and (ahead := _ahead(met, today)) and ahead[1]:
        found = ahead[1] if ahead[1] - today <= LONGEST_TERM else found
    return (None, found) if found and found >= today else None


def _month_of(typed: str) -> int:
    if typed[:2] == "ма" and not typed.startswith("март"):
        return 5
    return next(n for n, start in enumerate(MONTHS, 1) if typed.startswith(start) and n != 5)


def _month(met: re.Match[str], today: dt.date) -> tuple[dt.date, dt.date]:
    month = _month_of(met["m"])
    year = int(met["y"]) if met["y"] else today.year - (month > today.month)
    return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])


def _on(met: re.Match[str], today: dt.date) -> tuple[dt.date, dt.date] | None:
    found = _date(met, "1", today)
    return (found, found) if found else None


def _lone(met: re.Match[str], today: dt.date) -> tuple[dt.date, dt.date] | None:
    """«10.5» and «3/4» are numbers; a day says its month in words, its year, or «от» before it."""
    bare = met["dd1"] and not met["yy1"] and not met[0].startswith("от")
    return None if bare else _on(met, today)


def _after(met: re.Match[str], today: dt.date) -> tuple[dt.date, None] | None:
    found = _date(met, "1", today)
    if found is None:
        return None
    return (found, None) if met["word"] in ("с", "со", "начиная с") else (found + dt.timedelta(days=1), None)


def _before(met: re.Match[str], today: dt.date) -> tuple[None, dt.date] | None:
    found = _date(met, "1", today)
    return (None, found - dt.timedelta(days=1)) if found else None


def _month_ahead(met: re.Match[str], today: dt.date) -> tuple[None, dt.date] | None:
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


def _month_past(met: re.Match[str], today: dt.date) -> tuple[None, dt.date]:
    last = _last_day(met, int(met["y"]) if met["y"] else today.year)
    return None, last if met["y"] or last < today else _last_day(met, today.year - 1)


def _between(met: re.Match[str], today: dt.date) -> tuple[dt.date, dt.date] | None:
    until = _date(met, "2", today)
    if until is None:
        return None
    if met["only"]:
        try:
            since: dt.date | None = until.replace(day=int(met["only"]))
        except ValueError:
            return None
    else:
        since = _date(met, "1", until)
    return (since, until) if since and since <= until else None


def _year(met: re.Match[str], today: dt.date) -> tuple[dt.date, dt.date]:
    year = int(met["year"])
    return dt.date(year, 1, 1), dt.date(year, 12, 31)


def _back(days: int) -> Reader:
    return lambda met, today: (today - dt.timedelta(days=days), today)


def _some_days(met: re.Match[str], today: dt.date) -> tuple[dt.date, dt.date]:
    unit = {"д": 1, "с": 1, "н": 7, "м": 30}[met["unit"][0]]
    return today - dt.timedelta(days=unit * min(int(met["n"]), 3660)), today


def _week(weeks: int) -> Reader:
    def read(met: re.Match[str], today: dt.date) -> tuple[dt.date, dt.date]:
        monday = today - dt.timedelta(days=today.weekday()) + dt.timedelta(weeks=weeks)
        return monday, monday + dt.timedelta(days=6)

    return read


def _this_month(back: int) -> Reader:
    def read(met: re.Match[str], today: dt.date) -> tuple[dt.date, dt.date]:
        first = today.replace(day=1)
        for _ in range(back):
            first = (first - dt.timedelta(days=1)).replace(day=1)
        return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])

    return read


def _this_year(back: int) -> Reader:
    return lambda met, today: (dt.date(today.year - back, 1, 1), dt.date(today.year - back, 12, 31))


def _one(plus: int) -> Reader:
    return lambda met, today: (today + dt.timedelta(days=plus), today + dt.timedelta(days=plus))


def _till(plus: int) -> Reader:
    return lambda met, today: (None, today + dt.timedelta(days=plus))


def _till_weekday(met: re.Match[str], today: dt.date) -> tuple[None, dt.date]:
    wanted = next(n for n, start in enumerate(WEEKDAYS) if met["weekday"].startswith(start))
    return None, today + dt.timedelta(days=(wanted - today.weekday()) % 7)


def _since_weekday(met: re.Match[str], today: dt.date) -> tuple[dt.date, dt.date]:
    wanted = next(n for n, start in enumerate(WEEKDAYS) if met["weekday"].startswith(start))
    return today - dt.timedelta(days=(today.weekday() - wanted) % 7), today


def _till_end(met: re.Match[str], today: dt.date) -> tuple[None, dt.date]:
    if met["of"].startswith("нед"):
        return None, today + dt.timedelta(days=6 - today.weekday())
    return None, today.replace(day=calendar.monthrange(today.year, today.month)[1])


def _p(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w./-]){pattern}(?![\w-])")


_DUE = r"(?:(?:со )?срок(?:ом|и|ами)?(?: истека(?:ет|ют))?|истека(?:ет|ют|ющи[ех])(?: срок\w{0,2})?)"
"""«срок», «сроки», «истекает»: what a day behind it is the day of."""
_PATTERNS: tuple[tuple[re.Pattern[str], Reader, bool, bool], ...] = (
    (_p(rf"(?:за период )?со? (?:(?P<only>\d{{1,2}})|{_day('1')}) по {_day('2')}"), _between, False, False),
    (_p(rf"{_DUE}\s(?:до|к|на|по)?\s?{_day('1')}"), _ahead, True, False),
    (_p(rf"к {_day('1')}"), _ahead, True, False),
    (_p(rf"(?P<word>после|позже|начиная с|со?) {_day('1')}"), _after, False, False),
    (_p(rf"до {_day('1')}"), _coming, True, False),
    (_p(rf"(?:до|раньше|ранее) {_day('1')}"), _before, False, False),
    (_p(rf"(?:до|к) (?P<end>конц[ау] )?{_MONTH.format(m='m')}{_YEAR.format(y='y')}"), _month_ahead, True, False),
    (
        _p(rf"(?:до|раньше|ранее) (?P<end>конца )?{_MONTH.format(m='m')}{_YEAR.format(y='y')}"),
        _month_past,
        False,
        False,
    ),
    (_p(rf"(?:за|поступивш\w+|пришедш\w+) {_day('1')}"), _on, False, False),
    (_p(rf"(?:от )?{_day('1')}"), _lone, False, True),
    (_p(rf"(?:за|во?) {_MONTH.format(m='m')}{_YEAR.format(y='y')}"), _month, False, False),
    (_p(rf"{_MONTH.format(m='m')}\s(?P<y>20\d\d)(?:\s?г\.?(?:ода)?)?"), _month, False, False),
    (_p(r"(?:за|во?) (?P<year>20\d\d)(?:-?м)?(?: ?г\.?| год(?:у|а)?)?"), _year, False, False),
    (_p(r"(?P<year>20\d\d) год(?:у|а)?"), _year, False, False),
    (
        _p(r"за (?:последни\w+ )?(?P<n>\d{1,3}) (?P<unit>д(?:ень|ня|ней)|сут(?:ки|ок)|недел[юиь]|месяц(?:а|ев)?)"),
        _some_days,
        False,
        False,
    ),
    (_p(r"(?:за|на) прошл(?:ую|ой) недел[юе]"), _week(-1), False, False),
    (_p(r"(?:(?:за|в) )?прошл(?:ый|ом) месяце?"), _this_month(1), False, False),
    (_p(r"(?:за|в) прошл(?:ый|ом) год[у]?"), _this_year(1), False, False),
    (_p(r"(?:за эту неделю|с начала недели)"), _week(0), False, False),
    (_p(r"(?:за этот месяц|в этом месяце|с начала месяца)"), _this_month(0), False, False),
    (_p(r"(?:за этот год|в этом году|с начала года)"), _this_year(0), False, False),
    (_p(r"за (?:последн\w+ )?неделю"), _back(7), False, False),
    (_p(r"за (?:последн\w+ )?месяц"), _back(30), False, False),
    (_p(r"за (?:последн\w+ )?квартал"), _back(91), False, False),
    (_p(r"за (?:последн\w+ )?полгода|за (?:последн\w+ )?полугодие"), _back(183), False, False),
    (_p(r"за (?:последн\w+ )?год"), _back(365), False, False),
    (
        _p(rf"(?:{_DUE}(?: до| на)? (?:сегодня|сегодняшн\w+)|на сегодня|до сегодня|к сегодня)"),
        _till(0),
        True,
        False,
    ),
    (_p(rf"(?:{_DUE}(?: до| на)? завтра|на завтра|до завтра|к завтра)"), _one(1), True, False),
    (_p(rf"(?:{_DUE} )?(?:на (?:этой )?неделе|на (?:эту )?неделю)"), _week(0), True, False),
    (_p(rf"(?:{_DUE} )?на (?:следующ(?:ей|ую)) недел[еюи]"), _week(1), True, False),
    (_p(rf"(?:{_DUE} )?(?:до|к) конц[ау] (?P<of>недели|месяца)"), _till_end, True, False),
    (_p(rf"(?:(?:{_DUE} )?(?:до|к|на)|{_DUE} во?) {_WEEKDAY}"), _till_weekday, True, False),
    (_p(rf"со? {_WEEKDAY}"), _since_weekday, False, False),
    (_p(r"(?:за )?(?:сегодня|сегодняшн\w+)"), _one(0), False, False),
    (_p(r"(?:за )?(?:вчера|вчерашн\w+)"), _one(-1), False, False),
    (_p(r"(?:за )?позавчера"), _one(-2), False, False),
)
