"""Nothing of an act is lost in its draft, and no figure of a draft says another amount than the act: on the five acts,
on made acts of other styles (`tests/acts_made`) and on all of them spoilt at random."""

from __future__ import annotations

import re
from functools import cache
from itertools import product
from pathlib import Path
from random import Random

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from priemnaya.drafting import draft_order
from priemnaya.drafting.acts import act_text, letters, slugs
from priemnaya.drafting.drafted import Draft, cut
from priemnaya.drafting.headings import is_sentence
from priemnaya.drafting.marks import mark_of
from priemnaya.drafting.taking import taken_from
from priemnaya.policy import load_order
from priemnaya.worktime import parse_rule

from ..breadth import examples

pytestmark = pytest.mark.unit
ROOT = Path(__file__).resolve().parents[2]
MADE = {path.stem: path.read_text(encoding="utf-8") for path in sorted((ROOT / "tests" / "acts_made").glob("*.txt"))}
ACTS = {**MADE, **{slug: act_text(slug) for slug in slugs()}}


@cache
def draft(name: str) -> Draft:
    return draft_order(MADE[name].encode(), "акт.txt", "some-body", [str(ROOT / "orders")])


# --- nothing is lost


def kept(text: str, *, wrapped: bool = True) -> str:
    """The letters of all that a draft would have of a text."""
    found, _, aside, left = cut(text, wrapped)
    return "\n".join(
        letters(x) for x in (*(p.text for p in found), *(u for p in found for u in p.under), *aside, *left)
    )


def lost(text: str, whole: str) -> list[str]:
    """Lines that stand nowhere; of a line that a page broke, the pieces between marks count."""
    return [x for x in text.split("\n") if len(own := letters(mark_of(x).text)) > 3 and own not in whole]


@pytest.mark.parametrize("name", ACTS)
def test_every_line_of_an_act_stands_in_its_draft(name: str) -> None:
    assert lost(ACTS[name], kept(ACTS[name])) == []


@pytest.mark.parametrize("name", MADE)
def test_every_sentence_of_a_made_act_stands_in_the_file(name: str) -> None:
    assert len(MADE) >= 10
    remarks = (line.strip().removeprefix("#") for line in draft(name).yaml.split("\n"))
    assert lost(MADE[name], letters(" ".join(remarks))) == []


MARKS = (
    "1. ",
    "2.1. ",
    "3.2.1 ",
    "I. ",
    "II. ",
    "1) ",
    "а) ",
    "– ",
    "Статья 2. ",
    "Статья 2.1. ",
    "Глава 3. ",
    "§ 2. ",
    "",
)


def spoilt(lines: list[str], dice: Random) -> list[str]:
    """One change of those that people make: a line gone, twice, moved, joined, cut, with another mark or end."""
    n = dice.randrange(len(lines))
    line, change = lines[n], dice.randrange(8)
    if change == 0:
        return lines[:n] + lines[n + 1 :] or lines
    if change == 1:
        return [*lines[:n], line, line, *lines[n + 1 :]]
    if change == 2:
        rest = lines[:n] + lines[n + 1 :]
        at = dice.randrange(len(rest) + 1)
        return [*rest[:at], line, *rest[at:]]
    if change == 3:
        return [*lines[:n], " ".join(lines[n : n + 2]), *lines[n + 2 :]]
    if change == 4 and len(words := line.split(" ")) > 3:
        at = dice.randrange(1, len(words))
        return [*lines[:n], " ".join(words[:at]), " ".join(words[at:]), *lines[n + 1 :]]
    if change == 5:
        return [*lines[:n], line.rstrip(".;:,") + dice.choice(["", ".", ";", ":", ","]), *lines[n + 1 :]]
    return [*lines[:n], dice.choice(MARKS) + mark_of(line).text, *lines[n + 1 :]]


def named(line: str, n: int) -> str:
    """A line with words of its own in it, so that no other line can stand for it."""
    words = line.split(" ")
    if len(words) < 3 or len(letters(line)) < 12:
        return line
    own = "".join("абвгдежзик"[int(c)] for c in f"{n:04}")
    return " ".join([*words[:2], f"ъ{own}ъ", *words[2:-1], f"ъъ{own}ъ", words[-1]])


@examples(60, deadline=None)
@given(
    name=st.sampled_from(sorted(ACTS)), seed=st.integers(0, 2**32), changes=st.integers(1, 12), wrapped=st.booleans()
)
def test_nothing_is_lost_of_an_act_spoilt_at_random(name: str, seed: int, changes: int, wrapped: bool) -> None:
    dice = Random(seed)
    lines = [x for x in ACTS[name].split("\n") if x.strip()]
    start = dice.randrange(len(lines))
    lines = [named(x, n) for n, x in enumerate(lines[start : start + 60])]
    for _ in range(changes):
        lines = spoilt(lines, dice)
    text = "\n".join(lines)
    whole = kept(text, wrapped=wrapped)
    gone = [w for w in re.findall(r"ъ+[а-к]{4}ъ", text) if w not in whole]
    assert gone == [], [x for x in text.split("\n") if any(w in x for w in gone)]


@pytest.mark.parametrize(
    "text",
    [
        "1. О клиентах\n1.1. Процессы непрерывно улучшаются.\nЖалобы изучаются.\nСообщение – комплексное понятие, оно включает"
        " письма и запросы.\nСкрипт – описание разговора с клиентом.\n1.2. Отвечать вежливо.\n",
        "1. Письма\n1.1. Отвечать.\n2. Звонки\n– сотрудник называет себя\nпо имени.\n3. Визиты\n",
        "1. Отвечать вежливо.\nа)\n– называть себя;\n– слушать.\n",
        "Глава 1. Письма\nГлава 2. Сотрудник отвечает сразу\n1. Отвечать вежливо.\n2. Отвечать сразу.\n",
        "Статья 1. Письма\nI. Сотрудник отвечает:\nа) вежливо;\nб) сразу.\nII. Сотрудник не спорит.\nСтатья 2. Звонки\n",
    ],
)
def test_words_in_odd_places_are_kept(text: str) -> None:
    """Seen lost: definitions after a paragraph, items under a heading, items under an empty mark, headings over
    nothing."""
    assert lost(text, kept(text)) == []


class Plain(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True


@pytest.mark.parametrize("name", MADE)
def test_the_numbers_of_a_draft_stand_once_and_in_turn(name: str, tmp_path: Path) -> None:
    """With every open clause settled the file is read: no number twice, none out of its place."""
    found = yaml.safe_load(draft(name).yaml)
    day = found["order"].get("date") or found["order"]["assumed"]
    found["clauses"] = [
        {**c, "rules": [{"kind": "informs", "values": {day: {"says": "purpose"}}}]} for c in found["clauses"]
    ]
    path = tmp_path / "some-body" / "order.yaml"
    path.parent.mkdir()
    told = yaml.dump(found, Dumper=Plain, allow_unicode=True, sort_keys=False).replace("ВПИШИТЕ", "Впишите")
    path.write_text(told, encoding="utf-8")
    assert len(load_order(path).clauses) == len(draft(name).rows)
    assert not [c["clause"] for c in found["clauses"] if re.search(r"\.p\d", c["clause"])]


def test_a_clause_with_text_and_subclauses_is_a_clause() -> None:
    rows = {r.number: r.words for r in draft("clause-with-subclauses").rows}
    assert rows["2"] == "Сотрудники не передают жалобу тому, на кого жалуются."
    assert set(rows) == {"1", "1.1", "2", "2.1", "2.2", "3", "4", "5"}
    rows = {r.number: r.words for r in draft("headings-with-dots").rows}
    assert {"3", "4"} <= set(rows) and not {"1", "2", "5"} & set(rows)


def test_inserted_articles_and_roman_parts_have_numbers_of_their_own() -> None:
    assert [r.number for r in draft("inserted-article").rows] == [
        *("1.1", "1.2", "2.1", "2.1.а", "2.1.б", "2.2", "2-1.1", "2-1.2", "3.1"),
    ]
    found = [r.number for r in draft("roman-in-article").rows if r.number.startswith("3")]
    assert found == ["3.1", "3.1.а", "3.1.б", "3.1.в", "3-1.1", "3-1.1.1", "3-1.1.2"]


def test_sentences_as_titles_of_articles_are_clauses() -> None:
    rows = {r.number: r.words for r in draft("articles-that-say").rows}
    assert rows["2"] == "Ответ даётся в месячный срок."
    assert rows["3"] == "Клиенту не отказывают без объяснения причины." and "3.1" in rows


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Общие положения", False),
        ("Организация личного приёма.", False),
        ("Как мы отвечаем на письма", False),
        ("О чём сообщают клиенту", False),
        ("Речевой модуль «Чем могу помочь?»", False),
        ("Сотрудники не передают жалобу тому, на кого жалуются.", True),
        ("Соблюдать сроки.", True),
        ("Не перебивать клиента", True),
        ("Сотрудник должен быть вежлив", True),
        ("Клиенту нельзя отказать", True),
    ],
)
def test_a_sentence_is_no_heading(text: str, says: bool) -> None:
    assert is_sentence(text) is says


# --- no figure says another amount

UNITS = (
    ("минуты", "минут", "minutes"),
    ("часа", "часов", "hours"),
    ("рабочего дня", "рабочих дней", "working_days"),
    ("рабочего часа", "рабочих часов", "working_hours"),
    ("дня", "дней", "days"),
    ("месяца", "месяцев", "months"),
    ("года", "лет", "years"),
)
COUNTED = {"двух": 2, "трёх": 3, "пяти": 5, "десяти": 10, "двенадцати": 12, "2": 2, "3 (трёх)": 3, "6": 6, "11": 11}
PREFIXES = ("в течение", "не позднее", "в срок не более", "не позднее чем через", "в пределах")
AS_OTHERS = {
    "недели": "7 дней",
    "суток": "24 часа",
    "квартала": "3 месяца",
    "полугодия": "6 месяцев",
    "полугода": "6 месяцев",
}


@pytest.mark.parametrize("prefix", PREFIXES)
def test_every_term_means_in_the_grammar_what_it_means_in_the_act(prefix: str) -> None:
    for (one, many, unit), (said, amount) in product(UNITS, COUNTED.items()):
        words = f"ответ дают {prefix} {said} {many} со дня регистрации"
        (found,) = (t for t in taken_from(words) if t.sort == "term")
        assert (parse_rule(found.value).amount, parse_rule(found.value).unit) == (amount, unit), words
        alone = [t for t in taken_from(f"ответ дают в течение {one} со дня регистрации") if t.sort == "term"]
        assert [(parse_rule(t.value).amount, parse_rule(t.value).unit) for t in alone] == [(1, unit)], one


@pytest.mark.parametrize(("unit", "counted"), AS_OTHERS.items())
def test_weeks_quarters_and_half_years_are_counted_as_the_law_says(unit: str, counted: str) -> None:
    (found,) = (t for t in taken_from(f"в течение {unit} со дня регистрации") if t.sort == "term")
    assert str(parse_rule(found.value)) == counted


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("в месячный срок", [("term", "1mo")]),
        ("в десятидневный срок", [("term", "10d")]),
        ("в 30-дневный срок", [("term", "30d")]),
        ("в трёхмесячный срок", [("term", "3mo")]),
        ("в двухнедельный срок", [("term", "14d")]),
        ("в течение полумесяца", [("term", "15d")]),
        ("в течение полутора месяцев", [("uncounted", "")]),
        ("в течение 1,5 месяцев", [("uncounted", "")]),
        ("в течение 2–3 дней", [("uncounted", "")]),
        ("не позднее 30 секунд", [("uncounted", "")]),
        ("не более чем на 30 дней и не более одного раза", [("most", "30"), ("most", "1")]),
        ("дети до 18 лет", []),
        ("до 2030 года", []),
        ("хранят не более 5 лет", [("uncounted", "")]),
        ("не менее 85,5 процента", [("share", "85.5")]),
        ("доля — 99,9 %", [("share", "99.9")]),
        ("не выше 12,5 %", [("most", "12.5")]),
        ("остаётся 12,5 процента времени", [("share", "12.5")]),
        ("не менее 4,5 балла", [("uncounted", "")]),
        ("два раза в год", [("uncounted", "")]),
        ("4 раза в квартал", [("uncounted", "")]),
        ("раз в две недели", [("period", "two_weeks")]),
        ("раз в два месяца", [("period", "two_months")]),
        ("раз в три месяца", [("period", "quarter")]),
        ("один раз в год", [("period", "year")]),
        ("не ранее чем через 5 дней и не позднее 30 дней", [("term", "30d"), ("uncounted", "")]),
        ("в течение месяца и пяти дней", [("uncounted", "")]),
        ("в течение двух месяцев и пяти дней", [("uncounted", "")]),
        ("в течение 3 (пяти) дней", [("uncounted", "")]),
        ("в течение двух-трёх дней", [("uncounted", "")]),
        ("в течение 30 календарных (15 рабочих) дней", [("uncounted", "")]),
        ("в 15-ти дневный срок", [("term", "15d")]),
        ("в полугодовой срок", [("term", "6mo")]),
        ("запроса — семь дней, жалобы — пятнадцать рабочих дней", [("uncounted", ""), ("uncounted", "")]),
        ("в течение 5 дней, на первичное — тридцати дней", [("term", "5d"), ("uncounted", "")]),
        ("не более 1 рабочего дня, но в пятницу — 2 часов", [("term", "1wd"), ("uncounted", "")]),
        ("может быть продлён ещё на 30 дней", [("uncounted", "")]),
        ("поступившее после 17 часов", [("uncounted", "")]),
        ("дан не позднее 18:00", [("uncounted", "")]),
        ("работает с 09:00 до 18:00", []),
    ],
)
def test_terms_of_other_shapes(words: str, found: list[tuple[str, str]]) -> None:
    assert [(t.sort, t.value) for t in taken_from(words)] == found


def test_every_term_of_the_acts_is_one_the_grammar_counts() -> None:
    found = [t for text in ACTS.values() for line in text.split("\n") for t in taken_from(line)]
    terms = [t for t in found if t.sort in ("term", "ahead")]
    assert len(terms) > 25
    for one in terms:
        unit = parse_rule(one.value).unit
        for said, units in ((r"\bминут", "minutes"), (r"\bмесяц", "months"), (r"\bчас", "hours"), (r"\bдн", "days")):
            assert not re.search(said, one.words) or units in unit, one


# --- what is borrowed is said


def test_a_condition_borrowed_from_a_like_clause_is_said_and_marked() -> None:
    text = "Правила\n\n1. Ответ по существу — 20 дней со дня регистрации.\n2. Клиенту отвечают вежливо.\n3. Ответ хранят 5 лет.\n"
    found = draft_order(text.encode(), "акт.txt", "some-body", [str(ROOT / "orders")])
    borrowed = 0
    for row in [r for name in MADE for r in draft(name).rows] + found.rows:
        for _, values in row.rules:
            for name in ("if", "unless", "roll"):
                if values.get(name):
                    borrowed += 1
                    assert any(f"({name})" in note for note in row.notes) or re.search("выходн|нерабоч", row.words), row
    assert borrowed >= 5
    clause = found.yaml.partition('clause: "1"')[2].partition("- clause")[0]
    assert "rules: []" in clause or ("proposed: true" in clause and "из похожего пункта" in clause)


@pytest.mark.parametrize(
    ("words", "never"),
    [
        ("Продление — не более чем на 30 дней и не более одного раза.", r"extension_days.{0,30}at_most: 1\b"),
        ("Ответ на звонок — не позднее 30 секунд.", r"within:|by:"),
        ("Срок рассмотрения продлевают не более чем на один месяц.", r"at_most: 1\b"),
        ("Ответ по существу дают в течение полутора месяцев со дня регистрации.", r"within: "),
    ],
)
def test_no_figure_of_another_clause_stands_for_one_that_was_not_understood(words: str, never: str) -> None:
    text = f"Правила\n\n1. {words}\n2. Клиенту отвечают вежливо.\n3. Ответ хранят 5 лет.\n"
    clause = draft_order(text.encode(), "акт.txt", "some-body", [str(ROOT / "orders")]).yaml
    clause = clause.partition('clause: "1"')[2].partition("- clause")[0]
    rules = clause.partition("    rules:")[2]
    assert rules and not re.search(never, rules), rules


def test_a_limit_takes_a_term_in_the_unit_it_is_measured_in() -> None:
    text = "Правила\n\n1. Время ожидания в очереди не должно превышать 20 минут.\n2. Отвечать вежливо.\n3. Ответ хранят 5 лет.\n"
    (row,) = (
        r for r in draft_order(text.encode(), "а.txt", "some-body", [str(ROOT / "orders")]).rows if r.number == "1"
    )
    assert [v.get("at_most") for k, v in row.rules if k == "limit"] in ([20], []), row.rules
