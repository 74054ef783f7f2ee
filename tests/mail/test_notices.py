"""Notices about our own letters, signed and packed letters, the size limit, checks of the sender, the antivirus."""

from __future__ import annotations

import os
import re
import shutil
import smtplib
import socket
import struct
import subprocess
import time
from collections.abc import Iterator
from email.message import EmailMessage
from itertools import product
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from aiosmtpd.smtp import Envelope
from django.test import Client

from priemnaya.cases import actions
from priemnaya.cases.actions.reading import read_files
from priemnaya.cases.incoming import IncomingFile
from priemnaya.cases.models import Attachment, Case, Contact
from priemnaya.channels.base import Away
from priemnaya.channels.email import lmtp
from priemnaya.channels.email.inbound import receive_letter, refuse_large
from priemnaya.channels.email.parse import parse_letter
from priemnaya.channels.email.returns import return_path
from priemnaya.channels.email.smtp import compose, mailable, send
from priemnaya.core import antivirus
from priemnaya.core.models import Alert, Delivery
from priemnaya.people.models import Organisation

from ..browser.conftest import free_port
from ..desk import looked_and_sent
from ..helpers import case_of, undone, words_of
from .test_mail import letter
from .ugly import TEXT, body, head, multi

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def report(
    action: str, original: str = "", recipient: str = "m@mail.example", *, kind: str = "delivery-status"
) -> bytes:
    status = (
        f"Reporting-MTA: dns; mx.mail.example\r\n\r\nFinal-Recipient: rfc822; {recipient}\r\nAction:"
        f" {action}\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 no such user\r\n"
        if kind == "delivery-status"
        else (
            f"Final-Recipient: rfc822; {recipient}\r\nOriginal-Message-ID: {original}\r\nDisposition:"
            f" manual-action/MDN-sent-manually; {action}\r\n"
        )
    )
    returned = (
        f"Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: {original}\r\nSubject: x\r\n".encode()
        if original
        else b""
    )
    parts = [
        body(b"Sorry."),
        f"Content-Type: message/{kind}\r\n\r\n{status}".encode(),
        *([returned] if returned else []),
    ]
    return multi(
        *parts,
        kind=f"report; report-type={kind}",
        top=head(From="MAILER-DAEMON@mx.mail.example", Message_ID=f"<{action}-{time.monotonic()}@mx>"),
    )


def sent(cast: Any, **changes: Any) -> Delivery:
    case = case_of(cast.udm, chosen_point="email", chosen_address="m@mail.example", addresses={}, **changes)
    row = Delivery.objects.get(subject_id=case.pk)
    actions.delivery_sent(row)
    row.refresh_from_db()
    return row


def brought_back(row: Delivery, raw: bytes) -> Any:
    """A notice comes to the return path of this very letter."""
    row.refresh_from_db()
    return receive_letter(Organisation.objects.get(pk=row.organisation_id), raw, to=[return_path(row)])


class TestNotices:
    """RFC 3464 and 8098: what a notice says stands on the timeline."""

    @pytest.mark.parametrize(
        ("action", "state"),
        [("delivered", "delivered"), ("relayed", "delivered"), ("expanded", "delivered"), ("failed", "bounced")],
    )
    def test_a_delivery_report_changes_the_state(self, cast: Any, action: str, state: str) -> None:
        row = sent(cast)
        assert brought_back(row, report(action, row.message_id)).status == "ignored"
        row.refresh_from_db()
        assert row.state == state

    def test_a_delay_is_noted_and_a_late_failure_still_counts(self, cast: Any) -> None:
        row = sent(cast)
        brought_back(row, report("delayed", row.message_id))
        row.refresh_from_db()
        assert (row.state, "пока не принял" in row.error) == ("sent", True)
        brought_back(row, report("failed", row.message_id))
        row.refresh_from_db()
        assert (row.state, row.error) == ("bounced", "5.1.1 smtp; 550 no such user")

    def test_a_read_receipt_is_read(self, cast: Any) -> None:
        row = sent(cast)
        brought_back(row, report("displayed", row.message_id, kind="disposition-notification"))
        row.refresh_from_db()
        assert row.state == "read"

    def test_a_plain_text_bounce_of_an_old_server_is_understood(self, cast: Any) -> None:
        row = sent(cast)
        raw = head(From="Mail Delivery Subsystem <MAILER-DAEMON@x>") + body(
            f"Not delivered.\r\n\r\nMessage-ID: {row.message_id}\r\n".encode()
        )
        brought_back(row, raw)
        row.refresh_from_db()
        assert row.state == "bounced"
        assert Alert.objects.filter(kind="bounce").exists()

    def test_a_loop_of_robots_is_stopped_and_shown_to_a_person(self, cast: Any) -> None:
        for n in range(6):
            outcome = receive_letter(cast.udm, letter(f"Вопрос {n}", Message_ID=f"<{n}@x>"))
        assert outcome.status == "review"


def vacation(row: Delivery, **headers: str) -> bytes:
    """A person's mail program answers by itself, with our letter in it."""
    inner = f"Content-Type: message/rfc822\r\n\r\nMessage-ID: {row.message_id}\r\nSubject: x\r\n\r\nТекст".encode()
    top = head(From="m@mail.example", Subject="Я в отпуске", Message_ID="<v@mail.example>", **headers)
    return multi(body("Буду 1 декабря.".encode()), inner, top=top)


FORGED = ["to the body's own mailbox", "to another letter's path", "to a path that is none", "without our Message-ID"]


class TestForged:
    """A notice that did not come to the return path of the letter it names changes nothing; people are told."""

    def forged(self, cast: Any, how: str, action: str, row: Delivery) -> bytes:
        other = sent(cast, identity="another")
        address, original = {
            FORGED[0]: ("udmurtia-mio@priemnaya.example", row.message_id),
            FORGED[1]: (return_path(other), row.message_id),
            FORGED[2]: (f"bounce+{'a' * 24}@priemnaya.example", row.message_id),
            FORGED[3]: (return_path(row), "<made.up@priemnaya.example>"),
        }[how]
        kind = "disposition-notification" if action == "displayed" else "delivery-status"
        raw = report(action, original, row.address, kind=kind)
        return (
            f"To: <{address}>\r\n".encode() + raw.split(b"To: ", 1)[0] + raw.split(b"To: ", 1)[1].split(b"\r\n", 1)[1]
        )

    def test_in_a_mailbox(self, cast: Any) -> None:
        row = sent(cast)
        for how, action in product(FORGED, ("failed", "delivered", "delayed", "displayed")):
            with undone((how, action)):
                raw = self.forged(cast, how, action, row)
                before = list(Delivery.objects.order_by("pk").values())
                outcome = receive_letter(cast.udm, raw)
                assert outcome.status == "ignored" and "ничего не изменено" in outcome.contact.reason
                assert list(Delivery.objects.order_by("pk").values()) == before
                assert Alert.objects.filter(organisation_id=cast.udm.pk, kind="forged_notice").exists()

    @pytest.mark.parametrize("how", FORGED)
    def test_through_the_listener(self, cast: Any, how: str) -> None:
        row = sent(cast)
        raw = self.forged(cast, how, "failed", row)
        to = parse_letter(raw).recipients[0]
        before = list(Delivery.objects.order_by("pk").values())
        said = taken(to, raw)
        assert said == ("550" if how == FORGED[2] else "250")
        assert list(Delivery.objects.order_by("pk").values()) == before
        assert Alert.objects.filter(organisation_id=cast.udm.pk, kind="forged_notice").exists()

    def test_the_envelope_counts_and_not_what_the_letter_says_of_itself(self, cast: Any) -> None:
        row = sent(cast)
        raw = f"Delivered-To: {return_path(row)}\r\n".encode() + report("failed", row.message_id)
        assert taken("udmurtia-mio@priemnaya.example", raw) == "250"
        row.refresh_from_db()
        assert row.state == "sent"

    def test_a_true_one_comes_through_the_listener_and_from_a_mailbox(self, cast: Any) -> None:
        first, second = sent(cast), sent(cast, identity="another")
        assert taken(return_path(first).upper(), report("failed", first.message_id)) == "250"
        raw = f"Delivered-To: {return_path(second)}\r\n".encode() + report("delivered", second.message_id)
        receive_letter(cast.altai, raw)  # the mailbox of returns is one for all bodies
        assert [Delivery.objects.get(pk=r.pk).state for r in (first, second)] == ["bounced", "delivered"]
        assert not Alert.objects.filter(kind="forged_notice").exists()

    @pytest.mark.parametrize("headers", [{}, {"Auto_Submitted": "auto-replied"}, {"Return_Path": "<>"}])
    def test_what_is_no_notice_marks_nothing_and_becomes_no_case(self, cast: Any, headers: dict[str, str]) -> None:
        row = sent(cast)
        cases, before = Case.objects.count(), list(Delivery.objects.order_by("pk").values())
        assert taken(return_path(row), vacation(row, **headers)) == "250"
        assert Case.objects.count() == cases
        assert list(Delivery.objects.order_by("pk").values()) == before
        contact = Contact.objects.filter(direction="in").latest("pk")
        assert contact.status == ("ignored" if headers else "review")  # it says of itself that a machine wrote it
        assert ("автоматический ответ" in contact.reason) == bool(headers)

    def test_what_a_person_wrote_to_a_return_path_is_looked_at_and_can_become_a_case(self, cast: Any) -> None:
        row = sent(cast)
        raw = letter("Вы не ответили на мой второй вопрос.", Message_ID="<mine@mail.example>", Subject="Re: ответ")
        before = list(Delivery.objects.order_by("pk").values())
        for _ in range(2):
            assert taken(return_path(row), raw) == "250"
        contact = Contact.objects.get(direction="in", external_id="<mine@mail.example>")
        assert (contact.status, contact.case) == ("review", None)
        assert list(Delivery.objects.order_by("pk").values()) == before
        assert Alert.objects.filter(organisation_id=cast.udm.pk, kind="review").count() == 1
        desk = Client()
        desk.force_login(cast.registrar)
        assert "служебный адрес возврата" in desk.get("/w/letters/?status=review").content.decode()
        looked_and_sent(desk, f"/w/letters/{contact.pk}/take/")
        case = Case.objects.latest("pk")
        assert case.contacts.get(direction="in").text == contact.text
        assert "Таких писем нет" in desk.get("/w/letters/?status=review").content.decode()

    def test_a_complaint_about_spam_is_no_failure(self, cast: Any) -> None:
        row = sent(cast)
        raw = report("failed", row.message_id).replace(b"report-type=delivery-status", b"report-type=feedback-report")
        brought_back(
            row, raw.replace(b"message/delivery-status", b"message/feedback-report").replace(b"MAILER-DAEMON", b"abuse")
        )
        row.refresh_from_db()
        assert row.state == "sent"

    def test_each_letter_leaves_with_a_path_of_its_own_that_says_nothing(
        self, cast: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        rows = [sent(cast), sent(cast, identity="another")]
        settings.SMTP_URL, left = "smtp://127.0.0.1:25", []

        class Server:
            def __enter__(self) -> Server:
                return self

            def __exit__(self, *_: Any) -> None: ...

            def ehlo_or_helo_if_needed(self) -> None: ...

            def has_extn(self, _name: str) -> bool:
                return True

            def send_message(self, letter: Any, from_addr: str, **_: Any) -> None:
                left.append((from_addr, str(letter)))

        monkeypatch.setattr("priemnaya.channels.email.smtp.connected", Server)
        for row in rows:
            send(row)
            send(row)
        paths = [path for path, _ in left]
        assert paths[0] == paths[1] != paths[2] == paths[3]
        for path, letter_text in left:
            assert re.fullmatch(r"bounce\+[a-z2-7]{24}@priemnaya\.example", path)
            assert path.partition("+")[2][:24] not in letter_text

    def test_a_server_that_wants_another_sender_keeps_the_letters_waiting(
        self, cast: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings.SMTP_URL = "smtp://127.0.0.1:25"

        class Server(smtplib.SMTP):
            def __init__(self) -> None: ...

            def ehlo_or_helo_if_needed(self) -> None: ...

            def has_extn(self, opt: str) -> bool:
                return False

            def __exit__(self, *_: Any) -> None: ...

            def send_message(self, *_: Any, **__: Any) -> Any:
                raise smtplib.SMTPSenderRefused(553, b"not yours", "x")

        monkeypatch.setattr("priemnaya.channels.email.smtp.connected", Server)
        with pytest.raises(Away, match="адрес возврата"):
            send(sent(cast))


NOBODY: Any = None


def taken(address: str, raw: bytes) -> str:
    """What our listener answers to the recipient, then to the letter. Its threads' work is done right here, in the
    test's own transaction."""

    async def here(function: Any, *arguments: Any) -> Any:
        return function(*arguments)

    def answer(asked: Any) -> str:
        try:
            asked.send(None)
        except StopIteration as done:
            return str(done.value)
        raise AssertionError("the listener waits for something")

    handler, envelope, nobody = lmtp.Handler(), Envelope(), NOBODY
    envelope.content = raw
    with (
        patch("priemnaya.channels.email.lmtp.asyncio.to_thread", here),
        patch("priemnaya.channels.email.lmtp.close_old_connections"),
    ):
        said = answer(handler.handle_RCPT(nobody, nobody, envelope, address, []))
        if said.startswith("250"):
            said = answer(handler.handle_DATA(nobody, nobody, envelope))
    return said[:3]


def test_a_letter_to_an_address_that_goes_while_it_comes_is_refused_and_not_dropped(cast: Any) -> None:
    """Its delivery was destroyed between RCPT and DATA: it was answered «250» and lay nowhere."""
    case_of(cast.udm, point="email", addresses={"email": "m@mail.example"})
    row = sent(cast)
    known = iter([row, None])
    with patch("priemnaya.channels.email.lmtp.delivery_at", lambda _addresses: next(known)):
        assert taken(return_path(row), b"Subject: x\r\n\r\nx") == "550"
    assert not Contact.objects.exclude(direction="out").exclude(case__isnull=False).exists()


class TestForms:
    """Packed and signed letters."""

    def test_an_opaque_signature_is_opened(self, tmp_path: Path) -> None:
        if not shutil.which("openssl"):
            pytest.skip("openssl is not here")
        key, cert, inner = tmp_path / "k", tmp_path / "c", tmp_path / "m"
        inner.write_bytes(body(TEXT.encode(), way="base64"))
        subprocess.run(
            [
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-keyout",
                key,
                "-out",
                cert,
                "-days",
                "2",
                "-subj",
                "/CN=x",
            ],
            check=True,
            capture_output=True,
        )
        for detached in ((), ("-nodetach",)):
            signed = subprocess.run(
                ["openssl", "smime", "-sign", "-in", inner, "-signer", cert, "-inkey", key, *detached],
                check=True,
                capture_output=True,
            ).stdout
            parsed = parse_letter(head(MIME_Version=None) + signed)
            assert parsed.text == TEXT
            assert [f.name for f in parsed.files] == ([] if detached else ["smime.p7s"])
        locked = subprocess.run(
            ["openssl", "smime", "-encrypt", "-in", inner, cert], check=True, capture_output=True
        ).stdout
        assert "зашифровано" in parse_letter(head(MIME_Version=None) + locked).problem

    def test_outlook_s_winmail_is_unpacked(self) -> None:
        def attribute(level: int, number: int, data: bytes) -> bytes:
            return struct.pack("<BII", level, number, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)

        packed = struct.pack("<IH", 0x223E9F78, 1) + attribute(1, 0x00089006, struct.pack("<I", 0x10000))
        packed += attribute(1, 0x0002800C, TEXT.encode("windows-1251") + b"\0")
        packed += (
            attribute(2, 0x00069002, b"\0" * 14)
            + attribute(2, 0x00018010, b"plan.pdf\0")
            + attribute(2, 0x0006800F, b"%PDF-1")
        )
        part = body(
            packed, "application/ms-tnef", None, "base64", 'Content-Disposition: attachment; filename="winmail.dat"\r\n'
        )
        parsed = parse_letter(multi(part))
        assert parsed.text == TEXT
        assert [(f.name, f.content) for f in parsed.files] == [("plan.pdf", b"%PDF-1")]


def test_the_quoted_letter_is_one_click_away(cast: Any, client: Client) -> None:
    text = "Спасибо, понял.\r\n\r\n02.11.2026, 10:15, Минимущество пишет:\r\n> Мы ответим до 1 декабря."
    raw = letter(text, Subject="Re: Вопрос")
    contact = receive_letter(cast.udm, raw).contact
    assert contact.text == "Спасибо, понял."
    assert "до 1 декабря" in contact.quoted
    client.force_login(cast.executor)
    assert contact.case is not None
    page = client.get(f"/w/cases/{contact.case.pk}/").content.decode()
    assert "Показать письмо, на которое отвечают" in page
    assert f"/w/letters/{contact.pk}/original/" in page
    assert contact.case.number in client.get("/w/cases/?q=ответим до 1 декабря").content.decode(), "and it is searched"


def test_a_quoted_letter_of_others_is_read_whole(cast: Any) -> None:
    """A client who answers a neighbour with us beside wants the neighbour's words read too."""
    words = "Посмотрите, что он пишет.\r\n\r\n02.11.2026, 10:15, Сосед <s@x.example>:\r\n> Забор мой."
    contact = receive_letter(cast.udm, letter(words, Subject="Re: забор", In_Reply_To="<theirs@x.example>")).contact
    assert "Забор мой" in contact.text and not contact.quoted
    ours = words.replace("s@x.example", cast.udm.email)
    again = receive_letter(cast.udm, letter(ours, Subject="Re: забор", In_Reply_To="<gone@x>", Message_ID="<2@x>"))
    assert "Забор мой" in again.contact.quoted


def test_the_servers_word_on_the_sender_is_shown_and_a_forged_number_is_not_believed(
    cast: Any, client: Client, settings: Any
) -> None:
    settings.AUTHSERV = "mx.ministry.example"
    case = receive_letter(cast.udm, letter()).contact.case
    assert case is not None
    ours = "mx.ministry.example; spf=fail smtp.mailfrom=x; dkim=none; dmarc=fail header.from=mail.example"
    forged = letter("Отзовите", Message_ID="<f@x>", Subject=f"Re: {case.number}", Authentication_Results=ours)
    outcome = receive_letter(cast.udm, forged)
    assert outcome.contact.checks == {"spf": "fail", "dkim": "none", "dmarc": "fail"}
    assert outcome.contact.case != case
    client.force_login(cast.executor)
    assert outcome.contact.case is not None
    page = words_of(client.get(f"/w/cases/{outcome.contact.case.pk}/"))
    assert "DMARC: не совпало" in page
    claimed = letter("x", Message_ID="<g@x>", Authentication_Results="evil.example; spf=pass; dmarc=pass")
    assert receive_letter(cast.udm, claimed).contact.checks == {}


def test_a_letter_over_the_limit_gets_a_polite_answer_once(cast: Any) -> None:
    said = [refuse_large(cast.udm, head(Message_ID="<big@x>"), 90_000_000) for _ in range(2)]
    assert [o.status for o in said] == ["quarantined", "duplicate"]
    outcome = said[0]
    assert "слишком большое" in outcome.contact.reason
    row = Delivery.objects.get(subject_type="contact")
    assert row.address == "ivan@mail.example"
    assert "через наш сайт" in row.payload["text"]
    sent_letter = compose(row)
    assert (sent_letter["Auto-Submitted"], sent_letter["In-Reply-To"]) == ("auto-replied", "<big@x>")
    actions.delivery_sent(row)
    row.refresh_from_db()
    assert row.state == "sent"
    refuse_large(cast.udm, head(Message_ID="<r@x>", Auto_Submitted="auto-generated"), 90_000_000)
    assert Delivery.objects.count() == 1


def test_the_listener_refuses_a_large_letter_in_words_that_help(
    db: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MAX_LETTER = 1024 * 1024
    monkeypatch.setattr(lmtp, "_in_thread", lambda *_: True)
    port = free_port()
    controller = lmtp.start_listener(f"smtp://127.0.0.1:{port}")
    assert controller is not None
    try:
        for announced, large in ((True, b"x\r\n" * 700_000), (False, b"x\r\n" * 700_000), (False, b"x" * 2_100_000)):
            with smtplib.SMTP("127.0.0.1", port, timeout=120) as server:
                server.ehlo()
                if not announced:
                    server.esmtp_features.pop("size")
                with pytest.raises(smtplib.SMTPException, match="in several letters or at"):
                    server.sendmail("a@b.example", ["udmurtia-mio@priemnaya.example"], head() + b"\r\n" + large)
    finally:
        controller.stop()


@pytest.mark.unit
def test_a_cyrillic_domain_is_written_as_the_wire_wants_it() -> None:
    assert mailable("ivan@почта.рф") == "ivan@xn--80a1acny.xn--p1ai"
    for wrong in ("", "a", "@b", "a@", "a@b..c"):
        with pytest.raises(ValueError):
            mailable(wrong)


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The real daemon with one signature of our own: the EICAR test string."""
    program = shutil.which("clamd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    assert program, "ClamAV is missing: tests/needs.sh installs it"
    home, port = tmp_path_factory.mktemp("clamd"), free_port()
    home.chmod(0o755)
    (home / "test.ndb").write_text(f"Eicar-Test:0:*:{EICAR.hex()}\n")
    (home / "clamd.conf").write_text(
        f"DatabaseDirectory {home}\nTCPSocket {port}\nTCPAddr 127.0.0.1\nForeground yes\nUser root\nStreamMaxLength"
        " 50M\n"
    )
    server = subprocess.Popen(
        [program, "-c", str(home / "clamd.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            time.sleep(0.1)
    yield f"tcp://127.0.0.1:{port}"
    server.terminate()
    server.wait(20)


@pytest.mark.xdist_group("clamd")
def test_a_dangerous_file_is_kept_marked_and_never_handed_out(
    cast: Any, client: Client, clamd: str, settings: Any
) -> None:
    settings.CLAMD = clamd
    message = EmailMessage()
    message["From"], message["Subject"], message["Message-ID"] = "p@mail.example", "Файл", "<v@x>"
    message.set_content(TEXT)
    message.add_attachment(EICAR, maintype="application", subtype="octet-stream", filename="invoice.com")
    message.add_attachment(b"plain", maintype="text", subtype="csv", filename="good.csv")
    contact = receive_letter(cast.udm, message.as_bytes()).contact
    found = {a.name: a.scan for a in contact.attachments.all()}
    assert found["good.csv"] == "clean"
    assert "Eicar-Test" in found["invoice.com"]
    assert Alert.objects.filter(kind="virus").exists()
    read_files()
    client.force_login(cast.executor)
    for row in contact.attachments.all():
        assert client.get(f"/w/files/{row.pk}/").status_code == (403 if row.name == "invoice.com" else 200)
    assert contact.case is not None
    assert "опасный файл" in client.get(f"/w/cases/{contact.case.pk}/").content.decode()


def test_without_an_answer_of_the_antivirus_the_letter_is_taken_and_says_so(cast: Any, settings: Any) -> None:
    settings.CLAMD = "tcp://127.0.0.1:1"
    case_of(cast.udm, files=(IncomingFile("a.pdf", b"%PDF"),))
    assert Attachment.objects.get(contact__isnull=False).scan == antivirus.UNKNOWN
    assert Contact.objects.filter(direction="in").exists()
