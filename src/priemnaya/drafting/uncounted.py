"""Times and amounts that the grammar has no word for, and those that no reader has taken: a person is told of each, for
the rule beside says nothing of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .numerals import FIGURES, WORDS, number_of
from .units import UNIT, N, amount

_DECIMAL = r"\d{1,6}[,.]\d{1,3}"
_BEFORE = (
    r"(?:в\sтечени[еи]|не\sпозднее(?:,?\sчем)?(?:\sчерез)?|не\sболее(?:,?\sчем)?(?:\s(?:за|на))?|(?:не\s)?превыша\w{2,3}"
    r"|через|в\sпределах)"
)
_BETWEEN = rf"(?:\d{{1,3}}\s?[-–—]\s?\d{{1,3}}|(?:{WORDS})\s?[-–—]\s?(?:{WORDS}))"
_PATTERNS = (
    rf"\b{_BEFORE}\s(?:{N}\s(?:секунд\w{{0,2}}|декад\w{{0,2}}|десятилети\w{{1,2}})"
    rf"|(?:{_DECIMAL}|{_BETWEEN})\s(?:рабоч\w{{2,3}}\s)?[а-яё]{{3,12}}"
    r"|(?:полутора|полторы|половин\w|четверт\w(?!\sчаса)|нескольк\w{2,3})\s[а-яё]{3,12})",
    rf"(?<![а-яё\d.,]){_BETWEEN}\s(?:{UNIT})(?![а-яё])",  # двух-трёх дней
    rf"(?<![а-яё\d.,]){N}\s(?:календарных|рабочих)\s\([^)]{{1,30}}\)\sдн\w{{1,3}}",  # 30 календарных (15 рабочих) дней
    rf"(?<![\d.,]){_DECIMAL}\s(?:балл\w{{0,3}}|(?:рабоч\w{{2,3}}\s)?(?:час|минут|секунд|сут|недел|месяц|дн)\w{{0,3}})",
    r"(?<!\d\s)\b(?:не\sпозднее|до|после)\s(?:[01]?\d|2[0-3]):[0-5]\d(?!\d|\s?[-–—])",  # не позднее 18:00
    rf"\bпосле\s{N}\sчас\w{{0,3}}(?![а-яё])",  # после 17 часов
    rf"\bне\s(?:ранее|раньше)(?:,?\sчем)?(?:\sчерез)?\s{N}\s(?:{UNIT})(?![а-яё])",  # a first day, not a last one
)
_UNCOUNTED = tuple(re.compile(pattern, re.I) for pattern in _PATTERNS)
_ELIDED = re.compile(rf"(?:\bза\s|(?<=[–—]\s))(?:\d{{1,2}}|{WORDS})(?=\s?[.;,]|$)", re.I)
"""«за двадцать дней, по жалобе – за десять»: of units that stand before."""
_OF_UNITS = re.compile(rf"{N}\s(?:{UNIT})(?![а-яё])", re.I)
_TIMES = re.compile(
    rf"(?:(?<![а-яё])({FIGURES}|{WORDS})\s)?раза?\sв\s(?:({FIGURES}|{WORDS})\s)?({UNIT}|полгода)(?![а-яё])", re.I
)
_LEFT = re.compile(rf"(?<![а-яё\d.,:№/-]){N}\s({UNIT})(?![а-яё])", re.I)
_OTHER = re.compile(rf"\(({FIGURES}|{WORDS})\)", re.I)
_AND = re.compile(rf"\sи\s{N}\s(?:{UNIT})(?![а-яё])", re.I)
_FIRST = re.compile(r"не\s(?:ранее|раньше)(?:,?\sчем)?\s$", re.I)
_NO_MORE = re.compile(
    r"не\s(?:более|больше|дольше|свыше|позднее)(?:,?\sчем)?(?:\sчерез)?\s$|\bдо\s$|\bне\s(?:ранее|раньше)(?:,?\sчем)?\sчерез\s$",
    re.I,
)
_OF_DAY = re.compile(r"\b(?:с|до|к|в)\s$", re.I)
PERIODS = {
    "7d": "week",
    "14d": "two_weeks",
    "1mo": "month",
    "3mo": "quarter",
    "6mo": "half_year",
    "12mo": "year",
    "1y": "year",
    "1d": "day",
    "24h": "day",
}


def uncounted(text: str) -> Iterator[str]:
    known: list[tuple[int, int]] = []
    for met in (met for pattern in _UNCOUNTED for met in pattern.finditer(text)):
        if not any(a < met.end() and met.start() < b for a, b in known):
            known.append(met.span())
            yield met[0]


def elided(text: str) -> Iterator[re.Match[str]]:
    """Numbers whose unit stands earlier in the clause."""
    if (first := _OF_UNITS.search(text)) is not None:
        yield from _ELIDED.finditer(text, first.end())


def times(text: str) -> Iterator[tuple[str, str]]:
    """(period, words) of «раз в три месяца»; no period where no kind of rule has one: «два раза в год», «раз в пять
    недели»."""
    for met in _TIMES.finditer(text):
        unit = "полугодие" if met[3].lower() == "полгода" else met[3]
        period = PERIODS.get(amount(met[2] or "один", unit), "")
        yield (period if number_of(met[1] or "один") == 1 else ""), met[0]


def at_odds(words: str) -> bool:
    """«3 (пяти) дней»: the figure and the words beside it are two numbers."""
    met = _OTHER.search(words)
    first = re.search(f"{FIGURES}|{WORDS}", words, re.I)
    return bool(met and first and number_of(met[1]) not in (None, number_of(first[0])))


def goes_on(text: str, end: int) -> str:
    """«в течение месяца и пяти дней»: what is added to a term that ends there."""
    met = _AND.match(text, end)
    return met[0] if met else ""


def is_first(text: str, start: int) -> bool:
    """«не ранее чем через 5 дней»: no last day."""
    return bool(_FIRST.search(text, max(0, start - 30), start))


def at_most(text: str, start: int) -> bool:
    return bool(_NO_MORE.search(text, max(0, start - 30), start))


def left(text: str, taken: Iterable[str]) -> Iterator[str]:
    """Numbers of units of time that are in nothing taken: «на первичное — тридцати дней»."""
    spans = [met.span() for words in set(taken) if words for met in re.finditer(re.escape(words), text)]
    for met in _LEFT.finditer(text):
        number, unit = number_of(met[1]) or 0, met[2].lower()
        if any(a < met.end() and met.start() < b for a, b in spans):
            continue
        if re.search(r"год|лет$", unit):  # «2017 года», «18 лет»
            continue
        if unit.startswith("час") and number <= 24 and _OF_DAY.search(text, max(0, met.start() - 4), met.start()):
            continue  # a time of the day
        yield met[0]
