"""The production calendar of Russia: which days work, and why a day does not.

Source of working days: library `holidays` (0.107 or newer) for the years of `data/decrees.yaml`; for a later year, a
decree loaded as data. ТК РФ ст. 112: fixed holidays, shift of a holiday that falls on a weekend, moves by decree.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import holidays
import yaml

from priemnaya.bounded.data import yaml_of
from priemnaya.errors import Objection

DATA = Path(__file__).parent / "data"

FIXED: Mapping[tuple[int, int], str] = {
    **{(1, d): "новогодние каникулы" for d in (1, 2, 3, 4, 5, 6, 8)},
    (1, 7): "Рождество Христово",
    (2, 23): "День защитника Отечества",
    (3, 8): "Международный женский день",
    (5, 1): "Праздник Весны и Труда",
    (5, 9): "День Победы",
    (6, 12): "День России",
    (11, 4): "День народного единства",
}


class UndecreedYear(LookupError):
    """The Government's decree on days off for this year is not loaded, so a term cannot be promised."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(
            f"Для {year} года не загружен производственный календарь: постановление о переносе выходных дней"
            " неизвестно. Загрузите его файлом (раздел «Календарь») — сроки пересчитаются сами."
        )


@dataclass(frozen=True)
class RegionalDay:
    """A non-working day of one region: date, what it is, the act that set it."""

    region: str
    date: dt.date
    name: str
    act: str
    moved_to: dt.date | None = None
    verified: bool = True


@dataclass(frozen=True)
class Decree:
    """Days off moved by the Government for one year: pairs (day that becomes ordinary, day that becomes off)."""

    year: int
    act: str
    moved: tuple[tuple[dt.date, dt.date], ...]
    verified: bool = True

    def shifted(self) -> dict[dt.date, dt.date]:
        """Holidays on a weekend that ТК 112 itself shifts to the next working day -> that day (1-8 January: decree
        only)."""
        moved_from = {a for a, _ in self.moved}
        taken = {b for _, b in self.moved}
        result: dict[dt.date, dt.date] = {}
        for month, day in FIXED:
            date = dt.date(self.year, month, day)
            if month == 1 or date.weekday() < 5 or date in moved_from:
                continue
            target = date
            while target.weekday() >= 5 or (target.month, target.day) in FIXED or target in taken:
                target += dt.timedelta(days=1)
            taken.add(target)
            result[date] = target
        return result

    def is_working(self, day: dt.date) -> bool:
        if (day.month, day.day) in FIXED or day in {b for _, b in self.moved} or day in self.shifted().values():
            return False
        return day.weekday() < 5 or day in {a for a, _ in self.moved}


def _decree(raw: Mapping[str, Any]) -> Decree:
    moved = tuple((pair[0], pair[1]) for pair in raw.get("moved", ()))
    return Decree(int(raw["year"]), str(raw["act"]), moved, bool(raw.get("verified", True)))


def load_decree(text: str) -> list[Decree]:
    """Decrees from the text of a data file (one mapping or a list). Raises Objection with what is wrong, in Russian."""
    try:
        raw = yaml_of(text)
        rows = raw if isinstance(raw, list) else [raw]
        result = [_decree(r) for r in rows]
    except (yaml.YAMLError, AttributeError, KeyError, TypeError, ValueError, IndexError) as error:
        raise Objection("Файл календаря не разобран: нужны year, act и moved со списком пар дат.") from error
    for decree in result:
        for a, b in decree.moved:
            if not isinstance(a, dt.date) or not isinstance(b, dt.date) or decree.year not in (a.year, b.year):
                raise Objection(f"Перенос {a} → {b}: обе даты пишутся как ГГГГ-ММ-ДД и относятся к {decree.year} году")
    return result


@dataclass(frozen=True)
class RegionalYear:
    """Whether somebody compared the days off of one region in one year with their acts, and where they looked."""

    region: str
    year: int
    verified: bool
    source: str


def load_regional(text: str) -> tuple[list[RegionalYear], list[RegionalDay]]:
    """Years and days of the regions from YAML text: {years: […], days: […]}."""
    raw = yaml_of(text)
    return [RegionalYear(**row) for row in raw["years"]], [RegionalDay(**row) for row in raw["days"]]


@lru_cache(maxsize=1)
def shipped_decrees() -> dict[int, Decree]:
    return {d.year: d for d in load_decree((DATA / "decrees.yaml").read_text(encoding="utf-8"))}


@lru_cache(maxsize=1)
def shipped_regional() -> tuple[tuple[RegionalYear, ...], tuple[RegionalDay, ...]]:
    years, days = load_regional((DATA / "regional.yaml").read_text(encoding="utf-8"))
    return tuple(years), tuple(days)


@lru_cache(maxsize=32)
def _library(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("RU", years=year)


@dataclass(frozen=True)
class ProductionCalendar:
    """Working days of one body: federal calendar, loaded decrees, its region's days.

    `provisional` answers for a year without a decree by weekends and fixed holidays alone; whoever uses it must mark
    the result «предварительно». Otherwise such a year raises UndecreedYear.
    """

    decrees: Mapping[int, Decree] = field(default_factory=dict)
    regional: Mapping[dt.date, RegionalDay] = field(default_factory=dict)
    provisional: bool = False
    region: str = ""
    compared: frozenset[int] = frozenset()
    _working: dict[dt.date, bool] = field(default_factory=dict, compare=False, repr=False)
    _asked: set[dt.date] = field(default_factory=set, compare=False, repr=False)

    @classmethod
    def of(
        cls,
        region: str | None = None,
        decrees: Iterable[Decree] = (),
        regional: Iterable[RegionalDay] | None = None,
        years: Iterable[RegionalYear] | None = None,
    ) -> ProductionCalendar:
        """decrees: loaded ones, over the shipped. regional and years: the region's days, and which years of it are
        compared with acts; both from the shipped file when None."""
        shipped_years, shipped_days = shipped_regional()
        days: dict[dt.date, RegionalDay] = {}
        for row in shipped_days if regional is None else regional:
            if region and row.region == region:
                days[row.date] = row
                if row.moved_to:
                    days[row.moved_to] = row
        compared = {
            y.year for y in (shipped_years if years is None else years) if region and y.region == region and y.verified
        }
        return cls({d.year: d for d in decrees}, days, False, region or "", frozenset(compared))

    def tentative(self) -> ProductionCalendar:
        return ProductionCalendar(self.decrees, self.regional, True, self.region, self.compared)

    def watched(self) -> ProductionCalendar:
        """The same calendar that remembers which days it was asked about: what a term rests on."""
        return replace(self, _working=self._working, _asked=set())

    def unverified(self) -> tuple[str, ...]:
        """Of the days asked about since `watched`: what nobody has compared with its act, in words."""
        remarks = []
        of_region = {day.year for day in self._asked if day in self.regional or self._working.get(day)}
        for year in sorted({day.year for day in self._asked}):
            decree = self.decree(year)
            if decree is not None and not decree.verified:
                remarks.append(f"переносы выходных {year} года не сверены с постановлением")
            if self.region and year in of_region - self.compared:  # no act of a region undoes a day off of all
                remarks.append(f"региональные выходные {year} года не сверены с актами")
        return tuple(remarks)

    def decree(self, year: int) -> Decree | None:
        return self.decrees.get(year) or shipped_decrees().get(year)

    def knows(self, year: int) -> bool:
        return self.decree(year) is not None

    def is_working(self, day: dt.date) -> bool:
        """Raises UndecreedYear for a year without a decree, unless the calendar is provisional."""
        self._asked.add(day)
        known = self._working.get(day)
        if known is None:
            known = self._working[day] = self._is_working(day)
        return known

    def _is_working(self, day: dt.date) -> bool:
        if day in self.regional:
            return False
        if day.year in self.decrees:
            return self.decrees[day.year].is_working(day)
        if day.year in shipped_decrees():
            return bool(_library(day.year).is_working_day(day))
        if self.provisional:
            return day.weekday() < 5 and (day.month, day.day) not in FIXED
        raise UndecreedYear(day.year)

    def why(self, day: dt.date) -> str:
        """One or two Russian words on the day: why it is off, or that it is a working Saturday."""
        if day in self.regional:
            return f"{self.regional[day].name} ({self.regional[day].act})"
        name = FIXED.get((day.month, day.day))
        if name:
            return f"праздник, {name}"
        decree = self.decree(day.year)
        if decree:
            sources = [a for a, b in [*decree.moved, *decree.shifted().items()] if b == day]
            if sources:
                return f"выходной, перенесённый с {sources[0]:%d.%m}"
        if self.is_working(day):
            return (
                "рабочая суббота"
                if day.weekday() == 5
                else "рабочее воскресенье"
                if day.weekday() == 6
                else "рабочий день"
            )
        return "выходной"

    def next_working(self, day: dt.date) -> dt.date:
        while not self.is_working(day):
            day += dt.timedelta(days=1)
        return day

    def previous_working(self, day: dt.date) -> dt.date:
        while not self.is_working(day):
            day -= dt.timedelta(days=1)
        return day
