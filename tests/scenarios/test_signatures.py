"""Electronic signatures are judged whole, or said to be «не проверена» wherever anybody reads of them."""

from __future__ import annotations

import datetime as dt
import io
import json
import stat
import time
import zipfile
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from asn1crypto import cms, core
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from priemnaya.bounded import WORKS
from priemnaya.cases import signatures
from priemnaya.cases.actions import drafting, signing
from priemnaya.cases.actions.sealing import judge_seals
from priemnaya.cases.incoming import IncomingFile
from priemnaya.cases.models import Attachment, Reply
from priemnaya.cases.signatures import TO_DO, WORDS
from priemnaya.core.models import Delivery
from priemnaya.records.actions import ask_history, build_waiting
from priemnaya.records.models import HistoryExport

from ..breadth import sampled
from ..desk import as_read
from ..helpers import case_of, drafted, key_of, made_ready, under_code, words_of
from ..mail.test_files import ENVELOPED
from ..seals import (
    BETWEEN,
    MINISTER,
    ORLOV,
    ORLOV_EC,
    ROOT,
    STAMPER,
    STRANGE_ROOT,
    Made,
    Person,
    anchored,
    as_gost,
    gost_certificate,
    revoked_by,
    sealed,
    stamped,
)


@pytest.fixture
def anchors(settings: Any, tmp_path: Path) -> Path:
    settings.ANCHORS = anchored(tmp_path / "anchors")
    return Path(settings.ANCHORS)


class Desk:
    """A head at the composer: prepares a letter, downloads it, brings a signature."""

    def __init__(self, cast: Any, **changes: Any) -> None:
        self.cast = cast
        self.reply = drafted(made_ready(case_of(cast.udm, **changes), cast.registrar), cast.executor)
        self.browser = Browser()
        self.browser.force_login(cast.head)

    def prepares(self, certificate: bytes) -> str:
        data = {**as_read(self.reply.case_id), "certificate": SimpleUploadedFile("my.cer", certificate)}
        page = self.browser.post(reverse("reply_prepare", args=[self.reply.case_id]), data, follow=True)
        self.reply.refresh_from_db()
        return str(words_of(page))

    @property
    def file(self) -> bytes:
        return bytes(self.browser.get(reverse("reply_prepared", args=[self.reply.case_id])).content)

    def brings(self, signature: bytes) -> str:
        data = {**as_read(self.reply.case_id), "signature": SimpleUploadedFile("a.sig", signature)}
        page = self.browser.post(reverse("reply_send", args=[self.reply.case_id]), data, follow=True)
        self.reply.refresh_from_db()
        return str(words_of(page))

    def signs(self, who: Person, **how: Any) -> str:
        self.prepares(who.der)
        return self.brings(sealed(self.file, who, **how).der)

    @property
    def checked(self) -> str:
        """What anybody reads behind the code on the letter."""
        place = reverse("letter_check", args=[self.cast.udm.slug, self.reply.check_token])
        page = str(words_of(Browser().get(place)))
        start = page.index("<main")
        return page[start : page.index("<form", start)]

    @property
    def mark(self) -> str:
        assert self.reply.pdf is not None
        pages = PdfReader(io.BytesIO(self.reply.pdf.read())).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())

    def everywhere(self) -> dict[str, str]:
        """Each place where somebody reads of the signature."""
        case = self.reply.case
        mine = Browser()
        session = mine.session
        session.update(under_code(case))
        session.save()
        key = {"HTTP_AUTHORIZATION": f"Bearer {key_of(self.cast.head, ['replies:write', 'documents:exchange'])[1]}"}
        return {
            "public page": self.checked,
            "versions": words_of(self.browser.get(reverse("reply_versions", args=[case.pk]))),
            "case page": words_of(self.browser.get(case.get_absolute_url())),
            "client's page": words_of(mine.get(reverse("case_page", args=[self.cast.udm.slug, case.number]))),
            "letter": Delivery.objects.get(key__startswith=f"reply-{self.reply.pk}").payload["text"],
            "api: answers": json.dumps(
                Browser().get(f"/api/v1/cases/{case.number}/replies", **key).json(), ensure_ascii=False
            ),
            "api: letters": json.dumps(Browser().get("/api/v1/documents/letters", **key).json(), ensure_ascii=False),
            "history": history_of(self.cast, case.client),
        }


def history_of(cast: Any, client: Any) -> str:
    ask_history(client, by=cast.head)
    build_waiting(cast.udm)
    made = HistoryExport.objects.get(client=client)
    assert made.file is not None, made.error
    with zipfile.ZipFile(io.BytesIO(made.file.read())) as archive:
        index = json.loads(archive.read("index.json"))
    return json.dumps(index, ensure_ascii=False)


class TestGood:
    @pytest.mark.parametrize("who", [ORLOV, ORLOV_EC], ids=["rsa", "ecdsa"])
    def test_a_good_one_is_judged_whole_and_says_when_and_against_what(
        self, cast: Any, anchors: Path, who: Person
    ) -> None:
        desk = Desk(cast)
        desk.signs(who, at=timezone.now())
        assert desk.reply.state == "sent"
        judgement = desk.reply.signed_by["judgement"]
        assert (judgement["verdict"], judgement["anchor"], judgement["time"]) == ("valid", ROOT.name, "received")
        assert len(judgement["chain"]) == 3 and judgement["anchor_fingerprint"]
        for said in (
            "проверена",
            ROOT.name,
            "названо самим подписавшим",
            "По списку отозванных сертификат не сверялся",
        ):
            assert said in desk.checked
        assert "не проверена" not in desk.checked and "не проверена" not in desk.mark

    def test_every_place_says_it_is_judged(self, cast: Any, anchors: Path) -> None:
        desk = Desk(cast)
        desk.signs(ORLOV)
        places = desk.everywhere()
        assert len(places) == 8
        for place, said in places.items():
            assert "проверена" in said and "не проверена" not in said, place

    def test_a_time_stamp_proves_when_though_the_certificate_has_ended_since(self, cast: Any, anchors: Path) -> None:
        signed_at = timezone.now() - dt.timedelta(days=30)
        ended = Person("Бывший", issuer=BETWEEN, until=timezone.now() - dt.timedelta(days=1))
        contact = came_with(cast, stamped(sealed(b"%PDF-1 text", ended, at=signed_at), signed_at))
        assert contact["judgement"]["verdict"] == "valid"
        assert contact["judgement"]["time"] == "timestamp"
        assert contact["judgement"]["judged_for"].startswith(f"{signed_at:%Y-%m-%d}")

    @pytest.mark.parametrize("how", ["strange", "of another"])
    def test_a_stamp_of_nobody_or_of_another_signature_proves_nothing(self, cast: Any, anchors: Path, how: str) -> None:
        signed_at = timezone.now() - dt.timedelta(days=30)
        ended = Person("Бывший", issuer=BETWEEN, until=timezone.now() - dt.timedelta(days=1))
        by = Person("Чужая служба", issuer=STRANGE_ROOT, stamps=True) if how == "strange" else STAMPER
        made = stamped(
            sealed(b"%PDF-1 text", ended, at=signed_at), signed_at, by, None if how == "strange" else b"another"
        )
        judgement = came_with(cast, made)["judgement"]
        assert (judgement["verdict"], judgement["why"]) == ("unjudged", "time_unproved")

    def test_what_was_judged_stays_when_the_anchors_change_and_the_database_keeps_it(
        self, cast: Any, anchors: Path
    ) -> None:
        desk = Desk(cast)
        desk.signs(ORLOV)
        before = desk.checked
        for file in anchors.iterdir():
            file.unlink()
        assert desk.checked == before
        with pytest.raises(DatabaseError), transaction.atomic():
            Reply.objects.filter(pk=desk.reply.pk).update(signed_by={})


def garbage(made: Made) -> bytes:
    made.signer["signature"] = bytes(256)
    return made.der


def tampered(made: Made) -> bytes:
    """The signed attributes name another time than was signed."""
    attributes = [a for a in made.signer["signed_attrs"] if a["type"].native != "signing_time"]
    at = timezone.now() - dt.timedelta(days=1)
    attributes.append(cms.CMSAttribute({"type": "signing_time", "values": [cms.Time({"utc_time": core.UTCTime(at)})]}))
    made.signer["signed_attrs"] = cms.CMSAttributes(attributes)
    return made.der


def two_signers(made: Made) -> bytes:
    infos = made.info["content"]["signer_infos"]
    made.info["content"]["signer_infos"] = cms.SignerInfos([infos[0], infos[0]])
    return made.der


def without_attributes(made: Made) -> bytes:
    del made.signer["signed_attrs"]
    return made.der


ENDED = Person("Уволенный", issuer=BETWEEN, until=dt.datetime(2026, 2, 1, tzinfo=dt.UTC))
NOT_YET = Person("Будущий", issuer=BETWEEN, since=dt.datetime(2039, 12, 1, tzinfo=dt.UTC))
NOT_FOR_IT = Person("Шифровальщик", issuer=BETWEEN, use="key_encipherment")
OF_NO_USE = Person("Без назначения", issuer=BETWEEN, use="")
BY_STRANGERS = Person("Посторонний", issuer=STRANGE_ROOT)
BY_NO_CENTRE = Person("Выданный не центром", issuer=ORLOV)


class TestBad:
    """Each is refused at signing, in words that say what to do; nothing is signed and nothing leaves."""

    SPOILT = {
        "garbage": ("broken", lambda file: garbage(sealed(file, ORLOV))),
        "tampered attributes": ("broken", lambda file: tampered(sealed(file, ORLOV, at=timezone.now()))),
        "other file": ("other_file", lambda file: sealed(b"%PDF-1 another", ORLOV).der),
        "no CMS": ("not_cms", lambda file: b"sig"),
        "the file itself": ("not_cms", lambda file: file),
        "a certificate": ("not_cms", lambda file: ORLOV.der),
        "document inside": ("attached", lambda file: sealed(file, ORLOV, inside=True).der),
        "two signers": ("several", lambda file: two_signers(sealed(file, ORLOV))),
        "no attributes": ("not_cades", lambda file: without_attributes(sealed(file, ORLOV))),
        "no certificate": ("no_certificate", lambda file: sealed(file, ORLOV, bare=True).der),
        "no chain": ("unknown_issuer", lambda file: sealed(file, ORLOV, chain=()).der),
        "weak digest": ("weak", lambda file: sealed(file, ORLOV, digest="sha1").der),
        "from the future": (
            "claimed_time",
            lambda file: sealed(file, ORLOV, at=timezone.now() + dt.timedelta(days=2)).der,
        ),
        "before its certificate": (
            "claimed_time",
            lambda file: sealed(file, ORLOV, at=dt.datetime(2025, 1, 1, tzinfo=dt.UTC)).der,
        ),
        "bytes after it": ("not_cms", lambda file: sealed(file, ORLOV).der + b"\x00more"),
    }

    def test_a_spoilt_signature_is_refused(self, cast: Any, anchors: Path) -> None:
        desk = Desk(cast)
        desk.prepares(ORLOV.der)
        file = desk.file
        for name, (why, made) in self.SPOILT.items():
            refused(desk, desk.brings(made(file)), why, name)

    def test_a_certificate_that_signs_nothing_is_refused_before_the_letter_is_prepared(
        self, cast: Any, anchors: Path
    ) -> None:
        desk = Desk(cast)
        for who, why in (
            (MINISTER, "unknown_issuer"),
            (ENDED, "expired"),
            (NOT_YET, "not_yet"),
            (NOT_FOR_IT, "not_for_signing"),
            (OF_NO_USE, "not_for_signing"),
        ):
            refused(desk, desk.prepares(who.der), why, who.name)
            assert desk.reply.prepared_at is None, who.name

    @pytest.mark.parametrize("who", [BY_STRANGERS, BY_NO_CENTRE], ids=lambda x: x.name)
    def test_a_certificate_of_unknown_issuers_is_refused_with_its_signature(
        self, cast: Any, anchors: Path, who: Person
    ) -> None:
        desk = Desk(cast)
        desk.prepares(who.der)
        chain = (STRANGE_ROOT,) if who is BY_STRANGERS else (ORLOV, BETWEEN)
        said = desk.brings(sealed(desk.file, who, chain=chain).der)
        refused(desk, said, "unknown_issuer" if who is BY_STRANGERS else "bad_chain")

    def test_the_ministers_own_root_in_his_signature_makes_no_anchor(self, cast: Any, anchors: Path) -> None:
        """Seen: garbage bytes under a self-made «Министр» passed."""
        root = Person("Минцифры России", centre=True)
        minister = Person("Министр по всем вопросам", issuer=root)
        desk = Desk(cast)
        desk.prepares(minister.der)
        refused(desk, desk.brings(sealed(desk.file, minister, chain=(root,)).der), "unknown_issuer")
        refused(desk, desk.brings(garbage(sealed(desk.file, minister, chain=(root,)))), "broken")

    def test_a_certificate_of_the_same_number_is_not_the_same(self, cast: Any, anchors: Path) -> None:
        double = Person("Орлов Сергей Иванович.", issuer=BETWEEN, serial=ORLOV.certificate.serial_number)
        desk = Desk(cast)
        desk.prepares(ORLOV.der)
        assert "другим сертификатом" in desk.brings(sealed(desk.file, double).der)
        assert desk.reply.state == "draft"

    def test_a_certificate_that_ended_while_the_letter_lay_is_refused(
        self, cast: Any, anchors: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        soon = Person("Скоро истекает", issuer=BETWEEN, until=timezone.now() + dt.timedelta(hours=1))
        desk = Desk(cast)
        desk.prepares(soon.der)
        later = timezone.now() + dt.timedelta(minutes=61)
        clock = SimpleNamespace(now=lambda: later, get_current_timezone=timezone.get_current_timezone)
        monkeypatch.setattr(signatures, "timezone", clock)
        refused(desk, desk.brings(sealed(desk.file, soon, at=timezone.now()).der), "time_unproved")

    def test_a_certificate_on_the_list_of_revoked_ones_is_refused(self, cast: Any, anchors: Path) -> None:
        (anchors / "between.crl").write_bytes(revoked_by(BETWEEN, ORLOV))
        desk = Desk(cast)
        desk.prepares(ORLOV.der)
        refused(desk, desk.brings(sealed(desk.file, ORLOV).der), "revoked")
        other = Desk(cast, identity="other")
        other.signs(ORLOV_EC)
        assert other.reply.state == "sent"
        assert other.reply.signed_by["judgement"]["revocation"] == "crl"
        assert "не сверялся" not in other.checked

    def test_what_goes_over_its_budget_is_not_taken(
        self, cast: Any, anchors: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        desk = Desk(cast)
        desk.prepares(ORLOV.der)
        monkeypatch.setitem(WORKS, "cases.judge_seal", replace(WORKS["cases.judge_seal"], wall=0.001))
        refused(desk, desk.brings(sealed(desk.file, ORLOV).der), "over_budget")

    def test_an_empty_file_is_no_signature_and_no_letter_without_one(self, cast: Any, anchors: Path) -> None:
        desk = Desk(cast)
        desk.prepares(ORLOV.der)
        refused(desk, desk.brings(b""), "not_cms")

    def test_hostile_bytes_are_refused_in_time_and_hold_nobody(self, cast: Any, anchors: Path) -> None:
        desk = Desk(cast)
        desk.prepares(ORLOV.der)
        nested = b""
        for _ in range(20_000):
            size = len(nested)
            nested = b"\x30\x83" + size.to_bytes(3, "big") + nested
        crowd = sealed(desk.file, ORLOV, chain=(BETWEEN,) * 60).der
        huge_number = b"\x30\x84\xff\xff\xff\xff" + b"\x02" * 1000
        for data in (nested, huge_number, b"0" * 1_000_000, crowd, b"\x30\x80" * 50_000):
            started = time.monotonic()
            desk.brings(data)
            assert time.monotonic() - started < 20
            assert desk.reply.state == "draft"
        assert "больше 1 МБ" in desk.brings(b"0" * 1_100_000)


def refused(desk: Desk, said: str, why: str, what: str = "") -> None:
    assert WORDS[why][1:] in said, (what, said[:2000])
    assert TO_DO[why] in said, what
    assert desk.reply.state == "draft" and not desk.reply.signature_id, what
    assert not Delivery.objects.filter(key__startswith=f"reply-{desk.reply.pk}").exists(), what


class TestUnjudged:
    """What cannot be told here is taken only when the letter itself says so, and everybody is told."""

    def test_without_anchors_nothing_is_called_judged(self, cast: Any, settings: Any, tmp_path: Path) -> None:
        settings.ANCHORS = tmp_path / "none"
        desk = Desk(cast)
        desk.signs(MINISTER, chain=())
        assert desk.reply.state == "sent"
        assert "не проверена" in desk.mark and WORDS["no_anchors"] in desk.mark
        for place, said in desk.everywhere().items():
            assert "не проверена" in said and WORDS["no_anchors"] in said, place

    @sampled("name", ["garbage", "tampered attributes", "other file"], of=3)
    def test_without_anchors_the_rest_is_judged_all_the_same(
        self, cast: Any, settings: Any, tmp_path: Path, name: str
    ) -> None:
        settings.ANCHORS = tmp_path / "none"
        why, made = TestBad.SPOILT[name]
        desk = Desk(cast)
        desk.prepares(ORLOV.der)
        refused(desk, desk.brings(made(desk.file)), why)

    def test_a_mark_that_promised_a_judgement_is_kept_to(self, cast: Any, anchors: Path) -> None:
        desk = Desk(cast)
        desk.prepares(ORLOV.der)
        for file in anchors.iterdir():
            file.unlink()
        assert "Подготовьте письмо к подписи заново" in desk.brings(sealed(desk.file, ORLOV).der)
        assert desk.reply.state == "draft"

    def test_a_signature_taken_before_they_were_judged_says_so(
        self, cast: Any, anchors: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(signing, "take", lambda _data, _file, prepared: {**prepared, "fits": True})
        desk = Desk(cast)
        desk.signs(ORLOV)
        assert desk.reply.signed_by["fits"] is True
        assert "не проверена" in desk.checked and WORDS["not_asked"] in desk.checked


def tool(folder: Path, body: str) -> str:
    """A certified tool of the tests."""
    path = folder / "gost-check"
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return f"{path} {{file}} {{signature}} {{anchors}}"


class TestGost:
    def gost(self, desk: Desk) -> str:
        desk.prepares(gost_certificate(ORLOV))
        return desk.brings(as_gost(sealed(desk.file, ORLOV)).der)

    def test_without_a_tool_it_is_not_judged_and_says_so(self, cast: Any, anchors: Path) -> None:
        desk = Desk(cast)
        self.gost(desk)
        assert desk.reply.state == "sent"
        assert WORDS["gost_no_tool"] in desk.mark
        for place, said in desk.everywhere().items():
            assert "не проверена" in said and WORDS["gost_no_tool"] in said, place

    def test_the_tool_says_yes_by_its_exit_code_about_this_very_file(
        self, cast: Any, anchors: Path, settings: Any, tmp_path: Path
    ) -> None:
        seen = tmp_path / "seen"
        seen.mkdir()
        settings.GOST_CHECK = tool(
            tmp_path, f'cp "$1" {seen}/file; cp "$2" {seen}/sig; env > {seen}/env; echo "$3" > {seen}/anchors'
        )
        desk = Desk(cast)
        self.gost(desk)
        assert desk.reply.state == "sent"
        assert (seen / "file").read_bytes() == desk.reply.pdf.read()
        assert not {"DATABASE_URL", "PRIEMNAYA_SECRET_KEY", "PRIEMNAYA_SMTP_URL"} & {
            line.partition("=")[0] for line in (seen / "env").read_text().splitlines()
        }
        assert (seen / "anchors").read_text().strip() == str(anchors)
        assert "проверена" in desk.checked and "программой проверки ГОСТ" in desk.checked
        assert "не проверена" not in desk.checked + desk.mark

    @sampled(
        ("body", "why"),
        [
            ("echo OK valid; exit 1", "tool_refused"),
            ("exit 127", "gost_tool_failed"),
            ("kill -9 $$", "gost_tool_failed"),
            ("sleep 30; exit 0", "gost_tool_failed"),
        ],
        ids=["refuses, whatever it prints", "is not there", "dies", "is too slow"],
        of=2,
    )
    def test_a_tool_that_does_not_say_yes_is_no_yes(
        self, cast: Any, anchors: Path, settings: Any, tmp_path: Path, body: str, why: str
    ) -> None:
        settings.GOST_CHECK, settings.GOST_TIMEOUT = tool(tmp_path, body), 1.0
        desk = Desk(cast)
        said = self.gost(desk)
        assert WORDS[why][1:] in said and TO_DO[why] in said
        assert desk.reply.state == "draft" and not desk.reply.signature_id


def came_with(cast: Any, made: Made, name: str = "doc.pdf.sig", document: bytes = b"%PDF-1 text") -> dict[str, Any]:
    """A client's document with its signature; what stands on it once the worker has looked."""
    files = (IncomingFile("doc.pdf", document), IncomingFile(name, made.der))
    case = case_of(cast.udm, files=files)
    judge_seals()
    found: dict[str, Any] = Attachment.objects.get(contact__case=case, name=name).seal
    return found


class TestFromOutside:
    """Signatures that clients and other bodies send: kept as they came, judged once, shown with what was found."""

    def test_a_good_one_and_the_self_made_minister_are_told_apart_on_the_page(
        self, cast: Any, anchors: Path, client: Browser
    ) -> None:
        client.force_login(cast.executor)
        for made, said in (
            (sealed(b"%PDF-1 text", ORLOV), "подпись проверена"),
            (sealed(b"%PDF-1 text", MINISTER, chain=()), "подпись не прошла проверку"),
            (sealed(b"%PDF-1 other", ORLOV), "подпись не прошла проверку"),
            (as_gost(sealed(b"%PDF-1 text", ORLOV)), "подпись не проверена"),
        ):
            came_with(cast, made)
            case = Attachment.objects.latest("pk").contact.case
            assert said in words_of(client.get(case.get_absolute_url()))

    def test_until_it_is_judged_it_is_not_judged(self, cast: Any, anchors: Path, client: Browser) -> None:
        case = case_of(
            cast.udm,
            files=(IncomingFile("a.pdf", b"%PDF-1 text"), IncomingFile("a.sig", sealed(b"%PDF-1 text", ORLOV).der)),
        )
        client.force_login(cast.executor)
        assert WORDS["waits"] in words_of(client.get(case.get_absolute_url()))
        assert judge_seals() == 1 and judge_seals() == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            Attachment.objects.filter(name="a.sig").update(seal={})
        assert "подпись проверена" in words_of(client.get(case.get_absolute_url()))

    def test_one_of_no_file_says_so(self, cast: Any, anchors: Path) -> None:
        files = tuple(IncomingFile(f"{n}.pdf", b"%PDF-1 text") for n in "ab")
        case = case_of(cast.udm, files=(*files, IncomingFile("z.sig", sealed(b"%PDF-1 text", ORLOV).der)))
        judge_seals()
        found = Attachment.objects.get(contact__case=case, name="z.sig").seal
        assert found["judgement"] == {"verdict": "unjudged", "why": "no_pair"}

    def test_each_is_judged_for_the_document_it_was_made_for(self, cast: Any, anchors: Path, client: Browser) -> None:
        """Inside the signature, whatever its ending, or beside it; an envelope is no signature, and what makes a library
        stumble is a bad one."""
        text, other = b"%PDF-1 text", b"%PDF-1 other"
        within, apart = sealed(text, ORLOV, inside=True).der, sealed(text, ORLOV).der
        envelope = cms.ContentInfo({"content_type": "data", "content": b"x"}).dump()
        files = {
            **dict.fromkeys(("a.pdf.sig", "b.pdf.p7m", "c.pdf.p7s", "e.pdf.sig"), (within, "inside")),
            "c.pdf": (other, ""),
            "d.pdf": (text, ""),
            "e.pdf": (text, ""),
            "d.pdf.sig": (apart, ""),
            "z.sig": (apart, "no_pair"),
            "g.p7m": (ENVELOPED, ""),
            "h.p7m": (envelope, "not_cms"),
            "i.p7m": (within[:60], "not_cms"),
            "f.pdf.p7m": (within.replace(text, b"%PDF-1 tuxt"), "broken"),
        }
        case = case_of(cast.udm, files=tuple(IncomingFile(name, data) for name, (data, _) in files.items()))
        judge_seals()
        found = {a.name: a.seal for a in Attachment.objects.filter(contact__case=case)}
        assert {n: f.get("judgement", {}).get("why", "") for n, f in found.items()} == {
            n: why.removeprefix("inside") for n, (_, why) in files.items()
        }
        assert [found[n]["judgement"]["inside"] for n in ("a.pdf.sig", "c.pdf.p7s", "e.pdf.sig", "d.pdf.sig")] == [
            *("alone", "other", "same", ""),
        ]
        assert not found["g.p7m"]
        client.force_login(cast.executor)
        page = words_of(client.get(case.get_absolute_url()))
        assert page.count("подписан документ внутри неё") == 4 and page.count("подписан именно этот файл") == 1
        assert page.count("Файл «c.pdf» рядом с ней другой") == 1

    def test_an_employee_puts_no_bad_signature_into_an_answer(self, cast: Any, anchors: Path) -> None:
        reply = drafted(made_ready(case_of(cast.udm), cast.registrar), cast.executor)
        put = drafting.attach_to_reply
        put(reply, "plan.pdf", b"%PDF-1 text", "application/pdf", by=cast.executor)
        with pytest.raises(Exception, match="для другого файла"):
            put(reply, "plan.pdf.sig", sealed(b"%PDF-1 x", ORLOV).der, "", by=cast.executor)
        made = put(reply, "plan.pdf.sig", sealed(b"%PDF-1 text", ORLOV).der, "", by=cast.executor)
        assert made.sealed is not None and made.sealed.state == "valid"


class TestFrozen:
    """What lies prepared does not go when the letter would be another by now."""

    def test_another_addressee_or_place_is_said_and_the_old_file_does_not_go(self, cast: Any, anchors: Path) -> None:
        desk = Desk(cast)
        desk.prepares(ORLOV.der)
        old = sealed(desk.file, ORLOV).der
        card = desk.reply.case.client
        assert card is not None
        card.surname, card.postal_address = "Петрова", "426000, г. Ижевск, ул. Мира, д. 7"
        card.save(update_fields=["surname", "postal_address"])
        page = words_of(desk.browser.get(reverse("reply", args=[desk.reply.case_id])))
        assert "С тех пор изменилось: кому или куда" in page
        said = desk.brings(old)
        assert "изменилось: кому или куда" in said and "заново" in said
        assert desk.reply.state != "sending" and desk.reply.signature_id is None and desk.reply.sent_at is None
        desk.signs(ORLOV)
        assert desk.reply.signature_id is not None
        assert "Мира, д. 7" in desk.mark
        assert "drawn" not in desk.reply.signed_by

    def test_a_new_post_of_who_signs_is_another_file(self, cast: Any, anchors: Path) -> None:
        desk = Desk(cast)
        desk.prepares(ORLOV.der)
        old = sealed(desk.file, ORLOV).der
        type(cast.head).everyone.filter(pk=cast.head.pk).update(post="Первый заместитель министра")
        assert "должность того, кто подписывает" in desk.brings(old)
        assert desk.reply.signature_id is None
