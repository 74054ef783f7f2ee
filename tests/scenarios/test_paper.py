"""Paper: a scan read by the real Tesseract and registered; letters listed for the post and followed."""

from __future__ import annotations

import io
import os
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from priemnaya.cases import actions
from priemnaya.cases.actions.reading import read_files
from priemnaya.cases.models import Case, ForwardedLetter
from priemnaya.channels.paper.folder import take_scans
from priemnaya.core.models import AccessRecord, Alert, Delivery, Event
from priemnaya.errors import Objection, Stale
from priemnaya.letterhead.report import Item, Report, render_report
from priemnaya.paper import actions as paper
from priemnaya.paper.actions import wording
from priemnaya.paper.models import PostItem, PostList, Scan
from priemnaya.paper.ocr import Unreadable, count_pages, page_of, tidy
from priemnaya.people.actions.substitution import end_substitution, name_substitute
from priemnaya.people.models import Substitution

from ..breadth import examples, sampled
from ..desk import Desk, looked_and_sent
from ..helpers import case_of, drafted, going_on, made_ready, message
from ..stood import posted

WORDS = (
    "Прошу продлить договор аренды земельного участка под садоводство. Участок расположен в деревне Пычанки. Ответ"
    " направьте письмом."
)


def letter_pdf(text: str = WORDS, pages: int = 1) -> bytes:
    """A letter as a printer would put it on paper."""
    return render_report(
        Report(
            "Министру имущественных отношений",
            "Заявление",
            ("от Ивановой М. С.",),
            tuple(Item("", "", (text,) * (1 if n == 0 else 40)) for n in range(pages)),
        )
    )


def photo(content: bytes, kind: str = "JPEG", **changes: Any) -> bytes:
    page = page_of(content, 0)
    out = io.BytesIO()
    page.rotate(changes.get("turned", 0), expand=True, fillcolor="white").save(
        out, kind, **({"quality": 70} if kind == "JPEG" else {})
    )
    return out.getvalue()


@sampled("kind", ["PDF", "JPEG", "PNG", "TIFF"], of=4)
def test_a_scan_is_read_and_suggested_and_a_person_registers_it(cast: Any, client: Client, kind: str) -> None:
    content = letter_pdf() if kind == "PDF" else photo(letter_pdf(), kind)
    client.force_login(cast.registrar)
    client.post("/w/scans/", {"files": [SimpleUploadedFile(f"письмо.{kind.lower()}", content)]})
    assert paper.read_waiting(cast.udm) == 1
    scan = Scan.objects.get()
    assert (scan.state, scan.problem) == ("ready", "")
    read = set(scan.text.replace(".", " ").split())
    wanted = set(WORDS.replace(".", " ").split())
    assert len(wanted & read) >= 0.85 * len(wanted), scan.text
    page = client.get(f"/w/scans/{scan.pk}/").content.decode()
    assert "Сверьте с изображением" in page
    picture = client.get(f"/w/scans/{scan.pk}/page/0/")
    assert (picture["Content-Type"], picture.content[:4]) == ("image/png", b"\x89PNG")
    assert client.get(f"/w/scans/{scan.pk}/page/7/").status_code == 404
    assert client.post(f"/w/scans/{scan.pk}/", {"text": "", "kind": "appeal", "surname": "Иванова"}).status_code == 422
    client.post(
        f"/w/scans/{scan.pk}/",
        {
            "text": scan.text,
            "kind": "appeal",
            "surname": "Иванова",
            "name": "Мария",
            "postal_address": "426000, Ижевск",
        },
    )
    case = Case.objects.get()
    assert (case.point, case.kind, case.chosen_point, case.chosen_address) == (
        "post",
        "appeal",
        "post",
        "426000, Ижевск",
    )
    assert case.contacts.get(direction="in").attachments.get().file.read() == content
    assert AccessRecord.objects.filter(kind="view", others=[f"scan:{scan.pk}"]).exists()
    with pytest.raises(Objection, match="уже зарегистрировано"):
        paper.register_scan(scan, message(point="post", text="x"), by=cast.registrar)
    client.force_login(cast.stranger)
    assert client.get(f"/w/scans/{scan.pk}/").status_code == 404


@pytest.mark.parametrize("hurry", [False, True])
def test_a_scan_guards_against_whom_it_names_whenever_it_is_recognised(
    cast: Any, monkeypatch: pytest.MonkeyPatch, hurry: bool
) -> None:
    """Registered before Tesseract has looked at it as well."""
    said = "Жалоба. Инспектор Сорокин накричал на меня и выгнал из кабинета."
    for module in (paper, wording):
        monkeypatch.setattr(module, "read_scan", lambda data, **_: (1, said, ""))
    monkeypatch.setattr(wording, "recognises", lambda: True)
    scan = paper.add_scan(cast.udm, "письмо.jpg", photo(letter_pdf(said)), by=cast.registrar)
    if not hurry:
        paper.read_waiting(cast.udm)
    scan.refresh_from_db()
    typed = message(point="post", text="Письмо гражданина, см. скан", subject="Письмо", surname="Зимородкова")
    case = paper.register_scan(scan, typed, by=cast.registrar).case
    for step in (read_files, wording.take_words, wording.recognise_files):
        step()
    assert case is not None
    assert [n.employee for n in case.named.all()] == [cast.executor]


def test_what_is_no_picture_says_so_and_stays_registrable_by_hand(cast: Any) -> None:
    scan = paper.add_scan(cast.udm, "x.pdf", b"%PDF-1.4 broken", by=cast.registrar)
    assert paper.add_scan(cast.udm, "copy.pdf", b"%PDF-1.4 broken", by=cast.registrar) == scan
    paper.read_waiting(cast.udm)
    scan.refresh_from_db()
    assert (scan.state, scan.pages) == ("ready", 0)
    assert "не открывается" in scan.problem
    assert paper.register_scan(scan, message(point="post", text="Внесено руками"), by=cast.registrar).case is not None
    with pytest.raises(Objection, match="пустой"):
        paper.add_scan(cast.udm, "e.png", b"", by=cast.registrar)


@pytest.mark.unit
@examples(60)
@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"II*\x00", b"GIF89a"]),
)
def test_any_bytes_are_pages_or_one_plain_objection(noise: bytes, head: bytes) -> None:
    try:
        pages = [page_of(head + noise, n) for n in range(count_pages(head + noise))]
        assert all(page.width > 0 and page.height > 0 for page in pages)
    except Unreadable as error:
        assert "Отсканируйте" in str(error)


@pytest.mark.unit
def test_lines_are_joined_and_broken_words_put_together() -> None:
    assert (
        tidy("Прошу прод-\nлить договор\nаренды.\n\n\nС уважением\f") == "Прошу продлить договор аренды.\n\nС уважением"
    )
    picture = Image.new("RGB", (3, 2))
    out = io.BytesIO()
    picture.save(out, "PNG")
    assert page_of(out.getvalue(), 0).size == (3, 2)


def test_the_scanner_s_folder_is_watched_and_a_growing_file_is_left_alone(
    cast: Any, settings: Any, tmp_path: Path
) -> None:
    settings.SCANS = str(tmp_path)
    folder = tmp_path / "udmurtia-mio"
    folder.mkdir()
    (folder / "ready.png").write_bytes(photo(letter_pdf(), "PNG"))
    (folder / "notes.txt").write_text("x")
    (folder / "empty.pdf").write_bytes(b"")
    for name in ("ready.png", "empty.pdf"):
        os.utime(folder / name, (time.time() - 60, time.time() - 60))
    (folder / "growing.pdf").write_bytes(b"%PDF")
    os.utime(folder / "growing.pdf", (time.time(), time.time()))  # the disk's own clock is not ours
    assert take_scans(cast.udm) == 1
    assert [p.name for p in (folder / "done").iterdir()] == ["ready.png"]
    assert [p.name for p in (folder / "failed").iterdir()] == ["empty.pdf"]
    assert (folder / "growing.pdf").exists()
    assert Alert.objects.filter(kind="scan", text__contains="пустой").exists()
    assert take_scans(cast.udm) == 0


def by_post(cast: Any, n: int = 1, address: str = "426000, г. Ижевск, ул. Мира, д. 1") -> Case:
    case = case_of(
        cast.udm,
        point="post",
        postal_address=address,
        chosen_point="",
        addresses={},
        identity=f"esia-{n}",
        surname=f"Почтов{n}",
        text=f"Вопрос {n}",
    )
    actions.send_reply(drafted(made_ready(case, cast.head), cast.head), by=cast.head)
    return case


class TestPost:
    """Outgoing paper: a list, envelopes, track numbers, and what became of each letter."""

    def test_letters_are_listed_printed_numbered_and_followed(self, cast: Any, client: Client) -> None:
        case = by_post(cast)
        rows = list(Delivery.objects.filter(channel="post", subject_id=case.pk))
        assert {r.state for r in rows} == {"queued"}
        client.force_login(cast.executor)
        page = client.get("/w/post/").content.decode()
        assert "Почтов1" in page
        ticked = {"delivery": [r.pk for r in rows]}
        envelopes = client.post("/w/post/list/", {**ticked, "do": "envelopes"})
        pdf = PdfReader(io.BytesIO(envelopes.content))
        assert len(pdf.pages) == len(rows)
        assert round(float(pdf.pages[0].mediabox.width) / 72 * 25.4) == 220
        assert "ул. Мира" in pdf.pages[0].extract_text()
        client.post("/w/post/list/", {**ticked, "do": "list"})
        made = PostList.objects.get()
        printed = client.get(f"/w/post/{made.pk}/list.pdf").content
        assert made.number in PdfReader(io.BytesIO(printed)).pages[0].extract_text()
        item = made.items.order_by("-pk")[0]
        posted(client, f"/w/post/items/{item.pk}/", {"track": "123"})
        item.refresh_from_db()
        assert (item.track, item.delivery.state) == ("", "queued")
        posted(client, f"/w/post/items/{item.pk}/", {"track": "8010 1234 5678 90"})
        item.refresh_from_db()
        assert item.track == "80101234567890"
        assert Delivery.objects.get(pk=item.delivery_id).state == "sent"
        client.post(f"/w/post/items/{item.pk}/", {"do": "handed"})
        assert Delivery.objects.get(pk=item.delivery_id).state == "delivered"
        assert "Почтов1" in client.get("/w/post/").content.decode()

    def test_a_returned_letter_goes_by_the_next_way(self, cast: Any) -> None:
        case = by_post(cast)
        made = paper.make_list(cast.udm, list(Delivery.objects.filter(subject_id=case.pk)), by=cast.executor)
        item = made.items.order_by("-pk")[0]
        paper.set_track(item, "", by=cast.executor)
        paper.post_result(item, handed=False, by=cast.executor)
        assert Delivery.objects.get(instead_of=item.delivery_id).channel == "portal"
        assert Alert.objects.filter(kind="bounce").exists()

    def test_wrong_lists_and_numbers_are_refused(self, cast: Any) -> None:
        with pytest.raises(Objection, match="Отметьте"):
            paper.make_list(cast.udm, [], by=cast.executor)
        case = by_post(cast)
        rows = list(Delivery.objects.filter(subject_id=case.pk))
        Delivery.objects.filter(pk=rows[0].pk).update(address="")
        rows[0].refresh_from_db()
        with pytest.raises(Objection, match="Нет почтового адреса"):
            paper.make_list(cast.udm, rows, by=cast.executor)
        Delivery.objects.filter(pk=rows[0].pk).update(address="Ижевск")
        other = by_post(cast, 2)
        first = paper.make_list(cast.udm, [Delivery.objects.get(pk=r.pk) for r in rows], by=cast.executor)
        second = paper.make_list(cast.udm, list(Delivery.objects.filter(subject_id=other.pk)), by=cast.executor)
        paper.set_track(PostItem.objects.filter(post_list=first)[0], "RA123456789RU", by=cast.executor)
        with pytest.raises(Objection, match="уже стоит"):
            paper.set_track(PostItem.objects.filter(post_list=second)[0], "RA123456789RU", by=cast.executor)
        with pytest.raises(Objection, match="Отметьте"):
            paper.make_list(cast.udm, rows, by=cast.executor)


class TestMarks:
    """What the list of the post says of a letter fits the letter: a stale page is told so."""

    def listed(self, cast: Any, delivery: Delivery) -> PostItem:
        return paper.make_list(cast.udm, [delivery], by=cast.executor).items.get()

    def marks(self, client: Client, item: PostItem, **typed: str) -> str:
        return looked_and_sent(client, f"/w/post/items/{item.pk}/", typed, follow=True).content.decode()

    def answer(self, case: Case) -> Delivery:
        return Delivery.objects.get(
            channel="post", subject_id=case.pk, payload__reply__isnull=False, payload__reply__gt=0
        )

    def test_a_letter_handed_over_was_sent_too(self, cast: Any, client: Client) -> None:
        case = by_post(cast)
        item = self.listed(cast, self.answer(case))
        assert Case.objects.get(pk=case.pk).state == "sending"
        client.force_login(cast.executor)
        assert "Записано" in self.marks(client, item, do="handed")
        row = Delivery.objects.get(pk=item.delivery_id)
        assert row.state == "delivered" and row.sent_at and row.delivered_at
        assert Case.objects.get(pk=case.pk).state == "answered"
        page = self.marks(client, item, do="handed")
        assert "уже вручено" in page and "Записано" not in page
        assert Event.objects.filter(verb="post.result").count() == 1

    def test_a_recalled_letter_takes_no_track_is_not_handed_over_and_not_printed(
        self, cast: Any, client: Client
    ) -> None:
        case = case_of(cast.udm)
        going_on(case, "Росархив", by=cast.head, way="post")
        letter = ForwardedLetter.objects.get()
        item = self.listed(cast, Delivery.objects.get(pk=letter.delivery_id))
        actions.recall_letter(letter, "Ответим сами, это наше", by=cast.head)
        client.force_login(cast.executor)
        for typed in ({"track": "12345678901234"}, {"do": "handed"}, {"do": "returned"}):
            page = self.marks(client, item, **typed)
            assert "отозвано" in page and "Записано" not in page
        item.refresh_from_db()
        assert (item.track, item.delivery.state) == ("", "dead")
        assert not Event.objects.filter(verb__in=("post.sent", "post.result")).exists()
        printed = client.get(f"/w/post/{item.post_list_id}/list.pdf").content
        assert "Росархив" not in PdfReader(io.BytesIO(printed)).pages[0].extract_text()

    def test_a_letter_that_has_not_left_cannot_come_back(self, cast: Any, client: Client) -> None:
        item = self.listed(cast, self.answer(by_post(cast)))
        client.force_login(cast.executor)
        assert "ещё не сдано" in self.marks(client, item, do="returned")
        self.marks(client, item, track="")
        assert "Записано" in self.marks(client, item, do="returned")
        assert "уже вернулось" in self.marks(client, item, track="12345678901234")
        assert "уже вернулось" in self.marks(client, item, do="handed")

    def test_the_page_asks_as_much_for_many_letters_as_for_few(self, cast: Any, client: Client) -> None:
        client.force_login(cast.executor)
        client.get("/w/post/")  # the first page of a session writes its own rows
        counts = []
        for start in (0, 4):
            for n in range(start, start + 4):
                case_of(cast.udm, point="post", postal_address=f"Ижевск, Мира, {n}", addresses={}, identity=f"p{n}")
            going_on(case_of(cast.udm, identity=f"f{start}"), "Росархив", by=cast.head, way="post")
            with CaptureQueriesContext(connection) as seen:
                page = client.get("/w/post/").content.decode()
            counts.append(len(seen))
        assert "Мира, 7" in page
        assert counts[0] == counts[1]


class TestTwoAtOneScan:
    """Seen by a judge: the journal said «отложено» of a letter that had its case."""

    def test_a_registered_one_is_not_dropped_from_an_older_page(self, cast: Any) -> None:
        scan = paper.add_scan(cast.udm, "x.pdf", b"%PDF-1.4 broken", by=cast.registrar)
        paper.register_scan(scan, message(point="post", text="Внесено руками"), by=cast.registrar)
        page = Desk(cast.registrar).post(f"/w/scans/{scan.pk}/", do="drop")
        assert "уже зарегистрирован или отложен" in page.text
        scan.refresh_from_db()
        assert scan.state == "registered"
        assert not Event.objects.filter(verb="scan.dropped", subject_id=scan.pk).exists()

    def test_a_dropped_one_is_not_registered_from_an_older_page_and_can_be_added_again(self, cast: Any) -> None:
        scan = paper.add_scan(cast.udm, "y.pdf", b"%PDF-1.4 brokem", by=cast.registrar)
        paper.drop_scan(scan, by=cast.registrar)
        typed = {"text": "Внесено руками", "kind": "appeal", "surname": "Иванова"}
        page = Desk(cast.registrar).post(f"/w/scans/{scan.pk}/", **typed)
        assert "Этот скан отложен" in page.text and "Внесено руками" in page.text
        assert not Case.objects.exists()
        again = paper.add_scan(cast.udm, "y.pdf", b"%PDF-1.4 brokem", by=cast.registrar)
        assert again.pk != scan.pk and again.state == "waiting"


def test_a_substitution_that_has_ended_is_not_ended_again(cast: Any) -> None:
    today = cast.udm.local(timezone.now()).date()
    row = name_substitute(cast.executor, cast.colleague, since=today, until=today, reason="отпуск", by=cast.admin)
    desk, url = Desk(cast.admin), f"/w/staff/substitutions/{row.pk}/end/"
    older = Substitution.objects.get(pk=row.pk)
    desk.post(url)
    with pytest.raises(Stale, match="уже закончено"):
        end_substitution(older, by=cast.admin)
    assert Event.objects.filter(verb="substitution.ended").count() == 1
