"""What stands in the town besides cases in their states: one object of every other sort that has a page, and the odd
cases."""

from __future__ import annotations

import datetime as dt
import io
import os
import tempfile
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client
from django.utils import timezone
from PIL import Image

from priemnaya.cases import actions
from priemnaya.cases.actions.decisions import record_decision
from priemnaya.cases.actions.drafting import attach_to_reply
from priemnaya.cases.actions.powers import set_powers
from priemnaya.cases.actions.working import Question
from priemnaya.cases.incoming import IncomingFile
from priemnaya.cases.models import Case, Contact, Decision, Reply, RuleDemotion
from priemnaya.channels.actions import create_webhook
from priemnaya.channels.chat import actions as chats
from priemnaya.channels.email.inbound import receive_letter
from priemnaya.channels.vk.actions import Said, take_comment
from priemnaya.channels.webhooks.events import queue_events
from priemnaya.core.journal import alert, notify
from priemnaya.core.models import Delivery, Obligation
from priemnaya.desk import actions as desks
from priemnaya.desk.actions.bulk_steps import Wanted
from priemnaya.desk.models import Campaign, CampaignMember, SavedView
from priemnaya.desk.standing import standings
from priemnaya.knowledge.actions import articles
from priemnaya.knowledge.actions.folder import import_folder
from priemnaya.knowledge.actions.sections import name_head
from priemnaya.knowledge.models import Article, Section, Service, Topic
from priemnaya.outreach.actions import mailings
from priemnaya.outreach.actions.measures import (
    cancel_clause_measure,
    finish_clause_measure,
    hand_clause_measure,
    measure_clause,
)
from priemnaya.outreach.actions.surveys import rate_reply, record_measure
from priemnaya.paper import actions as papers
from priemnaya.paper.models import Scan
from priemnaya.people.actions import employees as staff
from priemnaya.people.actions.acts import SHIPPED, sync_act
from priemnaya.people.actions.api_tokens import SCOPES
from priemnaya.people.actions.consents import give_consent
from priemnaya.people.actions.doors import note_sign_in, open_session
from priemnaya.people.actions.duties import confirm_duty
from priemnaya.people.actions.matching import hold_address
from priemnaya.people.actions.powers import Ground, add_powers
from priemnaya.people.actions.substitution import name_substitute
from priemnaya.people.duties import BODY, about_duty, open_duties
from priemnaya.people.models import MergeSuggestion
from priemnaya.people.models.powers import ATTORNEY, FOR
from priemnaya.people.proof import Address
from priemnaya.policy.contact_points import POINT_KINDS
from priemnaya.programme.rollups import refresh_body
from priemnaya.reception.actions import calls, visits
from priemnaya.reception.actions.telephony import keep_unread, set_extension, take_event
from priemnaya.reception.models import Visit, VisitReminder
from priemnaya.reception.telephony.events import CallEvent
from priemnaya.reception.visits.free import nearest
from priemnaya.records import actions as records

from ..chats import GOOD_LINE, with_chat
from ..chats import begun as asked
from ..helpers import as_part, going_on, key_of, made_ready, message, under_code
from ..planting import door
from ..reception import a_place
from ..scenarios.test_letters import signer

PDF, SHARED = b"%PDF-1.4 demo", b"%PDF-1.4 shared"
CARRIED = "From: a@mail.example\nSubject: Договор\n\nВот договор, о котором писали.\n".encode()
LETTER = "From: {0}\r\nTo: mio@priemnaya.example\r\nSubject: {1}\r\nMessage-ID: <{1}@x>\r\n{2}\r\n{3}\r\n"


def furnish(town: Any) -> None:
    """Everything below, in order."""
    for part in (
        odd_cases,
        shared_files,
        prepared,
        confirmation,
        begun,
        applications,
        letters,
        paper,
        post,
        desk,
        knowledge,
        practice,
        hall,
        chat,
        office,
        doors,
        machines,
        feedback,
        absences,
        duties,
        told,
        figures,
        telephone,
        representatives,
    ):
        part(town)


def representatives(town: Any) -> None:
    """A case by powers that hold, one by powers that are over."""
    by, today = town.cast.registrar, town.body.local(timezone.now()).date()
    for ends in (60, -1):
        case = town.receive("message", on_behalf_of="Пётр Ильич Жуков")
        since, until = today - dt.timedelta(days=90), today + dt.timedelta(days=ends)
        given = Ground(FOR, "Пётр Ильич Жуков", ATTORNEY, "18 АБ 123", since, until, shown=True)
        set_powers(case, add_powers(case.client, given, by=by), by=by)


def telephone(town: Any) -> None:
    """Talks that go on, were transferred, ended and missed; promises that wait, were tried in vain, were kept."""
    cast, body = town.cast, town.body
    for n, state in enumerate(("open", "given", "ended", "broken")):
        number = f"+7912000772{n}"  # of one number there is one talk at a time
        call = calls.begin_call(body, number, by=cast.registrar)
        asked = (calls.Asked("Когда придут документы?", "В среду.", "answered"),)
        call = calls.write_call(call, calls.Talk(number=number, questions=asked, answered="yes"), by=cast.registrar)
        until = timezone.now() + dt.timedelta(minutes=30)
        promise = calls.Promise(number, "Узнать про документы", until, "с 15 до 17", "у бухгалтера")
        back = calls.promise_call_back(call, promise, owner=cast.registrar, by=cast.registrar)
        if state == "given":
            calls.transfer_call(call, cast.executor, told=True, by=cast.registrar)
            for _ in range(3):
                calls.try_call_back(back, "no_answer", "Гудки", by=cast.registrar)
        elif state == "ended":
            calls.end_call(call, by=cast.registrar)
            calls.try_call_back(back, "wrong_number", by=cast.registrar)
        elif state == "broken":
            calls.break_off_call(call, by=cast.registrar)
    for number in ("+79120007712", ""):
        calls.miss_call(body, number, by=cast.registrar)
    set_extension(cast.registrar, "101", by=cast.admin)
    for event in (
        CallEvent("rings", "a", 1, "rings", number="+79120007713", extension="101"),
        CallEvent("nobodys", "a", 1, "answered", number="+79120007714", extension="117"),
        CallEvent("out", "a", 1, "rings", direction="out", number="+79120007715", extension="101"),
    ):
        take_event(body, "asterisk", event, by=None)
    keep_unread(body, "asterisk", '{"event": "strange", "from": "+79120007716"}', by=None)


def hall(town: Any) -> None:
    """A place with windows and a schedule; visits in every state, a reminder to call, a day off."""
    cast, place = town.cast, a_place(town.body, windows=3)
    visits.save_day_off(place, place.today() + dt.timedelta(days=9), by=cast.admin, why="Санитарный день")
    free = nearest(place, place.kind, most=6)
    who = visits.BookingDetails("Котельников Олег", "+79120000002", "oleg@mail.example", remind={"24h": "phone"})
    booked = [
        visits.book_visit(visits.Time(place, place.kind, slot.start), who, by=cast.reception)[0] for slot in free[:3]
    ]
    visits.cancel_visit(booked[0], by=cast.reception)
    windows = list(place.windows.order_by("pk"))
    came = [visits.admit_visitor(place, by=cast.reception, name="Гость", kind=place.kind) for _ in range(7)]
    visits.put_first(came[6], "movement", by=cast.reception)
    for visit, window in zip(came, windows, strict=False):
        visits.call_visitor(visit, window, by=cast.reception)
    visits.begin_visit(came[0], by=cast.reception)
    visits.end_visit(came[0], by=cast.reception)
    visits.miss_visit(came[1], by=cast.reception)
    visits.begin_visit(came[2], by=cast.reception)
    visits.park_visit(came[3], by=cast.reception)
    town.links += [f"/{town.body.slug}/queue/{visit.key}/" for visit in came]
    visits.wish_visit(place, place.kind, name="Ждёт", email="waits@mail.example", by=None)
    assert visits.offer_freed(place) == 1
    VisitReminder.objects.update(due_at=timezone.now())


def used_up_again(town: Any) -> int:
    """What a walk ends for good stands once more: a reminder of a booking, a talk of the chat in the registrar's hands.
    Returns the talk."""
    cast = town.cast
    booked = Visit.objects.filter(organisation=town.body).exclude(state="held").order_by("-pk")[0]
    VisitReminder.objects.create(visit=booked, due_at=timezone.now(), by="phone", ahead="1h", sequence=9)
    talk, _key = asked(cast.udm, "Ещё вопрос", name="Гость")
    chats.take_chat(talk, by=cast.registrar)
    return int(talk.pk)


def chat(town: Any) -> None:
    """Talks in every state, a comment under a post."""
    cast = town.cast
    with_chat(cast.udm)
    chats.start_chat_duty(cast.udm, by=cast.reception)
    talks, keys = zip(*(asked(cast.udm, f"Вопрос {n}", name="Гость") for n in range(4)), strict=True)
    town.links += [f"/{cast.udm.slug}/chat/{key}/" for key in keys]
    chats.take_chat(talks[1], by=cast.registrar)
    for talk in talks[2:]:
        chats.take_chat(talk, by=cast.reception)
        chats.say_to_chat(talk, "1", GOOD_LINE, by=cast.reception)
    chats.end_chat(talks[2], "answered", by=cast.reception)
    chats.end_chat(talks[3], "case", by=cast.reception)
    said = Said("wall-1234_55_77", "e1", "-9", False, "Когда откроют мост?", b"{}")
    take_comment(cast.udm, said, edited=False)


def odd_cases(town: Any) -> None:
    """Every point, every sort of client, nameless and on somebody's behalf, with files, urgent, extended, split,
    linked, repeated."""
    cast = town.cast
    for point, about in POINT_KINDS.items():
        address = {point: "4711"} if about.way == "channel" and point != "email" else {}
        case = town.receive("message", point=point, chosen_point="", addresses={**address, "phone": "+79120000001"})
        desks.add_note(case, "Позвонить @executor завтра", by=cast.executor)
    for kind in town.body.client_kinds:
        town.receive("appeal", client_kind=kind, company="ООО «Ромашка»", on_behalf_of="Пётр Ильич Жуков")
    nameless = {"surname": "", "name": "", "patronymic": "", "addresses": {}, "identity": "", "postal_address": ""}
    town.receive("message", anonymous=True, chosen_point="", **nameless)
    files = tuple(
        IncomingFile(name, PDF, "application/pdf", scan=scan)
        for name, scan in (("план.pdf", ""), ("вирус.exe", "Eicar-Test"), ("имя" * 80 + ".pdf", ""), ("..\\..\\x", ""))
    )
    files += (IncomingFile("письмо.eml", CARRIED, "message/rfc822"), IncomingFile("снимок.heic", b"", "image/heic"))
    case = town.receive("appeal", files=files, raw=b"raw original")
    actions.assess_urgency(case, "urgent", "Можно потерять право", by=cast.registrar)
    actions.extend_case(case, 10, "Ждём сведений из реестра", by=cast.head)
    actions.request_from_body(case, "Росреестр", "Выписка", by=cast.executor)
    topic = Topic.objects.current().filter(depth=4).order_by("code").first()
    actions.classify_case(
        case, [Question("Аренда", topic, town.body.needs[0]), Question("Ремонт", topic, "")], by=cast.registrar
    )
    fresh = actions.split_case(case, case.questions.order_by("-pk")[0], by=cast.registrar)
    actions.link_cases(fresh, case, kind="related", by=cast.registrar)
    again = {"text": "Тот же самый текст дважды.", "surname": "Повторов", "identity": "esia-again", "addresses": {}}
    town.receive("appeal", **again)
    town.receive("appeal", **again)
    complaint = town.receive("appeal_complaint")
    actions.name_person(complaint, cast.colleague, by=cast.registrar)
    going_on(town.receive("message"), "Лесничество", by=cast.head, way="post")
    half = town.receive("message")
    going_on(half, "Росреестр", by=cast.head, keeps=True)
    for state in ("draft", "sent back", "checked", "dropped"):
        reply = town.reply(town.receive("appeal"), "explain")
        if state == "sent back":
            actions.send_back_reply(actions.submit_reply(reply, by=cast.executor), by=cast.head, why="Проще")
        elif state == "checked":
            actions.check_reply(actions.submit_reply(reply, by=cast.executor), by=cast.head)
        elif state == "dropped":
            actions.drop_reply(reply, by=cast.executor)
    reopened = town.receive("appeal")
    town.answer(town.reply(reopened, "refusal"))
    actions.reopen_case(Case.objects.get(pk=reopened.pk), by=cast.executor, why="Клиент написал снова")


def shared_files(town: Any) -> None:
    """One file in the messages of two clients, in an answer and as a scan."""
    shared = IncomingFile("общий.pdf", SHARED, "application/pdf")
    first, second = (town.receive("appeal", files=(shared,)) for _ in range(2))
    reply = town.reply(first, "explain")
    attach_to_reply(reply, "общий.pdf", SHARED, "application/pdf", by=town.cast.executor)
    town.answer(reply)
    actions.link_cases(second, Case.objects.get(pk=first.pk), kind="related", by=town.cast.registrar)
    papers.add_scan(town.body, "общий.pdf", SHARED, by=town.cast.registrar)


def prepared(town: Any) -> None:
    """An answer frozen for a signing program outside."""
    _person, file = signer()
    reply = town.excused(town.reply(town.receive("appeal"), "explain"))
    actions.prepare_reply(reply, by=town.cast.head, certificate=file)


def applications(town: Any) -> None:
    """Complete, incomplete, told of it, with a document asked of another body, with a demand beyond the list."""
    cast = town.cast
    for how in ("complete", "incomplete", "told"):
        case = town.receive("service_application")
        rows = case.application.documents.filter(source="client")
        mark = actions.Mark("given") if how == "complete" else actions.Mark("wrong", "нет подписи")
        actions.check_documents(case, {r.pk: mark for r in rows}, by=cast.executor)
        if how == "told":
            actions.ask_document(case, "Справка о доходах", "Приказ № 5, п. 2", by=cast.executor)
            actions.tell_incomplete(case, "Поможем по телефону.", by=cast.executor)
        if other := case.application.documents.filter(state="to_request").first():
            actions.request_document(other, by=cast.executor)


def confirmation(town: Any) -> None:
    """A client whose identity is not proved agrees to mailings: a letter asks to confirm it."""
    case = town.receive("message", identity="")
    client = Client()
    session = client.session
    session.update(under_code(case))
    session.save()
    client.cookies["sessionid"] = session.session_key or ""
    path = f"/{town.body.slug}/follow/{case.number}/consents/"
    assert client.post(path, {"purpose": "mailing"}).status_code == 302


def begun(town: Any) -> None:
    """Somebody begins a message and sends a link to it to their own mailbox."""
    client, root = Client(), f"/{town.body.slug}/write/"
    client.get(root)
    typed = {"text": "Начато на другом устройстве", "do": "link", "resume_to": "resume@mail.example"}
    assert client.post(f"{root}step/text/", typed).status_code == 302


def letters(town: Any) -> None:
    """By e-mail: taken, on review, set aside unread, ignored."""
    for raw in (
        LETTER.format("a@mail.example", "Vopros", "", "Прошу ответить."),
        LETTER.format("b@mail.example", "Robot", "Auto-Submitted: auto-replied\r\n", "Я в отпуске"),
        "Content-Type: multipart/mixed\r\n\r\nсломано",
    ):
        receive_letter(town.body, raw.encode())
    for n, status in enumerate(("quarantined", "ignored", "review")):
        if not Contact.objects.filter(organisation=town.body, status=status).exists():
            Contact.objects.create(
                organisation=town.body,
                point="email",
                direction="in",
                status=status,
                sender=f"q{n}@mail.example",
                subject="Не разобрано",
                text="Текст",
                at=timezone.now(),
            )


def paper(town: Any) -> None:
    """Scans that wait, that were read, that cannot be read, registered and thrown away."""
    by = town.cast.registrar
    for n, state in enumerate(("waiting", "ready", "registered", "dropped")):
        scan = papers.add_scan(town.body, f"скан {n}.pdf", PDF + str(n).encode(), by=by)
        if state != "waiting":
            Scan.objects.filter(pk=scan.pk).update(state="ready", pages=0, text="Прошу", problem="Файл повреждён")
        if state == "registered":
            papers.register_scan(scan, message(point="post", text="Прошу", kind="message"), by=by)
        if state == "dropped":
            papers.drop_scan(scan, by=by)
    picture = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(picture, "PNG")
    drawn = papers.add_scan(town.body, "снимок.png", picture.getvalue(), by=by)
    Scan.objects.filter(pk=drawn.pk).update(state="ready", pages=1, text="Прошу")
    papers.seek_in_scans(town.body)  # as the worker does: till then nobody reads what was recognised


def post(town: Any) -> None:
    """Letters for the post: waiting, on a list, with a track, handed over; deliveries in every state."""
    for _ in range(3):
        case = town.receive("message", point="post", chosen_point="", addresses={}, identity="")
        town.send(town.reply(case, "explain"))
    rows = list(Delivery.objects.filter(channel="post", state="queued", organisation_id=town.body.pk).order_by("pk"))
    made = papers.make_list(town.body, rows[:2], by=town.cast.executor)
    item = made.items.order_by("pk")[0]
    papers.set_track(item, "12345678901234", by=town.cast.executor)
    unsent = Delivery.objects.filter(channel="email", organisation_id=town.body.pk, sent_at=None)
    free = list(unsent.order_by("pk")[:20])
    for row, (state, _title) in zip(free, Delivery.STATES, strict=False):
        Delivery.objects.filter(pk=row.pk).update(state=state, error="550 нет такого ящика")


def desk(town: Any) -> None:
    """Rules, macros, checklists, competences, saved views, alerts, notices."""
    cast, body, service = town.cast, town.body, town.service()
    for n, step in enumerate(["note", "normal", "need", "template"]):
        try:
            desks.save_macro(body, f"Макрос {n}", [{"do": step, "value": "Позвонить"}], by=cast.head)
        except Exception:  # a step that needs another value
            pass
    desks.save_rule(body, by=cast.head, name="По словам", kinds=["feedback"], unit=body.units.first(), words=["мост"])
    desks.save_checklist(body, "Проверить", ["Раз", "Два"], by=cast.head, kind="appeal")
    desks.save_checklist(body, "По услуге", ["Раз"], by=cast.head, service=service)
    desks.record_competence(cast.executor, "service", service.slug, basis="Протокол № 3", by=cast.head)
    SavedView.objects.create(organisation=body, owner=cast.head, name="Мои", query="who=me&state=open")
    some = list(Case.objects.filter(organisation=body).open().order_by("pk")[:1])
    urgent = Wanted(urgency="urgent", reason="Кончается срок")
    desks.do_to_several(body, some, "urgency", urgent, by=cast.registrar, seen=standings(some))
    campaign = Campaign.objects.create(organisation=body, last_at=timezone.now())
    CampaignMember.objects.create(case=some[0], campaign=campaign)
    sync_act(body, Path(settings.ORDERS) / body.slug, SHIPPED)
    alert("review", "Письмо на проверке", organisation_id=body.pk)
    for who in (cast.registrar, cast.executor, cast.head):
        notify(who, "Вам поручено дело", "/w/", kind="assigned")


def knowledge(town: Any) -> None:
    """Articles in every state, with a file, with votes; heads of sections."""
    cast, body = town.cast, town.body
    section = Section.objects.filter(organisation=body).order_by("place")[0]
    name_head(section, cast.head, by=cast.head)
    text = "Подайте заявление на сайте.\n\nЧто нужно\n- Паспорт\n- Договор"
    for state in ("draft", "submitted", "returned", "published", "archived"):
        version = articles.draft_article(section, by=cast.editor, kind="guide", title=f"Статья {state}", text=text)
        if state == "draft":
            continue
        articles.submit_version(version, by=cast.editor)
        if state == "returned":
            articles.return_version(version, by=cast.head, why="Короче")
        elif state != "submitted":
            article = articles.publish_version(version, by=cast.head)
            if state == "archived":
                articles.archive_article(article, by=cast.head)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "Памятка.txt"
        file.write_text("Платите до десятого числа.", encoding="utf-8")
        then = time.time() - 60
        os.utime(file, (then, then))
        assert import_folder(body, Path(folder)) == 1
    public = Article.objects.filter(organisation=body, public=True, current__isnull=False, archived_at=None)
    for article in public[:2]:
        articles.vote(article, False, "Не нашёл телефон")


def practice(town: Any) -> None:
    """A settled practice, a decision against it, and a deliberate change."""
    by = town.cast.head
    other = Service.objects.filter(organisation=town.body, withdrawn_at=None).exclude(pk=town.service().pk)[0]
    for _ in range(6):
        as_part(record_decision, made_ready(town.receive("service_application", service=other.pk), by), "grant", by=by)
    town.answer(town.reply(town.receive("service_application", service=other.pk), "refusal"))
    assert Decision.objects.filter(organisation=town.body, differs=True).exists()
    reason = "Изменился закон: с этого месяца нужны другие документы"
    actions.change_practice(town.body, service=town.service(), topic=None, reason=reason, since=timezone.now(), by=by)
    RuleDemotion.objects.create(
        organisation=town.body, rule="OFF-01", level_from="warning", level_to="advice", accepted=1, decisions=10
    )


def office(town: Any) -> None:
    """Consents, mailings in their states, a merge to decide, holds, histories, acts of destruction."""
    cast, body = town.cast, town.body
    clients = [c.client for c in town.cases.values() if c.client][:6]
    for client in clients:
        give_consent(client, "mailing", how="portal", ip="10.0.0.1")
    for client in clients[:5]:
        for held in client.addresses.filter(channel="email"):
            hold_address(client.addresses, Address("email", held.address, "provider"))
    for state in ("draft", "scheduled", "sending", "paused", "cancelled"):
        made = mailings.create_mailing(
            body, subject=f"Приём {state}", text="Здравствуйте! Ждём вас в среду.", client_kinds=[], by=cast.head
        )
        if state == "scheduled":
            mailings.schedule_mailing(made, timezone.now() + dt.timedelta(days=2), by=cast.head)
        elif state in ("sending", "paused"):
            mailings.start_mailing(made, by=cast.head)
            if state == "paused":
                made.refresh_from_db()
                mailings.pause_mailing(made, by=cast.head)
        elif state == "cancelled":
            mailings.cancel_mailing(made, by=cast.head)
    MergeSuggestion.objects.create(client=clients[0], other=clients[1], reason="Одна почта")
    one, other = (
        town.receive("message", identity="", addresses={}, surname=name).client for name in ("Один", "Другой")
    )
    actions.merge_clients(one, other, by=cast.registrar)
    records.hold_client(clients[2], "Суд", by=cast.head)
    records.ask_history(clients[0], by=None)  # what an employee asked for goes to no client
    records.ask_history(clients[3], by=cast.head)
    records.build_waiting(town.body)
    records.ask_history(clients[4], by=cast.head)
    for n in range(3):
        case = town.receive("appeal")
        town.answer(town.reply(case, "explain"))
        then = timezone.now() - dt.timedelta(days=365 * 7)
        with door():
            case.contacts.update(at=then)
        Case.objects.filter(pk=case.pk).update(closed_at=then, received_at=then, registered_at=then)
        act = records.propose_disposal(body)
        assert act is not None
        if n < 2:
            records.review_disposal(act, by=cast.head)
        if n == 0:
            records.reject_disposal(act, by=cast.admin, why="Идёт суд")
        if n == 1:
            records.execute_disposal(act, by=cast.admin)


def doors(town: Any) -> None:
    """A confidential case with readers, an open session, an employee who left, a second factor."""
    cast = town.cast
    actions.confide_case(
        town.receive("appeal"), "Касается ребёнка", readers=[cast.head, cast.colleague], by=cast.registrar
    )
    open_session(cast.colleague, "k" * 32, ip="203.0.113.7", agent="Проба")
    note_sign_in(cast.colleague, ok=False, why="wrong", ip="203.0.113.7")
    gone, _password = staff.hire_employee(
        town.body, "gone", roles=["executor"], by=cast.admin, surname="Ушедший", name="Иван"
    )
    staff.block_employee(gone, by=cast.admin)


def machines(town: Any) -> None:
    """A token with every scope, a revoked one, a subscription with its log."""
    cast = town.cast
    robot = cast.hire("robot", town.body, "Робот", "registrar", "executor", "head", "analyst", "admin", "editor")
    town.token = key_of(robot, list(SCOPES))[1]
    create_webhook(town.body, title="СЭД", url="https://edo.example/hook", verbs=[], by=cast.admin)
    queue_events(town.body)


def feedback(town: Any) -> None:
    """A rated answer, a review of it, a measure."""
    sent = Reply.objects.filter(state="sent", case__kind="appeal").order_by("pk")[:2]
    rate_reply(sent[0], satisfaction=1, comment="Ничего не понял")
    rate_reply(sent[1], satisfaction=5, comment="")
    record_measure(sent[0].case, "Перепишем памятку", owner=town.cast.head, due_on=town.day(20), by=town.cast.head)


def absences(town: Any) -> None:
    """The editor is away and the analyst stands in."""
    cast = town.cast
    name_substitute(cast.editor, cast.analyst, since=town.day(0), until=town.day(10), by=cast.admin, reason="Отпуск")


def duties(town: Any) -> None:
    """What the body owes by its order: one answered with a file, the others open."""
    body, head = town.cast.udm, town.cast.head
    open_duties(body)
    mine = [o for o in Obligation.objects.about(BODY, body.pk).open() if "every" in o.rule]
    answered = next(o for o in mine if head in about_duty(o, body).responsible)
    words = "Посмотрел записи за период: сделано всё, список приложен."
    confirm_duty(answered, kept=True, words=words, file=("список.txt", "Сделано всё.".encode()), by=head)
    texts = ("Смотрим срочность до обеда", "Второй дежурный", "Дежурный в пятницу")
    owner, day = town.cast.executor, town.day(20)
    passed, dropped, made = (measure_clause(body, "3.5", text, owner=owner, due_on=day, by=head) for text in texts)
    hand_clause_measure(passed, head, "Знает участок.", was=owner.pk, by=head)
    cancel_clause_measure(dropped, "Хватает одного.", by=head)
    finish_clause_measure(made, "Дежурит по графику.", by=head)


def told(town: Any) -> None:
    """Texts for staff: to read, with a test, replaced."""
    cast, body = town.cast, town.body
    asked = desks.Question("Кому передать?", ["никому", "другому отделу"], 1)
    first = desks.publish_news(body, desks.Draft("Новое о сроках", "Сроки прежние."), by=cast.editor)
    must = desks.Draft("Как отвечать", "Просто.", must_read=True, until=town.day(5), questions=[asked])
    desks.publish_news(body, must, by=cast.editor)
    desks.publish_news(body, desks.Draft("Ещё о сроках", "Сроки другие."), by=cast.editor, replaces=first)


def figures(town: Any) -> None:
    """What the worker counts at night for the report of compliance."""
    refresh_body(town.body)
