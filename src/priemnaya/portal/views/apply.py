"""Filing an application, step by step: who may, which documents, what the body gets itself, where the result goes."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from priemnaya.cases.actions import receive_message
from priemnaya.cases.incoming import Incoming, IncomingFile, Matter, ServiceAsked
from priemnaya.knowledge.models import Service, ServiceEdition
from priemnaya.people.interaction import ways_to
from priemnaya.people.models import Organisation
from priemnaya.portal import quotas, visit
from priemnaya.portal.again import sent_before
from priemnaya.portal.forms import ApplicationForm
from priemnaya.portal.shared import of_body
from priemnaya.portal.visit import person_of

from .services import living
from .write import (
    answer_points_of,
    arrival_of,
    draft_of,
    drop_draft,
    files_taken,
    keep_draft,
    sender_of,
    show_sent,
    with_draft_cookie,
)


def _service(organisation: Organisation, slug: str) -> tuple[Service, ServiceEdition]:
    service = get_object_or_404(living(organisation).select_related("organisation"), slug=slug)
    edition = service.current
    return service, edition or get_object_or_404(service.editions.order_by("since")[:1])


@require_http_methods(["GET", "POST"])
@of_body
def apply(request: HttpRequest, organisation: Organisation, slug: str) -> HttpResponse:
    """The form of one service; a body that takes applications elsewhere only says where."""
    service, edition = _service(organisation, slug)
    if "portal" not in edition.text.file_by or "portal" not in {p.row.kind for p in ways_to(organisation, "intake")}:
        return redirect("service", organisation.slug, slug)
    person = person_of(request, organisation)
    known: dict[str, Any] = {"organisation": organisation, "identified": bool(person), "text": edition.text}
    if request.method == "POST":
        form = ApplicationForm(request.POST, request.FILES, **known)
        keep_draft(request, organisation, form.kept, slug)
        if visit.ended(request):
            visit.words_stay(request)
            return render(request, "portal/apply.html", _context(service, edition, form, person), status=409)
        if form.is_valid() and files_taken(
            request, organisation, form, [f for given in form.given().values() for f in given], "without"
        ):
            incoming = _incoming(request, service, form, person)
            if repeated := sent_before(request, organisation, incoming):
                asked = {**_context(service, edition, form, person), "repeated": repeated}
                return render(request, "portal/apply.html", asked, status=409)
            received = receive_message(organisation, quotas.weigh(request, organisation, incoming))
            if received.is_new:
                drop_draft(request, organisation, service.slug)
            return show_sent(request, organisation, received)
        return render(request, "portal/apply.html", _context(service, edition, form, person), status=422)
    draft = draft_of(request, organisation, slug)
    initial = {
        **{k: person.get(k, "") for k in ("surname", "name", "patronymic", "email", "phone")},
        **(draft.data if draft else {}),
    }
    form = ApplicationForm(initial=initial, **known)
    response = render(
        request, "portal/apply.html", {**_context(service, edition, form, person), "restored": bool(draft)}
    )
    return with_draft_cookie(request, response)


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


def _incoming(request: HttpRequest, service: Service, form: ApplicationForm, person: dict[str, Any]) -> Incoming:
    data = form.cleaned_data
    files = tuple(IncomingFile.uploaded(f, document) for document, given in form.given().items() for f in given)
    return Incoming(
        arrival_of(request),
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
    saved = keep_draft(request, organisation, form.kept, slug)
    if request.headers.get("X-Requested-With") == "fetch":
        return JsonResponse({"saved": saved, "text": _("Черновик сохранён")})
    return redirect("apply", organisation.slug, slug)
