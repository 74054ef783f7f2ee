"""What a draft used to drop or misread, by kinds: days without their month, periods said by an adjective, numbers of
whatever, ends of days, numbers of points put in later, bare lines of lists. The acts here are made."""

from __future__ import annotations

from pathlib import Path

import pytest

from priemnaya.drafting.drafted import Draft, cut, draft_order
from priemnaya.drafting.loose import loose
from priemnaya.drafting.naming import in_case
from priemnaya.drafting.taking import taken_from
from priemnaya.policy import load_order
from priemnaya.policy.numbering import place_of
from priemnaya.policy.titles import clause_title

pytestmark = pytest.mark.unit
ORDERS = Path(__file__).resolve().parents[2] / "orders"
FOLDERS = [str(p) for p in sorted(ORDERS.iterdir()) if (p / "order.yaml").is_file()]


def found(text: str) -> set[tuple[str, str, str]]:
    taken = taken_from(text)
    told = {(t.sort, t.value, t.words) for t in taken if t.sort not in ("point", "person")}
    return told | {(sort, "", words) for sort, words, _ in loose(text, [words for _, _, words in told])}


@pytest.mark.parametrize(
    ("text", "sort", "value", "words"),
    [
        ("Отчёт размещают до 5-го числа.", "day", "5", "до 5-го числа"),
        ("Отчёт размещают 5 числа каждого месяца.", "day", "5", "5 числа каждого месяца"),
        ("Сводку отправляют к 5-му числу.", "day", "5", "к 5-му числу"),
        ("Полугодовой отчёт размещают на сайте.", "period", "half_year", "Полугодовой отчёт"),
        ("Квартальную сводку готовит аналитик.", "period", "quarter", "Квартальную сводку"),
        ("О годовых показателях докладывают министру.", "period", "year", "годовых показател"),
        ("Аналитик проверяет 20 ответов.", "apart", "", "20 ответов"),
        ("Проверяют двадцать письменных ответов.", "apart", "", "двадцать письменных ответов"),
        ("Письмо передают до конца рабочего дня.", "uncounted", "", "до конца рабочего дня"),
        ("Сведения дают к концу недели.", "uncounted", "", "к концу недели"),
        ("Звонят клиенту в первой половине дня.", "uncounted", "", "в первой половине дня"),
    ],
)
def test_no_time_and_no_number_of_an_act_is_dropped(text: str, sort: str, value: str, words: str) -> None:
    assert any((s, v) == (sort, value) and w.startswith(words) for s, v, w in found(text)), found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Как сказано в пункте 3 настоящего порядка, ответ дают письменно.",
        "Приказ от 12 марта 2024 года применяют.",
        "Один из сотрудников встречает клиента.",
        "По статье 5 закона жалобу не передают.",
        "Устанавливает место нахождения клиента.",
        "Детям до 14 лет помогает родитель.",
    ],
)
def test_a_number_that_names_something_is_no_amount(text: str) -> None:
    assert not [one for one in found(text) if one[0] == "apart"], found(text)


def numbers(text: str) -> list[str]:
    return [piece.number for piece in cut(text, False)[0]]


ACT = "Порядок\n\n{}\n"


@pytest.mark.parametrize(
    ("starts", "wanted"),
    [
        (("§ 1.", "§ 2.", "§ 3.", "§ 3а."), ["§ 1", "§ 2", "§ 3", "§ 3а"]),
        (("§ 1\n", "§ 2\n", "§ 3\n"), ["§ 1", "§ 2", "§ 3"]),
        (("1.", "1-бис.", "1-тер.", "2."), ["1", "1-бис", "1-тер", "2"]),
        (("1.", "1 бис.", "2 bis."), ["1", "1-бис", "2-bis"]),
        (("1.", "5*.", "5**.", "6."), ["1", "5*", "5**", "6"]),
        (("1.", "2.", "2*", "3."), ["1", "2", "2*", "3"]),
        (("4.", "4¹.", "4-1.", "4/1.", "5."), ["4", "4¹", "4-1", "4/1", "5"]),
        (("Пункт А.", "Пункт Б.", "Пункт В."), ["А", "Б", "В"]),
        (("А.", "Б.", "В."), ["А", "Б", "В"]),
        (("А.1.", "А.2.", "Б.1."), ["А.1", "А.2", "Б.1"]),
        (("15.", "15(1).", "16."), ["15", "15(1)", "16"]),
    ],
)
def test_numbers_of_another_style_are_read_as_the_act_has_them(starts: tuple[str, ...], wanted: list[str]) -> None:
    said = ("Сообщения регистрируют за сутки.", "Ответ дают за десять дней.", "Раз в квартал проверяют ответы.")
    lines = [f"{start} {said[n % 3]}".replace("\n ", "\n") for n, start in enumerate(starts)]
    assert numbers(ACT.format("\n\n".join(lines))) == wanted


def test_an_appendix_of_an_appendix_has_its_own_number_and_title() -> None:
    text = (
        "Порядок\n\n1. Сообщения регистрируют за сутки.\n\n2. Ответ дают за 10 дней.\n\nПриложение № 1\n\n"
        "1. Сайт принимает сообщения.\n\nПриложение № 1\nк приложению № 1\n\n1. Опросы проводят раз в год.\n"
    )
    assert numbers(text) == ["1", "2", "app1.1", "app1.app1.1"]
    assert clause_title("app1.app1.1") == "приложение 1 к приложению 1, п. 1"


@pytest.mark.parametrize(
    ("number", "title"),
    [("1-бис", "п. 1-бис"), ("5*", "п. 5*"), ("Пункт А", "Пункт А"), ("§ 3а", "§ 3а"), ("А", "п. А")],
)
def test_such_a_number_is_shown_as_the_act_has_it(number: str, title: str) -> None:
    assert clause_title(number) == title


def test_what_was_put_in_stands_after_what_it_was_put_after() -> None:
    rising = ("1", "1-бис", "1-тер", "2", "2*", "2**", "3", "3-1")
    assert [place_of(one) for one in rising] == sorted(place_of(one) for one in rising)


LISTED = """Порядок

1. На сайте размещается следующее:

график приёма;

телефон;

электронная почта.

2. Отчёт размещают до 5-го числа. Проверяют 20 ответов.

3. Письмо передают исполнителю до конца рабочего дня.

4*. Полугодовой отчёт публикует аналитик.
"""


@pytest.fixture(scope="module")
def draft() -> Draft:
    return draft_order(LISTED.encode(), "приказ.txt", "tula-social", FOLDERS)


def test_a_bare_line_of_a_list_is_never_sure(draft: Draft) -> None:
    """Seen: «телефон;» under «На сайте размещается» was «уверенно» a point of contact."""
    listed = [row for row in draft.rows if row.number.startswith("1.")]
    assert len(listed) == 3
    assert {row.level for row in listed if row.state == "placed"} <= {"guess", "likely"}
    assert all(any("без глагола" in note for note in row.notes) for row in listed if row.state == "placed")


def test_the_draft_names_what_it_did_not_place_and_loads(draft: Draft, tmp_path: Path) -> None:
    by_number = {row.number: row for row in draft.rows}
    assert "20 ответов" in by_number["2"].lost
    assert "до конца рабочего дня" in by_number["3"].lost
    assert any(values.get("every") == "half_year" for _, values in by_number["4*"].rules)
    path = tmp_path / "tula-social" / "order.yaml"
    path.parent.mkdir()
    whole = draft.yaml.replace("rules: []", "rules: [{kind: informs, values: {2026-01-01: {says: purpose}}}]")
    path.write_text(whole.replace("ВПИШИТЕ", "Впишите"), encoding="utf-8")
    assert [c.number for c in load_order(path).clauses] == [row.number for row in draft.rows]


@pytest.mark.parametrize(
    ("genitive", "nominative"),
    [
        ("Государственного комитета Республики Башкортостан", "Государственный комитет Республики Башкортостан"),
        ("Главного управления МЧС", "Главное управление МЧС"),
        ("Государственной инспекции труда", "Государственная инспекция труда"),
        ("Государственного казённого учреждения", "Государственное казённое учреждение"),
        ("Территориального органа Росздравнадзора", "Территориальный орган Росздравнадзора"),
        ("Министерства имущественных отношений", "Министерство имущественных отношений"),
        ("Управления записи актов", "Управление записи актов"),
        ("ГКУ Центра занятости", "ГКУ Центр занятости"),
    ],
)
def test_a_name_of_a_body_agrees_with_its_noun(genitive: str, nominative: str) -> None:
    for name in (genitive, nominative):
        assert (in_case(name, "nomn"), in_case(name, "gent")) == (nominative, genitive)
