"""Filing an application, step by step: who may, which documents, what the body gets itself, where the result goes."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from priemnaya.cases.actions import receive_message
from priemnaya.cases.incoming import Arrival, Incoming, IncomingFile, Matter, ServiceAsked
from priemnaya.cases.models import PortalDraft
from priemnaya.knowledge.models import Service, ServiceEdition
from priemnaya.people.interaction import ways_to
from priemnaya.people.models import Organisation
from priemnaya.portal import quotas, visit
from priemnaya.portal.again import sent_before
from priemnaya.portal.drafts import KEY, draft_of, drop_draft, files_of, incoming_files, keep_draft, with_draft_cookie
from priemnaya.portal.filing import Filing, page
from priemnaya.portal.forms import ApplicationForm, MessageForm
from priemnaya.portal.journey import APPLICATION
from priemnaya.portal.shared import of_body
from priemnaya.portal.visit import person_of

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
        keep_draft(request, organisation, form.kept, slug)
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
        return page(filing, APPLICATION[0].name)
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
    told = {
        "title": edition.text.title,
        "service": service,
        "text": edition.text,
        "person": person,
        "draft_url": reverse("apply_draft", args=[organisation.slug, service.slug]),
    }
    return Filing(
        request, organisation, service.slug, APPLICATION, make, address, whole, send, initial=initial, told=told
    )


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
        "documents": documents,
        "person": person,
        "key": uuid.uuid4().hex,
    }


def _filed(request: HttpRequest, organisation: Organisation, service: Service, incoming: Incoming) -> HttpResponse:
    received = receive_message(organisation, quotas.weigh(request, organisation, incoming))
    if received.is_new:
        drop_draft(request, organisation, service.slug)
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
        Matter(data["text"] or service.title, subject=service.title, kind="service_application", files=files),
        sender_of(data, person),
        answer_points_of(data),
        service=ServiceAsked(service.pk, data["receive_by"]),
    )


@require_POST
@of_body
def save_draft(request: HttpRequest, organisation: Organisation, slug: str) -> HttpResponse:
    _found, edition = _service(organisation, slug)
    form = ApplicationForm(organisation=organisation, identified=False, text=edition.text)
    saved = keep_draft(request, organisation, [n for n in form.kept if n in request.POST], slug)
    if request.headers.get("X-Requested-With") == "fetch":
        return JsonResponse({"saved": saved, "text": _("Черновик сохранён")})
    return redirect("apply", organisation.slug, slug)
