"""A matter that is not ours is sent on whole: by mail, by the document system or on paper, followed until it
arrives."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from aiosmtpd.controller import Controller
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html
from pypdf import PdfReader

from priemnaya.cases import actions
from priemnaya.cases.forwarding import Target, mailed, names_body
from priemnaya.cases.incoming import IncomingFile
from priemnaya.cases.models import Case, Complaint, ForwardedLetter, Forwarding
from priemnaya.channels.base import deliver_ready
from priemnaya.channels.docflow import folder
from priemnaya.channels.docflow.folder import look_at_folders
from priemnaya.channels.email.inbound import receive_letter
from priemnaya.config.cli.places import bodies_files, load_files
from priemnaya.core.models import Alert, Delivery, Event, Notice, Obligation
from priemnaya.errors import NotAllowed, Objection, Stale
from priemnaya.paper.models import PostItem
from priemnaya.people.actions.other_bodies import load_bodies, sync_bodies
from priemnaya.people.models import OtherBody
from priemnaya.people.policies import base_layers, overridden
from priemnaya.policy import Refused
from priemnaya.policy.yaml_lines import OrderError
from priemnaya.workspace import menu

from ..breadth import sampled
from ..browser.conftest import Mailbox, free_port
from ..desk import looked_and_sent
from ..helpers import case_of, clauses, goes_out, key_of, message, owed, signatory, signed
from ..mail.test_notices import brought_back, report
from ..stood import posted
from .test_complaints import portal

REASON = "Границы участков ведёт Росреестр"
PLAN = IncomingFile("план участка.pdf", b"%PDF-1.4 not really", "application/pdf")


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    """A mail server that takes everything."""
    box, port = Mailbox(), free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings.SMTP_URL = f"smtp://127.0.0.1:{port}"
    yield box
    controller.stop()


def body(cast: Any, short: str = "Росреестр по Удмуртии") -> OtherBody:
    return OtherBody.objects.get(organisation=cast.udm, short=short)


def form(*bodies: OtherBody, way: str = "email", **more: Any) -> dict[str, Any]:
    """What the page of forwarding sends."""
    ways = {f"way_{b.pk}": way for b in bodies} if way else {}
    return {"body": [b.pk for b in bodies], "reason": REASON, **ways, **more}


def looked(client: Client, case: Case, data: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """The first step: the page with what would leave, and the form as it stands there."""
    page = client.post(reverse("case_forwarding", args=[case.pk]), data)
    shown = page.context["shown"].plan
    return page, {**data, "seen": shown.seen if shown else ""}


def forwarded(client: Client, case: Case, *bodies: OtherBody, look: bool = True, **more: Any) -> Any:
    """Both steps, and the signature of the head where they prepared it only. look: at the page that follows."""
    _page, data = looked(client, case, form(*bodies, **more))
    page = client.post(reverse("case_forward", args=[case.pk]), data, follow=look)
    for waiting in case.forwardings.filter(signed_at=None):
        page = signs(waiting)
    return page


def signs(waiting: Forwarding) -> Any:
    """The head presses the button on the case's page."""
    desk = Client()
    desk.force_login(signatory(waiting))
    return desk.post(reverse("case_forwarding_sign", args=[waiting.case_id]), to_sign(desk, waiting), follow=True)


def to_sign(desk: Client, waiting: Forwarding) -> dict[str, Any]:
    """What the form beside the letters sends, as the page of the case shows it now."""
    page = html.fromstring(desk.get(reverse("case", args=[waiting.case_id])).content.decode())
    [form, *_] = page.xpath(f"//form[.//input[@name='forwarding'][@value='{waiting.pk}']]")
    return {k: v for k, v in form.form_values() if k != "csrfmiddlewaretoken"}


def heard_in(page: str) -> dict[str, str]:
    """What the forms of the page say of the client's messages that it shows."""
    return {"heard": re.findall(r'name="heard" value="([^"]+)"', page)[0]}


def mails(mailbox: Mailbox, address: str) -> list[EmailMessage]:
    """What the mail server was handed for an address."""
    return [message_from_bytes(raw, policy=default) for who, raw in mailbox.letters if address in who]


def state(case: Case) -> str:
    return Case.objects.values_list("state", flat=True).get(pk=case.pk)


def letters(case: Case) -> list[ForwardedLetter]:
    return list(ForwardedLetter.objects.filter(forwarding__case=case).select_related("delivery").order_by("pk"))


def by_channel(case: Case) -> dict[str, ForwardedLetter]:
    return {x.delivery.channel: x for x in letters(case) if x.delivery}


def notices(case: Case) -> list[str]:
    return list(case.contacts.filter(direction="out", subject__contains="переслали").values_list("text", flat=True))


def package(case: Case) -> zipfile.ZipFile:
    stored = case.forwardings.get().package
    assert stored is not None
    return zipfile.ZipFile(io.BytesIO(stored.read()))


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


class TestSigned:
    """A covering letter is signed by somebody who may sign letters; until then nothing leaves."""

    def prepared(self, cast: Any, client: Client, **changes: Any) -> tuple[Case, Forwarding, Any]:
        case = case_of(cast.udm, **changes)
        client.force_login(cast.registrar)
        _page, data = looked(client, case, form(body(cast)))
        page = client.post(reverse("case_forward", args=[case.pk]), data, follow=True)
        return case, case.forwardings.get(), page

    def test_what_a_registrar_prepares_waits_for_the_head_and_the_term_stays_in_sight(
        self, cast: Any, client: Client
    ) -> None:
        case, made, page = self.prepared(cast, client)
        assert "ждут подписи руководителя" in page.content.decode()
        [letter] = letters(case)
        assert (letter.state, letter.number, letter.pdf, made.signed_at) == ("to_sign", "", None, None)
        deliver_ready()
        assert (state(case), notices(case)) == ("forwarding", [])
        assert owed(case, "forwarding").is_open
        assert "Подписать и отправить" not in client.get(case.get_absolute_url()).content.decode()
        assert client.post(reverse("case_forwarding_sign", args=[case.pk]), {"forwarding": made.pk}).status_code == 403
        assert Notice.objects.filter(employee_id=cast.head.pk, text__contains="На подпись: пересылка").exists()
        client.force_login(cast.head)
        assert menu.waiting(cast.head)["to_sign"].number == 1, "the menu, its page and «Сегодня» say the same"
        assert '<span class="count">1</span>' in client.get("/w/signing/").content.decode()
        assert "Ждут подписи" in client.get("/w/").content.decode()
        assert case.number in client.get("/w/").content.decode()
        shown = client.get(case.get_absolute_url()).content.decode()
        assert "ждёт подписи" in shown
        assert "Подписать и отправить" in shown
        draft = client.get(reverse("case_forwarding_file", args=[case.pk, letter.pk, "letter"]))
        assert cast.head.short_name in text_of(draft.getvalue())

    def test_the_signature_numbers_the_letter_and_sends_it_and_the_client_is_told(
        self, cast: Any, client: Client, mailbox: Mailbox
    ) -> None:
        case, made, _page = self.prepared(cast, client)
        signs(made)
        made.refresh_from_db()
        [letter] = letters(case)
        assert made.signer is not None
        assert made.signer.may("reply.sign")
        assert letter.number
        words = text_of(letter.pdf.read())
        assert made.signer.short_name in words
        assert f"Исполнитель: {cast.registrar.full_name}" in words
        deliver_ready()
        assert state(case) == "forwarded"
        assert len(notices(case)) == 1
        assert not owed(case, "forwarding").is_open
        with pytest.raises(Stale, match="уже подписаны"):
            signed(made)
        for kept in (ForwardedLetter.objects.filter(pk=letter.pk), case.forwardings.all()):
            with pytest.raises(IntegrityError), transaction.atomic():
                kept.update(**({"text": "Другое"} if kept.model is ForwardedLetter else {"reason": "Другое"}))

    def test_who_may_sign_does_both_at_once(self, cast: Any, client: Client) -> None:
        case = case_of(cast.udm)
        client.force_login(cast.head)
        _page, data = looked(client, case, form(body(cast)))
        client.post(reverse("case_forward", args=[case.pk]), data)
        assert case.forwardings.get().signer == cast.head
        assert letters(case)[0].state == "queued"

    def test_it_is_signed_as_it_was_shown_and_goes_where_it_was_said_to_go(self, cast: Any, client: Client) -> None:
        """Seen by a judge: no word and no address on the page, and a mailbox changed meanwhile got the matter."""
        case, made, _page = self.prepared(cast, client)
        url = reverse("case_forwarding_sign", args=[case.pk])
        client.force_login(cast.head)
        page = client.get(case.get_absolute_url()).content.decode()
        [letter] = letters(case)
        assert letter.body is not None
        for shown in (letter.body.email, letter.body.addressee, letter.text.split("\n")[0]):
            assert shown in page, shown
        old = to_sign(client, made)
        OtherBody.objects.filter(pk=letter.body_id).update(email="stranger@other.example")
        page = client.post(url, old, follow=True).content.decode()
        assert "адрес, слова или состав писем изменились" in page and "stranger@other.example" in page
        assert not Delivery.objects.filter(subject_type="forwardedletter").exists()
        unseen = {"forwarding": made.pk, "heard": old["heard"]}
        assert "изменились" in client.post(url, unseen, follow=True).content.decode(), "nothing shown"
        client.post(url, to_sign(client, made))
        assert Delivery.objects.get(subject_type="forwardedletter").address == "stranger@other.example"

    def test_it_goes_again_to_the_address_that_the_page_showed(self, cast: Any, client: Client) -> None:
        case, made, _page = self.prepared(cast, client)
        signs(made)
        [letter] = letters(case)
        OtherBody.objects.filter(pk=letter.body_id).update(ways=["email"])
        actions.forwarding_failed(letter.delivery, "нет адреса", final=True)
        client.force_login(cast.head)
        page = html.fromstring(client.get(case.get_absolute_url()).content.decode())
        url = reverse("case_forwarding_resend", args=[case.pk])
        [form] = page.xpath(f"//form[@action='{url}']")
        sent = {k: v for k, v in form.form_values() if k != "csrfmiddlewaretoken"}
        OtherBody.objects.filter(pk=letter.body_id).update(email="stranger@other.example")
        assert "Адрес в справочнике изменили" in client.post(url, sent, follow=True).content.decode()
        assert not Delivery.objects.filter(address="stranger@other.example").exists()

    def test_its_words_are_true_when_it_is_signed(self, cast: Any, client: Client) -> None:
        """One of two bodies is given up before the signature, and the client wants the answer elsewhere: the other letter
        promises no copy there, is sent by the article for one body, and says where to answer now."""
        case, other = case_of(cast.udm), body(cast, "Прокуратура Удмуртии")
        client.force_login(cast.registrar)
        _page, data = looked(client, case, form(body(cast), other, way=""))
        client.post(reverse("case_forward", args=[case.pk]), data)
        desk = Client()
        desk.force_login(cast.head)
        before = to_sign(desk, case.forwardings.get())
        given_up = next(x for x in letters(case) if x.body == other)
        assert other.name in next(x for x in letters(case) if x.body != other).text
        typed = {"letter": given_up.pk, "reason": "Прокурору писать незачем: нарушения нет"}
        looked_and_sent(client, reverse("case_forwarding_recall", args=[case.pk]), typed)
        actions.choose_point(Case.objects.get(pk=case.pk), "email", "anna@new.example", by=cast.registrar)
        stale = desk.post(reverse("case_forwarding_sign", args=[case.pk]), before, follow=True).content.decode()
        assert "изменились" in stale and case.forwardings.get().signed_at is None
        page = signs(case.forwardings.get()).content.decode()
        [letter] = [x for x in letters(case) if x.state != "recalled"]
        said = text_of(letter.pdf.read()) if letter.pdf else ""
        for words in (letter.text, said):
            assert "Прокуратура" not in words and "Копии мы отправляем" not in words, page
            assert "anna@new.example" in words and "ст. 8 ч. 3" in words

    def test_the_head_who_does_not_agree_leaves_the_case_at_work_and_the_author_is_told(
        self, cast: Any, client: Client
    ) -> None:
        case, made, _page = self.prepared(cast, client)
        client.force_login(cast.head)
        data = {"letter": letters(case)[0].pk, "reason": "Это решаем мы."}
        looked_and_sent(client, reverse("case_forwarding_recall", args=[case.pk]), data)
        assert state(case) == "in_work"
        assert Notice.objects.filter(employee_id=cast.registrar.pk, text__contains="Это решаем мы").exists()
        assert case.number not in [c.number for c in Case.objects.to_sign()]
        with pytest.raises(Stale):
            signed(made)

    def test_whoever_is_complained_of_does_not_sign(self, cast: Any, client: Client) -> None:
        case, made, _page = self.prepared(cast, client)
        actions.name_person(case, by=cast.registrar, employee=cast.head)
        with pytest.raises(NotAllowed):
            actions.sign_forwarding(made, by=cast.head)
        assert letters(case)[0].state == "to_sign"

    def test_without_the_rule_whoever_sends_it_on_signs(self, cast: Any, client: Client) -> None:
        defaults = next(layer for layer in base_layers() if layer.by_number.get("default.forwarding_signed"))
        with overridden(defaults.without("default.forwarding_signed")):
            _case, made, _page = self.prepared(cast, client)
        assert made.signer == cast.registrar


class TestByMail:
    def test_the_letter_and_the_package_reach_the_other_body_and_then_the_client_is_told(
        self, cast: Any, client: Client, mailbox: Mailbox
    ) -> None:
        case = case_of(cast.udm, files=(PLAN,), postal_address="426000, Ижевск, улица Мира, 1")
        client.force_login(cast.registrar)
        page = forwarded(client, case, body(cast)).content.decode()
        assert "Письма поставлены в очередь" in page and "пересылается" in page
        assert state(case) == "forwarding"
        assert notices(case) == []
        assert not Event.objects.filter(verb="case.forwarded").exists()
        deliver_ready()
        assert state(case) == "forwarded"
        letter = mails(mailbox, "rosreestr@udmurtia-mio.example")[0]
        files = {p.get_filename(): p.get_payload(decode=True) for p in letter.iter_attachments()}
        [(name, pdf), (archive, content)] = files.items()
        assert name == f"Письмо {letters(case)[0].number.replace('/', '-')}.pdf"
        assert archive == f"Дело {case.number}.zip"
        said = text_of(pdf)
        for words in (
            "Руководителю Управления Росреестра",
            "О пересылке обращения Ивановой Марии Сергеевны",
            "Границы участков ведёт Росреестр.",
            "ст. 8 ч. 3 Федерального закона № 59-ФЗ",
            "ответьте заявителю",
            "426000, Ижевск, улица Мира, 1",
            "Лебедева",
            f"Приложение: архив «Дело {case.number}.zip»",
            "сообщение заявителя и 1 файл, с описью",
        ):
            assert words in said, said
        inside = zipfile.ZipFile(io.BytesIO(content))
        assert inside.read("Файлы/01 план участка.pdf") == PLAN.content
        assert "Прошу продлить аренду земельного участка" in text_of(inside.read("Сообщение заявителя.pdf"))
        assert "01 план участка.pdf" in inside.read("Опись.txt").decode()
        notice = notices(case)[0]
        assert "Управление Росреестра по Удмуртской Республике" in notice
        assert body(cast).postal_address in notice and body(cast).phone in notice
        assert "мы направили ваше обращение" in notice

    def test_the_words_of_the_matter_do_not_travel_open_in_the_mail_itself(
        self, cast: Any, client: Client, mailbox: Mailbox
    ) -> None:
        case = case_of(cast.udm, text="Прошу разобраться с тайным соседским забором.")
        client.force_login(cast.registrar)
        forwarded(client, case, body(cast), look=False)
        deliver_ready()
        letter = mails(mailbox, "rosreestr@udmurtia-mio.example")[0]
        plain = letter.get_body(("plain",)).get_content()
        assert "забор" not in plain and "Иванов" not in plain
        assert "О пересылке обращения" in str(letter["Subject"])

    def test_a_letter_that_came_by_mail_goes_on_as_it_came(self, cast: Any, client: Client, mailbox: Mailbox) -> None:
        raw = (
            "From: Мария Иванова <maria@mail.example>\r\nTo: udmurtia-mio@priemnaya.example\r\nSubject: Границы\r\n"
            "Message-ID: <raw-1@mail.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nГде границы участка?"
        ).encode()
        case = receive_letter(cast.udm, raw).contact.case
        assert case is not None
        client.force_login(cast.registrar)
        forwarded(client, case, body(cast), look=False)
        assert package(case).read("Письма в исходном виде/письмо 1.eml") == raw

    def test_a_bounce_reopens_the_question_tells_people_and_goes_by_the_next_way(
        self, cast: Any, client: Client, mailbox: Mailbox
    ) -> None:
        case = case_of(cast.udm)
        actions.assign_case(case, cast.executor, by=cast.registrar)
        client.force_login(cast.executor)
        forwarded(client, case, body(cast), look=False)
        deliver_ready()
        assert state(case) == "forwarded"
        first = letters(case)[0].delivery
        assert first is not None
        brought_back(first, report("failed", first.message_id))
        assert state(case) == "forwarding"
        assert owed(case, "reply_on_substance").is_open  # type: ignore[union-attr]
        letter = letters(case)[0]
        assert letter.delivery is not None
        assert (letter.delivery.channel, letter.delivery.instead_of_id) == ("post", first.pk)
        assert Alert.objects.filter(kind="forwarding", text__contains=case.number, resolved_at=None).exists()
        assert Notice.objects.filter(employee_id=cast.executor.pk, text__contains="не переслано").exists()
        page = client.get(case.get_absolute_url()).content.decode()
        assert "в очереди" in page and "пересылается" in page
        assert "отправляется другим способом" in page and "дело снова в работе" not in page

    def test_when_no_way_is_left_the_case_is_back_with_people_who_send_it_elsewhere_or_keep_it(
        self, cast: Any, client: Client, mailbox: Mailbox
    ) -> None:
        other = body(cast)
        OtherBody.objects.filter(pk=other.pk).update(ways=["email"])
        case = case_of(cast.udm)
        client.force_login(cast.registrar)
        forwarded(client, case, body(cast), look=False)
        deliver_ready()
        before = owed(case, "reply_on_substance")
        assert before is not None and before.cancelled_at is not None
        first = letters(case)[0].delivery
        assert first is not None
        brought_back(first, report("failed", first.message_id))
        assert state(case) == "in_work"
        assert letters(case)[0].state_title == "не дошло"
        after = owed(case, "reply_on_substance")
        assert after is not None and after.is_open and after.due_at == before.due_at
        looked_and_sent(
            client,
            reverse("case_forwarding_resend", args=[case.pk]),
            {"letter": letters(case)[0].pk, "way": "email", "address": "novaya@rosreestr.example"},
        )
        assert state(case) == "forwarding"
        assert body(cast).email == "novaya@rosreestr.example"  # the directory has learnt it
        deliver_ready()
        assert len(mails(mailbox, "novaya@rosreestr.example")) == 1
        assert state(case) == "forwarded"
        assert len(notices(case)) == 1  # the client heard it once

    def test_words_that_are_not_in_the_package_are_shown_and_owed(self, cast: Any, client: Client) -> None:
        """The letter failed, the client wrote, and the letter goes again with the package of before."""
        case, said = case_of(cast.udm), "Важно: я ошиблась, участок другой."
        client.force_login(cast.head)
        forwarded(client, case, body(cast), look=False)
        [letter] = letters(case)
        OtherBody.objects.filter(pk=letter.body_id).update(ways=["email"])
        actions.forwarding_failed(letter.delivery, "нет адреса", final=True)
        old = client.get(case.get_absolute_url()).content.decode()
        actions.append_message(Case.objects.get(pk=case.pk), message(point="portal", text=said))
        typed = {"letter": letter.pk, "way": "email", "address": "new@other.example"}
        page = client.post(reverse("case_forwarding_resend", args=[case.pk]), typed | heard_in(old), follow=True)
        assert "клиент написал ещё" in page.content.decode() and state(case) == "in_work"
        fresh = page.content.decode()
        assert "этих слов в нём нет" in fresh and said in fresh
        client.post(reverse("case_forwarding_resend", args=[case.pk]), typed | heard_in(fresh))
        goes_out(case)
        assert state(case) == "forwarded"
        term = owed(case, "further_message")
        assert term is not None and term.is_open
        assert "решите, что с этим делать" in client.get(case.get_absolute_url()).content.decode()

    def test_a_covering_letter_is_not_signed_over_words_that_nobody_has_read(self, cast: Any, client: Client) -> None:
        case, said = case_of(cast.udm), "Важно: я ошиблась, участок другой."
        client.force_login(cast.registrar)
        _page, data = looked(client, case, form(body(cast)))
        client.post(reverse("case_forward", args=[case.pk]), data)
        made = case.forwardings.get()
        client.force_login(cast.head)
        old = to_sign(client, made)
        actions.append_message(Case.objects.get(pk=case.pk), message(point="portal", text=said))
        url = reverse("case_forwarding_sign", args=[case.pk])
        page = client.post(url, old, follow=True).content.decode()
        assert "клиент написал ещё" in page and "этих слов в нём нет" in page
        assert not Forwarding.objects.get(pk=made.pk).signed_at
        client.post(url, to_sign(client, made))
        assert Forwarding.objects.get(pk=made.pk).signed_at
        term = owed(case, "further_message")
        assert term is not None and term.is_open

    def test_a_server_that_refuses_the_address_leaves_no_silent_forwarding(
        self, cast: Any, client: Client, settings: Any
    ) -> None:
        class Refuses:
            async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
                return "550 5.1.1 no such user" if "izhevsk" in address else "250 OK"

            async def handle_DATA(self, *_: Any) -> str:
                return "250 OK"

        port = free_port()
        controller = Controller(Refuses(), hostname="127.0.0.1", port=port)
        controller.start()
        settings.SMTP_URL = f"smtp://127.0.0.1:{port}"
        try:
            other = body(cast, "Администрация Ижевска")
            OtherBody.objects.filter(pk=other.pk).update(ways=["email"])
            case = case_of(cast.udm)
            client.force_login(cast.registrar)
            forwarded(client, case, body(cast, "Администрация Ижевска"), look=False)
            deliver_ready()
        finally:
            controller.stop()
        assert state(case) == "in_work"
        assert notices(case) == []
        assert letters(case)[0].state == "failed"

    def test_a_package_too_large_for_mail_is_said_before_and_never_sent(
        self, cast: Any, client: Client, settings: Any
    ) -> None:
        settings.MAX_MAIL_OUT = 1024 * 1024
        case = case_of(cast.udm, files=(IncomingFile("видео.mp4", b"x" * 900_000, "video/mp4"),))
        client.force_login(cast.registrar)
        page, data = looked(client, case, form(body(cast)))
        assert page.status_code == 422
        assert "почта принимает до 1 МБ: выберите другой способ" in page.content.decode()
        sent = client.post(reverse("case_forward", args=[case.pk]), data, follow=True)
        assert "выберите другой способ" in sent.content.decode()
        assert state(case) == "new"
        page, data = looked(client, case, form(body(cast), way="post"))
        assert page.status_code == 200
        assert mailed(3_000_000) > 4_000_000


class TestByDocumentSystem:
    @pytest.fixture
    def root(self, settings: Any, tmp_path: Path) -> Path:
        settings.DOCFLOW = str(tmp_path)
        return tmp_path / "udmurtia-mio" / "rosreestr"

    def test_a_folder_with_files_and_a_card_appears_whole(self, cast: Any, client: Client, root: Path) -> None:
        case = case_of(cast.udm, files=(PLAN,))
        client.force_login(cast.registrar)
        forwarded(client, case, body(cast), way="docflow", look=False)
        deliver_ready()
        [folder] = (root / "out").iterdir()
        assert not folder.name.startswith(".")
        card = ElementTree.parse(folder / "card.xml").getroot()
        letter = letters(case)[0]
        assert card.findtext("number") == letter.number
        assert card.findtext("to") == "Управление Росреестра по Удмуртской Республике"
        assert card.findtext("case") == case.number
        names = [f.get("name") for f in card.iter("file")]
        assert sorted(names) == sorted(p.name for p in folder.iterdir() if p.name != "card.xml")
        assert state(case) == "forwarded"
        assert letter.state_title == "отправлено"

    def test_a_second_try_of_the_same_letter_writes_it_once(self, cast: Any, client: Client, root: Path) -> None:
        case = case_of(cast.udm)
        client.force_login(cast.registrar)
        forwarded(client, case, body(cast), way="docflow", look=False)
        folder.send(Delivery.objects.get(channel="docflow"))  # whose worker was killed before it could say so
        deliver_ready()
        assert len(list((root / "out").iterdir())) == 1

    def test_what_the_system_did_with_it_is_seen(self, cast: Any, client: Client, root: Path) -> None:
        client.force_login(cast.registrar)
        taken, refused = case_of(cast.udm), case_of(cast.udm, text="Другой вопрос о границах.")
        for case in (taken, refused):
            forwarded(client, case, body(cast), way="docflow", look=False)
        deliver_ready()
        first, second = sorted((root / "out").iterdir())
        assert look_at_folders(cast.udm) == 0
        (root / "done").mkdir()
        first.rename(root / "done" / first.name)
        (root / "failed").mkdir()
        second.rename(root / "failed" / second.name)
        (root / "failed" / f"{second.name}.txt").write_text("нет такого адресата")
        assert look_at_folders(cast.udm) == 2
        assert letters(taken)[0].state_title == "доставлено"
        assert state(taken) == "forwarded"
        assert state(refused) == "forwarding"  # by the next way
        assert letters(refused)[0].delivery.channel == "email"  # type: ignore[union-attr]

    def test_an_exchange_that_is_not_set_up_is_said_before_sending(self, cast: Any, client: Client) -> None:
        case = case_of(cast.udm)
        client.force_login(cast.registrar)
        page, _data = looked(client, case, form(body(cast), way="docflow"))
        assert "обмен с системой документооборота не настроен" in page.content.decode()


class TestOnPaper:
    def test_it_waits_for_the_post_and_is_sent_when_the_post_took_it(self, cast: Any, client: Client) -> None:
        case = case_of(cast.udm, files=(PLAN,))
        client.force_login(cast.registrar)
        forwarded(client, case, body(cast, "Прокуратура Удмуртии"), way="post", look=False)
        assert deliver_ready() == 0 or state(case) == "forwarding"
        assert state(case) == "forwarding" and notices(case) == []
        letter = letters(case)[0]
        assert "Прокуратура Удмуртской Республики" in client.get(reverse("post")).content.decode()
        envelope = client.post(reverse("post_list"), {"delivery": [letter.delivery_id], "do": "envelopes"})
        assert "Прокуратура Удмуртской Республики" in text_of(envelope.content)
        printed = client.get(reverse("case_forwarding_file", args=[case.pk, letter.pk, "print"]))
        said = text_of(b"".join(printed) if printed.streaming else printed.content)
        assert "Прокурору Удмуртской Республики" in said
        assert "Прошу продлить аренду" in said
        assert "Напечатайте отдельно" in said and "план участка.pdf" in said  # the broken PDF is told, not lost
        client.post(reverse("post_list"), {"delivery": [letter.delivery_id], "do": "list"})
        item = PostItem.objects.get()
        looked_and_sent(client, reverse("post_item", args=[item.pk]), {"track": "12345678901234"})
        assert state(case) == "forwarded"
        assert len(notices(case)) == 1
        looked_and_sent(client, reverse("post_item", args=[item.pk]), {"do": "handed"})
        assert letters(case)[0].state_title == "доставлено"

    def test_a_letter_the_post_brought_back_is_a_question_again(self, cast: Any, client: Client) -> None:
        case = case_of(cast.udm)
        client.force_login(cast.registrar)
        forwarded(client, case, body(cast, "Прокуратура Удмуртии"), way="post", look=False)
        client.post(reverse("post_list"), {"delivery": [letters(case)[0].delivery_id], "do": "list"})
        item = PostItem.objects.get()
        looked_and_sent(client, reverse("post_item", args=[item.pk]), {"track": ""})
        looked_and_sent(client, reverse("post_item", args=[item.pk]), {"do": "returned"})
        assert state(case) == "in_work"
        assert "не дошло" in client.get(case.get_absolute_url()).content.decode()

    def test_a_letter_carried_by_hand_is_marked_by_a_person_once(self, cast: Any, client: Client) -> None:
        case = case_of(cast.udm)
        client.force_login(cast.registrar)
        forwarded(client, case, body(cast, "Прокуратура Удмуртии"), way="post", look=False)
        url, data = reverse("case_forwarding_handed", args=[case.pk]), {"letter": letters(case)[0].pk}
        looked_and_sent(client, url, data)
        assert state(case) == "forwarded"
        assert "ещё не ушло" in looked_and_sent(client, url, data, follow=True).content.decode()


class TestSeveralBodies:
    def test_each_gets_its_own_letter_and_the_client_one_notice(
        self, cast: Any, client: Client, mailbox: Mailbox
    ) -> None:
        case = case_of(cast.udm)
        client.force_login(cast.registrar)
        both = body(cast), body(cast, "Администрация Ижевска")
        data = {f"question_{both[1].pk}": "Кто чистит дорогу к участку"}
        forwarded(client, case, *both, **data, look=False)
        deliver_ready()
        for address, words in (
            ("rosreestr@udmurtia-mio.example", "Администрация города Ижевска"),
            ("izhevsk@udmurtia-mio.example", "Кто чистит дорогу к участку."),
        ):
            [letter] = mails(mailbox, address)
            pdf = next(letter.iter_attachments()).get_payload(decode=True)
            assert words in text_of(pdf)
            assert "ст. 8 ч. 4" in text_of(pdf)
        assert len({x.number for x in letters(case)}) == 2
        [notice] = notices(case)
        assert all(b.name in notice and b.postal_address in notice for b in both)
        assert state(case) == "forwarded"

    def test_part_stays_here_with_its_own_term(self, cast: Any, client: Client, mailbox: Mailbox) -> None:
        case = case_of(cast.udm)
        client.force_login(cast.registrar)
        forwarded(client, case, body(cast), keeps="1", look=False)
        deliver_ready()
        assert state(case) == "new"
        assert owed(case, "reply_on_substance").is_open  # type: ignore[union-attr]
        assert "На остальные вопросы ответим мы до" in notices(case)[0]
        assert Event.objects.filter(verb="case.part_forwarded", subject_id=case.pk).exists()
        assert not Event.objects.filter(verb="case.forwarded", subject_id=case.pk).exists()

    def test_forwarded_only_when_the_last_has_left(self, cast: Any, client: Client, mailbox: Mailbox) -> None:
        case = case_of(cast.udm)
        client.force_login(cast.registrar)
        mail, paper = body(cast), body(cast, "Прокуратура Удмуртии")
        forwarded(client, case, mail, paper, **{f"way_{paper.pk}": "post"}, look=False)
        deliver_ready()
        found = by_channel(case)
        assert (found["email"].state, found["post"].state) == ("sent", "queued")
        assert state(case) == "forwarding" and notices(case) == []
        looked_and_sent(client, reverse("case_forwarding_handed", args=[case.pk]), {"letter": found["post"].pk})
        assert state(case) == "forwarded" and len(notices(case)) == 1

    def test_one_that_failed_is_kept_and_the_client_hears_of_the_other_only(
        self, cast: Any, client: Client, mailbox: Mailbox
    ) -> None:
        case = case_of(cast.udm)
        client.force_login(cast.registrar)
        mail, paper = body(cast), body(cast, "Прокуратура Удмуртии")
        forwarded(client, case, mail, paper, **{f"way_{paper.pk}": "post"}, look=False)
        deliver_ready()
        url = reverse("case_forwarding_recall", args=[case.pk])
        looked_and_sent(client, url, {"letter": by_channel(case)["post"].pk, "reason": "Прокуратура здесь ни при чём"})
        found = by_channel(case)
        assert (found["email"].state, found["post"].state) == ("sent", "recalled")
        assert state(case) == "in_work"  # part of it stays here
        [notice] = notices(case)
        assert mail.name in notice and paper.name not in notice
        late = looked_and_sent(client, url, {"letter": found["email"].pk, "reason": "передумали"}, follow=True)
        page = late.content.decode()
        assert "Письмо уже ушло, отозвать его нельзя" in page

    def test_a_letter_recalled_in_the_queue_never_leaves(self, cast: Any, client: Client, mailbox: Mailbox) -> None:
        case = case_of(cast.udm)
        client.force_login(cast.registrar)
        forwarded(client, case, body(cast), look=False)
        looked_and_sent(
            client,
            reverse("case_forwarding_recall", args=[case.pk]),
            {"letter": letters(case)[0].pk, "reason": "Ответим сами: это наш участок"},
        )
        deliver_ready()
        assert mails(mailbox, "rosreestr@udmurtia-mio.example") == []
        assert state(case) == "in_work"
        assert notices(case) == []
        assert not Obligation.objects.about("case", case.pk).open().filter(what="forwarding").exists()

    def test_a_signed_letter_that_waits_is_written_anew_when_another_of_it_is_recalled(
        self, cast: Any, client: Client, mailbox: Mailbox
    ) -> None:
        """It said that a copy goes to the body given up, and would have left so."""
        case, there, other = case_of(cast.udm), body(cast), body(cast, "Прокуратура Удмуртии")
        client.force_login(cast.registrar)
        forwarded(client, case, there, other, **{f"way_{other.pk}": "post"}, look=False)
        assert other.name in next(x for x in letters(case) if x.body == there).text
        self.recalled(client, case, other)
        deliver_ready()
        sent = Delivery.objects.filter(subject_type="forwardedletter", state__in=("sent", "delivered"))
        assert not sent.exists(), "not before it is signed anew"
        assert case.number in [c.number for c in Case.objects.to_sign()]
        signs(case.forwardings.get(signed_at=None))
        deliver_ready()
        [new] = [x for x in letters(case) if x.state != "recalled"]
        said = text_of(new.pdf.read()) if new.pdf else ""
        assert new.body == there and new.state == "sent" and sent.count() == 1
        for words in (new.text, said):
            assert other.name not in words and "Копии мы отправляем" not in words and "ст. 8 ч. 3" in words
        [notice] = notices(case)
        assert there.name in notice and other.name not in notice

    def test_a_letter_that_came_back_does_not_go_again_with_words_that_are_not_true_any_more(
        self, cast: Any, client: Client, mailbox: Mailbox
    ) -> None:
        case, there, lost = self.two_of_which_one_fails(cast, client)
        self.recalled(client, case, lost)
        sent = next(x for x in letters(case) if x.body_id == there.pk)
        assert sent.delivery is not None
        count = Delivery.objects.filter(subject_type="forwardedletter").count()
        brought_back(sent.delivery, report("failed", sent.delivery.message_id))
        assert Delivery.objects.filter(subject_type="forwardedletter").count() == count
        page = client.get(reverse("case", args=[case.pk])).content.decode()
        typed = {"letter": sent.pk, "way": "email", "address": "new@rosreestr.example", **heard_in(page)}
        told = client.post(reverse("case_forwarding_resend", args=[case.pk]), typed, follow=True).content.decode()
        assert "то письмо отозвано" in told and "перешлите дело снова" in told
        assert Delivery.objects.filter(subject_type="forwardedletter").count() == count

    def test_a_client_told_that_it_went_is_told_that_it_stays(
        self, cast: Any, client: Client, mailbox: Mailbox
    ) -> None:
        OtherBody.objects.filter(pk=body(cast).pk).update(ways=["email"])
        case = case_of(cast.udm)
        client.force_login(cast.registrar)
        forwarded(client, case, body(cast), look=False)
        deliver_ready()
        first = letters(case)[0].delivery
        assert first is not None
        brought_back(first, report("failed", first.message_id))
        looked_and_sent(
            client,
            reverse("case_forwarding_recall", args=[case.pk]),
            {"letter": letters(case)[0].pk, "reason": "Ответим сами: это наш участок"},
        )
        last = case.contacts.filter(direction="out").order_by("-pk")[0]
        assert "Теперь вам отвечаем мы" in last.text and "Ответим до" in last.text
        assert "Отдельно" not in last.text

    def two_of_which_one_fails(self, cast: Any, client: Client) -> tuple[Case, OtherBody, OtherBody]:
        """Росреестр has its letter, the mailbox of Ижевск does not exist, and Ижевск takes no other way."""
        there, lost = body(cast), body(cast, "Администрация Ижевска")
        OtherBody.objects.filter(pk=lost.pk).update(ways=["email"])
        case = case_of(cast.udm)
        client.force_login(cast.registrar)
        forwarded(client, case, there, lost, look=False)
        failed = next(x for x in letters(case) if x.body_id == lost.pk)
        assert failed.delivery is not None
        actions.forwarding_failed(failed.delivery, "нет такого ящика", final=True)
        deliver_ready()
        return case, there, lost

    def recalled(self, client: Client, case: Case, of: OtherBody) -> Any:
        url = reverse("case_forwarding_recall", args=[case.pk])
        letter = next(x for x in letters(case) if x.body_id == of.pk)
        return looked_and_sent(client, url, {"letter": letter.pk, "reason": "Эту дорогу ремонтируем мы"}, follow=True)

    def test_of_two_bodies_one_letter_is_recalled_and_the_client_knows_who_answers_the_rest(
        self, cast: Any, client: Client, mailbox: Mailbox
    ) -> None:
        case, there, lost = self.two_of_which_one_fails(cast, client)
        [first] = notices(case)
        assert there.name in first and "мы ответим на них или напишем, кто ответит" in first
        assert state(case) == "in_work" and owed(case, "forwarding").is_open  # type: ignore[union-attr]
        self.recalled(client, case, lost)
        last = case.contacts.filter(direction="out").order_by("-pk")[0]
        assert last.notice == "forwarding_undone"
        assert there.name in last.text and "На остальные отвечаем мы" in last.text and "Ответим до" in last.text
        assert lost.name not in last.text  # nobody told them that it was to go there
        goes_out(case)
        assert not owed(case, "forwarding").is_open  # type: ignore[union-attr]

    def test_the_other_body_still_answers_when_one_that_was_told_comes_back(
        self, cast: Any, client: Client, mailbox: Mailbox
    ) -> None:
        there, lost = body(cast), body(cast, "Администрация Ижевска")
        OtherBody.objects.filter(pk=lost.pk).update(ways=["email"])
        case = case_of(cast.udm)
        client.force_login(cast.registrar)
        forwarded(client, case, there, lost, look=False)
        deliver_ready()
        came = next(x for x in letters(case) if x.body_id == lost.pk)
        assert came.delivery is not None
        brought_back(came.delivery, report("failed", came.delivery.message_id))
        self.recalled(client, case, lost)
        last = case.contacts.filter(direction="out").order_by("-pk")[0]
        assert f"Отдельно, как мы и писали, вам ответит: {there.name}" in last.text

    def ended(self, cast: Any, client: Client, *, keeps: str) -> tuple[Case, OtherBody]:
        """A case that was closed here, and a covering letter of it that comes back afterwards."""
        lost = body(cast)
        OtherBody.objects.filter(pk=lost.pk).update(ways=["email"])
        case = case_of(cast.udm)
        client.force_login(cast.registrar)
        forwarded(client, case, lost, look=False, **({"keeps": keeps} if keeps else {}))
        if keeps:
            deliver_ready()
        else:
            [letter] = letters(case)
            assert letter.delivery is not None
            actions.forwarding_failed(letter.delivery, "нет такого ящика", final=True)
        case.refresh_from_db()
        facts = {"reason": "нет сути"}
        actions.close_case(case, "no_substance", by=cast.head, notice="Мы не поняли, о чём письмо.", facts=facts)
        if keeps:
            [letter] = letters(case)
            assert letter.delivery is not None
            brought_back(letter.delivery, report("failed", letter.delivery.message_id))
        assert state(case) == "closed"
        return case, lost

    @pytest.mark.parametrize("keeps", ["1", ""])
    def test_a_letter_of_a_closed_case_goes_again(
        self, cast: Any, client: Client, mailbox: Mailbox, keeps: str
    ) -> None:
        case, lost = self.ended(cast, client, keeps=keeps)
        page = client.get(reverse("case", args=[case.pk])).content.decode()
        typed = {"letter": letters(case)[0].pk, "way": "email", "address": "new@rosreestr.example", **heard_in(page)}
        looked_and_sent(client, reverse("case_forwarding_resend", args=[case.pk]), typed)
        deliver_ready()
        assert letters(case)[0].state == "sent" and state(case) == "closed"
        assert len(mails(mailbox, "new@rosreestr.example")) == 1
        [notice] = notices(case)
        assert lost.name in notice
        assert keeps or "остальные вопросы" not in notice
        goes_out(case)
        assert not owed(case, "forwarding").is_open  # type: ignore[union-attr]

    def test_nobody_is_promised_an_answer_in_a_closed_case(self, cast: Any, client: Client, mailbox: Mailbox) -> None:
        case, lost = self.ended(cast, client, keeps="1")
        before = case.contacts.filter(direction="out").count()
        page = self.recalled(client, case, lost).content.decode()
        assert "откройте дело снова: тогда ответите вы" in page
        assert case.contacts.filter(direction="out").count() == before and letters(case)[0].state == "failed"

    def test_a_letter_of_what_was_marked_as_spam_does_not_go_again(
        self, cast: Any, client: Client, mailbox: Mailbox
    ) -> None:
        lost = body(cast)
        OtherBody.objects.filter(pk=lost.pk).update(ways=["email"])
        case = case_of(cast.udm, kind="message", identity="", vouched=())
        client.force_login(cast.registrar)
        forwarded(client, case, lost, keeps="1", look=False)
        [letter] = letters(case)
        assert letter.delivery is not None
        actions.forwarding_failed(letter.delivery, "нет такого ящика", final=True)
        case.refresh_from_db()
        actions.mark_spam(case, by=cast.registrar)
        page = client.get(reverse("case", args=[case.pk])).content.decode()
        typed = {"letter": letter.pk, "way": "email", "address": "new@rosreestr.example", **heard_in(page)}
        looked_and_sent(client, reverse("case_forwarding_resend", args=[case.pk]), typed)
        assert letters(case)[0].state == "failed"


class TestComplaints:
    @pytest.mark.parametrize("text", ["Росреестр потерял мои документы", "Жалуюсь на бездействие Росреестра"])
    def test_59_fz_8_6__a_complaint_naming_the_body_waits_until_a_person_has_read_it(
        self, cast: Any, client: Client, text: str
    ) -> None:
        case = case_of(cast.udm, kind="appeal_complaint", text=text)
        client.force_login(cast.registrar)
        page, data = looked(client, case, form(body(cast)))
        assert "В тексте жалобы назван этот орган" in page.content.decode()
        assert "ст. 8 ч. 6" in page.content.decode()
        client.post(reverse("case_forward", args=[case.pk]), data)
        assert state(case) == "new"
        forwarded(client, case, body(cast), **{f"not_against_{body(cast).pk}": "1"}, look=False)
        assert state(case) == "forwarding"

    @pytest.mark.parametrize("kind", ["appeal_complaint", "message"])
    def test_59_fz_8_6__nor_does_what_was_sent_without_a_proved_identity(
        self, cast: Any, client: Client, kind: str
    ) -> None:
        """It is a message then; it is a complaint all the same, by the kind that was chosen or by its own words."""
        case = portal(
            Client(), kind=kind, text=unicodedata.normalize("NFD", "Жалоба на Кадастровую палату, Росре\u0301естр")
        )
        assert case.kind == "message"
        client.force_login(cast.registrar)
        page, data = looked(client, case, form(body(cast)))
        assert "В тексте жалобы назван этот орган" in page.content.decode()
        client.post(reverse("case_forward", args=[case.pk]), data)
        assert state(case) == "new"
        forwarded(client, case, body(cast), **{f"not_against_{body(cast).pk}": "1"}, look=False)
        assert state(case) == "forwarding"

    def test_59_fz_8_6__a_complaint_written_down_as_one_about_the_body_never_goes_there(
        self, cast: Any, client: Client
    ) -> None:
        case = case_of(cast.udm, kind="service_complaint", text="Прошу разобраться")
        Complaint.objects.create(case=case, about="other", against="Управление Росреестра по Удмуртской Республике")
        with pytest.raises(Refused) as stopped:
            actions.forward_case(case, [Target(body(cast), "email", not_against=True)], REASON, by=cast.registrar)
        assert "ст. 8 ч. 6" in clauses(stopped.value.verdicts)
        actions.forward_case(case, [Target(body(cast, "Прокуратура Удмуртии"))], REASON, by=cast.registrar)

    def test_59_fz_8_6__nor_to_the_official_named(self, cast: Any) -> None:
        case = case_of(cast.udm, kind="appeal_complaint", complained_of=cast.executor.pk)
        other = body(cast)
        other.addressee = f"Заместителю руководителя {cast.executor.surname}у И. О."
        with pytest.raises(Refused):
            actions.forward_case(case, [Target(other, "email")], REASON, by=cast.registrar)

    def test_a_name_is_found_in_any_case_form_and_not_in_a_likeness(self, cast: Any) -> None:
        city = body(cast, "Администрация Ижевска")
        assert names_body("Администрацией города Ижевска ничего не сделано", city)
        assert not names_body("Администрация Сарапула молчит", city)
        assert not names_body("Министерство отказало", body(cast, "Минсельхоз Удмуртии"))


class TestThePageIsTrue:
    def test_nothing_leaves_before_the_second_step(self, cast: Any, client: Client) -> None:
        case = case_of(cast.udm, files=(PLAN,))
        client.force_login(cast.registrar)
        page, data = looked(client, case, form(body(cast)))
        shown = page.content.decode()
        for words in (
            "Направляем вам обращение Ивановой",
            "Файлы/01 план участка.pdf",
            "электронная почта",
            "Передать на подпись",
        ):
            assert words in shown
        assert (state(case), Delivery.objects.filter(subject_type="forwardedletter").count()) == ("new", 0)
        blind = client.post(reverse("case_forward", args=[case.pk]), {**data, "seen": ""})
        assert "Сначала посмотрите, что уйдёт" in blind.content.decode()
        assert state(case) == "new"
        draft = client.post(reverse("case_forwarding_draft", args=[case.pk]), {**data, "letter": "0"})
        assert "Черновик" in text_of(draft.content)

    @pytest.mark.parametrize("change", ["message", "address", "reason", "keeps"])
    def test_what_changed_after_the_look_is_shown_anew(self, cast: Any, client: Client, change: str) -> None:
        case = case_of(cast.udm)
        client.force_login(cast.registrar)
        _page, data = looked(client, case, form(body(cast)))
        if change == "message":
            actions.append_message(case, message(point="portal", text="И ещё один вопрос", surname="Иванова"))
        elif change == "address":
            OtherBody.objects.filter(pk=body(cast).pk).update(email="moved@rosreestr.example")
        elif change == "reason":
            data["reason"] = "Передумали и написали другое"
        else:
            data["keeps"] = "1"
        page = client.post(reverse("case_forward", args=[case.pk]), data)
        assert "Проверьте ещё раз, что уйдёт" in page.content.decode()
        assert not ForwardedLetter.objects.exists()

    def test_two_people_send_and_one_letter_goes(self, cast: Any, client: Client) -> None:
        case = case_of(cast.udm)
        client.force_login(cast.registrar)
        _page, data = looked(client, case, form(body(cast)))
        url = reverse("case_forward", args=[case.pk])
        looked_and_sent(client, url, data)
        again = looked_and_sent(client, url, data, follow=True)
        assert "пересылается" in again.content.decode()
        assert ForwardedLetter.objects.count() == 1
        assert (
            "переслать нельзя" in client.get(reverse("case_forwarding", args=[case.pk]), follow=True).content.decode()
        )

    def test_a_body_that_is_not_in_the_directory_is_typed_once_and_kept(
        self, cast: Any, client: Client, mailbox: Mailbox
    ) -> None:
        case = case_of(cast.udm)
        client.force_login(cast.executor)
        new = {"new_name": "Администрация Камбарского района", "new_email": "glava@kambarka.example"}
        page, data = looked(client, case, {"reason": REASON, **new})
        assert page.status_code == 200 and not OtherBody.objects.filter(name=new["new_name"]).exists()
        client.post(reverse("case_forward", args=[case.pk]), data)
        signs(case.forwardings.get())
        deliver_ready()
        assert len(mails(mailbox, "glava@kambarka.example")) == 1
        kept = OtherBody.objects.get(name=new["new_name"])
        assert (kept.ways, kept.source) == (["email"], f"вписан при пересылке дела {case.number}")
        page, _data = looked(client, case_of(cast.udm, text="Ещё"), {"reason": REASON, "new_name": "Без адреса"})
        assert "хотя бы один адрес" in page.content.decode()

    def test_what_the_antivirus_found_is_not_sent_and_it_is_said_everywhere(
        self, cast: Any, client: Client, mailbox: Mailbox
    ) -> None:
        case = case_of(cast.udm, files=(PLAN, IncomingFile("счёт.exe", b"MZ bad", "application/x-dosexec")))
        case.contacts.get(direction="in").attachments.filter(name="счёт.exe").update(scan="Eicar-Test")
        client.force_login(cast.registrar)
        page, _data = looked(client, case, form(body(cast)))
        assert "счёт.exe: антивирус нашёл в нём угрозу" in page.content.decode()
        forwarded(client, case, body(cast), look=False)
        deliver_ready()
        assert not any("счёт" in name for name in package(case).namelist())
        index = json.loads(package(case).read("Опись.json"))
        assert index["left_out"][0]["name"] == "счёт.exe"
        assert "Файл «счёт.exe» мы не пересылаем" in letters(case)[0].text
        assert "Файл «счёт.exe» мы не переслали" in notices(case)[0]

    def test_only_who_may_forward_does_and_of_the_own_body(self, cast: Any, client: Client) -> None:
        case = case_of(cast.udm)
        with pytest.raises(NotAllowed):
            actions.forward_case(case, [Target(body(cast))], REASON, by=cast.analyst)
        foreign = OtherBody.objects.filter(organisation=cast.altai)[0]
        with pytest.raises(Objection, match="нет в справочнике"):
            actions.forward_case(case, [Target(foreign)], REASON, by=cast.registrar)
        client.force_login(cast.analyst)
        assert client.get(reverse("case_forwarding", args=[case.pk])).status_code == 403
        client.force_login(cast.stranger)
        assert client.get(reverse("case_forwarding", args=[case.pk])).status_code == 404

    @sampled("junk", [{}, {"body": "²"}, {"body": "9" * 30}, {"new_folder": "../etc"}, {"letter": "x"}], of=3)
    def test_nonsense_gets_words(self, cast: Any, client: Client, junk: dict[str, str]) -> None:
        case = case_of(cast.udm)
        client.force_login(cast.registrar)
        for name in ("case_forwarding", "case_forward", "case_forwarding_draft"):
            page = client.post(reverse(name, args=[case.pk]), {"reason": "x", **junk})
            assert page.status_code == 422, name
            assert 'role="alert"' in page.content.decode()


class TestSevenDays:
    def test_the_term_is_shown_met_by_the_notice_and_missed_when_late(
        self, cast: Any, client: Client, mailbox: Mailbox
    ) -> None:
        in_time = case_of(cast.udm)
        client.force_login(cast.registrar)
        page = client.get(reverse("case_forwarding", args=[in_time.pk])).content.decode()
        assert "59-ФЗ, ст. 8 ч. 3" in page
        forwarded(client, in_time, body(cast), look=False)
        assert owed(in_time, "forwarding").is_open  # type: ignore[union-attr]
        deliver_ready()
        assert owed(in_time, "forwarding").kept is True  # type: ignore[union-attr]
        late = case_of(cast.udm, text="Второй вопрос")
        long_ago = timezone.now() - dt.timedelta(days=30)
        Case.objects.filter(pk=late.pk).update(registered_at=long_ago)
        late.refresh_from_db()
        forwarded(client, late, body(cast), look=False)
        deliver_ready()
        assert owed(late, "forwarding").kept is False  # type: ignore[union-attr]

    def test_the_notice_on_paper_meets_the_term_when_it_leaves(
        self, cast: Any, client: Client, mailbox: Mailbox
    ) -> None:
        case = case_of(
            cast.udm, chosen_point="post", chosen_address="Ижевск, Мира, 1", postal_address="Ижевск, Мира, 1"
        )
        client.force_login(cast.registrar)
        forwarded(client, case, body(cast), look=False)
        deliver_ready()
        assert state(case) == "forwarded"
        assert owed(case, "forwarding").is_open  # type: ignore[union-attr]
        row = Delivery.objects.get(subject_type="case", subject_id=case.pk, payload__fulfils="forwarding")
        client.post(reverse("case_handed_over", args=[case.pk]), {"delivery": row.pk})
        assert owed(case, "forwarding").kept is True  # type: ignore[union-attr]


class TestTheDirectory:
    def test_it_is_found_by_a_part_of_a_name_or_a_matter(self, cast: Any, client: Client) -> None:
        client.force_login(cast.executor)
        for words in ("росре", "Удмуртии росреестр", "границы участ"):
            page = client.get(reverse("other_bodies"), {"q": words}).content.decode()
            assert "Управление Росреестра по Удмуртской Республике" in page, words
            assert "Минсельхоз" not in page
        case = case_of(cast.udm)
        page = client.post(reverse("case_forwarding", args=[case.pk]), {"do": "find", "q": "росре", "reason": "я"})
        assert "Прокуратура Удмуртской" not in page.content.decode()
        assert ">я</textarea>" in page.content.decode()

    def test_who_may_changes_it_on_screen_and_the_file_no_longer_overwrites_it(self, cast: Any, client: Client) -> None:
        row = body(cast)
        url = reverse("other_body", args=[row.pk])
        client.force_login(cast.executor)
        assert client.post(url, {"name": "x"}).status_code == 403
        client.force_login(cast.admin)
        data = {"name": row.name, "ways": ["email"], "email": "не адрес", "active": "1", "short": row.short}
        assert "в нём ошибка" in looked_and_sent(client, url, data).content.decode()
        posted(client, url, {**data, "email": "real@rosreestr.example"})
        assert Event.objects.filter(verb="body.changed", actor_id=cast.admin.pk).exists()
        folder = Path(__file__).resolve().parents[2] / "orders" / "udmurtia-mio"
        sync_bodies(cast.udm, *bodies_files(folder))
        assert body(cast).email == "real@rosreestr.example"
        client.post(reverse("other_body_new"), {"name": "Комитет леса", "ways": ["post"], "postal_address": "Ижевск"})
        assert OtherBody.objects.filter(organisation=cast.udm, name="Комитет леса").exists()
        client.force_login(cast.stranger)
        assert client.get(url).status_code == 404

    def test_the_shared_list_and_the_body_s_own_are_loaded_and_what_left_them_is_switched_off(
        self, cast: Any, tmp_path: Path
    ) -> None:
        load_files()
        names = set(OtherBody.objects.filter(organisation=cast.udm).values_list("name", flat=True))
        assert "Генеральная прокуратура Российской Федерации" in names  # of the shared list
        assert "Управление Росреестра по Удмуртской Республике" in names  # the own line over the shared one
        assert "Федеральная служба государственной регистрации, кадастра и картографии" not in names
        file = tmp_path / "bodies.yaml"
        file.write_text("bodies:\n  - {slug: one, name: Первый орган, ways: [post], postal_address: Ижевск}\n")
        sync_bodies(cast.udm, file)
        assert not body(cast).active
        assert OtherBody.objects.get(organisation=cast.udm, slug="one").active

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("bodies:\n  - {slug: x1, name: Орган, ways: [email]}\n", "впишите адрес почты"),
            ("bodies:\n  - {slug: x1, name: Орган, ways: [pigeon]}\n", "ways"),
            ("bodies:\n  - {slug: x1, name: Орган, ways: [], mail: a}\n", "mail"),
            ("bodies:\n  - {slug: x1, name: Орган, ways: [docflow], folder: ../up}\n", "Имя папки"),
            ("organs: []\n", "bodies"),
        ],
    )
    def test_a_wrong_file_is_named_with_its_line(self, tmp_path: Path, text: str, words: str) -> None:
        file = tmp_path / "bodies.yaml"
        file.write_text(text)
        with pytest.raises(OrderError, match=words) as wrong:
            load_bodies(file)
        assert "bodies.yaml:" in str(wrong.value)


def test_another_system_forwards_by_the_name_of_the_directory(cast: Any, client: Client) -> None:
    _row, secret = key_of(cast.executor, ["cases:read", "cases:forward"])
    case = case_of(cast.udm)
    url, auth = f"/api/v1/cases/{case.number}/forward", {"Authorization": f"Bearer {secret}"}

    def post(**data: Any) -> Any:
        return client.post(url, json.dumps(data), content_type="application/json", headers=auth)

    unknown = post(to_body="Никакой орган", reason=REASON)
    assert unknown.status_code == 409 and "нет в справочнике" in unknown.content.decode()
    assert post(to_body="Росреестр по Удмуртии", reason=REASON, way="email").status_code == 200
    assert state(case) == "forwarding"
    assert letters(case)[0].state == "to_sign"
    assert client.post(f"{url}/sign", content_type="application/json", headers=auth).status_code == 404, "nor signs"


def test_a_letter_taken_while_it_is_recalled_stays_sent(cast: Any, client: Client, mailbox: Mailbox) -> None:
    case = case_of(cast.udm)
    client.force_login(cast.registrar)
    forwarded(client, case, body(cast), look=False)
    Delivery.objects.filter(subject_type="forwardedletter").update(state="doing")
    with pytest.raises(Stale, match="прямо сейчас"):
        actions.recall_letter(letters(case)[0], "передумали", by=cast.registrar)
