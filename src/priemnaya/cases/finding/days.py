"""Days in the words of a query: «за октябрь», «с 1 по 15 марта», «на прошлой неделе», «от 12.03.2026», «до пятницы».
Pure: today is told."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from . import periods as of
from .periods import Reader

_MONTH = (
    r"(?P<{m}>январ[ьяею]|феврал[ьяею]|март[аеу]?|апрел[ьяею]|ма[йяею]|июн[ьяею]|июл[ьяею]|август[аеу]?"
    r"|сентябр[ьяею]|октябр[ьяею]|ноябр[ьяею]|декабр[ьяею])"
)
_YEAR = r"(?:\s(?P<{y}>20\d\d)(?:\s?г\.?(?:ода|од|оду)?)?)?"
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


def bare_days(text: str) -> Iterator[tuple[int, int, str]]:
    """Where a month or a day of the week stands by itself, which is no filter, and how it is said so that it is one."""
    taken = [(d.start, d.end) for d in days_in(text, dt.date(2026, 6, 15))]
    for met in _BARE.finditer(text):
        a, b = met.span()
        if not any(a < end and start < b for start, end in taken):
            yield a, b, f"за {next(w for w in _LAST if w.startswith(_stem(met['month'] or met['weekday'])))}"


_MONTHS = "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь"
_LAST = (*_MONTHS.split(), *["понедельник", "вторник", "среду", "четверг", "пятницу", "субботу", "воскресенье"])


def _stem(typed: str) -> str:
    return "ма" + typed[2:3] if typed[:2] == "ма" and typed[2:3] == "р" else "май" if typed[:2] == "ма" else typed[:4]


def _p(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w./-]){pattern}(?![\w-])")


_DUE = r"(?:(?:со )?срок(?:ом|и|ами)?(?: истека(?:ет|ют))?|истека(?:ет|ют|ющи[ех])(?: срок\w{0,2})?)"
"""«срок», «сроки», «истекает»: what a day behind it is the day of."""
_CAME = r"(?:поступ(?:или|ило|ивш\w+)|приш(?:ли|ло|едш\w+)|зарегистрирован\w*|получен\w*)"
_PATTERNS: tuple[tuple[re.Pattern[str], Reader, bool, bool], ...] = (
    (_p(rf"(?:за период )?со? (?:(?P<only>\d{{1,2}})|{_day('1')}) (?:по|до) {_day('2')}"), of.between, False, False),
    (_p(rf"(?:за (?:период )?)?(?P<only>\d{{1,2}})\s?[-–—]\s?{_day('2')}"), of.between, False, False),
    (_p(rf"(?:за (?:период )?)?{_day('1')}\s?[-–—]\s?{_day('2')}"), of.between, False, False),
    (
        _p(
            rf"(?:за период )?(?:со? )?{_MONTH.format(m='m')}(?:\s?[-–—]\s?| по )"
            rf"{_MONTH.format(m='m2')}{_YEAR.format(y='y')}"
        ),
        of.from_month,
        False,
        False,
    ),
    (
        _p(rf"за {_MONTH.format(m='m')} (?:и )?{_MONTH.format(m='m2')}{_YEAR.format(y='y')}"),
        of.from_month,
        False,
        False,
    ),
    (_p(rf"{_DUE}\s(?:до|к|на|по)?\s?{_day('1')}"), of.ahead, True, False),
    (_p(rf"к {_day('1')}"), of.ahead, True, False),
    (_p(rf"(?P<word>после|позже|начиная с|со?) {_day('1')}"), of.after, False, False),
    (_p(rf"до {_day('1')}"), of.coming_day, True, False),
    (_p(rf"(?:до|раньше|ранее) {_day('1')}"), of.before, False, False),
    (_p(rf"(?:до|к) (?P<end>конц[ау] )?{_MONTH.format(m='m')}{_YEAR.format(y='y')}"), of.month_ahead, True, False),
    (
        _p(rf"(?:до|раньше|ранее) (?P<end>конца )?{_MONTH.format(m='m')}{_YEAR.format(y='y')}"),
        of.month_past,
        False,
        False,
    ),
    (_p(rf"(?:за|{_CAME}) {_day('1')}"), of.on, False, False),
    (_p(r"за (?P<n>[12]?\d|3[01])(?:-?е)? число"), of.day_of_month, False, False),
    (_p(rf"(?:от )?{_day('1')}"), of.lone, False, True),
    (_p(rf"(?:за|во?) {_MONTH.format(m='m')}{_YEAR.format(y='y')}"), of.month, False, False),
    (_p(rf"{_MONTH.format(m='m')}\s(?P<y>20\d\d)(?:\s?г\.?(?:ода)?)?"), of.month, False, False),
    (
        _p(
            r"(?P<led>(?:за|в|во) )?(?P<q>[1-4]|i{1,3}|iv|перв\w{2}|втор\w{2}|трет\w{2,3}|четверт\w{2})(?:-?[йме])?"
            rf" (?P<unit>кв(?:артал[ае]?|\.)|полугоди[еи])(?(led)|(?=\s20\d\d)){_YEAR.format(y='y')}"
        ),
        of.quarter,
        False,
        False,
    ),
    (_p(r"(?:за|во?) (?P<year>20\d\d)(?:-?м)?(?: ?г\.?| год(?:у|а)?)?"), of.year, False, False),
    (_p(r"(?P<year>20\d\d) год(?:у|а)?"), of.year, False, False),
    (
        _p(r"за (?:последни\w+ )?(?P<n>\d{1,3}) (?P<unit>д(?:ень|ня|ней)|сут(?:ки|ок)|недел[юиь]|месяц(?:а|ев)?)"),
        of.some_days,
        False,
        False,
    ),
    (_p(r"(?:за|на) прошл(?:ую|ой) недел[юе]"), of.week(-1), False, False),
    (_p(r"(?:(?:за|в) )?прошл(?:ый|ом) месяце?"), of.this_month(1), False, False),
    (_p(r"(?:за|в) прошл(?:ый|ом) год[у]?"), of.this_year(1), False, False),
    (_p(r"(?:за эту неделю|с начала недели)"), of.week(0), False, False),
    (_p(r"(?:за этот месяц|в этом месяце|с начала месяца)"), of.this_month(0), False, False),
    (_p(r"(?:за этот год|в этом году|с начала года)"), of.this_year(0), False, False),
    (_p(r"(?:за|в) прошл(?:ый|ом) квартале?"), of.this_quarter(1), False, False),
    (_p(r"(?:за этот квартал|в этом квартале|с начала квартала)"), of.this_quarter(0), False, False),
    (
        _p(
            r"(?:старше|(?P<long>дольше|более|больше)) (?:(?P<n>\d{1,4}) )?"
            r"(?P<unit>дн(?:я|ей)|суток|недел[иь]|месяц(?:а|ев))(?(long)(?=\s(?:в работе|без ответа|без движения)))"
        ),
        of.older,
        False,
        False,
    ),
    (_p(r"за (?:последн\w+ )?неделю"), of.back(7), False, False),
    (_p(r"за (?:последн\w+ )?сутки"), of.back(1), False, False),
    (_p(r"(?:за|в) (?:эти |прошлые )?выходные"), of.weekend, False, False),
    (_p(rf"(?:за|{_CAME} во?) {_WEEKDAY}"), of.weekday, False, False),
    (_p(r"за (?:последн\w+ )?месяц"), of.back(30), False, False),
    (_p(r"за (?:последн\w+ )?квартал"), of.back(91), False, False),
    (_p(r"за (?:последн\w+ )?полгода|за (?:последн\w+ )?полугодие"), of.back(183), False, False),
    (_p(r"за (?:последн\w+ )?год"), of.back(365), False, False),
    (
        _p(
            rf"(?:{_DUE}(?: до| на)? (?:сегодня|сегодняшн\w+)|сегодня {_DUE}|на сегодня|до сегодня|к сегодня"
            r"|до конца дня|(?:надо |нужно )?ответить сегодня)"
        ),
        of.till(0),
        True,
        False,
    ),
    (_p(rf"(?:{_DUE}(?: до| на)? завтра|завтра {_DUE}|на завтра|до завтра|к завтра)"), of.one(1), True, False),
    (
        _p(
            rf"(?:{_DUE} (?:через|в ближайши[ех]) (?:(?P<n>\d{{1,3}}) )?(?P<unit>день|дня|дней|сутки|недел[юиь])"
            rf"|через (?P<n2>\d{{1,3}}) дн(?:я|ей) {_DUE})"
        ),
        of.in_days,
        True,
        False,
    ),
    (_p(rf"(?:{_DUE} )?(?:на (?:этой )?неделе|на (?:эту )?неделю)"), of.week(0), True, False),
    (_p(rf"(?:{_DUE} )?на (?:следующ(?:ей|ую)) недел[еюи]"), of.week(1), True, False),
    (_p(rf"(?:{_DUE} )?(?:до|к) конц[ау] (?P<of>недели|месяца)"), of.till_end, True, False),
    (_p(rf"(?:(?:{_DUE} )?(?:до|к|на)|{_DUE} во?) {_WEEKDAY}"), of.till_weekday, True, False),
    (_p(rf"со? {_WEEKDAY}"), of.since_weekday, False, False),
    (_p(r"(?:за )?(?:сегодня|сегодняшн\w+)"), of.one(0), False, False),
    (_p(r"(?:за )?(?:вчера|вчерашн\w+)"), of.one(-1), False, False),
    (_p(r"(?:за )?позавчера"), of.one(-2), False, False),
)
_BARE = _p(rf"(?:{_MONTH.format(m='month').replace('ма[йяею]', 'ма[йе]')}|(?:во? )?{_WEEKDAY})")
