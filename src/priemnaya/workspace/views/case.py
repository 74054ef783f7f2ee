"""The case page and its actions: each action is one POST of its own."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from priemnaya.cases import actions
from priemnaya.cases.actions.arriving import delivery_sent
from priemnaya.cases.actions.forwarding import letters_for
from priemnaya.cases.actions.further import further_of
from priemnaya.cases.actions.leaving import ANSWERED
from priemnaya.cases.actions.points import choices_for
from priemnaya.cases.actions.reading import must_be_searched
from priemnaya.cases.actions.resending import ways_for
from priemnaya.cases.actions.working import questions_of, suggestions
from priemnaya.cases.guard import barred_from, readable, unbarred
from priemnaya.cases.held_back import answer_goes, kept_by_notice, shown_of
from priemnaya.cases.incoming import AnswerPoints, Arrival, Complaint, Incoming, IncomingFile, Matter
from priemnaya.cases.models import (
    CASE_KINDS,
    COMPLAINED,
    GONE_OUT,
    UNSIGNED,
    Attachment,
    Case,
    CaseLink,
    Contact,
    Reply,
)
from priemnaya.cases.numbers import as_number
from priemnaya.cases.returned import knowledge_of, returned_letters
from priemnaya.cases.rules import may_be_given, outcomes
from priemnaya.cases.states import possible
from priemnaya.cases.terms import why_no_term
from priemnaya.core.antivirus import harmful
from priemnaya.core.journal import viewed
from priemnaya.core.models import Delivery, Event, Obligation
from priemnaya.core.reading import numeral
from priemnaya.core.verbs import sentence
from priemnaya.desk import actions as desk
from priemnaya.desk.actions.rules import checklists_of, macros_for
from priemnaya.desk.models import Presence
from priemnaya.errors import Objection
from priemnaya.knowledge.models import Topic
from priemnaya.outreach.actions.surveys import complete_measure, record_measure
from priemnaya.outreach.models import ImprovementMeasure
from priemnaya.people.models import DocumentSeen, Employee
from priemnaya.policy import Refused, register
from priemnaya.policy.contact_points import PEOPLE
from priemnaya.policy.owed import COMPLAINT_REVIEW, FURTHER_MESSAGE, REPLY_ON_SUBSTANCE, SEND_AGAIN
from priemnaya.ui.access import permission
from priemnaya.ui.asked import chosen, moment, row_chosen, whole
from priemnaya.ui.downloads import attachment
from priemnaya.ui.files import uploads
from priemnaya.ui.typed import typed_of
from priemnaya.workspace.shared import (
    acts_on_case,
    case_for,
    closed_to,
    colleagues,
    shown_after,
    stopped_at,
    typed_day,
    typed_moment,
    typed_number,
    typed_sender,
    who,
)

from .applications import services_of
from .confidential import hidden_of
from .desk import filtered
from .window import window_of

register("provides", "client_card", "workspace.views.case.case_page")


@require_GET
@permission("case.view")
def case_page(request: HttpRequest, pk: int) -> HttpResponse:
    case = case_for(request, pk)
    me = who(request)
    if case.client_id:
        viewed(case, by=me)
    desk.present(case, by=me)
    owed = Obligation.objects.about("case", case.pk).order_by("fulfilled_at", "cancelled_at", "due_at")
    obligations = list(owed.prefetch_related("changes"))
    passed, hidden, named = timeline(case), hidden_of(case), list(case.named.select_related("employee", "by"))
    letters = [row["contact"] for row in passed if "contact" in row]
    at_work = Employee.objects.filter(organisation_id=me.organisation_id, is_active=True)
    staff = list(at_work.select_related("unit").order_by("surname"))
    given, kept_from = may_be_given(case, staff) if any(n.employee_id for n in named) else (staff, [])
    return render(
        request,
        "workspace/case.html",
        {
            "case": case,
            "timeline": passed,
            "held": shown_of(letters),
            "kept_by_notice": kept_by_notice(case, letters),
            "answer_waits": set(ANSWERED) & kept_by_notice(case, letters),
            "goes": answer_goes(case),
            "documents_seen": _documents(case),
            "foreign": list(case.foreign_addresses.order_by("pk")),
            "stopped": stopped_at(request, case),
            "typed": typed_of(request),
            "suspending": case.state == "sending" and case.replies.filter(state="signed", decision="suspend").exists(),
            "obligations": obligations,
            "answer_by": next(
                (o.due_at.isoformat() for o in obligations if o.is_open and o.what == REPLY_ON_SUBSTANCE), ""
            ),
            "knows": knowledge_of(case, [c for o in obligations if o.is_open for c in o.changes.all()]),
            "no_term": why_no_term(case) if case.is_open and not any(o.is_open for o in obligations) else "",
            "to_settle": any(c.state == "asks" for o in obligations if o.is_open for c in o.changes.all()),
            "questions": list(case.questions.select_related("topic")),
            "suggestions": suggestions(case) if "work" in possible(case) else [],
            "choices": choices_for(case),
            "people_points": PEOPLE,
            "kinds": CASE_KINDS,
            "outcomes": outcomes(case) if "close" in possible(case) else [],
            "others": Presence.objects.others(case.pk, me.pk),
            "staff": staff,
            "given": given,
            "kept_from": kept_from,
            "links": list(unbarred(CaseLink.objects.filter(case=case), me, "other").select_related("other")),
            "back_links": list(unbarred(CaseLink.objects.filter(other=case), me).select_related("case")),
            "merged_into": case.merged_into if case.merged_into and not barred_from(case.merged_into.pk, me) else None,
            "more": unbarred(case.client.cases.exclude(pk=case.pk), me, "pk").order_by("-registered_at")[:5]
            if case.client
            else [],
            "named": named,
            "reading": {c.reading for c in letters},
            "draft": case.replies.filter(state__in=UNSIGNED).first(),
            "kept": request.session.pop("kept", ""),
            "possible": possible(case),
            "signed": signed_of(case),
            "dropped": case.replies.filter(state="dropped").order_by("-pk").first(),
            "neighbours": _neighbours(request, case, me),
            "forwardings": letters_for(case),
            "returned": came_back(case) if any(o.what == SEND_AGAIN and o.is_open for o in obligations) else [],
            "may": {
                "work": me.may("case.work"),
                "assign": me.may("case.assign"),
                "forward": me.may("case.forward"),
                "sign": me.may("reply.sign"),
                "decide": me.may("case.decide"),
                "reply_write": me.may("reply.write"),
                "register": me.may("case.register"),
                "reply_submit": me.may("reply.submit"),
                "confide": me.may("case.confide"),
            },
            **hidden,
            "window": window_of(case, me, hidden=bool(hidden["hidden"])),
            "further": further_of(case) if any(o.what == FURTHER_MESSAGE and o.is_open for o in obligations) else [],
            "to_review": any(o.what == COMPLAINT_REVIEW and o.is_open for o in obligations),
            "measures": ImprovementMeasure.objects.filter(case=case).select_related("owner", "done_by"),
            "macros": macros_for(case, me) if "work" in possible(case) else [],
            "checklists": checklists_of(case) if "work" in possible(case) else [],
            "services": services_of(case) if "work" in possible(case) else [],
            "complained": COMPLAINED,
            "application": getattr(case, "application", None),
            "assignments": case.assignments.select_related("employee", "unit", "by").order_by("-at")[:5],
        },
    )


def _documents(case: Case) -> list[DocumentSeen]:
    """What the client has shown at a window, newest first."""
    rows = DocumentSeen.objects.filter(client=case.client_id) if case.client_id else DocumentSeen.objects.none()
    return list(rows.select_related("seen_by").order_by("-pk"))


def signed_of(case: Case) -> list[Reply]:
    """Answers that went with an electronic signature, each with what was found of it."""
    gone = case.replies.filter(state__in=GONE_OUT, signature__isnull=False)
    return list(gone.select_related("organisation").order_by("pk"))


def came_back(case: Case) -> list[dict[str, Any]]:
    """Letters to the client to be sent otherwise, with the ways open to each, and whether one suspends the service."""
    letters = returned_letters(case)
    found = case.replies.filter(pk__in=[x.reply for x in letters if x.reply], decision="suspend")
    suspending = set(found.values_list("pk", flat=True))
    return [{"letter": x, "ways": ways_for(case, x), "suspends": x.reply in suspending} for x in letters]


def timeline(case: Case) -> list[dict[str, Any]]:
    """Everything that passed, in one column: contacts, notes, and folded steps of the system."""
    rows: list[dict[str, Any]] = [
        {"at": c.at, "sort": 0, "contact": c}
        for c in case.contacts.select_related("author", "delivery", "raw").prefetch_related("attachments__file")
    ]
    rows += [{"at": n.at, "sort": 1, "note": n} for n in case.notes.select_related("author")]
    rows += [{"at": a.at, "sort": 1, "asked": a} for a in case.body_requests.select_related("by")]
    events = list(Event.objects.filter(subject_type="case", subject_id=case.pk).order_by("id"))
    named = {pk for e in events for pk in (e.actor_id, e.data.get("issuer")) if pk}
    actors = Employee.everyone.in_bulk(named)
    rows += [
        {
            "at": e.at,
            "sort": 2,
            "step": sentence(e.verb),
            "actor": actors.get(e.actor_id or 0),
            "issuer": actors.get(e.data.get("issuer") or 0),
        }
        for e in events
    ]
    return sorted(rows, key=lambda r: (r["at"], r["sort"]))


def _neighbours(request: HttpRequest, case: Case, me: Employee) -> dict[str, int | None]:
    """Previous and next in the list the employee came from."""
    if "queue" not in request.session:
        return {"previous": None, "next": None}
    ids = list(filtered(QueryDict(request.session["queue"]), me).values_list("pk", flat=True)[:200])
    if case.pk not in ids:
        return {"previous": None, "next": None}
    at = ids.index(case.pk)
    return {"previous": ids[at - 1] if at else None, "next": ids[at + 1] if at + 1 < len(ids) else None}


@acts_on_case("case.work", _("Темы и потребности записаны."))
def classify(request: HttpRequest, case: Case) -> None:
    typed = request.POST
    rows = zip(typed.getlist("text"), typed.getlist("topic"), typed.getlist("need"), strict=False)
    actions.classify_case(case, questions_of(rows), by=who(request))


@acts_on_case("case.work", _("Срочность записана."))
def urgency(request: HttpRequest, case: Case) -> None:
    chosen, reason = request.POST.get("urgency", ""), request.POST.get("reason", "").strip()
    actions.assess_urgency(case, chosen, reason, by=who(request))


@acts_on_case("case.assign", _("Исполнитель назначен."))
def assign(request: HttpRequest, case: Case) -> None:
    to = row_chosen(request, "to", colleagues(case), _("Выберите исполнителя из списка."))
    actions.assign_case(case, to, by=who(request), task=request.POST.get("task", ""))


@acts_on_case("case.work", _("Вопрос отправлен клиенту. Срок ответа от этого не меняется."))
def clarify(request: HttpRequest, case: Case) -> None:
    actions.clarify_case(case, request.POST.get("question", "").strip(), by=who(request))


@acts_on_case("case.work", _("Письмо о сроке ответа отправляется клиенту."))
def tell_term(request: HttpRequest, case: Case) -> None:
    actions.tell_term(case, by=who(request))


@acts_on_case("case.decide", _("Срок продлён, письмо об этом отправляется клиенту."))
def extend(request: HttpRequest, case: Case) -> None:
    days, reason = typed_number(request, "days"), request.POST.get("reason", "").strip()
    actions.extend_case(case, days, reason, by=who(request), seen=moment(request.POST.get("seen"), dt.UTC))


@acts_on_case("case.decide", _("Решение о продлении записано."))
def settle_extension(request: HttpRequest, case: Case) -> None:
    """The client was told of an extension that the case may not have any more."""
    tell = request.POST.get("tell") == "1"
    actions.settle_extension(case, request.POST.get("reason", ""), tell=tell, by=who(request))


@acts_on_case("case.work")
def note(request: HttpRequest, case: Case) -> None:
    desk.add_note(case, request.POST.get("text", ""), by=who(request))


@acts_on_case("case.register", _("Записано."))
def complained_of(request: HttpRequest, case: Case) -> None:
    """An employee chosen, or a name that is nobody's here."""
    person = Employee.objects.filter(pk=chosen(request, "person"), organisation_id=case.organisation_id).first()
    actions.name_person(case, person, by=who(request), typed="" if person else request.POST.get("typed", ""))


@acts_on_case("case.register", _("Записано."))
def named_person(request: HttpRequest, case: Case, named: int) -> None:
    """«Жалоба на него» or «не на него», with the reason."""
    row = get_object_or_404(case.named.select_related("case__organisation", "employee"), pk=named)
    why = request.POST.get("reason", "")
    if request.POST.get("do") == "confirm":
        actions.confirm_person(row, by=who(request), why=why)
    else:
        actions.dismiss_person(row, by=who(request), why=why)


@acts_on_case("case.work", _("Запрос записан, срок ответа по нему идёт."))
def request_body(request: HttpRequest, case: Case) -> None:
    actions.request_from_body(case, request.POST.get("body", ""), request.POST.get("what", ""), by=who(request))


@acts_on_case("case.work", _("Ответ другого органа отмечен."))
def body_answered(request: HttpRequest, case: Case) -> None:
    actions.body_answered(case, whole(request.POST.get("asked")), by=who(request))


@acts_on_case("case.work", _("Дело закрыто."))
def close(request: HttpRequest, case: Case) -> None:
    facts = {
        "site_address": request.POST.get("site_address", "").strip(),
        "reason": request.POST.get("reason", "").strip(),
    }
    actions.close_case(
        case, request.POST.get("outcome", ""), by=who(request), notice=request.POST.get("notice", ""), facts=facts
    )


@acts_on_case("case.work", _("Разбор записан."))
def measure(request: HttpRequest, case: Case) -> None:
    owner = row_chosen(request, "owner", colleagues(case), _("Выберите, кто сделает."))
    due_on = typed_day(request, "due_on")
    record_measure(case, request.POST.get("text", ""), owner=owner, due_on=due_on, by=who(request))


@acts_on_case("case.view", _("Записано: мера сделана."))
def measure_done(request: HttpRequest, case: Case) -> None:
    rows = ImprovementMeasure.objects.select_related("case").filter(case=case)
    found = row_chosen(request, "measure", rows, _("Этой меры в деле нет. Обновите страницу."))
    complete_measure(found, request.POST.get("result", ""), by=who(request))


@acts_on_case("case.work", _("Дело открыто снова."))
def reopen(request: HttpRequest, case: Case) -> None:
    old_term = request.POST.get("term") == "old"
    actions.reopen_case(case, by=who(request), why=request.POST.get("why", ""), old_term=old_term)


@acts_on_case("case.work", _("Записано: отдельный ответ не нужен."))
def further_settled(request: HttpRequest, case: Case) -> None:
    """The client wrote on a case that had ended, and there is nothing to answer."""
    actions.settle_further(case, request.POST.get("reason", ""), by=who(request))


@acts_on_case("case.register", _("Зарегистрировано новым делом."))
def further_registered(request: HttpRequest, case: Case) -> HttpResponse:
    return redirect(shown_after(request, actions.register_further(case, by=who(request))))


def _other(request: HttpRequest, case: Case) -> Case:
    other = Case.objects.seen_by(who(request)).filter(number=as_number(request.POST.get("number", ""))).first()
    if other is None:
        raise Objection("Дела с таким номером у вас нет. Проверьте номер.")
    return other


@acts_on_case("case.work", _("Дела объединены."))
def merge(request: HttpRequest, case: Case) -> HttpResponse:
    into = _other(request, case)
    actions.merge_cases(case, into, by=who(request))
    return redirect(into.get_absolute_url())


@acts_on_case("case.work", _("Дела связаны."))
def link(request: HttpRequest, case: Case) -> None:
    actions.link_cases(case, _other(request, case), kind="related", by=who(request))


@acts_on_case("case.work", _("Вопрос выделен в отдельное дело."))
def split(request: HttpRequest, case: Case) -> HttpResponse:
    question = row_chosen(request, "question", case.questions.all(), _("Выберите вопрос."))
    return redirect(actions.split_case(case, question, by=who(request)).get_absolute_url())


@acts_on_case("case.register", _("Вид дела изменён, сроки пересчитаны."))
def kind(request: HttpRequest, case: Case) -> None:
    actions.change_kind(case, request.POST.get("kind", ""), by=who(request), grounds=request.POST.getlist("ground"))


@acts_on_case("case.work", _("Клиенту отправлено, как подать."))
def ways(request: HttpRequest, case: Case) -> None:
    actions.tell_ways_to_file(case, request.POST.get("kind", ""), by=who(request))


@acts_on_case("case.work", _("Записано: дальше всё уходит туда."))
def point(request: HttpRequest, case: Case) -> None:
    """The client asked, by phone or in person, to be written to elsewhere."""
    chosen, second = request.POST.get("point", ""), request.POST.get("second", "")
    actions.choose_point(
        case,
        chosen,
        request.POST.get(f"address_{chosen}", ""),
        second_point=second,
        second_address=request.POST.get(f"address_{second}", ""),
        by=who(request),
    )


@acts_on_case("review.letters", _("Письмо принято и зарегистрировано."))
def accept(request: HttpRequest, case: Case) -> None:
    actions.accept_case(case, by=who(request))


@acts_on_case("review.letters", _("Письмо отмечено как не требующее ответа."))
def reject(request: HttpRequest, case: Case) -> None:
    actions.reject_case(case, by=who(request), why=request.POST.get("why", "") or "спам")


@acts_on_case("review.letters", _("Записано."))
def addition(request: HttpRequest, case: Case) -> None:
    """An addition that was held is the client's, or needs no answer."""
    contact = row_chosen(request, "contact", case.contacts.filter(direction="in"), _("Выберите дополнение."))
    actions.judge_addition(contact, real=request.POST.get("do") == "real", by=who(request))


@acts_on_case("case.work", _("Отмечено: передано клиенту."))
def handed_over(request: HttpRequest, case: Case) -> None:
    """A person sent the paper letter, called, or gave the answer in hand."""
    row = row_chosen(
        request,
        "delivery",
        Delivery.objects.filter(subject_type="case", subject_id=case.pk, channel__in=PEOPLE),
        _("Такого отправления уже нет. Обновите страницу."),
    )
    delivery_sent(row, by=who(request))


@acts_on_case("case.work", _("То же письмо отправляется снова."))
def send_again(request: HttpRequest, case: Case) -> None:
    """A letter that came back goes by another way."""
    typed = request.POST
    failed = whole(typed.get("failed")) or 0
    actions.send_again(
        case, failed, typed.get("point", ""), typed.get("address", ""), by=who(request), why=typed.get("why", "")
    )


@acts_on_case("case.view")
def presence(request: HttpRequest, case: Case) -> HttpResponse:
    """The page says it is still open; the answer names who else has it."""
    desk.present(case, by=who(request), at_letter=bool(request.POST.get("letter")))
    return render(request, "workspace/_presence.html", {"others": Presence.objects.others(case.pk, who(request).pk)})


@require_GET
@permission("case.view")
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """A file of a contact or a reply of the own body: always as a download."""
    found = file_given(request, pk)
    return found if isinstance(found, HttpResponse) else attachment(found.name, found.file.read())


def file_given(request: HttpRequest, pk: int) -> Attachment | HttpResponse:
    """A file of the own body that its reader may have now, with the view noted; else the page that says why not. Raises
    Http404."""
    me = who(request)
    found = get_object_or_404(Attachment.objects.select_related("file", "contact", "reply"), pk=pk)
    owner = found.contact or found.reply
    if owner is None or owner.organisation_id != me.organisation_id:
        raise Http404
    if owner.case_id and barred_from(owner.case_id, me):
        closed_to(request, owner.case_id)
        raise Http404
    if found.contact and not readable(found.contact, me):
        raise Http404
    if harmful(found.scan):
        return dangerous(request, found.scan)
    try:
        must_be_searched(found.contact)
    except Objection as objection:
        return _not_yet(request, objection)
    viewed(owner.case or owner, by=me, how="download")
    return found


def dangerous(request: HttpRequest, word: str) -> HttpResponse:
    text = _("Антивирус нашёл в файле: %s. Файл сохранён, но не выдаётся. Обратитесь к администратору.") % word
    return render(request, "ui/message.html", {"title": _("Файл опасен"), "text": text}, status=403)


def _not_yet(request: HttpRequest, objection: Objection) -> HttpResponse:
    words = {"title": _("Файл ещё читается"), "text": str(objection)}
    return render(request, "ui/message.html", words, status=409)


@require_GET
@permission("case.view")
def original(request: HttpRequest, pk: int) -> HttpResponse:
    """The raw letter as it came."""
    rows = Contact.objects.filter(organisation_id=who(request).organisation_id, raw__isnull=False)
    contact = get_object_or_404(unbarred(rows, who(request)).select_related("raw"), pk=pk)
    assert contact.raw is not None
    if not readable(contact, who(request)):
        raise Http404
    try:
        must_be_searched(contact)
    except Objection as objection:
        return _not_yet(request, objection)
    viewed(contact.case or contact, by=who(request), how="download")
    return attachment(f"письмо-{contact.pk}.eml", contact.raw.read())


@require_http_methods(["GET", "POST"])
@permission("case.register")
def new(request: HttpRequest) -> HttpResponse:
    """A message that came on paper, by phone or in person, or that staff help to write (udmurtia-mio 6.2)."""
    me = who(request)
    if request.method == "GET":
        return render(request, "workspace/new.html", {"kinds": CASE_KINDS, "typed": {}})
    typed = request.POST
    try:
        received = _register(me, _incoming(request), typed)
    except Refused as stopped:
        return render(
            request,
            "workspace/new.html",
            {"kinds": CASE_KINDS, "typed": typed, "verdicts": stopped.verdicts},
            status=422,
        )
    except Objection as objection:
        return render(
            request, "workspace/new.html", {"kinds": CASE_KINDS, "typed": typed, "error": str(objection)}, status=422
        )
    assert received.case is not None
    if received.case.code_shown:
        messages.success(request, _("Зарегистрировано. Код доступа, назовите его клиенту: %s") % received.code)
    else:
        messages.success(request, _("Зарегистрировано, дело № %s.") % received.case.number)
    return redirect(shown_after(request, received.case))


def _incoming(request: HttpRequest) -> Incoming:
    """What the registrar typed, as a message. Raises Objection for a file or a time that cannot be read."""
    typed = request.POST
    sender, point = typed_sender(typed), typed.get("chosen_point", "")
    return Incoming(
        Arrival(typed.get("point", "post"), at=typed_moment(request, "received") or timezone.now()),
        Matter(
            typed.get("text", ""),
            subject=typed.get("subject", ""),
            kind=typed.get("kind", "appeal"),
            files=tuple(IncomingFile.uploaded(f) for f in uploads(request)),
        ),
        sender,
        AnswerPoints(point, sender.postal_address if point == "post" else sender.addresses.get(point, "")),
        Complaint(typed.get("against", "")),
    )


def _register(me: Employee, incoming: Incoming, typed: QueryDict) -> actions.Received:
    """A visit has its card; paper and calls are registered as they are."""
    if incoming.arrival.point != "in_person":
        return actions.receive_message(me.organisation, incoming, by=me)
    card = actions.ReceptionCard(
        str(typed.get("document", "")), str(typed.get("oral_answer", "")), bool(typed.get("consents_to_oral"))
    )
    return actions.receive_visitor(me.organisation, incoming, card, by=me)


@require_GET
@permission("case.view")
def topics(request: HttpRequest) -> HttpResponse:
    """Topics by words or code, for the datalist of the classification form."""
    text = request.GET.get("topic", "") or request.GET.get("q", "")
    found = (
        list(Topic.objects.current().filter(code__startswith=text)[:20])
        if numeral(text[:4])
        else Topic.objects.suggest(text, 20)
    )
    return render(request, "workspace/_topics.html", {"topics": found})
