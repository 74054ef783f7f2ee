"""One client (tests/marks.py) comes by every channel and through every screen; staff do with his matters all that they
can do."""

from __future__ import annotations

import base64
import datetime as dt
import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from unittest.mock import patch

from aiosmtpd.controller import Controller
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models
from django.test import Client as Browser
from django.utils import timezone

from priemnaya.cases.actions.finding import gather_words
from priemnaya.cases.actions.learning import learn_decided
from priemnaya.cases.actions.mailboxes import own_case
from priemnaya.cases.actions.reading import read_files
from priemnaya.cases.actions.second import Word, answer_second, renew_second_link
from priemnaya.cases.models import (
    Attachment,
    Case,
    ForeignAddress,
    ForwardedLetter,
    Forwarding,
    NamedPerson,
    Reply,
    WordingDecision,
)
from priemnaya.channels.base import deliver_ready
from priemnaya.channels.chat.actions import close_chat, end_chat_duty, say_to_chat, start_chat_duty, take_chat
from priemnaya.channels.email.inbound import receive_letter
from priemnaya.channels.exchange.folders import take_waiting
from priemnaya.channels.models import WallComment
from priemnaya.channels.paper.folder import take_scans
from priemnaya.channels.vk.actions import hide_comment
from priemnaya.core.models import AccessRecord, Delivery, Event, Ruling, SettingChange, StoredFile, TermChange
from priemnaya.desk import actions as desk_actions
from priemnaya.desk.standing import standing
from priemnaya.knowledge.models import Article, Topic
from priemnaya.outreach.audience import audience
from priemnaya.outreach.models import ImprovementMeasure, Mailing, MailingRecipient
from priemnaya.paper import actions as paper
from priemnaya.paper.actions.wording import take_words
from priemnaya.paper.models import PostItem, Scan
from priemnaya.people.actions.api_tokens import SCOPES
from priemnaya.people.actions.matching import hold_address
from priemnaya.people.models import Client, MergeSuggestion, OtherBody, Powers
from priemnaya.people.proof import Address
from priemnaya.reception.actions import calls
from priemnaya.reception.models import Call, CallBack, Visit, VisitWish
from priemnaya.records.actions import build_waiting
from priemnaya.records.models import HistoryExport

from . import marks
from .browser.conftest import Mailbox, free_port
from .channels.fakes import FakeMax, FakeTelegram, FakeVk, max_message, vk_message, wall_event
from .chats import GOOD_LINE, begun, with_chat
from .desk import Desk, Visitor, as_read
from .helpers import GOOD, goes_out, joins, key_of, local_day
from .reception import a_place
from .seals import Person as SealedBy
from .seals import sealed
from .telephony import SETTING, Line
from .telephony import post as report

PERSON = {"surname": marks.SURNAME, "name": marks.NAME, "patronymic": marks.PATRONYMIC}
CARD = {**PERSON, "email": marks.EMAIL, "phone": marks.PHONE_TYPED, "postal_address": marks.ADDRESS}
PUNYCODE = marks.EMAIL.partition("@")[0] + "@" + marks.EMAIL.partition("@")[2].encode("idna").decode()
PARTS = {
    "grounds": f"Договор аренды закончился раньше, чем вы подали заявление. {marks.STAFF.capitalize()}.",
    "how_to_fix": f"Заключите новый договор. {marks.STAFF.capitalize()}.",
    "how_to_reapply": f"Подайте заявление на этом сайте. {marks.STAFF.capitalize()}.",
    "how_to_appeal": f"Подайте жалобу министру или в суд. {marks.STAFF.capitalize()}.",
}
COMPLAINT = (
    f"\n\nЖалобу подал {marks.SURNAME} {marks.NAME} {marks.PATRONYMIC}. Жалоба на решение: Решение {marks.STAFF}, его"
    f" принял На {marks.STAFF}. Решение по жалобе принял начальник отдела Орлов. Жалоба не удовлетворена."
    " Права клиента восстановим за пять дней."
)


def said(where: str) -> str:
    """What the client writes there: one unmistakable word among plain ones."""
    return f"Прошу продлить аренду участка. {marks.WORDS}{where}, {marks.WORDS}."


def file(where: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{marks.FILENAME}-{where}.txt", f"{marks.CONTENT}{where}".encode(), "text/plain")


@dataclass
class Planted:
    """words: what the client himself said, each findable by itself; files: contents of his files."""

    cast: Any
    settings: Any
    folder: Path
    words: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    cases: dict[str, Case] = field(default_factory=dict)
    proved: Visitor | None = None
    api: Callable[..., Any] | None = None

    @property
    def body(self) -> Any:
        return self.cast.udm

    @property
    def head(self) -> Desk:
        return Desk(self.cast.head)

    def says(self, where: str) -> str:
        self.words.add(f"{marks.WORDS}{where}")
        return said(where)

    def gives(self, where: str) -> SimpleUploadedFile:
        self.files.add(f"{marks.CONTENT}{where}")
        return file(where)

    def came(self, where: str) -> Case:
        """The case that has just been made; each is another than the ones before."""
        self.cases[where] = Case.objects.latest("pk")
        assert len({c.pk for c in self.cases.values()}) == len(self.cases), where
        return self.cases[where]


@contextmanager
def channels(settings: Any, folder: Path) -> Iterator[tuple[Mailbox, FakeVk]]:
    """A mail server, messengers, folders of the exchange and of the scanner, all ours."""
    mailbox, port = Mailbox(), free_port()
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    maxed, vk, telegram = FakeMax(), FakeVk(), FakeTelegram()
    for fake in (maxed, vk, telegram):
        fake.files["/f/1"] = f"{marks.CONTENT}мессенджер".encode()
    settings.SMTP_URL = f"smtp://127.0.0.1:{port}"
    settings.BOTS = (
        f"max+http://s3cret:T0K@{maxed.place}/?body=udmurtia-mio "
        f"vk+http://s3cret:T0K@{vk.place}/?body=udmurtia-mio&group=1234&confirmation=ab12cd"
    )
    settings.EXCHANGE = f"epgu+folder://{folder / 'epgu'}?body=udmurtia-mio"
    settings.SCANS = str(folder / "scans")
    settings.AUTHSERV = "mx.udm.example"
    try:
        yield mailbox, vk
    finally:
        controller.stop()
        for fake in (maxed, vk, telegram):
            fake.shutdown()


def plant_everything(cast: Any, settings: Any, folder: Path) -> Planted:
    settings.TELEPHONY = SETTING
    planted = Planted(cast, settings, folder)
    with channels(settings, folder) as (_, vk):
        first = (by_portal, by_form_of_a_service, by_email, by_exchange, by_widget, by_chat, by_api, at_the_desk)
        for step in (*first, by_telephone, in_the_hall, on_paper):
            step(planted)
        by_messengers(planted, vk)
        desk_actions.route_waiting(planted.body)
        deliver_ready()
        for step in (worked_on, answered, refused, forwarded, asked_and_mailed, joined, around):
            read_files()  # as the worker does at once
            take_words()
            step(planted)
        deliver_ready()
    return planted


# Channels.


def by_portal(p: Planted) -> None:
    """Unproved with files and a draft of another browser; proved by identity; a complaint; an addition; an anonymous
    one."""
    form = {"kind": "message", "for_whom": "self", "client_kind": "citizen", "chosen_point": "email", **CARD}
    visitor = Visitor(p.body)
    visitor.get("/write/?all=1")
    visitor.post("/write/draft/", **{**form, "text": said("черновик")})
    visitor.post("/write/", **form, text=p.says("портал"), subject=f"О {marks.WORDS}теме", documents=p.gives("портал"))
    case = p.came("портал")
    added = p.gives("дополнение")
    seal = sealed(added.read(), SealedBy(f"{marks.SURNAME} {marks.NAME}")).der
    added.seek(0)
    both = [added, SimpleUploadedFile(f"{added.name}.sig", seal)]
    visitor.post(f"/follow/{case.number}/add/", text=p.says("дополнение"), files=both)
    p.proved = proved = Visitor(p.body)
    session = proved.client.session
    session[f"person:{p.body.pk}"] = {"subject": marks.IDENTITY, **PERSON, "email": marks.EMAIL}
    session.save()
    proved.post(
        "/write/",
        **{
            **form,
            "kind": "appeal",
            "for_whom": "other",
            "on_behalf_of": f"{marks.SURNAME}а Мария",
            "second_point": "post",
            "text": p.says("представитель"),
        },
    )
    p.came("личность")
    proved.post("/my/", do="notices", wish="answer:email")
    proved.post("/write/", **{**form, "client_kind": "legal_entity", "company": marks.COMPANY, "text": p.says("фирма")})
    p.came("фирма")
    complaint = {"about": "other", "against": f"Специалист {marks.STAFF}", "decision": f"Решение {marks.WORDS}решение"}
    proved.post("/write/", **{**form, "kind": "service_complaint", "text": p.says("жалоба"), **complaint})
    p.came("жалоба")
    nameless = {k: v for k, v in form.items() if k not in ("surname", "name", "patronymic")}
    Visitor(p.body).post("/write/", **{**nameless, "for_whom": "anonymous", "text": said("аноним")})
    p.came("аноним")
    left = Visitor(p.body)
    left.get("/write/?all=1")
    left.post("/write/draft/", **{**form, "text": said("брошено")})


def by_form_of_a_service(p: Planted) -> None:
    """An application whose own questions he answers, with a second applicant who refuses in words."""
    form = {"for_whom": "self", "client_kind": "citizen", "chosen_point": "email", **CARD}
    children = {f"f_children-{n}-{part}": marks.SURNAME for n in range(3) for part in ("surname", "name", "patronymic")}
    assert p.proved is not None  # of whoever is identified no quota counts
    p.proved.get("/services/land-free-family/apply/?all=1")
    p.proved.post(
        "/services/land-free-family/apply/",
        **{**form, **children, **{f"f_children-{n}-born": "12.05.2018" for n in range(3)}},
        **{"c_three": "yes", "c_lives": "yes", "f_home": marks.ADDRESS, "f_had-land": "no", "f_wish": "сад"},
        text=p.says("анкета"),
        second_name=f"{marks.SURNAME} {marks.NAME}",
        second_email=marks.EMAIL,
        receive_by="portal",
        without="on",
    )
    case = p.came("анкета")
    begun = Visitor(p.body)
    begun.get("/write/")
    begun.post("/write/step/what/", kind="message")
    begun.post("/write/step/files/", do="add", documents=file("начатое"))
    link = renew_second_link(case)
    answer_second(p.body, link, Word(False, said("второй"), f"{marks.SURNAME} {marks.NAME}"))


def letter(subject: str, text: str, **headers: str) -> EmailMessage:
    """As a mail program writes it: the domain in punycode, the name and the words coded."""
    message = EmailMessage()
    message["From"] = f'"{marks.SURNAME} {marks.NAME} {marks.PATRONYMIC}" <{PUNYCODE}>'
    message["To"], message["Subject"] = "mio@udm.example", subject
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def by_email(p: Planted) -> None:
    """A letter with a file; a reply to ours that quotes it; a robot's note and a broken letter that are set aside."""
    seen = f"mx.udm.example; spf=pass smtp.mailfrom={PUNYCODE}"
    message = letter(
        f"Аренда {marks.WORDS}тема",
        p.says("почта"),
        Authentication_Results=seen,
        Message_ID=f"<{marks.IDENTITY}@{PUNYCODE.partition('@')[2]}>",
    )
    message.add_attachment(
        p.gives("почта").read(), maintype="application", subtype="octet-stream", filename=file("почта").name
    )
    receive_letter(p.body, message.as_bytes())
    case = p.came("почта")
    deliver_ready()
    ours = case.contacts.filter(direction="out").latest("pk")
    quoting = p.says("переписка") + f"\n\n> Вы писали {marks.SURNAME}у: {marks.WORDS}цитата\n"
    receive_letter(p.body, letter("Re: ответ", quoting, In_Reply_To=ours.external_id).as_bytes())
    robot = letter("Меня нет на месте", said("автоответ"), Auto_Submitted="auto-replied")
    receive_letter(p.body, robot.as_bytes())
    with patch("priemnaya.channels.email.inbound._receive", side_effect=RuntimeError("сбой")):
        receive_letter(p.body, letter("Сломанное", said("отложено")).as_bytes())


def by_exchange(p: Planted) -> None:
    """The state portal: an application with a file, an addition, a rating with words, a document that is refused."""
    applicant = {"id": marks.IDENTITY, **PERSON, "email": marks.EMAIL, "address": marks.ADDRESS}
    base = {
        "order": f"{marks.MESSENGER}",
        "kind": "application",
        "at": f"{local_day(p.body)}T09:00:00+03:00",
        "service": {"code": "42", "title": "Предоставление участка"},
        "text": p.says("госпортал"),
        "applicant": applicant,
        "files": [{"name": file("портал").name, "type": "text/plain", "content": coded(p.gives("госпортал"))}],
    }
    rating = {"id": f"r-{marks.MESSENGER}", "stars": 2, "comment": p.says("звёзды")}
    loose = {
        **base,
        "order": f"{marks.MESSENGER}9",
        "kind": "rating",
        "rating": {"id": f"q-{marks.MESSENGER}", "stars": 5, "comment": said("чужие")},
    }
    inbox = p.folder / "epgu" / "in"
    inbox.mkdir(parents=True)
    for n, document in enumerate(
        (
            base,
            {**base, "kind": "addition", "text": p.says("добавка"), "files": []},
            {**base, "kind": "rating", "rating": rating, "files": []},
            {**loose, "files": []},
            {**base, "order": ""},
        )
    ):
        (inbox / f"{n}.json").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    assert take_waiting(p.body) == 4
    p.came("госпортал")


def coded(upload: SimpleUploadedFile) -> str:
    return base64.b64encode(upload.read()).decode()


def by_widget(p: Planted) -> None:
    browser = Browser()
    found = re.search(r'name="stamp" value="([^"]+)"', browser.get("/udmurtia-mio/widget/").content.decode())
    assert found
    typed = {"do": "write", "text": p.says("виджет"), "name": f"{marks.SURNAME} {marks.NAME}", "email": marks.EMAIL}
    browser.post("/udmurtia-mio/widget/", {**typed, "stamp": found[1]})
    p.came("виджет")


def by_chat(p: Planted) -> None:
    """A talk that is answered at once, and one that nobody answers and so becomes a case."""
    with_chat(p.body)
    start_chat_duty(p.body, by=p.cast.reception)
    named = {"name": f"{marks.SURNAME} {marks.NAME}", "email": marks.EMAIL}
    talk, _key = begun(p.body, said("разговор"), **named)
    take_chat(talk, by=p.cast.reception)
    say_to_chat(talk, "1", GOOD_LINE, by=p.cast.reception)
    close_chat(talk, "yes", by=None)
    end_chat_duty(p.body, by=p.cast.reception)
    begun(p.body, p.says("чат"), **named)
    p.came("чат")


def by_api(p: Planted) -> None:
    """Another program, with a key of repetition that names the client; the answer that is kept names him too."""
    robot = p.cast.hire("robot", p.body, "Робот", "registrar", "executor", "head", "analyst", "admin")

    def call(method: str, path: str, data: Any, **headers: str) -> Any:
        given = {"Authorization": f"Bearer {secret}", **headers}
        return Browser().generic(
            method, f"/api/v1{path}", json.dumps(data), content_type="application/json", headers=given
        )

    p.api = call
    secret = key_of(robot, list(SCOPES))[1]
    given = {"name": file("программа").name, "type": "text/plain", "content": coded(p.gives("программа"))}
    body = {"point": "post", "kind": "appeal", "text": p.says("программа"), "files": [given], **CARD}
    message = {**body, "external_id": f"doc-{marks.IDENTITY}"}
    answer = call("POST", "/cases", message, **{"Idempotency-Key": f"key-{marks.IDENTITY}"})
    assert answer.status_code == 201, answer.content
    case = p.came("программа")
    note = {"text": f"{marks.STAFF} о клиенте {marks.SURNAME}е"}
    call("POST", f"/cases/{case.number}/note", note, **{"Idempotency-Key": f"note-{marks.IDENTITY}"})
    call("GET", f"/cases/{case.number}", None)


def at_the_desk(p: Planted) -> None:
    """A call, a personal reception answered orally, a letter typed in; by a registrar."""
    desk = Desk(p.cast.registrar)
    card = {**CARD, "kind": "appeal"}
    firm = {"company": marks.COMPANY}
    desk.post("/w/cases/new/", **card, **firm, point="phone", chosen_point="phone", text=p.says("звонок"))
    p.came("звонок")
    visit = {"document": "паспорт", "oral_answer": f"Сказали: {marks.WORDS}устно", "consents_to_oral": "on"}
    p.words.add(f"{marks.WORDS}устно")
    desk.post("/w/cases/new/", **card, point="in_person", text=p.says("приём"), **visit)
    p.came("приём")
    desk.post(
        "/w/cases/new/", **card, point="post", chosen_point="post", text=p.says("бумага"), files=p.gives("бумага")
    )
    p.came("бумага")


def by_telephone(p: Planted) -> None:
    """A talk that becomes a case, with a promise that is tried and handed on; and one that stays with the client."""
    desk, colleague = Desk(p.cast.registrar), p.cast.executor
    for into in ("case", ""):
        desk.post("/w/calls/new/", number=marks.PHONE_TYPED)
        call = Call.objects.latest("pk")
        typed = {
            "number": marks.PHONE_TYPED,
            "caller": f"{marks.SURNAME} {marks.NAME}",
            "q-text-1": p.says("телефон") if into else f"{marks.WORDS}разговор",
            "q-said-1": f"Ответ {marks.STAFF}",
            "need-asks-1": "Что случилось и когда?",
            "need-said-1": f"{marks.WORDS}нужда",
            "answered": "no",
            "outcome": "number_given",
            "number_given": f"{marks.PHONE} {marks.STAFF}",
            "surname": marks.SURNAME,
            "name": marks.NAME,
            "patronymic": marks.PATRONYMIC,
            "case_kind": "message",
        }
        p.words.add(f"{marks.WORDS}нужда")
        if into:
            desk.post(f"/w/calls/{call.pk}/", do="case", **typed)
            p.came("телефон")
        elif known := Client.objects.filter(surname=marks.SURNAME).order_by("pk").first():
            calls.name_caller(call, known, by=p.cast.registrar)
            p.words.add(f"{marks.WORDS}разговор")
        promise = {
            "back_number": marks.PHONE_TYPED,
            "back_day": local_day(p.body, 1).isoformat(),
            "back_time": "12:00",
            "back_what": f"Узнать для {marks.SURNAME}а: {marks.STAFF}",
            "back_from": f"у соседа {marks.SURNAME}а",
            "back_convenient": f"когда {marks.NAME} дома",
            "back_owner": colleague.pk,
        }
        desk.post(f"/w/calls/{call.pk}/", do="promise", **typed, **promise)
        back = CallBack.objects.get(call=call)
        Desk(colleague).post(f"/w/calls/back/{back.pk}/", result="busy", words=f"Сказала мать {marks.SURNAME}а")
        desk.post(f"/w/calls/{call.pk}/", do="end", **typed)
        assert Call.objects.get(pk=call.pk).state == "ended"
    desk.post("/w/calls/missed/", number=marks.PHONE_TYPED)
    exchange = Line("planted", marks.PHONE)
    assert exchange.tells("newCall") == "queued"
    assert exchange.tells("hangup") == "waits"
    strange = {"event": "strange", "caller": f"{marks.SURNAME} {marks.NAME}", "from": marks.PHONE}
    assert report(strange).json()["did"] == "unread"


def in_the_hall(p: Planted) -> None:
    """A booking of his own, identified, with letters about it; one that somebody typed under his name; a wish: over."""
    place, typed = a_place(p.body), {"name": f"{marks.SURNAME} {marks.NAME}", "phone": marks.PHONE_TYPED}
    assert p.proved is not None
    for visitor, about in ((p.proved, p.says("запись")), (Visitor(p.body), said("чужой"))):
        starts = re.findall(r'name="start" value="(\d+)"', visitor.get("/visits/").source)
        visitor.post("/visits/hold/", kind=place.kind.pk, place=place.pk, start=starts[0])
        visitor.post("/visits/book/", **typed, email=marks.EMAIL, about=about)
    visits = Visit.objects.filter(organisation=p.body, state="booked")
    assert visits.count() == 2
    visits.update(ground="movement", helps=[marks.WORDS], state="done", ended_at=timezone.now())
    wish = {"until": place.today(), "state": "over", "email": marks.EMAIL}
    VisitWish.objects.create(organisation=p.body, place=place, kind=place.kind, **wish, **typed)


def on_paper(p: Planted) -> None:
    """A scan from the page and one from the folder, read by a stub of Tesseract; registered, and put aside."""
    desk = Desk(p.cast.registrar)
    folder = p.folder / "scans" / p.body.slug
    folder.mkdir(parents=True)
    (folder / f"{marks.FILENAME}-сканер.pdf").write_bytes(b"%PDF-1.4 " + f"{marks.CONTENT}сканер".encode())
    with patch("priemnaya.channels.paper.folder.STILL", -1e12):
        take_scans(p.body)
    desk.post(
        "/w/scans/", files=SimpleUploadedFile(f"{marks.FILENAME}-скан.pdf", b"%PDF-1.4 " + p.gives("скан").read())
    )
    with patch("priemnaya.paper.actions.read_scan", return_value=(1, said("распознано"), f"неясно: {marks.WORDS}")):
        assert paper.read_waiting(p.body) == 2
    put_aside, scan = Scan.objects.order_by("pk")
    desk.post(
        f"/w/scans/{scan.pk}/", text=p.says("скан"), kind="appeal", **{k: CARD[k] for k in (*PERSON, "postal_address")}
    )
    p.came("скан")
    desk.post(f"/w/scans/{put_aside.pk}/", do="drop")


def by_messengers(p: Planted, vk: FakeVk) -> None:
    browser = Browser()
    update = max_message(p.says("макс"), user=marks.MESSENGER, mid=f"mid.{marks.MESSENGER}")
    update["message"]["sender"] |= {"first_name": marks.NAME, "last_name": marks.SURNAME, "username": "evlampy"}
    browser.post(
        "/api/bots/max/udmurtia-mio/",
        json.dumps(update),
        content_type="application/json",
        headers={"X-Max-Bot-Api-Secret": "s3cret"},
    )
    p.came("макс")
    person = {"id": marks.MESSENGER, "first_name": marks.NAME, "last_name": marks.SURNAME}
    with patch.object(
        FakeVk, "answer", lambda self, m, path, q, b: (200, {"response": [person] if "users" in path else 1})
    ):
        event = vk_message(p.says("вк"), user=marks.MESSENGER)
        browser.post("/api/bots/vk/udmurtia-mio/", json.dumps(event), content_type="application/json")
        p.came("вк")
        event = wall_event("new", p.says("комментарий"), from_id=int(marks.MESSENGER))
        browser.post("/api/bots/vk/udmurtia-mio/", json.dumps(event), content_type="application/json")
    p.came("комментарий")
    hide_comment(WallComment.objects.get(), "personal", by=p.cast.registrar)


# What staff do.


def worked_on(p: Planted) -> None:
    """Every form of the case page that takes words, by the head, on the letter that came by e-mail."""
    case, desk = p.cases["почта"], p.head
    topic = Topic.objects.current().filter(depth=4).order_by("code").first()
    assert topic is not None
    for one in p.cases.values():
        desk.on(one, "classify", text=f"Вопрос {marks.STAFF}", topic=topic.code, need=p.body.needs[0])
        desk.on(one, "urgency", urgency="normal", reason=f"Причина {marks.STAFF}")
    desk.on(case, "assign", to=p.cast.executor.pk, task=f"Поручение {marks.STAFF} для {marks.SURNAME}а")
    desk.on(case, "note", text=f"Заметка {marks.STAFF} @{p.cast.executor.username}")
    desk.on(case, "clarify", question=f"Уточните {marks.STAFF}, {marks.NAME} {marks.PATRONYMIC}.")
    desk.on(case, "point", point="email", address_email=marks.EMAIL)
    desk.on(p.cases["жалоба"], "complained-of", person=p.cast.colleague.pk)
    for person in NamedPerson.objects.filter(case=p.cases["жалоба"]):
        desk.on(p.cases["жалоба"], f"named/{person.pk}", do="dismiss", reason=f"Не на него: {marks.STAFF}")
    desk.on(p.cases["личность"], "request-body", body=f"Росреестр {marks.STAFF}", what=f"Сведения {marks.STAFF}")
    desk.on(p.cases["личность"], "extend", days=5, reason=f"Нужны документы, {marks.STAFF}")
    said = {"about": "other", "against": f"На {marks.STAFF}", "decision": f"Решение {marks.STAFF}"}
    desk.on(p.cases["жалоба"], "complaint", crime_signs="1", **said)
    desk.on(p.cases["жалоба"], "complaint", crime_why=f"Не преступление: {marks.STAFF}", **said)
    service = p.body.services.order_by("pk").first()
    application = p.cases["госпортал"]
    desk.on(application, "service", service=service.pk, as_application="on")
    desk.on(
        application,
        "application/ask",
        name=f"Справка {marks.STAFF}",
        act=f"Закон {marks.STAFF}",
        note=f"Где {marks.STAFF}",
    )
    rows = list(application.application.documents.all())
    desk.on(
        application,
        "application/documents",
        **{f"state-{r.pk}": "missing" for r in rows},
        **{f"note-{r.pk}": f"Нет: {marks.STAFF}" for r in rows},
    )


def answered(p: Planted) -> None:
    """An answer with a file, endnotes, versions, sent back once; sent by e-mail, rated with words."""
    case, desk, author = p.cases["портал"], p.head, Desk(p.cast.executor)
    text = GOOD.replace("Мария Сергеевна", f"{marks.NAME} {marks.PATRONYMIC}") + f" {marks.STAFF.capitalize()}."
    author.writes(
        case,
        f"Здравствуйте! Черновик {marks.STAFF}.",
        attached=(f"{marks.FILENAME}-ответ.txt", f"{marks.CONTENT}ответ".encode()),
    )
    p.files.add(f"{marks.CONTENT}ответ")
    desk.writes(case, text)
    author.on(case, "reply/submit")
    remark = {"remark-0": f"Исправьте {marks.STAFF}", "quote-0": f"Здравствуйте, {marks.NAME} {marks.PATRONYMIC}!"}
    desk.post(f"/w/signing/{case.pk}/back/", why=f"Исправьте {marks.STAFF}", **remark)
    author.on(case, "reply/submit")
    page = desk.sends(case)
    goes_out(case)
    reply = case.replies.first()
    assert reply is not None and reply.state == "sent", page.text
    number = {"number": f"СЭД-{marks.STAFF}"}
    assert p.api is not None
    p.api("PUT", f"/documents/letters/{reply.pk}/number", number)
    Visitor(p.body).post(
        f"/rate/{reply.survey_token}/",
        satisfaction="1",
        ease="2",
        politeness="3",
        got_result="no",
        comment=p.says("оценка"),
    )
    desk.on(
        case,
        "measure",
        owner=p.cast.executor.pk,
        due_on=local_day(p.body, plus=30).isoformat(),
        text=f"Мера {marks.STAFF}",
    )
    done = ImprovementMeasure.objects.get(case=case)
    Desk(p.cast.executor).on(case, "measure-done", measure=done.pk, result=f"Сделано {marks.STAFF}")


def refused(p: Planted) -> None:
    """A refusal with its grounds by post: listed, sent under a track number, and come back."""
    case, desk = p.cases["бумага"], p.head
    text = GOOD.replace("Мария Сергеевна", f"{marks.NAME} {marks.PATRONYMIC}").replace(
        "Продлить её можно.", "Продлить её нельзя."
    )
    desk.writes(case, text, decision="refusal", **PARTS, why_differs=f"Иначе: {marks.STAFF}")
    page = desk.sends(case)
    assert case.replies.filter(state__in=("signed", "sent")).exists(), page.text
    registrar = Desk(p.cast.registrar)
    waiting = Delivery.objects.filter(channel="post", state="queued")
    assert waiting.exists()
    registrar.post("/w/post/list/", delivery=[d.pk for d in waiting])
    for n, item in enumerate(PostItem.objects.order_by("pk")):
        registrar.post(f"/w/post/items/{item.pk}/", track=f"8009021234567{n}")
    registrar.post(f"/w/post/items/{PostItem.objects.order_by('pk')[0].pk}/", do="returned")


def forwarded(p: Planted) -> None:
    """A matter sent on; and a draft that was sent back and left."""
    author = Desk(p.cast.executor)
    author.writes(p.cases["вк"], f"{GOOD} {marks.STAFF.capitalize()}.")
    author.on(p.cases["вк"], "reply/submit")
    p.head.on(p.cases["вк"], "reply/send-back", why=f"Исправьте {marks.STAFF}", **as_read(p.cases["вк"]))
    case, client = p.cases["программа"], p.head.client
    to = OtherBody.objects.get(organisation=p.body, short="Росреестр по Удмуртии")
    typed = {
        "body": [to.pk],
        "reason": f"Это их дело, {marks.STAFF}",
        f"way_{to.pk}": "email",
        f"question_{to.pk}": f"Вопрос {marks.STAFF}",
    }
    shown = client.post(f"/w/cases/{case.pk}/forwarding/", typed).context["shown"].plan
    client.post(f"/w/cases/{case.pk}/forward/", {**typed, "seen": shown.seen})
    deliver_ready()
    assert ForwardedLetter.objects.get(forwarding__case=case).text


def fresh(case: Case) -> Case:
    return Case.objects.select_related("client").get(pk=case.pk)


def joined(p: Planted) -> None:
    """Cards of one man are joined; a case is joined to another, and one is split in two."""
    desk = p.head
    for suggestion in MergeSuggestion.objects.filter(
        client__surname=marks.SURNAME, client__merged_into=None, other__merged_into=None
    )[:1]:
        joins(desk.client, suggestion, document="паспорт")
    visitor = Visitor(p.body)
    form = {"kind": "message", "for_whom": "self", "client_kind": "citizen", "chosen_point": "portal", **CARD}
    with patch.dict(settings.QUOTAS, mailbox=50):  # one mailbox, however its domain is written, has written much by now
        visitor.post("/write/", **form, text=p.says("ещё"), documents=p.gives("портал"))
    other = p.came("присоединено")
    mine = fresh(other).client_id
    alike = {mine, *MergeSuggestion.objects.filter(client=mine, decided="").values_list("other", flat=True)}
    into = next(
        c for c in map(fresh, p.cases.values()) if c.pk != other.pk and c.is_open and c.client_id in alike - {None}
    )
    for suggestion in MergeSuggestion.objects.filter(client=fresh(other).client, other=into.client):
        joins(desk.client, suggestion, document="паспорт")
    for case in (other, into):  # one author is proved for both: he opened a link in the same mailbox and said so
        hold_address(case.addresses, Address("email", marks.EMAIL, "link"))
        own_case(fresh(case), marks.EMAIL)
    desk.on(other, "merge", number=into.number)
    assert Case.objects.get(pk=other.pk).merged_into_id == into.pk, (fresh(other).state, into.kind, into.state)
    case = p.cases["звонок"]
    topic = Topic.objects.current().filter(depth=4).order_by("code").first()
    assert topic is not None
    desk.on(
        case,
        "classify",
        text=[f"Первый {marks.STAFF}", f"Второй {marks.STAFF}"],
        topic=[topic.code] * 2,
        need=[p.body.needs[0]] * 2,
    )
    desk.on(case, "split", question=case.questions.order_by("-pk")[0].pk)
    p.came("выделено")


def represented(p: Planted, desk: Desk, client: Client) -> None:
    """Somebody acts for the client; the powers end, and it is decided who is answered."""
    until = local_day(p.body)
    paper = {"number": "18 АБ 77", "issued_on": until, "until": until, "shown": "1"}
    who = {"side": "principal", "other": f"{marks.SURNAME}а Мария", "ground": "attorney"}
    desk.post(f"/w/clients/{client.pk}/powers/", **who, **paper)
    held, page = client.powers.get(), f"/w/cases/{p.cases['портал'].pk}/powers/"
    desk.post(f"{page}set/", powers=held.pk, seen="0.-")
    desk.post(f"/w/clients/{client.pk}/powers/", end=held.pk)
    desk.post(f"{page}settle/", to="agent", why=f"Так сказали {marks.STAFF}", seen=f"{held.pk}.-")
    assert fresh(p.cases["портал"]).powers_why


def asked_and_mailed(p: Planted) -> None:
    """A consent, a mailing under it, and its end by the link; a history given to the client."""
    desk = p.head
    client = Case.objects.get(pk=p.cases["портал"].pk).client
    assert client is not None
    assert p.proved is not None
    p.proved.post(f"/follow/{p.cases['личность'].number}/consents/", purpose="mailing")
    desk.post(f"/w/clients/{client.pk}/consents/", purpose="proactive_offer", how="in_person", do="give")
    desk.post(f"/w/clients/{client.pk}/consents/", purpose="proactive_offer", how="in_person", do="withdraw")
    represented(p, desk, client)
    desk.post("/w/mailings/new/", subject="Новости", text="Здравствуйте! Открыли новый приём.")
    mailing = Mailing.objects.get()
    assert fresh(p.cases["личность"]).client in audience(mailing)
    desk.post(f"/w/mailings/{mailing.pk}/act/", do="start", seen=mailing.version)
    deliver_ready()
    recipient = MailingRecipient.objects.get()
    Visitor(p.body).post(f"/unsubscribe/{recipient.token}/")


def around(p: Planted) -> None:
    """A search for him that is saved, a vote and a search that name him, a session left with his words, a hold that is
    lifted."""
    desk = p.head
    gather_words(p.body)
    desk.get(f"/w/search/?q={marks.SURNAME}")
    desk.post("/w/cases/views/", name=f"Дела {marks.SURNAME}а", query=f"q={marks.SURNAME}")
    article = Article.objects.filter(organisation=p.body, public=True).exclude(current=None)[0]
    visitor = Visitor(p.body)
    visitor.get(f"/search/?q={marks.SURNAME} {marks.PHONE_TYPED} аренда&s=token1")
    assert learn_decided(p.body)
    visitor.post(f"/answers/{article.pk}/vote/", helped="no", comment=said("голос"))
    desk.on(p.cases["почта"], "clarify", question="")
    desk.on(p.cases["почта"], "forward", to_body="", reason=f"Осталось в сеансе {marks.STAFF}")
    client = Client.objects.filter(surname=marks.SURNAME, merged_into=None).order_by("pk")[0]
    desk.post(f"/w/clients/{client.pk}/history/")
    assert build_waiting(p.body) == 1
    desk.post(f"/w/clients/{client.pk}/hold/", reason=f"Суд, {marks.STAFF}")
    desk.post(f"/w/clients/{client.pk}/hold/", lift=client.holds.get().pk)
    some = p.cases["почта"]
    urgent = {"do": "urgency", "urgency": "urgent", "reason": f"Срок, {marks.STAFF}"}
    desk.post("/w/cases/bulk/", case=some.pk, **{f"seen-{some.pk}": standing(some)}, **urgent)
    confidential(p, p.cases["почта"])


def confidential(p: Planted, case: Case) -> None:
    """A case is hidden for a while, and somebody opens it in an emergency."""
    p.head.on(case, "confide", reason=f"Касается семьи, {marks.STAFF}")
    other = Desk(p.cast.colleague)
    other.post("/w/emergency/open/", number=case.number, reason=f"Срок сегодня, {marks.STAFF}")
    assert case.emergencies.count() == 1
    p.head.on(case, "lift")


# Years later.


def all_closed(p: Planted) -> None:
    """Whatever is still open gets its answer; nothing is owed to him any more."""
    desk = p.head
    text = GOOD.replace("Мария Сергеевна", f"{marks.NAME} {marks.PATRONYMIC}")
    for case in Case.objects.filter(organisation=p.body).order_by("pk"):
        if case.is_open:
            topic = Topic.objects.current().filter(depth=4).order_by("code").first()
            assert topic is not None
            desk.on(case, "classify", text="Аренда участка", topic=topic.code, need=p.body.needs[0])
            desk.on(case, "urgency", urgency=case.urgency or "normal", reason=f"Снова, {marks.STAFF}")
            if case.kind == "service_complaint":
                desk.writes(
                    case,
                    text + COMPLAINT,
                    decision="refusal",
                    why_differs=f"Иначе: {marks.STAFF}",
                    remedy_by=f"{local_day(p.body, plus=5)}",
                    **PARTS,
                )
            elif case.kind == "service_application":
                desk.writes(case, text, decision="grant", grounds="Документы в порядке.")
            else:
                desk.writes(case, text, decision="explain")
            page = desk.sends(case)
            goes_out(case)
            case.refresh_from_db()
            assert not case.is_open, (case.kind, case.state, page.cited(), page.remarks("verdict"))


def the_rest_as_rows(p: Planted) -> None:
    """Columns that only an outside certificate, an antivirus or a rare turn of a talk fills: written past the
    guards."""
    words, reply = f"Причина {marks.STAFF}", Reply.objects.filter(case=p.cases["портал"], state="sent")
    case, stored = p.cases["портал"], StoredFile.objects.store(f"подпись {marks.CONTENT}".encode())
    with door():
        reply.update(
            endnotes=[words],
            answers={"1": words},
            overrides={"W01": words},
            kept=[words],
            shown=[words],
            signature=stored,
            signed_by={"owner": words},
        )
        Reply.objects.filter(case=p.cases["вк"], decision="explain").update(not_refusal=words)  # as letters of before
        Attachment.objects.filter(contact__case=case).update(scan=marks.STAFF)
        Forwarding.objects.update(left_out=[[marks.FILENAME, words]])
    Client.objects.filter(surname=marks.SURNAME).update(special_needs=[words], works_at=p.cast.altai)
    held = Powers.objects.filter(client__surname=marks.SURNAME).latest("pk")
    Call.objects.filter(client__surname=marks.SURNAME).update(powers=held)
    Visit.objects.filter(client__surname=marks.SURNAME).update(powers=held)
    WordingDecision.objects.create(organisation=p.body, reply=reply.get(), rule="W01", outcome="kept", reason=words)
    Ruling.objects.filter(subject_type="case", subject_id=case.pk).update(reason=words)
    TermChange.objects.update(settled=words)
    HistoryExport.objects.update(error=words)
    ForeignAddress.objects.create(case=case, channel="email", address=marks.EMAIL)


@contextmanager
def door() -> Iterator[None]:
    """As a destruction opens it, for the test's own writes."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('priemnaya.disposal', 'the test writes', true)")
        yield
        cursor.execute("select set_config('priemnaya.disposal', '', true)")


def aged(years: int, folder: Path) -> None:
    """Everything happened so many years earlier: every instant of every row but the journals', which nobody may
    change."""
    with door(), connection.cursor() as cursor:
        for table in apps.get_models(include_auto_created=True):
            moments = [f.column for f in table._meta.concrete_fields if type(f) is models.DateTimeField]
            if (
                moments
                and table not in (Event, AccessRecord, SettingChange)
                and not table._meta.label.startswith("procrastinate.")
            ):
                moved = ", ".join(f'"{m}" = "{m}" - interval \'{years} years\'' for m in moments)
                cursor.execute(f'update "{table._meta.db_table}" set {moved}')
    then = (timezone.now() - dt.timedelta(days=366 * years)).timestamp()
    for path in folder.rglob("*"):
        os.utime(path, (then, then))
