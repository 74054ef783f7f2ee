"""Filing an application, step by step: who may, which documents, what the body gets itself, where the result goes."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from priemnaya.cases.actions import receive_message
from priemnaya.cases.incoming import Arrival, Incoming, IncomingFile, Matter, ServiceAsked
from priemnaya.cases.models import PortalDraft
from priemnaya.knowledge.models import Service, ServiceEdition
from priemnaya.knowledge.services.paying import payment_of
from priemnaya.people.interaction import ways_to
from priemnaya.people.models import Organisation
from priemnaya.portal import quotas, visit
from priemnaya.portal.again import sent_before
from priemnaya.portal.application import ApplicationForm
from priemnaya.portal.drafts import KEY, draft_of, drop_draft, files_of, incoming_files, keep_draft, with_draft_cookie
from priemnaya.portal.filing import Filing, page
from priemnaya.portal.forms import MessageForm
from priemnaya.portal.identity.client import configured
from priemnaya.portal.journey import FIT, Step, application_steps
from priemnaya.portal.questions import known_of, posted
from priemnaya.portal.shared import of_body
from priemnaya.portal.visit import person_of

from .second import write_to_second
from .services import living
from .write import answer_points_of, arrival_of, files_taken, sender_of, show_sent


def _service(organisation: Organisation, slug: str) -> tuple[Service, ServiceEdition]:
    service = get_object_or_404(living(organisation).select_related("organisation"), slug=slug)
    edition = service.current
    return service, edition or get_object_or_404(service.editions.order_by("since")[:1])


@require_http_methods(["GET", "POST"])
@of_body
def apply(request: HttpRequest, organisation: Organisation, slug: str) -> HttpResponse:
    """The form of one service; a body that takes applications elsewhere only says where."""
    service, edition = _service(organisation, slug)
    if not _here(organisation, edition):
        return redirect("service", organisation.slug, slug)
    person = person_of(request, organisation)
    known: dict[str, Any] = {"organisation": organisation, "identified": bool(person), "text": edition.text}
    if request.method == "POST":
        draft = draft_of(request, organisation, slug)
        form = ApplicationForm(request.POST, request.FILES, kept=files_of(draft), **known)
        keep_draft(request, organisation, _sent(request, form), slug, form=form)
        if visit.ended(request):
            visit.words_stay(request)
            return render(request, "portal/apply.html", _context(service, edition, form, person), status=409)
        if form.is_valid() and files_taken(
            request, organisation, form, [f for given in form.given().values() for f in given], "without"
        ):
            kept = [file for files in incoming_files(draft).values() for file in files]
            incoming = _incoming(request, service, form, person, kept)
            if repeated := sent_before(request, organisation, incoming):
                asked = {**_context(service, edition, form, person), "repeated": repeated}
                return render(request, "portal/apply.html", asked, status=409)
            return _filed(request, organisation, service, incoming)
        return render(request, "portal/apply.html", _context(service, edition, form, person), status=422)
    filing = _filing(request, organisation, service, edition)
    if not request.GET.get("all"):
        return page(filing, filing.steps[0].name)
    return with_draft_cookie(request, filing.whole(filing.make(initial=filing.answers, kept=filing.files)))


@require_http_methods(["GET", "POST"])
@of_body
def step(request: HttpRequest, organisation: Organisation, slug: str, step: str) -> HttpResponse:
    """One question of the application; the last one files it."""
    service, edition = _service(organisation, slug)
    if not _here(organisation, edition):
        return redirect("service", organisation.slug, slug)
    return page(_filing(request, organisation, service, edition), step)


def _filing(request: HttpRequest, organisation: Organisation, service: Service, edition: ServiceEdition) -> Filing:
    person = person_of(request, organisation)
    initial = {k: person.get(k, "") for k in ("surname", "name", "patronymic", "email", "phone")}
    initial["receive_by"] = edition.text.receive_by[0]
    initial |= known_of(edition.text.questions, person)

    def whole(form: MessageForm) -> HttpResponse:
        assert isinstance(form, ApplicationForm)
        return render(request, "portal/apply.html", _context(service, edition, form, person))

    def send(form: MessageForm, draft: PortalDraft) -> HttpResponse:
        assert isinstance(form, ApplicationForm)
        kept = [file for files in incoming_files(draft).values() for file in files]
        incoming = _incoming(request, service, form, person, kept, draft.data.get(KEY, ""))
        if repeated := sent_before(request, organisation, incoming):
            return render(request, "portal/repeated.html", {"repeated": repeated, "here": address("check")}, status=409)
        return _filed(request, organisation, service, incoming)

    def address(name: str) -> str:
        return reverse("apply_step", args=[organisation.slug, service.slug, name])

    make: Callable[..., MessageForm] = partial(
        ApplicationForm, organisation=organisation, identified=bool(person), text=edition.text
    )
    more: dict[str, Any] = {"initial": initial, "told": _told(organisation, service, edition, person), "stops": _stops}
    steps = application_steps(edition.text)
    return Filing(request, organisation, service.slug, steps, make, address, whole, send, **more)


def _stops(step: Step, form: MessageForm) -> bool:
    """Whether by the answers the service is not for who asks: the page says so before it goes on."""
    return step.title is FIT and isinstance(form, ApplicationForm) and bool(form.ruled_out())


def _told(
    organisation: Organisation, service: Service, edition: ServiceEdition, person: dict[str, Any]
) -> dict[str, Any]:
    """What the pages show besides what they ask."""
    return {
        "title": edition.text.title,
        "service": service,
        "text": edition.text,
        "person": person,
        "can_identify": configured(),
        "provider": settings.OIDC["title"],
        "fee": payment_of(edition.text),
        "draft_url": reverse("apply_draft", args=[organisation.slug, service.slug]),
    }


def _sent(request: HttpRequest, form: ApplicationForm) -> list[str]:
    """Fields of the whole form that stood on the page that was sent."""
    return [n for n in form.kept if posted(request.POST, n)]


def _here(organisation: Organisation, edition: ServiceEdition) -> bool:
    """Whether the service is applied for on this site."""
    return "portal" in edition.text.file_by and "portal" in {p.row.kind for p in ways_to(organisation, "intake")}


def _context(
    service: Service, edition: ServiceEdition, form: ApplicationForm, person: dict[str, Any]
) -> dict[str, Any]:
    documents = [(d, form[f"doc_{d.id}"]) for d in edition.text.brought]
    return {
        "service": service,
        "text": edition.text,
        "form": form,
        "fee": payment_of(edition.text),
        "documents": documents,
        "person": person,
        "key": uuid.uuid4().hex,
    }


def _filed(request: HttpRequest, organisation: Organisation, service: Service, incoming: Incoming) -> HttpResponse:
    received = receive_message(organisation, quotas.weigh(request, organisation, incoming))
    if received.is_new:
        drop_draft(request, organisation, service.slug)
        if received.second:
            write_to_second(request, received)
    return show_sent(request, organisation, received)


def _incoming(
    request: HttpRequest,
    service: Service,
    form: ApplicationForm,
    person: dict[str, Any],
    kept: Sequence[IncomingFile] = (),
    key: str = "",
) -> Incoming:
    """kept: files of the draft, key: under which its sending is known; a form sent at once carries both itself."""
    data = form.cleaned_data
    given = [IncomingFile.uploaded(f, document) for document, files in form.given().items() for f in files]
    files = (*kept, *given)
    return Incoming(
        Arrival("portal", key=f"portal:{key}") if key else arrival_of(request),
        _matter(service, form, files),
        sender_of(data, person),
        answer_points_of(data),
        service=_asked(service, form),
    )


def _matter(service: Service, form: ApplicationForm, files: tuple[IncomingFile, ...]) -> Matter:
    answers = tuple(answer.as_kept() for answer in form.answers)
    own = form.cleaned_data["text"] or ("" if answers else service.title)
    return Matter(own, subject=service.title, kind="service_application", files=files, answers=answers)


def _asked(service: Service, form: ApplicationForm) -> ServiceAsked:
    data, second = form.cleaned_data, form.described.second
    if second is None:
        return ServiceAsked(service.pk, data["receive_by"])
    return ServiceAsked(service.pk, data["receive_by"], second.who, data["second_name"], data["second_email"])


@require_POST
@of_body
def save_draft(request: HttpRequest, organisation: Organisation, slug: str) -> HttpResponse:
    _found, edition = _service(organisation, slug)
    form = ApplicationForm(organisation=organisation, identified=False, text=edition.text)
    sent = _sent(request, form)
    saved = bool(sent) and keep_draft(request, organisation, sent, slug, form=form)
    if request.headers.get("X-Requested-With") == "fetch":
        return JsonResponse({"saved": saved, "text": _("Черновик сохранён")})
    return redirect("apply", organisation.slug, slug)
