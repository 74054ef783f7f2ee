"""What an identified person types of themselves is never what staff, letters or programs read as proved."""

from __future__ import annotations

import json
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser

from priemnaya.cases.letters import addressee_of
from priemnaya.cases.models import Case
from priemnaya.cases.texts import greeting
from priemnaya.channels.exchange.inbound import take_document
from priemnaya.people.models import Client, MergeSuggestion

from ..helpers import case_of, drafted, joins, key_of
from ..stood import posted
from .test_trust import BODY, person, write

FIRM = "Прокуратура Удмуртской Республики"
HOME = "426000, г. Ижевск, чужой дом 1"
SAID = f"написал от имени: {FIRM} (не подтверждено)"
WHO = {"surname": "Чужов", "name": "Иван"}
TYPED = {"company": FIRM, "client_kind": "legal_entity", "postal_address": HOME, "phone": "+7 999 123-45-67"}


def stranger(cast: Any) -> Browser:
    return person(Browser(), cast.udm, "esia-a", **WHO)


def desk(employee: Any) -> Browser:
    browser = Browser()
    browser.force_login(employee)
    return browser


def on_card(card: Client) -> tuple[str, ...]:
    card.refresh_from_db()
    return card.full_name, card.company, card.kind, card.postal_address


@pytest.fixture
def case(cast: Any) -> Case:
    return write(stranger(cast), **TYPED)


PROVED = ("Чужов Иван", "", "citizen", "")


def test_a_new_card_holds_the_provider_s_names_and_nothing_typed(case: Case) -> None:
    assert case.client is not None
    assert on_card(case.client) == PROVED
    assert (case.written_for, case.said_kind) == (FIRM, "legal_entity")
    assert set(case.client.addresses.values_list("channel", "level")) == {("phone", 0)}, "typed: not proved"
    assert set(case.addresses.filter(channel="post").values_list("address", "level")) == {(HOME, 0)}


def test_a_known_card_is_not_completed_by_what_is_typed_later(cast: Any) -> None:
    first = write(stranger(cast))
    second = write(stranger(cast), **TYPED, text="Прошу о другом.")
    assert first.client is not None and first.client == second.client
    assert on_card(first.client) == PROVED
    assert first.written_for == "", "said of one matter, not of another"


def test_staff_read_the_provider_s_name_first_and_the_firm_as_said_only(cast: Any, case: Case) -> None:
    staff = desk(cast.head)
    page = staff.get(f"/w/cases/{case.pk}/").content.decode()
    assert "<strong>Чужов Иван</strong>" in page and SAID in page
    assert "кем себя назвал: юридическое лицо (не подтверждено)" in page
    assert page.count(FIRM) == page.count(f"от имени: {FIRM}"), "and nowhere else"
    assert FIRM not in staff.get(f"/w/clients/{case.client_id}/").content.decode()
    for words in ("Чужов", "Прокуратура Удмуртской"):
        found = staff.get("/w/", {"q": words, "state": "all"}).content.decode()
        assert case.number in found and FIRM not in found.replace(words, "", 1).replace(f'"{words}', "")


def test_letters_speak_to_the_person_and_go_where_the_case_says(cast: Any, case: Case) -> None:
    assert greeting(case) == "Здравствуйте, Иван!"
    assert addressee_of(drafted(case, cast.executor)) == ("Чужову Ивану", HOME)


def test_programs_read_the_same(cast: Any, case: Case) -> None:
    secret = key_of(cast.head, ["cases:read", "clients:read"])[1]
    told = {"headers": {"Authorization": f"Bearer {secret}"}}
    row = Browser().get(f"/api/v1/cases/{case.number}", **told).json()
    assert (row["client_name"], row["level"], row["written_for"]) == ("Чужов Иван", 2, FIRM)
    card = Browser().get(f"/api/v1/clients/{case.client_id}", **told).json()
    assert (card["full_name"], card["company"], card["kind"], card["postal_address"]) == PROVED
    assert card["identified"] and [a["level"] for a in card["addresses"]] == [0]


def test_an_address_chosen_later_stays_on_the_case(cast: Any) -> None:
    browser = stranger(cast)
    case = write(browser)
    page = f"{BODY}/follow/{case.number}/"
    posted(browser, f"{page}point/", {"point": "post", "address_post": HOME})
    case.refresh_from_db()
    assert (case.chosen_point, case.chosen_address) == ("post", HOME)
    assert case.client is not None and on_card(case.client) == PROVED


@pytest.mark.parametrize("proved_first", [True, False])
def test_joining_brings_nothing_typed_under_a_proof(cast: Any, proved_first: bool) -> None:
    def proved() -> Case:
        return case_of(cast.udm, identity="esia-a", addresses={}, vouched=(), kind="message", patronymic="", **WHO)

    mine = proved() if proved_first else None
    typed = case_of(
        cast.udm, identity="", addresses={}, vouched=(), kind="message", patronymic="Выдуманович",
        company=FIRM, client_kind="legal_entity", postal_address=HOME, text="Иное", **WHO,
    )  # fmt: skip
    mine = mine or proved()
    suggestion = MergeSuggestion.objects.filter(decided="").first()
    if suggestion is None:
        suggestion = MergeSuggestion.objects.create(client=mine.client, other=typed.client, reason="те же имена")
    joins(desk(cast.registrar), suggestion)
    living = Client.objects.get(merged_into=None)
    assert living.identity == "esia-a"
    assert on_card(living) == PROVED and living.patronymic == ""
    page = desk(cast.head).get(f"/w/cases/{typed.pk}/").content.decode()
    assert SAID in page


def test_a_firm_that_the_state_portal_itself_proves_stands_on_the_card(cast: Any) -> None:
    document = {
        "order": "77", "kind": "message", "text": "Просим разъяснить порядок аренды.",
        "applicant": {"id": "org-1", **WHO, "company": "ООО «Ромашка»", "kind": "legal_entity", "address": HOME},
    }  # fmt: skip
    take_document(cast.udm, "epgu", json.loads(json.dumps(document)))
    case = Case.objects.latest("pk")
    assert case.client is not None
    assert on_card(case.client) == ("Чужов Иван", "ООО «Ромашка»", "legal_entity", HOME)
    page = desk(cast.head).get(f"/w/cases/{case.pk}/").content.decode()
    assert "ООО «Ромашка»" in page and "написал от имени" not in page


def test_what_was_typed_on_cards_of_before_goes_to_their_cases(cast: Any) -> None:
    """The migration: cards of a sign-in lose what was typed, those of a state portal and unproved ones keep theirs."""
    said = {"company": FIRM, "kind": "legal_entity", "postal_address": HOME}
    case = write(stranger(cast))
    unproved = case_of(cast.udm, identity="", addresses={}, vouched=(), kind="message", text="Иное", **WHO)
    portal = case_of(cast.udm, identity="org-1", how="state_portal", addresses={}, kind="message", text="Третье", **WHO)
    cards = [c.client for c in (case, unproved, portal) if c.client]
    Client.objects.filter(pk__in=[c.pk for c in cards]).update(**said)
    Case.objects.update(written_for="", said_kind="")
    with connection.cursor() as cursor:
        cursor.execute(import_module("priemnaya.people.migrations.0006_d").SAID_ON_THE_CASES)
    assert on_card(cards[0]) == PROVED
    case.refresh_from_db()
    assert (case.written_for, case.said_kind, case.only_said) == (FIRM, "legal_entity", FIRM)
    assert list(case.addresses.filter(channel="post").values_list("address", "level")) == [(HOME, 0)]
    assert on_card(cards[1])[1:] == on_card(cards[2])[1:] == tuple(said.values())
