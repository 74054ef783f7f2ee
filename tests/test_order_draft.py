"""The administrator uploads an act, reads what was made of it and takes the draft home."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html

from priemnaya.drafting import SUFFIXES

from .unit.test_drafting import BY_ARTICLES, LETTER, numbered_docx

PAGE, FILE = "/w/order/draft/", "/w/order/draft/file/"


def upload(client: Client, name: str, data: bytes, **more: str) -> Any:
    return client.post(PAGE, {"file": SimpleUploadedFile(name, data), "slug": "tyumen-social", **more}, follow=True)


@pytest.fixture
def admin(cast: Any, client: Client) -> Client:
    client.force_login(cast.admin)
    return client


def test_an_act_becomes_a_table_and_a_file_to_download(admin: Client) -> None:
    assert PAGE in admin.get("/w/settings/").content.decode()
    form = html.fromstring(admin.get(PAGE).content.decode())
    assert set(form.xpath("//input[@type='file']/@accept")) == {",".join(f".{s}" for s in SUFFIXES)}
    page = html.fromstring(upload(admin, "приказ.txt", BY_ARTICLES.encode("cp1251")).content.decode())
    rows = {r.xpath("string(th)").strip(): r for r in page.xpath("//table//tbody/tr")}
    assert {"утверждающий акт, п. 1", "1.1", "2", "3.1.б", "приложение 2, п. 2"} <= set(rows)
    latin = {w for r in rows.values() for w in re.findall(r"[A-Za-z_]{3,}", r.text_content())}
    assert latin == set(), "no word of code, no name of a folder"
    said = " ".join(rows["2"].text_content().split())
    assert "Переключение звонка допускается не более одного раза." in said
    assert "не больше: не более одного раза" in said
    assert "Не распознано" in page.text_content()
    (form,) = (f for f in page.forms if f.get("action") == FILE)
    answer = admin.post(FILE, {"yaml": form.fields["yaml"]})
    assert answer["Content-Disposition"].endswith("order.yaml")
    draft = yaml.safe_load(answer.content.decode())
    assert draft["order"]["number"] == "112-р"
    assert {c["clause"] for c in draft["clauses"]} >= {"1.1", "2", "3.2"}


def test_months_are_months_and_a_clause_with_subclauses_is_a_row(admin: Client) -> None:
    act = (Path(__file__).parent / "acts_made" / "clause-with-subclauses.txt").read_bytes()
    page = html.fromstring(upload(admin, "правила.txt", act).content.decode())
    rows = {r.xpath("string(th)").strip(): " ".join(r.text_content().split()) for r in page.xpath("//table//tbody/tr")}
    assert set(rows) == {"1", "1.1", "2", "2.1", "2.2", "3", "4", "5"}
    assert "3 месяца" in rows["1"] and "(roll) — из похожего пункта" in rows["1"]
    assert "не передают жалобу тому, на кого жалуются" in rows["2"]
    assert "чужого значения не подставила" in rows["5"]


def test_the_file_comes_at_once_when_asked(admin: Client) -> None:
    answer = upload(admin, "приказ.docx", numbered_docx(), **{"as": "file"})
    assert answer["Content-Disposition"].endswith("order.yaml")
    assert {"1.1.б", "1.2"} <= {c["clause"] for c in yaml.safe_load(answer.content.decode())["clauses"]}


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("письмо.txt", LETTER.encode(), "не нашлось пунктов"),
        ("пусто.docx", b"", "пуст"),
        ("битый.docx", b"PK\x03\x04" + b"x" * 100, "сохраните"),
        ("приказ.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "это документ старого Word (DOC)"),
        ("приказ.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "«Сохранить как» — DOCX и загрузите снова"),
        ("фото.jpg", b"\xff\xd8\xff" + b"x" * 100, "Распознайте его, сохраните текст в DOCX"),
        ("звук.mp3", b"ID3" + b"x" * 90, "звук MP3, а приказ читаем из docx"),
        ("заметки.csv", b"1;2", "Сохраните документ в одном из этих видов"),
    ],
)
def test_a_file_that_is_no_act_is_told_in_words_and_the_form_stays(
    admin: Client, name: str, data: bytes, said: str
) -> None:
    page = upload(admin, name, data)
    text = page.content.decode()
    assert page.status_code == 200 and said.lower() in text.lower()
    assert 'type="file"' in text and "<table" not in text


def test_without_a_file_and_with_a_name_that_is_no_folder_it_is_told(admin: Client) -> None:
    assert "Выберите файл приказа" in admin.post(PAGE, {"slug": "x"}, follow=True).content.decode()
    said = admin.post(PAGE, {"file": SimpleUploadedFile("п.txt", BY_ARTICLES.encode()), "slug": "../x"}, follow=True)
    assert "не подойдёт" in said.content.decode()
    assert "Черновика нет" in admin.post(FILE, {}, follow=True).content.decode()


def test_only_who_may_prepare_a_draft_opens_it(cast: Any, client: Client) -> None:
    for person in (cast.head, cast.executor, cast.analyst):
        client.force_login(person)
        assert client.get(PAGE).status_code == 403
        assert upload(client, "приказ.txt", BY_ARTICLES.encode()).status_code == 403
        assert client.post(FILE, {"yaml": "x"}).status_code == 403
