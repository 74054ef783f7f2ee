"""Clients: their card, consents, history."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Router

from priemnaya.cases.guard import card_closed, told_addresses, told_postal_address
from priemnaya.core.journal import viewed
from priemnaya.people.actions.consents import active, give_consent, withdraw_purpose
from priemnaya.people.models import Client
from priemnaya.records import actions as records
from priemnaya.records.models import HistoryExport

from . import schemas as s
from .cases import proofs_of
from .problems import ERRORS, Problem
from .scopes import Scoped
from .shared import me

router = Router()


def client_at(request: HttpRequest, client_id: int) -> Client:
    """A client of the key's body, or 404; nor one all of whose cases are closed to it."""
    rows = Client.objects.filter(organisation_id=me(request).organisation_id)
    found = get_object_or_404(rows.select_related("organisation__parent"), pk=client_id)
    if card_closed(found, me(request)):
        raise Http404
    return found


@router.get(
    "/clients/{client_id}",
    auth=Scoped("clients:read"),
    response={200: s.ClientOut, **ERRORS},
    summary="Карточка клиента",
    tags=["clients"],
)
def read_client(request: HttpRequest, client_id: int) -> Any:
    found = client_at(request, client_id)
    viewed(found, by=me(request))
    consents = [
        {
            "purpose": c.purpose,
            "version": c.version,
            "given_at": c.given_at.isoformat(),
            "given_how": c.given_how,
            "withdrawn_at": c.withdrawn_at and c.withdrawn_at.isoformat(),
        }
        for c in found.consents.order_by("given_at")
    ]
    return {
        "id": found.pk,
        "kind": found.kind,
        "surname": found.surname,
        "name": found.name,
        "patronymic": found.patronymic,
        "company": found.company,
        "full_name": found.full_name,
        "identified": found.is_proved,
        "postal_address": told_postal_address(found, me(request)),
        "addresses": proofs_of(told_addresses(found.addresses.all(), me(request))),
        "consents": consents,
        "level": found.level,
        "documents": [{"sort": d.sort, "seen_at": d.seen_at} for d in found.documents_seen.order_by("seen_at")],
    }


@router.post(
    "/clients/{client_id}/consents",
    auth=Scoped("clients:work"),
    response={201: s.Count, **ERRORS},
    summary="Записать согласие",
    tags=["clients"],
)
def add_consent(request: HttpRequest, client_id: int, data: s.ConsentIn) -> Any:
    """The text in force was read to the client whole; it is kept word for word."""
    found = client_at(request, client_id)
    give_consent(found, data.purpose, how=data.how, by=me(request))
    return 201, {"count": found.living.consents.filter(withdrawn_at=None).count()}


@router.delete(
    "/clients/{client_id}/consents/{purpose}",
    auth=Scoped("clients:work"),
    response={200: s.Count, **ERRORS},
    summary="Отозвать согласие",
    tags=["clients"],
)
def remove_consent(request: HttpRequest, client_id: int, purpose: str) -> Any:
    found = client_at(request, client_id)
    if active(found.living, purpose) is None:
        raise Problem(404, _("Не найдено"), _("Действующего согласия нет."))
    withdraw_purpose(found, purpose, how="in_person", by=me(request))
    return {"count": found.living.consents.filter(withdrawn_at=None).count()}


@router.post(
    "/clients/{client_id}/history",
    auth=Scoped("clients:work"),
    response={202: s.ExportOut, **ERRORS},
    summary="Собрать всю историю",
    tags=["clients"],
)
def ask_history(request: HttpRequest, client_id: int) -> Any:
    client = client_at(request, client_id)
    export = records.ask_history(client, by=me(request))
    return 202, {"id": export.pk, "state": export.state, "percent": export.percent}


@router.get(
    "/clients/{client_id}/history/{export_id}",
    auth=Scoped("clients:work"),
    response={200: s.ExportOut, **ERRORS},
    summary="Как собирается история",
    tags=["clients"],
)
def read_history(request: HttpRequest, client_id: int, export_id: int) -> Any:
    export = get_object_or_404(HistoryExport, pk=export_id, client=client_at(request, client_id).living)
    return {"id": export.pk, "state": export.state, "percent": export.percent}
