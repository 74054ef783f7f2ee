"""What an act says in figures and names: terms, days, periods, amounts, points of contact, people. Neutral values, with
the words they were taken from; `fields.py` says where a rule has them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from priemnaya.plain.inputs.numbered import BETWEEN

from .days import named_days
from .numerals import ORDINAL, number_of, ordinal_of
from .otherwise import otherwise
from .parts import date_in
from .uncounted import at_most, at_odds, goes_on, is_first, left, times, uncounted
from .units import ADJECTIVES, UNIT, N, alone, amount, counted

Sort = Literal[
    "term",
    "ahead",
    "until",
    "day",
    "yearday",
    "weekday",
    "period",
    "per",
    "most",
    "least",
    "years",
    "share",
    "worked",
    "uncounted",
    "amount",
    "apart",
    "point",
    "person",
]


@dataclass(frozen=True)
class Taken:
    """value: «24h», «3wd», «2024-11-01», «month», «2», «email», «head»; words: of the act; sort: what it is."""

    sort: Sort
    value: str
    words: str
    measure: str = ""


TITLES: dict[Sort, str] = {
    "term": "срок",
    "ahead": "за сколько до события",
    "until": "до дня",
    "day": "число месяца",
    "yearday": "день года",
    "weekday": "день недели",
    "period": "как часто",
    "per": "за какой период",
    "most": "не больше",
    "least": "не меньше",
    "years": "хранить, лет",
    "share": "доля",
    "worked": "сколько дней работник новый",
    "uncounted": "время или число, которых программа не посчитала",
    "amount": "число, которое ни к чему не отнесено",
    "apart": "что сказано о времени сверх срока",
    "point": "точка",
    "person": "кто",
}
_WITHIN = re.compile(
    rf"\b(?:в\sтечени[еи]|не\sпозднее(?:,?\sчем)?(?:\sчерез)?|в\sсрок(?:,)?\s(?:до|не\s(?:более|превышающий|позднее))|в\sтечение\sне\sболее"
    rf"|не\s(?:более|дольше)(?:,?\sчем)?(?:\sза)?|не\s(?:(?:долж\w{{2,3}}|мо[гж]\w{{1,2}})\s)?превыша(?:ть|ет|ют)|через|срок\w{{0,3}}[^.;\d]{{0,40}}|в\sпределах|до)\s(?:первых\s)?{N}\s({UNIT})(?![а-яё])",
    re.I,
)
_TERM_CELL = re.compile(rf"(?:(?:до|не\sболее)\s)?{N}\s({UNIT})(?![а-яё])", re.I)
_ALONE = re.compile(
    r"\b(?:в\sтечение|не\sпозднее|за)\s(?:(одного|следующего|1)\s)?(рабочего\sдня|рабочего\sчаса|дня|часа|минуты|суток|сутки|день|недели|полумесяца"
    r"|(?:календарного\s)?месяца|квартала|полугодия|полугода|(?:календарного\s)?года|следующего\sрабочего\sдня)(?![а-яё])",
    re.I,
)
_IN_TERM = re.compile(
    r"\bв\s(?:срок,?\s)?(\d{1,3}(?:-?(?:ти|х|и|го|ми))?[-\s]?|[а-яё]{2,14})??(минутн|часов|суточн|дневн|недельн|месячн|квартальн|полугодов|годичн|годов)\w{2,3}\sсрок(?![а-яё])",
    re.I,
)
"""«в десятидневный срок», «в месячный срок»."""
_AHEAD = re.compile(
    rf"\b(?:не\s(?:позднее|менее),?\s(?:чем\s)?)?за\s(?:{N}\s)?({UNIT})(?=\s(?:до|перед)\b|\s(?:и(?:/или)?|либо)\s(?:не\s(?:позднее|менее)\s(?:чем\s)?)?за\s)",
    re.I,
)
_DOES = r"[а-яё]{2,20}(?:[еёиаяую]т(?:ся)?|ите|ывают|еть|ить|ать)"
_FOR = re.compile(
    rf"(?<!не\s)\bза\s{N}\s({UNIT})(?=\s(?:со\sдня|с\sмомента|после)\b|\s?[,.;)]|$|\s(?:и|а)\s(?!за\s)|\s(?:не\s)?{_DOES}(?![а-яё]))",
    re.I,
)
"""«за двадцать дней со дня регистрации», «за пять рабочих дней выясняет причину»."""
_OVER = re.compile(r"(?:\bдол[яиюе]|раза?|процент\w*|%|показател\w+|уровень|числ[оа])(?:\s[^\s.;]{1,20}){0,3}\s$", re.I)
"""«доля ответов за 30 дней»: over which time something is counted."""
_SHORT = re.compile(r"wd|wh|wm|d|h|m")
"""Codes of units in which a term of an answer is counted: «за три года» is a time that has been."""
_AHEAD_TWICE = re.compile(rf"\bза\s{N}(?=\sи\sза\s{N}\s({UNIT})\s(?:до|перед)\b)", re.I)
"""«за пять и за один рабочий день до»: of the first the unit stands beside the second."""
_LEFT_OF_TERM = re.compile(
    rf"\b(?:остал\w{{1,3}}|оста[её]тся|останется)\s(?:менее\s|меньше\s|не\sболее\s)?{N}\s({UNIT})(?![а-яё])", re.I
)
"""«если до конца срока осталось два рабочих дня»."""
_PER = re.compile(r"\bза\s(?:отч[её]тн\w{2,3}\s|кажд\w{2,3}\s)?(месяц|квартал|полугодие|год)(?![а-яё])", re.I)
_PER_NAMES = {"месяц": "month", "квартал": "quarter", "полугодие": "half_year", "год": "year"}
_BEFORE_NEXT = re.compile(rf"(?:и(?:/или)?|либо)\sза\s{N}\s({UNIT})\sдо\b", re.I)
_UNTIL = re.compile(
    r"\b(?:до|не\sпозднее|в\sсрок\sдо|по)\s((?:\d{1,2}\s[а-я]{3,9}\s\d{4})|\d{1,2}\.\d{1,2}\.\d{4})", re.I
)
_DAY = re.compile(
    r"\b(?:(?:до|не\sпозднее|к)\s)?(\d{1,2})(?:-?(?:го|му|ого|ому|е))?\s"
    r"(?:числ(?:а|у|о)(?![а-яё])|(?:рабочего\s)?дня(?=\s(?:каждого\s|следующего\s|за\sотч|месяца|квартала|года)))"
    r"(?:\s(?:каждого\s|следующего\s)?(?:за\sотч[её]тным\s)?(?:месяца|квартала|года))?(?:,?\sследующего\sза\sотч[её]тным)?",
    re.I,
)
_NTH_DAY = re.compile(
    rf"\b(?:не\sпозднее|до\sконца)\s({ORDINAL})\s((?:рабочего|календарного)\sдня|дня|рабочего\sчаса)", re.I
)
"""«не позднее третьего рабочего дня»."""
_NTH_OF = re.compile(rf"\b(?:до|не\sпозднее|не\sдольше)\s({ORDINAL})\s(гудк\w{{1,2}}|звонк\w{{1,2}})", re.I)
_ONCE = re.compile(r"\b(?:только\s|лишь\s)?(один|1)\sраз(?![а-яё]|\sв\s)|\b(?:однократно|единожды)(?![а-яё])", re.I)
_PERIODS: tuple[tuple[str, str], ...] = (
    (r"ежедневн\w{1,3}|каждый\s(?:рабочий\s)?день", "day"),
    (r"каждые\sдве\sнедели|кажд\w{2}\sвтор\w{2}\sнедел\w", "two_weeks"),
    (r"еженедельн\w{1,3}|каждую\sнеделю", "week"),
    (r"ежемесячн\w{1,3}|каждый\sмесяц|по\sитогам\s(?:каждого\s)?месяца", "month"),
    (
        r"ежеквартальн\w{1,3}|каждый\sквартал|по\sитогам\s(?:каждого\s)?квартала",
        "quarter",
    ),
    (r"следующ\w{2,3}\sза\s(?:отч[её]тн\w{2,3}\s)?кварталом", "quarter"),
    (r"каждое\sполугодие|следующ\w{2,3}\sза\s(?:отч[её]тн\w{2,3}\s)?полугодием", "half_year"),
    (r"ежегодн\w{1,3}|каждый\sгод|по\sитогам\s(?:каждого\s)?(?:отчетного\s)?года", "year"),
)
_PERIOD = re.compile("|".join(f"(?:{pattern})" for pattern, _ in _PERIODS), re.I)
_MEASURE = r"((?:[а-яё-]{3,30})(?:\s[а-яё-]{3,30})?)"
_MOST = re.compile(
    rf"\b(?:не\s(?:более|больше|свыше|чаще|длиннее)(?:,?\sчем)?(?:\sна)?|максимум|не\s(?:должно|должна|должен|может|могут|должны)\sпревыша(?:ть|ет)|не\sпревыша(?:ет|ть|ющ\w{{2,3}}))\s{N}(?:\s{_MEASURE})?",
    re.I,
)
_NO_MORE = re.compile(
    rf"\b(?:более|больше|чаще|свыше)(?:,?\sчем)?\s{N}(?:\s{_MEASURE})?\s(?:нельзя|запрещ\w+|не\sдопуска\w+)", re.I
)
"""«пересылать больше одного раза нельзя»."""
_SIGN = re.compile(r"\s?(%|[кмг]б(?![а-яё]))", re.I)
"""What a number is of, where no word says it."""
_LEAST = re.compile(rf"\b(?:не\s(?:менее|меньше|ниже|реже)(?:,?\sчем)?|минимум)\s{N}(?:\s{_MEASURE})?", re.I)
_YEARS = re.compile(rf"{N}\s(?:лет|года?)(?![а-яё])", re.I)
_KEPT = re.compile(r"хран|архив|уничтож", re.I)
_SHARE = re.compile(rf"(?<![\d.,])(\d{{1,3}}[,.]\d{{1,3}}|{N})\s?(?:процент\w{{0,3}}|%)", re.I)
_NO_MORE_THAN = re.compile(r"не\s(?:более|больше|выше|свыше)(?:,?\sчем)?\s$|превыша\w{2,4}\s$", re.I)
OFTEN = "раз"
"""The measure of what is done so many times in a period."""
_IS_TERM = re.compile(rf"^(?:{UNIT}|раза?\sв)", re.I)

POINTS: tuple[tuple[str, str], ...] = (
    ("email", r"электронн\w{2,3}\sпочт\w{1,3}|e-?mail"),
    ("epgu", r"епгу|един\w{2,3}\sпортал\w{0,2}|портал\w{0,2}\sгосуслуг|госуслуг\w{0,2}"),
    ("pos", r"платформ\w{1,2}\sобратной\sсвязи"),
    ("phone", r"телефон\w{0,4}|звон(?:ок|ка|ке|ки|ком|ков)"),
    ("post", r"почтов\w{2,3}|по\sпочте|заказн\w{2,3}\sписьм\w{1,2}"),
    (
        "in_person",
        r"личн\w{2,3}\s(?:при[её]м\w{0,2}|посещени\w{1,2}|обращени\w{1,2}|взаимодействи\w{1,2})|непосредственно\sв\s[А-ЯЁ]\w+|очно",
    ),
    ("site", r"(?:официальн\w{2,3}\s)?сайт\w{0,3}"),
    ("vk", r"вконтакте|социальн\w{2,3}\sсет\w{1,3}|соцсет\w{1,3}"),
    ("telegram", r"telegram|телеграм\w{0,2}"),
    ("иностранный мессенджер", r"(?:иностранн|зарубежн)\w{2,3}\sмессенджер\w{0,3}"),
    ("whatsapp", r"whats\s?app|вотсап\w{0,2}|ватсап\w{0,2}"),
    ("viber", r"viber|вайбер\w{0,2}"),
    (
        "max",
        r"(?<!иностранн\w\w\s)(?<!зарубежн\w\w\s)(?<!иностранн\w\w\w\s)(?<!зарубежн\w\w\w\s)мессенджер\w{0,3}|\bmax\b",
    ),
    ("mfc", r"мфц|многофункциональн\w{2,3}\sцентр\w{0,3}"),
    ("app", r"мобильн\w{2,3}\sприложени\w{1,3}"),
    ("bot", r"чат-?\s?бот\w{0,3}"),
    ("voice_assistant", r"голосов\w{2,3}\s(?:помощник|ассистент|робот)\w{0,3}"),
    (
        "call_centre",
        r"колл?-?\s?центр\w{0,3}|call-?центр\w{0,3}|контакт-?\s?центр\w{0,3}|горяч\w{2,3}\sлини\w{1,2}|центр\w{0,2}\sтелефонного\sобслуживания",
    ),
)
FOREIGN_POINTS = frozenset({"telegram", "whatsapp", "viber"})
"""Messengers that the law bars: named with a ban, they are no points of the body."""
_UNITS_OF = r"(?:структурн\w{2,3}\s)?(?:подразделени\w{1,3}|отдел\w{0,3}|управлени\w{1,3}|сектор\w{0,3})"
PEOPLE: tuple[tuple[str, str], ...] = (
    ("heads_of_units", rf"(?:начальник|руководител|заведующ)(?:и|е|ами|ями|ими|ам|ям|им|ов|ей|их|ах|ях)\s{_UNITS_OF}"),
    ("head_of_unit", rf"(?:начальник\w{{0,3}}|руководител\w{{1,3}}|заведующ\w{{2,3}})\s{_UNITS_OF}"),
    (
        "head",
        r"(?:заместител\w{1,3}\s)?(?:руководител\w{1,3}(?!\s(?:структурн|подразделени|отдел|управлени|сектор))|министр\w{0,3}|председател\w{1,3}|директор\w{0,3}|глав\w{1,2}\s(?:администрации|муниципального))",
    ),
    ("editor", r"редактор\w{0,3}(?:\sбаз\w{1,3}\sзнаний)?|ответственн\w{2,3}\sза\s[а-яё\s]{0,40}\s?баз\w{1,3}\sзнаний"),
    (
        "registrar",
        r"регистратор\w{0,3}|канцеляри\w{1,3}|ответственн\w{2,3}\sза\s(?:при[её]м\s(?:и\s)?)?(?:регистраци\w{1,2}|делопроизводств\w{1,2})",
    ),
    (
        "analyst",
        r"аналитик\w{0,3}|ответственн\w{2,3}\sза\s(?:мониторинг|оценк\w|анализ|показател\w{1,3}|отч[её]тност\w|измерени\w)",
    ),
    (
        "personnel",
        r"кадров\w{2,3}\s(?:служб\w{1,2}|работ\w{1,3}|подразделени\w{1,3})|(?:отдел|сектор)\w{0,3}\s(?:[а-яё]{5,20}\s){0,3}кадр\w{1,3}|ответственн\w{2,3}\sза\s(?:кадр\w{1,3}|обучени\w)",
    ),
    (
        "admin",
        r"администратор\w{0,3}(?:\s(?:систем\w|информационн\w{2,3}\sсистем\w|сайт\w))?|ответственн\w{2,3}\sза\s(?:информатизаци\w|ведение\sсайта|размещение\s[а-яё\s]{0,30}сайт\w|информационн\w{2,3})",
    ),
    (
        "signer",
        r"(?:лиц\w{1,3},?\s)?(?:подписывающ|уполномоченн)\w{2,3}\s(?:на\sподписани\w|ответ\w{0,2}|письм\w{1,2})",
    ),
    ("executor", r"(?:ответственн\w{2,3}\s)?(?:исполнител\w{1,3}|специалист\w{0,3})"),
    ("approver", r"соглас(?:ующ|овыва)\w{2,5}"),
    ("staff", r"(?:сотрудник|работник|служащ|должностн\w{2,3}\sлиц)\w{0,4}"),
    ("client", r"(?:клиент|заявител|гражданин|граждан|посетител|абонент)\w{0,4}"),
)
"""Words of acts for people -> the word of the vocabulary; the last three answer for nothing in a rule."""
_NAMED = tuple((name, re.compile(rf"(?<![а-яё\w])(?:{pattern})(?![а-яё])", re.I)) for name, pattern in POINTS)
_CALLED = tuple((name, re.compile(rf"(?<![а-яё\w])(?:{pattern})(?![а-яё])", re.I)) for name, pattern in PEOPLE)


def taken_from(text: str) -> list[Taken]:
    """Everything found, in the order of the sorts, each once."""
    text = text[:6000]
    found: dict[tuple[str, str, str], Taken] = {}
    for reader in _READERS:
        for one in reader(text):
            found.setdefault((one.sort, one.value, one.measure), one)
    found |= {("uncounted", "", w): Taken("uncounted", "", w, w) for w in left(text, [t.words for t in found.values()])}
    return list(found.values())


def _terms(text: str) -> Iterator[Taken]:
    for met in _WITHIN.finditer(text):
        before = met[0].lower()
        if before.startswith("до ") and "час" in before:  # «с 9 до 18 часов» is a time of day
            continue
        if re.match(r"(?:\sдо\b|\sперед\b)", text[met.end() : met.end() + 8]) or _LEFT_OF_TERM.search(met[0]):
            continue
        value = amount(met[1], met[2])
        if is_first(text, met.start()):
            continue
        if at_odds(met[0]) or goes_on(text, met.end()):
            words = met[0] + goes_on(text, met.end())
            yield Taken("uncounted", "", words, words)
            continue
        if value.endswith("y") and (before.startswith(("через", "до ")) or _KEPT.search(text) or not counted(value)):
            continue  # «до 18 лет», «до 2030 года», «хранят не более 5 лет»
        yield Taken("term", value, met[0]) if counted(value) else Taken("uncounted", "", met[0], met[0])
    for met in _FOR.finditer(text):
        value = amount(met[1], met[2])
        if _OVER.search(text, 0, met.start()):
            continue
        if _SHORT.fullmatch(re.sub(r"\d", "", value)) and counted(value) and not goes_on(text, met.end()):
            yield Taken("term", value, met[0])
    for met in _NTH_DAY.finditer(text):
        if worth := ordinal_of(met[1]):
            code = "wh" if "час" in met[2] else "wd" if "рабоч" in met[2] else "d"
            yield Taken("term", f"{worth}{code}", met[0])
    for met in _IN_TERM.finditer(text):
        size, code = ADJECTIVES[met[2].lower()]
        worth = number_of(met[1] or "один")
        value = f"{(worth or 0) * size}{code}"
        yield Taken("term", value, met[0]) if worth and counted(value) else Taken("uncounted", "", met[0], met[0])
    for met in _ALONE.finditer(text):
        if re.match(r"\s(?:до|перед)\b", text[met.end() : met.end() + 8]):
            yield Taken("ahead", alone(met[2]), met[0])
        elif more := goes_on(text, met.end()):
            yield Taken("uncounted", "", met[0] + more, met[0] + more)
        elif not met[0].lower().startswith("за "):
            yield Taken("term", alone(met[2]), met[0])


def _cells(text: str) -> Iterator[Taken]:
    """A row of a table says its term alone: «… | 3 рабочих дня со дня регистрации | …»."""
    for cell in text.split(BETWEEN)[1:]:
        if (met := _TERM_CELL.match(cell)) and counted(value := amount(met[1], met[2])):
            yield Taken("term", value, met[0])


def _ahead(text: str) -> Iterator[Taken]:
    for met in _LEFT_OF_TERM.finditer(text):
        yield Taken("ahead", amount(met[1], met[2]), met[0])
    for met in _AHEAD_TWICE.finditer(text):
        yield Taken("ahead", amount(met[1], met[3]), met[0])
    for pattern in (_AHEAD, _BEFORE_NEXT):
        for met in pattern.finditer(text):
            yield Taken("ahead", amount(met[1] or "1", met[2]), met[0])


def _uncounted(text: str) -> Iterator[Taken]:
    for words in uncounted(text):
        yield Taken("uncounted", "", words, words)


def _days(text: str) -> Iterator[Taken]:
    for met in _UNTIL.finditer(text):
        if (day := date_in(met[1])) is not None:
            yield Taken("until", day.isoformat(), met[0])
    for met in _DAY.finditer(text):
        if 1 <= int(met[1]) <= 31:
            yield Taken("day", str(int(met[1])), met[0].strip())


def _named_otherwise(text: str) -> Iterator[Taken]:
    for sort, value, words in (*named_days(text), *otherwise(text)):
        yield Taken(sort, value, words)


def _periods(text: str) -> Iterator[Taken]:
    for met in _PERIOD.finditer(text):
        name = next(name for pattern, name in _PERIODS if re.fullmatch(pattern, met[0], re.I))
        yield Taken("period", name, met[0])
    for met in _PER.finditer(text):
        yield Taken("per", _PER_NAMES[met[1].lower()], met[0])
    for name, words in times(text):
        yield Taken("period", name, words) if name else Taken("uncounted", "", words, OFTEN)


def _limits(text: str) -> Iterator[Taken]:
    sorts: tuple[tuple[Sort, re.Pattern[str]], ...] = (("most", _MOST), ("least", _LEAST))
    for sort, pattern in sorts:
        for met in pattern.finditer(text):
            sign = _SIGN.match(text, met.end())
            measure = (met[2] or (sign[1] if sign else "")).strip()
            times = measure.lower().startswith("раз")
            if _IS_TERM.match(measure) and not times and " на " not in met[0][: met.start(1) - met.start()]:
                continue
            if times and sort == "least" and number_of(met[1]) == 1:
                continue
            if number_of(met[1]):
                words = met[0] if met[2] or not sign else met[0] + sign[0]
                yield Taken(sort, str(number_of(met[1])), words.strip(), measure)

    for met in _NO_MORE.finditer(text):
        if number_of(met[1]):
            yield Taken("most", str(number_of(met[1])), met[0], (met[2] or "").strip())
    for met in _NTH_OF.finditer(text):
        if worth := ordinal_of(met[1]):
            yield Taken("most", str(worth), met[0], met[2])
    for met in _ONCE.finditer(text):
        if not re.search(r"не\s(?:менее|реже|более|больше|чаще)(?:,?\sчем)?\s$", text[: met.start()], re.I):
            yield Taken("most", "1", met[0], "раз")


def _kept(text: str) -> Iterator[Taken]:
    if _KEPT.search(text):
        for met in _YEARS.finditer(text):
            worth = number_of(met[1])
            if worth and worth < 100 and at_most(text, met.start()):  # a rule keeps for so long and longer
                yield Taken("uncounted", "", met[0], met[0])
            elif worth and worth < 100:
                yield Taken("years", str(worth), met[0])


def _shares(text: str) -> Iterator[Taken]:
    for met in _SHARE.finditer(text):
        worth = met[1].replace(",", ".") if met[2] is None else str(number_of(met[2]) or "")
        if not _NO_MORE_THAN.search(text, max(0, met.start() - 40), met.start()):
            yield Taken("share", worth, met[0])
        elif met[2] is None:
            yield Taken("most", worth, met[0], "процентов")


def _points(text: str) -> Iterator[Taken]:
    for name, pattern in _NAMED:
        if met := pattern.search(text):
            yield Taken("point", name, met[0])


def _people(text: str) -> Iterator[Taken]:
    for name, pattern in _CALLED:
        if met := pattern.search(text):
            yield Taken("person", name, met[0])


_READERS: tuple[Callable[[str], Iterator[Taken]], ...] = (
    _terms,
    _cells,
    _ahead,
    _days,
    _named_otherwise,
    _periods,
    _limits,
    _kept,
    _shares,
    _uncounted,
    _points,
    _people,
)
