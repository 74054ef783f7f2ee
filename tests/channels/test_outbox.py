"""The outbox keeps its word whoever fails: a place that is away stops no other, what has left leaves once, patience is
counted from when a letter could go."""

from __future__ import annotations

import datetime as dt
from typing import Any
from unittest.mock import patch

import psycopg
import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone

from priemnaya.cases.actions import keep_aside, write_back
from priemnaya.cases.actions.deliver import send_to_place
from priemnaya.cases.actions.veiling import Letter
from priemnaya.cases.incoming import Arrival, Matter
from priemnaya.channels import base
from priemnaya.channels.actions import create_webhook, replay
from priemnaya.channels.base import Away, GiveUp, Postpone, Settle, deliver_ready
from priemnaya.channels.webhooks.events import queue_events
from priemnaya.core import outbound, targets
from priemnaya.core.models import Alert, Delivery
from priemnaya.core.rows import alone

from ..helpers import case_of, going_on, made_ready
from .fakes import FakeMax

pytestmark = [pytest.mark.django_db]
LATER = dt.timedelta(days=4)


def answered(body: Any, words: str) -> Delivery:
    """An automatic answer in MAX: a letter of a body about nothing but itself."""
    arrival = Arrival("max", raw=f"{body.pk} {words}".encode())
    contact = keep_aside(body, arrival, Matter("Привет"), status="ignored", reason="робот")
    row = write_back(contact, "Ответ", words, to=("max", "77"))
    assert row is not None
    return row


def state(row: Delivery) -> str:
    row.refresh_from_db()
    return row.state


def carried_by(channel: str, send: Any) -> Any:
    return patch.dict(base._SENDERS, {channel: send})


def refuse(error: Exception) -> Any:
    def send(row: Delivery) -> None:
        raise error

    return send


def lease_ends() -> None:
    Delivery.objects.filter(state="doing").update(lease_until=timezone.now() - dt.timedelta(seconds=1))


class TestLettersOfOneCase:
    """A letter that its own trouble puts off does not keep the answer back for a day."""

    def two(self, cast: Any, *places: tuple[str, str]) -> list[Delivery]:
        case = made_ready(case_of(cast.udm), cast.registrar)
        letter = Letter("Сведения", "Здравствуйте! Сообщаем сведения по делу.", notice="acceptance")
        return [send_to_place(case, letter, place, key=f"{n}", by=None) for n, place in enumerate(places)]

    def test_a_letter_put_off_for_hours_lets_the_next_one_by(self, cast: Any) -> None:
        first, second = self.two(cast, ("max", "77"), ("max", "77"))
        went: list[int] = []

        def send(row: Delivery) -> None:
            if row.pk == first.pk:
                raise Postpone("файл не принят")
            went.append(row.pk)

        with carried_by("max", send):
            deliver_ready()
            assert went == [], "its next try is in half a minute: they go in order"
            Delivery.objects.filter(pk=first.pk).update(attempts=4, next_at=timezone.now())
            deliver_ready()
        assert went == [second.pk] and state(first) == "queued"

    def test_another_address_and_another_way_wait_for_nobody(self, cast: Any) -> None:
        first, other, way = self.two(cast, ("max", "77"), ("max", "78"), ("vk", "77"))
        with carried_by("max", refuse(Postpone("файл не принят"))):
            deliver_ready()
        went: list[int] = []
        with carried_by("max", lambda row: went.append(row.pk)), carried_by("vk", lambda row: went.append(row.pk)):
            Delivery.objects.exclude(pk=first.pk).update(next_at=timezone.now())
            deliver_ready()
        assert went == [other.pk, way.pk]


class TestAPlaceThatIsAway:
    def test_a_bot_whose_key_is_refused_stops_the_letters_of_no_other_body(self, cast: Any, settings: Any) -> None:
        good, bad = FakeMax(), FakeMax()
        bad.faults = [(401, {"code": "verify.token"})] * 100
        settings.BOTS = f"max+http://s:T@{bad.place}/?body=altai-zags max+http://s:T@{good.place}/?body=udmurtia-mio"
        theirs = [answered(cast.altai, f"{n}") for n in range(3)]
        mine = answered(cast.udm, "наш")
        deliver_ready()
        assert state(mine) == "sent"
        assert [state(row) for row in theirs] == ["queued"] * 3
        assert len(bad.calls) == 1, "the rest of its letters is not tried in this round"

    @pytest.mark.parametrize("channel", ["docflow", "epgu", "vk", "telegram"])
    def test_so_it_is_with_each_channel_that_a_body_has_of_its_own(self, cast: Any, channel: str) -> None:
        tried: list[int] = []

        def send(row: Delivery) -> None:
            tried.append(row.organisation_id)
            if row.organisation_id == cast.altai.pk:
                raise Away("нет связи")

        rows = [answered(body, f"{n}") for n, body in enumerate([cast.altai, cast.altai, cast.udm])]
        Delivery.objects.update(channel=channel, address="77")
        with carried_by(channel, send):
            deliver_ready()
        assert [state(row) for row in rows] == ["queued", "queued", "sent"]
        assert tried == [cast.altai.pk, cast.udm.pk]

    def test_the_mail_server_of_all_rests_for_all(self, cast: Any) -> None:
        tried: list[int] = []

        def send(row: Delivery) -> None:
            tried.append(row.pk)
            raise Away("нет связи")

        rows = [answered(body, "Да") for body in (cast.altai, cast.udm)]
        Delivery.objects.update(channel="email")
        with carried_by("email", send):
            deliver_ready()
        assert tried == [rows[0].pk]

    def test_a_receiver_of_events_that_does_not_answer_is_asked_once_a_round(self, cast: Any) -> None:
        with patch.object(targets, "look_at", return_value=True):
            made = create_webhook(
                cast.altai, title="СЭД", url="https://example.org/x", verbs=["contact.ignored"], by=cast.stranger
            )
        for n in range(5):
            answered(cast.altai, f"{n}")
        Delivery.objects.all().delete()
        assert queue_events(cast.altai) == 5
        with patch.object(outbound, "post_public", side_effect=outbound.NoAnswer("TimeoutError")) as asked:
            deliver_ready()
        assert asked.call_count == 1
        assert Delivery.objects.filter(subject_id=made.pk, state="queued").count() == 5

    def test_what_fails_slowly_waits_until_all_others_had_their_turn(
        self, cast: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(base, "SLOW", -1.0)
        order: list[str] = []
        rows = [answered(cast.udm, "a"), answered(cast.altai, "b"), answered(cast.udm, "c")]
        Delivery.objects.filter(pk=rows[2].pk).update(channel="email")

        def slow(row: Delivery) -> None:
            order.append(row.channel)
            raise Postpone("позже")

        with carried_by("max", slow), carried_by("email", lambda row: order.append(row.channel)):
            deliver_ready()
        assert order == ["max", "email", "max"], "the mail came before the second try of the slow one"


class TestWhatHasLeftLeavesOnce:
    def test_what_could_not_be_written_down_is_not_sent_again_and_people_are_told(self, cast: Any) -> None:
        row, sent = answered(cast.udm, "Да"), list[int]()
        settle = base.settled_by(row)

        def never(*given: Any, **named: Any) -> None:
            raise RuntimeError("сломано")

        broken = Settle(never, settle.failed, settle.bounced, settle.confirmed)
        with carried_by("max", lambda one: sent.append(one.pk)):
            with patch.dict(base._SETTLE, {"contact": broken}):
                for _ in range(3):
                    deliver_ready()
                    lease_ends()
            assert state(row) == "doing"
            assert Alert.objects.get(kind="outbox", resolved_at=None).organisation_id == cast.udm.pk
            deliver_ready()
        assert sent == [row.pk]
        assert state(row) == "sent"
        assert not Alert.objects.filter(kind="outbox", resolved_at=None).exists()

    def test_two_parts_sent_to_one_body_at_once_are_two_letters_and_the_client_is_told_of_both(self, cast: Any) -> None:
        case, sent = made_ready(case_of(cast.udm), cast.head), list[int]()
        for _ in range(2):
            going_on(case, "Городская администрация", by=cast.head, keeps=True)
        with carried_by("email", lambda one: sent.append(one.pk)):
            deliver_ready()
            lease_ends()
            deliver_ready()
        letters = list(
            Delivery.objects.filter(subject_type="forwardedletter").order_by("pk").values_list("pk", "state")
        )
        assert [s for _pk, s in letters] == ["sent", "sent"]
        assert [pk for pk in sent if pk in dict(letters)] == [pk for pk, _s in letters]
        assert case.contacts.filter(notice="forwarding").count() == 2

    def test_a_sending_that_outlasts_its_lease_is_not_begun_beside(self, cast: Any) -> None:
        row, sent = answered(cast.udm, "Да"), list[int]()
        known = connection.settings_dict
        with psycopg.connect(
            dbname=known["NAME"],
            user=known["USER"],
            password=known["PASSWORD"],
            host=known["HOST"],
            port=known["PORT"] or None,
        ) as other:
            with patch.object(connection, "cursor", other.cursor):
                held = alone(f"delivery {row.pk}")
                assert held.__enter__()
            Delivery.objects.filter(pk=row.pk).update(state="doing")
            lease_ends()
            with carried_by("max", lambda one: sent.append(one.pk)):
                deliver_ready()
                assert not sent
                with patch.object(connection, "cursor", other.cursor):
                    held.__exit__(None, None, None)
                lease_ends()
                deliver_ready()
        assert sent == [row.pk], "it is taken when the other has let go of it, as of one that was killed"


class TestPatience:
    """Three days, from when it could go."""

    def old(self, row: Delivery, **now: Any) -> None:
        Delivery.objects.filter(pk=row.pk).update(created_at=F("created_at") - LATER, **now)

    def test_a_letter_that_has_waited_for_days_is_given_up(self, cast: Any) -> None:
        row = answered(cast.udm, "Да")
        self.old(row)
        with carried_by("max", refuse(Away("нет связи"))):
            deliver_ready()
        assert state(row) == "dead"

    def test_an_event_sent_again_is_no_older_than_the_press(self, cast: Any) -> None:
        with patch.object(targets, "look_at", return_value=True):
            made = create_webhook(
                cast.altai, title="СЭД", url="https://example.org/x", verbs=["contact.ignored"], by=cast.stranger
            )
        answered(cast.altai, "Да")
        queue_events(cast.altai)
        row = Delivery.objects.get(subject_type="webhook")
        self.old(row)
        with carried_by("webhook", refuse(GiveUp("404"))):
            deliver_ready()
        assert state(row) == "dead"
        replay(made, timezone.now() - 2 * LATER, by=cast.stranger)
        with carried_by("webhook", refuse(Away("нет связи"))):
            deliver_ready()
        assert state(row) == "queued"

    def test_what_was_delivered_and_is_sent_again_is_sent_indeed(self, cast: Any) -> None:
        with patch.object(targets, "look_at", return_value=True):
            made = create_webhook(
                cast.altai, title="СЭД", url="https://example.org/x", verbs=["contact.ignored"], by=cast.stranger
            )
        answered(cast.altai, "Да")
        queue_events(cast.altai)
        sent: list[int] = []
        with carried_by("webhook", lambda one: sent.append(one.pk)):
            deliver_ready()
            replay(made, timezone.now() - LATER, by=cast.stranger)
            deliver_ready()
        assert len(sent) == 2
