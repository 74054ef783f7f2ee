"""What is written on a card that was joined to another meanwhile lands on the one that lives, or is refused in words;
never is it said to be done and lost (docs/trust.md)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from priemnaya.cases import actions
from priemnaya.errors import Stale
from priemnaya.people.actions.consents import active, give_consent
from priemnaya.people.models import Client, ClientAddress, DocumentSeen
from priemnaya.records import actions as records

from ..helpers import code_given_out, joins, key_of, words_of
from ..stood import posted
from .test_cards import ATTACKER, VICTIM, desk, suggested, wrote


@pytest.fixture
def dead(cast: Any) -> Client:
    """A card whose page an employee has open while a colleague joins it to another."""
    mine, other = wrote(cast, VICTIM), wrote(cast, ATTACKER)
    joins(desk(cast.registrar), suggested(mine, other))
    card = Client.objects.get(pk=mine.client_id)
    assert card.merged_into_id
    return card


def test_a_consent_written_down_or_withdrawn_on_the_page_of_a_joined_card_is_the_living_one_s(
    cast: Any, dead: Client
) -> None:
    page, living = reverse("client_consents", args=[dead.pk]), dead.living
    clerk = desk(cast.executor)
    said = words_of(clerk.post(page, {"purpose": "mailing", "how": "in_person", "do": "give"}, follow=True))
    assert "Согласие записано" in said
    assert active(living, "mailing") is not None
    assert not dead.consents.exists()
    said = words_of(clerk.post(page, {"purpose": "mailing", "how": "in_person", "do": "withdraw"}, follow=True))
    assert "Согласие отозвано" in said
    assert active(living, "mailing") is None
    said = words_of(clerk.post(page, {"purpose": "mailing", "how": "in_person", "do": "withdraw"}, follow=True))
    assert "Действующего согласия нет" in said


def test_a_program_that_knows_a_joined_card_writes_on_the_living_one(cast: Any, dead: Client) -> None:
    living = dead.living
    _, secret = key_of(cast.executor, ["clients:work"])
    program = {"headers": {"Authorization": f"Bearer {secret}"}, "content_type": "application/json"}
    url = f"/api/v1/clients/{dead.pk}"
    given = Browser().post(
        f"{url}/consents",
        json.dumps({"purpose": "mailing", "how": "in_person"}),
        **program,  # type: ignore[arg-type]
    )
    assert given.json() == {"count": 1}
    assert active(living, "mailing") is not None
    assert Browser().delete(f"{url}/consents/mailing", **program).json() == {"count": 0}  # type: ignore[arg-type]
    assert active(living, "mailing") is None
    asked = Browser().post(f"{url}/history", "{}", **program).json()  # type: ignore[arg-type]
    assert Browser().get(f"{url}/history/{asked['id']}", **program).status_code == 200  # type: ignore[arg-type]
    assert records.ask_history(living, by=cast.executor).client == living


def test_both_consents_of_two_joined_cards_end_when_the_client_withdraws(cast: Any) -> None:
    mine, other = wrote(cast, VICTIM), wrote(cast, ATTACKER)
    for case in (mine, other):
        give_consent(case.client, "mailing", how="portal")  # type: ignore[arg-type]
    joins(desk(cast.registrar), suggested(mine, other))
    card = Client.objects.get(merged_into=None)
    page = reverse("client_consents", args=[card.pk])
    desk(cast.executor).post(page, {"purpose": "mailing", "how": "phone", "do": "withdraw"})
    assert active(card, "mailing") is None


def test_a_document_shown_for_an_address_of_a_joined_card_is_refused_in_words_and_opens_nothing(
    cast: Any, dead: Client
) -> None:
    held = ClientAddress.objects.get(client=dead, address=VICTIM)
    url = reverse("client_address", args=[dead.pk])
    said = words_of(desk(cast.registrar).post(url, {"address": held.pk, "document": "паспорт"}, follow=True))
    assert "объединили с другой" in said
    assert "Записано: адрес подтверждён" not in said
    assert not DocumentSeen.objects.exists()
    assert not ClientAddress.objects.exclude(agreed_at=None).exists()


def test_the_reader_of_letters_and_the_history_set_on_a_joined_card_are_the_living_one_s(
    cast: Any, dead: Client
) -> None:
    clerk = desk(cast.executor)
    posted(clerk, reverse("client_audience", args=[dead.pk]), {"audience": "firm"})
    living = Client.objects.get(pk=dead.living.pk)
    assert living.audience == "firm"
    export = records.ask_history(dead, by=None)
    assert export.client == living


def test_a_document_for_a_new_code_stands_on_the_card_that_lives(cast: Any) -> None:
    mine, other = wrote(cast, VICTIM), wrote(cast, ATTACKER)
    old = mine.client  # the page was opened before
    joins(desk(cast.registrar), suggested(mine, other))
    assert mine.client == old
    code_given_out(mine, cast.registrar)
    assert DocumentSeen.objects.get().client == Client.objects.get(merged_into=None)


def test_two_cards_joined_meanwhile_are_not_said_to_be_two_people(cast: Any) -> None:
    mine, other, third = (wrote(cast, f"{n}@mail.example") for n in "abc")
    first, second = suggested(mine, other), suggested(mine, third)
    joins(desk(cast.registrar), first)
    with pytest.raises(Stale):
        actions.keep_apart(second, by=cast.registrar)
    second.refresh_from_db()
    assert second.decided == ""
