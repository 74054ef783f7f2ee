"""«Я этого не писал» is known wherever people decide whether two cards are one person's."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from priemnaya.cases.joining import seen_of
from priemnaya.people.models import Client

from ..helpers import case_of, joins
from .test_cards import VICTIM, desk, reader_of, suggested, wrote
from .test_trust import BODY


def test_suggestions_and_the_two_cards_side_by_side_tell_that_the_reader_wrote_none_of_it(cast: Any) -> None:
    forged = case_of(cast.udm, identity="", kind="message", addresses={"email": VICTIM}, surname="Чужов", vouched=())
    mine = wrote(cast, VICTIM)
    shown = suggested(mine, forged)
    card, pair = reverse("client", args=[mine.client_id]), reverse("client_merge", args=[shown.pk])
    before = seen_of(mine.client, forged.client)  # type: ignore[arg-type]
    for path in (card, pair):
        assert "Я этого не писал" not in desk(cast.registrar).get(path).content.decode()
    reader_of(cast, VICTIM).post(f"{BODY}/my/", {"do": "foreign", "case": forged.number})
    for path in (card, pair):
        page = desk(cast.registrar).get(path).content.decode()
        assert "Я этого не писал" in page
    assert f"ответил по делу № {forged.number}" in page
    assert seen_of(mine.client, forged.client) != before  # type: ignore[arg-type]


def test_the_name_that_stood_on_the_card_is_there_after_a_joining(cast: Any) -> None:
    mine = wrote(cast, VICTIM, surname="Жертвина")
    evil = case_of(cast.udm, identity="esia-evil", surname="Чужов", name="Чуж", patronymic="", addresses={}, vouched=())
    joins(desk(cast.registrar), suggested(evil, mine))
    card = Client.objects.get(pk=mine.client_id)
    assert card.surname == "Чужов"
    page = desk(cast.registrar).get(reverse("client", args=[card.pk])).content.decode()
    assert "До этого на карточке стояло имя «Жертвина" in page
