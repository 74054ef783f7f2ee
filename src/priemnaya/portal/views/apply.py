"""Filing an application, step by step: who may, which documents, what the body gets itself, where the result goes."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from priemnaya.cases.actions import Received
from priemnaya.cases.incoming import Arrival, Incoming, IncomingFile, Matter, ServiceAsked
from priemnaya.cases.models import PortalDraft
from priemnaya.knowledge.models import Service, ServiceEdition
from priemnaya.knowledge.services.paying import payment_of
from priemnaya.people.interaction import ways_to
from priemnaya.people.models import Organisation
from priemnaya.portal.application import ApplicationForm, receivable
from priemnaya.portal.filing import all_at_once, page, written_in
from priemnaya.portal.forms import MessageForm
from priemnaya.portal.identity.client import configured
from priemnaya.portal.journey import FIT, Step, application_steps
from priemnaya.portal.keeping import Filing, keep_sent
from priemnaya.portal.questions import known_of
from priemnaya.portal.shared import of_body
from priemnaya.portal.visit import person_of

from .second import write_to_second
from .write import answer_points_of, draft_saved, sender_of


def _service(organisation: Organisation, slug: str) -> tuple[Service, ServiceEdition]:
    """Also one that was withdrawn: whoever had begun to ask for it has words there."""
    service = get_object_or_404(
        Service.objects.filter(organisation=organisation).select_related("organisation"), slug=slug
    )
    edition = service.current
    return service, edition or get_object_or_404(service.editions.order_by("since")[:1])


@require_http_methods(["GET", "POST"])
@of_body
def apply(request: HttpRequest, organisation: Organisation, slug: str) -> HttpResponse:
    """The form of one service; a body that takes applications elsewhere only says where."""
    service, edition = _service(organisation, slug)
    filing = _filing(request, organisation, service, edition)
    if not _here(service, edition):
        return _gone(filing, service)
    if request.method == "POST" or request.GET.get("all"):
        return all_at_once(filing)
    return page(filing, filing.steps[0].name)


@require_http_methods(["GET", "POST"])
@of_body
def step(request: HttpRequest, organisation: Organisation, slug: str, step: str) -> HttpResponse:
    """One question of the application; the last one files it."""
    service, edition = _service(organisation, slug)
    filing = _filing(request, organisation, service, edition)
    return page(filing, step) if _here(service, edition) else _gone(filing, service)


def _gone(filing: Filing, service: Service) -> HttpResponse:
    """The service is applied for here no more: what was written stays to be copied, with where to go instead."""
    if filing.request.method == "POST":
        keep_sent(filing)
    if filing.draft is None:
        if service.withdrawn_at:
            raise Http404
        return redirect("service", filing.organisation.slug, service.slug)
    said = {**filing.told, "parts": written_in(filing), "draft": filing.draft}
    return render(filing.request, "portal/gone.html", said)


def _filing(request: HttpRequest, organisation: Organisation, service: Service, edition: ServiceEdition) -> Filing:
    person, text = person_of(request, organisation), edition.text
    known = {n: person.get(n, "") for n in ("email", "phone")} | {"receive_by": receivable(text)[0]}

    def whole(form: MessageForm, status: int = 200, **more: Any) -> HttpResponse:
        said = {"form": form, "key": uuid.uuid4().hex, **_told(organisation, service, edition, person), **more}
        said["files_lost"] = bool(request.FILES) and filing.draft is None
        return render(request, "portal/apply.html", said, status=status)

    def incoming(form: MessageForm, arrival: Arrival, files: tuple[IncomingFile, ...]) -> Incoming:
        assert isinstance(form, ApplicationForm)
        return _incoming(service, form, person, arrival, files)

    def registered(received: Received, form: MessageForm, draft: PortalDraft | None) -> None:
        if received.second:
            write_to_second(request, received)

    filing = Filing(
        request,
        organisation,
        service.slug,
        application_steps(text),
        partial(ApplicationForm, organisation=organisation, identified=bool(person), text=text),
        lambda name: reverse("apply_step", args=[organisation.slug, service.slug, name]),
        reverse("apply", args=[organisation.slug, service.slug]),
        whole,
        incoming,
        registered,
        initial=known | known_of(text.questions, person),
        proved={n: person[n] for n in ("surname", "name", "patronymic") if person.get(n)},
        told=_told(organisation, service, edition, person),
        stops=_stops,
    )
    return filing


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
        "can_identify": configured(organisation),
        "provider": settings.OIDC["title"],
        "fee": payment_of(edition.text),
        "draft_url": reverse("apply_draft", args=[organisation.slug, service.slug]),
    }


def _here(service: Service, edition: ServiceEdition) -> bool:
    """Whether the service is applied for on this site."""
    ways = {p.row.kind for p in ways_to(service.organisation, "intake")}
    return not service.withdrawn_at and "portal" in edition.text.file_by and "portal" in ways


def _incoming(
    service: Service,
    form: ApplicationForm,
    person: dict[str, Any],
    arrival: Arrival,
    files: tuple[IncomingFile, ...],
) -> Incoming:
    data = form.cleaned_data
    return Incoming(
        arrival,
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
    return draft_saved(_filing(request, organisation, *_service(organisation, slug)))
