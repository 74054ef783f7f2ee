"""Following a case by number and code: every step, who has it, until when and how that was computed; adding documents;
the answer."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from priemnaya.cases.actions import append_message, choose_point, delivery_confirmed, letter_read_on_page
from priemnaya.cases.actions.leaving import ANSWERED
from priemnaya.cases.actions.points import choices_for, may_answer_at, must_not_be_dropped
from priemnaya.cases.actions.recalling import MEANWHILE
from priemnaya.cases.facts_seen import must_stand, token
from priemnaya.cases.held_back import kept_by_notice, shown_of, to_be_read
from priemnaya.cases.incoming import Incoming, IncomingFile, Matter, Sender
from priemnaya.cases.models import Attachment, Case, Contact, Reply, page_of
from priemnaya.cases.standing import standing_of
from priemnaya.core.antivirus import harmful
from priemnaya.core.models import Event, Obligation
from priemnaya.errors import Objection, Stale
from priemnaya.people.interaction import points_of
from priemnaya.people.models import Organisation
from priemnaya.policy import register
from priemnaya.policy.owed import FURTHER_MESSAGE, REPLY_ON_SUBSTANCE, URGENT_REPLY
from priemnaya.portal import quotas, typed_again, visit
from priemnaya.portal.again import added_before
from priemnaya.portal.asked import beside_application
from priemnaya.portal.forms import POINTS
from priemnaya.portal.identity.client import configured
from priemnaya.portal.lost import ways_of
from priemnaya.portal.needs import ask_of, need_of, stages_of
from priemnaya.portal.opening import open_by_code
from priemnaya.portal.sending import arrival_of
from priemnaya.portal.shared import LEFT, of_case_holder
from priemnaya.portal.told import to_the_client
from priemnaya.portal.visit import me_of
from priemnaya.reception.calls.told import told_promises
from priemnaya.ui.asked import page_seen
from priemnaya.ui.downloads import attachment, viewed
from priemnaya.ui.errors import NotOpen
from priemnaya.ui.files import uploads
from priemnaya.ui.typed import Typed, refuse, telling

SHOWN_TERMS = (REPLY_ON_SUBSTANCE, URGENT_REPLY, FURTHER_MESSAGE)
LATEST = 2
"""Letters of a case that stand open; earlier ones are one press away."""
register("provides", "case_tracking", "portal.views.follow.case_page")
# What a client is shown of the journal: steps of the case, not of the desks.
SHOWN = (
    "case.registered",
    "case.taken_as_message",
    "case.assigned",
    "case.assignment_undone",
    "case.clarified",
    "case.forwarded",
    "case.part_forwarded",
    "case.forwarding_again",
    "case.forwarding_failed",
    "case.extended",
    "case.term_told",
    "case.code_renewed",
    "case.closed",
    "case.recall_asked",
    "case.recalled",
    "case.reopened",
    "case.merged",
    "reply.submitted",
    "reply.sent",
    "reply.held_back",
    "reply.returned",
    "case.appended",
    "case.accepted",
    "case.terms_recomputed",
    "case.point_chosen",
    "delivery.bounced",
    "application.complete",
    "application.told_incomplete",
    "application.document_requested",
    "application.document_received",
    "application.second_named",
    "application.second_asked",
    "application.second_link",
    "application.second_confirmed",
    "application.second_refused",
    "case.suspended",
    "case.resumed",
)


@require_http_methods(["GET", "POST"])
@of_case_holder
def follow(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    number = (request.POST.get("number") or request.GET.get("number") or "").strip()
    said: dict[str, Any] = {
        "number": number,
        "ways": ways_of(organisation),
        "can_identify": configured(organisation),
        "provider": settings.OIDC["title"],
    }
    if request.method == "GET":
        return render(request, "portal/follow.html", said)
    opening = open_by_code(request, organisation, number, request.POST.get("code", ""))
    case = opening.case
    if case is None:
        said |= {"error": opening.error, "challenge": opening.challenge}
        return render(request, "portal/follow.html", said, status=opening.status)
    visit.open_case(request, case)
    return redirect("case_page", organisation.slug, case.number)


def case_of_session(request: HttpRequest, organisation: Organisation, number: str) -> Case:
    """Raises NotOpen alike for a case of others and for a number that is none; Objection where it was open here."""
    cases = Case.objects.select_related(
        "organisation__parent", "client", "unit", "merged_into", "service", "application__edition"
    )
    case = cases.filter(organisation=organisation, number=number).first()
    if case is None or not _opens(request, case):
        words = _("На этом устройстве такое дело не открыто. Откройте его по номеру и коду.")
        raise NotOpen(visit.told(request, words), visit.way_in(organisation, number))
    return case


def _opens(request: HttpRequest, case: Case) -> bool:
    """Whether it does; else what was typed waits in this browser until it is opened again. Raises Objection."""
    opens = False
    try:
        opens = visit.must_see(request, case)
    finally:
        if not opens and request.method == "POST":
            typed_again.keep(request)
    return opens


@require_GET
@of_case_holder
def case_page(request: HttpRequest, organisation: Organisation, number: str) -> HttpResponse:
    case = case_of_session(request, organisation, number)
    contacts = list(page_of(case).select_related("delivery").prefetch_related("attachments__file").order_by("at"))
    for contact in contacts:
        if contact.delivery and contact.delivery.state == "shown" and delivery_confirmed(contact.delivery, "read"):
            case.refresh_from_db(fields=["state"])
    held, waits = shown_of(contacts), set(ANSWERED) & kept_by_notice(case, contacts)  # as it was until this very look
    for delivery in to_be_read(contacts):
        letter_read_on_page(delivery)
    replies = case.replies.filter(state__in=LEFT).select_related(
        "pdf", "signature", "signer", "organisation", "survey_answer"
    )
    replies = replies.order_by("sent_at")
    answers = [(r, _letter(contacts, r), named(r)) for r in replies]
    shown = {contact.pk for _reply, contact, _name in answers if contact}
    letters = [c for c in contacts if c.pk not in shown]
    retyped = typed_again.of(request, case)
    said = {
        "case": case,
        "key": uuid.uuid4().hex,
        "standing": standing_of(case),
        "earlier": letters[:-LATEST],
        "latest": letters[-LATEST:],
        "ask": ask_of(case),
        "held": held,
        "answer_waits": waits,
        "parts": list(case.taken_out.order_by("pk")),
        "answers": [one for one in answers if not one[0].suspends],
        "suspensions": [one for one in answers if one[0].suspends],
        "retyped": retyped,
        **_points(case, retyped.get("point", {})),
        "repeated": _asked_again(request, case),
        "returned": any(r.state == "returned" for r in replies),
        "rated": {r.pk for r in replies if hasattr(r, "survey_answer")},
        "promised_calls": told_promises(case),
    }
    return render(request, "portal/case.html", {**said, **_going(case, contacts), **beside_application(case)})


def _points(case: Case, typed: Mapping[str, str]) -> dict[str, Any]:
    """Where to answer, as it stands or as it was typed and not taken."""
    known = points_of(case.organisation)
    choices = [(p, POINTS.get(p, title), typed.get(f"address_{p}", at)) for p, title, at in choices_for(case, known)]
    chosen, second = typed.get("point", case.chosen_point), typed.get("second", case.second_point)
    shown = {"choices": choices, "carrying": may_answer_at(case, known), "chosen": chosen, "second_chosen": second}
    told = isinstance(typed, Typed) or "seen" not in typed  # words of a form that nobody has read come with its own
    return {**shown, "point_seen": token(case, "point") if told else typed["seen"]}


def _going(case: Case, contacts: Sequence[Contact]) -> dict[str, Any]:
    """What is happening, what is needed, until when; what happened before; whether it may be ended here."""
    obligations = list(Obligation.objects.about("case", case.pk).filter(what__in=SHOWN_TERMS).order_by("due_at"))
    terms = [o for o in obligations if o.what != FURTHER_MESSAGE]
    events = list(Event.objects.filter(subject_type="case", subject_id=case.pk, verb__in=SHOWN).order_by("id"))
    application = getattr(case, "application", None)
    documents = list(application.documents.all()) if application else []
    owed = next((o for o in terms if o.is_open), None)
    need = need_of(case, contacts, documents, owed)
    return {
        "application": application,
        "documents": documents,
        "need": need,
        "stages": stages_of(case, need, owed.due_at if owed else None),
        "obligations": terms,
        "further": next((o for o in obligations if o.what == FURTHER_MESSAGE and o.is_open), None),
        "steps": [{"at": e.at, "text": to_the_client(e.verb)} for e in events],
        "recall": _recall(case, events),
    }


def _recall(case: Case, events: Sequence[Event]) -> dict[str, Any]:
    """Whether the client may end it here; asked: when they have asked to, and nobody has decided."""
    last = next((e for e in reversed(events) if e.verb in ("case.recall_asked", "case.reopened")), None)
    asked = last.at if last is not None and last.verb == "case.recall_asked" and case.is_open else None
    return {"asked": asked, "possible": asked is None and case.state not in MEANWHILE and not case.merged_into_id}


def _letter(contacts: Sequence[Contact], reply: Reply) -> Contact | None:
    """The words of an answer as they went, the last time they did."""
    return next((c for c in reversed(contacts) if c.reply_id == reply.pk and not c.notice), None)


def named(reply: Reply) -> str:
    """As a complaint about it calls it."""
    at = reply.organisation.local(reply.sent_at) if reply.sent_at else None
    number = f" № {reply.number}" if reply.number else ""
    return f"{'Письмо о приостановке' if reply.suspends else 'Ответ'}{number}" + (f" от {at:%d.%m.%Y}" if at else "")


def _asked_again(request: HttpRequest, case: Case) -> dict[str, Any] | None:
    """An addition with words that were added before: once the page asks whether it is meant."""
    kept = request.session.get("added_again")
    if not kept or kept["case"] != case.pk:
        return None
    del request.session["added_again"]
    return {"text": kept["text"], "at": dt.datetime.fromisoformat(kept["at"])}


@require_POST
@of_case_holder
def part(request: HttpRequest, organisation: Organisation, number: str) -> HttpResponse:
    """A case that was taken out of this one: it is of the same message, so whoever has this one open opens it."""
    case = case_of_session(request, organisation, number)
    taken = get_object_or_404(case.taken_out, number=request.POST.get("part", ""))
    visit.open_case(request, taken, through=case)
    return redirect("case_page", organisation.slug, taken.number)


@require_POST
@of_case_holder
def point(request: HttpRequest, organisation: Organisation, number: str) -> HttpResponse:
    """The client chooses anew where to be written to: it holds from now on (udmurtia-mio 2.1)."""
    case = case_of_session(request, organisation, number)
    with telling(request, _("Записано. Теперь всё будет приходить туда.")):
        proved = me_of(request, organisation) == case.client and case.client is not None
        _choose(case, request.POST, proved=proved, seen=page_seen(request))
    return redirect("case_page", organisation.slug, number)


def _choose(case: Case, typed: Mapping[str, str], *, proved: bool, seen: str) -> None:
    """By what the page showed: an employee may have written down another address meanwhile. What stands now is read on
    the page, by whom it is shown there. Raises Objection, Stale."""
    chosen, second = typed.get("point", ""), typed.get("second", "")
    first, other = (typed.get(f"address_{point}", "") for point in (chosen, second))
    try:
        must_stand(case, "point", seen)
        must_not_be_dropped(case, typed)
        choose_point(case, chosen, first, second_point=second, second_address=other, proved=proved, seen=seen)
    except Stale:
        if seen == token(Case.objects.get(pk=case.pk), "point"):
            raise
        words = _("Пока страница была открыта, куда отвечать изменили. Проверьте, что выбрано, и запишите снова.")
        raise Stale(words) from None


@require_POST
@of_case_holder
def add_documents(request: HttpRequest, organisation: Organisation, number: str) -> HttpResponse:
    case = case_of_session(request, organisation, number)
    text = request.POST.get("text", "").strip()
    try:
        files = uploads(request)
        quotas.take_files(request, organisation, files)
    except Objection as error:
        refuse(request, error)
        return redirect("case_page", organisation.slug, number)
    if not text and not files:
        refuse(request, _("Напишите сообщение или приложите файл."))
        return redirect("case_page", organisation.slug, number)
    incoming = Incoming(
        arrival_of(request, f"{case.pk}:"),
        Matter(
            text or _("Документы к делу"),
            subject=_("Дополнение"),
            files=tuple(IncomingFile.uploaded(f) for f in files),
        ),
        writer(request, case),
    )
    if repeated := added_before(request, case, incoming):
        request.session["added_again"] = {"case": case.pk, "text": text, "at": repeated.at.isoformat()}
        return redirect(f"{reverse('case_page', args=[organisation.slug, number])}#add")
    held = quotas.weigh_addition(request, case.pk)
    received = append_message(case, replace(incoming, arrival=replace(incoming.arrival, suspicious=held)))
    if not received.is_new:
        messages.info(request, _("Эту самую форму мы уже получили. Второй раз не записали: она в истории дела ниже."))
    elif held:
        messages.success(
            request, _("Мы получили ваше дополнение. Сегодня их много, поэтому сначала его прочитает сотрудник.")
        )
    else:
        messages.success(request, _("Мы получили ваше дополнение. Оно в истории дела ниже."))
    return redirect("case_page", organisation.slug, number)


def writer(request: HttpRequest, case: Case) -> Sender:
    """Who adds: the identified owner of the case; else whoever has its page open, and that proves nothing of them."""
    me = me_of(request, case.organisation)
    return Sender(identity=me.identity) if me is not None and me == case.client else Sender()


@require_GET
@of_case_holder
def download(request: HttpRequest, organisation: Organisation, number: str, what: str, pk: int) -> HttpResponse:
    """The answer, opened in the viewer (?save=1: as a download); its signature and files of the conversation as
    downloads, never inline."""
    case = case_of_session(request, organisation, number)
    if what == "file":
        found = get_object_or_404(Attachment.objects.select_related("file"), pk=pk, contact__in=page_of(case))
        if harmful(found.scan):
            raise Http404
        return attachment(found.name, found.file.read())
    reply = get_object_or_404(case.replies.filter(state__in=LEFT).select_related("pdf", "signature"), pk=pk)
    stored = {"answer": reply.pdf, "signature": reply.signature}.get(what)
    if stored is None:
        raise Http404
    name = f"Ответ {reply.number.replace('/', '-')}.pdf"
    if what == "answer" and not request.GET.get("save"):
        return viewed(name, stored.read())
    return attachment(name + (".sig" if what == "signature" else ""), stored.read())
