"""A clause that says several things gives a rule of each by its own words, and what is not placed is named."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from priemnaya.drafting.apart import of_point, of_reception, own_rules, unserved
from priemnaya.drafting.denials import own_values
from priemnaya.drafting.drafted import draft_order, in_force, since
from priemnaya.drafting.loose import loose
from priemnaya.drafting.taking import taken_from

pytestmark = [pytest.mark.unit]
ORDERS = Path(__file__).parents[2] / "orders"
TERM = {"from": "message_registered", "do": "reply_on_substance"}


def rules(kind: str, words: str) -> list[Any]:
    return [values for values, _ in own_rules(kind, words, taken_from(words))]


def test_each_number_goes_to_what_its_own_part_names() -> None:
    said = "На звонок отвечают не позднее четвёртого гудка; разговор переключают не более одного раза."
    assert rules("limit", said) == [{"what": "rings", "at_most": 4}, {"what": "call_transfers", "at_most": 1}]
    said = "Срок продлевают один раз, не больше чем на пятнадцать дней, записав причину."
    assert rules("limit", said) == [{"what": "extensions", "at_most": 1}, {"what": "extension_days", "at_most": 15}]
    said = (
        "Ответ занимает не более трёх страниц, кроме случаев, когда записано, почему; в предложении не более 20 слов."
    )
    pages = {"what": "letter_pages", "at_most": 3, "unless": "recorded_reason"}
    assert rules("limit", said) == [pages, {"what": "sentence_words", "at_most": 20}]
    assert rules("limit", "Довольных должно быть не менее 85 процентов за полугодие.") == [
        {"what": "satisfaction", "at_least": 85, "per": "half_year"}
    ]


def test_two_terms_of_a_clause_are_two_rules() -> None:
    said = (
        "Ответ дают за двадцать дней со дня регистрации, по жалобе – за десять рабочих дней. Если последний день"
        " выходной, ответ дают накануне."
    )
    complaint = {**TERM, "within": "10wd", "if": {"kinds": ["appeal_complaint"]}}
    assert rules("within", said) == [{**TERM, "within": "20d", "roll": "back"}, complaint]
    said = "Сообщение передают исполнителю в течение 30 минут, а ответ дают в течение суток."
    assigned = {"from": "message_registered", "do": "assigned", "within": "30m"}
    assert rules("within", said) == [assigned, {**TERM, "within": "24h"}]
    said = "За пять и за один рабочий день до конца срока напоминают исполнителю."
    assert [t.value for t in taken_from(said) if t.sort == "ahead"] == ["5wd", "1wd"]


def test_points_people_and_days_are_of_the_clause_itself() -> None:
    for words, wanted in (
        ("через сайт – сообщения, обращения и жалобы;", {"point": "portal", "functions": ["intake", "complain"]}),
        ("по почте;", {"point": "post", "functions": []}),
        ("по телефону – только справки.", {"point": "phone", "functions": ["inform"], "only": True}),
        ("По телефону дают справки только в рабочее время.", {"point": "phone", "functions": ["inform"]}),
        ("По телефону дают справки только самому клиенту.", {"point": "phone", "functions": ["inform"]}),
        (
            "По телефону жалобы не принимаются, даются только справки.",
            {"point": "phone", "functions": ["inform"], "only": True},
        ),
        (
            "Через сайт принимают сообщения; жалобы по телефону не принимают.",
            {"point": "portal", "functions": ["intake"]},
        ),
        ("По телефону дают справки, через сайт принимают жалобы.", {"point": "phone", "functions": ["inform"]}),
    ):
        assert of_point({}, words, taken_from(words)) == wanted
    words = "Начальник Инспекции принимает посетителей во второй вторник месяца."
    met = of_reception(words, taken_from(words))
    assert met is not None and met[0]["by"] == {"weekday": "tuesday", "nth": 2}
    again = "Если корреспондент пишет вновь в течение шестидесяти дней, ответ готовит другой исполнитель."
    assert own_values("not_by", again) == {
        "person": "last_executor",
        "actions": ["assign"],
        "if": {"wrote_within": 60},
    }


def test_what_is_not_placed_is_named_and_the_day_of_force_is_the_acts_own() -> None:
    assert [w for _, w, _ in loose("Разделы пересматривают, считая с 1 марта.", [])] == ["считая с 1 марта"]
    assert [w for _, w, _ in loose("Пишут об этом в день продления.", [])] == ["в день продления"]
    for words in (
        "Утвердить Регламент и ввести его в действие с 1 марта 2026 года.",
        "Приказ вступает в силу с 1 марта 2026 г.",
        "С 1 марта 2026 года ввести в действие настоящий Порядок.",
    ):
        row = SimpleNamespace(words=words)
        draft: Any = SimpleNamespace(rows=[row], head=SimpleNamespace(date=None), aside=[])
        assert str(in_force(draft)) == str(since(draft)) == "2026-03-01", words


def test_what_a_clause_denies_and_its_other_points_are_named() -> None:
    for words, lost in (
        ("Через сайт принимают сообщения; жалобы по телефону не принимают.", ["жалобы по телефону не принимают"]),
        ("По телефону дают справки, через сайт принимают жалобы.", ["сайт"]),
        ("Сообщения принимают по почте.", []),
    ):
        taken = taken_from(words)
        assert unserved([("point_serves", of_point({}, words, taken))], words, taken) == lost


def test_a_reminder_comes_so_long_ahead_as_the_act_says() -> None:
    act = (
        "Статья 1. Ответ\n1. Исполнителю напоминают о сроке за пять и за один рабочий день до конца срока.\n2. Ответ дают"
        " за двадцать дней, по жалобе – за десять.\n3. Ответ подписывает начальник.\n"
    )
    rows = draft_order(act.encode(), "акт.txt", "proba", [str(ORDERS)]).rows
    (told,) = [values for row in rows for kind, values in row.rules if kind == "tell"]
    assert (told["ahead"], told["share"]) == (["5wd", "1wd"], 100)
    assert "за десять" in [words for row in rows for words in row.lost]


def test_a_draft_names_each_number_it_has_no_rule_for() -> None:
    act = (
        "Статья 1. Ответ\n1. Записи разговоров хранят три месяца, но не дольше.\n2. Разделы базы знаний пересматривают"
        " раз в квартал, считая с 1 марта.\n3. О пересылке сообщают в день пересылки.\n"
    )
    made = draft_order(act.encode(), "акт.txt", "proba", [str(p) for p in sorted(ORDERS.glob("*-*"))]).yaml
    for words in ("три месяца", "считая с 1 марта", "в день пересылки"):
        assert f"«{words}»" in made.partition("НЕ РАСПОЗНАНО в словах")[2], words
