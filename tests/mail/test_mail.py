"""Mail: whatever comes is a row; declared charset first; robots never open cases; one bad letter never stops the
next."""

from __future__ import annotations

import smtplib
from dataclasses import replace
from email.message import EmailMessage
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client as Browser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from priemnaya.cases import actions
from priemnaya.cases.models import Case, Contact
from priemnaya.channels.email.inbound import receive_letter
from priemnaya.channels.email.parse import ParsedLetter, parse_head, parse_letter
from priemnaya.channels.email.returns import return_path
from priemnaya.channels.email.smtp import compose
from priemnaya.core.models import Alert, Delivery
from priemnaya.errors import Objection
from priemnaya.people.proof import Level

from ..desk import looked_and_sent
from ..helpers import case_of, message, under_code
from .ugly import body, head, multi

TEXT = "Здравствуйте! Когда приём по земельным вопросам?"


def letter(text: str = TEXT, charset: str = "utf-8", **headers: str) -> bytes:
    lines = {
        "From": "Иван Петров <ivan@mail.example>",
        "To": "udmurtia-mio@priemnaya.example",
        "Subject": "Вопрос",
        "Message-ID": "<1@mail.example>",
        **{k.replace("_", "-"): v for k, v in headers.items()},
    }
    head = "".join(f"{k}: {v}\r\n" for k, v in lines.items() if v)
    return (
        head.encode(charset)
        + f"Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n".encode()
        + text.encode(charset)
    )


@pytest.mark.unit
@pytest.mark.parametrize("charset", ["koi8-r", "windows-1251", "utf-8", "cp866", "iso8859-5"])
def test_raw_eight_bit_headers_and_bodies_are_read(charset: str) -> None:
    parsed = parse_letter(letter(charset=charset))
    assert parsed.subject == "Вопрос"
    assert parsed.sender_name == "Иван Петров"
    assert parsed.text == TEXT


@pytest.mark.unit
@pytest.mark.parametrize(
    ("declared", "real"),
    [
        ("us-ascii", "windows-1251"),
        ("iso-8859-1", "koi8-r"),
        ("utf-8", "windows-1251"),
        ("koi8-r", "windows-1251"),
        ("x-unknown", "utf-8"),
        ("", "koi8-r"),
    ],
)
def test_a_wrong_declaration_does_not_spoil_the_text(declared: str, real: str) -> None:
    raw = f"From: a@b.example\r\nContent-Type: text/plain; charset={declared}\r\n\r\n".encode() + TEXT.encode(real)
    assert parse_letter(raw).text == TEXT


@pytest.mark.unit
def test_encoded_words_rfc2231_names_and_nested_parts() -> None:
    inner = EmailMessage()
    inner["Subject"], inner["From"] = "Вложенное письмо", "c@d.example"
    inner.set_content("внутри")
    message = EmailMessage()
    message["From"], message["Subject"] = "Пётр <p@mail.example>", "Жалоба на «соседа»"
    message.set_content(TEXT)
    message.add_alternative(f"<p>{TEXT}</p>", subtype="html")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="Справка о составе семьи.pdf")
    message.add_attachment(inner)
    parsed = parse_letter(message.as_bytes())
    assert parsed.subject == "Жалоба на «соседа»"
    assert parsed.text == TEXT
    assert [f.name for f in parsed.files] == ["Справка о составе семьи.pdf", "Вложенное письмо.eml"]


@pytest.mark.unit
def test_html_alone_becomes_text_and_broken_dates_survive() -> None:
    raw = (
        "From: a@b.example\r\nDate: вчера\r\nMessage-ID: <>\r\nContent-Type: text/html;"
        " charset=utf-8\r\n\r\n<p>Первая</p><p>Вторая<script>x()</script></p>".encode()
    )
    parsed = parse_letter(raw)
    assert "Первая" in parsed.text
    assert "x()" not in parsed.text
    assert parsed.message_id == ""


@pytest.mark.unit
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.binary(max_size=3000))
def test_any_bytes_are_read_and_can_be_kept(raw: bytes) -> None:
    kept(parse_letter(raw))


def kept(parsed: ParsedLetter) -> None:
    """Nothing broke our reading, and the database takes every word: no zero byte, no half of a character."""
    assert "не разобрано" not in parsed.problem
    for words in (parsed.subject, parsed.text, parsed.quoted, parsed.sender_name, *(f.name for f in parsed.files)):
        assert "\x00" not in words
        assert words.encode().decode() == words


@pytest.mark.unit
@settings(deadline=None)
@given(st.integers(0, 400), st.binary(min_size=1, max_size=6))
def test_a_mutated_letter_is_read_and_can_be_kept(at: int, noise: bytes) -> None:
    raw = bytearray(letter())
    raw[at : at + len(noise)] = noise
    kept(parse_letter(bytes(raw)))


def test_a_letter_becomes_a_message_with_the_ways_to_file(cast: Any) -> None:
    outcome = receive_letter(cast.udm, letter())
    assert outcome.status == "registered"
    case = outcome.contact.case
    assert case is not None
    assert case.kind == "message"
    told = case.contacts.get(direction="out").text
    assert "не считается обращением" in told
    assert "Код доступа" in told
    assert outcome.contact.raw is not None
    assert outcome.contact.raw.read() == letter()


def test_the_same_letter_twice_is_one_case(cast: Any) -> None:
    first, again = receive_letter(cast.udm, letter()), receive_letter(cast.udm, letter())
    assert first.contact == again.contact
    assert Case.objects.count() == Contact.objects.filter(direction="in").count() == 1


def test_letters_without_message_id_are_told_apart(cast: Any) -> None:
    first = receive_letter(cast.udm, letter(Message_ID=""))
    second = receive_letter(cast.udm, letter("Другое письмо", Message_ID=""))
    assert first.contact.case != second.contact.case


def test_a_reply_threads_by_our_own_reference_from_the_case_s_own_address_and_by_nothing_else(cast: Any) -> None:
    """A number can be guessed and a «От» can be written: such a letter is a case of its own, with a link for staff."""
    case = receive_letter(cast.udm, letter()).contact.case
    assert case is not None
    sent = Delivery.objects.get(subject_id=case.pk)
    by_id = receive_letter(cast.udm, letter("Дополнение", Message_ID="<2@x>", In_Reply_To=sent.message_id))
    by_number = receive_letter(cast.udm, letter("Ещё", Message_ID="<3@x>", Subject=f"Re: {case.number}"))
    stranger = receive_letter(
        cast.udm, letter("Чужое", Message_ID="<4@x>", Subject=f"Re: {case.number}", From="x@other.example")
    )
    passed_on = receive_letter(
        cast.udm, letter("Ему", Message_ID="<5@x>", In_Reply_To=sent.message_id, From="x@other.example")
    )
    assert (by_id.status, by_id.contact.case) == ("appended", case)
    for one in (by_number, stranger, passed_on):
        assert one.contact.case is not None
        assert one.contact.case != case
        assert one.contact.case.links.filter(other=case, kind="spoken_of").exists()
    browser = Browser()
    session = browser.session
    session.update(under_code(case))
    session.save()
    shown = browser.get(f"/udmurtia-mio/follow/{case.number}/").content.decode()
    assert "Чужое" not in shown
    assert passed_on.contact.case.number not in shown


def test_an_answer_below_our_letter_that_nothing_marks_is_the_clients_words(cast: Any) -> None:
    """As programs of telephones write it; our own words, with the code that is kept nowhere, stay the quotation."""
    case = receive_letter(cast.udm, letter()).contact.case
    assert case is not None
    sent = Delivery.objects.get(subject_id=case.pk)
    ours = sent.payload["text"].strip()
    head = "10.11.2026, 10:15, Приёмная <udmurtia-mio@priemnaya.example>:"
    for n, (below, own) in enumerate(
        (("Не согласна. Прошу ещё раз.", True), ("", False), ("Отправлено с iPhone", False))
    ):
        answer = receive_letter(
            cast.udm,
            letter(
                f"Добрый день!\n\n{head}\n{ours}\n\nКод доступа: A1B2-C3D4\n\n{below}",
                Message_ID=f"<below{n}@x>",
                In_Reply_To=sent.message_id,
                Subject="Re: Вопрос",
            ),
        ).contact
        assert answer.text == (f"Добрый день!\n\n{below}" if own else "Добрый день!")
        assert ours.split("\n")[0] in answer.quoted and (below in answer.quoted) is not own


def test_our_own_server_s_word_on_the_domain_proves_the_mailbox(cast: Any, settings: Any) -> None:
    settings.AUTHSERV = "mx.body.example"
    passed = "mx.body.example; dmarc=pass header.from=mail.example"
    first = receive_letter(cast.udm, letter(Authentication_Results=passed)).contact
    assert (first.level, first.how) == (Level.REACHABLE, "dmarc")
    assert first.case is not None
    assert "Код доступа" in Delivery.objects.get(subject_id=first.case.pk).payload["text"]
    again = receive_letter(
        cast.udm,
        letter("Ещё", Message_ID="<3@x>", Subject=f"Re: {first.case.number}", Authentication_Results=passed),
    )
    assert again.contact.case == first.case
    other = receive_letter(cast.udm, letter("Новое дело", Message_ID="<4@x>", Authentication_Results=passed)).contact
    assert other.client == first.client
    claimed = receive_letter(cast.udm, letter("Чужая рука", Message_ID="<5@x>")).contact
    assert claimed.client != first.client


@pytest.mark.parametrize(
    "written",
    [
        'From: "maria@mail.example" <"a b"@evil.example>',
        "From: maria@mail.example <a@evil.example>",
        "From: maria@mail.example, a@evil.example",
        "From: a@evil.example, maria@mail.example",
        "From: a@evil.example\nFrom: maria@mail.example",
        "From: maria@mail.example",
        "Sender: maria@mail.example",
        "From: (a@evil.example) maria@mail.example",
    ],
)
def test_a_domain_of_one_s_own_proves_nobody_else_s_mailbox(cast: Any, settings: Any, written: str) -> None:
    """Seen by a judge: DMARC of the attacker's domain passed, and the letter counted as the victim's."""
    settings.AUTHSERV = "mx.body.example"
    passed = "mx.body.example; dmarc=pass header.from=mail.example"
    mine = receive_letter(cast.udm, letter(Authentication_Results=passed)).contact
    assert mine.case is not None
    assert mine.case.mailbox == mine.sender
    forged = written.replace("maria@mail.example", mine.sender)
    raw = (
        f"Authentication-Results: mx.body.example; dmarc=pass header.from=evil.example\n{forged}\n"
        f"Message-ID: <9@evil.example>\nSubject: {mine.case.number}\n\nОтвечайте на a@evil.example"
    ).encode()
    taken = receive_letter(cast.udm, raw).contact
    assert taken.level == Level.CLAIMED
    assert taken.case != mine.case
    assert taken.client != mine.client


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"From": "MAILER-DAEMON@mail.example", "Return_Path": "<>", "X_Failed_Recipients": "a@b.example"},
        {"X_Autoreply": "yes", "text": "Я в отпуске до 12 декабря. Отвечу после возвращения."},
    ],
)
def test_robots_never_open_cases_but_are_listed(cast: Any, headers: dict[str, str]) -> None:
    outcome = receive_letter(cast.udm, letter(**headers))
    assert outcome.status == "ignored"
    assert outcome.contact.reason
    assert not Case.objects.exists()


def test_what_only_looks_like_a_robots_is_read_by_a_person(cast: Any, client: Browser) -> None:
    """Nobody is answered by itself, no number is spent, and a person makes a case of it with all its words."""
    weak = [
        {"Precedence": "bulk"},
        {"List_Id": "<news.example>"},
        {"Subject": "Автоответ: нет на месте"},
        {"From": "no-reply@shop.example"},
        {"From": "MAILER-DAEMON@mail.example"},
        {"From": "postmaster@mail.example", "Return_Path": "<>"},
        {"X_Autoreply": "yes"},
        {"X_Autorespond": "1"},
        {"Precedence": "auto_reply"},
    ]
    for n, headers in enumerate(weak):
        outcome = receive_letter(cast.udm, letter(Message_ID=f"<w{n}@x>", **headers))
        assert (outcome.status, outcome.as_dict()["status"], outcome.contact.case) == ("review", "review", None)
        assert outcome.contact.reason
    assert not Case.objects.exists() and not Delivery.objects.exists()
    client.force_login(cast.registrar)
    looked_and_sent(client, f"/w/letters/{outcome.contact.pk}/take/")
    assert Case.objects.get().contacts.get(direction="in").text == TEXT


@pytest.mark.unit
def test_a_letter_known_by_its_head_alone_is_ignored_only_when_it_answers_by_itself() -> None:
    """Its words and files were not read: a robot of an office may have brought a document."""
    for mark, is_robot in (("auto-generated", False), ("auto-replied", True)):
        parsed = parse_head(letter(Auto_Submitted=mark))
        assert (bool(parsed.automatic), bool(parsed.doubt)) == (is_robot, not is_robot)
    assert not parse_head(letter(X_Autoreply="yes", Subject="Автоответ")).automatic


def test_a_letter_of_ours_that_comes_back_is_known_and_answered_by_nobody(cast: Any) -> None:
    receive_letter(cast.udm, letter())
    ours = Delivery.objects.get()
    sent = compose(ours).as_bytes()
    for back in (sent, sent.replace(ours.message_id.encode(), b"<new@mail.example>")):
        again = receive_letter(cast.udm, b"Resent-From: ivan@mail.example\r\n" + back)
        assert (again.status, Delivery.objects.count(), Case.objects.count()) == ("ignored", 1, 1)
        assert "наше собственное" in again.contact.reason


def test_who_wrote_is_the_client_whatever_program_sent_the_letter(cast: Any) -> None:
    """Through our own mailbox as a list, through a form's robot, with old-fashioned names of headers: the card, the
    answer and its greeting are the client's, never our own mailbox's or a robot's."""
    ours, lists = cast.udm.email, {"List_Id": f"<{cast.udm.email.replace('@', '.')}>", "Precedence": "list"}
    zoya = "Зоя Петрова <zoya@mail.example>"
    written = [
        letter(From=f'"Зоя Петрова via Приёмная" <{ours}>', Reply_To=zoya, X_Original_From=zoya, **lists),
        letter(From=f"Приёмная <{ours}>", Reply_To=zoya),
        letter(From="Форма сайта <wordpress@site.example>", Reply_To=zoya),
        letter(From="", Subject="").replace(b"To:", b"From : " + zoya.encode() + b"\r\nSubject : x\r\nTo:", 1),
    ]
    for n, raw in enumerate(written):
        outcome = receive_letter(cast.udm, raw.replace(b"<1@", f"<{n}@".encode()))
        case, answer = outcome.contact.case, Delivery.objects.latest("pk")
        assert (outcome.status, case.client_name) == ("registered", "Петрова Зоя"), n
        assert (answer.address, list(case.addresses.values_list("address", flat=True))) == (
            "zoya@mail.example",
            ["zoya@mail.example"],
        )
        assert "Здравствуйте, Зоя" in case.contacts.get(direction="out").text
    sent = Delivery.objects.count()
    for fields in (
        {"From": f"Приёмная <{ours}>"},
        {"From": f"Приёмная <{ours}>", "Reply_To": ours},
        {"From": "noreply@site.example", "Reply_To": ours},
    ):
        outcome = receive_letter(cast.udm, letter(Message_ID=f"<o{len(str(fields))}@x>", **fields))
        assert (outcome.status, outcome.contact.case) == ("review", None)
        assert outcome.contact.reason
    assert Delivery.objects.count() == sent


def test_other_lines_of_the_road_make_no_other_letter_and_other_words_do(cast: Any) -> None:
    first = receive_letter(cast.udm, letter())
    again = receive_letter(cast.udm, b"Received: from mx2 by mx\r\nX-Scanned: yes\r\n" + letter())
    assert (again.status, again.as_dict()["case"]) == ("duplicate", first.as_dict()["case"])
    assert (Case.objects.count(), Delivery.objects.count()) == (1, 1)
    assert receive_letter(cast.udm, letter("Другие слова")).status == "registered"
    other = receive_letter(cast.udm, letter(From="other@mail.example"))
    assert other.status == "registered"


def test_whoever_stands_in_reply_to_is_answered_and_proves_nothing(cast: Any, settings: Any) -> None:
    """A form writes from an address that nobody reads; its own domain vouches for the form, not for the client."""
    settings.AUTHSERV = "mx.body.example"
    raw = letter(
        From="Сайт района <noreply@portal.example>",
        Reply_To="Зоя Иванова <zoya@mail.example>",
        Authentication_Results="mx.body.example; dmarc=pass header.from=portal.example",
    )
    contact = receive_letter(cast.udm, raw).contact
    assert (contact.sender, contact.level, contact.how) == ("zoya@mail.example", Level.CLAIMED, "letter")
    assert contact.client and contact.client.surname == "Иванова"
    assert Delivery.objects.get().address == "zoya@mail.example"


@pytest.mark.parametrize("break_", [b"nonsense\r\n", b"\r\n", b"\r\n>From x\r\n", b"\xef\xbb\xbfX-A: b\r\n"])
def test_a_head_that_had_to_be_mended_proves_nothing(cast: Any, settings: Any, break_: bytes) -> None:
    """Our server drops foreign Authentication-Results out of the head; below a broken line it sees the body."""
    settings.AUTHSERV = "mx.body.example"
    forged = letter(Authentication_Results="mx.body.example; dmarc=pass header.from=mail.example")
    trace = b"Received: from a by mx.body.example\r\n"
    contact = receive_letter(cast.udm, trace + break_ + forged).contact
    assert (contact.sender, contact.level, contact.checks) == ("ivan@mail.example", Level.CLAIMED, {})
    sound = receive_letter(cast.udm, trace + forged.replace(b"<1@", b"<2@")).contact
    assert sound.level == Level.REACHABLE
    against = forged.replace(b"dmarc=pass", b"dmarc=fail").replace(b"<1@", b"<3@")
    assert receive_letter(cast.udm, trace + break_ + against).status == "review"


@pytest.mark.parametrize("part", ["empty", "winmail", "no id"])
def test_another_road_makes_no_other_letter_where_not_all_was_read(cast: Any, part: str) -> None:
    def by(road: str, words: str = TEXT) -> bytes:
        named = {"empty": "a.pdf", "winmail": "winmail.dat"}.get(part, "a.txt")
        content = b"" if part == "empty" else b"no TNEF"
        said = f"Content-Disposition: attachment; filename={named}\r\n"
        file = body(content, "application/ms-tnef" if part == "winmail" else "application/pdf", None, "base64", said)
        top = head(Received=f"from {road}", Message_ID=None if part == "no id" else "<r@x>", Return_Path=f"<{road}@x>")
        return multi(body(words.encode()), file, top=top)

    first = receive_letter(cast.udm, by("mx1.example by a\r\n\twith ESMTP; Thu"))
    again = receive_letter(cast.udm, by("mx2.example by b\r\n\twith LMTP; Fri").replace(b"\r\n", b"\n"))
    assert (first.status, again.status, again.contact) == ("registered", "duplicate", first.contact)
    assert receive_letter(cast.udm, by("mx1.example", "Другие слова")).status == "registered"


@pytest.mark.parametrize("mark", [{"Auto_Submitted": "auto-replied"}, {"Precedence": "list"}, {"From": ""}])
def test_two_at_once_of_a_letter_without_a_case_are_one(
    cast: Any, monkeypatch: pytest.MonkeyPatch, mark: dict[str, str]
) -> None:
    """Ignored, reviewed, unreadable: both look for the key before either has kept it."""
    from priemnaya.core.models import IdempotencyKey

    first = receive_letter(cast.udm, letter(**mark))
    assert first.contact.case is None
    kind = type(IdempotencyKey.objects.all())
    real, looks = kind.subject_of, iter([True])
    monkeypatch.setattr(kind, "subject_of", lambda self, *a: None if next(looks, False) else real(self, *a))
    second = receive_letter(cast.udm, b"Received: from mx2 by mx\r\n" + letter(**mark))
    assert (second.status, second.contact) == ("duplicate", first.contact)
    assert Contact.objects.filter(direction="in").count() == 1


@pytest.mark.parametrize("second", ["dmarc=pass header.from=mail.example", "dmarc=fail header.from=mail.example"])
def test_two_at_once_by_two_roads_are_one_case(
    cast: Any, settings: Any, monkeypatch: pytest.MonkeyPatch, second: str
) -> None:
    """The post says other things of its sender by the other road, and none of the two sees the other's key before its
    own is written: the database knows that it is one letter."""
    from priemnaya.core.models import IdempotencyKey

    settings.AUTHSERV = "mx.body.example"
    first = receive_letter(cast.udm, letter())
    kind = type(IdempotencyKey.objects.all())
    look, keep, blind = kind.subject_of, kind.keep, [True]

    def kept(self: Any, *given: Any) -> None:
        blind.clear()
        keep(self, *given)

    monkeypatch.setattr(kind, "subject_of", lambda self, *given: None if blind else look(self, *given))
    monkeypatch.setattr(kind, "keep", kept)
    again = receive_letter(cast.udm, letter(Authentication_Results=f"mx.body.example; {second}"))
    assert not blind and (again.status, again.contact) == ("duplicate", first.contact)
    assert (Case.objects.count(), Delivery.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("given", "asked"), [("Info@Body.Example", "INFO@body.example"), ("почта@пример.рф", "почта@xn--e1afmkfd.xn--p1ai")]
)
def test_a_body_is_known_by_its_mailbox_however_it_is_written(cast: Any, given: str, asked: str) -> None:
    from priemnaya.channels.email.inbound import came_back
    from priemnaya.people.interaction import body_at
    from priemnaya.people.loading import sync_body
    from priemnaya.people.policies import policy_of

    order = policy_of(cast.udm).body
    assert order.body
    sync_body(replace(order, body=order.body.model_copy(update={"email": given})))
    cast.udm.refresh_from_db()
    assert body_at([asked]) == cast.udm
    receive_letter(cast.udm, letter())
    assert came_back(
        cast.udm, parse_letter(compose(Delivery.objects.get()).as_bytes().replace(b"Message-ID", b"X-Old"))
    )


@pytest.mark.unit
def test_a_letter_that_went_over_its_budget_once_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that was busy is no fault of the letter."""
    from priemnaya.bounded import WORKS, Exceeded
    from priemnaya.channels.email import parse

    asked, fails = list[str](), list[int]()

    def run(name: str, raw: bytes, authserv: str, **_: Any) -> ParsedLetter:
        asked.append(name)
        if name == "email.parse" and len(asked) <= fails[-1]:
            raise Exceeded(WORKS[name], "time")
        return parse_head(raw) if name == "email.parse_head" else parse_letter(raw)

    monkeypatch.setattr(parse, "run", run)
    for times, expected in ((1, TEXT), (2, "прочитано не полностью")):
        asked.clear()
        fails.append(times)
        assert expected in parse.read_letter(letter()).text


def test_a_strangers_answer_to_a_clients_letter_is_a_case_of_its_own(cast: Any) -> None:
    first = receive_letter(cast.udm, letter()).contact.case
    stranger = letter("Я тоже прошу.", From="n@mail.example", Message_ID="<s@x>", In_Reply_To="<1@mail.example>")
    taken = receive_letter(cast.udm, stranger).contact.case
    assert taken and first and taken != first
    assert taken.links.filter(other=first, kind="spoken_of").exists()
    assert Delivery.objects.latest("pk").address == "n@mail.example"


def test_a_zero_in_any_header_of_any_part_is_no_end_of_the_mailbox(cast: Any) -> None:
    raw = letter(
        '--B\r\nContent-Type: application/p\0df; name="a\0.pdf"\r\nContent-ID: <\0>\r\n\r\n%PDF\r\n--B--\r\n',
        Content_Type="multipart/mixed; boundary=B",
        From="Ива\0н <iv\0an@mail.example>",
        Message_ID="<1\0@mail.example>",
    )
    outcome = receive_letter(cast.udm, raw)
    assert (outcome.status, [a["name"] for a in outcome.as_dict()["attachments"]]) == ("registered", ["a.pdf"])


def test_what_cannot_be_kept_with_its_words_is_kept_raw(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last resort itself: even when the words or files are what the database refuses."""
    from priemnaya.channels.email import inbound

    real = inbound._matter
    monkeypatch.setattr(inbound, "_matter", lambda letter, text: real(letter, text) if not text else 1 / 0)
    outcome = receive_letter(cast.udm, letter())
    assert outcome.status == "quarantined"
    assert outcome.contact.raw is not None and outcome.contact.raw.read() == letter()


def test_suspected_spam_waits_with_the_clock_running_and_no_reply(cast: Any) -> None:
    from priemnaya.core.models import Obligation

    outcome = receive_letter(cast.udm, letter(X_Spam_Flag="YES"))
    case = outcome.contact.case
    assert case is not None
    assert case.state == "review"
    assert not Delivery.objects.exists()
    assert Obligation.objects.about("case", case.pk).open().filter(what="primary_reply").exists()
    code = actions.accept_case(case, by=cast.registrar)
    told = Delivery.objects.get().payload["text"]
    assert case.number in told
    assert code not in told


def test_a_bad_letter_is_quarantined_with_an_alert_and_the_next_goes_on(
    cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from priemnaya.channels.email import inbound

    real = inbound.receive_message

    def breaks(organisation: Any, incoming: Any, **kwargs: Any) -> Any:
        if "бомба" in incoming.matter.text:
            raise RuntimeError("boom")
        return real(organisation, incoming, **kwargs)

    monkeypatch.setattr(inbound, "receive_message", breaks)
    bad = receive_letter(cast.udm, letter("бомба", Message_ID="<bad@x>"))
    good = receive_letter(cast.udm, letter())
    assert bad.as_dict()["status"] == "quarantined"
    assert good.status == "registered"
    assert Alert.objects.filter(kind="quarantine").count() == 1
    assert bad.contact.raw is not None


def test_a_bounce_marks_the_delivery_and_calls_a_person(cast: Any) -> None:
    case = receive_letter(cast.udm, letter()).contact.case
    assert case is not None
    sent = Delivery.objects.get(subject_id=case.pk)
    report = (
        "From: MAILER-DAEMON@mail.example\r\nContent-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type:"
        " text/plain\r\n\r\nuser unknown\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID:"
        f" {sent.message_id}\r\n\r\n--b--\r\n"
    )
    assert receive_letter(cast.udm, report.encode()).status == "ignored"
    sent.refresh_from_db()
    assert sent.state != "bounced"
    assert receive_letter(cast.udm, report.encode(), to=[return_path(sent)]).status == "ignored"
    sent.refresh_from_db()
    assert sent.state == "bounced"
    assert Alert.objects.filter(kind="bounce").exists()


def test_novosibirsk_okn_2_1_3__a_complaint_by_email_is_taken_and_an_application_is_told_where_to_go(
    cast: Any, settings: Any
) -> None:
    body = cast.bodies["novosibirsk-okn"]
    settings.EXCHANGE = f"epgu+folder:///tmp/nowhere?body={body.slug}"
    application = case_of(body, point="email", kind="service_application", identity="")
    complaint = case_of(body, point="email", kind="service_complaint", identity="")
    assert application.kind == "message"
    told = application.contacts.get(direction="out").text
    assert "Заявление на услугу через точку «электронная почта» мы не принимаем" in told
    assert "через портал «Госуслуги»" in told
    assert "лично на приёме: г. Новосибирск" in told
    assert complaint.kind == "service_complaint"


class TestOutbox:
    """Rows are claimed once, tried again later, and never doubled."""

    def test_a_failing_server_postpones_and_a_refused_address_dies(
        self, cast: Any, monkeypatch: pytest.MonkeyPatch, settings: Any
    ) -> None:
        from priemnaya.channels.base import deliver_ready

        settings.SMTP_URL = "smtp://127.0.0.1:1"
        case_of(cast.udm, chosen_point="email")
        deliver_ready()
        row = Delivery.objects.get()
        assert (row.state, row.attempts) == ("queued", 1)
        assert "недоступен" in row.error

    def test_a_claimed_row_is_not_taken_twice_until_its_lease_ends(self, cast: Any) -> None:
        import datetime as dt

        from django.utils import timezone

        case_of(cast.udm, chosen_point="email")
        row, now = Delivery.objects.get(), timezone.now()
        assert Delivery.objects.claim(row.pk, now)
        assert not Delivery.objects.claim(row.pk, now)
        assert not Delivery.objects.ready(now).exists()
        assert Delivery.objects.ready(now + dt.timedelta(minutes=6)).exists()

    def test_letters_of_one_case_go_in_order(self, cast: Any) -> None:
        from django.utils import timezone

        case = case_of(cast.udm, chosen_point="email")
        actions.clarify_case(case, "Какой адрес?", by=cast.executor)
        ready = Delivery.objects.ready(timezone.now())
        assert [d.key for d in ready] == [f"primary-{case.pk}:email:0"]

    def test_real_smtp_takes_the_letter_with_the_same_id_for_ever(self, cast: Any, settings: Any) -> None:
        from aiosmtpd.controller import Controller

        from priemnaya.channels.base import deliver_ready
        from priemnaya.channels.email.smtp import compose

        from ..browser.conftest import Mailbox, free_port

        mailbox, port = Mailbox(), free_port()
        controller = Controller(mailbox, hostname="127.0.0.1", port=port)
        controller.start()
        try:
            settings.SMTP_URL = f"smtp://127.0.0.1:{port}"
            case = case_of(cast.udm, chosen_point="email")
            assert deliver_ready() == 1
            row = Delivery.objects.get()
            assert row.state == "sent"
            assert mailbox.to("maria@mail.example")[0]["Message-ID"] == row.message_id == compose(row)["Message-ID"]
            assert case.contacts.filter(delivery=row).exists()
            assert deliver_ready() == 0
        finally:
            controller.stop()


def test_lmtp_says_250_only_after_commit_and_550_to_strangers(transactional_mail: Any) -> None:
    port = transactional_mail
    with smtplib.LMTP("127.0.0.1", port) as server:
        server.sendmail("a@b.example", ["udmurtia-mio@priemnaya.example"], letter(Message_ID="<lmtp@x>"))
        in_one_line = letter(Message_ID="<line@x>") + b"<p>" + "Прошу продлить договор. ".encode() * 9000  # no line end
        server.sendmail("a@b.example", ["udmurtia-mio@priemnaya.example"], in_one_line)
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            server.sendmail("a@b.example", ["nobody@priemnaya.example"], letter())


@pytest.mark.unit
def test_a_database_that_is_away_loses_no_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sender's server is asked to come again, at each command, and told nothing of what broke."""
    from priemnaya.channels.email import lmtp

    from ..browser.conftest import free_port

    def away(*_args: Any) -> Any:
        raise OperationalError("connection to 10.0.0.7 refused")

    monkeypatch.setattr(lmtp, "_in_thread", away)
    port = free_port()
    controller = lmtp.start_listener(f"lmtp://127.0.0.1:{port}")
    assert controller is not None
    try:
        with smtplib.LMTP("127.0.0.1", port) as server:
            server.ehlo_or_helo_if_needed()
            server.mail("a@b.example")
            for _ in range(2):
                code, words = server.rcpt("udmurtia-mio@priemnaya.example")
                assert (code, b"10.0.0.7" in words, b"Operational" in words) == (451, False, False)
    finally:
        controller.stop()


@pytest.mark.parametrize("where", ["127.0.0.1:8163", "lmtp://:2424", "lmtp://127.0.0.1:порт", "http://127.0.0.1:2424"])
def test_what_is_no_address_to_listen_at_is_told_in_words(where: str) -> None:
    from priemnaya.channels.email import lmtp

    with pytest.raises(Objection, match="не адрес приёма писем"):
        lmtp.start_listener(where)


@pytest.fixture
def transactional_mail(cast: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The listener runs in threads with connections of their own, which do not see the test's transaction: the lookup
    and the taking are asked in the test's thread, what is tested is the protocol."""
    from priemnaya.channels.email import lmtp

    from ..browser.conftest import free_port

    taken: list[bytes] = []
    monkeypatch.setattr(lmtp, "_in_thread", lambda f, *a: f(*a))
    monkeypatch.setattr(lmtp, "body_at", lambda addresses: cast.udm if "udmurtia-mio" in addresses[0] else None)
    monkeypatch.setattr(lmtp, "_take", lambda addresses, content: taken.append(content) or True)
    port = free_port()
    controller = lmtp.start_listener(f"lmtp://127.0.0.1:{port}")
    assert controller is not None
    yield port
    controller.stop()
    assert len(taken) == 2 and taken[1].rstrip().endswith("договор.".encode())


def test_contacts_without_a_case_keep_their_original(cast: Any) -> None:
    receive_letter(cast.udm, b"")
    contact = Contact.objects.get()
    assert contact.status == "quarantined"
    assert "Пустое письмо" in contact.reason


def tnef(*attributes: tuple[int, int, bytes]) -> bytes:
    """A minimal winmail.dat: signature, key, then (level, id, data) with checksums."""
    import struct

    body = struct.pack("<IH", 0x223E9F78, 1)
    for level, kind, data in attributes:
        body += struct.pack("<BII", level, kind, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)
    return body


@pytest.mark.unit
def test_winmail_dat_is_opened_and_a_broken_one_is_kept() -> None:
    opened = tnef(
        (1, 0x00089006, b"\x00\x00\x01\x00"),
        (2, 0x00069002, b"\x00" * 14),
        (2, 0x00018010, b"plan.txt\x00"),
        (2, 0x0006800F, b"content"),
    )
    for content, name, data in ((opened, "plan.txt", b"content"), (b"not tnef", "winmail.dat", b"not tnef")):
        message = EmailMessage()
        message["From"] = "a@b.example"
        message.set_content(TEXT)
        message.add_attachment(content, maintype="application", subtype="ms-tnef", filename="winmail.dat")
        parsed = parse_letter(message.as_bytes())
        assert parsed.text == TEXT
        assert [(f.name, f.content) for f in parsed.files] == [(name, data)]


def test_the_same_letter_at_the_same_instant_is_one_case(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both look for the key before either has kept it: the unique key decides, and the later one answers with the
    first's case."""
    from priemnaya.cases.actions import receive

    first = receive.receive_message(cast.udm, message(point="portal", kind="message", text="Вопрос", key="k"))
    real, looks = receive.already, iter([None])
    monkeypatch.setattr(receive, "already", lambda *a: next(looks, real(*a)))
    second = receive.receive_message(cast.udm, message(point="portal", kind="message", text="Вопрос", key="k"))
    assert second.case == first.case
    assert Case.objects.count() == 1


@pytest.mark.unit
def test_the_outbox_is_swept_every_ten_seconds_and_mail_polled_every_thirty() -> None:
    """In a crontab of six fields the seconds stand last; the other way round it would run only in every tenth
    minute."""
    from croniter import croniter
    from procrastinate.contrib.django import app

    from priemnaya.config import tasks  # noqa: F401

    crons = {name: task.cron for (name, _), task in app.periodic_registry.periodic_tasks.items()}
    for name, seconds in (("sweep_outbox", 10), ("poll_mail", 30)):
        ticks = croniter(crons[name], 1_795_440_601)
        first, second = ticks.get_next(), ticks.get_next()
        assert second - first == seconds
