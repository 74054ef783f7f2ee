"""Terms: from an instant and a rule to the instant it is due, with the reasoning in plain Russian.

Three counting settings (the statutes do not fix them, practice differs): the day the count starts, the unit, and where
a last day that does not work rolls to. «24 часа за исключением выходных» is a clock that stands still on non-working
days.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal
from zoneinfo import ZoneInfo

from .calendar import ProductionCalendar, UndecreedYear
from .hours import at_hour, end_of
from .periods import Deadline, Roll, months_later
from .schedule import DEFAULT, Schedule

Unit = Literal[
    "seconds", "minutes", "hours", "days", "working_days", "working_hours", "working_minutes", "months", "years"
]
Start = Literal["next_day", "same_day"]

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Term:
    """An amount of time and how it is counted.

    unit: seconds, minutes or hours by the clock, calendar days, working days, hours or minutes of the body's schedule,
    calendar months or years. skip: non_working_days stops the clock on them (hours only). start: next_day counts the
    day after the event as day 1. roll: where a non-working last day goes. hour: at which hour of the last day it ends,
    where it is not the end of the day (`hours`).
    """

    amount: int
    unit: Unit
    skip: Literal["none", "non_working_days"] = "none"
    roll: Roll = "none"
    start: Start = "next_day"
    hour: str = ""

    @property
    def hours(self) -> float:
        """The amount of a term of hours, minutes or seconds, in hours."""
        if self.unit == "seconds":
            return self.amount / 3600
        return self.amount / 60 if self.unit.endswith("minutes") else float(self.amount)

    def __str__(self) -> str:
        return f"{self.amount} {plural(self.amount, *_FORMS[self.unit])}" + (
            ", нерабочие дни не считаются" if self.skip != "none" else ""
        )


_FORMS = {
    "seconds": ("секунда", "секунды", "секунд"),
    "minutes": ("минута", "минуты", "минут"),
    "working_minutes": ("рабочая минута", "рабочие минуты", "рабочих минут"),
    "hours": ("час", "часа", "часов"),
    "days": ("день", "дня", "дней"),
    "working_days": ("рабочий день", "рабочих дня", "рабочих дней"),
    "working_hours": ("рабочий час", "рабочих часа", "рабочих часов"),
    "months": ("месяц", "месяца", "месяцев"),
    "years": ("год", "года", "лет"),
}


def plural(n: float, one: str, few: str, many: str) -> str:
    """Russian plural: 1 час, 2 часа, 5 часов, 11 часов, 21 час, 4,5 часа."""
    if n != int(n):
        return few
    n = abs(int(n))
    if n % 10 == 1 and n % 100 != 11:
        return one
    return few if 2 <= n % 10 <= 4 and not 12 <= n % 100 <= 14 else many


@dataclass(frozen=True)
class Moved:
    """A term moved by calendar days: an extension, a suspension (more), an early resumption (less). why: words for
    people."""

    days: int
    why: str = ""

    def __str__(self) -> str:
        return f"{'+' if self.days > 0 else '−'}{abs(self.days)} {plural(self.days, *_FORMS['days'])}: {self.why}"


@dataclass(frozen=True)
class Due:
    """When a term ends. `reasoning`: steps in plain Russian. `provisional`: a year without a decree took part.

    `unverified`: what the date rests on and nobody has compared with its act yet, in words.
    """

    at: dt.datetime
    reasoning: tuple[str, ...] = field(default_factory=tuple)
    provisional: bool = False
    unverified: tuple[str, ...] = ()

    @property
    def why(self) -> str:
        return "; ".join(self.reasoning)


_RULE = re.compile(r"^(\d{1,5})(s|m|wm|h|wh|d|wd|mo|y)$", re.ASCII)
_UNITS: dict[str, Unit] = {
    "s": "seconds",
    "m": "minutes",
    "wm": "working_minutes",
    "h": "hours",
    "wh": "working_hours",
    "d": "days",
    "wd": "working_days",
    "mo": "months",
    "y": "years",
}
OF_THE_CLOCK, OF_WORK = ("hours", "minutes", "seconds"), ("working_hours", "working_minutes")
BY_DATE: dict[str, int] = {"months": 1, "years": 12}
"""Units that end on a date of a later month, and how many months of it they are (ГК РФ ст. 192)."""
OF_THE_CALENDAR = ("days", *BY_DATE)
"""Units whose last day may be one that does not work."""


LONGEST = 5000
"""Units of a term; a longer one is a slip, and ends in no year that a calendar has."""
LONGEST_MONTHS = 160
"""The same, of months and of the months of years."""


def parse_rule(text: str, *, skip: str = "none", roll: str = "none", start: str = "next_day", hour: str = "") -> Term:
    """'24h', '30d', '15wd', '9wh', '1mo' -> Term. Raises ValueError that names the allowed forms."""
    match = _RULE.match(str(text).strip())
    if not match or not 0 < int(match[1]) <= _most(_UNITS[match[2]]):
        why = ""
        if match:
            most = _most(_UNITS[match[2]])
            why = f"это слишком много, не больше {most}; " if int(match[1]) else "это ноль; "
        elif str(text).strip().startswith("-"):
            why = "срок без минуса, а «заранее» говорит вид tell; "
        elif meant := _meant(str(text)):
            why = f"возможно, {meant}; "
        raise ValueError(
            f"Срок «{text}» не понят: {why}пишите 24h (часы), 30m (минуты), 40s (секунды), 9wh (рабочие часы),"
            " 45wm (рабочие минуты), 30d (дни), 15wd (рабочие дни), 1mo (месяцы), 1y (годы)"
        )
    if (
        skip not in ("none", "non_working_days")
        or roll not in ("none", "back", "forward")
        or start not in ("next_day", "same_day")
    ):
        raise ValueError("skip: none | non_working_days; roll: none | back | forward; start: next_day | same_day")
    if skip != "none" and _UNITS[match[2]] not in OF_THE_CLOCK:
        raise ValueError("skip: non_working_days относится только к часам; для дней есть рабочие дни (15wd)")
    if start != "next_day" and _UNITS[match[2]] in BY_DATE:
        raise ValueError(
            "start: same_day относится только к дням: срок в месяцах кончается в то же число (ГК РФ ст. 192)"
        )
    return Term(int(match[1]), _UNITS[match[2]], skip, roll, start, hour)  # type: ignore[arg-type]


_WORDS = (
    (r"рабоч\w*\s?час|раб\.?\s?ч", "wh"),
    (r"рабоч\w*\s?мин", "wm"),
    (r"рабоч|раб\.", "wd"),
    (r"час|ч\b", "h"),
    (r"мин", "m"),
    (r"сек", "s"),
    (r"мес", "mo"),
    (r"год|лет", "y"),
    (r"д(?:ен|н)", "d"),
)
"""Units as people call them -> as a rule has them."""


def _meant(text: str) -> str:
    """«6 h», «15 рабочих дней»: how the term is written."""
    said = re.fullmatch(r"\s*(\d{1,5})\s*([a-zа-яё. ]{1,30})", text.lower())
    if said is None:
        return ""
    code = next((code for words, code in _WORDS if re.match(words, said[2])), said[2].replace(" ", ""))
    return f"{int(said[1])}{code}" if code in _UNITS and int(said[1]) else ""


def _most(unit: Unit) -> int:
    return LONGEST_MONTHS // BY_DATE[unit] if unit in BY_DATE else LONGEST


def due(
    term: Term | Deadline,
    since: dt.datetime,
    calendar: ProductionCalendar,
    zone: ZoneInfo,
    schedule: Schedule = DEFAULT,
    *,
    moved: Sequence[Moved] = (),
    tentative: bool = False,
) -> Due:
    """The instant the term ends: its base and all that moved it, rolled once by the rule's own roll.

    Nothing is rounded in between, so the order of `moved` never matters and days that sum to zero give the base back.
    Raises UndecreedYear, unless `tentative`: then the result says it is provisional.
    """
    since, asked = since.astimezone(zone), calendar.watched()
    try:
        at, steps = _due(term, since, asked, zone, schedule, moved)
        return Due(at, tuple(steps), unverified=asked.unverified())
    except UndecreedYear as unknown:
        if not tentative:
            raise
        asked = calendar.tentative().watched()
        at, steps = _due(term, since, asked, zone, schedule, moved)
        note = f"предварительно: календарь на {unknown.year} год ещё не загружен"
        return Due(at, (*steps, note), True, asked.unverified())


Ends = tuple[dt.datetime, list[str]]


def _due(
    term: Term | Deadline,
    since: dt.datetime,
    calendar: ProductionCalendar,
    zone: ZoneInfo,
    schedule: Schedule,
    moved: Sequence[Moved],
) -> Ends:
    if isinstance(term, Deadline):
        day = term.after(since.date())
        from_when = "" if term.on else f", считая с {since:%d.%m.%Y}: {day:%d.%m.%Y}"
        at, steps = end_of(day, zone), [f"{term}{from_when}"]
    elif term.unit in OF_THE_CLOCK:
        at, steps = _hours(term, since, calendar, zone)
    elif term.unit in OF_WORK:
        at = schedule.add(since, term.hours, calendar, zone)
        steps = [f"{term} с {since:%d.%m.%Y %H:%M} по графику работы", f"срок {at:%d.%m.%Y %H:%M}"]
    elif term.unit == "working_days":
        at, steps = _working_days(term, since, calendar, zone)
    elif term.unit in BY_DATE:
        at, steps = _months(term, since, zone)
    else:
        at, steps = _calendar_days(term, since, zone)
    total = sum(m.days for m in moved)
    steps += [str(m) for m in moved]
    if total:
        steps += _from_where(term, at.date(), since.date(), calendar)
        at = dt.datetime.combine(at.date() + total * DAY, at.timetz())
        steps.append(f"с этими изменениями {at:%d.%m.%Y}")
    roll = _roll_of(term, total)
    day, why = _rolled(at.date(), since.date(), roll, calendar) if roll != "none" else (at.date(), [])
    if term.hour:
        at, told = at_hour(day, term.hour, since, calendar, zone, schedule)
        return at, [*steps, *why, *told]
    return dt.datetime.combine(day, at.timetz()), steps + why


def _from_where(term: Term | Deadline, day: dt.date, since: dt.date, calendar: ProductionCalendar) -> list[str]:
    """Days are added to the term itself, which then is so many days longer, and the sum is rolled once: said where the
    day that was told before is another."""
    roll = _roll_of(term, 0)
    told = _rolled(day, since, roll, calendar)[0] if roll != "none" else day
    if told == day:
        return []
    return [f"дни прибавлены к самому сроку ({day:%d.%m.%Y}), а не к дню после переноса ({told:%d.%m.%Y})"]


def _roll_of(term: Term | Deadline, total: int) -> Roll:
    """The rule's own roll. A term counted over working time can't end on a day off either: unless its rule says
    otherwise, a moved one ends on the working day before, so that it is never longer than the days it was moved by."""
    if isinstance(term, Deadline):
        return term.roll
    if term.roll == "none" and total and (term.unit in ("working_days", *OF_WORK) or term.skip != "none"):
        return "back"
    return term.roll if term.unit in OF_THE_CALENDAR or total else "none"


def _rolled(day: dt.date, since: dt.date, roll: Roll, calendar: ProductionCalendar) -> tuple[dt.date, list[str]]:
    """Where a last day that does not work goes, and why. Back it may go to the very day the term began, never
    before."""
    if calendar.is_working(day):
        return day, [f"{day:%d.%m} — {calendar.why(day)}, переноса нет"] if day.weekday() >= 5 else []
    back, steps = roll == "back" and calendar.previous_working(day) >= since, []
    if roll == "back" and not back:
        steps.append("перенос назад увёл бы срок раньше его начала, поэтому вперёд")
    moved = calendar.previous_working(day) if back else calendar.next_working(day)
    why = f" ({calendar.why(moved)})" if moved.weekday() >= 5 else ""
    direction = "предыдущий" if back else "следующий"
    steps.append(f"{day:%d.%m} — {calendar.why(day)}, перенос на {direction} рабочий день {moved:%d.%m.%Y}{why}")
    if back and moved == since:
        steps.append("это тот же день, с которого срок идёт")
    return moved, steps


def _hours(term: Term, since: dt.datetime, calendar: ProductionCalendar, zone: ZoneInfo) -> Ends:
    if term.skip == "none":
        at = (since.astimezone(dt.UTC) + dt.timedelta(hours=term.hours)).astimezone(zone)
        return at, [f"{term} с {since:%d.%m.%Y %H:%M}"]
    steps = [f"{term.amount} {plural(term.amount, *_FORMS[term.unit])} с {since:%d.%m.%Y %H:%M}"]
    left, now, stood = dt.timedelta(hours=term.hours), since, []
    while True:
        midnight = dt.datetime.combine(now.date() + DAY, dt.time(), zone)
        if calendar.is_working(now.date()):
            if now.date().weekday() >= 5:
                steps.append(f"{now:%d.%m} — {calendar.why(now.date())}, часы идут")
            if midnight - now >= left:
                break
            left -= midnight - now
        else:
            stood.append(now.date())
        now = midnight
    if stood:
        steps.append("часы стоят: " + _days(stood, calendar))
    at = now + left
    return at, [*steps, f"срок {at:%d.%m.%Y %H:%M}"]


def _days(days: list[dt.date], calendar: ProductionCalendar) -> str:
    if len(days) > 4:
        return (
            f"{days[0]:%d.%m} – {days[-1]:%d.%m} ({len(days)}"
            f" {plural(len(days), 'нерабочий день', 'нерабочих дня', 'нерабочих дней')})"
        )
    return ", ".join(f"{d:%d.%m} ({calendar.why(d)})" for d in days)


def _working_days(term: Term, since: dt.datetime, calendar: ProductionCalendar, zone: ZoneInfo) -> Ends:
    day, counted, stood = since.date(), 0, []
    if term.start == "same_day" and calendar.is_working(day):
        counted = 1
    while counted < term.amount:
        day += DAY
        if calendar.is_working(day):
            counted += 1
        elif day.weekday() < 5:
            stood.append(day)
    steps = [f"{term} с {since:%d.%m.%Y}" + (", считая со следующего дня" if term.start == "next_day" else "")]
    if stood:
        steps.append("не считаются, кроме обычных выходных: " + _days(stood, calendar))
    return end_of(day, zone), [*steps, f"срок {day:%d.%m.%Y}"]


def _calendar_days(term: Term, since: dt.datetime, zone: ZoneInfo) -> Ends:
    day = since.date() + dt.timedelta(days=term.amount - (term.start == "same_day"))
    return end_of(day, zone), [f"{term} с {since:%d.%m.%Y}: {day:%d.%m.%Y}"]


def _months(term: Term, since: dt.datetime, zone: ZoneInfo) -> Ends:
    """ГК РФ ст. 192 п. 1, 3: the same date of the last month, or its last day where it has no such date."""
    day, steps = months_later(since.date(), term.amount * BY_DATE[term.unit]), []
    steps.append(f"{term} с {since:%d.%m.%Y}: {day:%d.%m.%Y}")
    if day.day != since.day:
        steps.append(f"{since.day}-го числа в этом месяце нет, поэтому последний день месяца (ГК РФ ст. 192 п. 3)")
    return end_of(day, zone), steps


def clock_hours_between(start: dt.datetime, end: dt.datetime, calendar: ProductionCalendar, zone: ZoneInfo) -> float:
    """Clock hours between two instants, standing still on non-working days: the inverse of an hours term with skip."""
    start, end = start.astimezone(zone), end.astimezone(zone)
    total, now = dt.timedelta(), start
    while now < end:
        stop = min(dt.datetime.combine(now.date() + DAY, dt.time(), zone), end)
        if calendar.is_working(now.date()):
            total += stop - now
        now = stop
    return total.total_seconds() / 3600


def working_days_between(start: dt.date, end: dt.date, calendar: ProductionCalendar) -> int:
    """Working days after start up to and including end: the inverse of a working-days term."""
    return sum(calendar.is_working(start + dt.timedelta(days=n)) for n in range(1, (end - start).days + 1))
