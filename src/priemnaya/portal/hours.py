"""When a body works, as people ask it: is it open now, until when, and what are its hours on other days."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import groupby, pairwise

from django.utils import timezone
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from priemnaya.people.models import Organisation
from priemnaya.people.policies import calendar_of
from priemnaya.worktime import ProductionCalendar
from priemnaya.worktime.schedule import Schedule, Span

ON = (
    gettext_lazy("в понедельник"),
    gettext_lazy("во вторник"),
    gettext_lazy("в среду"),
    gettext_lazy("в четверг"),
    gettext_lazy("в пятницу"),
    gettext_lazy("в субботу"),
    gettext_lazy("в воскресенье"),
)
AHEAD = 31
"""Days looked through for the next one on which the body works: the longest holidays are shorter."""


@dataclass(frozen=True)
class OpenNow:
    open: bool
    words: str


def open_now(organisation: Organisation, at: dt.datetime | None = None) -> OpenNow:
    """«Открыто до 17:30», «Перерыв до 12:48», «Закрыто, откроемся завтра в 8:30»: by the body's own clock and its
    region's calendar; a year without a decree is taken as its first draft."""
    now = organisation.local(at or timezone.now())
    calendar = calendar_of(organisation).tentative()
    spans, clock = organisation.hours.of(now.date(), calendar), now.time()
    for begins, ends in spans:
        if begins <= clock < ends:
            return OpenNow(True, _("Открыто до %s") % _clock(ends))
    later = [begins for begins, _ends in spans if clock < begins]
    if later and later[0] != spans[0][0]:
        return OpenNow(False, _("Перерыв до %s") % _clock(later[0]))
    if later:
        return OpenNow(False, _("Откроемся сегодня в %s") % _clock(later[0]))
    return OpenNow(False, _next(organisation.hours, calendar, now.date()))


def _next(hours: Schedule, calendar: ProductionCalendar, today: dt.date) -> str:
    for ahead in range(1, AHEAD):
        day = today + dt.timedelta(days=ahead)
        if spans := hours.of(day, calendar):
            at = _clock(spans[0][0])
            if ahead == 1:
                return _("Закрыто, откроемся завтра в %s") % at
            when = str(ON[day.weekday()]) if ahead < 7 else date_format(day, "j E")
            return _("Закрыто, откроемся %(when)s в %(at)s") % {"when": when, "at": at}
    return _("Закрыто")


def week(organisation: Organisation) -> list[str]:
    """«пн–чт 8:30–17:30», «пт 8:30–16:30», «перерыв 12:00–12:48»: days of equal hours together."""
    days = [(n, spans) for n, spans in enumerate(organisation.hours.spans) if spans]
    lines, breaks = [], set()
    for spans, alike in groupby(days, key=lambda day: day[1]):
        numbers = [n for n, _spans in alike]
        first, last = _short(numbers[0]), _short(numbers[-1])
        lines.append(f"{first if first == last else f'{first}–{last}'} {_span(spans[0][0], spans[-1][1])}")
        breaks |= {_span(one[1], other[0]) for one, other in pairwise(spans)}
    return [*lines, *(_("перерыв %s") % when for when in sorted(breaks))]


@dataclass(frozen=True)
class Day:
    """A line of a table of hours. name: «Понедельник»; words: «8:30–17:30», «закрыто»; pause: «12:00–12:48» or
    nothing."""

    name: str
    words: str
    pause: str = ""


def today(organisation: Organisation, at: dt.datetime | None = None) -> Day:
    """What people ask first; a holiday of the calendar is a closed day."""
    day = organisation.local(at or timezone.now()).date()
    return _day(day.weekday(), organisation.hours.of(day, calendar_of(organisation).tentative()))


def every_day(organisation: Organisation) -> list[Day]:
    """The usual week, day by day, closed ones too."""
    return [_day(n, spans) for n, spans in enumerate(organisation.hours.spans)]


def _day(weekday: int, spans: tuple[Span, ...]) -> Day:
    name = str(WEEKDAYS[weekday])
    if not spans:
        return Day(name, _("закрыто"))
    pauses = (_span(one[1], other[0]) for one, other in pairwise(spans))
    return Day(name, _span(spans[0][0], spans[-1][1]), ", ".join(pauses))


def _short(weekday: int) -> str:
    """«пн», «Mon»: small in Russian."""
    name = str(WEEKDAYS_ABBR[weekday])
    return name.lower() if get_language() == "ru" else name


def _span(begins: dt.time, ends: dt.time) -> str:
    return f"{_clock(begins)}–{_clock(ends)}"


def _clock(at: dt.time) -> str:
    return f"{at.hour}:{at.minute:02}"
