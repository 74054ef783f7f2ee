"""Who writes and where to reach them, by every door: names, firms, telephones, mailboxes as people type them."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.apps import apps
from django.test import Client as Browser
from django.urls import reverse
from docx import Document
from pypdf import PdfReader

from priemnaya.cases import forwarding_texts
from priemnaya.cases.letters import addressee_of, letter_of
from priemnaya.cases.models import Case
from priemnaya.channels.base import deliver_ready
from priemnaya.channels.exchange.inbound import take_document
from priemnaya.core.models import Delivery
from priemnaya.letterhead import render_docx, render_pdf
from priemnaya.paper.actions import posted

from ..browser.conftest import free_port
from ..channels.test_exchange import order
from ..helpers import case_of, drafted, key_of, words_of
from .test_trust import BODY, write

EXTENDED = "+73412500000 доб. 12"


def api(cast: Any, **fields: str) -> Any:
    head = {"headers": {"Authorization": f"Bearer {key_of(cast.registrar, ['cases:register'])[1]}"}}
    body = {"point": "phone", "kind": "message", "text": "Прошу разобраться.", **fields}
    return Browser().post("/api/v1/cases", json.dumps(body), content_type="application/json", **head)


def taken_down(cast: Any, **fields: str) -> Any:
    """What a registrar types from paper."""
    browser = Browser()
    browser.force_login(cast.registrar)
    typed = {"point": "post", "kind": "message", "text": "Прошу разобраться.", "chosen_point": "portal", **fields}
    return browser.post(reverse("case_new"), typed, follow=True)


def newest() -> Case:
    return Case.objects.select_related("client").order_by("-pk")[0]


class TestAFirmIsNoCitizen:
    def test_in_the_form_of_the_portal(self, cast: Any) -> None:
        case = write(Browser(), surname="ООО «Ромашка»")
        assert case.client and (case.client.kind, case.client.company) == ("legal_entity", "ООО «Ромашка»")
        case = write(
            Browser(), surname="Петров", name="Иван", client_kind="sole_entrepreneur", company="ИП Петров И. И."
        )
        assert case.client and (case.client.kind, case.client.person) == ("sole_entrepreneur", "Петров Иван")

    def test_by_the_api_on_the_desk_and_from_another_system(self, cast: Any) -> None:
        assert api(cast, surname="OOO", name="Ромашка").status_code == 201
        assert (newest().client.kind, newest().client_name) == ("legal_entity", "OOO Ромашка")  # type: ignore[union-attr]
        taken_down(cast, surname="ТСЖ «Мира, 5»")
        assert (newest().client.kind, newest().client_name) == ("legal_entity", "ТСЖ «Мира, 5»")  # type: ignore[union-attr]
        take_document(cast.udm, "epgu", order("77", applicant={"surname": "АНО Забота", "phone": "50-00-00 Анна"}))
        assert newest().client.kind == "legal_entity"  # type: ignore[union-attr]
        assert newest().addresses.get(channel="phone").address == "50-00-00 Анна"  # kept as it came

    def test_when_the_firm_is_named_later(self, cast: Any) -> None:
        proved = {"identity": "", "how": "dmarc", "addresses": {"email": "info@mail.example"}, "point": "email"}
        first = case_of(cast.udm, **proved, surname="", name="", patronymic="", kind="message")
        assert first.client and first.client.kind == "citizen"
        again = case_of(cast.udm, **proved, surname="", name="", patronymic="", company="ООО Ромашка", kind="message")
        assert again.client == first.client and again.client
        assert (again.client.kind, again.client.full_name) == ("legal_entity", "ООО Ромашка")

    def test_a_whole_name_in_one_field_is_divided(self, cast: Any) -> None:
        case = write(Browser(), surname="Мамин-Сибиряк Дмитрий Наркисович")
        assert case.client
        assert (case.client.surname, case.client.name, case.client.patronymic) == (
            "Мамин-Сибиряк",
            "Дмитрий",
            "Наркисович",
        )


class TestALetterIsAddressed:
    @pytest.fixture
    def unsure(self, cast: Any) -> Case:
        return case_of(cast.udm, identity="esia-t", surname="Топчий", name="Иван", patronymic="Петрович")

    def test_in_the_dative(self, cast: Any) -> None:
        case = case_of(cast.udm, identity="esia-t", surname="Осадчая", name="Хеда", patronymic="Исаевна")
        assert addressee_of(drafted(case, cast.executor))[0] == "Осадчей Хеде Исаевне"
        assert forwarding_texts.covering_heading(case).endswith("Осадчей Хеды Исаевны")

    def test_where_nobody_can_be_sure_without_a_case(self, cast: Any, unsure: Case) -> None:
        letter = letter_of(drafted(unsure, cast.executor), preview=True)
        assert letter.addressee[0] == "Кому: Топчий Иван Петрович"
        pdf = "\n".join(p.extract_text() for p in PdfReader(io.BytesIO(render_pdf(letter))).pages)
        docx = Document(io.BytesIO(render_docx(letter)))
        cells = [c.text for t in docx.tables for r in t.rows for c in r.cells]
        assert "Кому: Топчий Иван Петрович" in " ".join(pdf.split())
        assert any("Кому: Топчий Иван Петрович" in text for text in [*cells, *(p.text for p in docx.paragraphs)])

    def test_and_sent_on_with_the_applicant_named(self, cast: Any, unsure: Case) -> None:
        said = forwarding_texts.covering(unsure, "Границы ведёт Росреестр", "ч. 3 ст. 8")
        assert "Заявитель: Топчий Иван Петрович." in said
        assert forwarding_texts.covering_heading(unsure) == "О пересылке обращения"
        assert "Топчия" not in said

    def test_and_an_envelope_says_whom_to_in_the_nominative(self, unsure: Case) -> None:
        row = Delivery(
            organisation_id=unsure.organisation_id, subject_type="case", subject_id=unsure.pk, channel="post"
        )
        assert posted([row])[0].recipient == "Топчий Иван Петрович"


class TestATelephone:
    def test_is_kept_with_its_extension_by_every_door(self, cast: Any) -> None:
        case = write(Browser(), surname="Петров", phone="8 (3412) 50-00-00, доб. 12")
        assert case.addresses.get(channel="phone").address == EXTENDED
        assert api(cast, surname="Петров", phone="83412500000 вн. 12").status_code == 201
        assert newest().addresses.get(channel="phone").address == EXTENDED
        taken_down(cast, surname="Петров", phone="тел. +7 3412 500-000 #12")
        assert newest().addresses.get(channel="phone").address == EXTENDED

    def test_that_cannot_be_is_told_and_what_was_typed_stays(self, cast: Any) -> None:
        typed = {"kind": "message", "text": "Мой вопрос", "for_whom": "self", "client_kind": "citizen"}
        typed |= {"chosen_point": "portal", "surname": "Петров"}
        page = words_of(Browser().post(f"{BODY}/write/", {**typed, "phone": "50-00-00"}))
        assert "Добавьте код города" in page and "Мой вопрос" in page and 'value="50-00-00"' in page
        answer = api(cast, phone="8 012 345 67 89")
        assert answer.status_code == 409 and "такого не бывает" in answer.content.decode()
        page = words_of(taken_down(cast, phone="8 912 345 67 89 Иван, вечером"))
        assert "Уберите слова рядом" in page and "8 912 345 67 89 Иван, вечером" in page
        assert not Case.objects.exists()


class Box:
    """A mail server that writes down whom it was given letters for."""

    def __init__(self) -> None:
        self.to: list[str] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.to += envelope.rcpt_tos
        return "250 OK"


@pytest.fixture
def box(settings: Any) -> Iterator[Box]:
    box, port = Box(), free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port, enable_SMTPUTF8=True)
    controller.start()
    settings.SMTP_URL = f"smtp://127.0.0.1:{port}"
    yield box
    controller.stop()


class TestAMailbox:
    def test_of_any_letters_is_taken_and_written_to(self, cast: Any, box: Box) -> None:
        typed = {
            "почта@пример.рф": "почта@xn--e1afmkfd.xn--p1ai",
            "Ivan@XN--E1AFMKFD.xn--p1ai": "ivan@xn--e1afmkfd.xn--p1ai",
            '"ivan petrov"@mail.example': '"ivan petrov"@mail.example',
            '"иван, петров"@пример.рф': '"иван, петров"@xn--e1afmkfd.xn--p1ai',
            "Петров <petrov@mail.example>": "petrov@mail.example",
        }
        for address in typed:
            write(Browser(), surname="Петров", email=address, chosen_point="email")
        while deliver_ready():
            pass
        assert sorted(set(box.to)) == sorted(typed.values())

    @pytest.mark.parametrize("address", ["a@b", "a b@mail.example", "почта@", "a@mail..example", "a@b.ru, c@d.ru"])
    def test_that_cannot_be_is_told(self, cast: Any, address: str) -> None:
        assert api(cast, email=address).status_code == 409
        page = words_of(taken_down(cast, email=address))
        assert ("один адрес" if "," in address else "имя@сайт.рф") in page and address in page
        assert not Case.objects.exists()

    def test_with_a_letter_of_the_other_alphabet_or_a_mistyped_end_is_told_by_it(self, cast: Any) -> None:
        assert "«\u0430» русская" in words_of(taken_down(cast, email="ivan@m\u0430il.ru"))
        assert "«.com»" in api(cast, email="ivan@gmail.con").content.decode()
        assert not Case.objects.exists()

    def test_kept_earlier_as_the_wire_has_it_is_found_as_it_is_kept_now(self, cast: Any) -> None:
        case = write(Browser(), surname="Петров", email="a@пример.рф", chosen_point="email")
        wire = "a@xn--e1afmkfd.xn--p1ai"
        assert case.client
        case.addresses.update(address=wire)
        case.client.addresses.update(address=wire)
        Case.objects.filter(pk=case.pk).update(chosen_address=wire)
        for _twice in range(2):
            import_module("priemnaya.people.migrations.0008_b").of_cards(apps, None)
            import_module("priemnaya.cases.migrations.0019_b").of_cases(apps, None)
        case.refresh_from_db()
        kept = {case.chosen_address, case.addresses.get().address, case.client.addresses.get().address}
        assert kept == {"a@пример.рф"}

    def test_typed_as_the_wire_has_it_is_the_same(self, cast: Any) -> None:
        first = write(Browser(), surname="Петров", email="a@пример.рф").addresses.get(channel="email").address
        assert write(Browser(), surname="Петров", email="A@xn--e1afmkfd.xn--p1ai").addresses.get().address == first
