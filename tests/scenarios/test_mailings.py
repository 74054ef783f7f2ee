"""A mailing goes to mailboxes that are proved to be the client's; its stop link stops what its reader may stop."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone

from priemnaya.cases.actions import agree_address
from priemnaya.cases.models import Case
from priemnaya.channels.base import deliver_ready
from priemnaya.core.models import Alert, Delivery, Event
from priemnaya.errors import NotAllowed, Objection, Stale
from priemnaya.outreach.actions import mailings as acts
from priemnaya.outreach.audience import LeftOut, audience, left_out
from priemnaya.outreach.models import Mailing, MailingRecipient
from priemnaya.people.actions.consents import active, give_consent
from priemnaya.people.actions.matching import hold_address
from priemnaya.people.models import Client, DocumentSeen
from priemnaya.people.proof import Address, Level

from ..helpers import as_part
from .test_cards import wrote
from .test_consents import client_of
from .test_named_later import desk
from .test_trust import links_in, write

STRANGER = "stranger@mail.example"


def drafted(cast: Any, **fields: Any) -> Mailing:
    desk(cast.head).post("/w/mailings/new/", {"subject": "Приём", "text": "Здравствуйте! Ждём вас.", **fields})
    return Mailing.objects.latest("pk")


def claimed(cast: Any) -> tuple[Client, Case]:
    """Somebody typed a mailbox on the site, and agreed to mailings by telephone."""
    case = write(Browser(), chosen_point="email", email=STRANGER, surname="Опечаткина", name="Анна")
    assert case.client is not None
    desk(cast.executor).post(
        f"/w/clients/{case.client.pk}/consents/", {"purpose": "mailing", "how": "phone", "do": "give"}
    )
    assert active(case.client, "mailing") is not None
    return case.client, case


def agreed_by(cast: Any, mailbox: str) -> Client:
    """Who wrote from a mailbox of their own and agreed to mailings."""
    client = wrote(cast, mailbox).client
    assert client is not None
    give_consent(client, "mailing", how="portal")
    return client


def act(cast: Any, mailing: Mailing, do: str, *, look: bool = True, **fields: Any) -> str:
    fields.setdefault("seen", Mailing.objects.get(pk=mailing.pk).version)
    page = desk(cast.head).post(f"/w/mailings/{mailing.pk}/act/", {"do": do, **fields}, follow=look)
    mailing.refresh_from_db()
    return page.content.decode()


def stop(mailing: Mailing) -> str:
    url = f"/udmurtia-mio/unsubscribe/{MailingRecipient.objects.get(mailing=mailing).token}/"
    page = Browser(enforce_csrf_checks=True).post(url, {"List-Unsubscribe": "One-Click"})
    assert page.status_code == 200
    return page.content.decode()


class TestWhoIsWrittenTo:
    def test_a_mailbox_that_nobody_has_proved_gets_no_mailing_and_the_page_says_how_many_and_why(
        self, cast: Any
    ) -> None:
        client, case = claimed(cast)
        mailing = drafted(cast)
        page = desk(cast.head).get(f"/w/mailings/{mailing.pk}/").content.decode()
        assert re.search(r"1\s+— согласны, но почту никто не подтвердил", page)
        assert "остановили рассылки" not in page
        assert "Писать некому" in act(cast, mailing, "start")
        assert mailing.state == "draft"
        with pytest.raises(Objection, match="никто не подтвердил"):
            as_part(acts.add_recipient, mailing, client)
        assert not Delivery.objects.filter(subject_type="mailing").exists()
        Browser().post(links_in(case)[0])
        assert left_out(mailing) == LeftOut(0, 0, 0)
        act(cast, mailing, "start", look=False)
        assert Delivery.objects.get(subject_type="mailing").address == STRANGER

    def test_of_a_client_s_mailboxes_only_a_proved_one_is_written_to(self, cast: Any) -> None:
        client = agreed_by(cast, "zzz@mail.example")
        hold_address(client.addresses, Address("email", "aaa@mail.example", "told"))
        mailing = drafted(cast)
        act(cast, mailing, "start", look=False)
        assert Delivery.objects.get(subject_type="mailing").address == "zzz@mail.example"

    def test_a_letter_to_an_unproved_mailbox_that_waits_from_before_does_not_leave(
        self, cast: Any, settings: Any
    ) -> None:
        settings.SMTP_URL = "smtp://127.0.0.1:1"
        client = client_of(cast.udm)
        Delivery.objects.filter(state="queued").update(next_at=timezone.now() + dt.timedelta(days=1))
        act(cast, drafted(cast), "start", look=False)
        client.addresses.update(level=Level.CLAIMED, how="typed")
        deliver_ready()
        row = Delivery.objects.get(subject_type="mailing")
        assert (row.state, row.error[:29]) == ("dead", "Эту почту никто не подтвердил")


class TestStopping:
    def test_the_reader_of_a_mailbox_of_an_unproved_card_withdraws_its_consent(self, cast: Any) -> None:
        client, case = claimed(cast)
        Browser().post(links_in(case)[0])
        mailing = drafted(cast)
        act(cast, mailing, "start", look=False)
        assert "на эту почту больше не будет" in stop(mailing)
        assert active(client, "mailing") is None

    @pytest.mark.parametrize("proof", ["provider", "document"])
    def test_of_a_proved_card_a_mailbox_stops_itself_only(self, cast: Any, settings: Any, proof: str) -> None:
        settings.SMTP_URL = "smtp://127.0.0.1:1"
        client = agreed_by(cast, STRANGER)
        mailing, waiting = drafted(cast), drafted(cast)
        Delivery.objects.filter(state="queued").update(next_at=timezone.now() + dt.timedelta(days=1))
        act(cast, mailing, "start", look=False)
        act(cast, waiting, "start", look=False)
        if proof == "document":
            DocumentSeen.objects.create(client=client, sort="паспорт", seen_by=cast.registrar)
        else:
            Client.objects.filter(pk=client.pk).update(identity="esia-1")
        stop(mailing)
        assert active(client, "mailing") is not None
        assert Event.objects.filter(verb="mailing.stopped", subject_id=client.pk).count() == 1
        deliver_ready()
        assert {r.state for r in Delivery.objects.filter(subject_type="mailing")} == {"dead"}
        later = drafted(cast)
        assert left_out(later) == LeftOut(0, 1, 0)
        agree_address(client.addresses.get(address=STRANGER), document="паспорт", by=cast.registrar)
        assert left_out(later) == LeftOut(0, 0, 1)
        page = desk(cast.head).get(f"/w/mailings/{later.pk}/").content.decode()
        assert re.search(r"1\s+— остановили рассылки на свою почту", page)
        hold_address(client.addresses, Address("email", "own@mail.example", "link"))
        assert list(audience(later)) == []
        agree_address(client.addresses.get(address="own@mail.example"), document="паспорт", by=cast.registrar)
        assert list(audience(later)) == [client]
        act(cast, later, "start", look=False)
        assert Delivery.objects.latest("pk").address == "own@mail.example"

    def test_a_consent_given_anew_opens_the_mailbox_again_and_its_old_link_stops_it_again(self, cast: Any) -> None:
        client = client_of(cast.udm)
        mailing = drafted(cast)
        act(cast, mailing, "start", look=False)
        stop(mailing)
        assert active(client, "mailing") is None
        give_consent(client, "mailing", how="portal")
        assert list(audience(mailing)) == [client]
        stop(mailing)
        assert active(client, "mailing") is None
        assert list(audience(mailing)) == []

    def test_a_link_of_a_mailbox_that_was_never_proved_stops_it_and_withdraws_nothing(self, cast: Any) -> None:
        """Letters that left before this stood: their links live on."""
        client = client_of(cast.udm)
        mailing = drafted(cast)
        act(cast, mailing, "start", look=False)
        client.addresses.update(level=Level.CLAIMED, how="typed")
        stop(mailing)
        assert active(client, "mailing") is not None
        assert MailingRecipient.objects.get().unsubscribed_at is not None

    def test_the_link_of_a_card_that_was_joined_to_another_stops_that_one(self, cast: Any) -> None:
        from priemnaya.cases.actions import merge_clients

        one = agreed_by(cast, "one@mail.example")
        mailing = drafted(cast)
        act(cast, mailing, "start", look=False)
        other = wrote(cast, "one@mail.example", surname="Другова").client
        assert other is not None
        assert other != one
        merge_clients(one, other, by=cast.registrar)
        stop(mailing)
        assert active(other, "mailing") is None


class TestRewriting:
    def test_it_is_recorded_who_rewrote_a_mailing_and_another_body_may_not(self, cast: Any) -> None:
        mailing = drafted(cast)
        act(cast, mailing, "change", subject="Новая тема", text="Здравствуйте! Приём в среду.", look=False)
        assert mailing.subject == "Новая тема"
        event = Event.objects.get(verb="mailing.changed")
        assert (event.subject_id, event.actor_id) == (mailing.pk, cast.head.pk)
        for foreign in (cast.stranger, cast.executor):
            with pytest.raises(NotAllowed):
                acts.change_mailing(mailing, subject="x", text="y", client_kinds=[], by=foreign)
        mailing.refresh_from_db()
        assert mailing.subject == "Новая тема"

    def test_two_who_rewrite_it_at_once_do_not_undo_each_other(self, cast: Any) -> None:
        mailing = drafted(cast)
        page = desk(cast.head).get(f"/w/mailings/{mailing.pk}/").content.decode()
        seen = re.search(r'name="seen" value="(\w+)"', page)
        assert seen
        act(cast, mailing, "change", subject="Первая", text="Здравствуйте! Первый текст.", seen=seen[1], look=False)
        said = act(cast, mailing, "change", subject="Вторая", text="Здравствуйте! Второй текст.", seen=seen[1])
        assert mailing.subject == "Первая"
        assert "изменил другой сотрудник" in said
        assert "Второй текст." in said

    def test_a_stale_object_begins_schedules_and_ends_nothing(self, cast: Any) -> None:
        client_of(cast.udm)
        mailing = drafted(cast)
        stale = Mailing.objects.get(pk=mailing.pk)
        acts.start_mailing(mailing, by=cast.head)
        with pytest.raises(Stale):
            acts.change_mailing(stale, subject="Поздно", text="Поздно", client_kinds=[], by=cast.head)
        with pytest.raises(Stale):
            acts.schedule_mailing(stale, timezone.now() + dt.timedelta(days=1), by=cast.head)
        assert Mailing.objects.get().state == "sending"
        acts.mailing_sent(Delivery.objects.get(subject_type="mailing"))
        with pytest.raises(Stale, match="завершена"):
            acts.cancel_mailing(stale, by=cast.head)
        assert Mailing.objects.get().state == "done"


class TestHurry:
    """Two people and a clock at one mailing: what was read is what goes, and what somebody ended stays ended."""

    def due(self, cast: Any) -> Mailing:
        agreed_by(cast, "a@mail.example")
        mailing = drafted(cast)
        acts.schedule_mailing(mailing, timezone.now() + dt.timedelta(minutes=1), by=cast.head)
        Mailing.objects.filter(pk=mailing.pk).update(scheduled_at=timezone.now())
        mailing.refresh_from_db()
        return mailing

    @pytest.mark.parametrize(
        ("deed", "left"),
        [("start", "sending"), ("cancel", "cancelled"), ("change", "draft"), ("schedule", "scheduled")],
    )
    def test_the_clock_leaves_alone_what_somebody_did_meanwhile(
        self, cast: Any, monkeypatch: pytest.MonkeyPatch, deed: str, left: str
    ) -> None:
        mailing, begins = self.due(cast), acts.start_mailing
        later = cast.udm.local(timezone.now() + dt.timedelta(days=9)).strftime("%Y-%m-%dT%H:%M")

        def meanwhile(found: Mailing, **named: Any) -> int:
            monkeypatch.setattr(acts, "start_mailing", begins)
            act(cast, mailing, deed, look=False, at=later, subject="Позже", text="Здравствуйте! Позже.")
            return begins(found, **named)

        monkeypatch.setattr(acts, "start_mailing", meanwhile)
        acts.start_due(cast.udm)
        mailing.refresh_from_db()
        assert mailing.state == left
        assert not Alert.objects.filter(kind="mailing").exists()
        assert Delivery.objects.filter(subject_type="mailing").count() == (deed == "start")

    @pytest.mark.parametrize("do", ["start", "schedule"])
    def test_nobody_sends_words_that_the_page_did_not_show(self, cast: Any, do: str) -> None:
        agreed_by(cast, "a@mail.example")
        mailing = drafted(cast)
        read, at = mailing.version, cast.udm.local(timezone.now() + dt.timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
        page = desk(cast.head).get(f"/w/mailings/{mailing.pk}/").content.decode()
        assert page.count(f'name="seen" value="{read}"') == 3
        acts.change_mailing(mailing, subject="Отмена", text="Здравствуйте! Приёма нет.", client_kinds=[], by=cast.head)
        for seen in (read, ""):
            assert "изменил другой сотрудник" in act(cast, mailing, do, seen=seen, at=at)
            assert mailing.state == "draft"
        act(cast, mailing, do, at=at, look=False)
        assert mailing.state != "draft"

    @pytest.mark.parametrize(("do", "left"), [("cancel", "dead"), ("pause", "held")])
    def test_a_letter_that_was_just_on_its_way_comes_to_rest_with_the_others(
        self, cast: Any, do: str, left: str
    ) -> None:
        mailing = self.due(cast)
        acts.start_due(cast.udm)
        row = Delivery.objects.get(subject_type="mailing")
        assert Delivery.objects.claim(row.pk, timezone.now())
        act(cast, mailing, do, look=False)
        row.refresh_from_db()
        acts.mailing_failed(row, "Ящик занят")
        row.refresh_from_db()
        assert row.state == left
        Delivery.objects.filter(pk=row.pk).update(state="queued")  # a worker that died had it
        assert bool(acts.still_wanted(row)) == (do == "cancel")

    def test_an_empty_press_does_nothing(self, cast: Any) -> None:
        mailing = drafted(cast)
        act(cast, mailing, "")
        assert mailing.state == "draft"
