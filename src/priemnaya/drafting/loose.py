"""Times and amounts that no reader takes and no rule says: «не ранее следующего рабочего дня», «по понедельникам и
четвергам», «а по жалобам — трёх страниц». A person is told of each, whatever rule is proposed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from .days import WEEKDAYS
from .numerals import WORDS, number_of
from .uncounted import elided
from .units import N

Loose = Literal["uncounted", "amount", "apart"]
"""uncounted: a time, so that no borrowed one may stand in its place; amount: the same of a limit; apart: what a rule
may be proposed beside."""


@dataclass(frozen=True)
class Pattern:
    sort: Loose
    reads: re.Pattern[str]
    often: bool = False


_DAY = rf"(?:{'|'.join(WEEKDAYS.values())})[а-яё]{{0,3}}(?![а-яё])".replace("сред", "сред(?=[ауы])")
_CLOCK = r"(?:[01]?\d|2[0-4])(?:[:.][0-5]\d(?!\.?\d)|\sчас\w{0,3}(?![а-яё])(?:\s[0-5]?\d\sминут\w{0,2})?)"
_COUNTED = (
    r"страниц\w{0,3}|лист(?:ов|а|ах)|слов(?:а|ам|ах)?|раза?|гудк\w{1,3}|звонк\w{1,3}|балл\w{0,3}|процент\w{0,3}|секунд\w{0,2}"
    r"|вопрос\w{0,3}|переключени\w{1,2}|продлени\w{1,2}|уточнени\w{1,2}|рассыл\w{1,3}|файл\w{0,3}|приложени\w{1,2}|рубл\w{1,3}"
    r"|экземпляр\w{0,3}|знак\w{0,3}|символ\w{0,3}|человек\w{0,2}|[кмг]б"
)


def _made(sort: Loose, pattern: str, *, often: bool = False) -> Pattern:
    return Pattern(sort, re.compile(pattern, re.I), often)


_PATTERNS = (
    _made("uncounted", r"\bне\s(?:ранее|раньше)(?:,?\sчем)?(?:\s[^\s.,;:()]+){1,4}"),
    _made("uncounted", r"\bкажд\w{2,3}\s(?:втор|трет|четв[её]рт|пят|шест|десят)\w{2,3}\s[а-яё]{3,14}", often=True),
    _made(
        "uncounted",
        rf"\b(?:по|кажд\w{{2,3}}|в)\s(?:[а-яё]{{3,12}}\s)?{_DAY}(?:(?:,|\sи|\sили)\s(?:по\s|в\s)?{_DAY})*",
        often=True,
    ),
    _made("uncounted", rf"(?<![\d.,№-]){N}\s(?:год(?:а|ов|у)?|лет)(?![а-яё])"),
    _made(
        "uncounted",
        r"\b(?:через|спустя)\s(?:рабоч\w{2,3}\s)?(?:день|сутки|неделю|месяц|квартал|полгода|год|час)(?![а-яё])",
    ),
    _made(
        "uncounted",
        r"\b(?:в\s(?:тот|этот)\sже\sдень|в\sдень\s(?:обращения|поступления|получения|регистрации|подачи|при[её]ма|звонка)"
        r"|в\sдень\s[а-яё]{3,}(?:ния|ки|чи|ции|мены)(?![а-яё])|(?:на|в)\sследующ\w{2,3}\s(?:рабоч\w{2,3}\s)?(?:день|сутки))(?![а-яё])",
    ),
    _made(
        "uncounted",
        r"\b(?:до|к|не\sпозднее|в)\s(?:самого\s)?конц[ауе]\s(?:(?:того|этого|текущего|следующего|рабоч\w{2,3}|отч[её]тн\w{2,3})\s(?:же\s)?){0,3}"
        r"(?:дня|недели|месяца|квартала|полугодия|года|смены|при[её]ма)(?![а-яё])",
    ),
    _made(
        "uncounted",
        r"\b(?:в\s(?:первой|второй)\sполовине\s(?:рабочего\s)?дня|до\sобеда|после\sобеда|(?:в\sтечение|за|раз\sв|каждую)\sсмен[уы])(?![а-яё])",
    ),
    _made(
        "apart",
        r"\bсчитая\sсо?\s(?:\d{1,2}(?:\s[а-яё]{3,9}|\.\d{1,2})(?:[\s.]\d{4})?|дня\s[а-яё]+(?:\sв\sсилу)?)",
    ),
    _made("apart", rf"\bс\s{_CLOCK}\sдо\s{_CLOCK}|\bс\s\d{{1,2}}\sдо\s{_CLOCK}|\b{_CLOCK}\s?[-–—]\s?{_CLOCK}"),
    _made("uncounted", rf"\b(?:до|после|к|с|не\sпозднее)\s{_CLOCK}(?!\s?[-–—]\s?\d)"),
    _made(
        "apart",
        r"\b(?:без\sуч[её]та|не\sсчитая|не\sвключая|исключая|за\sисключением|кроме)\s(?:[а-яё]+\s){0,2}?"
        r"(?:выходн|праздничн|нерабоч)\w+(?:(?:,|\sи|\sили)\s[а-яё]+)*?\sдн\w{1,3}",
    ),
    _made(
        "apart",
        r"\b(?:немедленно|незамедлительно|безотлагательно)(?![а-яё])|\bв\s(?:кратчайш|разумн)\w{2,3}\sсрок\w{0,2}",
    ),
    _made("amount", rf"(?<![\d.,№/-])(?:{N}\s(?:{_COUNTED})(?![а-яё])|{N}\s?%)"),
    _made(
        "amount",
        r"\b(?:половин[аыуе]|две\sтрети|треть|трети|четверть|четверти)\s(?:всех\s)?[а-яё]{4,20}|\b(?:два|три|четыре)жды(?![а-яё])",
    ),
)
_OF_A_NUMBER = re.compile(
    r"(?:№|н?\.\s?п|пункт|подпункт|стат|раздел|глав|част|приложени|кабинет|этаж|корпус|форм|класс|групп|категори|степен|ст|п|пп|ч"
    r"|абзац|позици|строк|граф|таблиц|рисун|версии|код|индекс|телефон|тел|д|кв|стр|лит|от|по)[а-яё]{0,4}\.?\s?(?:№\s?)?$",
    re.I,
)
"""Before a number that names something and counts nothing: «в пункте 3 настоящего порядка»."""
_COUNTS_NOTHING = re.compile(
    r"(?:год|месяц|январ|феврал|март|апрел|мая|июн|июл|август|сентябр|октябр|ноябр|декабр|числ|лет|федеральн|настоящ|порядк"
    r"|положени|пункт|стат|раздел|част|приказ|закон|постановлени|распоряжени|регламент|приложени)",
    re.I,
)
_COUNTED_OF = re.compile(
    rf"(?<![а-яёa-z\d.,:№/()«-])(?:\d{{1,5}}|{WORDS})\s((?:[а-яё]{{3,20}}(?:ых|их|ого|ому|ой|ая|ую|ые|ие)\s)?[а-яё]{{4,20}})(?![а-яё])",
    re.I,
)
"""«проверяет 20 ответов», «двум сотрудникам»: a number of whatever it is."""
_ONE = re.compile(r"од(?:ин|н)[а-яё]{0,3}(?![а-яё])", re.I)
_AGE = re.compile(
    r"возраст|старше|младше|моложе|достиг|несовершеннолет|дет(?:и|ей|ям|ьми|ях)(?![а-яё])|реб[её]н|рожден", re.I
)
_LEADS_ON = re.compile(r"(?:\s(?:после|до|от|со?|на|во?|по|и|за|для|при)){1,6}$", re.I)
LONGEST = 6_000
"""Characters of a clause that are looked at."""
_CALENDAR = 1900
_NEAR = 40
"""Signs around a number of years that say whose age it is."""


def loose(text: str, taken: Iterable[str]) -> Iterator[tuple[Loose, str, bool]]:
    """(sort, words of the act, whether it says how often), each that is in nothing taken and in none before it."""
    text = text[:LONGEST]
    spans = [met.span() for words in set(taken) if words for met in re.finditer(re.escape(words), text)]
    for pattern in _PATTERNS:
        for met in pattern.reads.finditer(text):
            inside = any(a < met.end() and met.start() < b for a, b in spans)
            if inside or _no_term(text, met):
                continue
            spans.append(met.span())
            yield pattern.sort, _LEADS_ON.sub("", met[0].strip()), pattern.often
    for met in _COUNTED_OF.finditer(text):
        inside = any(a < met.end() and met.start() < b for a, b in spans)
        if not inside and not _counts_nothing(text, met):
            spans.append(met.span())
            yield "apart", met[0], False
    for met in elided(text):
        if not any(a < met.end() and met.start() < b for a, b in spans):
            yield "uncounted", met[0], False


def _counts_nothing(text: str, met: re.Match[str]) -> bool:
    """«в пункте 3 порядка», «12 марта», «один из сотрудников»."""
    before = text[max(0, met.start() - 20) : met.start()]
    named = _OF_A_NUMBER.search(before) or (met.start() == 0 and re.match("[0-9]", text))
    return bool(named or _COUNTS_NOTHING.match(met[1]) or _ONE.match(met[0]) or _no_age(text, met))


def _no_age(text: str, met: re.Match[str]) -> bool:
    return bool(_AGE.search(met[0]))


def _no_term(text: str, met: re.Match[str]) -> bool:
    """«2017 года», «дети до 18 лет»."""
    if not re.search(r"(?:год\w{0,2}|лет)$", met[0]) or not met.re.groups:
        return False
    around = text[max(0, met.start() - _NEAR) : met.end() + _NEAR]
    return (number_of(met[1] or "") or 0) >= _CALENDAR or bool(_AGE.search(around))
