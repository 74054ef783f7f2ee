"""Surnames of employees that are written apart, in Latin letters or in letters that look alike are recognised, and of
the texts that lie here no other word is taken for one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from priemnaya.cases.disguised import sound
from priemnaya.cases.named import named_in_field, named_in_text
from priemnaya.cases.surnames import Person, Text

pytestmark = pytest.mark.unit
ROOT = Path(__file__).parents[2]
STAFF = (
    Person(1, "Сорокин", "Игорь", "Олегович", "Главный специалист"),
    Person(2, "Щукина", "Анна", "Петровна", "Инспектор"),
    Person(3, "Королёв", "Семён", "Павлович"),
    Person(4, "Серов", "Глеб", "Ильич"),
    Person(5, "Васильева", "Ольга", "Юрьевна"),
)
WRITTEN = {
    1: (
        "С-о-р-о-к-и-н",
        "С О Р О К И Н",
        "С о р о к и н",
        "с.о.р.о.к.и.н",
        "С_О_Р_О_К_И_Н_А",
        "Соро-кина",
        "С О Р О К И Н И Г О Р Ь",
        "Sorokin",
        "SOROKINA",
        "sorokinu",
        "S-o-r-o-k-i-n",
        "I.O.Sorokin",
        "Cорокин",
        "Copoкин",
        "Сoрoкuн",
        "С0рокин",
        "Сорокін",
        "Соро\u200bкин",
        "Соро\u0301кин",
    ),
    2: ("Shchukina", "Щ У К И Н А", "Щ*у*к*и*н*а", "Schukinoy"),
    3: ("Korolev", "Korolyov", "К-о-р-о-л-ё-в"),
    4: ("CEPOB", "Serov"),
    5: ("Vasilyeva", "Vasileva", "Vasilieva", "В а с и л ь е в а"),
}
"""Employee -> as hurried or careful people write the surname."""


@pytest.mark.parametrize(("person", "written"), [(p, w) for p, many in WRITTEN.items() for w in many])
def test_it_is_recognised_however_it_is_written(person: int, written: str) -> None:
    assert {f.person for f in named_in_text(f"Жалоба на {written}: не отвечает.", STAFF)} == {person}
    assert {f.person for f in named_in_text(f"Мне нагрубил {written}, бросил трубку.", STAFF)} == {person}
    assert {f.person for f in named_in_field(written, STAFF)} == {person}


@pytest.mark.parametrize(
    "text",
    [
        "Жалоба: писал на sorokin@mail.example, а ответа нет.",
        "Жалоба. Смотрите https://serov.example/sorokin и www.korolev.example.",
        "Мне отказали. С уважением, Sorokina M.",
        "Жалоба на пункты а - б - в - г - д порядка.",
        "О т к а з незаконный, в с ё нарушено.",
        "Жалоба: файл IMG_Serov_12.jpg не открывается.",
    ],
)
def test_what_only_looks_like_it_is_left_alone(text: str) -> None:
    assert named_in_text(text, STAFF, client="Сорокина Мария") == []


def test_ways_of_putting_a_name_into_latin_letters_sound_alike() -> None:
    alike = {
        "Кузнецов": ("Kuznetsov", "Kuznecov", "Kuznetzov"),
        "Яковлев": ("Yakovlev", "Iakovlev", "Jakovlev"),
        "Хабибуллин": ("Khabibullin", "Habibulin"),
        "Алексеев": ("Alekseev", "Alexeev", "Alekseyev"),
        "Юрьев": ("Yuriev", "Iurev", "Yuryev"),
        "Чайковский": ("Chaikovskiy", "Chaykovsky", "Chaikovskii"),
        "Соловьёв": ("Solovyov", "Solovev", "Solovyev"),
        "Беляев": ("Belyaev", "Beliaev"),
        "Смирнов": ("Smirnov", "Smirnoff"),
    }
    wrong = {(name, latin) for name, many in alike.items() for latin in many if sound(latin) != sound(name)}
    assert wrong == set()


COMMON = (
    "Иванов Смирнов Кузнецов Попов Васильев Петров Соколов Михайлов Новиков Фёдоров Морозов Волков Алексеев Лебедев"
    " Семёнов Егоров Павлов Козлов Степанов Николаев Орлов Андреев Макаров Никитин Захаров Зайцев Соловьёв Борисов"
    " Яковлев Григорьев Романов Воробьёв Сергеев Кузьмин Фролов Александров Дмитриев Королёв Гусев Киселёв Ильин"
    " Максимов Поляков Сорокин Виноградов Ковалёв Белов Медведев Антонов Тарасов Жуков Баранов Филиппов Комаров Давыдов"
    " Беляев Герасимов Богданов Осипов Сидоров Матвеев Титов Марков Миронов Крылов Куликов Карпов Власов Мельников"
    " Денисов Гаврилов Тихонов Казаков Афанасьев Данилов Савельев Тимофеев Фомин Чернов Абрамов Мартынов Ефимов Федотов"
    " Щербаков Назаров Калинин Исаев Чернышёв Быков Маслов Родионов Коновалов Лазарев Воронин Климов Филатов Пономарёв"
    " Голубев Кудрявцев Прохоров Наумов Потапов Журавлёв Овчинников Трофимов Леонов Соболев Ермаков Колесников Гончаров"
    " Мороз Роман Король Гора Лада Вера Виза Кит Лис Пак Ким Цой"
)
"""Surnames that most are called by, and some that are words and names as well: the hardest staff there can be."""


def texts() -> Iterator[str]:
    """Every text of people that lies here: letters of tests, examples of orders, messages by topics, the town of the
    search, the demonstration, services and articles."""
    for path in (
        *ROOT.glob("tests/plain/letters/*.yaml"),
        *ROOT.glob("orders/*/*.yaml"),
        ROOT / "src/priemnaya/cases/finding/eval/cases.yaml",
    ):
        yield from _strings(yaml.load(path.read_text(), yaml.CSafeLoader))
    for line in (ROOT / "src/priemnaya/knowledge/topics/messages.tsv").read_text().splitlines():
        yield line.rpartition("\t")[2]
    for path in (ROOT / "src/priemnaya/config").glob("demo*/**/*.py"):
        yield from _literals(path)
    yield from _literals(ROOT / "src/priemnaya/config/demo_texts.py")


def _literals(path: Path) -> Iterator[str]:
    nodes = ast.walk(ast.parse(path.read_text()))
    yield from (n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _strings(one)
    elif isinstance(value, str) and len(value) > 20:
        yield value


def test_of_all_texts_that_lie_here_no_other_word_is_taken_for_a_surname() -> None:
    """Before these ways of writing were read the same texts held as many surnames; docs/complaints.md has the
    figures."""
    names = [(n, n if n.endswith(("а", "з", "н", "ь", "т", "с", "к", "м", "й")) else f"{n}а") for n in COMMON.split()]
    staff = tuple(Person(i, one) for i, one in enumerate(sorted({x for pair in names for x in pair}), 1))
    read = [text for text in texts() if text.strip()]
    plain, disguised = 0, list[str]()
    for text in read:
        for hit in Text(text, staff).hits():
            plain += not hit.disguised
            disguised += [hit.typed] if hit.disguised else []
    print(len(read), "texts,", sum(map(len, read)), "signs:", plain, "surnames,", len(disguised), "disguised")
    assert len(read) > 3_000 and plain > 20, "the texts are there"
    assert disguised == []


def test_nor_is_a_word_of_an_english_text() -> None:
    """These pages name nobody who works anywhere: whom they are found to name has the name of a type or stands at the
    beginning of a sentence."""
    staff = tuple(Person(i, name) for i, name in enumerate(COMMON.split(), 1))
    paths = [*ROOT.glob("docs/*.md"), *ROOT.glob("*.md")]
    pages = [path.read_text() for path in paths if path.name not in ("complaints.md", "CHANGELOG.md")]  # they name some
    found = [hit.typed for page in pages for hit in Text(page, staff).hits() if hit.typed.isascii()]
    print(sum(map(len, pages)), "signs:", found)
    assert len(found) <= len(pages) and set(found) <= {"Roman", "Below"}
