"""Days that an act names by words: «до пятого числа», «не позднее 1 марта», «в первый вторник месяца»."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from priemnaya.worktime.periods import NAMES_OF_MONTHS

from .numerals import ORDINAL, ordinal_of

NamedDay = Literal["day", "yearday", "weekday", "period"]
_DAY_OF_MONTH = re.compile(rf"\b(?:до|не\sпозднее|к)\s({ORDINAL})\sчисла", re.I)
_YEARDAY = re.compile(rf"\b(?:до|не\sпозднее|к)\s(\d{{1,2}})\s({'|'.join(NAMES_OF_MONTHS)})(?!\s\d{{4}}|[а-яё])", re.I)
"""«не позднее 1 марта», of every year."""
WEEKDAYS = {
    "monday": "понедельник",
    "tuesday": "вторник",
    "wednesday": "сред",
    "thursday": "четверг",
    "friday": "пятниц",
    "saturday": "суббот",
    "sunday": "воскресень",
}
_WEEKDAY = re.compile(
    rf"\b(?:(последн\w{{2,3}}|{ORDINAL})\s)?({'|'.join(WEEKDAYS.values())})[а-яё]{{0,2}}\s(?:каждого\s|кажд\w{{2}}\s)?"
    r"(?:месяца|недели|квартала)",
    re.I,
)


_BY_ADJECTIVE = re.compile(
    r"(?<![а-яё-])(недельн|месячн|квартальн|полугодов|годов)(?:ой|ый|ая|ую|ое|ые|ого|ому|ым|ых|ыми|ом)\s"
    r"(?:[а-яё]{3,20}(?:ый|ий|ой|ая|ую|ое|ые|ого|его|ых|их)\s)?(?:отч[её]т|анализ|план|сводк|обзор|доклад|мониторинг|проверк"
    r"|график|итог|показател|опрос|анкетирован|при[её]м|совещани|разбор|аттестаци|обучени|инструктаж|справк)[а-яё]{0,4}",
    re.I,
)
"""«полугодовой отчёт», «квартальная сводка»: what is done so often."""
_OFTEN = {"недельн": "week", "месячн": "month", "квартальн": "quarter", "полугодов": "half_year", "годов": "year"}


def named_days(text: str) -> Iterator[tuple[NamedDay, str, str]]:
    """(what sort of day, its value, the words of the act)."""
    for met in _DAY_OF_MONTH.finditer(text):
        if 1 <= (ordinal_of(met[1]) or 0) <= 31:
            yield "day", str(ordinal_of(met[1])), met[0]
    for met in _BY_ADJECTIVE.finditer(text):
        yield "period", _OFTEN[met[1].lower()], met[0]
    for met in _YEARDAY.finditer(text):
        month = NAMES_OF_MONTHS.index(met[2].lower()) + 1
        if 1 <= int(met[1]) <= 31:
            yield "yearday", f"{month}-{int(met[1])}", met[0]
    for met in _WEEKDAY.finditer(text):
        name = next(n for n, stem in WEEKDAYS.items() if met[2].lower().startswith(stem))
        nth = -1 if (met[1] or "").lower().startswith("последн") else ordinal_of(met[1] or "") or 1
        if nth <= 5:
            yield "weekday", f"{name} {nth}", met[0]
            for stem, period in (("квартал", "quarter"), ("месяц", "month")):
                if stem in met[0].lower():
                    yield "period", period, met[0]
