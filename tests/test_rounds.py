"""Rounds of the clock over many rows: one that fails stays alone, the ones behind it are done, and people are told by
the failure that is raised at the end."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.utils import timezone

from priemnaya.cases.models import Case, Contact
from priemnaya.channels.docflow import folder
from priemnaya.channels.exchange.folders import take_waiting
from priemnaya.channels.intake import poll
from priemnaya.channels.social.bots import bots
from priemnaya.channels.webhooks import events
from priemnaya.config import tasks
from priemnaya.core.each import each
from priemnaya.core.models import Alert, Delivery, Notice, NoticeChoice, Obligation
from priemnaya.core.noticed import MAILED
from priemnaya.desk.actions import campaigns, staff_letters
from priemnaya.paper import actions as paper
from priemnaya.paper.models import Scan

from .channels.fakes import FakeMax, max_message
from .channels.test_exchange import order
from .chats import begun, on_duty, with_chat
from .helpers import case_of
from .reception import a_place

pytestmark = [pytest.mark.django_db]


class Broken(Exception):
    """What nobody foresaw."""


def failing_first(act: Any) -> Any:
    """The act, but for the first row it is given."""
    met: list[Any] = []

    def acts(*given: Any, **named: Any) -> Any:
        met.append(given)
        if len(met) == 1:
            raise Broken
        return act(*given, **named)

    return acts


@pytest.mark.unit
def test_all_are_tried_then_the_failure_is_told_and_a_turn_that_ends_ends_the_round() -> None:
    done: list[int] = []

    def act(n: int) -> bool:
        if n == 1:
            raise Broken
        if n == 3:
            raise TimeoutError
        done.append(n)
        return True

    with pytest.raises(Broken):
        each([0, 1, 2], act, "row")
    assert done == [0, 2]
    assert each([0, 3, 2], act, "row", until=TimeoutError) == 1


def test_a_letter_in_a_folder_of_the_document_system(cast: Any, settings: Any, tmp_path: Path) -> None:
    settings.DOCFLOW = str(tmp_path)
    fields = {"organisation_id": cast.udm.pk, "channel": "docflow", "subject_type": "contact", "subject_id": 1}
    for n in range(2):
        Delivery.objects.create(key=f"{n}", state="sent", address="other", **fields)
    settled: list[int] = []
    act = failing_first(lambda row: settled.append(row.pk) or True)
    with patch.object(folder, "_settled", act), pytest.raises(Broken):
        folder.look_at_folders(cast.udm)
    assert len(settled) == 1


def test_a_document_of_the_exchange_that_nobody_may_read(cast: Any, settings: Any, tmp_path: Path) -> None:
    settings.EXCHANGE = f"epgu+folder://{tmp_path}/epgu?body=udmurtia-mio"
    inbox = tmp_path / "epgu" / "in"
    inbox.mkdir(parents=True)
    (inbox / "a.json").symlink_to(tmp_path / "epgu")  # a folder: it can be read by nobody, root included
    (inbox / "b.json").write_text(json.dumps(order()))
    with pytest.raises(OSError, match="directory"):
        take_waiting(cast.udm)
    assert Case.objects.count() == 1
    assert [p.name for p in (tmp_path / "epgu" / "done").iterdir()] == ["b.json"]


def test_a_subscription(cast: Any) -> None:
    from priemnaya.channels.models import Webhook

    for n in range(2):
        Webhook.objects.create(organisation=cast.udm, title=f"{n}", url="https://example.org/", salt="x")
    case_of(cast.udm)
    with patch.object(events, "_queue_for", failing_first(events._queue_for)), pytest.raises(Broken):
        events.queue_events(cast.udm)
    assert Delivery.objects.filter(channel="webhook").exists()


def test_letters_to_staff(cast: Any) -> None:
    then = timezone.now() - dt.timedelta(hours=1)
    for who in (cast.head, cast.executor):
        type(who).objects.filter(pk=who.pk).update(email=f"{who.username}@body.example")
        NoticeChoice.objects.create(employee_id=who.pk, kind="case", how=MAILED, since=then)
        row = Notice.objects.create(organisation_id=cast.udm.pk, employee_id=who.pk, text="Дело", kind="case")
        Notice.objects.filter(pk=row.pk).update(at=then + dt.timedelta(minutes=1))
    with patch.object(staff_letters, "_mail", failing_first(staff_letters._mail)), pytest.raises(Broken):
        staff_letters.mail_notices(cast.udm)
    assert Delivery.objects.filter(subject_type="employee").count() == 1


def test_likeness_of_messages(cast: Any) -> None:
    first, second = case_of(cast.udm), case_of(cast.udm, text="О другом.", identity="esia-2")
    with patch.object(campaigns, "_gather", failing_first(campaigns._gather)), pytest.raises(Broken):
        campaigns.gather_alike(cast.udm)
    looked = set(Case.objects.exclude(alike=None).values_list("pk", flat=True))
    assert looked == {second.pk}
    assert first.pk not in looked


def test_a_scan_that_breaks_its_reader_leaves_those_behind_it_read(cast: Any) -> None:
    for n in range(2):
        paper.add_scan(cast.udm, f"{n}.pdf", f"%PDF-{n}".encode(), by=cast.registrar)
    with patch.object(paper, "read_scan", failing_first(lambda data: (1, "Прошу", ""))), pytest.raises(Broken):
        paper.read_waiting(cast.udm)
    assert list(Scan.objects.order_by("pk").values_list("state", flat=True)) == ["waiting", "ready"]


def test_steps_of_a_task_stand_alone(cast: Any) -> None:
    done: list[str] = []

    def step(name: str) -> Any:
        return lambda *given: done.append(name)

    with (
        patch.object(tasks, "seek_in_letters", side_effect=Broken),
        patch.object(tasks, "seek_in_scans", step("scans")),
        patch.object(tasks, "seek_in_cases", step("cases")),
        patch.object(tasks, "forget_lists", step("lists")),
        pytest.raises(Broken),
    ):
        tasks._sought(cast.udm)
    assert done == ["scans", "cases", "lists"]


@pytest.mark.parametrize("step", ["told_apart", "delivery_at", "_held"])
def test_a_letter_that_breaks_any_step_of_ours_is_kept_and_told_of(cast: Any, step: str) -> None:
    """Else its server brings it again for days, and then returns it to who wrote."""
    from priemnaya.channels.email import inbound

    raw = b"From: maria@mail.example\r\nMessage-ID: <1@mail.example>\r\n\r\nHello"
    with patch.object(inbound, step, side_effect=Broken):
        outcome = inbound.receive_letter(cast.udm, raw)
    assert outcome.status == "quarantined"
    assert outcome.contact.raw is not None and outcome.contact.raw.read() == raw


class TestHalfASign:
    """A name or a text cut in the middle of a picture: JSON may hold it, UTF-8 and the database may not."""

    def test_a_bot_that_polls_goes_on_behind_it(self, cast: Any, settings: Any) -> None:
        fake = FakeMax()
        settings.BOTS = f"max+http://s3cret:T0K@{fake.place}/?body=udmurtia-mio&mode=poll"
        fake.waiting = [
            {"seq": 1, "update": max_message("Привет \ud83d", mid="mid.1")},
            {"seq": 2, "update": max_message("Второе", user=78, mid="mid.2")},
        ]
        assert poll(bots()[0]) == 2
        assert poll(bots()[0]) == 0
        texts = Contact.objects.filter(direction="in").order_by("pk").values_list("text", flat=True)
        assert list(texts) == ["Привет ?", "Второе"]

    def test_a_document_in_a_folder_of_the_exchange_is_taken(self, cast: Any, settings: Any, tmp_path: Path) -> None:
        settings.EXCHANGE = f"epgu+folder://{tmp_path}/epgu?body=udmurtia-mio"
        inbox = tmp_path / "epgu" / "in"
        inbox.mkdir(parents=True)
        (inbox / "a.json").write_text(json.dumps(order(text="Прошу \ud83d ответить")))
        assert take_waiting(cast.udm) == 1
        assert "Прошу ? ответить" in Contact.objects.get(direction="in").text


def test_what_a_body_owes_by_its_order(cast: Any) -> None:
    """A clause that fails leaves the others opened, and a recount of terms ends."""
    from priemnaya.cases import recount as recounting
    from priemnaya.cases.models import Recount
    from priemnaya.people import duties, duties_recounted

    rows = Obligation.objects.about("organisation", cast.udm.pk).filter(duties.OWED_BY_ORDER)
    with patch.object(duties, "_open_duty", failing_first(duties._open_duty)), pytest.raises(Broken):
        duties.open_duties(cast.udm)
    whole = rows.count() + 1
    assert whole > 1
    duties.open_duties(cast.udm)
    assert rows.count() == whole
    counted: list[int] = []
    taken = failing_first(lambda body, owed, fresh, why: counted.append(owed.pk) or False)
    then = timezone.now() - dt.timedelta(hours=1)
    Recount.objects.create(organisation=cast.udm, why="указ", queued_at=then)
    with patch.object(duties_recounted, "_taken", taken):
        recounting.run_recounts(cast.udm)
    assert len(counted) == whole - 1 and Recount.objects.get().state == "done"
    assert Alert.objects.filter(kind="recount").exists()


def test_fixed_days_of_the_knowledge_base(cast: Any) -> None:
    from priemnaya.knowledge.actions import reviews

    whole = len(reviews.settle_milestones(cast.udm))
    assert whole > 1
    met: list[str] = []
    act = failing_first(lambda body, held, what, done: met.append(what))
    with patch.object(reviews, "_milestone", act), pytest.raises(Broken):
        reviews.settle_milestones(cast.udm)
    assert len(met) == whole - 1


def test_talks_of_the_chat(cast: Any) -> None:
    from priemnaya.channels.chat.actions import sweeping

    with_chat(cast.udm)
    on_duty(cast.registrar)
    begun(cast.udm)
    second, _key = begun(cast.udm, "Где вы находитесь?")
    settled: list[int] = []
    act = failing_first(lambda talk: settled.append(talk.pk) or True)
    with patch.object(sweeping, "_settle", act), pytest.raises(Broken):
        sweeping.settle_chats(cast.udm)
    assert settled == [second.pk]


def test_words_of_visits(cast: Any) -> None:
    from priemnaya.reception.actions.visits import words
    from priemnaya.reception.models import Visit

    place = a_place(cast.udm)
    for n in range(2):
        Visit.objects.create(organisation=cast.udm, place=place, about=f"Вопрос {n}", unsought=True)
    with patch.object(words, "words_of", failing_first(words.words_of)), pytest.raises(Broken):
        words.seek_in_visits(cast.udm)
    assert Visit.objects.filter(unsought=False).count() == 1
