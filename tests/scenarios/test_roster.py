"""Employees from a list made elsewhere: each line is shown with what is wrong, then all are hired or nobody (issue
15)."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html

from priemnaya.people.models import Employee

from ..desk import Desk
from .test_budget import tight

PAGE = "/w/employees/list/"
HEAD = "Фамилия;Имя;Отчество;Логин;Роли;Отдел;Должность;Телефон;Почта;Кабинет"


def listed(cast: Any, *lines: str) -> str:
    unit = cast.executor.unit.name
    return "\n".join([HEAD, *(line.replace("ОТДЕЛ", unit) for line in lines)])


GOOD = (
    "Аитова;Лилия;Рашидовна;aitova;Исполнитель;ОТДЕЛ;специалист;+7 3412 918-700;aitova@example.ru;203",
    "Юшкарёв;Пётр;;;исполнитель, Редактор базы знаний;;;;yushkarev@example.ru;",
)


def sends(desk: Desk, name: str, data: bytes) -> str:
    answer = desk.client.post(PAGE, {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code in (200, 422)
    return str(answer.content.decode())


def form(page: str) -> dict[str, str]:
    [text] = html.fromstring(page).xpath("//textarea[@name='lines']")
    [seen] = html.fromstring(page).xpath("//input[@name='seen']/@value")
    return {"lines": text.text_content().lstrip("\n"), "seen": seen}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1251"])
def test_a_list_is_shown_and_then_all_are_hired_each_with_a_password(cast: Any, encoding: str) -> None:
    desk, before = Desk(cast.admin), Employee.objects.count()
    page = sends(desk, "список.csv", listed(cast, *GOOD).encode(encoding))
    assert "Аитова Лилия Рашидовна" in page and "Кабинет" in page, "a column that is not read is named"
    assert Employee.objects.count() == before, "a look makes nobody"
    done = desk.client.post(f"{PAGE}hire/", form(page), follow=True).content.decode()
    first, second = Employee.objects.order_by("-pk")[:2][::-1]
    assert (first.username, first.roles, first.unit_id) == ("aitova", ["executor"], cast.executor.unit_id)
    assert (second.username, second.roles) == ("yushkarev@example.ru", ["executor", "editor"])
    [password] = html.fromstring(done).xpath("//tr[td/strong='aitova']/td/code/text()")
    assert first.check_password(password) and first.start_password_until is not None
    assert password not in desk.get("/w/employees/").source, "shown once"


def test_a_table_of_excel_is_read_with_a_telephone_kept_as_a_number(cast: Any) -> None:
    rows = [line.split(";") for line in listed(cast, *GOOD).splitlines()]
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("Сотрудники")
    for n, row in enumerate(rows):
        sheet.write_row(n, 0, row)
    sheet.write_number(1, 7, 73412918700)
    book.close()
    data = out.getvalue()
    page = sends(Desk(cast.admin), "список.xlsx", data)
    assert "Аитова Лилия Рашидовна" in page and "yushkarev@example.ru" in page and "73412918700" in page


def test_each_wrong_line_is_named_and_nobody_is_hired_till_all_are_right(cast: Any) -> None:
    wrong = (
        f"Занят;Логин;;{cast.executor.username};Исполнитель;;;;;",
        "Без;Роли;;bez;Министр;;;;;",
        "Без;Отдела;;bez2;Исполнитель;Отдел снов;;;;",
        ";;;;;;;;;",
        "Дважды;Раз;;dva;Исполнитель;;;;;",
        "Дважды;Два;;dva;Исполнитель;;;;;",
        "Без;Имени;;ы;Исполнитель;;;12;;",
    )
    desk, before = Desk(cast.admin), Employee.objects.count()
    page = sends(desk, "список.csv", listed(cast, GOOD[0], *wrong).encode())
    said = {tr.get("id"): " ".join(tr.text_content().split()) for tr in html.fromstring(page).xpath("//tr[@id]")}
    for number, words in (
        (3, "занят"),
        (4, "Роли «Министр» нет"),
        (5, "Отдела «Отдел снов»"),
        (7, "дважды"),
        (8, "дважды"),
    ):
        assert words in said[f"line-{number}"], said
    assert "Логин: от 3" in said["line-9"] and "✗" not in said["line-2"] and "line-6" not in said
    assert f"{PAGE}hire/" not in page, "nothing to press"
    refused = desk.client.post(f"{PAGE}hire/", form(page)).content.decode()
    assert "Никто не принят" in refused and Employee.objects.count() == before
    mended = {**form(page), "lines": listed(cast, *GOOD)}
    again = desk.client.post(f"{PAGE}hire/", mended).content.decode()
    assert "Посмотрите ещё раз" in again and Employee.objects.count() == before, "what was not shown is not done"
    page = desk.client.post(PAGE, mended).content.decode()
    assert "✗" not in page and f"{PAGE}hire/" in page


def test_a_login_taken_meanwhile_hires_nobody(cast: Any) -> None:
    desk = Desk(cast.admin)
    page = sends(desk, "список.csv", listed(cast, *GOOD).encode())
    desk.client.post("/w/employees/hire/", {"username": "aitova", "surname": "А", "name": "Б", "role": "executor"})
    before = Employee.objects.count()
    refused = desk.client.post(f"{PAGE}hire/", form(page)).content.decode()
    assert "Логин «aitova» занят" in refused and Employee.objects.count() == before


def test_what_is_no_list_is_told_in_words(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(cast.admin)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", b"<Types/>")
        made.writestr("xl/workbook.xml", b"<workbook/>")
        made.writestr("xl/worksheets/sheet1.xml", b"<a>" * 1_500_000)
    for name, data, words in (
        ("a.csv", b"", ""),
        ("a.csv", "Слова;Ещё\n1;2".encode(), "нет столбцов: Фамилия, Имя, Роли, Логин"),
        ("a.csv", HEAD.encode(), "только заголовки"),
        ("a.csv", listed(cast, *[f"А;Б;;login{n};Исполнитель;;;;;" for n in range(51)]).encode(), "не больше 50"),
        ("a.csv", b"a;" * 200, "больше 500 строк"),
        ("a.xlsx", bomb.getvalue(), "слишком много данных"),
        ("a.csv", b'"' + b"x" * 200_000, "не таблица"),
        ("a.pdf", b"%PDF-1.4 demo", "не таблица"),
    ):
        assert words in sends(desk, name, data), words
    tight(monkeypatch, "plain.table_rows", output=0)
    assert "сохраните её как CSV" in sends(desk, "a.csv", listed(cast, *GOOD).encode())


def test_only_who_manages_people_hires_and_the_example_is_read_again(cast: Any) -> None:
    for way in (PAGE, f"{PAGE}example/"):
        assert Desk(cast.head).client.get(way).status_code == 403
    assert Desk(cast.head).client.post(f"{PAGE}hire/", {"lines": "x"}).status_code == 403
    desk = Desk(cast.admin)
    example = b"".join(desk.client.get(f"{PAGE}example/"))
    page = sends(desk, "employees.csv", example)
    assert "✗" not in page and "ivanova" in page
