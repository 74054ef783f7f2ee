"""Turns that an act says in words of its own, and likenesses that say nothing of the clause."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from priemnaya.drafting.drafted import Draft, draft_order
from priemnaya.drafting.spoken import said_alone
from priemnaya.drafting.taking import taken_from

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


@pytest.mark.parametrize(
    ("words", "kind", "values"),
    [
        (
            "Письмо, вопрос которого не относится к компетенции Службы, пересылается в течение 3 рабочих дней.",
            "within",
            {"from": "message_registered", "do": "forwarding", "within": "3wd"},
        ),
        (
            "Если приложены не все документы, заявителя уведомляют об этом в течение 2 рабочих дней.",
            "within",
            {"from": "found_incomplete", "do": "contact_on_incomplete", "within": "2wd"},
        ),
        (
            "На пятнадцатый день заявителю направляется промежуточный ответ о сделанном.",
            "within",
            {"from": "message_registered", "do": "interim_reply", "within": "15d"},
        ),
        (
            "Если в письме обнаружена ошибка, в течение 3 рабочих дней направляют исправленное письмо.",
            "within",
            {"from": "reopened", "do": "reply_on_substance", "within": "3wd"},
        ),
        (
            "Если опрос не пройден, через пять рабочих дней направляется напоминание.",
            "tell",
            {"on": "not_rated", "whom": ["client"], "after": "5wd"},
        ),
        (
            "Посетитель ждёт своей очереди не дольше 20 минут.",
            "limit",
            {"what": "wait_minutes", "at_most": 20},
        ),
        (
            "Клиент самостоятельно выбирает способ, которым желает получить ответ.",
            "offer_choice",
            {"what": "contact_point"},
        ),
        (
            "Если суть вопроса непонятна, сотрудник в течение 2 рабочих дней уточняет её у клиента.",
            "within",
            {"from": "message_registered", "do": "clarified", "within": "2wd"},
        ),
    ],
)
def test_what_becomes_of_a_matter_is_read_in_words_of_any_act(words: str, kind: str, values: dict[str, Any]) -> None:
    made = said_alone(words, "", (), taken_from(words))
    assert made is not None and made.kind == kind and dict(made.values[0]) == values


@pytest.mark.parametrize(
    ("words", "kind", "values"),
    [
        (
            "Если за месяц об одном и том же напишут три и более обращений от разных заявителей, сообщают начальнику.",
            "tell",
            [{"on": "classified", "if": {"topic_in_month": 3}}],
        ),
        (
            "Заявление, в котором не указан адрес, возвращать заявителю не допускается.",
            "before",
            [{"action": "send_reply", "facts": ["not_returned"]}],
        ),
        (
            "Посетителя по записи принимают не позднее 15 минут, пришедшего без записи — не позднее чем 35 минут.",
            "limit",
            [{"what": "booked_wait_minutes", "at_most": 15}, {"what": "walked_wait_minutes", "at_most": 35}],
        ),
        (
            "Опрос предлагается клиенту не чаще чем раз в три месяца.",
            "limit",
            [{"what": "days_between_surveys", "at_least": 90}],
        ),
        (
            "В ответе не пишут: «в рамках полномочий», «по мере возможности».",
            "written",
            [{"words": ["в рамках полномочий", "по мере возможности"]}],
        ),
    ],
)
def test_what_is_asked_of_some_alone_is_read(words: str, kind: str, values: list[dict[str, Any]]) -> None:
    made = said_alone(words, "", (), taken_from(words))
    assert made is not None and made.kind == kind
    assert all(wanted.items() <= dict(got).items() for wanted, got in zip(values, made.values, strict=True))


def test_what_was_read_is_not_named_as_unread() -> None:
    for words in (
        "Записанного принимают не позже 10 минут от назначенного времени, пришедшего без записи — не позже 40 минут.",
        "Анкету предлагают одному клиенту не чаще одного раза в два месяца.",
    ):
        assert "НЕ РАСПОЗНАНО в словах" not in drafted(words).yaml, words


@pytest.mark.parametrize(
    "words",
    [
        "Проект ответа с ошибкой не допускается возвращать исполнителю дважды.",
        "Не менее пяти сотрудников сообщают об отпуске за месяц.",
        "Приём по записи ведут в кабинете 10.",
        "Отчёт составляется не чаще раза в три месяца.",
    ],
)
def test_what_is_near_them_is_not(words: str) -> None:
    made = said_alone(words, "", (), taken_from(words))
    found = () if made is None else made.values
    new = {"not_returned", "topic_in_month", "booked_wait_minutes", "walked_wait_minutes", "days_between_surveys"}
    assert not any(one in f"{value}" for value in found for one in new)


@pytest.mark.parametrize(
    "words",
    [
        "Сведения, которые есть у другого органа, запрашиваются в течение 3 рабочих дней.",
        "Анкета предлагается клиенту в течение 3 рабочих дней после ответа.",
        "Клиент выбирает время приёма.",
        "Проект ответа с ошибкой возвращают исполнителю в течение 1 рабочего дня.",
    ],
)
def test_what_is_near_such_words_is_not_taken_for_them(words: str) -> None:
    made = said_alone(words, "", (), taken_from(words))
    assert made is None or (
        made.kind not in ("offer_choice", "tell")
        and made.values[0].get("do")
        not in (
            "forwarding",
            "reply_on_substance",
            "contact_on_incomplete",
        )
    )


def test_all_that_a_clause_limits_of_an_extension_is_taken() -> None:
    words = (
        "Срок продлевается один раз, не более чем на 10 рабочих дней, не позднее чем за 2 рабочих дня до его истечения."
    )
    made = said_alone(words, "", (), taken_from(words))
    assert made is not None
    assert [dict(v) for v in made.values] == [
        {"what": "working_days_before_end", "at_least": 2},
        {"what": "extension_working_days", "at_most": 10},
        {"what": "extensions", "at_most": 1},
    ]
