"""Whose card: what employees join gives out nothing, what is proved is not carried off, and no card behind a wall is
named (docs/trust.md)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from priemnaya.cases import actions
from priemnaya.cases.incoming import Arrival, Incoming, Matter, Sender
from priemnaya.cases.models import Case
from priemnaya.core.models import AccessRecord
from priemnaya.errors import NotAllowed, Objection, Stale
from priemnaya.people.actions.consents import active, give_consent
from priemnaya.people.actions.links import make_link
from priemnaya.people.models import CardMerge, Client, ClientAddress, DocumentSeen, MergeSuggestion
from priemnaya.people.proof import Level
from priemnaya.records import actions as records
from priemnaya.records.models import HistoryExport

from ..helpers import came_in, case_of, code_given_out, joins, words_of
from .test_trust import BODY, person

VICTIM, ATTACKER = "victim@mail.example", "attacker@mail.example"
NAMES = {"surname": "Жертвина", "name": "Анна", "patronymic": "Ивановна"}


def wrote(cast: Any, address: str, *, how: str = "dmarc", **facts: Any) -> Case:
    """A letter from a mailbox that its domain has proved."""
    named = {**NAMES, **facts}
    incoming = Incoming(
        Arrival("email"),
        Matter(f"Прошу помочь: {address}", subject=f"Дело {address}", kind="message"),
        Sender(addresses={"email": address}, how=how, **named),
    )
    case = actions.receive_message(cast.udm, incoming).case
    assert case is not None
    return case


def reader_of(cast: Any, address: str, browser: Browser | None = None) -> Browser:
    """Who has just opened a link from this mailbox."""
    browser = browser or Browser()
    secret = make_link(cast.udm, "card", channel="email", address=address)
    assert browser.post(f"{BODY}/link/{secret}/").status_code == 302
    return browser


def desk(employee: Any) -> Browser:
    browser = Browser()
    browser.force_login(employee)
    return browser


def suggested(one: Case, other: Case) -> MergeSuggestion:
    return MergeSuggestion.objects.get_or_create(
        client=one.client, other=other.client, defaults={"reason": "те же фамилия, имя и отчество"}
    )[0]


def history_given(browser: Browser, card: Client) -> bool:
    """Whether this browser may order the whole history, or take one that employees have made."""
    HistoryExport.objects.filter(client=card).delete()
    browser.post(f"{BODY}/history/")
    asked = HistoryExport.objects.filter(client=card).exists()
    export = records.ask_history(card, by=None)
    records.build_waiting(card.organisation)
    taken = browser.get(reverse("history_download", args=[card.organisation.slug, export.pk])).status_code == 200
    assert asked == taken
    return asked


def opens(browser: Browser, case: Case) -> bool:
    """«Мои дела» list the case and open it."""
    listed = case.subject in browser.get(f"{BODY}/my/").content.decode()
    browser.post(f"{BODY}/my/", {"do": "open", "number": case.number})
    opened = browser.get(f"{BODY}/follow/{case.number}/").status_code == 200
    assert listed == opened
    return opened


class TestJoining:
    @pytest.mark.parametrize("into_attacker", [False, True])
    def test_a_hurried_click_gives_the_attacker_s_proved_mailbox_nothing(self, cast: Any, into_attacker: bool) -> None:
        mine = wrote(cast, VICTIM)
        give_consent(mine.client, "mailing", how="portal")  # type: ignore[arg-type]
        evil = wrote(cast, ATTACKER)
        pair = (mine, evil) if into_attacker else (evil, mine)
        page = joins(desk(cast.registrar), suggested(*pair))
        assert "объединены" in page.content.decode()
        card = Client.objects.get(merged_into=None)
        attacker = reader_of(cast, ATTACKER)
        assert not opens(attacker, mine)
        assert opens(attacker, evil)
        assert not history_given(attacker, card)
        attacker.post(f"{BODY}/follow/{evil.number}/consents/", {"purpose": "mailing", "do": "withdraw"})
        assert active(card, "mailing") is not None
        assert mine.number not in attacker.get(f"{BODY}/looked/").content.decode()
        assert opens(reader_of(cast, VICTIM), mine)

    def test_the_identity_of_the_attacker_opens_nothing_of_the_card_that_was_joined(self, cast: Any) -> None:
        mine = wrote(cast, VICTIM)
        browser = person(Browser(), cast.udm, "esia-attacker", **NAMES)
        evil = case_of(cast.udm, identity="esia-attacker", addresses={}, subject="Чужое", vouched=(), **NAMES)
        joins(desk(cast.registrar), suggested(evil, mine))
        card = Client.objects.get(merged_into=None)
        assert card.identity == "esia-attacker"
        assert opens(browser, evil)
        assert not opens(browser, mine)
        assert not history_given(browser, card)
        assert "не знаем, ваши ли они" in browser.get(f"{BODY}/my/").content.decode()

    def test_who_is_identified_keeps_hold_of_their_own_consents_and_of_no_other(self, cast: Any) -> None:
        mine = case_of(cast.udm, identity="esia-me", addresses={}, subject="Моё", vouched=(), **NAMES)
        other = wrote(cast, ATTACKER)
        give_consent(mine.client, "proactive_offer", how="portal")  # type: ignore[arg-type]
        give_consent(other.client, "mailing", how="portal")  # type: ignore[arg-type]
        joins(desk(cast.registrar), suggested(mine, other))
        card, me = Client.objects.get(merged_into=None), person(Browser(), cast.udm, "esia-me", **NAMES)
        assert opens(me, mine)
        page = f"{BODY}/follow/{mine.number}/consents/"
        assert me.get(page).content.decode().count("Вы согласились") == 1
        for purpose in ("mailing", "proactive_offer"):
            me.post(page, {"purpose": purpose, "do": "withdraw"})
        assert active(card, "mailing") is not None
        assert active(card, "proactive_offer") is None
        me.post(page, {"purpose": "proactive_offer"})
        assert active(card, "proactive_offer") is not None

    def test_who_is_identified_and_reads_the_mailbox_says_that_both_are_theirs(self, cast: Any) -> None:
        mine = wrote(cast, VICTIM)
        proved = case_of(cast.udm, identity="esia-me", addresses={}, subject="Под именем", vouched=(), **NAMES)
        joins(desk(cast.registrar), suggested(mine, proved))
        card = Client.objects.get(merged_into=None)
        by_mail = reader_of(cast, VICTIM)
        by_mail.post(f"{BODY}/my/", {"do": "agree"})
        assert not ClientAddress.objects.exclude(agreed_at=None).exists()
        assert not history_given(by_mail, card)
        me = reader_of(cast, VICTIM, person(Browser(), cast.udm, "esia-me", **NAMES))
        assert "Да, этот адрес мой" in me.get(f"{BODY}/my/").content.decode()
        me.post(f"{BODY}/my/", {"do": "agree"})
        assert history_given(reader_of(cast, VICTIM), card)
        alone = person(Browser(), cast.udm, "esia-me", **NAMES)
        assert opens(alone, mine)
        assert history_given(alone, card)

    def test_a_document_opens_the_card_to_the_very_address_it_was_shown_for(self, cast: Any) -> None:
        mine, other = wrote(cast, VICTIM), wrote(cast, ATTACKER)
        joins(desk(cast.registrar), suggested(other, mine))
        card = Client.objects.get(merged_into=None)
        held = card.addresses.get(address=VICTIM)
        clerk, url = desk(cast.registrar), reverse("client_address", args=[card.pk])
        clerk.post(url, {"address": held.pk, "document": " "})
        clerk.post(url, {"address": held.pk, "document": "паспорт 9412 123456"})
        assert not DocumentSeen.objects.exists()
        clerk.post(url, {"address": held.pk, "document": "паспорт"})
        assert DocumentSeen.objects.get().client == card
        assert "уже подтверждён" in words_of(clerk.post(url, {"address": held.pk, "document": "паспорт"}, follow=True))
        assert not history_given(reader_of(cast, ATTACKER), card)
        victim = reader_of(cast, VICTIM)
        assert opens(victim, mine)
        assert not history_given(victim, card)  # the other's case is still not known to be theirs
        Case.objects.filter(pk=other.pk).update(client=None)
        assert history_given(victim, card)

    def test_the_page_shows_both_cards_and_what_follows_before_anybody_decides(self, cast: Any) -> None:
        mine, evil = wrote(cast, VICTIM), wrote(cast, ATTACKER)
        clerk, url = desk(cast.registrar), reverse("client_merge", args=[suggested(evil, mine).pk])
        assert "объединить" not in words_of(clerk.get(f"/w/clients/{evil.client_id}/"))
        page = words_of(clerk.get(url))
        for said in (VICTIM, ATTACKER, mine.number, evil.number, "Ошиблись — разъедините", "домен это подтвердил"):
            assert said in page
        assert f"{ATTACKER}: откроет дел: 1 из 2, а согласия и историю не откроет" in page
        clerk.post(url, {"decision": "same"})
        assert Client.objects.filter(merged_into=None).count() == 2

    def test_a_page_that_is_no_longer_true_decides_nothing(self, cast: Any) -> None:
        mine, evil = wrote(cast, VICTIM), wrote(cast, ATTACKER)
        clerk, url = desk(cast.registrar), reverse("client_merge", args=[suggested(evil, mine).pk])
        seen = re.search(r'name="seen" value="(\w+)"', clerk.get(url).content.decode())
        assert seen
        wrote(cast, VICTIM)
        page = words_of(clerk.post(url, {"decision": "same", "seen": seen[1]}, follow=True))
        assert "одна из карточек изменилась" in page
        assert Client.objects.filter(merged_into=None).count() == 2

    def test_two_proved_cards_are_joined_with_a_document_only(self, cast: Any) -> None:
        proved = case_of(cast.udm, identity="esia-me", addresses={}, vouched=(), **NAMES)
        seen = wrote(cast, VICTIM)
        code_given_out(seen, cast.registrar)
        suggestion = suggested(seen, proved)
        assert "только если клиент показал документ" in words_of(joins(desk(cast.registrar), suggestion))
        assert Client.objects.filter(merged_into=None).count() == 2
        joins(desk(cast.registrar), suggestion, document="паспорт")
        assert DocumentSeen.objects.filter(client=proved.client).count() == 2

    def test_the_chosen_point_and_the_names_of_the_unproved_card_do_not_become_the_proved_one_s(
        self, cast: Any
    ) -> None:
        evil = wrote(cast, ATTACKER, surname="Чужов")
        Client.objects.filter(pk=evil.client_id).update(chosen_point="email", chosen_address=ATTACKER)
        proved = case_of(cast.udm, identity="esia-me", addresses={}, vouched=(), **NAMES)
        joins(desk(cast.registrar), suggested(proved, evil))
        card = Client.objects.get(merged_into=None)
        assert (card.surname, card.chosen_point, card.chosen_address) == ("Жертвина", "", "")

    def test_one_address_of_a_case_proved_anew_opens_no_other_case_of_its_card(self, cast: Any) -> None:
        first, second = wrote(cast, VICTIM), wrote(cast, VICTIM)
        assert first.client == second.client
        actions.choose_point(second, "email", ATTACKER, by=cast.registrar)  # a caller has said so
        secret = make_link(cast.udm, "case", channel="email", address=ATTACKER, subject=second.pk)
        Browser().post(f"{BODY}/link/{secret}/")
        assert not history_given(reader_of(cast, ATTACKER), first.client)  # type: ignore[arg-type]
        assert history_given(reader_of(cast, VICTIM), first.client)  # type: ignore[arg-type]


class TestParting:
    def test_a_wrong_joining_is_taken_back_and_each_card_has_its_own_again(self, cast: Any) -> None:
        mine = wrote(cast, VICTIM, surname="")
        proved = case_of(cast.udm, identity="esia-me", addresses={}, subject="Под именем", vouched=(), **NAMES)
        give_consent(mine.client, "mailing", how="portal")  # type: ignore[arg-type]
        clerk = desk(cast.registrar)
        joins(clerk, suggested(proved, mine))
        card = Client.objects.get(merged_into=None)
        assert (card.pk, card.identity, card.surname) == (mine.client_id, "esia-me", "Жертвина")
        export = records.ask_history(card, by=None)
        later = case_of(cast.udm, identity="esia-me", addresses={}, subject="Потом", vouched=(), **NAMES)
        assert later.client == card
        url = reverse("client_part", args=[card.joinings.get().pk])
        assert url in clerk.get(f"/w/clients/{card.pk}/").content.decode()
        assert "каждой вернулось её" in words_of(clerk.post(url, follow=True))
        assert "уже разъединил" in words_of(clerk.post(url, follow=True))
        kept, back = Client.objects.get(pk=mine.client_id), Client.objects.get(pk=proved.client_id)
        assert (kept.identity, kept.surname, kept.merged_into) == ("", "", None)
        assert (back.identity, back.surname, back.merged_into) == ("esia-me", "Жертвина", None)
        assert set(kept.cases.all()) == {mine}
        assert set(back.cases.all()) == {proved, later}
        assert {c.client_id for c in later.contacts.all()} == {back.pk}
        assert active(kept, "mailing") is not None
        assert active(back, "mailing") is None
        records.build_waiting(cast.udm)
        victim = reader_of(cast, VICTIM)
        old = reverse("history_download", args=[cast.udm.slug, export.pk])
        assert victim.get(old).status_code == 404  # it was asked for while the cards were one
        assert history_given(victim, kept)
        assert not back.addresses.exists()

    def test_cards_joined_twice_are_parted_from_the_last_one(self, cast: Any) -> None:
        one, two, three = (wrote(cast, f"{n}@mail.example") for n in ("a", "b", "c"))
        actions.merge_clients(one.client, two.client, by=cast.registrar)
        actions.merge_clients(two.client, three.client, by=cast.registrar)
        first, last = CardMerge.objects.order_by("pk")
        assert words_of(desk(cast.registrar).get(f"/w/clients/{three.client_id}/")).count("Разъединить") == 1
        with pytest.raises(Objection, match="Сначала разъедините последнее"):
            actions.part_cards(first, by=cast.registrar)
        for merge in (last, first):
            actions.part_cards(CardMerge.objects.get(pk=merge.pk), by=cast.registrar)
        assert [Case.objects.get(pk=c.pk).client_id for c in (one, two, three)] == [
            c.client_id for c in (one, two, three)
        ]
        for case in (one, two, three):
            assert case.client is not None
            assert case.client.addresses.count() == 1

    def test_an_export_an_employee_had_made_of_joined_cards_is_not_the_client_s(self, cast: Any) -> None:
        mine, evil = wrote(cast, VICTIM), wrote(cast, ATTACKER)
        joins(desk(cast.registrar), suggested(mine, evil))
        card = Client.objects.get(merged_into=None)
        export = records.ask_history(card, by=cast.registrar)
        records.build_waiting(cast.udm)
        Case.objects.filter(pk=mine.pk).update(client=None)
        attacker = reader_of(cast, ATTACKER)
        assert attacker.get(reverse("history_download", args=[cast.udm.slug, export.pk])).status_code == 404


class TestClaiming:
    def test_who_is_identified_for_the_first_time_takes_over_what_they_wrote_unproved(self, cast: Any) -> None:
        """They have no card yet: it is made on the claim, and not by a wrong code."""
        received = came_in(cast.udm, identity="", kind="message", addresses={}, subject="Без имени")
        me = person(Browser(), cast.udm, "esia-first", surname="Первая", name="Анна")
        page = me.get(f"{BODY}/my/").content.decode()
        assert 'value="claim"' in page
        assert 'inputmode="email"' in page
        assert reverse("looked", args=[cast.udm.slug]) in page
        assert "Пока никто" in me.get(reverse("looked", args=[cast.udm.slug])).content.decode()
        told = {"do": "claim", "number": received.case.number}  # type: ignore[union-attr]
        wrong = me.post(f"{BODY}/my/", {**told, "code": "XXXXX"}, follow=True).content.decode()
        assert "не подходят" in wrong
        assert not Client.objects.filter(identity="esia-first").exists()
        page = me.post(f"{BODY}/my/", {**told, "code": received.code}, follow=True).content.decode()
        assert "Дело теперь среди ваших" in page
        assert received.case.number in page  # type: ignore[union-attr]
        assert Client.objects.get(identity="esia-first").surname == "Первая"
        assert opens(me, received.case)  # type: ignore[arg-type]

    def test_whoever_is_nobody_here_is_told_to_identify_and_not_asked_for_a_mailbox(self, cast: Any) -> None:
        received = came_in(cast.udm, identity="", kind="message", addresses={})
        told = {"do": "claim", "number": received.case.number, "code": received.code}  # type: ignore[union-attr]
        page = Browser().post(f"{BODY}/my/", told, follow=True).content.decode()
        assert "Сначала подтвердите личность" in page
        assert "Напишите адрес" not in page

    def test_a_code_and_any_identity_do_not_carry_off_what_a_document_proves(self, cast: Any) -> None:
        received = came_in(cast.udm, identity="", kind="message", addresses={}, subject="По паспорту")
        case = received.case
        assert case is not None
        code = code_given_out(case, cast.registrar)
        thief = person(Browser(), cast.udm, "esia-thief", surname="Воров", name="Иван")
        taken = case_of(cast.udm, identity="esia-thief", surname="Воров", addresses={}, vouched=())
        page = thief.post(f"{BODY}/my/", {"do": "claim", "number": case.number, "code": code}, follow=True)
        assert "приходите с документом" in page.content.decode()
        assert Case.objects.get(pk=case.pk).client == case.client
        assert not opens(thief, case)
        assert MergeSuggestion.objects.filter(client=taken.client, other=case.client, decided="").exists()

    def test_a_mailbox_opens_no_card_that_a_document_proves(self, cast: Any) -> None:
        case = wrote(cast, VICTIM)
        assert history_given(reader_of(cast, VICTIM), case.client)  # type: ignore[arg-type]
        code_given_out(case, cast.registrar)
        assert not history_given(reader_of(cast, VICTIM), case.client)  # type: ignore[arg-type]
        assert wrote(cast, VICTIM).client != case.client

    def test_what_was_done_unproved_comes_along_consents_too_and_the_case_s_level_rises(self, cast: Any) -> None:
        received = came_in(cast.udm, identity="", kind="message", addresses={}, subject="Без имени")
        case = received.case
        assert case is not None
        give_consent(case.client, "mailing", how="portal")  # type: ignore[arg-type]
        mine = case_of(cast.udm, identity="esia-late", surname="Поздняя", addresses={}, vouched=())
        me = person(Browser(), cast.udm, "esia-late", surname="Поздняя", name="Анна")
        me.post(f"{BODY}/my/", {"do": "claim", "number": case.number, "code": received.code})
        assert Case.objects.get(pk=case.pk).level == Level.IDENTIFIED
        assert opens(me, case)
        me.post(f"{BODY}/follow/{case.number}/consents/", {"purpose": "mailing", "do": "withdraw"})
        assert active(mine.client, "mailing") is None  # type: ignore[arg-type]
        assert mine.client.consents.count() == 1  # type: ignore[union-attr]
        assert MergeSuggestion.objects.filter(client=mine.client, other=case.client).exists()


class TestWalls:
    @pytest.fixture
    def closed(self, cast: Any) -> Case:
        """The only case of its card, closed to everybody but who hid it."""
        case = wrote(cast, VICTIM, surname="Закрытова")
        actions.confide_case(case, "усыновление ребёнка", by=cast.registrar)
        return case

    def test_no_suggestion_names_a_card_that_is_closed_to_the_reader(self, cast: Any, closed: Case) -> None:
        known = wrote(cast, ATTACKER)
        for one, other in ((known, closed), (closed, known)):
            suggestion = suggested(one, other)
            outside, inside = desk(cast.reception), desk(cast.registrar)
            url = reverse("client_merge", args=[suggestion.pk])
            assert outside.get(url).status_code == 404
            assert outside.post(url, {"decision": "different"}).status_code == 404
            assert outside.post(url, {"decision": "same", "seen": "x"}).status_code == 404
            assert "Закрытова" in inside.get(url).content.decode()
        assert "Закрытова" not in desk(cast.reception).get(f"/w/clients/{known.client_id}/").content.decode()
        assert "Закрытова" in desk(cast.registrar).get(f"/w/clients/{known.client_id}/").content.decode()
        assert MergeSuggestion.objects.filter(decided="").count() == 2

    def test_who_does_not_see_every_case_of_both_cards_decides_nothing(self, cast: Any, closed: Case) -> None:
        known, open_too = wrote(cast, ATTACKER), wrote(cast, VICTIM, surname="Закрытова")
        assert open_too.client == closed.client
        suggestion = suggested(known, closed)
        page = joins(desk(cast.reception), suggestion)
        assert "решает другой сотрудник" in page.content.decode()
        assert closed.number not in page.content.decode()
        with pytest.raises(NotAllowed):
            actions.keep_apart(suggestion, by=cast.reception)
        with pytest.raises(NotAllowed):
            actions.merge_clients(known.client, closed.client, by=cast.reception)
        assert Client.objects.filter(merged_into=None).count() == 2
        joins(desk(cast.registrar), suggestion)
        assert Client.objects.filter(merged_into=None).count() == 1

    def test_a_joined_card_does_not_name_the_closed_one_it_was_joined_to(self, cast: Any, closed: Case) -> None:
        known = wrote(cast, ATTACKER, name="Мария")
        actions.merge_clients(known.client, closed.client, by=cast.registrar)
        actions.confide_case(known, "усыновление ребёнка", by=cast.registrar)
        assert desk(cast.reception).get(f"/w/clients/{known.client_id}/").status_code == 404
        assert desk(cast.registrar).get(f"/w/clients/{known.client_id}/").status_code == 200


class TestLooked:
    def seen(self, browser: Browser, path: str, card: Any) -> bool:
        last = AccessRecord.objects.order_by("-number").values_list("number", flat=True).first() or 0
        browser.get(path)
        return any(card.pk in r.clients for r in AccessRecord.objects.filter(number__gt=last))

    def test_a_card_known_by_a_name_or_by_an_address_alone_is_journalled_where_it_is_shown(self, cast: Any) -> None:
        known = wrote(cast, ATTACKER)
        maria = wrote(cast, VICTIM, surname="", name="Марианна", patronymic="")
        suggested(known, maria)
        assert self.seen(desk(cast.registrar), f"/w/clients/{known.client_id}/", maria.client)
        assert self.seen(desk(cast.registrar), "/w/cases/?state=all", maria.client)
        nameless = wrote(cast, "nameless@mail.example", surname="", name="", patronymic="")
        suggested(known, nameless)
        assert self.seen(desk(cast.registrar), f"/w/clients/{known.client_id}/", nameless.client)
        url = reverse("client_merge", args=[suggested(known, nameless).pk])
        assert "nameless@mail.example" in desk(cast.registrar).get(url).content.decode()
        assert self.seen(desk(cast.registrar), url, nameless.client)

    def test_merging_twice_from_one_page_is_told(self, cast: Any) -> None:
        one, two = wrote(cast, VICTIM), wrote(cast, ATTACKER)
        actions.merge_clients(one.client, two.client, by=cast.registrar)
        with pytest.raises(Stale):
            actions.merge_clients(one.client, two.client, by=cast.registrar)
