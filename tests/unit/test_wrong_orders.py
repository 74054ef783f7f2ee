"""What an official may write wrong in the files of a body, and what they are told: file, line, clause, what is wrong and
what is allowed, in Russian. Every edit is made in a set of files that is well."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from pydantic_core._pydantic_core import list_all_errors

from priemnaya.bounded import wrong_words, yaml_words
from priemnaya.config.cli import main
from priemnaya.policy import KINDS, OrderError, load_order
from priemnaya.policy.yaml_lines import OrderErrors

pytestmark = pytest.mark.unit
ORDERS = Path(__file__).resolve().parents[2] / "orders"
WITHIN = "answer_within"
"""The kind of rule that sets a term, as orders name it today."""
TERM = "{what: primary_reply, within: 24h}"
FILES = {
    "order.yaml": f"""\
order: {{title: "Приказ Комитета культуры", number: "1", date: 2024-01-10, status: in_force}}
body:
  name: "Комитет культуры"
  short: "Комитет"
  genitive: "Комитета культуры"
  region: RU-KGD
  zone: Europe/Kaliningrad
  accent: "#336699"
  email: "office@kultura.example"
  phone: "+7 (401) 200-00-00"
  site: "https://kultura.example"
  schedule: {{mon-thu: ["09:00-13:00", "14:00-18:00"], fri: ["09:00-17:00"]}}
  points:
    - {{kind: email, name: "Почта", address: "office@kultura.example"}}
    - {{kind: phone, name: "Телефон", address: "+7 (401) 200-00-00"}}
  units:
    - {{slug: office, name: "Отдел писем"}}
    - {{slug: museums, name: "Отдел музеев"}}
  client_kinds: [citizen, legal_entity]
clauses:
  - clause: "1.1"
    demand: "Отвечать быстро."
    rules:
      - kind: {WITHIN}
        values:
          2024-01-10: {TERM}
  - clause: "1.2"
    demand: "Точки названы."
    rules:
      - kind: kept_register
        values: {{2024-01-10: {{register_name: points}}}}
  - clause: "1.3"
    demand: "Отвечать на жалобы за 10 дней."
    rules:
      - kind: {WITHIN}
        values:
          2024-01-10: {{what: complaint_review, within: 10d, kinds: [appeal]}}
""",
    "services.yaml": """\
situations:
  - {slug: visit, title: "Иду в музей"}
services:
  - slug: ticket
    since: 2024-01-01
    unit: museums
    name: "Выдача льготного билета"
    title: "Получить льготный билет"
    lead: "Билет для детей и пенсионеров."
    situations: [visit]
    law: ["Закон о музеях"]
    who: ["Дети и пенсионеры"]
    steps: ["Придите в музей", "Покажите документ"]
    term: {within: 1wd}
    result: {name: "Билет"}
    file_by: [in_person]
    receive_by: [in_person]
    access: ["Вход без ступеней"]
""",
    "knowledge.yaml": """\
- title: "Музеи"
  unit: museums
  articles:
    - {title: "Когда открыто", text: "Каждый день с десяти до шести."}
""",
    "bodies.yaml": """\
bodies:
  - {slug: ministry, name: "Министерство культуры", ways: [email], email: "a@ministry.example"}
""",
    "letterhead.yaml": "layout: corner\nauthority: 'Правительство области'\n",
    "plain.yaml": "without: [OFF-03]\nglossary: {экспозиция: выставка}\n",
    "synonyms.yaml": "synonyms:\n  - {said: [поглядеть], means: [посетить]}\n",
    "texts.yaml": "again: {text: 'Снова это письмо.'}\n",
    "cases.yaml": '- {clause: "1.1", title: "быстро", kind: appeal, received: 2026-05-08T16:30, what: primary_reply, due: "2026-05-12"}\n',
}
LINES = {name: text.splitlines() for name, text in FILES.items()}


@dataclass(frozen=True)
class Edit:
    """old: what stands in the file; new: what somebody wrote; line: where they are sent; said: words of the message."""

    old: str
    new: str
    line: int
    said: str
    file: str = "order.yaml"
    clause: str = ""


EDITS = [
    # a slip in a word
    Edit("kind: kept_register", "kind: kept_registr", 30, "возможно, kept_register; допустимо:", clause="1.2"),
    Edit("what: primary_reply", "what: primary_replay", 26, "возможно, primary_reply; допустимо:", clause="1.1"),
    Edit("within: 24h", "wihtin: 24h", 26, "неизвестный ключ «wihtin»; возможно, within; допустимо:", clause="1.1"),
    Edit('demand: "Точки', 'demnd: "Точки', 28, "неизвестный ключ «demnd»; возможно, demand", clause="1.2"),
    Edit("kinds: [appeal]", "kinds: [apeal]", 37, "возможно, appeal; допустимо:", clause="1.3"),
    Edit("kinds: [appeal]", "kinds: [citizen, appeal]", 37, "«citizen» здесь не знают", clause="1.3"),
    Edit("kinds: [appeal]", "ground: low_raiting", 37, "возможно, low_rating", clause="1.3"),
    Edit("kinds: [appeal]", "if: {came_by: [pigeon]}", 37, "«pigeon»", clause="1.3"),
    Edit("kinds: [appeal]", "if: {came_buy: [email]}", 37, "возможно, came_by", clause="1.3"),
    Edit("status: in_force", "status: inforce", 1, "возможно, in_force; допустимо: draft, in_force"),
    Edit("kind: email, name", "kind: pigeon, name", 14, "«pigeon» у «points.1.kind»: допустимо:"),
    Edit("client_kinds: [citizen", "client_kinds: [citisen", 19, "нет вида клиента «citisen»; возможно, citizen"),
    # values no part of the product could read
    Edit("within: 24h", "within: 24", 26, "нужен текст", clause="1.1"),
    Edit("within: 24h", 'within: "24 часа"', 26, "пишите 24h", clause="1.1"),
    Edit("within: 24h", 'within: ""', 26, "срок пуст", clause="1.1"),
    Edit("within: 24h", "within: 0d", 26, "пишите 24h", clause="1.1"),
    Edit("within: 24h", 'until: "2025-13-45"', 26, "такой даты нет", clause="1.1"),
    Edit("within: 24h", "until: 2025-13-45", 26, "«2025-13-45»: такой даты нет", clause=""),
    Edit("within: 24h", 'until: "31.12.2025"', 26, "год-месяц-день", clause="1.1"),
    Edit(", within: 24h", "", 26, "нет ни срока (within: 24h), ни дня", clause="1.1"),
    Edit(
        f"kind: {WITHIN}\n        values:\n          2024-01-10: {TERM}",
        "kind: at_most\n        values: {2024-01-10: {what: extension_days, count: -5}}",
        25,
        "-5 меньше нуля",
        clause="1.1",
    ),
    Edit(
        f"kind: {WITHIN}\n        values:\n          2024-01-10: {TERM}",
        "kind: at_most\n        values: {2024-01-10: {what: extension_days, count: много}}",
        25,
        "«много» у «count»: нужно целое число",
        clause="1.1",
    ),
    Edit("within: 24h", "within: 99999999d", 26, "пишите 24h", clause="1.1"),
    Edit(f"2024-01-10: {TERM}", f"скоро: {TERM}", 26, "«скоро» — не дата; пишите 2024-09-13", clause="1.1"),
    Edit(f"2024-01-10: {TERM}", f"2024-02-30: {TERM}", 26, "«2024-02-30»: такой даты нет"),
    Edit(f"2024-01-10: {TERM}", f"10.01.2024: {TERM}", 26, "«10.01.2024» — не дата", clause="1.1"),
    Edit(
        f"2024-01-10: {TERM}", f"2024-01-10: {TERM}\n          2023-01-10: {TERM}", 27, "по возрастанию", clause="1.1"
    ),
    # the act and the body
    Edit("date: 2024-01-10", "date: 2124-01-10", 1, "ещё не наступило"),
    Edit("date: 2024-01-10", "assumed: 2124-01-10", 1, "assumed: 10.01.2124 ещё не наступило"),
    Edit("date: 2024-01-10", "date: 10 января", 1, "нужна дата, например 2024-09-13"),
    Edit("zone: Europe/Kaliningrad", "zone: Europe/Kaliningrat", 7, "возможно, Europe/Kaliningrad"),
    Edit("region: RU-KGD", "region: RU-KDG", 6, "региона «RU-KDG» нет; возможно, RU-"),
    Edit('accent: "#336699"', "accent: синий", 8, "цвет как #234a84"),
    Edit('accent: "#336699"', "accent: #336699", 8, "нужен текст"),
    Edit('email: "office@kultura.example"', "email: office.kultura.example", 9, "не адрес почты; пишите"),
    Edit('phone: "+7 (401) 200-00-00"', 'phone: "звоните"', 10, "не телефон; пишите"),
    Edit('site: "https://kultura.example"', "site: kultura", 11, "не адрес сайта; пишите https://"),
    Edit(
        '"Почта", address: "office@kultura.example"',
        '"Почта", address: "офис"',
        14,
        "points.1: «офис» — не адрес почты",
    ),
    Edit(
        '    - {kind: phone, name: "Телефон", address: "+7 (401) 200-00-00"}',
        '    - {kind: email, name: "Другая", address: "office@kultura.example"}',
        15,
        "уже есть у другой точки",
    ),
    Edit('fri: ["09:00-17:00"]', 'fri: ["18:00-14:00"]', 12, "кончается раньше, чем начинается"),
    Edit('"14:00-18:00"', '"12:00-18:00"', 12, "заходит на часы, названные раньше"),
    Edit('"14:00-18:00"', '"14-18"', 12, "«14-18» — не часы; пишите 09:00-18:00"),
    Edit("fri: [", "fry: [", 12, "дня «fry» нет; возможно, fri"),
    Edit("fri: [", "thu: [", 12, "день thu назван дважды"),
    Edit("slug: museums, name", "slug: office, name", 18, "имя «office» повторено"),
    Edit("slug: museums, name", "slug: Отдел музеев, name", 18, "строчных латинских букв"),
    Edit('short: "Комитет"', "short: 5", 4, "нужен текст"),
    Edit('  short: "Комитет"\n', "", 3, "нет обязательного ключа «short»"),
    # clauses
    Edit('clause: "1.2"', "clause: 1.2", 27, 'номер пункта пишется в кавычках: clause: "1.2"', clause="1.2"),
    Edit('clause: "1.2"', "clause: 1.10", 27, 'в кавычках: clause: "1.10"', clause="1.10"),
    Edit('clause: "1.2"', 'clause: "1/2"', 27, "буквы, цифры и точки", clause="1/2"),
    Edit('clause: "1.2"', 'clause: "1.1"', 27, "он уже есть в строке 21", clause="1.1"),
    Edit('clause: "1.2"', 'clause: "1.0"', 27, "порядок как в документе", clause="1.0"),
    Edit('demand: "Точки названы."', 'demand: ""', 28, "простыми словами", clause="1.2"),
    Edit('demand: "Точки названы."', "demand: 5", 28, "простыми словами", clause="1.2"),
    Edit('demand: "Точки названы."', "demand: {2024-01-10: 5}", 28, "простыми словами", clause="1.2"),
    Edit('demand: "Точки названы."', 'demand: {весной: "Точки"}', 28, "demand: «весной» — не дата", clause="1.2"),
    Edit('demand: "Точки названы."', 'demand: "Точки названы."\n    closed: завтра', 29, "closed — день", clause="1.2"),
    Edit("{2024-01-10: {register_name: points}}", "[points]", 31, "по датам вступления в силу", clause="1.2"),
    Edit("{register_name: points}", "points", 31, "нужен набор ключей, а здесь «points»", clause="1.2"),
    Edit(
        "      - kind: kept_register",
        "      - kind: kept_register\n        corrected: опечатка",
        31,
        "corrected — день и причина",
        clause="1.2",
    ),
    Edit(
        "      - kind: kept_register",
        "      - kind: kept_register\n        ours: вроде",
        31,
        "ours: нужно true (да) или false (нет)",
        clause="1.2",
    ),
    Edit(
        "      - kind: kept_register",
        "      - kind: kept_register\n        verified: no",
        31,
        "verified: нужно true (да) или false (нет)",
        clause="1.2",
    ),
    # the notation
    Edit('demand: "Точки названы."', 'demand: "Точки названы.', 28, "кавыч"),
    Edit('demand: "Точки названы."', "demand: Точки: названы", 28, "двоеточие не на месте"),
    Edit(
        "values: {2024-01-10: {register_name: points}}",
        "values: {2024-01-10: {register_name: points}",
        31,
        "скобках { } не закрыт",
    ),
    Edit('    demand: "Точки названы."', '\tdemand: "Точки названы."', 28, "табуляция в отступе"),
    Edit('    demand: "Точки названы."', '   demand: "Точки названы."', 28, "отступ"),
    Edit("kinds: [appeal]", "kinds: *a", 37, "ссылки (*имя) не допускаются"),
    Edit("register_name: points", "register_name: !!python/name:os.system x", 31, "не читается"),
    Edit("register_name: points", "on: points", 31, "неизвестный ключ «on»", clause="1.2"),
    Edit("zone: Europe/Kaliningrad", "zone: Europe/Kaliningrad\n  zone: x", 8, "ключ «zone» повторён"),
    # files beside
    Edit("unit: museums", "unit: museum", 6, "подразделения «museum»; возможно, museums", "services.yaml"),
    Edit("situations: [visit]", "situations: [visits]", 10, "возможно, visit; жизненной ситуации", "services.yaml"),
    Edit("within: 1wd", "within: день", 14, "пишите 24h", "services.yaml"),
    Edit('    who: ["Дети и пенсионеры"]\n', "", 4, "нет обязательного ключа «who»", "services.yaml"),
    Edit("since: 2024-01-01", "since: давно", 5, "нужна дата", "services.yaml"),
    Edit("file_by: [in_person]", "file_by: [pigeon]", 16, "нет точки «pigeon»", "services.yaml"),
    Edit("situations:\n  - {", "situations: {", 1, "situations — это список", "services.yaml"),
    Edit("unit: museums", "unit: music", 2, "в порядке нет подразделения «music»", "knowledge.yaml"),
    Edit("articles:", "artikles:", 3, "возможно, articles", "knowledge.yaml"),
    Edit("ways: [email]", "ways: [emial]", 2, "возможно, email; допустимо:", "bodies.yaml"),
    Edit('email: "a@ministry.example"', 'email: "a"', 2, "Проверьте адрес почты", "bodies.yaml"),
    Edit("layout: corner", "layout: korner", 1, "возможно, corner; допустимо: corner, longitudinal", "letterhead.yaml"),
    Edit("layout: corner", "emblem: gerb.svg", 0, "файла «gerb.svg» рядом нет", "letterhead.yaml"),
    Edit("OFF-03", "OFF-99", 1, "правила «OFF-99» нет", "plain.yaml"),
    Edit(
        "{said: [поглядеть], means: [посетить]}",
        "{said: [], means: [посетить]}",
        2,
        "нужен список слов",
        "synonyms.yaml",
    ),
    Edit("again:", "agane:", 1, "возможно, again; есть:", "texts.yaml"),
    Edit('clause: "1.1"', 'clause: "1.9"', 1, "пункта «1.9» в порядке нет", "cases.yaml"),
    Edit('clause: "1.1"', "clause: 1.1", 1, 'в кавычках: clause: "1.1"', "cases.yaml"),
    Edit("what: primary", "wat: primary", 1, "возможно, what", "cases.yaml"),
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A body whose files are well, among the layers of law."""
    monkeypatch.setenv("PRIEMNAYA_ORDERS", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("PRIEMNAYA_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ORDERS / "base", tmp_path / "base")
    for name, text in FILES.items():
        written(tmp_path, name, text)
    return tmp_path


def written(folder: Path, name: str, text: str | bytes) -> None:
    (folder / "kultura").mkdir(exist_ok=True)
    (folder / "kultura" / name).write_bytes(text.encode() if isinstance(text, str) else text)


def told(capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    """What `orders check` says, but for the lines of orders that are well."""
    code = main(["orders", "check"])
    return code, [line for line in capsys.readouterr().out.splitlines() if " пунктов, " not in line]


def test_what_is_well_is_said_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys) == (0, [])


@pytest.mark.parametrize("edit", EDITS, ids=lambda e: f"{e.file}: {e.new[:40]}")
def test_a_wrong_edit_names_file_line_clause_and_the_right_word(
    folder: Path, capsys: pytest.CaptureFixture[str], edit: Edit
) -> None:
    assert FILES[edit.file].count(edit.old) >= 1, "the edit is made somewhere"
    written(folder, edit.file, FILES[edit.file].replace(edit.old, edit.new, 1))
    code, lines = told(capsys)
    assert code == 1
    where = f"kultura/{edit.file}:{edit.line}: " if edit.line else f"kultura/{edit.file}: "
    where += f"п. {edit.clause}: " if edit.clause else ""
    assert any(line.startswith(where) and edit.said in line for line in lines), lines
    assert foreign(lines, edit) == set()


def foreign(lines: list[str], edit: Edit | None = None) -> set[str]:
    """Latin words of the messages that are no key, no value, no file and nothing the official wrote."""
    known = set(re.findall(r"[A-Za-z_]+", "\n".join([*FILES.values(), *FILES])))
    known |= set(re.findall(r"[A-Za-z_]+", f"{edit.new} {edit.file}" if edit else ""))
    known |= ALLOWED | set(KINDS)
    said = set()
    for line in lines:
        free = re.sub(r"(?:допустимо|есть|можно|возможно|пишите|нужен ключ)[:,] [^;]*|«[^»]*»|https?://\S+", "", line)
        said |= set(re.findall(r"[A-Za-z_]{2,}", free))
    return said - known


ALLOWED = {
    "kultura",
    "base",
    "order",
    "yaml",
    "YAML",
    "UTF",
    "windows",
    "IANA",
    "true",
    "false",
    "null",
    "docs",
    "md",
    "plain",
    "rules",
    "corrected",
    "closed",
    "clause",
    "wh",
    "wd",
    "until",
}
"""Names of formats, and keys and values of the grammar."""


def test_there_are_forty_and_more() -> None:
    assert len(EDITS) >= 40
    assert len({e.file for e in EDITS}) == len(FILES)


def test_all_errors_of_all_files_are_told_in_one_run(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A broken clause hides neither the next nor another file."""
    text = FILES["order.yaml"].replace("Отвечать быстро.", "Отвечать: быстро.").replace('"Отвечать:', '"Отвечать":')
    text = (
        text.replace("kept_register", "kept_registr")
        .replace("complaint_review", "complaint_revew")
        .replace("RU-KGD", "RU-XX")
    )
    written(folder, "order.yaml", text)
    for name, old, new in (
        ("texts.yaml", "again", "agane"),
        ("plain.yaml", "OFF-03", "OFF-99"),
        ("services.yaml", "1wd", "1w"),
    ):
        written(folder, name, FILES[name].replace(old, new))
    shutil.copytree(folder / "kultura", folder / "second")
    federal = folder / "base" / "federal.yaml"
    federal.write_text(
        federal.read_text(encoding="utf-8").replace("status: in_force", "status: forced", 1), encoding="utf-8"
    )
    lines = told(capsys)[1]
    for body in ("kultura", "second"):
        for line in (
            "order.yaml:6:",
            "order.yaml:22:",
            "order.yaml:30: п. 1.2",
            "order.yaml:37: п. 1.3",
            "texts.yaml:1",
            "plain.yaml:1",
            "services.yaml:14",
        ):
            assert any(one.startswith(f"{body}/{line}") for one in lines), (line, lines)
    assert any(one.startswith("base/federal.yaml:") for one in lines)


WHOLE = [
    (b"\x00\x01\x02", "непечатный знак"),
    (FILES["order.yaml"].encode("cp1251"), "windows-1251"),
    (FILES["order.yaml"].encode("utf-16"), "UTF-16"),
    (b"", "файл пуст"),
    (b"- 1\n- 2\n", "ожидался набор ключей"),
    (b"# " + b"x" * 10_000_000, "файл больше 4 МБ"),
    (b"a: &a [1]\nb: [*a]\nc: [*a, *a]\n", "ссылки"),
    (("[" * 200 + "]" * 200).encode(), "слишком глубокая вложенность"),
    (b"one: 1\n---\ntwo: 2\n", "несколько документов"),
    (FILES["order.yaml"].split("clauses:")[0].encode() + b"clauses: []\n", "непустой список пунктов"),
    (FILES["order.yaml"].split("clauses:")[0].encode(), "нет обязательного ключа «clauses»"),
    (b"order: {title: xxx, status: draft}\nclauses: 5\n", "нет раздела body"),
]


@pytest.mark.parametrize(("content", "said"), WHOLE, ids=[said for _, said in WHOLE])
def test_a_file_that_is_no_order_is_said_so(
    folder: Path, capsys: pytest.CaptureFixture[str], content: bytes, said: str
) -> None:
    written(folder, "order.yaml", content)
    code, lines = told(capsys)
    assert code == 1
    assert any(line.startswith("kultura/order.yaml") and said in line for line in lines), lines
    assert foreign(lines) <= {"xxx", "order", "body"}


def test_marks_that_windows_puts_in_are_read_past(tmp_path: Path) -> None:
    """A mark before the text and its ends of lines are no fault of whoever saved it in Notepad."""
    path = tmp_path / "kultura" / "order.yaml"
    path.parent.mkdir()
    path.write_text(FILES["order.yaml"], encoding="utf-8")
    plain = load_order(path)
    path.write_bytes(b"\xef\xbb\xbf" + FILES["order.yaml"].replace("\n", "\r\n").encode())
    marked = load_order(path)
    assert [(c.number, c.demand, c.rules) for c in marked.clauses] == [
        (c.number, c.demand, c.rules) for c in plain.clauses
    ]
    assert marked.body == plain.body


def test_a_folder_in_place_of_a_file_and_a_file_that_is_not_there_are_said_so(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "kultura" / "order.yaml").unlink()
    assert "kultura/order.yaml: файла нет" in told(capsys)[1]
    (folder / "kultura" / "order.yaml").mkdir()
    assert "kultura/order.yaml: это папка, а нужен файл" in told(capsys)[1]


def test_a_mailbox_of_two_bodies_and_a_slug_that_is_none(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(folder / "kultura", folder / "second")
    assert any(
        "second/order.yaml: почта office@kultura.example уже у органа «kultura»" in one for one in told(capsys)[1]
    )
    (folder / "second").rename(folder / "Второй орган")
    assert any("папка органа «Второй орган»: имя из строчных" in one for one in told(capsys)[1])


def test_consents_are_checked_too(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "base" / "consents.yaml"
    path.write_text(
        "mailing:\n  title: Новости\n  versions:\n    - {since: 2025-09-01, text: 'Я разрешаю: {bodi} мне писать.'}\n",
        encoding="utf-8",
    )
    assert any(
        one.startswith("base/consents.yaml:1: mailing: в скобках «bodi»; можно: body, contacts")
        for one in told(capsys)[1]
    )


def test_words_of_the_demand_are_dated_and_a_clause_closes_by_its_day(tmp_path: Path) -> None:
    import datetime as dt

    path = tmp_path / "kultura" / "order.yaml"
    path.parent.mkdir()
    text = FILES["order.yaml"].replace(
        'demand: "Отвечать быстро."', 'demand: {2024-01-10: "Отвечать.", 2025-01-10: "Отвечать быстро."}'
    )
    text = text.replace('demand: "Отвечать на', 'closed: 2025-06-01\n    demand: "Отвечать на').replace(
        "      - kind: kept_register", "      - kind: kept_register\n        ours: true"
    )
    path.write_text(text, encoding="utf-8")
    order = load_order(path)
    clause, closed = order.by_number["1.1"], order.by_number["1.3"]
    assert [clause.demand_on(dt.date(y, 6, 1)) for y in (2023, 2024, 2025)] == [
        "Отвечать.",
        "Отвечать.",
        "Отвечать быстро.",
    ]
    assert clause.demand == "Отвечать быстро." and order.by_number["1.2"].rules[0].ours
    assert (
        closed.is_closed
        and closed.rules[0].on(dt.date(2025, 5, 31))
        and closed.rules[0].on(dt.date(2025, 6, 1)) is None
    )


def test_every_kind_of_message_of_the_libraries_has_russian_words() -> None:
    """A new release of pydantic or PyYAML with a message of its own fails here, not before an official."""
    untold = {e["type"] for e in list_all_errors()} - set(wrong_words.SAID)
    assert untold == set()
    assert all(re.search("[а-я]|^{error}$", words) for words in wrong_words.SAID.values())
    problems = set()
    for name in ("scanner", "parser", "composer", "constructor", "reader"):
        source = (Path(yaml.__file__).parent / f"{name}.py").read_text(encoding="utf-8")
        problems |= set(
            re.findall(r'"((?:expected|found|could not|mapping|sequence|block|special|second)[^"]{4,})"', source)
        )
    binary = next(iter(Path(yaml.__file__).parent.glob("_yaml*.so")), None)
    if binary is not None:
        strings = re.findall(rb"[\x20-\x7e]{8,}", binary.read_bytes())
        problems |= {
            s.decode()
            for s in strings
            if re.match(
                rb"(did not find|could not find|found [a-z]|block sequence|mapping (keys|values) are|invalid (leading|trailing)|control char)",
                s,
            )
        }
    assert len(problems) > 40
    assert [p for p in sorted(problems) if not yaml_words.words_for(p)] == []


def test_every_pattern_of_a_field_has_words() -> None:
    from priemnaya.knowledge.actions.sections import SectionText
    from priemnaya.knowledge.services.described import Listed, Situation
    from priemnaya.people.actions.other_bodies import Listed as Other
    from priemnaya.policy.order import Act, Body

    found = set()
    for model in (Act, Body, Listed, Situation, Other, SectionText, *(k.values for k in KINDS.values())):
        found |= set(re.findall(r"'pattern': '((?:[^'\\]|\\.)*)'", str(model.model_json_schema())))
    known = {p.replace("\\", "\\\\") for p in wrong_words.PATTERNS}
    assert {p for p in found if p not in known and not re.fullmatch(r"\^\([\w|-]+\)\$", p)} == set()


def test_one_error_carries_many(tmp_path: Path) -> None:
    path = tmp_path / "kultura" / "order.yaml"
    path.parent.mkdir()
    path.write_text(
        FILES["order.yaml"].replace("answer_within", "answer_soon").replace("RU-KGD", "RU"), encoding="utf-8"
    )
    with pytest.raises(OrderErrors) as error:
        load_order(path)
    assert [(e.line, e.clause) for e in error.value.errors] == [(6, ""), (24, "1.1"), (35, "1.3")]
    assert isinstance(error.value, OrderError) and str(error.value).count("\n") == 2
