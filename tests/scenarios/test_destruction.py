"""What is destroyed is gone from everywhere; what is given to a client is everything (152-ФЗ ст. 14, 21)."""

from __future__ import annotations

import datetime as dt
import io
import json
import urllib.parse
import zipfile
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from priemnaya.config import tasks
from priemnaya.core.erasure import CATEGORIES, empty_of, keepers
from priemnaya.core.models import Event
from priemnaya.letterhead.report import Report, render_report
from priemnaya.people.models import Client
from priemnaya.records.actions import build_waiting
from priemnaya.records.models import DisposalAct

from .. import marks
from ..desk import Desk
from ..planting import Planted, aged, all_closed, plant_everything, the_rest_as_rows

LAWFUL: dict[str, str] = {}
"""table.column -> why a mark may stay there after the act. The act names nobody (records/act.py), so nothing may."""


@pytest.mark.unit
@pytest.mark.parametrize("mark", marks.MARKS)
def test_the_search_finds_a_mark_however_it_is_written(mark: str) -> None:
    """The search itself is tried: an empty answer of it must mean that nothing is there."""
    word = f"{mark.capitalize()}ым"
    mail = EmailMessage()
    mail["Subject"], mail["From"] = word, "a@b.example"
    mail.set_content(f"До {word} после", cte="base64")
    quoted = EmailMessage()
    quoted.set_content(f"{'я' * 20} {word}", cte="quoted-printable")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", f"x {word} y")
    printed = render_report(Report("Орган", "Письмо", (word,), ()))
    for content in (
        word.encode(),
        word.encode("cp1251"),
        word.upper().encode("koi8-r"),
        json.dumps({"a": word}).encode(),
        urllib.parse.quote(word).encode(),
        mail.as_bytes(),
        quoted.as_bytes(),
        packed.getvalue(),
        printed,
    ):
        found = {m for piece in marks.unpacked(content) for m, _ in marks.marks_in(piece)}
        assert mark in found, content[:80]
    assert marks.marks_in("Обыкновенное письмо без примет.".encode()) == set()


@pytest.fixture
def planted(cast: Any, settings: Any, tmp_path: Path) -> Planted:
    """Nothing of him is in any line of the log meanwhile, nor in any event."""
    with marks.log_lines() as lines:
        everything = plant_everything(cast, settings, tmp_path)
    assert marks.marks_in(lines.getvalue().encode()) == set(), lines.getvalue()
    assert marks.marks_in(json.dumps(list(Event.objects.values()), default=str, ensure_ascii=False).encode()) == set()
    return everything


def disposed_by_two(cast: Any) -> DisposalAct:
    """The schedule proposes; one reviews, another confirms, each at the page."""
    tasks.propose_disposals(0)
    act = DisposalAct.objects.get(organisation=cast.udm, state="proposed")
    first, second = Desk(cast.head), Desk(cast.admin)
    first.post(f"/w/disposals/{act.pk}/act/", do="review")
    page = second.post(f"/w/disposals/{act.pk}/act/", do="execute")
    act.refresh_from_db()
    assert act.state == "done", page.text
    return act


def not_filled() -> set[str]:
    """table.column that is declared personal and holds nothing in any row."""
    empty = set()
    for keeper in keepers():
        for held in keeper.held:
            for name in held.columns:
                column: Any = held.table._meta.get_field(name)
                blank = {f"{name}__isnull": True}
                if not column.null and column.remote_field is None:
                    blank = {name: empty_of(held.table, name)}
                if not held.table._base_manager.exclude(**blank).exists():
                    empty.add(f"{held.table._meta.db_table}.{name}")
    return empty


@pytest.mark.walk
def test_nothing_of_a_destroyed_client_is_left_in_any_column_in_any_spelling(planted: Planted, cast: Any) -> None:
    """He came by every channel and through every screen. Years later two people agree, and no column of any table knows
    him."""
    all_closed(planted)
    the_rest_as_rows(planted)
    before = marks.left_in_the_database()
    assert set().union(*before.values()) == set(marks.MARKS)
    assert len(before) > 50
    aged(7, planted.folder)
    tasks.propose_disposals(0)
    refused = DisposalAct.objects.get(organisation=cast.udm)
    Desk(cast.head).post(f"/w/disposals/{refused.pk}/act/", do="reject", why=f"Судится {marks.STAFF}")
    tasks.propose_disposals(0)
    acts = DisposalAct.objects.filter(organisation=cast.udm)
    assert acts.count() == 1, "once a month"
    acts.update(proposed_at=timezone.now() - dt.timedelta(days=32))
    assert not_filled() == set(), "declared as personal, and no screen, channel or row above has filled it"
    act = disposed_by_two(cast)
    left = {place: found for place, found in marks.left_in_the_database().items() if place not in LAWFUL}
    assert left == {}
    assert marks.left_on_the_disk([planted.folder]) == {}
    assert set(act.erased["categories"]) == set(CATEGORIES)


@pytest.mark.walk
def test_the_history_holds_all_that_the_client_said_gave_and_was_given(planted: Planted, cast: Any) -> None:
    """Asked at the real page for each of his cards; every word and file of his is found, and every answer he got."""
    desk = Desk(cast.head)
    cards = Client.objects.filter(surname__in=(marks.SURNAME, marks.NAME), merged_into=None)
    text, packed = "", b""
    for card in cards:
        desk.post(f"/w/clients/{card.pk}/history/")
        build_waiting(cast.udm)
        export = card.exports.latest("pk")
        answer = desk.client.get(f"/w/history/{export.pk}/")
        with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
            text += archive.read("index.json").decode() + marks.words_of(archive.read("history.pdf"))
            packed += b"".join(archive.read(name) for name in archive.namelist() if name.startswith("materials/"))
    assert {w for w in planted.words if w not in text} == set()
    assert {f for f in planted.files if f.encode() not in packed} == set()
    for given in (
        "Согласие дано",
        "Согласие отозвано",
        "Новости",
        "Отписка",
        "Ответ на ваше сообщение",
        "трек-номер",
    ):
        assert given in text, given
    assert b"%PDF" in packed
