"""Turns (turns.py) of what an act asks of some messages and some visitors alone: many who write about one thing,
messages that are sent back, those who booked and those who walked in, surveys that come too often."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .examples import Values
from .numerals import number_of
from .taking import Taken
from .units import N

Found = tuple[str, tuple[Values, ...], tuple[Taken, ...], str]
_I = re.IGNORECASE
NOTE = "правило — по словам пункта: сверьте каждое значение"

_MANY = re.compile(
    r"(?:от\sразных|нескольк\w+)\s(?:клиент|заявител|граждан|лиц|людей)|(?:клиент|заявител|граждан)\w*\sпиш", _I
)
_ABOUT_ONE = re.compile(r"об?\s(?:одном\sи\sтом\sже|одном|одной|той\sже)(?![а-яё])", _I)
_OR_MORE = re.compile(rf"{N}\s(?:и|или)\sбол(?:ее|ьше)|не\sменее\s(?:чем\s)?{N}(?!\s(?:дн|час|мин))", _I)
_REPORTED = re.compile(r"докладыва|сообща|информиру|извеща|уведомля", _I)
_A_MONTH = re.compile(r"(?:30|тридцати)\s(?:календарных\s)?дн|(?:за|в\sтечение)\s(?:один\s|одного\s)?месяц", _I)


def of_many(words: str, taken: Sequence[Taken]) -> Found | None:
    """«Когда за 30 дней об одном и том же приходит пять и более сигналов от разных клиентов, докладывают министру»."""
    met = _OR_MORE.search(words)
    number = number_of(met[1] or met[2]) if met else None
    if not number or number < 2 or not all(one.search(words) for one in (_MANY, _ABOUT_ONE, _REPORTED, _A_MONTH)):
        return None
    told = {"on": "classified", "whom": ["head"], "say": "об одном пишут многие", "if": {"topic_in_month": number}}
    used = tuple(t for t in taken if t.sort == "term" and _A_MONTH.search(t.words))
    return "tell", (told,), used, f"{NOTE}; «об одном» — одна тема классификатора; кому — сверьте"


_BACK = re.compile(
    r"возвра(?:щать|т)\w*\s[^.;]{0,60}(?:запреща|не\sдопуска|нельзя)"
    r"|(?:запреща\w+|не\sдопуска\w+|нельзя)\s[^.;]{0,30}возвра(?:щать|т)",
    _I,
)
_OF_LETTERS = re.compile(r"сигнал|обращени|сообщени|заявлени|письм|документ", _I)


def of_sent_back(words: str, taken: Sequence[Taken]) -> Found | None:
    """«Обращение без указания места возвращать клиенту запрещается»."""
    met = _BACK.search(words)
    if met is None or not _OF_LETTERS.search(words) or re.search(r"исполнител|доработк|проект", met[0], _I):
        return None
    return "before", ({"action": "send_reply", "facts": ["not_returned"]},), (), NOTE


_BOOKED = re.compile(
    rf"(?:записанн|по\sзаписи)[^.;]{{0,60}}?не\s(?:позже|позднее|более|дольше)\s(?:чем\s)?{N}\sминут\w?", _I
)
_WALKED = re.compile(rf"без\sзаписи[^.;]{{0,40}}?не\s(?:позже|позднее|более|дольше)\s(?:чем\s)?{N}\sминут\w?", _I)


def of_booked(words: str, taken: Sequence[Taken]) -> Found | None:
    """«Записанного принимают не позже 10 минут от назначенного времени, пришедшего без записи — не позже 40»."""
    said = {"booked_wait_minutes": _BOOKED.search(words), "walked_wait_minutes": _WALKED.search(words)}
    limits = {name: number for name, met in said.items() if met and (number := number_of(met[1]))}
    if not limits or (len(limits) == 1 and re.search(r"перерыв|опозда", words, _I)):
        return None
    values = tuple({"what": name, "at_most": number} for name, number in limits.items())
    used = tuple(t for t in taken if any(met and t.words in met[0] for met in said.values()))
    return "limit", values, used, f"{NOTE}; считается в среднем за месяц"


_SURVEY = re.compile(r"анкет|опрос", _I)
_SELDOM = re.compile(rf"не\sчаще\s(?:чем\s)?(?:одного\s)?раза?\sв\s{N}\s(месяц|дн)\w*", _I)


def of_seldom(words: str, taken: Sequence[Taken]) -> Found | None:
    """«Анкету предлагают одному клиенту не чаще одного раза в два месяца»."""
    met = _SELDOM.search(words)
    number = number_of(met[1]) if met else None
    if met is None or not number or not _SURVEY.search(words):
        return None
    days = number * (30 if met[2].lower().startswith("месяц") else 1)
    used = tuple(t for t in taken if t.words in met[0])
    return "limit", ({"what": "days_between_surveys", "at_least": days},), used, f"{NOTE}; месяц — тридцать дней"


TURNS_APART = (of_many, of_sent_back, of_booked, of_seldom)
