"""Words of files are found by staff: a letter with files comes, the worker takes their words, the page of search has the
case; whoever may not have the file finds nothing by it, and what is broken or too much stops nobody."""

from __future__ import annotations

import datetime as dt
import io
import re
import time
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any
from unittest.mock import Mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image, ImageDraw, ImageFont

from priemnaya.bounded import WORKS, Busy, asking, run
from priemnaya.cases import actions
from priemnaya.cases import wording as of_answers
from priemnaya.cases.actions import reading, seeking
from priemnaya.cases.actions.drafting import attach_to_reply
from priemnaya.cases.actions.finding import gather_words
from priemnaya.cases.actions.seeking import seek_in_letters
from priemnaya.cases.finding.moving import MARK, READ_ANEW
from priemnaya.cases.finding.snippets import READ
from priemnaya.cases.finding.sql import FILES_OF_BEFORE
from priemnaya.cases.models import Attachment, Case, Confidential, Contact, FileWords, Found, NamedPerson, Sought
from priemnaya.channels.email import wording as inside
from priemnaya.channels.email.inbound import receive_letter
from priemnaya.core.models import Alert
from priemnaya.paper import actions as paper
from priemnaya.paper import ocr
from priemnaya.paper.actions import wording
from priemnaya.paper.models import Scan
from priemnaya.paper.ocr import recognises
from priemnaya.people.models import Employee
from tests.plain import samples
from tests.plain.packages import pdf as made_pdf
from tests.plain.test_old_formats import WORD_2003

from ..desk import Visitor, as_read
from ..helpers import case_of, drafted, made_ready
from .test_budget import tight
from .test_finding import Found_


@pytest.fixture
def finds(cast: Any) -> Found_:
    return Found_(cast.head)


def letter(**files: bytes) -> bytes:
    """name__ending=content."""
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "Иванова Мария <maria@mail.example>", "Участок"
    mail.set_content("Прошу посмотреть то, что приложено.")
    for name, content in files.items():
        stem, _, ending = name.partition("__")
        mail.add_attachment(content, "application", "octet-stream", filename=f"{stem}.{ending}")
    return mail.as_bytes()


def came(cast: Any, **files: bytes) -> Case:
    contact = receive_letter(cast.udm, letter(**files)).contact
    assert contact is not None and contact.case is not None
    reading.read_files()
    wording.take_words()
    return contact.case


INSIDE = ("Дикобразов", "тапир", "кенгуровый склад", "прочти", "ленивец")


class OfWindows(zipfile.ZipInfo):
    """A name in the DOS charset, not said to be."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("cp866"), self.flag_bits


def packed(*files: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(OfWindows(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def picture(words: str) -> bytes:
    page, out = Image.new("L", (1400, 300), "white"), io.BytesIO()
    font = ImageFont.truetype("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", 60)
    ImageDraw.Draw(page).text((60, 100), words, font=font, fill="black")
    page.save(out, "PNG")
    return out.getvalue()


def desk(employee: Any) -> Client:
    browser = Client()
    browser.force_login(employee)
    return browser


def again(take: Callable[[], int], later: dt.timedelta = wording.PAUSE) -> None:
    """As often as a file is tried, each time so much later."""
    for _time in range(wording.TRIES):
        FileWords.objects.exclude(tried_at=None).update(tried_at=F("tried_at") - later)
        take()


def busy_at(name: str) -> Any:
    """`run` that finds no turn for this work."""

    def asked(asked: str, *args: Any, **kwargs: Any) -> Any:
        if asked == name:
            raise Busy(WORKS[name])
        return run(asked, *args, **kwargs)

    return asked


def test_words_of_every_file_that_can_be_read_are_found(cast: Any, finds: Found_) -> None:
    inner = letter(записка__txt="Про бегемота".encode(), схема__docx=samples.docx("Про носорога."))
    case = came(
        cast,
        письмо__docx=samples.docx("Про гиппопотама и 18:26:999999:77."),
        план__pdf=made_pdf([[(50, 700, "Про жирафа")]]),
        список__csv="фамилия;зверь\nИванов;антилопа\n".encode("cp1251"),
        Договор__=samples.docx("Про крокодила."),
        пересланное__eml=inner,
        заявление__xml=WORD_2003.replace("Ответ", "Про опоссума").replace("тайно", "енот").encode(),
        выгрузка__xml='<?xml version="1.0" encoding="windows-1251"?><ф имя="Дикобразов">тапир</ф>'.encode("cp1251"),
        архив__zip=packed(
            ("прочти.txt", "кенгуровый склад".encode("cp866")), ("Бланк.docx", samples.docx("Про ленивца."))
        ),
    )
    gather_words(cast.udm)
    for words in (
        "гиппопотам",
        "18:26:999999:77",
        "жираф",
        "антилопы",
        "крокодил",
        "бегемот",
        "носорог",
        "гипопотам",
        "опоссум",
        *INSIDE,
    ):
        assert finds.numbers(words) == [case.number], words
    assert finds.numbers("енот") == []  # hidden in it
    assert "<mark>гиппопотама</mark>" in finds("гиппопотам")
    assert not FileWords.objects.filter(state="waits").exists()


def test_words_that_come_later_are_added_as_if_they_had_been_there(cast: Any, finds: Found_) -> None:
    with CaptureQueriesContext(connection) as asked:
        case = came(cast, первый__txt="Про выдру".encode(), второй__txt="Про бобра и 18:26:999999:77".encode())
    kept = [q for q in asked.captured_queries if '"text" = CASE' in q["sql"]]
    assert len(kept) == 1, "files of one message make its row anew once"
    added = Found.objects.get(case=case).search
    assert finds.numbers("«про бобра»") == [case.number] == finds.numbers("18:26:999999:77")
    with connection.cursor() as cursor:
        cursor.execute("select cases_found_cases(array[%s]::bigint[])", [case.pk])
        same = "select tsvector_to_array(%s::tsvector) = tsvector_to_array(search) from cases_found where case_id = %s"
        cursor.execute(same, [added, case.pk])
        assert cursor.fetchall()[0] == (True,)


def test_cases_and_archives_of_before_get_what_they_lack(cast: Any, finds: Found_) -> None:
    """As the migrations cases/0036_k_fill and 0039_read_anew do it, a second time too."""
    lama = packed(("прочти.txt", "Про ламу".encode()))
    files = {"архив__zip": lama, "фото__bin": b"x", "подпись__sgn": b"x", "архив__": lama, "письмо__eml": b"x"}
    case = came(cast, **files)
    unit = cast.udm.units.first()
    type(case).objects.filter(pk=case.pk).update(unit=unit)
    FileWords.objects.update(state="none", text="")
    FileWords.objects.filter(attachment__name="письмо.eml").update(state="")
    Found.objects.filter(case=case).update(search="забор")
    for _time in range(2):
        with connection.cursor() as cursor:
            cursor.execute(MARK.replace("commit;", ""))  # a test is one transaction
            cursor.execute(READ_ANEW)
    names = FileWords.objects.filter(state="none").values_list("attachment__name", flat=True)
    assert list(names) == ["фото.bin"] and FileWords.objects.filter(state="waits").count() == 4
    assert set(Found.objects.get(case=case).search.split()) >= {"'забор'", f"'@u{unit.pk}'"}
    wording.take_words()
    assert finds.numbers("ламе") == [case.number]


def test_an_archive_that_grows_when_unpacked_costs_little_and_hides_nothing_beside_it(cast: Any, finds: Found_) -> None:
    grown = packed(*((f"{n}.txt", b"0" * 5 * 2**20) for n in range(20)))
    deep = packed(("слонёнок.txt", b"x"))
    for n in range(6):
        deep = packed((f"{n}.zip", deep))
    began = time.perf_counter()
    case = came(cast, большой__zip=packed(("бомба.zip", grown), ("прочти.txt", "Про ламу".encode())), вглубь__zip=deep)
    assert time.perf_counter() - began < 20
    assert finds.numbers("бомба") == [case.number] == finds.numbers("ламе")
    assert {a.unsearched for a in Attachment.objects.filter(contact__case=case)} == {"part"}


def test_what_has_no_room_or_cannot_be_unpacked_is_not_called_all_of_it() -> None:
    many = packed(*((f"{n}.txt", b"x") for n in range(inside.MOST_FILES + 1)))
    large = packed(("большой.txt", bytes(inside.ONE + 1)), ("б.txt", "Про бегемота".encode()))
    broken = packed(("а.txt", "Про антилопу".encode() * 9)).replace(b"\x08\x00", b"\x09\x00")  # packed by Deflate64
    for name, content in (
        ("много.zip", many),
        ("большой.zip", large),
        ("windows.zip", broken),
        ("обрезан.zip", many[:-50]),
        ("длинный.zip", packed(("а.txt", ("слон " * 210_000).encode()))),
        ("длинное.eml", b"From: a@b.ru\n\n" + ("слон " * 41_000).encode()),
        ("два.eml", letter(а__zip=many, б__zip=packed(("б.txt", b"x")))),
        ("вглубь.zip", packed(("1.zip", packed(("2.zip", packed(("3.zip", packed(("б.txt", b"x"))))))))),
    ):
        assert inside.words(name, content)[1] is False, name
    assert "бегемота" in inside.words("большой.zip", large)[0]
    films = packed(("кино.mp4", bytes(inside.ONE + 1)), ("пусто.txt", b""), ("б.txt", "Про бегемота".encode()))
    text, whole = inside.words("кино.zip", films)
    assert "бегемота" in text and whole


def test_what_breaks_at_its_end_was_unpacked_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inside, "ALL", 3 * 10**6)
    bad = [(f"{n}.txt", bytes(10**6)) for n in range(3)]
    sums = re.sub(rb"(PK\x01\x02.{12}).{4}", rb"\1\0\0\0\0", packed(*bad), flags=re.S)
    with zipfile.ZipFile(out := io.BytesIO(sums), "a") as archive:
        archive.writestr("б.txt", "Про бегемота".encode())
    text, whole = inside.words("суммы.zip", out.getvalue())
    assert not whole and "б.txt" in text and "бегемота" not in text, "there is no room left"


def test_a_signed_document_that_breaks_its_reader_is_not_called_empty(
    cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wording, "run", lambda *args, **kwargs: ("", False))
    came(cast, договор__p7m=b"x")
    assert FileWords.objects.get().state == "failed" and Attachment.objects.get().unsearched == "all"


def test_files_of_forms_and_of_letters_without_a_case_are_found(cast: Any, finds: Found_) -> None:
    visitor = Visitor(cast.udm)
    form = {"kind": "message", "for_whom": "self", "client_kind": "citizen", "chosen_point": "email"}
    said = {"surname": "Иванова", "name": "Мария", "email": "maria@mail.example", "text": "Прошу продлить аренду."}
    file = SimpleUploadedFile("заявление.docx", samples.docx("Про гиппопотама."))
    visitor.post("/write/", **form, **said, documents=file)
    case = Case.objects.get()
    aside = came_aside(cast, samples.docx("Про волнорез."))
    reading.read_files()
    assert wording.take_words() == 2
    assert finds.numbers("гиппопотам") == [case.number]
    assert Found.objects.get(contact=aside).search and "Участок" in finds("волнореза")


def came_aside(cast: Any, content: bytes) -> Contact:
    mail = letter(записка__docx=content).replace(b"Subject:", b"Auto-Submitted: auto-generated\nSubject:", 1)
    contact = receive_letter(cast.udm, mail).contact
    assert contact is not None and contact.case is None
    return contact


@pytest.mark.skipif(not recognises(), reason="no tesseract here")
def test_what_stands_on_a_picture_is_recognised_once(
    cast: Any,
    finds: Found_,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shot = picture("Договор о гиппопотаме")
    first = came(cast, снимок__png=shot)
    assert finds.numbers("гиппопотам") == []
    assert wording.recognise_files() == 1
    assert finds.numbers("гиппопотам") == [first.number]
    monkeypatch.setattr(wording, "read_scan", lambda data, **_: pytest.fail("the same picture twice"))
    second = came(cast, другой__png=shot)
    assert wording.recognise_files() == 1
    assert set(finds.numbers("гиппопотам")) == {first.number, second.number}


def test_files_of_before_are_read_too(cast: Any, finds: Found_) -> None:
    """As the migration cases/0032_b_fill does it, a second time too."""
    contact = receive_letter(cast.udm, letter(письмо__docx=samples.docx("Про гиппопотама."))).contact
    assert contact is not None
    FileWords.objects.all().delete()
    with connection.cursor() as cursor:
        for _time in range(2):
            cursor.execute(FILES_OF_BEFORE)
    reading.read_files()
    assert wording.take_words() == 1 and finds.numbers("гиппопотам") == [contact.case.number]  # type: ignore[union-attr]


class TestWhoMayNot:
    def test_a_file_in_which_names_are_still_sought_is_not_found(self, cast: Any, finds: Found_) -> None:
        contact = receive_letter(cast.udm, letter(письмо__docx=samples.docx("Про гиппопотама."))).contact
        assert contact is not None
        assert wording.take_words() == 0 and finds.numbers("гиппопотам") == []
        reading.read_files()
        assert wording.take_words() == 1 and finds.numbers("гиппопотам") == [contact.case.number]
        Contact.objects.filter(pk=contact.pk).update(reading="waits")
        assert "<mark>гиппопотама" not in finds("гиппопотам")

    def test_words_are_behind_the_walls_of_their_case(self, cast: Any, finds: Found_) -> None:
        case = came(cast, письмо__docx=samples.docx("Про гиппопотама."))
        Confidential.objects.create(case=case, reason="Закрыто", by=cast.registrar, at=timezone.now())
        page = finds("гиппопотам")
        assert case.number not in page and "гиппопотама" not in page
        assert "гиппопотам" not in finds("гипопотам").replace("гипопотам", "")

    def test_words_are_behind_every_other_wall_too(self, cast: Any, finds: Found_) -> None:
        """Of whom it names, of another body, of a unit that is not theirs; and of an answer that is not signed yet."""
        case = came(cast, письмо__docx=samples.docx("Про гиппопотама."))
        reply = drafted(made_ready(case_of(cast.udm), cast.registrar), cast.executor)
        attach_to_reply(reply, "план.docx", samples.docx("Про волнорез."), "", by=cast.executor)
        wording.take_words()
        assert finds.numbers("гиппопотам") == [case.number] and finds.numbers("волнорез") == []
        assert Found_(cast.executor).numbers("волнорез") == []
        assert FileWords.objects.get(attachment__reply=reply).text
        NamedPerson.objects.create(
            case=case, employee=cast.colleague, typed="Он", how="staff", state="confirmed", at=timezone.now()
        )
        Employee.objects.filter(pk=cast.executor.pk).update(unit_only=True)
        for barred in (cast.colleague, cast.stranger, Employee.objects.get(pk=cast.executor.pk)):
            page = Found_(barred)("гиппопотам")
            assert case.number not in page and "гиппопотама" not in page, barred

    def test_a_letter_without_a_case_is_not_found_by_whom_its_file_complains_of(self, cast: Any) -> None:
        """Nor by who is hired after it was read. The name stands where one reading of a text does not reach."""
        about, later = cast.registrar, cast.head
        Employee.objects.filter(pk=later.pk).update(surname="Никто", name="", patronymic="")
        text = "Прошу посмотреть приложенное. " * 3000 + f"Жалоба: {about.surname} и Водопьянов хамили мне у волнореза."
        came_aside(cast, samples.docx(text))
        assert wording.take_words() == 1
        assert "Письма без дела" not in Found_(about)("волнорез")
        assert "Письма без дела" in Found_(Employee.objects.get(pk=later.pk))("волнорез")
        Employee.objects.filter(pk=later.pk).update(surname="Водопьянов", name="Илья", patronymic="Ильич")
        assert "Письма без дела" not in Found_(Employee.objects.get(pk=later.pk))("волнорез")
        seek_in_letters(cast.udm)
        assert "Письма без дела" not in Found_(Employee.objects.get(pk=later.pk))("волнорез")
        assert set(Sought.objects.get().persons) == {about.pk, later.pk}

    @pytest.mark.parametrize("kind", ["archive", "picture", "part of a document", "several", "far away"])
    def test_whom_words_name_that_come_later_is_kept_with_them(
        self, cast: Any, monkeypatch: pytest.MonkeyPatch, kind: str
    ) -> None:
        """An archive, a picture, a document that was too long at first: who is complained of there neither finds the
        case by those words nor has it any more."""
        said, about = "Жалоба. Инспектор Сорокин накричал на меня у волнореза.", cast.executor
        files = {
            "archive": {"письмо__zip": packed(("жалоба.txt", said.encode()))},
            "picture": {"снимок__png": picture("Договор")},
            "part of a document": {"снимок__png": picture("Договор")},
            "several": {"один__docx": samples.docx("Про то."), "два__zip": packed(("жалоба.txt", said.encode()))},
            "far away": {"долго__txt": ("Участок стоит у реки. " * 7000 + said).encode()},
        }[kind]
        monkeypatch.setattr(wording, "recognises", lambda: True)
        problem = "Страница 2. Слишком долго." if kind == "part of a document" else ""
        monkeypatch.setattr(wording, "read_scan", lambda data, **_: (2, said, problem))
        contact = receive_letter(cast.udm, letter(**files)).contact
        assert contact is not None and contact.case is not None
        reading.read_files()
        case = contact.case
        actions.assign_case(case, about, by=cast.head)
        wording.take_words()
        wording.recognise_files()
        assert Found_(cast.head).numbers("волнорез") == [case.number]
        assert [n.employee for n in case.named.all()] == [about]
        assert Case.objects.get(pk=case.pk).assignee is None
        assert case.number not in Found_(about)("волнорез")
        assert desk(about).get(case.get_absolute_url()).status_code in (403, 404)
        told = Alert.objects.filter(kind="named", text__contains="не все слова файла")
        assert told.exists() is (kind == "part of a document")
        reading.recognise_anew(case)  # as when it becomes a complaint: what is known of its files is searched again
        reading.read_files()
        assert case.named.count() == 1

    def test_words_that_come_while_names_are_sought_are_sought_too(
        self,
        cast: Any,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """The search for who was hired has read the letter, its file comes in between: nothing is written down of the
        staff of today. And the other way round."""
        about = cast.registrar
        came_aside(cast, samples.docx(f"Жалоба: {about.surname} хамил мне у волнореза."))
        Employee.objects.filter(pk=about.pk).update(post="другой пост")
        known = Sought.objects.get().staff_id

        def between(*args: Any) -> set[int]:
            monkeypatch.setattr(seeking, "_named_in", named_in)
            assert wording.take_words() == 1
            return named_in(*args)

        named_in = seeking._named_in
        monkeypatch.setattr(seeking, "_named_in", between)
        assert seek_in_letters(cast.udm) == 0 and Sought.objects.get().staff_id == known
        assert seek_in_letters(cast.udm) == 1 and Sought.objects.get().persons == [about.pk]

        def the_other_way(*args: Any) -> set[int]:
            monkeypatch.setattr(seeking, "_named_in", named_in)
            assert seek_in_letters(cast.udm) == 1
            return named_in(*args)

        Employee.objects.filter(pk=about.pk).update(post="третий пост")
        FileWords.objects.update(state="waits", text="")
        monkeypatch.setattr(seeking, "_named_in", the_other_way)
        assert wording.take_words() == 0 and "Письма без дела" not in Found_(cast.head)("волнорез")
        assert wording.take_words() == 1 and "Письма без дела" in Found_(cast.head)("волнорез")

    def test_a_harmful_file_is_not_read(self, cast: Any, finds: Found_) -> None:
        contact = receive_letter(cast.udm, letter(письмо__docx=samples.docx("Про гиппопотама."))).contact
        Attachment.objects.update(scan="Eicar-Test-Signature")
        reading.read_files()
        wording.take_words()
        assert contact and [(w.state, w.text) for w in FileWords.objects.all()] == [("none", "")]

    def test_words_go_with_the_file(self, cast: Any, finds: Found_) -> None:
        case = came(cast, письмо__docx=samples.docx("Про гиппопотама."))
        Attachment.objects.filter(contact__case=case).delete()
        connection.check_constraints()
        assert finds.numbers("гиппопотам") == [] and not FileWords.objects.exists()


class TestWhatBreaks:
    def test_what_is_broken_locked_or_too_much_leaves_the_others(
        self,
        cast: Any,
        finds: Found_,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        tight(monkeypatch, "email.words", wall=0.001)
        case = came(
            cast,
            первое__docx=b"PK\x03\x04" + bytes(300),
            второе__pdf=b"%PDF-1.4 broken",
            третье__eml=letter(),
            четвёртое__bin=bytes(range(256)) * 20,
            пятое__docx=samples.docx("Про гиппопотама."),
        )
        assert finds.numbers("гиппопотам") == [case.number]
        again(wording.take_words)
        wording.recognise_files()
        states = dict(FileWords.objects.values_list("attachment__name", "state"))
        names = ("первое.docx", "второе.pdf", "третье.eml", "четвёртое.bin", "пятое.docx")
        assert [states[n] for n in names] == ["none", "none", "failed", "none", ""]

    def test_a_killed_worker_is_no_end_of_it_and_what_stays_unread_is_said_at_the_file(
        self,
        cast: Any,
        finds: Found_,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        contact = receive_letter(cast.udm, letter(письмо__docx=samples.docx("Про гиппопотама."))).contact
        reading.read_files()
        path, said = f"/w/cases/{contact.case_id}/", "слова файла не прочитаны"  # type: ignore[union-attr]
        with monkeypatch.context() as killed:
            killed.setattr(asking, "_one", Mock(side_effect=EOFError))
            assert [wording.take_words() for _ in range(2)] == [0, 0]
            assert (FileWords.objects.get().state, FileWords.objects.get().tries) == ("waits", 1)
            assert said not in desk(cast.head).get(path).content.decode()
            again(wording.take_words)
            assert FileWords.objects.get().state == "failed"
            assert said in desk(cast.head).get(path).content.decode()
            assert wording.take_words() == 0 and FileWords.objects.get().state == "failed"
        FileWords.objects.update(tried_at=timezone.now() - dt.timedelta(hours=25))
        assert wording.take_words() == 1
        assert finds.numbers("гиппопотам") == [contact.case.number]  # type: ignore[union-attr]
        assert said not in desk(cast.head).get(path).content.decode()

    def test_what_fails_on_every_day_is_begun_no_more(self, cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        """The database has no room for the words, or the process dies without a word: both are counted."""
        receive_letter(cast.udm, letter(письмо__docx=samples.docx("Про гиппопотама.")))
        reading.read_files()
        monkeypatch.setattr(wording, "_keep", Mock(side_effect=DatabaseError))
        for _day in range(10):
            again(wording.take_words, dt.timedelta(hours=25))
        assert wording._keep.call_count == wording.MOST_TRIES  # type: ignore[attr-defined]
        monkeypatch.setattr(wording, "_said", Mock(side_effect=KeyboardInterrupt))
        FileWords.objects.update(state="waits", tries=0)
        for _time in range(wording.MOST_TRIES):
            with pytest.raises(KeyboardInterrupt):
                again(wording.take_words)
        again(wording.take_words)
        assert FileWords.objects.get().state == "failed"

    def test_of_a_document_read_in_part_it_is_said(
        self,
        cast: Any,
        finds: Found_,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        case = came(cast, снимок__png=picture("Договор"))
        monkeypatch.setattr(wording, "recognises", lambda: True)
        monkeypatch.setattr(
            wording, "read_scan", lambda data, **_: (2, "Про гиппопотама", "Страница 2. Слишком долго.")
        )
        assert wording.recognise_files() == 1 and finds.numbers("гиппопотам") == [case.number]
        assert "прочитаны не все слова файла" in desk(cast.head).get(f"/w/cases/{case.pk}/").content.decode()

    @pytest.mark.skipif(not recognises(), reason="no tesseract here")
    def test_a_busy_moment_leaves_pictures_and_scans_waiting(
        self,
        cast: Any,
        finds: Found_,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """The second page finds no turn: nothing is kept of the first, and all is read the next time."""
        shot = picture("Договор о гиппопотаме")
        case = came(cast, снимок__png=shot)
        paper.add_scan(cast.udm, "скан.png", shot, by=cast.registrar)
        with monkeypatch.context() as busy:
            busy.setattr(ocr, "run", busy_at("paper.read_page"))
            assert wording.recognise_files() == paper.read_waiting(cast.udm) == 0
        assert FileWords.objects.get().state == "picture" and Scan.objects.get().state == "waiting"
        assert paper.read_waiting(cast.udm) == wording.recognise_files() == 1
        assert finds.numbers("гиппопотам") == [case.number] and "гиппопотаме" in Scan.objects.get().text

    @pytest.mark.skipif(not recognises(), reason="no tesseract here")
    def test_a_scan_that_a_registrar_waits_for_goes_before_pictures_and_between_their_pages(
        self, cast: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The second scan is put in while the picture of two pages is being read."""
        came(cast, снимок__png=picture("Договор о гиппопотаме"))
        paper.add_scan(cast.udm, "первый.png", picture("Первый"), by=cast.registrar)
        done: list[str] = []

        def read_scan(content: bytes, between: Callable[[], object] = lambda: None) -> tuple[int, str, str]:
            scan = Scan.objects.filter(state="waiting").first()
            done.append(scan.name if scan else "снимок")
            if scan is None:
                paper.add_scan(cast.udm, "второй.png", picture("Второй"), by=cast.registrar)
                between()
                done.append("вторая страница")
            return 1, "Слова", ""

        monkeypatch.setattr(wording, "read_scan", read_scan)
        monkeypatch.setattr(paper, "read_scan", read_scan)
        assert wording.recognise_files() == 1
        assert done == ["первый.png", "снимок", "второй.png", "вторая страница"]

    def test_of_an_attached_letter_every_kind_is_read_that_is_read_outside_it(
        self, cast: Any, finds: Found_, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """And one document that breaks its reader takes no other words with it, but it is said that not all was read."""
        whole = letter(список__csv="зверь\nантилопа\n".encode("cp1251"), Договор__=samples.docx("Про крокодила."))
        case = came(cast, первое__eml=whole)
        assert finds.numbers("антилопы") == finds.numbers("крокодил") == [case.number]
        reader = inside.read_document

        def breaks(data: bytes, name: str) -> Any:
            if name == "злой.docx":
                raise MemoryError
            return reader(data, name)

        monkeypatch.setattr(inside, "read_document", breaks)
        text, all_of_it = inside.words("второе.eml", letter(злой__docx=b"x", б__txt="Про бегемота".encode()))
        assert "бегемота" in text and "злой.docx" in text and not all_of_it
        grown = packed(("большой.txt", bytes(inside.ONE + 1)), ("в.txt", "Про выдру".encode()))
        other = came(cast, второе__eml=letter(а__zip=grown))
        assert finds.numbers("выдра") == [other.number] and FileWords.objects.filter(state="failed").count() == 1
        assert Attachment.objects.get(name="второе.eml").unsearched == "part"

    def test_no_letter_goes_with_an_attachment_that_found_no_turn(
        self, cast: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        reply = drafted(made_ready(case_of(cast.udm), cast.registrar), cast.executor)
        attach_to_reply(reply, "план.docx", samples.docx("План."), "", by=cast.executor)
        monkeypatch.setattr(of_answers, "run", busy_at("plain.check_file"))
        page = desk(cast.executor).get(f"/w/cases/{reply.case_id}/reply/")
        said = desk(cast.executor).post(f"/w/cases/{reply.case_id}/reply/submit/", as_read(reply.case), follow=True)
        assert page.status_code == 200 and "Подождите минуту" in said.content.decode()
        reply.refresh_from_db()
        assert reply.state == "draft"

    def test_a_busy_moment_is_waited_for(self, cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        contact = receive_letter(cast.udm, letter(письмо__docx=samples.docx("Про гиппопотама."))).contact
        Contact.objects.filter(pk=contact.pk).update(reading="")  # type: ignore[union-attr]
        monkeypatch.setattr(wording, "run", busy_at("plain.read_file"))
        assert wording.take_words() == 0 and FileWords.objects.get().state == "waits"


class TestLong:
    def test_the_end_of_a_long_letter_is_found_and_shown(self, cast: Any, finds: Found_) -> None:
        text = "Прошу продлить аренду участка. " * 6500 + "Дом стоит у волнореза, N 8 (912) 000-11-22."
        assert len(text) > 200_000
        case = case_of(cast.udm, text=text)
        for words in ("волнорез", "89120001122", "волнорез аренда"):
            assert finds.numbers(words) == [case.number], words
        assert "<mark>волнореза</mark>" in finds("волнорез")

    def test_what_a_row_has_no_room_for_stops_nothing(self, cast: Any) -> None:
        """A tsvector holds a megabyte: what comes after it is left out, what was there stays."""
        full = "array_to_tsvector(array(select repeat('ж', 900) || n from generate_series(1, 570) n))"
        with connection.cursor() as cursor:
            cursor.execute(f"""
                select cases_found_more({full}, 'причал') @@ to_tsquery('russian', 'причал'),
                  length(cases_found_more({full}, (select string_agg(repeat('э', 800) || n, ' ')
                    from generate_series(1, 100) n))),
                  length(cases_found_all({full}, array[array_to_tsvector(array(select repeat('э', 900) || n
                    from generate_series(1, 100) n)), null])),
                  length(cases_found_all('причал', null))
            """)
            assert cursor.fetchone() == (True, 570, 570, 1)

    def test_the_end_of_a_long_file_is_shown(self, cast: Any, finds: Found_) -> None:
        text = "Прошу продлить аренду участка. " * (3 * READ // 31) + "Дом стоит у волнореза."
        case = came(cast, письмо__txt=text.encode())
        assert finds.numbers("волнорез") == [case.number] and "<mark>волнореза</mark>" in finds("волнорез")
