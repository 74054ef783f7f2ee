"""What a hurried or hostile administrator uploads for an act: each is cut right or refused in words that say what to
do. And what a draft takes of people and of clauses that demand nothing."""

from __future__ import annotations

import io
import os
import re
import zipfile
from pathlib import Path

import docx
import pytest
import yaml

from priemnaya.config.cli import main
from priemnaya.drafting import draft_order, eval_made
from priemnaya.drafting.acts import pieces_of
from priemnaya.drafting.eval import learnt_without
from priemnaya.drafting.people import answers, nobody_known, says_of
from priemnaya.drafting.taking import taken_from
from priemnaya.plain.document import Unreadable
from priemnaya.policy import OrderError, load_order

from .test_drafting import ORDERS

pytestmark = pytest.mark.unit


def zipped(**files: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/"), text)
    return out.getvalue()


def heavy(size: int) -> bytes:
    """A document of three clauses and a picture of so many bytes."""
    document, out = docx.Document(), io.BytesIO()
    for line in ("1. Отвечать клиентам.", "2. Звонить в течение 2 дней.", "3. Хранить письма 5 лет."):
        document.add_paragraph(line)
    document.save(out)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_STORED) as archive:
        archive.writestr("word/media/image1.png", os.urandom(size))
    return out.getvalue()


LOCKED_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]>>endobj\n4 0 obj<</Filter/Standard/V 1/R 2/O<"
    + b"ab" * 32
    + b">/U<"
    + b"cd" * 32
    + b">/P -4>>endobj\ntrailer<</Root 1 0 R/Encrypt 4 0 R/ID[<61><61>]>>"
)
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("21 МБ.docx", heavy(21 * 1024 * 1024), "больше 20 МБ. Сохраните его без картинок"),
        ("закрыт.pdf", LOCKED_PDF, "закрыт паролем. Сохраните его без пароля"),
        ("пусто.pdf", b"", "файл пустой"),
        ("пробелы.txt", b" \n\t\n", "файл пустой"),
        ("приказ.doc", OLD_WORD, "это документ старого Word (DOC), а приказ читаем из docx, odt, pdf, txt"),
        ("приказ.docx", OLD_WORD, "«Сохранить как» — DOCX и загрузите снова"),
        ("архив.docx", zipped(a="привет"), "повреждён или это не документ"),
        ("таблица.docx", zipped(xl__workbook="<x/>"), "это таблица Excel"),
        ("снимок.pdf", b"\x89PNG\r\n\x1a\n" + b"x" * 90, "Распознайте его, сохраните текст в DOCX"),
        ("приказ.docx", rb"{\rtf1\ansi 1. x}", "это документ RTF"),
        ("страница.docx", b"<html><body>1.</body></html>", "повреждён или это не документ"),
        ("двоичный.txt", bytes(range(256)) * 9, "это не текст"),
    ],
)
def test_a_file_that_can_not_be_an_act_is_refused_with_what_to_do(name: str, data: bytes, said: str) -> None:
    with pytest.raises(Unreadable) as refused:
        draft_order(data, name, "some-body", [str(ORDERS)])
    assert said in str(refused.value), refused.value
    assert name in str(refused.value)


def test_twenty_megabytes_of_pictures_around_an_act_are_no_matter() -> None:
    assert [r.number for r in draft_order(heavy(19 * 1024 * 1024), "приказ.docx", "some-body", []).rows] == [
        "1",
        "2",
        "3",
    ]


HEADED = """Приказ Министерства № 5
1. Отвечать вежливо и
в срок.
2. Звонить клиентам
Приказ Министерства № 5
Страница 2 из 3
в течение 2 дней.
3. Хранить письма
Приказ Министерства № 5
- 3 -
пять лет.
"""
NESTED = """ПРИКАЗЫВАЮ:
1. Утвердить Порядок (приложение № 1).
2. Разместить на сайте.
Министр И.И. Иванов
Приложение № 1
к приказу
ПОРЯДОК
1. Отвечать в течение 5 дней.
2. Звонить клиентам.
Приложение № 1
к Порядку
ФОРМА
1. Фамилия указывается полностью.
Приложение № 2
к Порядку
1. Второе приложение обязательно.
Приложение № 2
к приказу
СОСТАВ
1. Комиссия собирается раз в месяц.
"""


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Статья 5. О приёме\n1. Принимать.\n2. Отвечать.\nСтатья 6\nПисьма хранят 3 года.\n", ["5.1", "5.2", "6"]),
        ("I. Отвечать вежливо.\nII. Отвечать за 5 дней.\nIV. Хранить письма.\n", ["1", "2", "4"]),
        ("I. Общее\n1. Отвечать.\n2. Звонить.\nII. Приём\n3. Принимать.\n", ["1", "2", "3"]),
        ("1. Надо:\nа) представиться;\nб) выслушать;\n2. Нельзя:\nа) спорить;\nб) шуметь.\n", ["1", "1.а", "1.б", "2", "2.а", "2.б"]),
        ("Порядок\nа) отвечать;\nб) хранить;\nв) принимать.\n", ["а", "б", "в"]),
        ("Сотрудник обязан:\n- ответить;\n– выслушать;\n— записать.\nПисьма\nПисьма хранят пять лет.\n", None),
        ("3. Приём\n3.5. Звонки отвечают.\n3.5.1. Отвечать.\n3.5.2. Звать.\n3.5.10. Ждать.\n", ["3.5", "3.5.1", "3.5.2", "3.5.10"]),
        (HEADED, ["1", "2", "3"]),
        (NESTED, ["order.1", "order.2", "1", "2", "app1.1", "app2.1", "app2.1.p2"]),
    ],
)  # fmt: skip
def test_every_way_to_number_is_cut_and_no_number_stands_twice(text: str, numbers: list[str] | None) -> None:
    found = pieces_of(text)
    got = [p.number for p in found]
    assert len(got) == len(set(got)) and all(re.fullmatch(r"[\w.-]+", n) and not n.startswith(".") for n in got)
    if numbers is None:  # nothing has a number: every word is there all the same
        assert all(word in " ".join(p.text for p in found) for word in ("ответить", "выслушать", "записать"))
    else:
        assert got == numbers
    assert not any("Министерства № 5" in p.text or "Страница" in p.text for p in found)


# --- people and clauses that demand nothing


@pytest.mark.parametrize(
    ("words", "who"),
    [
        ("Начальники отделов ежеквартально проверяют ответы.", "heads_of_units"),
        ("Руководитель структурного подразделения проверяет ответ.", "head_of_unit"),
        ("Руководителям структурных подразделений наполнить базу.", "heads_of_units"),
        ("Руководитель органа рассматривает отчёт.", "head"),
        ("Министр ежегодно утверждает план.", "head"),
        ("Сотрудник, ответственный за ведение базы знаний, пересматривает её.", "editor"),
        ("Ответственный за регистрацию обращений вносит сведения.", "registrar"),
        ("Аналитик готовит отчёт.", "analyst"),
        ("Отдел кадров проводит обучение; отчёт — начальнику отдела.", "personnel"),
        ("Кадровая служба проводит обучение.", "personnel"),
        ("Администратор сайта размещает порядок.", "admin"),
        ("Ответственный исполнитель готовит ответ клиенту.", "executor"),
        ("Клиент выбирает способ ответа.", None),
        ("Сотрудники отвечают вежливо.", None),
    ],
)
def test_who_answers_is_taken_from_the_words(words: str, who: str | None) -> None:
    found = answers(words, tuple(taken_from(words)))
    assert (found.value if found else None) == who


def test_somebody_whom_the_vocabulary_does_not_know_is_asked_for() -> None:
    assert nobody_known("Лицо, ответственное за противодействие коррупции, проверяет.").startswith("ответственное за")
    assert nobody_known("Отвечать вовремя.") == ""


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("Настоящий порядок определяет правила работы с клиентами.", "purpose"),
        ("клиент – физическое или юридическое лицо;", "definition"),
        ("Порядок разработан в соответствии с законом № 59-ФЗ.", "basis"),
        ("Порядок не распространяется на обращения граждан.", "scope"),
        ("Приказ вступает в силу с 1 января 2026 года.", "in_force"),
    ],
)
def test_a_clause_that_demands_nothing_says_what_it_is(words: str, says: str) -> None:
    assert says_of(words, opens=False, defines=False) == says
    assert says_of(words, opens=True, defines=False) == "heading"


ACT = """ПОРЯДОК
1. Настоящий порядок определяет правила взаимодействия с клиентами.
2. Начальники отделов ежеквартально пересматривают базу знаний.
3. Клиенту отвечают в течение 5 рабочих дней со дня регистрации сообщения.
4. Настоящий порядок вступает в силу со дня подписания.
"""


def test_every_clause_of_an_act_has_its_place_in_the_draft(tmp_path: Path) -> None:
    drafted = draft_order(ACT.encode(), "порядок.txt", "some-body", [str(ORDERS)]).yaml
    found = yaml.safe_load(drafted)
    rules = {c["clause"]: c["rules"] for c in found["clauses"]}
    assert set(rules) == {"1", "2", "3", "4"}
    assert [next(iter(rules[n][0]["values"].values())) for n in "14"] == [{"says": "purpose"}, {"says": "in_force"}]
    review = next(iter(rules["2"][0]["values"].values()))
    assert (rules["2"][0]["kind"], review) == ("review", {"what": "knowledge", "every": "quarter"})
    assert "«Начальники отделов» не вошло в правило" in drafted, "sections are reviewed by who answers for each"
    path = tmp_path / "some-body" / "order.yaml"
    path.parent.mkdir()
    found["clauses"] = [c for c in found["clauses"] if c["rules"]]
    text = yaml.safe_dump(found, allow_unicode=True)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(OrderError, match="место, которое не заполнили"):
        load_order(path)
    path.write_text(text.replace("ВПИШИТЕ", "Инспекция"), encoding="utf-8")
    assert load_order(path).by_number["1"].rules[0].kind.name == "informs"


def test_the_made_order_is_measured_with_the_rest() -> None:
    """`make eval` prints how the draft of an act of another style comes out; how much of it the product does:
    tests/scenarios/test_made_order.py."""
    lines = list(eval_made.figures(learnt_without("yantar-gzhi")))
    assert len(lines) >= 4
    for cut, kinds in zip(lines[::2], lines[1::2], strict=True):
        under, all_of_it = map(int, re.findall(r"номером (\d+) из (\d+)", cut)[0])
        assert under >= 0.95 * all_of_it, cut
        first, three = (float(x.replace(",", ".")) for x in re.findall(r"([\d.]+)%", kinds))
        assert first >= 60 and three >= 85, kinds


# --- orders check


@pytest.mark.parametrize(
    ("clauses", "by_hand", "code"), [(3, 1, 0), (9, 1, 0), (9, 2, 1), (19, 1, 0), (19, 2, 1), (20, 2, 0)]
)
def test_a_small_order_may_have_one_clause_confirmed_by_hand(
    clauses: int,
    by_hand: int,
    code: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("PRIEMNAYA_DATA", str(tmp_path / "none"))
    path = tmp_path / "some-body" / "order.yaml"
    path.parent.mkdir()
    hand = "{kind: by_hand, values: {2025-01-01: {how: Начальник слушает приём, every: month}}}"
    rule = "{kind: informs, values: {2025-01-01: {says: purpose}}}"
    rows = [f'  - {{clause: "{n + 1}", demand: а, rules: [{hand if n < by_hand else rule}]}}' for n in range(clauses)]
    head = "order: {title: Приказ, assumed: 2025-01-01, status: draft}\nbody: {name: Комитет, region: RU-UD, zone: Europe/Samara}"
    path.write_text("\n".join([head, "clauses:", *rows]), encoding="utf-8")
    assert main(["orders", "check", str(path)]) == code, capsys.readouterr().out
