"""What a stranger sends to hold the service up goes in where strangers send: each time the answer is words, and the
next person is served."""

from __future__ import annotations

import base64
import io
import re
import time
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from PIL import Image

from priemnaya.bounded import WORKS
from priemnaya.bounded.data import NotJson, json_of
from priemnaya.cases.models import Case, Reply
from priemnaya.cases.printing import print_set
from priemnaya.channels.email import lmtp
from priemnaya.channels.email.inbound import receive_letter
from priemnaya.channels.exchange.folders import _take
from priemnaya.channels.vk.inbound import _pressed
from priemnaya.core.models import Alert
from priemnaya.errors import Objection
from priemnaya.paper import actions as paper
from priemnaya.paper.models import Scan
from priemnaya.paper.ocr import READABLE, page_of
from priemnaya.policy.yaml_lines import OrderError, load_text
from priemnaya.ui.diff import changes
from priemnaya.worktime import load_decree

from ..breadth import sampled
from ..desk import as_read
from ..helpers import case_of, drafted, key_of, made_ready, scopes_of

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def tight(monkeypatch: pytest.MonkeyPatch, name: str, **budget: Any) -> None:
    monkeypatch.setitem(WORKS, name, replace(WORKS[name], **budget))


def docx(document: bytes, **others: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("word/document.xml", document)
        for name, content in others.items():
            archive.writestr(f"word/{name}.xml", content)
    return out.getvalue()


def paragraphs(inside: bytes) -> bytes:
    return f'<w:document xmlns:w="{W}"><w:body>'.encode() + inside + b"</w:body></w:document>"


def pdf_of_zeros(size: int) -> bytes:
    """A page whose stream unpacks to `size` bytes."""
    packed = zlib.compress(zlib.compress(b"0 " * (size // 2), 9), 9)
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj"
        b" 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj 4 0 obj<</Filter[/FlateDecode"
        b"/FlateDecode]/Length " + str(len(packed)).encode() + b">>stream\n" + packed + b"\nendstream endobj\n"
        b"trailer<</Root 1 0 R/Size 5>>\n%%EOF"
    )


class TestTheCheckersPage:
    @pytest.mark.parametrize("unit", [" ", "т. д. т. п. ", "1 ", "«а ", "(далее — АБ) "])
    def test_a_hundred_thousand_signs_are_checked_and_never_freeze_it(
        self, cast: Any, client: Client, unit: str
    ) -> None:
        started = time.monotonic()
        page = client.post("/check/", {"text": "Здравствуйте! " + unit * (100_000 // len(unit))})
        assert page.status_code == 200
        assert "занимает слишком много времени" not in page.content.decode()
        assert time.monotonic() - started < WORKS["plain.check_text"].wall

    @sampled(
        ("name", "made", "said"),
        [
            ("много.docx", lambda: docx(paragraphs(b"<w:p/>" * 1_200_000)), "слишком много данных"),
            ("пусто.docx", lambda: docx(paragraphs(b" " * 30_000_000)), "слишком много данных"),
            ("стили.docx", lambda: docx(paragraphs(b"<w:p/>"), styles=b" " * 30_000_000), "слишком много данных"),
            ("нули.pdf", lambda: pdf_of_zeros(400_000_000), "слишком много|не читается|нет текста"),
            ("пусто.docx", lambda: b"", "файл пустой"),
            ("нули.txt", lambda: b"\0" * 5000, "файл пустой"),
            ("договор.docx", lambda: b"%PDF-1.4 not a document", "это PDF, хотя имя кончается на .docx"),
            ("письмо.pdf", lambda: b"\x89PNG\r\n\x1a\n", "изображение PNG"),
        ],
        of=3,
    )  # the names say what is in them; made when they are tried, not by every worker
    def test_a_hostile_or_wrong_file_is_answered_with_what_to_do(
        self, cast: Any, client: Client, name: str, made: Callable[[], bytes], said: str
    ) -> None:
        content = made()
        assert len(content) < 2_000_000
        page = client.post("/check/", {"file": SimpleUploadedFile(name, content)}).content.decode()
        assert any(words in page for words in said.split("|")), page[-3000:]
        assert client.post("/check/", {"text": "Здравствуйте! Приём по средам."}).status_code == 200

    def test_a_bomb_in_a_part_that_is_only_copied_is_refused_when_mended(self, cast: Any, client: Client) -> None:
        content = docx(paragraphs(b"<w:p/>"), media=b"\0" * 250_000_000)
        sent = {"data": base64.b64encode(content).decode(), "name": "а.docx"}
        assert "слишком много данных" in client.post("/check/mended/", sent).content.decode()

    def test_a_text_over_its_budget_is_answered_in_words_on_the_page_and_by_the_api(
        self, cast: Any, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tight(monkeypatch, "plain.check_text", wall=0.001)
        page = client.post("/check/", {"text": "Здравствуйте! " * 2000}).content.decode()
        assert "Проверка текста занимает слишком много" in page
        assert "Разделите текст на части" in page
        assert page.count("Здравствуйте!") >= 2000  # what was typed stays in the field
        answer = client.post("/api/plain/check", {"text": "Здравствуйте! " * 2000}, content_type="application/json")
        assert (answer.status_code, answer["Content-Type"]) == (413, "application/problem+json")
        assert "Разделите" in answer.json()["detail"]


class TestUploads:
    FORM = {"text": "Прошу продлить аренду.", "kind": "message", "chosen_point": "portal", "consent": "on"}

    @pytest.mark.parametrize(
        ("name", "content", "said"),
        [
            ("скан.pdf", b"", "пустой: в нём ни одного байта"),
            ("скан.pdf", b"\xff\xd8\xff\xe0 photo", "на самом деле изображение JPEG"),
            ("фото.jpg", b"%PDF-1.7 scan", "на самом деле PDF"),
            ("таблица.xlsx", b"PK\x03\x04 broken", "не открывается как XLSX"),
            ("справка.txt", b"MZ" + b"\0" * 58 + b"\x40\0\0\0" + b"PE\0\0", "программа"),
            ("скан.png", b"just words", "не открывается как PNG"),
        ],
    )
    def test_a_file_that_is_empty_or_not_what_it_says_is_refused_with_words(
        self, cast: Any, client: Client, name: str, content: bytes, said: str
    ) -> None:
        upload = SimpleUploadedFile(name, content)
        page = client.post("/udmurtia-mio/write/", {**self.FORM, "documents": upload}).content.decode()
        assert said in page
        assert not Case.objects.exists()
        assert "Прошу продлить аренду." in page

    def test_the_api_refuses_it_in_the_same_words(self, cast: Any, client: Client) -> None:
        robot = cast.hire("robot", cast.udm, "Робот", "registrar")
        secret = key_of(robot, scopes_of(robot))[1]
        file = {"name": "скан.pdf", "content": base64.b64encode(b"\xff\xd8\xff\xe0").decode()}
        sent = {"point": "post", "kind": "appeal", "text": "Прошу.", "files": [file]}
        answer = client.post(
            "/api/v1/cases", sent, content_type="application/json", headers={"Authorization": f"Bearer {secret}"}
        )
        assert answer.status_code == 409
        assert "на самом деле изображение JPEG" in answer.json()["detail"]
        assert not Case.objects.exists()

    def test_what_is_over_the_limit_is_not_kept_even_for_a_moment(
        self, cast: Any, client: Client, settings: Any
    ) -> None:
        settings.MAX_FILE_BYTES = 100_000
        upload = SimpleUploadedFile("скан.pdf", b"%PDF-1.4 " + b"x" * 3_000_000)
        page = client.post("/udmurtia-mio/write/", {**self.FORM, "documents": upload}).content.decode()
        assert "больше 0 МБ. Уменьшите" in page
        assert not Case.objects.exists()


class TestLetters:
    def big(self, **parts: Any) -> bytes:
        message = EmailMessage()
        message["From"] = "Иван Петров <ivan@mail.example>"
        message["To"] = "udmurtia-mio@priemnaya.example"
        message["Subject"] = "Прошу продлить аренду"
        message["Message-ID"] = "<big@mail.example>"
        message.set_content(parts.get("text", "Прошу."))
        message.add_attachment(parts.get("file", b"x" * 3_000_000), maintype="image", subtype="png", filename="a.png")
        return message.as_bytes()

    def test_a_letter_over_its_budget_is_registered_and_the_employee_sees_why(
        self, cast: Any, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tight(monkeypatch, "email.parse", memory=2)
        raw = self.big(file=b"x" * 9_000_000)  # more than any worker has free of an earlier work
        lmtp._take([cast.udm.email], raw)
        case = Case.objects.get()
        contact = case.contacts.get(direction="in")
        assert (case.subject, contact.sender) == ("Прошу продлить аренду", "ivan@mail.example")
        assert contact.raw.read() == raw
        client.force_login(cast.registrar)
        page = client.get(f"/w/cases/{case.pk}/").content.decode()
        assert "Письмо прочитано не полностью" in page
        assert "Откройте оригинал письма почтовой программой" in page
        assert Alert.objects.filter(kind="unread", subject_id=case.pk).exists()
        assert receive_letter(cast.udm, raw).contact.pk == contact.pk  # brought again: the same letter

    def test_a_letter_of_html_in_html_and_brackets_in_brackets_is_taken(self, cast: Any) -> None:
        head = b"From: " + b"(" * 5000 + b" ivan@mail.example\r\nSubject: x\r\nContent-Type: text/html\r\n\r\n"
        outcome = receive_letter(cast.udm, head + b"<div>" * 100_000 + "Прошу".encode())
        assert outcome.status == "registered"
        assert outcome.contact.sender == "ivan@mail.example"

    def test_a_text_of_a_million_signs_is_cut_and_the_original_kept(self, cast: Any) -> None:
        receive_letter(cast.udm, self.big(text="слово " * 200_000, file=b"x"))
        contact = Case.objects.get().contacts.get(direction="in")
        assert len(contact.text) < 210_000
        assert "Целиком он есть в оригинале" in contact.text

    def test_marks_over_one_letter_hold_up_nobody(self, cast: Any) -> None:
        """PostgreSQL orders them in a square of their number, here two seconds for these."""
        start = time.monotonic()
        receive_letter(cast.udm, self.big(text="а" + "\u0315\u0316" * 20_000 + " межа", file=b"x"))
        assert time.monotonic() - start < 20
        with connection.cursor() as cursor:
            cursor.execute("select cases_found_clean(%s)", ["а" + "\u0315\u0316" * 400])
            said = str(cursor.fetchone()[0])
        assert max(len(run) for run in said.split(" ")) < 100

    def test_a_text_too_much_for_names_is_registered_and_people_are_asked_to_look(
        self, cast: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tight(monkeypatch, "cases.named_in_text", wall=0.001)
        case = case_of(cast.udm, text="Жалоба на Сорокина. " * 2000)
        assert case.state == "new"
        assert "Посмотрите сами, на кого жалуются" in Alert.objects.get(kind="named").text


class TestScans:
    def scan(self, cast: Any, name: str, content: bytes) -> Scan:
        scan = paper.add_scan(cast.udm, name, content, by=cast.registrar)
        paper.read_waiting(cast.udm)
        scan.refresh_from_db()
        return scan

    def test_a_tiff_of_400_million_points_is_told_before_a_point_is_decoded(self, cast: Any, client: Client) -> None:
        out = io.BytesIO()
        Image.new("1", (20_000, 20_000)).save(out, "TIFF", compression="group4")
        assert len(out.getvalue()) < 100_000
        scan = self.scan(cast, "письмо.tif", out.getvalue())
        assert "больше 100 миллионов точек" in scan.problem
        client.force_login(cast.registrar)
        assert client.get(f"/w/scans/{scan.pk}/").status_code == 200  # and is registered by hand
        assert client.get(f"/w/scans/{scan.pk}/page/0/").status_code == 404

    @pytest.mark.unit
    def test_a_page_of_five_metres_is_drawn_small(self) -> None:
        page = pdf_of_zeros(10).replace(b"[0 0 9 9]", b"[0 0 14400 14400]")
        drawn = page_of(page, 0)
        assert drawn.width * drawn.height <= READABLE * 1.01
        out = io.BytesIO()
        Image.new("RGB", (9000, 9000)).save(out, "JPEG")
        drawn = page_of(out.getvalue(), 0)
        assert drawn.width * drawn.height <= READABLE * 1.01

    def test_a_page_over_its_budget_leaves_the_others_and_says_which(
        self, cast: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tight(monkeypatch, "paper.read_page", wall=0.001)
        out = io.BytesIO()
        pages = [Image.new("L", (100, 100), "white") for _ in range(2)]
        pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:])
        scan = self.scan(cast, "письмо.tif", out.getvalue())
        assert (scan.state, scan.pages) == ("ready", 2)
        assert scan.problem.startswith("Страница 1. Распознавание страницы занимает слишком много времени")


def test_a_picture_that_unpacks_to_a_gigabyte_is_printed_separately() -> None:
    huge, package = io.BytesIO(), io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(huge, "PNG")
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("Файлы/01 план.png", huge.getvalue())
    from pypdf import PdfReader

    letter = PdfReader(io.BytesIO(print_set(made_letter(), package.getvalue())))
    assert "план.png" in letter.pages[-1].extract_text()


def made_letter() -> bytes:
    from priemnaya.letterhead.report import Report, render_report

    return render_report(Report("Орган", "Письмо", (), ()))


class TestData:
    DEEP = "[" * 100_000 + "]" * 100_000
    WIDE = "[" + "[]," * 600_000 + "0]"

    @pytest.mark.parametrize("sent", [DEEP, WIDE, '{"a":' * 5000 + "1" + "}" * 5000, "[NaN]", "{"])
    def test_json_that_is_no_document_is_refused_by_every_address_that_takes_json(
        self, cast: Any, client: Client, settings: Any, sent: str
    ) -> None:
        robot = cast.hire("robot", cast.udm, "Робот", "registrar", "executor", "head")
        secret = key_of(robot, scopes_of(robot))[1]
        for path in ("/api/plain/check", "/api/v1/cases", "/api/exchange/epgu/udmurtia-mio/"):
            answer = client.post(
                path, sent, content_type="application/json", headers={"Authorization": f"Bearer {secret}"}
            )
            assert 400 <= answer.status_code < 500, (path, answer.status_code)
        with pytest.raises(NotJson):
            json_of(sent)
        assert _take(cast.udm, "epgu", sent.encode()) == "это не JSON"
        assert _pressed(sent) == ""

    BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nyear: *c\n"

    @pytest.mark.parametrize("text", [BOMB, "[" * 50_000, "a: " + "{a: " * 5000, "- " * 60_000])
    def test_a_bomb_of_yaml_is_refused_before_it_is_built(self, text: str) -> None:
        with pytest.raises(OrderError, match=r"это не YAML|не допускаются|слишком глубокая"):
            load_text(text, "order.yaml")
        with pytest.raises(Objection, match="не разобран"):
            load_decree(text)

    def test_the_calendar_s_page_takes_no_yaml_and_says_what_it_takes(self, cast: Any, client: Client) -> None:
        client.force_login(cast.admin)
        sent = {"year": self.BOMB, "act": self.BOMB * 100, "from": ["- " * 5000], "to": ["*a"]}
        answer = client.post("/w/calendar/propose/", sent)
        assert answer.status_code == 422
        assert "Напишите год четырьмя цифрами" in answer.content.decode()

    def test_faces_and_channels_read_no_yaml_no_tables_and_no_json_but_by_the_bounded_readers(self) -> None:
        """No page takes YAML, CSV or XLSX today; whoever adds one finds this test, and `bounded.data`."""
        source = Path(__file__).parents[2] / "src" / "priemnaya"
        wrong = [
            f"{path.relative_to(source)}: {word}"
            for part in ("workspace", "portal", "api", "ui", "channels", "desk", "outreach", "programme", "records")
            for path in sorted((source / part).rglob("*.py"))
            for word in (
                "\nimport yaml",
                "yaml.load",
                "yaml.safe_load",
                "\nimport csv",
                "openpyxl",
                "json.load",
                "zipfile.ZipFile(io",
            )
            if word in path.read_text(encoding="utf-8")
        ]
        assert wrong == [
            "workspace/tables/sheets.py: \nimport csv",  # writes a table
            "workspace/views/access.py: \nimport csv",  # writes a table
            "ui/journalling.py: json.load",  # our own answer on its way out
            "channels/email/wording.py: zipfile.ZipFile(io",  # inside a bounded work
            "channels/max/client.py: json.load",  # its own answer, kept by itself
        ]


OPENERS = [
    "pypdf",
    "PIL",
    "pypdfium2",
    "lxml",
    "typst",
    "tnefparse",
    "inscriptis",
    "docxtpl",
    "charset_normalizer",
    "authres",
    "razdel",
    "pyhanko",
    "pyhanko_certvalidator",
    "asn1crypto",
    "pi_heif",
    "compressed_rtf",
    "striprtf",
    "olefile",
    "read_docx",
    "parse_letter",
    "compile_pdf",
    "fill_docx",
    "compile_report",
]
WORKS_LIVE_IN = {
    "plain": "the checker: asked from outside by the works of plain/works.py",
    "letterhead": "its fronts ask the works",
    "paper/ocr.py": "its fronts ask the works",
    "cases/printing.py": "a work",
    "cases/judging.py": "a work",
    "cases/openable.py": "a work, and part of the one that reads letters",
    "channels/email/parse.py": "a work and its front",
    "channels/email/kinds.py": "part of that work",
    "plain/charsets.py": "part of that work",
    "channels/email/checks.py": "part of that work",
    "channels/email/html_text.py": "part of that work",
    "channels/email/tnef.py": "part of that work",
    "channels/email/looking.py": "a work",
    "channels/email/wording.py": "a work",
    "config/cli/plain_text.py": "a person's own file at a person's own terminal",
    "ui/typed.py": "our own page, just written",
    "ui/templatetags/typed.py": "our own page, just written",
    "bounded/works.py": "the list",
}


def test_what_opens_strangers_bytes_is_imported_by_works_alone() -> None:
    """A new place that reads a document, a picture or a letter by itself is found here: it asks `bounded.run`."""
    source = Path(__file__).parents[2] / "src" / "priemnaya"
    names = f"(?:{'|'.join(OPENERS)})"
    word = re.compile(
        rf"^\s*(?:from|import)\b.*\b{names}\b|^from priemnaya\.plain\S* import .*\bread_document\b", re.MULTILINE
    )
    found = {p.relative_to(source).as_posix() for p in source.rglob("*.py") if word.search(p.read_text("utf-8"))}
    outside = {f for f in found if f not in WORKS_LIVE_IN and f.split("/")[0] not in WORKS_LIVE_IN}
    assert outside == set()


def test_thousands_of_lines_that_are_alike_are_compared_in_a_moment() -> None:
    before = "\n".join(f"строка {n} почти такая же" for n in range(3000))
    started = time.monotonic()
    assert changes(before, before.replace("почти", "совсем"))[0] == ("−", "строка 0 почти такая же")
    assert time.monotonic() - started < 20


class TestAnswers:
    @sampled(
        "unit",
        [
            *("11 111 ", "Сорокин ", "«а "),
            *(pytest.param(u, marks=pytest.mark.walk) for u in (" ", "1", "т. д. т. п. ", "№1", "\n")),
        ],
        of=3,
    )
    def test_the_composer_opens_on_whatever_a_client_wrote(self, cast: Any, client: Client, unit: str) -> None:
        case = case_of(cast.udm, text="Прошу. " + unit * (100_000 // len(unit)))
        drafted(case, cast.executor)
        client.force_login(cast.executor)
        started = time.monotonic()
        assert client.get(f"/w/cases/{case.pk}/").status_code == 200
        assert client.get(f"/w/cases/{case.pk}/reply/").status_code == 200
        assert time.monotonic() - started < 20

    def test_a_letter_whose_check_is_over_its_budget_can_be_opened_and_not_sent(
        self, cast: Any, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        case = case_of(cast.udm)
        reply = drafted(made_ready(case, cast.executor), cast.executor)
        tight(monkeypatch, "plain.check_text", wall=0.001)
        client.force_login(cast.executor)
        page = client.get(f"/w/cases/{case.pk}/reply/").content.decode()
        assert "Проверка текста занимает слишком много времени" in page
        assert "Все проверки пройдены" not in page
        client.force_login(cast.head)
        client.post(f"/w/cases/{case.pk}/reply/send/", as_read(case), follow=True)
        assert Reply.objects.get(pk=reply.pk).state != "sent"

    def test_a_letterhead_over_its_budget_is_words(
        self, cast: Any, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        case = case_of(cast.udm)
        drafted(case, cast.executor)
        tight(monkeypatch, "letterhead.pdf", wall=0.001)
        client.force_login(cast.executor)
        answer = client.get(f"/w/cases/{case.pk}/reply/preview/")
        assert answer.status_code == 409
        assert "Подготовка PDF занимает слишком много времени" in answer.content.decode()


def test_a_query_as_long_as_a_book_is_answered(cast: Any, client: Client) -> None:
    client.force_login(cast.executor)
    for path, name in (("/w/queue/", "q"), ("/udmurtia-mio/search/", "q"), ("/w/knowledge/", "q")):
        answer = client.get(path, {name: "слово " * 1500})
        assert answer.status_code in (200, 400, 404, 414), path
