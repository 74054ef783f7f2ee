"""More turns that a clause says in words of its own (turns.py): what becomes of a matter after it has come. Each is
read only where all of it stands in the words, whatever act they are of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from priemnaya.policy.owed import CONTACT_ON_INCOMPLETE, FORWARDING, REPLY_ON_SUBSTANCE

from .examples import Values
from .numerals import ORDINAL, number_of, ordinal_of
from .taking import Taken
from .units import UNIT, N, amount

Found = tuple[str, tuple[Values, ...], tuple[Taken, ...], str]
_I = re.IGNORECASE
NOTE = "правило — по словам пункта: сверьте каждое значение"


def _term(words: str, taken: Sequence[Taken]) -> Taken | None:
    return next((t for t in taken if t.sort == "term" and t.words in words), None)


_OTHERS = re.compile(
    r"(?:решение|решени[ея]\s\w+|вопрос\w*)?[^.;]{0,60}(?:принима\w+\sдругой|друг\w+\s(?:орган|ведомств|организаци)"
    r"|не\s(?:относ|вход)\w+\s(?:к|в)\s(?:\w+\s)?(?:компетенци|полномочи|ведени))",
    _I,
)
_SENT_ON = re.compile(r"(?:переда[её]т\w*|пересыла\w+|переадрес\w+|перенаправля\w+|направля\w+)", _I)
_ASKED_OF = re.compile(r"запрос\w*\s|запрашива|сведени\w*\s(?:из|от)\s", _I)


def of_sending_on(words: str, taken: Sequence[Taken]) -> Found | None:
    """«Сообщение, решение по которому принимает другой орган, передаётся ему в течение четырёх рабочих дней»."""
    first = re.split(r"[.;]\s", words)[0]
    term = _term(first, taken)
    if term is None or not _OTHERS.search(first) or not _SENT_ON.search(first) or _ASKED_OF.search(first):
        return None
    return "within", ({"from": "message_registered", "do": FORWARDING, "within": term.value},), (term,), NOTE


_LACKING = re.compile(
    r"не\sвс[её]\w*\sдокумент|недоста\w+\s(?:документ|сведени)|нехватк\w+|неполн\w+\s(?:комплект|пакет)", _I
)
_TOLD = re.compile(r"сообща\w+|уведомля\w+|извеща\w+|связыва\w+|информиру\w+", _I)


def of_lacking(words: str, taken: Sequence[Taken]) -> Found | None:
    """«Приложившему не все документы в течение рабочего дня сообщается полный перечень недостающего»."""
    term = _term(words, taken)
    if term is None or not _LACKING.search(words) or not _TOLD.search(words):
        return None
    return "within", ({"from": "found_incomplete", "do": CONTACT_ON_INCOMPLETE, "within": term.value},), (term,), NOTE


_NTH_WORKING = re.compile(rf"на\s({ORDINAL})\s(рабочий\s)?день", _I)


def of_interim(words: str, taken: Sequence[Taken]) -> Found | None:
    """«Клиенту на десятый рабочий день направляется промежуточный ответ»."""
    if not re.search(r"промежуточн\w+\s(?:ответ|сообщени|письм)", words, _I):
        return None
    met = _NTH_WORKING.search(words)
    term = _term(words, taken)
    if met is not None and (nth := ordinal_of(met[1])):
        value, used = f"{nth}{'wd' if met[2] else 'd'}", tuple(t for t in taken if t.value.startswith(f"{nth}"))
    elif term is not None:
        value, used = term.value, (term,)
    else:
        return None
    return "within", ({"from": "message_registered", "do": "interim_reply", "within": value},), used, NOTE


_MISTAKE = re.compile(
    r"(?:обнаруж|выяв|найд|допущ)\w*\s(?:\w+\s){0,3}ошибк|ошибк\w+\s[^.;]{0,40}(?:обнаруж|выявл|допущ)", _I
)
_MENDED = re.compile(r"исправленн\w+\s(?:ответ|письм)|исправля\w+|нов\w{2,3}\s(?:ответ|письм)", _I)


def of_mistake(words: str, taken: Sequence[Taken]) -> Found | None:
    """«Обнаружив ошибку в направленном ответе, в течение двух рабочих дней направляет исправленный»."""
    term = _term(words, taken)
    if term is None or not _MISTAKE.search(words) or not _MENDED.search(words) or not re.search(r"ответ|письм", words):
        return None
    note = "срок — от дня, когда дело открыли снова; чтобы он был не у всякого, заведите признак (signs) и условие if"
    return "within", ({"from": "reopened", "do": REPLY_ON_SUBSTANCE, "within": term.value},), (term,), note


_UNRATED = re.compile(
    r"(?:анкет|опрос|оценк)[^.]{0,120}не\s(?:заполн|получен|поступ|оцен|ответил|пройден)[^.]{0,60}(?:напомин|повторн)",
    _I,
)
_LATER = re.compile(rf"через\s{N}\s({UNIT})(?![а-яё])", _I)


def of_unrated(words: str, taken: Sequence[Taken]) -> Found | None:
    """«Если анкета не заполнена, через семь дней направляется одно напоминание»."""
    met = _LATER.search(words)
    if met is None or not _UNRATED.search(words):
        return None
    after = amount(met[1], met[2])
    if not re.fullmatch(r"\d+(?:d|wd|mo)", after):
        return None
    used = tuple(t for t in taken if t.words in met[0])
    return "tell", ({"on": "not_rated", "whom": ["client"], "after": after},), used, NOTE


_ON_LINE = re.compile(r"(?:на\sлинии|ответа\s(?:оператора|на\sзвонок)|соединени)", _I)
_QUEUED = re.compile(r"(?:при[её]м|очеред|по\sзаписи|без\sзаписи|посетител|пришедш)", _I)
_NO_LONGER = re.compile(rf"не\s(?:более|больше|дольше)(?:,?\sчем)?\s{N}\sминут\w?", _I)


def of_waits(words: str, taken: Sequence[Taken]) -> Found | None:
    """«Клиент ожидает на линии не более трёх минут», «пришедший без записи ждёт не более тридцати минут»."""
    if not re.search(r"(?<![а-яё])(?:жд[её]т|ожида)\w*", words, _I):
        return None
    what = "call_wait_minutes" if _ON_LINE.search(words) else "wait_minutes" if _QUEUED.search(words) else ""
    minutes = [n for met in _NO_LONGER.finditer(words) if (n := number_of(met[1]))]
    if not what or not minutes or (what == "call_wait_minutes" and len(minutes) > 1):
        return None
    used = tuple(
        t for t in taken if re.search(rf"(?<!\d){max(minutes)}(?!\d)", t.value) or t.value == f"{max(minutes)}m"
    )
    return (
        "limit",
        ({"what": what, "at_most": max(minutes)},),
        used,
        f"{NOTE}; сроков ожидания несколько — взят больший",
    )


_NAMES_POINT = re.compile(
    r"клиент\w*\s(?:сам\s|самостоятельно\s)?(?:выбира|называ|указыва|определя)\w*\s[^.;]{0,20}(?:точк|способ|канал)[^.;]{0,60}"
    r"(?:ответ|дальнейш|связ)",
    _I,
)


def of_choice(words: str, taken: Sequence[Taken]) -> Found | None:
    """«Клиент сам называет точку, через которую желает получать ответ»."""
    return ("offer_choice", ({"what": "contact_point"},), (), NOTE) if _NAMES_POINT.search(words) else None


_UNCLEAR = re.compile(r"неясн|непонятн|не\sясн|не\sпонятн", _I)
_CLEARED = re.compile(r"уточня\w+|спрашива\w+", _I)


def of_unclear(words: str, taken: Sequence[Taken]) -> Found | None:
    """«Если неясно, чего добивается клиент, исполнитель в течение двух рабочих дней уточняет потребность»."""
    term = _term(words, taken)
    if term is None or not _UNCLEAR.search(words) or not _CLEARED.search(words):
        return None
    return "within", ({"from": "message_registered", "do": "clarified", "within": term.value},), (term,), NOTE


_GIVEN_SIGNS = re.compile(r"(?:присваива|определя|устанавлива|указыва)\w*", _I)


def of_signs(words: str, taken: Sequence[Taken]) -> Found | None:
    """«При поступлении сообщению присваиваются тема по классификатору и признак срочности»."""
    both = re.search(r"(?<![а-яё])тем[ауы](?![а-яё])", words, _I) and re.search(r"срочност", words, _I)
    if not both or not _GIVEN_SIGNS.search(words) or any(t.sort == "term" for t in taken):
        return None
    return "before", ({"action": "assign", "facts": ["topic", "urgency"]},), (), f"{NOTE}; «до поручения» — наше"


TURNS_MORE = (
    of_sending_on,
    of_lacking,
    of_interim,
    of_mistake,
    of_unrated,
    of_waits,
    of_choice,
    of_unclear,
    of_signs,
)
