"""What a proposed rule has of a like clause, not of the act: said aloud, or not proposed where the act says its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from priemnaya.policy.kinds import KINDS
from priemnaya.policy.vocabulary.measures import MEASURES
from priemnaya.worktime import parse_rule
from priemnaya.worktime.periods import TITLES as PERIODS

from .examples import Values
from .norms import fields_for
from .numerals import whole
from .subjects import speaks_of
from .taking import OFTEN, Sort, Taken

_ROLLS = {"back": "конец срока с выходного — на день раньше", "forward": "конец срока с выходного — вперёд"}
_CONDITIONS: dict[str, tuple[str, str]] = {
    "roll": (r"выходн|нерабоч|праздн", ""),
    "skip": (r"выходн|нерабоч|праздн|рабоч", "нерабочие дни не считаются"),
    "start": (r"включая\sдень|в\sтот\sже\sдень", "счёт с того же дня"),
    "clock": (r"московск|местн\w{2,3}\sврем", "по чьим часам считают"),
    "told": (r"сообща|уведом|извеща|информир", "кому ещё говорят о сроке"),
    "per": (r"месяц|квартал|полугоди|год", "за какой период"),
}
"""Fields that change when or for whom a rule holds -> words of an act that say so, and what the field means."""
TIMES: frozenset[Sort] = frozenset({"term", "ahead", "until", "day", "yearday", "weekday", "uncounted"})
AMOUNTS: frozenset[Sort] = frozenset({"term", "most", "least", "share", "uncounted", "amount"})
_FAMILIES: tuple[tuple[frozenset[str], frozenset[Sort]], ...] = (
    (frozenset({"within", "by", "ahead"}), TIMES),
    (frozenset({"at_most", "at_least", "max_words"}), AMOUNTS),
    (frozenset({"share"}), frozenset({"share", "uncounted"})),
    (frozenset({"years"}), frozenset({"years", "uncounted"})),
    (frozenset({"every"}), frozenset({"uncounted"})),
)
"""Fields whose value an act says itself, and what it says it with."""


def conditions(kind: str, values: Values, words: str) -> Iterator[str]:
    """Conditions that a rule has from the like clause and the words do not speak of: each narrows or moves what it
    holds for."""
    sound = KINDS[kind].values.model_validate(values)
    for name, asked in (("if", sound.if_), ("unless", sound.unless)):
        if asked.used:
            but = "" if name == "if" else "кроме: "
            yield f"условие «{but}{asked.phrase() or name}» ({name}) — из похожего пункта: другого правило не коснётся"
    for name, (spoken, means) in _CONDITIONS.items():
        if values.get(name) and not re.search(spoken, words, re.IGNORECASE):
            said = _ROLLS.get(str(values[name]), means) if name == "roll" else means
            if values[name] != KINDS[kind].values.model_fields[name].default and said:
                yield f"{said} ({name}) — из похожего пункта, в словах акта этого нет"


def unsaid(values: Values, own: set[str], taken: tuple[Taken, ...], placed: set[Taken], words: str) -> Taken | None:
    """A time or an amount of the act that has no place in a rule whose own one is borrowed: then the rule would say
    another figure than the act."""
    for fields, sorts in _FAMILIES:
        if any(_figure(values[name]) for name in fields & values.keys()) and not fields & own:
            for one in taken:
                of_periods = "every" in fields and one.measure != OFTEN
                if one.sort in sorts and one not in placed and one.words in words and not of_periods:
                    return one
    return None


def _figure(value: Any) -> bool:
    """A value that says how much or when, not a place that a person named."""
    return isinstance(value, dict | list | int | float) or bool(re.match(r"\d", str(value))) or value in PERIODS


def places_for(kind: str, values: Values, one: Taken, words: str) -> list[tuple[str, Taken]]:
    """(field, what goes there) for something found in the words; a limit takes what is counted as its measure is, and
    an upper one only where the words name what is limited."""
    if kind != "limit":
        return [(name, one) for name in fields_for(kind, one)]
    if one.sort == "per":
        return [("per", one)] if MEASURES[values["what"]].of else []
    unit = MEASURES[values["what"]].unit
    if one.sort == "term":
        amount = _in(unit, one.value)
        return [("at_most", replace(one, value=str(amount), sort="most"))] if amount else []
    said = _unit(one)
    fitting = said == unit or (not said and unit in _BARE)
    vague = unit in _BARE or (one.sort == "most" and unit == "%")
    if not fitting or (vague and not _names(values["what"], f"{one.measure} {words}")):
        return []
    return [(name, one) for name in fields_for(kind, one)]


def _names(what: str, words: str) -> bool:
    """The words say what the measure counts: by its own words or by those that acts have for it."""
    if speaks_of("limit", {"what": what}, words):
        return True
    low = words.lower()
    return any(w[:6] in low for w in re.findall(r"[а-яё]{5,}", MEASURES[what].title.lower()))


_BARE = ("раз", "штук")
"""Units that an act may leave out: «не более двух переключений»."""
_SAID = (
    ("рабочих дн", "рабочие дни"),
    ("рабочий ден", "рабочие дни"),
    ("дн", "дни"),
    ("день", "дни"),
    ("раз", "раз"),
    ("слов", "слова"),
    ("страниц", "страницы"),
    ("лист", "страницы"),
    ("файл", "файлы"),
    ("приложен", "файлы"),
    ("процент", "%"),
    ("%", "%"),
    ("балл", "баллы"),
    ("час", "часы"),
    ("минут", "минуты"),
    ("секунд", "секунды"),
    *((stem, "иное") for stem in ("рубл", "кб", "мб", "гб", "знак", "символ", "экземпляр", "человек")),
    *((stem, "иное") for stem in ("рабоч", "календарн", "месяц", "недел", "квартал", "год", "лет", "сут")),
)


def _unit(one: Taken) -> str:
    if one.sort == "share":
        return "%"
    said = one.measure.lower().removeprefix("календарных ")
    return next((unit for stem, unit in _SAID if said.startswith(stem)), "")


_WORTH = {
    "рабочие дни": {"wd": 1},
    "дни": {"d": 1},
    "часы": {"h": 1, "d": 24},
    "минуты": {"m": 1, "h": 60},
    "секунды": {"m": 60},
}


def _in(unit: str, term: str) -> int:
    """A term in the unit of a measure; 0 where it is counted otherwise."""
    met = re.fullmatch(r"(\d+)([a-z]+)", term)
    return int(met[1]) * _WORTH.get(unit, {}).get(met[2], 0) if met else 0


TERMS = frozenset({"within", "by", "every", "years", "at_most", "at_least", "ahead", "max_words"})
"""Fields whose values an act says itself: one that was not found in the words is borrowed from the example."""


NOT_OF_ACT = "из похожего пункта, в словах акта этого нет"


def borrowed(values: Values, own: set[str]) -> Iterator[str]:
    """What a rule says of how much or when that the act does not."""
    for name in sorted(TERMS & values.keys() - own):
        if (isinstance(values[name], (str, int)) and whole(str(values[name])[:1]) is not None) or name == "every":
            yield f"{_said_value(name, values[name])} — {NOT_OF_ACT}"


BORROWED = {
    "within": "срок",
    "by": "день",
    "every": "как часто",
    "years": "сколько лет",
    "at_most": "не больше",
    "at_least": "не меньше",
    "ahead": "за сколько",
    "max_words": "слов не больше",
}


def _said_value(name: str, value: Any) -> str:
    """«срок 24 часа», «раз в квартал»."""
    if name == "every":
        return PERIODS.get(str(value), BORROWED[name])
    try:
        return f"{BORROWED[name]} {parse_rule(str(value)) if name == 'within' else value}"
    except ValueError:
        return BORROWED[name]
