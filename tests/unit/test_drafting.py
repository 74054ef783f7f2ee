"""From paper to data: an act is cut by its own numbering, kinds are proposed, the draft loads once a person has gone
through it. Figures of all five acts, each left out in turn: `make eval`."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache
from pathlib import Path

import docx
import pytest
import yaml
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from priemnaya.config.cli import main
from priemnaya.drafting import draft_order, eval
from priemnaya.drafting.acts import act_text, pieces_of, slugs
from priemnaya.drafting.examples import examples
from priemnaya.drafting.forms import FORMS
from priemnaya.drafting.marks import mark_of
from priemnaya.drafting.norms import FIELDS, SIGNS
from priemnaya.drafting.proposing import MUST_BE_PLACED
from priemnaya.drafting.taking import taken_from
from priemnaya.plain.document import Unreadable
from priemnaya.plain.inputs.numbered import read_numbered
from priemnaya.plain.words import fold
from priemnaya.policy import KINDS, load_order

from ..breadth import sampled

pytestmark = pytest.mark.unit
ORDERS = Path(__file__).resolve().parents[2] / "orders"
BY_ARTICLES = """ДЕПАРТАМЕНТ СОЦИАЛЬНОГО РАЗВИТИЯ ТЮМЕНСКОЙ ОБЛАСТИ
РАСПОРЯЖЕНИЕ
от 15.02.2025 № 112-р
1. Утвердить Стандарт клиентского сервиса согласно приложению.
2. Отделу информатизации разместить распоряжение на сайте в течение 5 рабочих дней.
Директор И.И. Иванова
Приложение
к распоряжению Департамента
от 15.02.2025 № 112-р
СТАНДАРТ
Глава 1. Личный прием
Статья 1. Очередь
1. Время ожидания в очереди не должно превышать 15 минут.
2. Сотрудник при личном приеме обязан:
1) представиться и назвать свою должность;
2) предложить клиенту запись на удобное время.
3. Запись на прием ведется ежедневно.
Глава 2. Звонки и письма
Статья 2. Звонки
Переключение звонка допускается не более одного раза.
В случае если ответ не может быть дан сразу, сотрудник перезванивает в течение 2 рабочих часов.
Статья 3. Письма
1. Ответ не должен содержать:
а) канцеляризмов;
б) аббревиатур без расшифровки.
2. Материалы опросов хранятся 3 года.
Приложение № 2
к Стандарту
ПЕРЕЧЕНЬ
1. Официальный сайт.
2. Мобильное приложение.
"""
ANEW = """ПРИКАЗЫВАЮ:
1. Утвердить прилагаемый стандарт.
УТВЕРЖДЕН
приказом Управления культуры Воронежской области
от 3 февраля 2025 г. № 18
СТАНДАРТ
Раздел I. Письма
1. Ответ даётся в течение 5 рабочих дней.
2. Ответ согласует руководитель.
Раздел II. Звонки
1. Сотрудник представляется.
2. При отсутствии ответа на вопрос сотрудник:
- записывает номер телефона;
- перезванивает в течение 3 рабочих часов.
"""
UNNUMBERED = """ПРАВИЛА
общения с жителями

Письма

Ответ на письмо жителя готовится не позднее 7 дней.

Каждое письмо проверяет второй сотрудник, который не готовил ответ.

Звонки

На звонок отвечаем до пятого гудка. Жителя переключают не более одного раза.

Если ответа нет, сотрудник перезванивает в тот же день.
"""
BROKEN = """1. Общие положения 1.1. Сотрудники отвечают вежливо и

понятно, в том числе при
личном приёме.
1.2. Ответ пишут
без ошибок.
2. Звонки
2.1. Сотрудник называет
12
себя по имени.
"""


def numbers(text: str) -> list[str]:
    return [p.number for p in pieces_of(text)]


@cache
def drafted(slug: str) -> str:
    return draft_order(act_text(slug).encode(), "акт.txt", "some-body", [str(ORDERS)]).yaml


# --- cutting


def test_clauses_of_the_five_acts_are_cut_as_a_person_cut_them() -> None:
    total = sum((eval.edges(slug) for slug in slugs()), eval.Edges(0, 0, 0, 0, 0, 0, 0))
    assert total.clauses == 239
    assert total.whole >= 0.95 * total.clauses
    assert total.edged >= 0.98 * total.clauses
    assert total.numbered == total.numbers > 200
    assert total.extra <= 0.02 * total.pieces


def test_articles_letters_and_appendices_have_their_numbers() -> None:
    assert numbers(BY_ARTICLES) == [
        *("order.1", "order.2", "1.1", "1.2", "1.2.1", "1.2.2", "1.3", "2", "2.2", "3.1", "3.1.а", "3.1.б", "3.2"),
        *("app2.1", "app2.2"),
    ]


def test_points_that_begin_anew_in_every_chapter_bear_its_number() -> None:
    found = pieces_of(ANEW)
    assert [p.number for p in found] == ["order.1", "1.1", "1.2", "2.1", "2.2"]
    assert found[-1].text.endswith("перезванивает в течение 3 рабочих часов."), "steps of one occasion are one clause"


def test_headings_without_numbers_make_chapters() -> None:
    found = pieces_of(UNNUMBERED)
    assert [(p.number, p.under[-1]) for p in found] == [
        *(("1", "Письма"), ("1.2", "Письма"), ("2", "Звонки"), ("2.2", "Звонки")),
    ]


def test_lines_that_a_page_broke_are_joined_and_its_numbers_left_out() -> None:
    found = {p.number: p.text for p in pieces_of(BROKEN)}
    assert found == {
        "1.1": "Сотрудники отвечают вежливо и понятно, в том числе при личном приёме.",
        "1.2": "Ответ пишут без ошибок.",
        "2.1": "Сотрудник называет себя по имени.",
    }


@pytest.mark.parametrize(
    ("line", "sort", "parts"),
    [
        ("Статья 5.1. О приёме", "article", (5, 1)),
        ("Глава IV. Звонки", "chapter", (4,)),
        ("II. Звонки", "chapter", (2,)),
        ("п. 3.5 Ответ дают", "point", (3, 5)),
        ("- 3.2.1. приветствует", "point", (3, 2, 1)),
        ("3.4 В случае отказа", "point", (3, 4)),
        ("2) выслушать", "bracket", (2,)),
        ("б) выслушать", "letter", (2,)),
        ("— выслушать", "dash", ()),
        ("13 сентября 2024 года", "plain", ()),
        ("06.10.2021 № 2816-р", "plain", ()),
        ("24 часа", "plain", ()),
        ("г. Ижевск", "plain", ()),
    ],
)
def test_beginnings_of_paragraphs(line: str, sort: str, parts: tuple[int, ...]) -> None:
    assert (mark_of(line).sort, mark_of(line).parts) == (sort, parts)


# --- files


def numbered_docx() -> bytes:
    """Numbers that only the lists of the document know: 1., 1.1., а)."""
    document = docx.Document()
    root = document.part.numbering_part.element
    for old in list(root):
        root.remove(old)
    for name, levels in (("1", ["%1.", "%1.%2."]), ("2", ["%1)"])):
        kind = element("abstractNum", abstractNumId=name)
        for n, text in enumerate(levels):
            level = element("lvl", ilvl=str(n))
            level.extend(
                [element("start", val="1"), element("numFmt", val="russianLower" if name == "2" else "decimal")]
            )
            level.append(element("lvlText", val=text))
            kind.append(level)
        root.append(kind)
    for name in ("1", "2"):
        number = element("num", numId=name)
        number.append(element("abstractNumId", val=name))
        root.append(number)
    for text, name, level in (
        ("Звонки", "1", "0"),
        ("Сотрудник обязан:", "1", "1"),
        ("назвать себя;", "2", "0"),
        ("выслушать клиента.", "2", "0"),
        ("Звонок переключают не более двух раз.", "1", "1"),
    ):
        properties = document.add_paragraph(text)._p.get_or_add_pPr()
        chosen = element("numPr")
        chosen.extend([element("ilvl", val=level), element("numId", val=name)])
        properties.append(chosen)
    table = document.add_table(2, 3)
    for cell, text in zip(table._cells, ["№", "Требование", "Срок", "2.", "Дать ответ", "24 часа"], strict=True):
        cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def element(name: str, **attributes: str) -> OxmlElement:
    found = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        found.set(qn(f"w:{key}"), value)
    return found


NAMES = "".join(
    f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (("office", "office"), ("text", "text"), ("style", "style"), ("table", "table"))
)
CONTENT = f"""<office:document-content{NAMES}><office:automatic-styles><text:list-style style:name="L1">
<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>
<text:list-level-style-number text:level="2" style:num-format="1" style:num-suffix="." text:display-levels="2"/>
</text:list-style></office:automatic-styles><office:body><office:text>
<text:list text:style-name="L1"><text:list-item><text:p>Звонки</text:p><text:list>
<text:list-item><text:p>Сотрудник называет себя.</text:p></text:list-item>
<text:list-item><text:p>Звонок переключают не более двух раз.</text:p></text:list-item></text:list></text:list-item>
</text:list><text:p>Между ними строка.</text:p>
<text:list text:style-name="L1" text:continue-numbering="true"><text:list-item><text:p>Письма</text:p><text:list>
<text:list-item><text:p>Ответ дают за 24 часа.</text:p></text:list-item></text:list></text:list-item></text:list>
</office:text></office:body></office:document-content>"""


def numbered_odt() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", CONTENT)
    return out.getvalue()


def test_numbers_of_word_lists_are_read_with_the_lines_and_rows_of_tables() -> None:
    text, wrapped, _ = read_numbered(numbered_docx(), "приказ.docx")
    assert not wrapped
    assert [line for line in text.split("\n") if line] == [
        "1. Звонки",
        "1.1. Сотрудник обязан:",
        "а) назвать себя;",
        "б) выслушать клиента.",
        "1.2. Звонок переключают не более двух раз.",
        "№ | Требование | Срок",
        "2. Дать ответ | 24 часа",
    ]


def test_numbers_of_open_document_lists_go_on_over_a_line_between_them() -> None:
    text, _, _ = read_numbered(numbered_odt(), "приказ.odt")
    assert [line for line in text.split("\n") if line] == [
        "1. Звонки",
        "1.1. Сотрудник называет себя.",
        "1.2. Звонок переключают не более двух раз.",
        "Между ними строка.",
        "2. Письма",
        "2.1. Ответ дают за 24 часа.",
    ]


@pytest.mark.parametrize("form", FORMS)
def test_an_act_is_cut_alike_in_every_form(form: str) -> None:
    """Broken lines in windows-1251 with numbers of pages, lettered lists, numbers in the lists of Word."""
    name, make = FORMS[form]
    total = eval.Edges(0, 0, 0, 0, 0, 0, 0)
    for slug in slugs():
        text, wrapped, _ = read_numbered(make(act_text(slug)), name)
        total += eval.edges(slug, pieces_of(text, wrapped=wrapped))
    assert total.whole >= 0.95 * total.clauses
    assert total.numbered == total.numbers


def test_a_table_of_contents_is_no_clause() -> None:
    listed = "Содержание\n1. Письма 3\n2. Звонки 5\n\n" + BROKEN + "3. Визиты ....... 12\n"
    assert numbers(listed) == numbers(BROKEN)


def test_points_that_were_repealed_leave_the_others_their_numbers() -> None:
    assert numbers("1. Отвечать.\n2. Звонить.\n9. Встречать.\n10. Провожать.\n2024. год\n") == ["1", "2", "9", "10"]


def test_a_pdf_with_a_running_head_is_cut_as_its_text_is() -> None:
    """Lines broken by the page, a head and a number on each."""
    import typst

    slug = slugs()[0]
    lines = (re.sub(r"([#*_$@<>`=\\-])", r"\\\1", line).replace("//", "") for line in act_text(slug).split("\n"))
    head = '#set page(height: 20cm, header: [Приказ о клиентах], numbering: "1")\n#set text(lang: "ru")\n'
    pdf = bytes(typst.compile((head + "\n\n".join(f"#text[{x}]" for x in lines if x.strip())).encode(), format="pdf"))
    text, wrapped, _ = read_numbered(pdf, "приказ.pdf")
    assert wrapped
    found = eval.edges(slug, pieces_of(text, wrapped=True))
    assert found.whole >= 0.95 * found.clauses


SCAN = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>endobj\n4 0 obj<</Length 22>>stream\n0 0 500 500 re f      \nendstream endobj\ntrailer<</Root 1 0 R>>"
LETTER = "Здравствуйте! Пишу вам письмо. Погода хорошая, и мы гуляем в парке каждый день до вечера.\n" * 5


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("пусто.docx", b"", "файл пустой"),
        ("скан.pdf", SCAN, "распознайте"),
        ("битый.docx", b"PK\x03\x04" + b"x" * 100, "сохраните"),
        ("закрыт.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "пароль"),
        ("письмо.txt", LETTER.encode(), "не нашлось пунктов"),
        ("оглавление.txt", "Содержание\n1. Письма 3\n2. Звонки 5\n".encode(), "не нашлось пунктов"),
        ("english.txt", b"1. First rule here.\n2. Second rule here.\n3. Third rule here.\n", "не на русском"),
        ("много.txt", ("1. Пункт о клиентах.\n" + "слово " * 200_000).encode(), "тысяч знаков"),
        ("много.txt", "".join(f"{a}.{b}. Отвечать.\n" for a in range(1, 90) for b in range(1, 21)).encode(), "1500"),
    ],
)
def test_a_file_that_is_no_act_is_refused_with_what_to_do(name: str, data: bytes, said: str) -> None:
    with pytest.raises(Unreadable) as refused:
        draft_order(data, name, "some-body", [str(ORDERS)])
    assert said in str(refused.value).lower() or said in str(refused.value)
    assert not re.search(r"[a-z]{4,} [a-z]{4,}", str(refused.value))


def test_a_slug_is_a_name_of_a_folder() -> None:
    for slug in ("../etc", "Тула", "a", "x/y", "A-b"):
        with pytest.raises(Unreadable, match="не подойдёт"):
            draft_order(ANEW.encode(), "приказ.txt", slug, [])


# --- what is in the words


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("в течение 24 часов после получения", [("term", "24h")]),
        ("не позднее 3 рабочих дней со дня", [("term", "3wd")]),
        ("в течение тридцати календарных дней", [("term", "30d")]),
        ("в течение трёх (3) рабочих дней", [("term", "3wd")]),
        ("не позднее следующего рабочего дня", [("term", "1wd")]),
        ("не должен превышать 15 минут", [("term", "15m")]),
        ("в срок до 1 ноября 2024 года", [("until", "2024-11-01")]),
        ("ежемесячно, не позднее 15-го числа следующего месяца", [("day", "15"), ("period", "month")]),
        ("раз в полугодие", [("period", "half_year")]),
        ("до 10 числа месяца, следующего за отчётным", [("day", "10")]),
        ("работает с 9 до 18 часов", []),
        ("не реже одного раза в квартал", [("period", "quarter")]),
        ("количество не должно превышать двух", [("most", "2")]),
        ("предложение не более 25 слов", [("most", "25")]),
        ("не менее 85 процентов", [("least", "85"), ("share", "85")]),
        ("хранятся 5 лет", [("years", "5")]),
        ("не позднее чем за 3 рабочих дня до приёма", [("ahead", "3wd")]),
        ("за сутки и/или за два часа до наступления времени", [("ahead", "24h"), ("ahead", "2h")]),
        ("по электронной почте или через чат-бот", [("point", "email"), ("point", "bot")]),
        ("от 30 ноября 2017 года № 104", []),
    ],
)
def test_terms_amounts_and_points_are_taken_out_of_the_words(words: str, found: list[tuple[str, str]]) -> None:
    assert [(t.sort, t.value) for t in taken_from(words)] == found


# --- proposing


@pytest.mark.walk
def test_kinds_of_an_order_left_out_are_proposed_well_enough() -> None:
    total = sum((eval.kinds(slug) for slug in slugs()), eval.Kinds(0, 0, 0, 0, 0, 0))
    assert total.clauses >= 230
    assert total.first >= 0.6 * total.clauses
    assert total.three >= 0.8 * total.clauses


def test_an_order_left_out_teaches_nothing() -> None:
    slug = slugs()[-1]
    model = eval.learnt_without(slug)
    assert {e.source for e in model.known} == {"", *slugs()} - {slug}
    assert "l:директум" not in model.place, "a word of its act alone"


def test_fields_and_signs_name_kinds_and_fields_of_today() -> None:
    """A kind that is renamed must not fall silent: most signs and every common figure still have somebody to speak
    for."""
    alive = [any(k == s or k.startswith(f"{s}_") for k in KINDS for s in stems) for _, stems in SIGNS]
    assert sum(alive) >= 0.8 * len(alive)
    fields = {f for kind in KINDS.values() for f in kind.values.model_fields}
    for sort in ("term", "period", "most"):
        assert fields & set(FIELDS[sort]), sort


@sampled("slug", slugs(), of=3)
def test_a_draft_loads_once_a_person_has_settled_what_is_open(slug: str, tmp_path: Path) -> None:
    text = drafted(slug)
    open_ones = re.findall(r'- clause: "([^"]+)"(?:(?!- clause:).)*?rules: \[\]', text, re.DOTALL)
    settled = yaml.safe_load(text)
    settled["clauses"] = [c for c in settled["clauses"] if c["rules"]]
    path = tmp_path / "some-body" / "order.yaml"
    path.parent.mkdir()
    path.write_text(yaml.safe_dump(settled, allow_unicode=True, sort_keys=False), encoding="utf-8")
    order = load_order(path)
    assert order.body is not None and order.body.name
    assert len(order.clauses) + len(open_ones) == text.count("- clause:")


def test_beside_every_clause_stand_its_words_and_a_mark_where_it_is_unsure() -> None:
    text = draft_order(BY_ARTICLES.encode(), "стандарт.txt", "tyumen-social", [str(ORDERS)]).yaml
    assert 'title: "Распоряжение Департамента социального развития Тюменской области"' in text
    assert 'number: "112-р"' in text and "date: 2025-02-15" in text
    assert "region: RU-TYU" in text and "zone: Asia/Yekaterinburg" in text
    assert "# «Переключение звонка допускается не более одного раза.»" in text
    assert "count: 1" in text or "at_most: 1" in text
    assert "complaint_review, within: 5wd" not in text, "the order is put on the site: no review of a low rating"
    assert "«в течение 5 рабочих дней»" in text, "and its term is named as one that no rule says"
    for marked in re.findall(
        r"# (?:похоже|НАУГАД|вид — уверенно, значения — не дословно), как.*?values", text, re.DOTALL
    ):
        assert "proposed: true" in marked


def test_a_rule_of_a_draft_acts_by_itself_only_where_word_and_value_are_those_of_the_known_clause() -> None:
    """Seen: «уверенно» with values of another clause, acting at once, in a draft of a body whose order is known."""
    draft = draft_order(BY_ARTICLES.encode(), "стандарт.txt", "tyumen-social", [str(ORDERS)])
    by_number = {row.number: row for row in draft.rows}
    known = [e for e in examples([ORDERS]) if e.rules]
    asked = 0
    for clause in yaml.safe_load(draft.yaml)["clauses"]:
        row = by_number[clause["clause"]]
        for rule in clause["rules"]:
            if row.state != "placed" or rule.get("proposed"):
                asked += row.state == "placed"
                continue
            assert any(e.rules == row.rules and fold(e.text) == fold(row.words) for e in known), row
    assert asked


def test_no_figure_of_an_act_is_lost_in_silence() -> None:
    """What was found in the words has its place in a rule, or a remark says that it has none."""
    rows = draft_order(BY_ARTICLES.encode(), "стандарт.txt", "tyumen-social", [str(ORDERS)]).rows
    found = [(row, one) for row in rows if row.rules for one in row.taken if one.sort in MUST_BE_PLACED]
    assert len(found) >= 4
    for row, one in found:
        assert one in row.placed or f"«{one.words}» не вошло в правило" in row.notes, (row.number, one)


def test_words_of_an_act_never_become_yaml() -> None:
    evil = 'x"\n  - clause: "9.9" # {a: [b\n'
    text = ANEW.replace("Сотрудник представляется.", f"Сотрудник говорит: {evil} и \u2028 называет имя.")
    found = yaml.safe_load(draft_order(text.encode(), 'a"\nclauses: [].txt', "some-body", [str(ORDERS)]).yaml)
    assert set(found) == {"order", "body", "clauses"}
    assert "9.9" not in {c["clause"] for c in found["clauses"]}


# --- the command


def test_the_command_writes_the_draft_and_says_what_it_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    act, out = tmp_path / "приказ.docx", tmp_path / "order.yaml"
    act.write_bytes(numbered_docx())
    assert main(["orders", "draft", str(act), "--slug", "some-body", "--output", str(out)]) == 0
    assert [c["clause"] for c in yaml.safe_load(out.read_text(encoding="utf-8"))["clauses"]][:1]
    assert "orders check" in capsys.readouterr().err
    assert main(["orders", "draft", str(act), "--slug", "some-body", "--output", str(out)]) == 2
    assert "уже есть" in capsys.readouterr().err
    assert main(["orders", "draft", str(act), "--slug", "some-body", "--output", "-"]) == 0
    assert capsys.readouterr().out == out.read_text(encoding="utf-8")
    assert main(["orders", "draft", str(tmp_path / "нет.docx"), "--slug", "some-body"]) == 2
    assert "нет" in capsys.readouterr().err
