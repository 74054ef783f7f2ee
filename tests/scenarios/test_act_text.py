"""The act's own words beside what a clause demands: out of the body's folder or attached by its administrator; a body
without the text says nothing about it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html

from priemnaya.bounded.lined import OrderErrors
from priemnaya.cases.actions.answering import verdicts_of
from priemnaya.core.models import Alert, Event
from priemnaya.drafting import read_act
from priemnaya.drafting.acts import slugs
from priemnaya.people.actions.acts import SHIPPED, WRONG, sync_act
from priemnaya.people.models import ActText
from priemnaya.people.policies import order_of, overridden
from priemnaya.policy import Order, load_order
from priemnaya.policy.titles import by_levels, words_of

from ..desk import Desk
from ..helpers import case_of, drafted
from ..made import ROOT
from ..unit.test_drafting import numbered_docx

ORDERS = ROOT / "orders"
ACT = "/w/order/draft/act/"


def quoted(page: bytes, number: str) -> str:
    """What stands beside a clause of the public page."""
    found = html.fromstring(page.decode()).xpath(f"//*[@id='c-{number}']//*[@class='act-words']")
    return " ".join(found[0].text_content().split()) if found else ""


def test_the_act_stands_beside_its_clauses_whole_on_a_page_and_as_a_file(cast: Any) -> None:
    path = ORDERS / "udmurtia-mio" / "act.txt"
    sync_act(cast.udm, path.parent, "сайт органа; ГК РФ, ст. 1259 п. 6")
    page = Client().get("/udmurtia-mio/order/")
    assert quoted(page.content, "order.2").startswith("Слова приказа Сектору")
    assert "срок до 1 ноября 2024 года" in quoted(page.content, "order.2")
    assert "ГК РФ, ст. 1259" in page.content.decode()
    head = Desk(cast.head)
    assert "срок до 1 ноября 2024 года" in head.get("/w/order/").text
    assert "срок до 1 ноября 2024 года" in head.get("/w/order/order.2/").text
    whole = Client().get("/udmurtia-mio/order/act/").content.decode()
    assert "Утвердить Порядок (правила) взаимодействия Министерства" in whole and "срок до 1 ноября" in whole
    answer = Client().get("/udmurtia-mio/order/act/?file=1")
    assert answer.content == path.read_bytes() and "act.txt" in answer["Content-Disposition"]


def test_a_list_of_the_act_that_the_order_does_not_number_stands_whole(cast: Any) -> None:
    sync_act(cast.udm, ORDERS / "udmurtia-mio", "сайт органа")
    row = ActText.objects.get(organisation=cast.udm)
    row.words |= {"3.4": "Отказ содержит:", "3.4.а": "причину;", "3.4.б": "порядок обжалования."}
    row.save()
    assert "Отказ содержит: а) причину; б) порядок обжалования." in quoted(
        Client().get("/udmurtia-mio/order/").content.replace(b"<br>", b"<br> "), "3.4"
    )


def test_clauses_are_called_as_the_act_calls_them(cast: Any) -> None:
    """On the public page, on that of staff, in a term and in what stops a step."""
    order = order_of("udmurtia-mio")
    levels = ("статья", "часть", "пункт")
    clauses = tuple(replace(c, source=by_levels(c.number, levels)) for c in order.clauses)
    act = order.act.model_copy(update={"numbering": levels})
    with overridden(Order(order.slug, order.layer, act, clauses, order.body, order.file)):
        public = " ".join(html.fromstring(Client().get("/udmurtia-mio/order/").content.decode()).text_content().split())
        assert "Статья 3, часть 5" in public and "Пункт Статья" not in public and "п. 3.5" not in public
        desk, case = Desk(cast.head), case_of(cast.udm)
        assert "Статья 3, часть 5" in desk.get("/w/order/").text
        assert "статья 3, часть 5" in desk.get("/w/order/3.5/").text
        shown = desk.get(case.get_absolute_url()).text
        assert "статья 3, часть 5" in shown and "п. 3.5" not in shown
        told = [v.citation for v in verdicts_of(drafted(case, cast.head), cast.head) if v.layer == "body"]
        assert told and all(one.startswith(("статья ", "утверждающий акт")) for one in told)


def test_the_header_says_what_the_act_calls_its_numbers(tmp_path: Path) -> None:
    text = (ORDERS / "udmurtia-mio" / "order.yaml").read_text(encoding="utf-8")
    path = tmp_path / "udmurtia-mio" / "order.yaml"
    path.parent.mkdir()
    path.write_text(text.replace("order:\n", "order:\n  numbering: [статья, часть, пункт]\n", 1), encoding="utf-8")
    clauses = load_order(path).by_number
    assert clauses["3.5"].cited == "статья 3, часть 5" and clauses["3.5"].label == "Статья 3, часть 5"
    assert clauses["order.2"].cited == "утверждающий акт, п. 2"
    path.write_text(text.replace("order:\n", "order:\n  numbering: [стаття]\n", 1), encoding="utf-8")
    with pytest.raises(OrderErrors, match="возможно, статья"):
        load_order(path)


def test_a_body_without_the_text_promises_nothing(cast: Any, tmp_path: Path) -> None:
    ActText.objects.filter(organisation=cast.udm).delete()
    sync_act(cast.udm, tmp_path, SHIPPED)
    page = Client().get("/udmurtia-mio/order/").content.decode()
    assert "Слова приказа" not in page and "Текст приказа" not in page and "/order/act/" not in page
    assert "Слова приказа" not in Desk(cast.head).get("/w/order/").text
    assert Client().get("/udmurtia-mio/order/act/").status_code == 404


def test_an_administrator_attaches_the_act_and_takes_it_away(cast: Any, tmp_path: Path) -> None:
    shutil.copy(ORDERS / "udmurtia-mio" / "act.txt", tmp_path / "act.txt")
    sync_act(cast.udm, tmp_path, SHIPPED)
    desk = Desk(cast.admin)
    file = SimpleUploadedFile("приказ.docx", numbered_docx())
    assert "откуда текст" in desk.post(ACT, file=file, source="").text
    file = SimpleUploadedFile("приказ.docx", content := numbered_docx())
    said = desk.post(ACT, file=file, source="Официальный портал, 14.09.2024").text
    assert "Текст приказа опубликован" in said and "приказ.docx" in said
    whole = Client().get("/udmurtia-mio/order/act/").content.decode()
    assert "Звонок переключают не более двух раз." in whole and "Официальный портал" in whole
    assert Client().get("/udmurtia-mio/order/act/?file=1").content == content
    sync_act(cast.udm, tmp_path, SHIPPED)  # what lies in the folder does not take its place
    assert ActText.objects.get(organisation=cast.udm).by == cast.admin
    assert "убран" in desk.post(ACT, remove="1").text
    sync_act(cast.udm, tmp_path, SHIPPED)
    assert ActText.objects.get(organisation=cast.udm).name == "act.txt"
    verbs = Event.objects.filter(verb__startswith="act.").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["act.published", "act.withdrawn"]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("приказ.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "«Сохранить как» — DOCX"),
        ("письмо.txt", "Здравствуйте! Пишу вам письмо.".encode(), "не нашлось пунктов"),
    ],
)
def test_what_is_no_act_is_not_published(cast: Any, name: str, data: bytes, said: str) -> None:
    page = Desk(cast.admin).post(ACT, file=SimpleUploadedFile(name, data), source="Сайт органа")
    assert said in page.text
    assert not ActText.objects.filter(organisation=cast.udm, by=cast.admin).exists()


def test_only_who_prepares_drafts_publishes(cast: Any, client: Client) -> None:
    for person in (cast.head, cast.executor):
        client.force_login(person)
        assert client.post(ACT, {"remove": "1"}).status_code == 403


def test_a_file_of_the_folder_that_can_not_be_read_leaves_what_was_and_is_told(cast: Any, tmp_path: Path) -> None:
    shutil.copy(ORDERS / "udmurtia-mio" / "act.txt", tmp_path / "act.txt")
    sync_act(cast.udm, tmp_path, SHIPPED)
    (tmp_path / "act.txt").write_bytes(b"")
    sync_act(cast.udm, tmp_path, SHIPPED)
    alert = Alert.objects.get(organisation_id=cast.udm.pk, kind=WRONG, resolved_at=None)
    assert "не прочитан и не опубликован" in alert.text and "пуст" in alert.text
    assert "срок до 1 ноября" in ActText.objects.get(organisation=cast.udm).text
    shutil.copy(ORDERS / "udmurtia-mio" / "act.txt", tmp_path / "act.txt")
    sync_act(cast.udm, tmp_path, SHIPPED)
    assert not Alert.objects.filter(kind=WRONG, resolved_at=None).exists()


@pytest.mark.unit
@pytest.mark.parametrize("slug", slugs())
def test_every_clause_of_the_five_orders_has_its_words(slug: str) -> None:
    path = ORDERS / slug / "act.txt"
    words = read_act(path.read_bytes(), path.name, slug).words
    order = load_order(ORDERS / slug / "order.yaml")
    assert [c.number for c in order.clauses if not words_of(c.number, words)[1]] == []
    assert "1259" in order.act.text_from
    assert "ГАРАНТ" not in path.read_text(encoding="utf-8")


@pytest.mark.unit
@pytest.mark.parametrize(
    ("number", "found"),
    [
        ("3.5", ("3.5", "сам")),
        ("2.client", ("2", "два")),
        ("3.5.а", ("3.5", "сам")),
        ("3.5.7", ("3.5", "сам")),
        ("order.2", ("", "")),
        ("9.1", ("", "")),
    ],
)
def test_a_clause_that_the_act_does_not_number_stands_in_the_point_above(number: str, found: tuple[str, str]) -> None:
    assert words_of(number, {"2": "два", "3.5": "сам"}) == found
