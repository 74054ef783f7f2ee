"""The records of a message on its way in: what holds of them whoever made them."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from django.test import Client as Browser

from priemnaya.cases import incoming
from priemnaya.cases.incoming import AnswerPoints, Arrival, Incoming, Matter, Sender
from priemnaya.cases.models import Case

from .helpers import case_of, message


def test_no_record_grows_into_a_heap_again() -> None:
    records = [r for r in vars(incoming).values() if dataclasses.is_dataclass(r)]
    assert len(records) > 5
    assert {r.__name__: len(dataclasses.fields(r)) for r in records if len(dataclasses.fields(r)) > 11} == {}


def test_a_sign_that_no_table_keeps_is_gone_from_the_words() -> None:
    matter = Matter("Да\x00та", subject="Ср\x00ок", quoted="\x00", also_read="с\x00кан")
    assert (matter.text, matter.subject, matter.quoted, matter.also_read) == ("Дата", "Срок", "", "скан")


def test_a_case_is_called_by_the_subject_else_the_first_line() -> None:
    assert Matter("Первая\nВторая", subject=" Аренда ").title == "Аренда"
    assert Matter("\n Первая\nВторая").title == "Первая"
    assert Matter(" \n ").title == "Без темы"


def test_what_is_taken_as_another_kind_remembers_as_what_it_was_sent() -> None:
    taken = Matter("Прошу", kind="appeal").taken_as("message").taken_as("feedback")
    assert (taken.kind, taken.asked_kind) == ("feedback", "appeal")


def test_an_address_at_no_point_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="second_address without a second_point"):
        AnswerPoints("portal", second_address="m@mail.example")


def test_the_answer_goes_where_the_client_chose_else_back_by_the_way_it_came() -> None:
    mail = Sender(addresses={"email": "M@Mail.example"}, postal_address="Ижевск")
    matter = Matter("Прошу")
    assert Incoming(Arrival("post"), matter, mail, AnswerPoints("email")).answer_point() == ("email", "m@mail.example")
    assert Incoming(Arrival("post"), matter, Sender(postal_address="Ижевск")).answer_point() == ("post", "Ижевск")
    assert Incoming(Arrival("epgu", external_id="77"), matter, mail).answer_point() == ("epgu", "77")
    assert Incoming(Arrival("max"), matter, Sender(addresses={"max": "42"})).answer_point() == ("max", "42")
    assert Incoming(Arrival("phone"), matter).answer_point() == ("portal", "")


def test_an_office_is_no_citizen_whichever_fields_it_was_typed_into() -> None:
    for typed in (("Фонд «Забота»", ""), ("Администрация", "Увинского района"), ("Гимназия", "№ 5")):
        sender = Sender(*typed)
        assert (sender.kind, sender.company, sender.surname) == ("legal_entity", " ".join(typed).strip(), "")
    for typed in (("Школа", "Анна"), ("Школьникова", "Гузель"), ("Школьников Сунь", ""), ("Иванова", "Анна Мария")):
        assert Sender(*typed).kind == "citizen"


def test_an_anonymous_message_makes_no_client(cast: Any) -> None:
    assert case_of(cast.udm, anonymous=True).client is None
    assert not message(point="portal", text="Прошу", anonymous=True, surname="Иванова").sender.is_known


def test_a_company_that_a_registrar_typed_is_a_legal_entity(cast: Any, client: Browser) -> None:
    client.force_login(cast.registrar)
    typed = {"point": "post", "kind": "message", "text": "Просим", "company": "ООО «Ромашка»"}
    assert client.post("/w/cases/new/", typed).status_code == 302
    made = Case.objects.get(organisation=cast.udm).client
    assert made is not None
    assert (made.kind, made.company) == ("legal_entity", "ООО «Ромашка»")
