"""No key of the vocabulary reaches people: whatever word a rule holds, its phrase and its duties say the word's title."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from priemnaya.drafting.fitting import sample
from priemnaya.policy.kinds import KINDS
from priemnaya.policy.vocabulary import SORTS, _marks, words
from priemnaya.policy.vocabulary.conditions import Conditions
from priemnaya.policy.vocabulary.events import to_do
from priemnaya.policy.vocabulary.measures import MEASURES, ONES
from priemnaya.ui.clauses import conditions_of

pytestmark = pytest.mark.unit
NAMES = {"MAX", "Telegram", "WhatsApp", "Viber", "Skype", "Discord", "Microsoft", "Teams", "WeChat", "Snapchat", "SMS"}
MORE: dict[str, tuple[dict[str, Any], ...]] = {
    "tell": (
        {"on": "term_broken", "whom": ["head"]},
        {"on": "term_end", "whom": ["executor"], "what": "term", "share": 100, "ahead": ["3wd"]},
    ),
    "limit": ({"what": "satisfaction", "at_least": 85, "per": "quarter"},),
    "within": ({"from": "assigned", "do": "noted", "within": "1wd", "who": "head_of_unit", "told": ["head"]},),
}


def codes(said: str) -> set[str]:
    return {w for w in re.findall(r"[A-Za-z_]{3,}", said) if w not in NAMES}


def valued(kind: str) -> Iterator[BaseModel]:
    """The kind's example and those beside it, with every word of every list in its place where the grammar takes it."""
    model = KINDS[kind].values
    for base in (sample(kind), *MORE.get(kind, ())):
        asked = [{**base, "if": {n: given}} for n, field in Conditions.model_fields.items() for given in _each(field)]
        own = [{**base, field.alias or n: given} for n, field in model.model_fields.items() for given in _each(field)]
        for one in (base, *own, *asked):
            try:
                yield model.model_validate(one)
            except ValueError:
                continue


def _each(field: Any) -> Iterator[Any]:
    for mark in _marks(field):
        for name in words(mark.sort):
            yield name
            yield [name]


def test_no_phrase_of_a_rule_says_a_word_of_code() -> None:
    said: dict[str, int] = {}
    raw = []
    for name, kind in KINDS.items():
        for value in valued(name):
            phrase = kind.phrase(value)
            said[name] = said.get(name, 0) + 1
            raw += [(name, w) for w in codes(f"{phrase} {conditions_of(value)}")]
    assert raw == []
    assert set(said) == set(KINDS) and sum(said.values()) > 500


def test_every_word_has_a_russian_title_and_every_duty_russian_words() -> None:
    assert codes("пересмотреть: satisfaction_figure") == {"satisfaction_figure"}
    assert [(s, w.name) for s in SORTS for w in words(s).values() if codes(w.title)] == []
    duties = [*words("event"), *words("thing"), "unheard_of"]
    assert [what for what in duties if codes(to_do(what))] == []
    assert to_do("satisfaction_figure") == "пересмотреть: опубликованная удовлетворённость"


def test_one_of_a_measure_agrees_with_its_number() -> None:
    limit = KINDS["limit"]
    for name, measure in MEASURES.items():
        assert (name in ONES) != measure.title.startswith("%")
    held = limit.values.model_validate({"what": "extensions", "at_most": 1})
    assert limit.phrase(held) == "не больше одного продления дела"
    assert limit.judge(held, {"extensions": 2}).why == "Не больше одного продления дела, а получается 2."
    assert MEASURES["rings"].counted(21) == "21 гудка до ответа" and MEASURES["rings"].counted(11).startswith(
        "11 гудков"
    )


def test_a_rule_says_whom_and_which_and_a_condition_once() -> None:
    def said(kind: str, **values: Any) -> str:
        return KINDS[kind].phrase(KINDS[kind].values.model_validate(values))

    assert said("point_barred", points=["telegram", "whatsapp"]).endswith("через: Telegram, WhatsApp")
    assert said("tell", **MORE["tell"][1]) == "за 3 рабочих дня до конца срока получает напоминание исполнитель дела"
    assert said("keep_for", what="appeals", years=7) == "хранить обращения не меньше 7 лет"
    assert said("before", action="send_reply", facts=["apology", "remedy_term"]).count("если жалоба удовлетворена") == 1
    term = {"from": "message_registered", "do": "reply_on_substance", "within": "10d", "roll": "back"}
    assert (
        said("within", **term)
        == "ответить по существу: 10 дней со дня, когда сообщение зарегистрировано; с выходного — накануне"
    )
    assert "подтверждают начальники отделов" in said(
        "by_hand", how="Смотрят приём", every="month", who="heads_of_units"
    )
    weekly = {"from": "message_registered", "do": "reply_on_substance", "by": {"of": "week", "weekday": "friday"}}
    assert said("within", **weekly).startswith("ответить по существу не позднее пятницы, после того")
    third = {"weekday": "sunday", "nth": 3}
    assert "раз в месяц, не позднее третьего воскресенья" in said("review", what="scripts", every="month", by=third)
    assert said("limit", what="letter_words", at_most=1_000_000) == "не больше 1\u00a0000\u00a0000 слов в ответе"
    assert said("limit", what="satisfaction", at_least=85.5) == "не меньше 85,5 % довольных клиентов за месяц"
    assert said("written", checks=["officialese"], on="article", min_score=70) == (
        "материалы базы знаний: проверки текста: без канцелярита; оценка ясности не ниже 70; текст, который ушёл с"
        " ошибкой и записанной причиной, считается нарушением; узнаётся по словам и грамматике: то же, сказанное иначе,"
        " замечает тот, кто читает и подписывает"
    )
