"""Filing a message: one question a page or all at once, a draft that survives a lost session, identification by choice,
number and code at the end."""

from __future__ import annotations

import datetime as dt
import uuid
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

from priemnaya.cases.actions import Received, link_cases, second_url, second_waits
from priemnaya.cases.answered import answers_of
from priemnaya.cases.incoming import AnswerPoints, Arrival, Complaint, Incoming, IncomingFile, Matter, Sender
from priemnaya.cases.letters import qr_of
from priemnaya.cases.models import Case, PortalDraft
from priemnaya.cases.models.case import COMPLAINTS
from priemnaya.cases.numbers import as_number
from priemnaya.cases.standing import standing_of
from priemnaya.core.models import Obligation
from priemnaya.core.reading import whole
from priemnaya.knowledge.topics.suggesting import suggest
from priemnaya.people.models import Organisation
from priemnaya.people.reaching import normal
from priemnaya.policy import register
from priemnaya.policy.owed import REPLY_ON_SUBSTANCE
from priemnaya.portal import on_request, quotas, visit, work
from priemnaya.portal.asked import beside_application
from priemnaya.portal.drafts import ABOUT, draft_of
from priemnaya.portal.filing import all_at_once, page
from priemnaya.portal.forms import KINDS, MessageForm, plainly
from priemnaya.portal.identity.client import configured
from priemnaya.portal.journey import MESSAGE
from priemnaya.portal.keeping import Filing, keep_sent
from priemnaya.portal.needs import promised
from priemnaya.portal.shared import of_body, of_case_holder
from priemnaya.portal.terms import kind_hints
from priemnaya.portal.visit import person_of
from priemnaya.ui.downloads import attachment
from priemnaya.ui.typed import refuse

register("provides", "remote_access", "portal.views.write.write")
register("provides", "complain", "portal.views.write.write")


@require_http_methods(["GET", "POST"])
@of_body
def write(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """The form; a wrong one comes back with everything typed, a right one is committed before the page says so."""
    filing = filing_of(request, organisation)
    if request.method == "POST" or request.GET.get("all"):
        return all_at_once(filing)
    return page(filing, MESSAGE[0].name)


@require_http_methods(["GET", "POST"])
@of_body
def step(request: HttpRequest, organisation: Organisation, step: str) -> HttpResponse:
    """One question of the form; the last one sends it."""
    return page(filing_of(request, organisation), step)


def filing_of(request: HttpRequest, organisation: Organisation) -> Filing:
    person = person_of(request, organisation)
    proved = {n: person[n] for n in ("surname", "name", "patronymic") if person.get(n)}
    known = {n: person.get(n, "") for n in ("email", "phone")} | {"kind": "appeal" if person else "message"}

    def whole(form: MessageForm, status: int = 200, **more: Any) -> HttpResponse:
        said = _told(organisation, person) | {"form": form, "key": uuid.uuid4().hex, **more}
        said["files_lost"] = bool(request.FILES) and filing.draft is None
        return render(request, "portal/write.html", said, status=status)

    def incoming(form: MessageForm, arrival: Arrival, files: tuple[IncomingFile, ...]) -> Incoming:
        return _incoming(form.cleaned_data, person, arrival, files)

    def registered(received: Received, form: MessageForm, draft: PortalDraft | None) -> None:
        if draft and form.cleaned_data["kind"] in COMPLAINTS:
            _remember(organisation, received, draft.data.get(ABOUT, ""))

    filing = Filing(
        request,
        organisation,
        "",
        MESSAGE,
        partial(MessageForm, organisation=organisation, identified=bool(person)),
        lambda name: reverse("write_step", args=[organisation.slug, name]),
        reverse("write", args=[organisation.slug]),
        whole,
        incoming,
        registered,
        partial(_derived, bool(person)),
        initial=known,
        proved=proved,
        linked=_linked(request, organisation),
        told=_told(organisation, person)
        | {
            "title": _("Написать нам"),
            "plainly": plainly(bool(person)),
            "draft_url": reverse("save_draft", args=[organisation.slug]),
        },
    )
    return filing


def _derived(identified: bool, answers: dict[str, Any]) -> dict[str, Any]:
    asks = answers.get("kind") in ("message", "appeal")
    return {**answers, "kind": "appeal" if identified else "message"} if asks else answers


def _linked(request: HttpRequest, organisation: Organisation) -> dict[str, str]:
    """What the link that leads here asks for: it stands over what was begun before, and beside what was typed."""
    kind, about = request.GET.get("kind", ""), request.GET.get("decision", "").strip()
    found = {"kind": kind} if kind in dict(KINDS) else {}
    if about:
        draft = draft_of(request, organisation)
        found["decision"] = beside(about, draft.data.get("decision", "") if draft else "")
    return found


def beside(said: str, typed: str) -> str:
    """What a page already knows of a complaint, with what was typed there before: nothing of it is lost."""
    return typed if said in typed else "; ".join(part for part in (said, typed.strip()) if part)


def _told(organisation: Organisation, person: dict[str, Any]) -> dict[str, Any]:
    return {
        "person": person,
        "can_identify": configured(organisation),
        "provider": settings.OIDC["title"],
        "kind_hints": kind_hints(organisation),
        "needs_identity": ("appeal", "appeal_complaint"),
    }


def _incoming(
    data: dict[str, Any], person: dict[str, Any], arrival: Arrival, files: tuple[IncomingFile, ...]
) -> Incoming:
    pre_trial = data["kind"] == "service_complaint"
    return Incoming(
        arrival,
        Matter(data["text"], subject=_subject(data), kind=data["kind"], files=files),
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


def _remember(organisation: Organisation, received: Received, about: str) -> None:
    """Staff see the case that the new one started from, and on that one the new; not who may not read either."""
    first = organisation.cases.filter(pk=whole(about) or 0).first() if about else None
    if first is not None and received.case is not None and first.pk != received.case.pk:
        link_cases(received.case, first, kind="related", by=None)


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
        "second_link": second_url(organisation, kept["second"]) if second_waits(case, kept.get("second", "")) else "",
        "answers_given": answers_of(case),
        **beside_application(case),
        "qr": mark_safe(qr_of(link, sized=False)),  # noqa: S308 - drawn here of our own address  # nosec B308 B703
    }
    return render(request, "portal/sent.html", known)


@require_POST
@of_body
def save_draft(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Autosave from the browser; without JavaScript the button «Сохранить черновик» comes here too."""
    return draft_saved(filing_of(request, organisation))


def draft_saved(filing: Filing) -> HttpResponse:
    """What is told of it; the button stands on the page with everything, and leads back there."""
    request, saved = filing.request, keep_sent(filing)
    if request.headers.get("X-Requested-With") == "fetch":
        return JsonResponse({"saved": saved, "text": _("Черновик сохранён")})
    if saved:
        messages.success(request, _("Черновик сохранён."))
    else:
        refuse(request, _("Черновик сейчас не сохранился: скопируйте текст к себе или отправьте сразу."))
    return redirect(f"{filing.entry}?all=1")


@csrf_exempt
@require_POST
@of_case_holder
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
