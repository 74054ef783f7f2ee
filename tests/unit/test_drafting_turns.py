"""Turns that an act says in words of its own, and likenesses that say nothing of the clause."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from priemnaya.drafting.drafted import Draft, draft_order

pytestmark = pytest.mark.unit
ORDERS = Path(__file__).resolve().parents[2] / "orders"
TURNS: tuple[tuple[str, str, tuple[dict[str, Any], ...]], ...] = (
    (
        "Обращение, поступившее до 16 часов рабочего дня, регистрируется в тот же день, после 16 часов — на следующий"
        " рабочий день.",
        "within",
        (
            {"do": "registration", "start": "same_day", "if": {"came_before": "16:00"}},
            {"do": "registration", "unless": {"came_before": "16:00"}},
        ),
    ),
    (
        "Сообщение, поступившее до 15 часов, регистрируется в тот же день до конца рабочего дня, поступившее позже – до"
        " 10 часов следующего рабочего дня.",
        "within",
        (
            {"do": "registration", "start": "same_day", "hour": "end_of_work", "if": {"came_before": "15:00"}},
            {"do": "registration", "hour": "10:00", "unless": {"came_before": "15:00"}},
        ),
    ),
    (
        "Сообщение регистрируется до 10 часов следующего рабочего дня.",
        "within",
        ({"do": "registration", "within": "1wd", "hour": "10:00"},),
    ),
    (
        "Регистратор до передачи обращения куратору определяет его тему, срочность и то, не писал ли заявитель раньше.",
        "before",
        ({"action": "assign", "facts": ["topic", "urgency", "history_seen"]},),
    ),
    (
        "Запрещено пересылать жалобу тому, чьи действия обжалуются.",
        "not_by",
        ({"person": "person_complained_of", "actions": ["forward"]},),
    ),
    (
        "Передать обращение другому куратору можно не более одного раза.",
        "limit",
        ({"what": "reassignments", "at_most": 1},),
    ),
    (
        "Ответ умещается на двух страницах, предложение — в двадцать слов. Больше двух страниц пишут, только если"
        " куратор записал почему.",
        "limit",
        (
            {"what": "letter_pages", "at_most": 2, "unless": "recorded_reason"},
            {"what": "sentence_words", "at_most": 20},
        ),
    ),
    (
        "Из ответов исключаются слова «надлежащий», «в установленном порядке».",
        "written",
        ({"words": ["надлежащий", "в установленном порядке"]},),
    ),
    ("Запрещено говорить: «это не к нам».", "written", ({"words": ["это не к нам"], "on": "speech"},)),
    (
        "Ответ, в котором сказано только о принятии мер в будущем, ответом не считается.",
        "written",
        ({"checks": ["non_answer", "brush_off"]},),
    ),
    (
        "О записи разговора предупреждают в начале. Записи хранят три месяца.",
        "keep_for",
        ({"what": "call_records", "months": 3},),
    ),
)
LIKENED = (
    "На выездной приём в районы инспекция выходит не реже одного раза в квартал.",
    "Раз в полугодие руководитель встречается с профсоюзами.",
    "По записи принимают не позже чем через десять минут после назначенного часа.",
)


def drafted(words: str) -> Draft:
    act = f"Статья 1. Правила\n1. {words}\n2. Ответ дают за двадцать дней.\n3. Ответ подписывает начальник.\n"
    return draft_order(act.encode(), "акт.txt", "proba", [str(ORDERS)])


@pytest.mark.parametrize(("words", "kind", "values"), TURNS, ids=[words[:30] for words, _, _ in TURNS])
def test_a_turn_of_the_table_is_read(words: str, kind: str, values: tuple[dict[str, Any], ...]) -> None:
    row = drafted(words).rows[0]
    assert [k for k, _ in row.rules] == [kind] * len(values)
    assert all(wanted.items() <= made.items() for wanted, (_, made) in zip(values, row.rules, strict=True)), row.rules


@pytest.mark.parametrize("words", LIKENED)
def test_a_likeness_that_says_nothing_of_the_clause_is_not_proposed(words: str) -> None:
    """Seen: a review of the knowledge base, of a low mark."""
    row = drafted(words).rows[0]
    assert not row.rules and row.state == "unplaced", row.rules


def test_the_sentence_that_demands_stays_in_the_demand() -> None:
    long = (
        "Срочными признаются обращения о невыплате зарплаты, об угрозе жизни на рабочем месте, об увольнении беременной,"
        " о работе несовершеннолетних, о травмах на производстве и о закрытии предприятия без выплаты долгов людям,"
        " которые на нём работали. О срочном обращении куратор назначается в течение двух часов, ответ даётся за семь"
        " рабочих дней."
    )
    made = drafted(long)
    demand = made.yaml.partition("demand: ")[2].partition("\n")[0]
    assert "за семь рабочих дней" in demand and "в течение двух часов" in demand
    assert [v["within"] for _, v in made.rows[0].rules] == ["2h", "7wd"]
    assert all(v["if"] == {"urgency": ["urgent"]} for _, v in made.rows[0].rules)
