"""A decree on days off before it holds: what is wrong with it, and what it would change in the calendar known now."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .calendar import Decree, ProductionCalendar

YEARS = range(2006, 2101)
"""From the first year the law of appeals holds."""


def wrong_with(decree: Decree) -> list[str]:
    """What is wrong, in Russian words for the person who typed it; empty when the decree can be taken."""
    found = []
    if decree.year not in YEARS:
        return [f"Год {decree.year}: выберите год от {YEARS[0]} до {YEARS[-1]}."]
    if len(decree.act.strip()) < 10:
        found.append("Назовите акт: кем, когда и под каким номером он принят.")
    if not decree.moved:
        found.append("Заполните хотя бы одну пару дат: какой выходной на какой день переносится.")
    for n, (source, target) in enumerate(decree.moved, 1):
        found += [f"Строка {n}: {words}" for words in _wrong_pair(decree, source, target)]
    return found


def _wrong_pair(decree: Decree, source: dt.date, target: dt.date) -> Iterator[str]:
    """A move is checked against the year without it: weekends, holidays and the moves of ТК РФ ст. 112, and the other
    pairs."""
    if decree.year not in (source.year, target.year) or source.year != target.year:
        yield f"обе даты должны быть из {decree.year} года, а здесь {source:%d.%m.%Y} и {target:%d.%m.%Y}."
        return
    rest = list(decree.moved)
    rest.remove((source, target))
    if source in [day for pair in rest for day in pair] or target in [day for pair in rest for day in pair]:
        yield f"{source:%d.%m} или {target:%d.%m} уже есть в другой строке."
        return
    without = replace(decree, moved=tuple(rest))
    if without.is_working(source):
        yield f"{source:%d.%m.%Y} — рабочий день, переносить с него нечего. Слева пишется выходной."
    if not without.is_working(target):
        yield f"{target:%d.%m.%Y} и так нерабочий. Справа пишется рабочий день, который станет выходным."


@dataclass(frozen=True)
class Difference:
    """A day that the decree would change: off where it worked, or working where it was off."""

    day: dt.date
    works: bool
    why: str


def differences(decree: Decree, known: ProductionCalendar) -> list[Difference]:
    """Day by day over the year, against the calendar known now (weekends and holidays alone, where the year has
    none)."""
    now = known.tentative()
    then = replace(now, decrees={**known.decrees, decree.year: decree}, _working={}, _asked=set())
    first = dt.date(decree.year, 1, 1)
    days = [first + dt.timedelta(days=n) for n in range((dt.date(decree.year + 1, 1, 1) - first).days)]
    return [Difference(d, then.is_working(d), then.why(d)) for d in days if then.is_working(d) != now.is_working(d)]


def digest(decree: Decree, found: Sequence[Difference]) -> str:
    """Names one comparison: who confirms it confirms what was shown, nothing else."""
    text = f"{decree.year} {decree.act} {decree.moved} {[(d.day, d.works) for d in found]}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]
