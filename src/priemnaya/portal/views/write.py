"""Filing a message: one question a page or all at once, a draft that survives a lost session, identification by choice,
number and code at the end."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from priemnaya.cases.actions import Received, link_cases, receive_message, second_url
from priemnaya.cases.answered import answers_of
from priemnaya.cases.incoming import AnswerPoints, Arrival, Complaint, Incoming, IncomingFile, Matter, Sender
from priemnaya.cases.letters import qr_of
from priemnaya.cases.models import Case, PortalDraft
from priemnaya.cases.numbers import as_number
from priemnaya.cases.standing import standing_of
from priemnaya.core.models import Obligation
from priemnaya.core.reading import whole
from priemnaya.errors import Objection
from priemnaya.knowledge.topics.suggesting import suggest
from priemnaya.people.models import Organisation
from priemnaya.people.reaching import normal
from priemnaya.policy import register
from priemnaya.policy.owed import REPLY_ON_SUBSTANCE
from priemnaya.portal import on_request, quotas, visit, work
from priemnaya.portal.again import sent_before
from priemnaya.portal.asked import beside_application
from priemnaya.portal.drafts import ABOUT, KEY, draft_of, drop_draft, incoming_files, keep_draft, with_draft_cookie
from priemnaya.portal.filing import Filing, page
from priemnaya.portal.forms import MessageForm, plainly
from priemnaya.portal.identity.client import configured
from priemnaya.portal.journey import MESSAGE
from priemnaya.portal.needs import promised
from priemnaya.portal.shared import of_body
from priemnaya.portal.terms import kind_hints
from priemnaya.portal.visit import person_of
from priemnaya.ui.downloads import attachment
from priemnaya.ui.typed import refuse

register("provides", "remote_access", "portal.views.write.write")
register("provides", "complain", "portal.views.write.write")
CODES = 20
"""Codes of cases that one session remembers: a message sent twice shows its own number, not the latest one's."""
DRAFT_FIELDS = [n for n in MessageForm.base_fields if n != "documents"]


@require_http_methods(["GET", "POST"])
@of_body
def write(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """The form; a wrong one comes back with everything typed, a right one is committed before the page says so."""
    person = person_of(request, organisation)
    if request.method == "POST":
        form = MessageForm(request.POST, request.FILES, organisation=organisation, identified=bool(person))
        keep_draft(request, organisation, DRAFT_FIELDS)
        if visit.ended(request):
            visit.words_stay(request)
            return render(request, "portal/write.html", _context(form, organisation, person), status=409)
        if form.is_valid() and files_taken(request, organisation, form, form.cleaned_data["documents"]):
            kept = incoming_files(draft_of(request, organisation)).get("documents", [])
            incoming = _incoming(request, form.cleaned_data, person, kept)
            if repeated := sent_before(request, organisation, incoming):
                said = {**_context(form, organisation, person), "repeated": repeated}
                return render(request, "portal/write.html", said, status=409)
            return _send(request, organisation, incoming)
        return render(request, "portal/write.html", _context(form, organisation, person), status=422)
    filing = _filing(request, organisation)
    if not request.GET.get("all"):
        return page(filing, MESSAGE[0].name)
    return with_draft_cookie(request, filing.whole(filing.make(initial=filing.answers, kept=filing.files)))


@require_http_methods(["GET", "POST"])
@of_body
def step(request: HttpRequest, organisation: Organisation, step: str) -> HttpResponse:
    """One question of the form; the last one sends it."""
    return page(_filing(request, organisation), step)


def _filing(request: HttpRequest, organisation: Organisation) -> Filing:
    person = person_of(request, organisation)
    initial = {k: person.get(k, "") for k in ("surname", "name", "patronymic", "email", "phone")}
    initial["kind"] = request.GET.get("kind") or ("appeal" if person else "message")
    initial["decision"] = request.GET.get("decision", "")[:300]

    def whole(form: MessageForm) -> HttpResponse:
        return render(request, "portal/write.html", _context(form, organisation, person))

    def send(form: MessageForm, draft: PortalDraft) -> HttpResponse:
        kept = incoming_files(draft).get("documents", [])
        incoming = _incoming(request, form.cleaned_data, person, kept, draft.data.get(KEY, ""))
        if repeated := sent_before(request, organisation, incoming):
            return render(request, "portal/repeated.html", {"repeated": repeated, "here": address("check")}, status=409)
        return _send(request, organisation, incoming, about=draft.data.get(ABOUT, ""))

    def address(name: str) -> str:
        return reverse("write_step", args=[organisation.slug, name])

    make = partial(MessageForm, organisation=organisation, identified=bool(person))
    told = _told(organisation, person) | {
        "title": _("Написать нам"),
        "plainly": plainly(bool(person)),
        "draft_url": reverse("save_draft", args=[organisation.slug]),
    }

    def derived(answers: dict[str, Any]) -> dict[str, Any]:
        asks = answers.get("kind") in ("message", "appeal")
        return {**answers, "kind": "appeal" if person else "message"} if asks else answers

    return Filing(request, organisation, "", MESSAGE, make, address, whole, send, derived, initial, told)


def _context(form: MessageForm, organisation: Organisation, person: dict[str, Any]) -> dict[str, Any]:
    return _told(organisation, person) | {"form": form, "key": uuid.uuid4().hex}


def _told(organisation: Organisation, person: dict[str, Any]) -> dict[str, Any]:
    return {
        "person": person,
        "can_identify": configured(),
        "provider": settings.OIDC["title"],
        "kind_hints": kind_hints(organisation),
        "needs_identity": ("appeal", "appeal_complaint"),
    }


def _incoming(
    request: HttpRequest,
    data: dict[str, Any],
    person: dict[str, Any],
    kept: Sequence[IncomingFile] = (),
    key: str = "",
) -> Incoming:
    """kept: files of the draft, key: under which its sending is known; a form sent at once carries both itself."""
    pre_trial = data["kind"] == "service_complaint"
    return Incoming(
        Arrival("portal", key=f"portal:{key}") if key else arrival_of(request),
        Matter(
            data["text"],
            subject=_subject(data),
            kind=data["kind"],
            files=(*kept, *(IncomingFile.uploaded(f) for f in data["documents"])),
        ),
        Sender() if data["for_whom"] == "anonymous" else sender_of(data, person),
        answer_points_of(data),
        Complaint(
            data["against"],
            about=(data["about"] or "other") if pre_trial else "",
            decision=data["decision"] if pre_trial else "",
        ),
    )


def _subject(data: dict[str, Any]) -> str:
    """Of a complaint it names the decision, which has no other place where it is no pre-trial one."""
    decision = data["decision"] if data["kind"] == "appeal_complaint" else ""
    said = data["subject"] or ("Жалоба" if decision else "")
    return f"{said}: {decision}"[:250] if decision else said


def _send(request: HttpRequest, organisation: Organisation, incoming: Incoming, about: str = "") -> HttpResponse:
    """about: the key of the case that a complaint started from."""
    received = receive_message(organisation, quotas.weigh(request, organisation, incoming))
    if received.is_new:
        _remember(organisation, received, about)
        drop_draft(request, organisation)
    return show_sent(request, organisation, received)


def _remember(organisation: Organisation, received: Received, about: str) -> None:
    """Staff see the case that the new one started from, and on that one the new; not who may not read either."""
    first = organisation.cases.filter(pk=whole(about) or 0).first() if about else None
    if first is not None and received.case is not None and first.pk != received.case.pk:
        link_cases(received.case, first, kind="related", by=None)


def files_taken(
    request: HttpRequest, organisation: Organisation, form: MessageForm, files: Sequence[Any], field: str = "documents"
) -> bool:
    """Whether today's quota holds the files; if not, the form says so and keeps everything else."""
    try:
        quotas.take_files(request, organisation, files)
    except Objection as objection:
        form.add_error(field, str(objection))
        return False
    return True


def show_sent(request: HttpRequest, organisation: Organisation, received: Received) -> HttpResponse:
    """To the page with number and code; this browser may follow the case."""
    assert received.case is not None
    pk, codes = received.case.pk, request.session.get(f"codes:{organisation.pk}", {})
    if received.code:
        codes = dict([*codes.items(), (str(pk), received.code)][-CODES:])
        request.session[f"codes:{organisation.pk}"] = codes
        visit.open_case(request, received.case)
    if code := codes.get(str(pk)):
        again = "" if received.is_new or received.contact is None else received.contact.at.isoformat()
        kept = {"case": pk, "code": code, "again": again}
        before = request.session.get(f"sent:{organisation.pk}", {})
        second = received.second or (before.get("second", "") if before.get("case") == pk else "")
        request.session[f"sent:{organisation.pk}"] = kept | ({"second": second} if second else {})
    return redirect("sent", organisation.slug)


def arrival_of(request: HttpRequest, about: str = "") -> Arrival:
    """Sent from a form of the portal, whose page carries a key: sent twice, it is one message; with other words, two.
    about: what the key is good for, when it is not a message of its own."""
    key = request.POST.get("key", "")[:64]
    return Arrival("portal", key=f"portal:{about}{key}" if key else "")


def sender_of(data: dict[str, Any], person: dict[str, Any]) -> Sender:
    """Who filled in the form; person: the identified one, if any."""
    typed = {n: data[n] for n in ("surname", "name", "patronymic", "company", "postal_address", "on_behalf_of")}
    addresses = {c: data[c] for c in ("email", "phone") if data[c]}
    if person:  # names are the provider's; what was typed beside them proves nothing
        typed |= {n: person.get(n, "") for n in ("surname", "name", "patronymic")}
    return Sender(
        **typed,
        kind=data["client_kind"],
        addresses=addresses,
        identity=person.get("subject", ""),
        vouched=tuple(c for c, a in addresses.items() if a and normal(c, a) == normal(c, person.get(c, ""))),
    )


def answer_points_of(data: dict[str, Any]) -> AnswerPoints:
    addresses = {"email": data["email"], "post": data["postal_address"], "phone": data["phone"]}
    first, second = data.get("chosen_point", ""), data.get("second_point", "")
    return AnswerPoints(first, addresses.get(first, ""), second, addresses.get(second, ""))


TAKEN = {
    "service_application": gettext_lazy("Заявление принято"),
    "appeal": gettext_lazy("Обращение принято"),
    "appeal_complaint": gettext_lazy("Жалоба принята"),
    "service_complaint": gettext_lazy("Жалоба на услугу принята"),
    "info_request": gettext_lazy("Запрос принят"),
    "message": gettext_lazy("Сообщение принято"),
    "feedback": gettext_lazy("Спасибо, отзыв принят"),
}
"""What was sent, as it counts: never more than it is."""


@require_http_methods(["GET", "POST"])
@of_body
def sent(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Number and code; a reload shows them again while the session lives, a press gives them as a file."""
    kept = request.session.get(f"sent:{organisation.pk}")
    if not kept:
        said = _(
            "Номер и код показаны сразу после отправки, а та страница на этом устройстве уже закрыта. Если вы отправили"
            " форму, она у нас."
        )
        messages.info(request, said)
        return redirect("follow", organisation.slug)
    case = organisation.cases.select_related("organisation").get(pk=kept["case"])
    if not visit.must_see(request, case):  # its code is another by now
        return redirect("follow", organisation.slug)
    link = f"{settings.SITE_URL}{visit.way_in(organisation, case.number)[0]}"
    if request.method == "POST":
        lines = (organisation.name, f"{_('Номер')}: {case.number}", f"{_('Код')}: {kept['code']}", link)
        return attachment(f"{case.number}.txt", "\r\n".join((*lines, "")).encode("utf-8-sig"))
    again = dt.datetime.fromisoformat(kept["again"]) if kept.get("again") else None
    owed = Obligation.objects.about("case", case.pk).filter(what=REPLY_ON_SUBSTANCE)
    known = {
        "case": case,
        "code": kept["code"],
        "taken": _("Мы получили ваш текст") if case.state == "review" else TAKEN.get(case.kind, TAKEN["message"]),
        "standing": standing_of(case),
        "again": again,
        "answer_by": promised(case, owed.open().first()),
        "second_link": second_url(organisation, kept["second"]) if kept.get("second") else "",
        "answers_given": answers_of(case),
        **beside_application(case),
        "qr": mark_safe(qr_of(link, sized=False)),  # noqa: S308 - drawn here of our own address  # nosec B308 B703
    }
    return render(request, "portal/sent.html", known)


@require_POST
@of_body
def save_draft(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Autosave from the browser; without JavaScript the button «Сохранить черновик» comes here too."""
    saved = keep_draft(request, organisation, [n for n in DRAFT_FIELDS if n in request.POST])
    if request.headers.get("X-Requested-With") == "fetch":
        return JsonResponse({"saved": saved, "text": _("Черновик сохранён")})
    if not saved:
        refuse(request, _("Черновик сейчас не сохранился: скопируйте текст к себе или отправьте сообщение."))
    return redirect(f"{reverse('write', args=[organisation.slug])}?all=1")


@csrf_exempt
@require_POST
@of_body
def work_needed(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Asked by a browser right before it sends a form: a challenge to solve first, or nothing. It changes nothing, so
    the frame of the widget may ask without a cookie."""
    what, case = request.GET.get("for", ""), _case_open_here(request, organisation)
    subject: tuple[object, ...] = ()
    if what in on_request.TYPED:
        subject = (on_request.TYPED[what](request),)
    elif what == "consent" and case is not None:
        subject = (case.pk, request.POST.get("purpose", ""))
    if subject:
        before = on_request.asked_before(request, organisation, what, *subject)
        return _task(on_request.purpose(organisation, what, *subject), before) if before else JsonResponse({})
    purpose, over = quotas.MESSAGE, quotas.over_quota(request, organisation)
    if case is not None:
        purpose, over = quotas.addition(case.pk), quotas.over_additions(case.pk)
    return _task(purpose, over) if over > 1 else JsonResponse({})


def _case_open_here(request: HttpRequest, organisation: Organisation) -> Case | None:
    number = as_number(request.POST.get("number", ""))
    case = organisation.cases.filter(number=number).only("pk", "code_digest").first() if number else None
    return case if case is not None and visit.may_see(request, case) else None


def _task(purpose: str, over: float) -> JsonResponse:
    given = work.challenge(purpose, over)
    return JsonResponse({"challenge": given.token, "bits": given.bits})


@require_GET
@of_body
def topics(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Help with the topic while typing: three nearest, as a hint only."""
    found = suggest(organisation, request.GET.get("text", "")[:2000])
    return render(request, "portal/_topics.html", {"topics": found})
