"""Deliveries of the outbox."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router

from priemnaya.cases import actions
from priemnaya.cases.guard import unbarred_subjects
from priemnaya.core.models import Delivery

from . import schemas as s
from .fields import Filter
from .paging import Limit, listed
from .problems import ERRORS
from .scopes import Scoped
from .shared import me

router = Router()


@router.get(
    "/deliveries",
    auth=Scoped("cases:read"),
    response={200: s.DeliveryPage, **ERRORS},
    summary="Отправления",
    tags=["deliveries"],
)
def deliveries(
    request: HttpRequest,
    state: Filter = "",
    channel: Filter = "",
    after: Filter | None = None,
    limit: Limit = 50,
) -> Any:
    rows = unbarred_subjects(Delivery.objects.filter(organisation_id=me(request).organisation_id), me(request))
    if state:
        rows = rows.filter(state=state)
    if channel:
        rows = rows.filter(channel=channel)
    return listed(rows, after, limit, delivery_of)


def delivery_at(request: HttpRequest, delivery_id: int) -> Delivery:
    """A delivery of the key's body that speaks of nothing closed to it, or 404."""
    rows = Delivery.objects.filter(organisation_id=me(request).organisation_id)
    return get_object_or_404(unbarred_subjects(rows, me(request)), pk=delivery_id)


def delivery_of(row: Delivery) -> dict[str, Any]:
    return {
        "id": row.pk,
        "channel": row.channel,
        "state": row.state,
        "held_back": row.held_back,
        "read_on_page_at": row.read_on_page_at,
        "attempts": row.attempts,
        "error": row.error,
        "created_at": row.created_at,
        "sent_at": row.sent_at,
    }


@router.post(
    "/deliveries/{delivery_id}/retry",
    auth=Scoped("cases:work"),
    response={200: s.DeliveryOut, **ERRORS},
    summary="Отправить ещё раз",
    tags=["deliveries"],
)
def retry(request: HttpRequest, delivery_id: int) -> Any:
    """What did not leave or came back goes once more to the same address. The answer is the delivery that goes now: a
    letter that had left keeps its own."""
    return delivery_of(actions.retry_delivery(delivery_at(request, delivery_id), by=me(request)))
