"""Cases, contacts, replies, files."""

from __future__ import annotations

import base64
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Router

from priemnaya.cases import actions
from priemnaya.cases.actions.answering import attach_to_reply, verdicts_of
from priemnaya.cases.actions.working import questions_of
from priemnaya.cases.forwarding import Target
from priemnaya.cases.guard import CLOSED_TO_YOU, barred_from, had_it_open, readable, unbarred
from priemnaya.cases.models import Attachment, Case, Contact, NamedPerson, Reply
from priemnaya.cases.models.case import OPEN_STATES
from priemnaya.cases.substance import answers_of
from priemnaya.core.antivirus import harmful
from priemnaya.core.journal import viewed
from priemnaya.core.models import Delivery, Obligation
from priemnaya.desk import actions as desk
from priemnaya.errors import NotAllowed, Objection
from priemnaya.outreach.actions.surveys import record_measure
from priemnaya.people.actions.other_bodies import bodies_named
from priemnaya.people.models import Employee
from priemnaya.policy.contact_points import PEOPLE
from priemnaya.ui.downloads import attachment

from . import schemas as s
from .paging import Limit, page
from .problems import ERRORS, Problem
from .scopes import Scoped

router = Router(tags=["cases"])


def me(request: HttpRequest) -> Employee:
    found: Employee = request.auth  # type: ignore[attr-defined]
    return found


def case_at(request: HttpRequest, number: str) -> Case:
    """The case of the token's body, or 404; 403 with words for one who had it before being named in it."""
    rows = Case.objects.seen_by(me(request)).select_related(
        "organisation__parent", "client", "assignee", "unit", "merged_into"
    )
    found = rows.filter(number=number).first()
    if found is None:
        hidden = Case.objects.filter(organisation_id=me(request).organisation_id, number=number).first()
        if hidden and had_it_open(hidden.pk, me(request)):
            raise NotAllowed(CLOSED_TO_YOU)
        raise Http404
    return found


def row_of(case: Case) -> dict[str, Any]:
    return {
        "number": case.number,
        "kind": case.kind,
        "state": case.state,
        "subject": case.subject,
        "point": case.point,
        "chosen_point": case.chosen_point,
        "client_id": case.client_id,
        "assignee": case.assignee.username if case.assignee else None,
        "unit": case.unit.slug if case.unit else None,
        "received_at": case.received_at,
        "registered_at": case.registered_at,
        "due_at": case.due_at,
        "closed_at": case.closed_at,
        "outcome": case.outcome,
    }


def named_of(row: NamedPerson) -> dict[str, Any]:
    return {
        "id": row.pk,
        "login": row.employee.username if row.employee else None,
        "name": str(row),
        "typed": row.typed,
        "how": row.how,
        "words": row.words,
        "state": row.state,
        "why": row.why,
    }


def done(case: Case) -> dict[str, Any]:
    case.refresh_from_db()
    return {"number": case.number, "state": case.state, "due_at": case.due_at}


def contact_of(contact: Contact) -> dict[str, Any]:
    return {
        "id": contact.pk,
        "case": contact.case.number if contact.case else None,
        "client_id": contact.client_id,
        "point": contact.point,
        "direction": contact.direction,
        "kind": contact.kind,
        "status": contact.status,
        "sender": contact.sender,
        "subject": contact.subject,
        "text": contact.text,
        "quoted": contact.quoted,
        "at": contact.at,
        "delivery": contact.delivery.state if contact.delivery else None,
        "files": [
            {"id": a.pk, "name": a.name, "size": a.file.size, "inline": a.inline, "scan": a.scan}
            for a in contact.attachments.all()
        ],
    }


def files_of(given: list[s.FileIn]) -> tuple[actions.IncomingFile, ...]:
    return tuple(actions.IncomingFile(f.name, base64.b64decode(f.content), f.type) for f in given)


@router.get("/cases", auth=Scoped("cases:read"), response={200: s.CasePage, **ERRORS}, summary="Дела: сначала новые")
def list_cases(
    request: HttpRequest,
    state: s.CaseState = "all",
    kind: s.Filter = "",
    client_id: int | None = None,
    registered_from: s.Moment | None = None,
    after: s.Filter | None = None,
    limit: Limit = 50,
) -> Any:
    """`state`: open, all or one state; `kind`, `client_id`, `registered_from` narrow the list."""
    rows = Case.objects.seen_by(me(request)).select_related("assignee", "unit")
    if state == "open":
        rows = rows.filter(state__in=OPEN_STATES)
    elif state != "all":
        rows = rows.filter(state=state)
    if kind:
        rows = rows.filter(kind=kind)
    if client_id is not None:
        rows = rows.filter(client_id=client_id)
    if registered_from is not None:
        if registered_from.tzinfo is None:
            registered_from = registered_from.replace(tzinfo=me(request).organisation.zone)
        rows = rows.filter(registered_at__gte=registered_from)
    found, following = page(rows, after, limit)
    return {"items": [row_of(c) for c in found], "next": following}


@router.post(
    "/cases",
    auth=Scoped("cases:register"),
    response={201: s.Registered, 200: s.Registered, **ERRORS},
    summary="Зарегистрировать сообщение",
)
def register_case(request: HttpRequest, data: s.MessageIn) -> Any:
    """As if it came by `point`. 200: this `external_id` is known, and here is its case."""
    who = me(request)
    addresses = {c: a for c, a in (("email", data.email), ("phone", data.phone)) if a}
    received = actions.receive_message(
        who.organisation,
        actions.Incoming(
            point=data.point,
            kind=data.kind,
            subject=data.subject,
            text=data.text,
            files=files_of(data.files),
            addresses=addresses,
            surname=data.surname,
            name=data.name,
            patronymic=data.patronymic,
            company=data.company,
            postal_address=data.postal_address,
            against=data.against,
            external_id=data.external_id,
            client_kind="legal_entity" if data.company else "citizen",
            key=f"api:{data.external_id}" if data.external_id else "",
        ),
        by=who,
    )
    assert received.case is not None
    assert received.contact is not None
    body = {
        "status": received.status,
        "number": received.case.number,
        "kind": received.case.kind,
        "code": received.code,
        "contact_id": received.contact.pk,
    }
    return (201 if received.code else 200), body


@router.get("/cases/{number}", auth=Scoped("cases:read"), response={200: s.CaseFull, **ERRORS}, summary="Одно дело")
def read_case(request: HttpRequest, number: str) -> Any:
    case = case_at(request, number)
    viewed(case, by=me(request), view="api")
    terms = Obligation.objects.about("case", case.pk).order_by("due_at")
    return {
        **row_of(case),
        "urgency": case.urgency,
        "edition": case.edition,
        "chosen_address": case.chosen_address,
        "second_point": case.second_point,
        "second_address": case.second_address,
        "asked_kind": case.asked_kind,
        "named": [named_of(n) for n in case.named.select_related("employee")],
        "questions": [
            {"text": q.text, "topic": q.topic.code if q.topic else None, "need": q.need}
            for q in case.questions.select_related("topic")
        ],
        "terms": [
            {
                "what": t.what,
                "due_at": t.due_at,
                "citation": t.citation,
                "reasoning": t.steps,
                "fulfilled_at": t.fulfilled_at,
                "cancelled_at": t.cancelled_at,
            }
            for t in terms
        ],
    }


@router.get(
    "/cases/{number}/contacts",
    auth=Scoped("cases:read"),
    response={200: s.ContactPage, **ERRORS},
    summary="Переписка по делу",
)
def list_case_contacts(request: HttpRequest, number: str, after: s.Filter | None = None, limit: Limit = 50) -> Any:
    case = case_at(request, number)
    viewed(case, by=me(request), view="api")
    rows = case.contacts.select_related("case", "delivery").prefetch_related("attachments__file")
    found, following = page(rows, after, limit)
    return {"items": [contact_of(c) for c in found], "next": following}


@router.get(
    "/contacts", auth=Scoped("cases:read"), response={200: s.ContactPage, **ERRORS}, summary="Контакты всех точек"
)
def list_contacts(
    request: HttpRequest,
    point: s.Filter = "",
    direction: s.Filter = "",
    client_id: int | None = None,
    after: s.Filter | None = None,
    limit: Limit = 50,
) -> Any:
    rows = (
        unbarred(Contact.objects.filter(organisation_id=me(request).organisation_id), me(request))
        .select_related("case", "delivery")
        .prefetch_related("attachments__file")
    )
    for name, value in (("point", point), ("direction", direction), ("client_id", client_id)):
        if value not in ("", None):
            rows = rows.filter(**{name: value})
    found, following = page(rows, after, limit)
    found = [c for c in found if c.case_id or readable(c, me(request))]
    for contact in found:
        viewed(contact, by=me(request), view="api")
    return {"items": [contact_of(c) for c in found], "next": following}


@router.post(
    "/cases/{number}/contacts",
    auth=Scoped("cases:register"),
    response={201: s.ContactOut, **ERRORS},
    summary="Дополнение клиента к делу",
)
def append_contact(request: HttpRequest, number: str, data: s.AppendIn) -> Any:
    case = case_at(request, number)
    incoming = actions.Incoming(
        point=data.point,
        text=data.text,
        subject="Дополнение",
        files=files_of(data.files),
        external_id=data.external_id,
        key=f"api:{case.pk}:{data.external_id}" if data.external_id else "",
    )
    received = actions.append_message(case, incoming, by=me(request))
    assert received.contact is not None
    return 201, contact_of(received.contact)


@router.get(
    "/files/{file_id}",
    auth=Scoped("cases:read"),
    response={200: None, **ERRORS},
    summary="Файл контакта",
    include_in_schema=True,
)
def read_file(request: HttpRequest, file_id: int) -> HttpResponse:
    """The bytes, always as a download; a file in which the antivirus found something is not given out."""
    found = get_object_or_404(Attachment.objects.select_related("file", "contact", "reply"), pk=file_id)
    owner = found.contact or found.reply
    if owner is None or owner.organisation_id != me(request).organisation_id:
        raise Http404
    if owner.case_id and barred_from(owner.case_id, me(request)):
        raise Http404
    if found.contact and not readable(found.contact, me(request)):
        raise Http404
    if harmful(found.scan):
        raise Problem(403, _("Файл опасен"), found.scan)
    viewed(owner.case or owner, by=me(request), view="api")
    return attachment(found.name, found.file.read())


@router.post(
    "/cases/{number}/classify",
    auth=Scoped("cases:work"),
    response={200: s.Done, **ERRORS},
    summary="Темы и потребности",
)
def classify(request: HttpRequest, number: str, data: s.ClassifyIn) -> Any:
    case = case_at(request, number)
    questions = questions_of((q.text, q.topic or "", q.need) for q in data.questions)
    actions.classify_case(case, questions, by=me(request))
    return done(case)


@router.post(
    "/cases/{number}/urgency", auth=Scoped("cases:work"), response={200: s.Done, **ERRORS}, summary="Срочность"
)
def urgency(request: HttpRequest, number: str, data: s.UrgencyIn) -> Any:
    case = case_at(request, number)
    actions.assess_urgency(case, "urgent" if data.urgent else "normal", data.reason, by=me(request))
    return done(case)


@router.post(
    "/cases/{number}/assign",
    auth=Scoped("cases:assign"),
    response={200: s.Done, **ERRORS},
    summary="Назначить исполнителя",
)
def assign(request: HttpRequest, number: str, data: s.AssignIn) -> Any:
    case = case_at(request, number)
    to = Employee.objects.filter(username=data.login, organisation_id=case.organisation_id, is_active=True).first()
    if to is None:
        raise Problem(409, _("Сейчас так нельзя"), _("Такого сотрудника в органе нет."))
    actions.assign_case(case, to, by=me(request), task=data.task)
    return done(case)


@router.post(
    "/cases/{number}/note", auth=Scoped("cases:work"), response={200: s.Done, **ERRORS}, summary="Заметка для коллег"
)
def note(request: HttpRequest, number: str, data: s.TextIn) -> Any:
    case = case_at(request, number)
    desk.add_note(case, data.text, by=me(request))
    return done(case)


@router.post(
    "/cases/{number}/clarify", auth=Scoped("cases:work"), response={200: s.Done, **ERRORS}, summary="Уточнить у клиента"
)
def clarify(request: HttpRequest, number: str, data: s.TextIn) -> Any:
    case = case_at(request, number)
    actions.clarify_case(case, data.text, by=me(request))
    return done(case)


@router.post(
    "/cases/{number}/tell-term",
    auth=Scoped("cases:work"),
    response={200: s.Done, **ERRORS},
    summary="Сообщить клиенту срок",
)
def tell_term(request: HttpRequest, number: str) -> Any:
    case = case_at(request, number)
    actions.tell_term(case, by=me(request))
    return done(case)


@router.post(
    "/cases/{number}/forward",
    auth=Scoped("cases:forward"),
    response={200: s.Done, **ERRORS},
    summary="Переслать по компетенции",
)
def forward(request: HttpRequest, number: str, data: s.ForwardIn) -> Any:
    case = case_at(request, number)
    owner = case.organisation.parent or case.organisation
    bodies = bodies_named(owner, data.to_body.splitlines())
    to = [Target(body, way=data.way, not_against=data.not_against) for body in bodies]
    actions.forward_case(case, to, data.reason, by=me(request), keeps=data.keeps)
    return done(case)


@router.post(
    "/cases/{number}/extend", auth=Scoped("cases:decide"), response={200: s.Done, **ERRORS}, summary="Продлить срок"
)
def extend(request: HttpRequest, number: str, data: s.ExtendIn) -> Any:
    case = case_at(request, number)
    actions.extend_case(case, data.days, data.reason, by=me(request))
    return done(case)


@router.post(
    "/cases/{number}/close",
    auth=Scoped("cases:work"),
    response={200: s.Done, **ERRORS},
    summary="Закрыть без ответа по существу",
)
def close(request: HttpRequest, number: str, data: s.CloseIn) -> Any:
    case = case_at(request, number)
    actions.close_case(
        case,
        data.outcome,
        by=me(request),
        notice=data.notice,
        facts={"site_address": data.site_address, "reason": data.reason},
    )
    return done(case)


@router.post(
    "/cases/{number}/reopen", auth=Scoped("cases:work"), response={200: s.Done, **ERRORS}, summary="Открыть снова"
)
def reopen(request: HttpRequest, number: str, data: s.TextIn) -> Any:
    case = case_at(request, number)
    actions.reopen_case(case, by=me(request), why=data.text)
    return done(case)


@router.post(
    "/cases/{number}/kind", auth=Scoped("cases:register"), response={200: s.Done, **ERRORS}, summary="Изменить вид дела"
)
def kind(request: HttpRequest, number: str, data: s.KindIn) -> Any:
    case = case_at(request, number)
    actions.change_kind(case, data.kind, by=me(request), grounds=data.grounds)
    return done(case)


@router.post(
    "/cases/{number}/point",
    auth=Scoped("clients:work"),
    response={200: s.Done, **ERRORS},
    summary="Куда отвечать клиенту",
)
def point(request: HttpRequest, number: str, data: s.PointIn) -> Any:
    case = case_at(request, number)
    actions.choose_point(
        case,
        data.point,
        data.address,
        second_point=data.second_point or "",
        second_address=data.second_address,
        by=me(request),
    )
    return done(case)


@router.post(
    "/cases/{number}/link",
    auth=Scoped("cases:work"),
    response={200: s.Done, **ERRORS},
    summary="Связать с другим делом",
)
def link(request: HttpRequest, number: str, data: s.OtherIn) -> Any:
    case = case_at(request, number)
    actions.link_cases(case, case_at(request, data.number), kind="related", by=me(request))
    return done(case)


@router.post(
    "/cases/{number}/merge",
    auth=Scoped("cases:work"),
    response={200: s.Done, **ERRORS},
    summary="Присоединить к другому делу",
)
def merge(request: HttpRequest, number: str, data: s.OtherIn) -> Any:
    case = case_at(request, number)
    actions.merge_cases(case, case_at(request, data.number), by=me(request))
    return done(case)


@router.post(
    "/cases/{number}/split",
    auth=Scoped("cases:work"),
    response={201: s.Done, **ERRORS},
    summary="Выделить вопрос в отдельное дело",
)
def split(request: HttpRequest, number: str, data: s.NthIn) -> Any:
    """`question`: its place in the list of the case's questions, from 1."""
    case = case_at(request, number)
    questions = list(case.questions.order_by("pk"))
    if data.question > len(questions):
        raise Problem(404, _("Не найдено"), _("Вопроса с таким номером в деле нет."))
    return 201, done(actions.split_case(case, questions[data.question - 1], by=me(request)))


@router.post(
    "/cases/{number}/complained-of",
    auth=Scoped("cases:register"),
    response={200: s.Done, **ERRORS},
    summary="На кого жалоба",
)
def complained_of(request: HttpRequest, number: str, data: s.ComplainedIn) -> Any:
    """An employee by login, or `typed` for a name that is nobody's here. From then on the case is closed to that
    person."""
    case = case_at(request, number)
    person = (
        Employee.objects.filter(username=data.login, organisation_id=case.organisation_id).first()
        if data.login
        else None
    )
    if data.login and person is None:
        raise Problem(409, _("Сейчас так нельзя"), _("Такого сотрудника в органе нет."))
    actions.name_person(case, person, by=me(request), typed=data.typed)
    return done(case)


@router.post(
    "/cases/{number}/complained-of/{named_id}",
    auth=Scoped("cases:register"),
    response={200: s.NamedOut, **ERRORS},
    summary="На него ли жалоба",
)
def decide_named(request: HttpRequest, number: str, named_id: int, data: s.NamedIn) -> Any:
    """`confirmed`: the complaint is about this person; `dismissed`: it is not, with the reason."""
    row = get_object_or_404(
        case_at(request, number).named.select_related("case__organisation", "employee"), pk=named_id
    )
    if data.state == "confirmed":
        actions.confirm_person(row, by=me(request), why=data.why)
    else:
        actions.dismiss_person(row, by=me(request), why=data.why)
    return named_of(row)


@router.post(
    "/cases/{number}/request-body",
    auth=Scoped("cases:work"),
    response={200: s.Done, **ERRORS},
    summary="Запрос в другой орган",
)
def request_body(request: HttpRequest, number: str, data: s.RequestIn) -> Any:
    case = case_at(request, number)
    actions.request_from_body(case, data.body, data.what, by=me(request))
    return done(case)


@router.post(
    "/cases/{number}/body-answered",
    auth=Scoped("cases:work"),
    response={200: s.Done, **ERRORS},
    summary="Другой орган ответил",
)
def body_answered(request: HttpRequest, number: str) -> Any:
    case = case_at(request, number)
    actions.body_answered(case, by=me(request))
    return done(case)


@router.post(
    "/cases/{number}/ways",
    auth=Scoped("cases:work"),
    response={200: s.Done, **ERRORS},
    summary="Сообщить клиенту, как подать",
)
def ways(request: HttpRequest, number: str, data: s.KindIn) -> Any:
    case = case_at(request, number)
    actions.tell_ways_to_file(case, data.kind, by=me(request))
    return done(case)


@router.post(
    "/cases/{number}/accept",
    auth=Scoped("letters:review"),
    response={200: s.Done, **ERRORS},
    summary="Письмо на проверке: настоящее",
)
def accept(request: HttpRequest, number: str) -> Any:
    case = case_at(request, number)
    actions.accept_case(case, by=me(request))
    return done(case)


@router.post(
    "/cases/{number}/reject",
    auth=Scoped("letters:review"),
    response={200: s.Done, **ERRORS},
    summary="Письмо на проверке: не требует ответа",
)
def reject(request: HttpRequest, number: str, data: s.TextIn) -> Any:
    case = case_at(request, number)
    actions.reject_case(case, by=me(request), why=data.text)
    return done(case)


@router.post(
    "/cases/{number}/handed-over",
    auth=Scoped("cases:work"),
    response={200: s.Done, **ERRORS},
    summary="Бумажное письмо или звонок: передано клиенту",
)
def handed_over(request: HttpRequest, number: str, data: s.DeliveryIn) -> Any:
    case = case_at(request, number)
    row = get_object_or_404(
        Delivery, pk=data.delivery_id, subject_type="case", subject_id=case.pk, channel__in=PEOPLE, state="queued"
    )
    actions.delivery_sent(row, by=me(request))
    return done(case)


@router.post(
    "/cases/{number}/measure",
    auth=Scoped("cases:work"),
    response={200: s.Done, **ERRORS},
    summary="Мера по жалобе или низкой оценке",
)
def measure(request: HttpRequest, number: str, data: s.MeasureIn) -> Any:
    case = case_at(request, number)
    owner = Employee.objects.filter(username=data.owner, organisation_id=case.organisation_id, is_active=True).first()
    if owner is None:
        raise Problem(409, _("Сейчас так нельзя"), _("Такого сотрудника в органе нет."))
    record_measure(case, data.text, owner=owner, due_on=data.due_on, by=me(request))
    return done(case)


def reply_out(reply: Reply, signer: Employee) -> dict[str, Any]:
    verdicts = verdicts_of(reply, signer) if reply.is_open else []
    return {
        "id": reply.pk,
        "state": reply.state,
        "version": reply.version,
        "decision": reply.decision,
        "text": reply.text,
        "grounds": reply.grounds,
        "how_to_fix": reply.how_to_fix,
        "how_to_reapply": reply.how_to_reapply,
        "how_to_appeal": reply.how_to_appeal,
        "number": reply.number,
        "external_number": reply.external_number,
        "sent_at": reply.sent_at,
        "suspended_until": reply.suspended_until,
        "remedy_by": reply.remedy_by,
        "set_aside": reply.set_aside,
        "questions": [
            {"question": a.number, "text": a.words, "how": a.how, "passage": a.passage, "ok": a.ok}
            for a in answers_of(reply)
        ],
        "verdicts": [
            {"clause": v.clause, "citation": v.citation, "ok": v.ok, "why": v.why, "remedy": v.remedy, "kind": v.kind}
            for v in verdicts
        ],
    }


def _draft(case: Case) -> Reply:
    found = (
        case.replies.filter(state__in=("draft", "on_check", "checked"))
        .select_related("case__organisation__parent", "organisation__parent")
        .first()
    )
    if found is None:
        raise Http404
    return found


@router.get(
    "/cases/{number}/reply",
    auth=Scoped("replies:write"),
    response={200: s.ReplyOut, **ERRORS},
    summary="Черновик ответа и что ему мешает",
)
def read_reply(request: HttpRequest, number: str) -> Any:
    case = case_at(request, number)
    viewed(case, by=me(request), view="api")
    return reply_out(_draft(case), me(request))


def _answers(case: Case, answers: list[s.AnswerIn]) -> dict[str, dict[str, str]]:
    keys = [str(pk) for pk in case.questions.order_by("pk").values_list("pk", flat=True)]
    if beyond := [a.question for a in answers if a.question > len(keys)]:
        raise Objection(_("Вопроса %s в деле нет: посмотрите список вопросов дела.") % beyond[0])
    return {keys[a.question - 1]: {"how": a.how, "words": a.words} for a in answers}


@router.put(
    "/cases/{number}/reply",
    auth=Scoped("replies:write"),
    response={200: s.ReplyOut, **ERRORS},
    summary="Начать или изменить черновик",
)
def write_reply(request: HttpRequest, number: str, data: s.DraftIn) -> Any:
    case = case_at(request, number)
    fields = {k: v for k, v in data.dict(exclude={"version", "answers"}).items() if v is not None}
    if data.answers is not None:
        fields["answers"] = _answers(case, data.answers)
    actions.save_reply(actions.start_reply(case, by=me(request)), by=me(request), version=data.version, **fields)
    return reply_out(_draft(case), me(request))


@router.post(
    "/cases/{number}/reply/submit",
    auth=Scoped("replies:submit"),
    response={200: s.Done, **ERRORS},
    summary="Передать на подпись",
)
def submit_reply(request: HttpRequest, number: str) -> Any:
    case = case_at(request, number)
    actions.submit_reply(_draft(case), by=me(request))
    return done(case)


@router.delete(
    "/cases/{number}/reply",
    auth=Scoped("replies:write"),
    response={200: s.Done, **ERRORS},
    summary="Отказаться от черновика",
)
def drop_reply(request: HttpRequest, number: str) -> Any:
    case = case_at(request, number)
    actions.drop_reply(_draft(case), by=me(request))
    return done(case)


@router.post(
    "/cases/{number}/reply/files",
    auth=Scoped("replies:write"),
    response={201: s.ReplyOut, **ERRORS},
    summary="Приложить файл к ответу",
)
def attach(request: HttpRequest, number: str, data: s.FileIn) -> Any:
    case = case_at(request, number)
    draft = _draft(case)
    attach_to_reply(draft, data.name, base64.b64decode(data.content), data.type, by=me(request))
    return 201, reply_out(draft, me(request))
