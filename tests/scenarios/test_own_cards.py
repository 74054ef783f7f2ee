"""Who gives and withdraws consents of a card, gets its mailings and its history: only whose all of it is
(cases/own.py)."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client as Browser
from django.urls import reverse

from priemnaya.cases import actions
from priemnaya.cases.incoming import Arrival, Incoming, Matter
from priemnaya.cases.models import Case
from priemnaya.core.models import Delivery
from priemnaya.outreach.actions import mailings
from priemnaya.outreach.audience import audience
from priemnaya.outreach.models import Mailing, MailingRecipient
from priemnaya.people.actions.consents import active, give_consent
from priemnaya.people.models import CardMerge, Client
from priemnaya.people.proof import Level
from priemnaya.records.ripe import holding

from ..desk import looked_and_sent
from ..helpers import came_in, case_of, joins, words_of
from .test_cards import ATTACKER, BODY, NAMES, VICTIM, desk, history_given, opens, reader_of, suggested, wrote
from .test_returned import answered
from .test_trust import person


def asks_consent(browser: Browser, number: str) -> str:
    return words_of(browser.post(f"{BODY}/follow/{number}/consents/", {"purpose": "mailing"}, follow=True))


def consent_links() -> list[str]:
    rows = Delivery.objects.filter(channel="email", payload__notice="confirmation").order_by("pk")
    return [u for row in rows for u in re.findall(r"(/udmurtia-mio/consent/[\w-]+/)", row.payload["text"])]


class TestConsentOfAnotherSCard:
    def test_whoever_reads_one_joined_case_asks_for_no_consent_in_the_identified_owner_s_name(self, cast: Any) -> None:
        mine = case_of(cast.udm, identity="esia-v", kind="message", addresses={}, vouched=(), **NAMES)
        evil = wrote(cast, ATTACKER)
        joins(desk(cast.registrar), suggested(evil, mine))
        attacker = reader_of(cast, ATTACKER)
        assert opens(attacker, evil)
        assert "согласие за всю карточку по этому адресу дать нельзя" in asks_consent(attacker, evil.number)
        assert consent_links() == []

    def test_a_link_sent_before_the_cards_were_joined_gives_none_either(self, cast: Any) -> None:
        mine = case_of(cast.udm, identity="esia-v", kind="message", addresses={}, vouched=(), **NAMES)
        evil = wrote(cast, ATTACKER)
        attacker = Browser()
        opens(reader_of(cast, ATTACKER, attacker), evil)
        actions.ask_consent_link(evil, "mailing")
        joins(desk(cast.registrar), suggested(evil, mine))
        assert Browser().post(consent_links()[-1]).status_code == 410
        assert active(Client.objects.get(merged_into=None), "mailing") is None

    def test_nor_on_an_unproved_card_with_the_cases_of_another(self, cast: Any) -> None:
        mine, evil = wrote(cast, VICTIM), wrote(cast, ATTACKER)
        joins(desk(cast.registrar), suggested(evil, mine))
        attacker = reader_of(cast, ATTACKER)
        opens(attacker, evil)
        assert "дать нельзя" in asks_consent(attacker, evil.number)

    def test_a_joining_of_which_nothing_was_kept_shows_and_withdraws_no_consent(self, cast: Any) -> None:
        mine = case_of(cast.udm, identity="esia-me", addresses={}, subject="Моё", vouched=(), **NAMES)
        other = wrote(cast, ATTACKER)
        give_consent(other.client, "mailing", how="portal")  # type: ignore[arg-type]
        joins(desk(cast.registrar), suggested(other, mine))
        CardMerge.objects.all().delete()  # as cards were joined before people/0005
        card, me = Client.objects.get(merged_into=None), person(Browser(), cast.udm, "esia-me", **NAMES)
        assert opens(me, mine)
        page = f"{BODY}/follow/{mine.number}/consents/"
        assert "Вы согласились" not in me.get(page).content.decode()
        me.post(page, {"purpose": "mailing", "do": "withdraw"})
        assert active(card, "mailing") is not None


def test_the_client_of_two_joined_cards_withdraws_both_consents_at_once(cast: Any) -> None:
    one, two = wrote(cast, VICTIM), wrote(cast, VICTIM, surname="Девичья")
    for case in (one, two):
        give_consent(case.client, "mailing", how="portal")  # type: ignore[arg-type]
    joins(desk(cast.registrar), suggested(one, two))
    reader = reader_of(cast, VICTIM)
    assert opens(reader, two)
    reader.post(f"{BODY}/follow/{two.number}/consents/", {"purpose": "mailing", "do": "withdraw"})
    assert active(Client.objects.get(merged_into=None), "mailing") is None


class TestMailings:
    def mailing(self, cast: Any) -> Mailing:
        return mailings.create_mailing(cast.udm, subject="Новости", text="Ждём вас", client_kinds=[], by=cast.head)

    def test_a_card_with_the_cases_of_two_gets_no_mailing_by_the_mailbox_of_either(self, cast: Any) -> None:
        mine, evil = wrote(cast, VICTIM), wrote(cast, ATTACKER)
        give_consent(mine.client, "mailing", how="portal")  # type: ignore[arg-type]
        sent = self.mailing(cast)
        assert list(audience(sent)) == [mine.client]
        joins(desk(cast.registrar), suggested(mine, evil))
        assert list(audience(sent)) == []

    def test_a_mailbox_joined_to_an_identified_card_gets_its_mailing_only_when_agreed(self, cast: Any) -> None:
        mine, me = wrote(cast, VICTIM), person(Browser(), cast.udm, "esia-v", **NAMES)
        proved = case_of(cast.udm, identity="esia-v", addresses={}, subject="Моё", vouched=(), **NAMES)
        give_consent(proved.client, "mailing", how="portal")  # type: ignore[arg-type]
        joins(desk(cast.registrar), suggested(mine, proved))
        sent = self.mailing(cast)
        assert list(audience(sent)) == []
        reader_of(cast, VICTIM, me).post(f"{BODY}/my/", {"do": "agree"})
        assert [c.pk for c in audience(sent)] == [proved.client_id]

    def test_a_stop_link_sent_before_the_joining_withdraws_no_consent_of_the_other(self, cast: Any) -> None:
        evil = wrote(cast, ATTACKER)
        give_consent(evil.client, "mailing", how="portal")  # type: ignore[arg-type]
        sent = self.mailing(cast)
        mailings.start_mailing(sent, by=cast.head)
        link = MailingRecipient.objects.get(mailing=sent).token
        mine = wrote(cast, VICTIM)
        give_consent(mine.client, "mailing", how="portal")  # type: ignore[arg-type]
        joins(desk(cast.registrar), suggested(evil, mine))
        Browser().post(f"{BODY}/unsubscribe/{link}/")
        assert active(Client.objects.get(merged_into=None), "mailing") is not None


class TestNoAnswer:
    def test_who_has_not_said_to_have_written_orders_no_history_and_sees_not_who_looked(self, cast: Any) -> None:
        case = case_of(
            cast.udm,
            identity="",
            kind="message",
            addresses={"email": ATTACKER},
            vouched=(),
            chosen_point="email",
            chosen_address=ATTACKER,
            **NAMES,
        )
        texts = "\n".join(d.payload["text"] for d in Delivery.objects.filter(channel="email"))
        link = re.findall(r"/link/([\w-]+)/", texts)[0]
        browser = Browser()
        browser.post(f"{BODY}/link/{link}/", {})
        reader_of(cast, ATTACKER, browser)
        desk(cast.registrar).get(f"/w/cases/{case.pk}/")
        assert browser.get(f"{BODY}/follow/{case.number}/").status_code == 404
        assert not history_given(browser, case.client)  # type: ignore[arg-type]
        assert case.number not in browser.get(f"{BODY}/looked/").content.decode()
        assert "ответите, вы ли его написали" in words_of(browser.get(f"{BODY}/my/"))
        browser.post(f"{BODY}/my/", {"do": "take", "case": case.number})
        assert history_given(browser, case.client)  # type: ignore[arg-type]
        assert case.number in browser.get(f"{BODY}/looked/").content.decode()


def test_a_further_message_made_a_case_is_as_sure_as_whoever_wrote_it(cast: Any) -> None:
    case, _reply = answered(cast, identity="esia-1")
    actions.append_message(case, Incoming(Arrival("portal"), Matter("И ещё вопрос, другой.")))
    looked_and_sent(desk(cast.registrar), reverse("case_further_registered", args=[case.pk]))
    fresh = Case.objects.latest("pk")
    assert fresh.taken_out_of == case
    assert (case.level, fresh.level) == (Level.IDENTIFIED, Level.CLAIMED)
    assert not opens(person(Browser(), cast.udm, "esia-1"), fresh)


class TestHolds:
    def test_a_hold_goes_with_the_case_that_is_taken_over(self, cast: Any) -> None:
        received = came_in(cast.udm, identity="", kind="message", addresses={}, vouched=(), **NAMES)
        case = received.case
        assert case is not None
        desk(cast.head).post(f"/w/clients/{case.client_id}/hold/", {"reason": "идёт суд"})
        mine = case_of(cast.udm, identity="esia-z", kind="message", addresses={}, vouched=(), **NAMES)
        me = person(Browser(), cast.udm, "esia-z", **NAMES)
        me.post(f"{BODY}/my/", {"do": "claim", "number": case.number, "code": received.code})
        assert Case.objects.get(pk=case.pk).client == mine.client
        assert holding(mine.client_id).get().reason == "идёт суд"

    def test_a_hold_set_on_a_joined_card_stays_on_both_when_they_are_parted(self, cast: Any) -> None:
        mine, other = wrote(cast, VICTIM), wrote(cast, ATTACKER)
        joins(desk(cast.registrar), suggested(mine, other))
        desk(cast.head).post(f"/w/clients/{mine.client_id}/hold/", {"reason": "идёт суд"})
        merge = CardMerge.objects.get()
        desk(cast.registrar).post(f"/w/clients/joinings/{merge.pk}/")
        for card in (mine.client_id, other.client_id):
            assert holding(card).get().reason == "идёт суд"
