"""Parting two cards gives each what was its own, and nothing that was agreed of both together (docs/trust.md)."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client as Browser
from django.urls import reverse

from priemnaya.cases import actions
from priemnaya.cases.models import Case
from priemnaya.people.actions.links import make_link
from priemnaya.people.models import CardMerge, Client, ClientAddress
from priemnaya.people.proof import Level

from ..helpers import case_of, joins, words_of
from .test_cards import ATTACKER, BODY, NAMES, VICTIM, desk, history_given, opens, reader_of, suggested, wrote
from .test_trust import person


def identified(cast: Any, who: str) -> Case:
    return case_of(cast.udm, identity=who, addresses={}, subject=f"Дело {who}", kind="message", vouched=(), **NAMES)


def shows_document(cast: Any, address: str) -> None:
    held = ClientAddress.objects.get(client__merged_into=None, address=address)
    url = reverse("client_address", args=[held.client_id])
    said = words_of(desk(cast.registrar).post(url, {"address": held.pk, "document": "паспорт"}, follow=True))
    assert "Записано: адрес подтверждён" in said


def parts(cast: Any) -> None:
    url = reverse("client_part", args=[CardMerge.objects.get(undone_at=None).pk])
    assert "каждой вернулось её" in words_of(desk(cast.registrar).post(url, follow=True))


class TestWhatWasAgreedOfBoth:
    def test_the_identified_level_does_not_stay_with_the_other_s_case_and_open_it_to_a_third(self, cast: Any) -> None:
        mine, other = wrote(cast, VICTIM), identified(cast, "esia-v")
        joins(desk(cast.registrar), suggested(mine, other))
        shows_document(cast, VICTIM)
        assert Case.objects.get(pk=mine.pk).level == Level.IDENTIFIED
        parts(cast)
        assert Case.objects.get(pk=mine.pk).level == Level.REACHABLE
        assert Case.objects.get(pk=other.pk).level == Level.IDENTIFIED
        third = identified(cast, "esia-e")
        joins(desk(cast.registrar), suggested(mine, third))
        assert not opens(person(Browser(), cast.udm, "esia-e", **NAMES), mine)
        assert opens(reader_of(cast, VICTIM), mine)

    def test_the_other_s_mailbox_opens_the_identified_card_no_more(self, cast: Any) -> None:
        mine, other = wrote(cast, VICTIM), identified(cast, "esia-v")
        joins(desk(cast.registrar), suggested(mine, other))
        shows_document(cast, VICTIM)
        parts(cast)
        assert not history_given(reader_of(cast, VICTIM), Client.objects.get(identity="esia-v"))
        assert not ClientAddress.objects.exclude(agreed_at=None).exists()

    def test_nor_when_the_identified_card_was_the_one_joined_to_it(self, cast: Any) -> None:
        mine, other = wrote(cast, VICTIM), identified(cast, "esia-v")
        joins(desk(cast.registrar), suggested(other, mine))
        shows_document(cast, VICTIM)
        parts(cast)
        assert Case.objects.get(pk=mine.pk).level == Level.REACHABLE
        assert not ClientAddress.objects.exclude(agreed_at=None).exists()
        assert not opens(person(Browser(), cast.udm, "esia-v", **NAMES), mine)

    def test_what_its_owner_agreed_before_stays(self, cast: Any) -> None:
        case_of(cast.udm, identity="esia-v", addresses={"email": VICTIM}, subject="Моё", vouched=(), **NAMES)
        me = reader_of(cast, VICTIM, person(Browser(), cast.udm, "esia-v", **NAMES))
        me.post(f"{BODY}/my/", {"do": "take", "number": Case.objects.get().number})
        secret = make_link(cast.udm, "case", channel="email", address=VICTIM, subject=Case.objects.get().pk)
        me.post(f"{BODY}/link/{secret}/")
        reader_of(cast, VICTIM, me)
        me.post(f"{BODY}/my/", {"do": "agree"})
        held = ClientAddress.objects.exclude(agreed_at=None).get()
        mine, other = Case.objects.get(), wrote(cast, VICTIM)
        assert other.client != mine.client
        joins(desk(cast.registrar), suggested(other, mine))
        parts(cast)
        held.refresh_from_db()
        assert held.agreed_at is not None
        assert Case.objects.get(pk=mine.pk).level == Level.IDENTIFIED


class TestADocumentForWhomWeKnow:
    def test_a_card_with_an_identified_case_is_joined_to_a_proved_one_with_a_document_only(self, cast: Any) -> None:
        mine, other = wrote(cast, VICTIM), identified(cast, "esia-e")
        Case.objects.filter(pk=mine.pk).update(level=Level.IDENTIFIED)  # it came by the state portal
        page = joins(desk(cast.registrar), suggested(mine, other))
        assert "только если клиент показал документ" in words_of(page)
        assert not opens(person(Browser(), cast.udm, "esia-e", **NAMES), mine)
        joins(desk(cast.registrar), suggested(mine, other), document="паспорт")
        assert Client.objects.filter(merged_into=None).count() == 1


class TestWhatWasProvedSince:
    def test_a_mailbox_its_owner_has_proved_since_stays_proved(self, cast: Any) -> None:
        mine = case_of(cast.udm, identity="esia-v", addresses={"email": VICTIM}, subject="Моё", vouched=(), **NAMES)
        other = wrote(cast, VICTIM)
        joins(desk(cast.registrar), suggested(other, mine))
        secret = make_link(cast.udm, "case", channel="email", address=VICTIM, subject=mine.pk)
        me = person(Browser(), cast.udm, "esia-v", **NAMES)
        opens(me, mine)
        me.post(f"{BODY}/link/{secret}/")
        assert mine.proves("email", VICTIM)
        parts(cast)
        assert mine.client is not None
        assert mine.client.addresses.get(address=VICTIM).level == Level.REACHABLE
        assert other.client is not None
        assert other.client.addresses.get(address=VICTIM).level == Level.REACHABLE


def test_an_address_a_case_has_proved_since_makes_the_page_stale(cast: Any) -> None:
    mine, evil = wrote(cast, VICTIM), wrote(cast, ATTACKER)
    clerk, url = desk(cast.registrar), reverse("client_merge", args=[suggested(evil, mine).pk])
    seen = re.search(r'name="seen" value="(\w+)"', clerk.get(url).content.decode())
    assert seen
    actions.choose_point(mine, "email", ATTACKER, by=cast.registrar)
    secret = make_link(cast.udm, "case", channel="email", address=ATTACKER, subject=mine.pk)
    Browser().post(f"{BODY}/link/{secret}/")
    page = words_of(clerk.post(url, {"decision": "same", "seen": seen[1]}, follow=True))
    assert "одна из карточек изменилась" in page
