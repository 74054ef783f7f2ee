"""Files of letters: whatever is sent is kept as it came, called as it was called, and seen beside its original."""

from __future__ import annotations

import base64
import importlib.util
import io
import re
import struct
import time
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from priemnaya.cases.actions.reading import read_files
from priemnaya.cases.models import Contact
from priemnaya.cases.openable import state_of
from priemnaya.channels.email.inbound import receive_letter
from priemnaya.channels.email.looking import look
from priemnaya.channels.email.names import safe
from priemnaya.channels.email.parse import parse_letter
from priemnaya.core import antivirus
from priemnaya.core.models import Alert

from ..helpers import words_of
from ..test_portal import FORM
from .ugly import TEXT, body, head, multi

HEIC = (
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAX1tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAACJpbG9jAAAA"
    "AERAAAEAAQAAAAABoQABAAAAAAAAABkAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABodmMxAAAAAA5waXRtAAAAAAABAAAA/WlwcnAAAADd"
    "aXBjbwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAA"
    "AwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xh"
    "cAAAAEAAAAABAAAAMAAAAAEAAAAAAAAAAv////AAAAACAAAAEHBpeGkAAAAAAwgICAAAABhpcG1hAAAAAAAAAAEAAQWBAgMFhAAAACFtZGF0AAAA"
    "FSgBrwtg9eWDr//yyvfqKIOhV0/1Dg=="
)
"""A red picture of 64 by 48."""
SEALED = (
    "MGYGCSqGSIb3DQEHAqBZMFcCAQExADBOBgkqhkiG9w0BBwGgQQQ/PG5zMTpSZXF1ZXN0IHhtbG5zOm5zMT0idXJuOngiPtCX0LDRj9Cy0LvQtdC9"
    "0LjQtTwvbnMxOlJlcXVlc3Q+MQA="
)
"""CMS SignedData with an XML document inside."""
INNER = head(Subject="Ответ ЖКО", From="Жилконтора <zhko@mail.example>") + body("Крышу починим к маю.".encode())


def part(content: bytes, kind: str, name: str = "", disposition: str = "attachment") -> bytes:
    said = f'Content-Disposition: {disposition}; filename="{name}"\r\n' if name else ""
    return body(content, kind, None, "base64", said)


@pytest.fixture
def office(cast: Any, client: Client) -> Client:
    client.force_login(cast.executor)
    return client


def brought(cast: Any, *parts: bytes, **changes: str) -> Any:
    contact = receive_letter(cast.udm, multi(body(TEXT.encode()), *parts, top=head(**changes))).contact
    read_files()
    return contact


def test_files_are_looked_into_beside_their_originals(cast: Any, office: Client, settings: Any) -> None:
    contact = brought(
        cast,
        b"Content-Type: message/rfc822\r\n\r\n" + INNER,
        part(base64.b64decode(SEALED), "application/pkcs7-mime", "zayavka.xml.p7m"),
        part(b"", "application/pdf", "empty.pdf"),
    )
    letter, sealed, empty = contact.attachments.order_by("pk")
    assert (letter.name, letter.file.read()) == ("Ответ ЖКО.eml", INNER), "byte for byte"
    page = words_of(office.get(f"/w/cases/{contact.case.pk}/"))
    assert "прочитать" in page and "документ внутри подписи" in page and "пустой файл" in page
    assert "«empty.pdf» (пустой файл" in Alert.objects.get(kind="unread").text
    inside = words_of(office.get(f"/w/files/{letter.pk}/inside/"))
    assert "Крышу починим к маю." in inside and "zhko@mail.example" in inside
    answer = office.get(f"/w/files/{sealed.pk}/inside/")
    assert answer.content.decode() == '<ns1:Request xmlns:ns1="urn:x">Заявление</ns1:Request>'
    assert "attachment" in answer["Content-Disposition"] and "zayavka.xml" in answer["Content-Disposition"]
    assert answer["Content-Type"] == "application/octet-stream"
    assert office.get(f"/w/files/{empty.pk}/inside/").status_code == 422
    office.force_login(cast.stranger)
    assert office.get(f"/w/files/{letter.pk}/inside/").status_code == 404


@pytest.mark.unit
def test_an_attached_letter_in_its_signature_is_a_file_and_the_letter_in_its_own_is_the_letter() -> None:
    from asn1crypto import cms

    inner = body("Внутри подписи".encode())
    content = {"content_type": "data", "content": inner}
    data = {"version": "v1", "digest_algorithms": [], "encap_content_info": content, "signer_infos": []}
    signed = cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(data)}).dump()
    attached = parse_letter(multi(body(TEXT.encode()), part(signed, "application/pkcs7-mime", "zayavka.eml.p7m")))
    assert (attached.text, [f.name for f in attached.files]) == (TEXT, ["zayavka.eml.p7m"])
    assert look("zayavka.eml.p7m", attached.files[0].content)["content"] == inner
    by_name = parse_letter(multi(part(signed, "application/pkcs7-mime", "smime.p7m"), body(b"-- \r\nlist footer")))
    assert "Внутри подписи" in by_name.text and [f.name for f in by_name.files] == ["smime.p7m"]
    own = parse_letter(head() + part(signed, "application/pkcs7-mime", "smime.p7m"))
    assert (own.text, own.files) == ("Внутри подписи", [])


def test_what_is_inside_a_signature_passes_the_antivirus_too(
    cast: Any, office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed = brought(cast, part(base64.b64decode(SEALED), "application/pkcs7-mime", "a.xml.p7m")).attachments.get()
    monkeypatch.setattr("priemnaya.workspace.views.inside.scan", lambda content: "Eicar-Test")
    assert antivirus.harmful("Eicar-Test")
    assert office.get(f"/w/files/{sealed.pk}/inside/").status_code == 403


def closed_pdf() -> bytes:
    from pypdf import PdfWriter

    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.encrypt("тайна", algorithm="AES-256")
    writer.write(out)
    return out.getvalue()


def zipped(**names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, words in names.items():
            archive.writestr(name, words)
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
ARMOUR = b"-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA5xx\r\n=aa\r\n-----END PGP MESSAGE-----\r\n"
ENVELOPED = b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03\xa0\x80" + b"\0" * 200
SHUT = {
    "под паролем": {"a.docx": OLE + "EncryptedPackage".encode("utf-16-le"), "b.pdf": closed_pdf},
    "зашифрован": {"c.xml.p7m": ENVELOPED, "d.asc": ARMOUR, "e.gpg": b"\x85\x01\x0c\x03"},
    "повреждён": {
        "f.docx": zipped(**{"[Content_Types].xml": "<Types/>" * 90})[:150],
        "g.zip": b"PK\x03\x04" + b"x" * 90,
        "h.jpg": "Это не снимок".encode(),
        "i.doc": OLE,
        "j.msg": OLE,
        "k.heic": b"\0\0\0\x1cftypheic" + b"\0" * 40,
        "l.p7m": b"\x30\x82\x01\x00\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02",
    },
    "не открылся": {"winmail.dat": b"\x78\x9f\x3e\x22" + b"\0" * 60},
}
OPEN = {
    "good.zip": zipped(a="1"),
    "good.txt": "Слова".encode(),
    "bare.sig": b"\x30\x03abc",
    "key.asc": b"-----BEGIN PGP PUBLIC KEY BLOCK-----",
}


def test_what_does_not_open_is_said_at_the_file_and_where_work_begins(cast: Any, office: Client) -> None:
    shut = {name: data() if callable(data) else data for files in SHUT.values() for name, data in files.items()}
    kind = "application/octet-stream"  # as most programs send it, whatever it is
    contact = brought(cast, *(part(data, kind, name) for name, data in (shut | OPEN).items()))
    page = words_of(office.get(f"/w/cases/{contact.case.pk}/"))
    told = Alert.objects.get(kind="unread").text
    for state, files in SHUT.items():
        for name in files:
            assert re.search(rf"{re.escape(name)}</a>[^«]{{0,200}}{state}", page), (name, state)
    assert told.startswith(f"Дело {contact.case.number}") and all(f"«{n}»" in told for n in list(shut)[:10])
    assert not any(name in told for name in OPEN) and "и ещё 3" in told
    office.force_login(cast.registrar)
    assert "a.docx" in words_of(office.get("/w/"))


@pytest.mark.unit
def test_of_a_bomb_nothing_is_said_in_a_moment() -> None:
    packed, huge = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"0" * 60_000_000)
    Image.new("1", (9000, 9000)).save(huge, "PNG")
    started = time.process_time()
    assert (state_of("a.zip", packed.getvalue()), state_of("a.png", huge.getvalue())) == ("", "")
    assert time.process_time() - started < 5


@pytest.mark.parametrize("way", ["mime", "inline", "octet-stream"])
def test_a_letter_that_is_all_encrypted_is_set_aside_in_words(cast: Any, way: str) -> None:
    version = b"Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n"
    raw = {
        "mime": multi(version, b"Content-Type: application/octet-stream\r\n\r\n" + ARMOUR, kind="encrypted"),
        "inline": head() + body(ARMOUR),
        "octet-stream": head() + part(ENVELOPED, "application/octet-stream", "smime.p7m"),
    }[way]
    outcome = receive_letter(cast.udm, raw)
    assert (outcome.status, "зашифровано" in Alert.objects.get(kind="quarantine").text) == ("quarantined", True)
    assert "Version" not in outcome.contact.text and "PGP" not in outcome.contact.text
    assert outcome.contact.attachments.get().inside == "encrypted"


def test_words_beside_what_pgp_closed_are_read(cast: Any, office: Client) -> None:
    contact = receive_letter(cast.udm, head() + body("Прошу ответить.\r\n\r\n".encode() + ARMOUR)).contact
    read_files()
    assert contact.text == "Прошу ответить."
    assert "зашифрован, ключа у нас нет" in words_of(office.get(f"/w/cases/{contact.case.pk}/"))


def test_where_links_lead_and_pictures_in_a_page_come_with_the_letter(cast: Any) -> None:
    out = io.BytesIO()
    Image.effect_noise((60, 60), 90).save(out, "PNG")
    page = (
        "<p>Документы <a href='https://disk.example/d/XYZ12'>здесь</a>, сайт <a href='https://a.example/'>a.example</a>,"
        f" <a href='https://slugi.example/'>uslugi.example</a></p><img src='data:image/png;base64,{base64.b64encode(out.getvalue()).decode()}'><p>Жду.</p>"
    )
    contact = receive_letter(cast.udm, head() + body(page.encode(), "text/html")).contact
    assert (
        "здесь <https://disk.example/d/XYZ12>, сайт a.example, uslugi.example <https://slugi.example/>" in contact.text
    )
    assert "Жду." in contact.text
    assert [a.file.read() for a in contact.attachments.all()] == [out.getvalue()]


def test_of_two_dresses_with_the_same_words_that_is_read_which_says_where_links_lead(cast: Any) -> None:
    two = multi(
        body("Срочно: тут".encode()),
        body("<p>Срочно: <a href='https://a.example/x'>тут</a></p>".encode(), "text/html"),
        kind="alternative",
    )
    assert receive_letter(cast.udm, two).contact.text == "Срочно: тут <https://a.example/x>"


def test_a_beginning_pasted_without_its_lines_hides_no_words(cast: Any) -> None:
    said = "-----BEGIN PGP MESSAGE-----\r\nне вставилось, прошу принять жалобу\r\n"
    contact = receive_letter(cast.udm, head() + body(said.encode())).contact
    assert "прошу принять жалобу" in contact.text
    assert not contact.attachments.exists()


def test_a_page_of_a_signature_says_what_is_in_it(cast: Any, office: Client) -> None:
    from asn1crypto import cms

    signed = {"version": "v1", "digest_algorithms": [], "encap_content_info": {"content_type": "data"}}
    apart = cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed | {"signer_infos": []})})
    sealed = base64.b64decode(SEALED)
    files = {
        "a.xml.p7m": (ENVELOPED, "зашифрован", ""),
        "b.xml.p7m": (sealed[:50], "повреждён", ""),
        "c.pdf.p7m": (apart.dump(), "только подпись", ""),
        "d.xml.sig": (sealed, "", "Заявление"),
        "e.xml.sig": (base64.encodebytes(sealed), "", "Заявление"),
    }
    contact = brought(cast, *(part(data, "application/octet-stream", name) for name, (data, *_) in files.items()))
    page = words_of(office.get(f"/w/cases/{contact.case.pk}/"))
    kept = {attached.name: attached for attached in contact.attachments.all()}
    for name, (_data, said, inside) in files.items():
        attached = kept[name]
        near = page.split(f"{name}</a>")[1].split("</p>")[0]
        answer = office.get(f"/w/files/{attached.pk}/inside/")
        if inside:
            assert "документ внутри подписи" in near and inside in answer.content.decode()
        else:
            assert said in near and "внутри" not in near and said in words_of(answer).lower()


def test_a_form_s_file_that_does_not_open_is_told_too_and_a_photograph_is_shown(cast: Any, client: Client) -> None:
    """The same mechanism, whatever way a file comes; a telephone's HEIC becomes a JPEG for staff."""
    locked = SimpleUploadedFile("справка.docx", OLE + "EncryptedPackage".encode("utf-16-le"))
    photograph = SimpleUploadedFile("IMG_1.HEIC", base64.b64decode(HEIC))
    assert client.post("/udmurtia-mio/write/", {**FORM, "documents": [locked, photograph]}).status_code == 302
    by_letter = brought(cast, part(base64.b64decode(HEIC), "image/heic", "IMG_2.HEIC"))
    client.force_login(cast.executor)
    by_form = Contact.objects.get(point="portal", direction="in")
    told = Alert.objects.get(kind="unread").text
    assert "«справка.docx» (под паролем)" in told and by_form.case.number in told and "HEIC" not in told
    for contact in (by_form, by_letter):
        photo = contact.attachments.get(name__endswith=".HEIC")
        assert "показать" in words_of(client.get(f"/w/cases/{contact.case_id}/"))
        answer = client.get(f"/w/files/{photo.pk}/inside/")
        assert (answer["Content-Type"], answer["Content-Disposition"][:6]) == ("image/jpeg", "inline")
        with Image.open(io.BytesIO(answer.content)) as seen:
            red, green, blue = seen.convert("RGB").getpixel((20, 20))
            assert (seen.format, seen.size) == ("JPEG", (64, 48)) and red > 150 > 80 > max(green, blue)


def test_a_form_takes_a_file_by_its_bytes_and_nothing_turned_round(cast: Any, client: Client) -> None:
    """«справка» without an ending, as telephones name it; whoever says no name is greeted by none."""
    turned = "\u202e"
    said = {
        **FORM,
        "chosen_point": "email",
        "email": "maria@mail.example",
        "surname": f"Иванов{turned}а",
        "name": "Аноним",
        "patronymic": "",
    }
    files = [SimpleUploadedFile(name, b"%PDF-1.4 x") for name in ("справка", f"акт{turned}fdp", "Справка от 05.11")]
    answer = client.post("/udmurtia-mio/write/", {**said, "documents": files})
    assert answer.status_code == 302, words_of(answer)
    came = Contact.objects.get(point="portal", direction="in")
    case = came.case
    assert [f.name for f in came.attachments.order_by("pk")] == ["справка.pdf", "актfdp.pdf", "Справка от 05.11.pdf"]
    assert case.client.surname == "Иванова"
    assert case.contacts.get(direction="out").text.startswith("Здравствуйте!\n")
    program = SimpleUploadedFile("справка", b"MZ" + b"\0" * 64)
    answer = client.post("/udmurtia-mio/write/", {**said, "documents": program})
    assert answer.status_code == 422 and "такого вида не принимается" in words_of(answer)


@pytest.mark.unit
@pytest.mark.skipif(importlib.util.find_spec("pi_heif") is None, reason="pi-heif is in requirements/base.in")
def test_a_photograph_of_a_telephone_is_drawn_anew_as_jpeg() -> None:
    seen = look("IMG_0001.HEIC", base64.b64decode(HEIC))
    assert seen["content"].startswith(b"\xff\xd8\xff")


@pytest.mark.unit
@pytest.mark.parametrize("name", ["a.eml", "a.p7m", "a.sig", "a.heic", "a.pdf", "a"])
@pytest.mark.parametrize("data", [b"", b"\0" * 50, b"x" * 5000, base64.b64decode(SEALED)[:40]])
def test_looking_into_anything_is_words_or_a_document(name: str, data: bytes) -> None:
    assert look(name, data).get("problem") or name == "a.eml"


@pytest.mark.unit
@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Договор №5/2026 от 01.02.2026.pdf", "Договор №5_2026 от 01.02.2026.pdf"),
        ("Заявление б/н.docx", "Заявление б_н.docx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Зоя\\скан.pdf", "скан.pdf"),
        ("/tmp/скан.pdf", "скан.pdf"),
        ("a/b/c.pdf", "c.pdf"),
        ("акт\u202efdp.exe", "актfdp.exe"),
        ("О" * 260 + ".pdf", "О" * 196 + ".pdf"),
        ("О" * 260 + ".pdf.sig", "О" * 192 + ".pdf.sig"),
        ("О" * 260, "О" * 200),
        ("a\0b\x01.pdf", "ab.pdf"),
    ],
)
def test_a_name_keeps_its_words_and_its_extension(given: str, kept: str) -> None:
    assert safe(given) == kept


@pytest.mark.unit
@pytest.mark.parametrize("wrapping", ["base64", "none"])
def test_an_attached_letter_is_kept_as_it_was_however_it_is_wrapped(wrapping: str) -> None:
    named = b'Content-Type: message/rfc822; name="old.eml"\r\n'
    if wrapping == "base64":
        piece = named + b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(INNER)
    else:
        piece = named + b"\r\n" + base64.encodebytes(INNER)
    file = parse_letter(multi(body(TEXT.encode()), piece)).files[0]
    assert (file.name, file.content.strip()) == ("old.eml", INNER.strip())


@pytest.mark.unit
def test_hundreds_of_letters_in_letters_are_one_file() -> None:
    parsed = parse_letter(multi(body(TEXT.encode()), b"Content-Type: message/rfc822\r\n\r\n" * 900 + INNER))
    assert (parsed.text, parsed.problem, len(parsed.files)) == (TEXT, "", 1)


def tnef(*attributes: tuple[int, int, bytes]) -> bytes:
    """winmail.dat (MS-OXTNEF): signature, key, then (level, id, data) with checksums."""
    packed = struct.pack("<IH", 0x223E9F78, 1)
    for level, number, data in attributes:
        packed += struct.pack("<BII", level, number, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)
    return packed


def mapi(*properties: tuple[int, int, bytes]) -> bytes:
    """A list of MAPI properties of one value: (type, name, data)."""
    packed = struct.pack("<I", len(properties))
    for kind, name, data in properties:
        packed += struct.pack("<HH", kind, name)
        packed += data if kind == 3 else struct.pack("<II", 1, len(data)) + data + b"\0" * (-len(data) % 4)
    return packed


@pytest.mark.unit
@pytest.mark.parametrize("page", ["cp1251", "koi8-r", "utf-8"])
@pytest.mark.parametrize("long", [False, True])
def test_winmail_in_a_russian_code_page_is_opened(page: str, long: bool) -> None:
    number = {"cp1251": 1251, "koi8-r": 20866, "utf-8": 65001}[page]
    name = "Справка о составе семьи.pdf"
    attached = [
        (2, 0x00069002, b"\0" * 14),
        (2, 0x00018010, (name if not long else "SPRAV~1.PDF").encode(page) + b"\0"),
        (2, 0x0006800F, b"%PDF-1"),
    ]
    if long:
        attached.append((2, 0x00069005, mapi((0x1E, 0x3707, name.encode(page) + b"\0"))))
    packed = tnef(
        (1, 0x00089006, struct.pack("<I", 0x10000)),
        (1, 0x00069007, struct.pack("<II", number, 0)),
        (1, 0x00018004, "Тема письма".encode(page) + b"\0"),
        (1, 0x00069003, mapi((3, 0x3FDE, struct.pack("<I", number)), (0x1E, 0x1000, TEXT.encode(page) + b"\0"))),
        *attached,
    )
    parsed = parse_letter(multi(part(packed, "application/ms-tnef", "winmail.dat")))
    assert (parsed.text, [(f.name, f.content) for f in parsed.files]) == (TEXT, [(name, b"%PDF-1")])


RTF = (
    rb"{\rtf1\ansi\ansicpg1251 \'cf\'f0\'ee\'f8\'f3 \'f3\'f7\'e0\'f1\'f2\'ee\'ea.\par}",
    rb"{\rtf1\ansi\ansicpg1251\fromhtml1 {\*\htmltag64 <p>}\u1055?\u1088?\u1086?\u1096?\u1091? "
    rb"\u1091?\u1095?\u1072?\u1089?\u1090?\u1086?\u1082?.{\*\htmltag72 </p>}}",
)


@pytest.mark.unit
@pytest.mark.parametrize("source", RTF)
def test_the_words_of_winmail_are_read_from_its_rtf_or_said_to_be_unread(source: bytes) -> None:
    """Outlook's own form of a letter; without the two libraries of requirements/base.in staff are told."""
    here = importlib.util.find_spec("compressed_rtf") and importlib.util.find_spec("striprtf")
    if here:
        from compressed_rtf import compress

        packed = compress(source)
    else:
        packed = struct.pack("<IIII", len(source) + 12, len(source), 0x414C454D, 0) + source  # stored, not compressed
    file = tnef(
        (1, 0x00089006, struct.pack("<I", 0x10000)),
        (1, 0x00069007, struct.pack("<II", 1251, 0)),
        (1, 0x00069003, mapi((0x102, 0x1009, packed))),
        (2, 0x00069002, b"\0" * 14),
        (2, 0x00018010, b"plan.pdf\0"),
        (2, 0x0006800F, b"%PDF-1"),
    )
    parsed = parse_letter(multi(part(file, "application/ms-tnef", "winmail.dat")))
    assert "plan.pdf" in [f.name for f in parsed.files]
    assert parsed.text == "Прошу участок." if here else parsed.files[0].inside == "unread"


@pytest.mark.unit
@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.pdf.p7m", "application/pkcs7-mime"), ("a.xml", "text/xml"), ("a.rar", "application/x-rar"), ("a.sig", "x/y")],
)
def test_a_letter_of_files_alone_is_a_letter(name: str, kind: str) -> None:
    parsed = parse_letter(multi(part(b"\x30\x82\x01", kind, name)))
    assert (parsed.problem, [f.name for f in parsed.files]) == ("", [name])
