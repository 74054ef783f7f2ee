"""Webhooks: subscriptions, their log, replays."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router

from priemnaya.channels.actions import create_webhook, replay, switch_webhook
from priemnaya.channels.models import Webhook
from priemnaya.channels.webhooks.send import secret_of
from priemnaya.core.models import Delivery

from . import schemas as s
from .deliveries import delivery_of
from .fields import Filter
from .paging import Limit, listed
from .problems import ERRORS
from .scopes import Scoped
from .shared import me

router = Router()


def hook_at(request: HttpRequest, webhook_id: int) -> Webhook:
    return get_object_or_404(Webhook, pk=webhook_id, organisation_id=me(request).organisation_id)


def _hook(webhook: Webhook) -> dict[str, Any]:
    return {
        "id": webhook.pk,
        "title": webhook.title,
        "url": webhook.url,
        "verbs": webhook.verbs,
        "active": webhook.active,
    }


@router.get(
    "/webhooks",
    auth=Scoped("settings:write"),
    response={200: list[s.WebhookOut], **ERRORS},
    summary="Подписки на события",
    tags=["webhooks"],
)
def webhooks(request: HttpRequest) -> Any:
    return [_hook(w) for w in Webhook.objects.filter(organisation_id=me(request).organisation_id).order_by("pk")]


@router.post(
    "/webhooks",
    auth=Scoped("settings:write"),
    response={201: s.WebhookMade, **ERRORS},
    summary="Подписать систему",
    tags=["webhooks"],
)
def add_webhook(request: HttpRequest, data: s.WebhookIn) -> Any:
    """Events go out signed as Standard Webhooks say; they hold ids and verbs, never personal data."""
    made = create_webhook(me(request).organisation, title=data.title, url=data.url, verbs=data.verbs, by=me(request))
    return 201, {**_hook(made), "secret": secret_of(made), "found": made.found}


@router.delete(
    "/webhooks/{webhook_id}",
    auth=Scoped("settings:write"),
    response={200: s.WebhookOut, **ERRORS},
    summary="Выключить подписку",
    tags=["webhooks"],
)
def remove_webhook(request: HttpRequest, webhook_id: int) -> Any:
    found = hook_at(request, webhook_id)
    switch_webhook(found, active=False, by=me(request))
    return _hook(found)


@router.get(
    "/webhooks/{webhook_id}/deliveries",
    auth=Scoped("settings:write"),
    response={200: s.DeliveryPage, **ERRORS},
    summary="Журнал подписки",
    tags=["webhooks"],
)
def webhook_log(request: HttpRequest, webhook_id: int, after: Filter | None = None, limit: Limit = 50) -> Any:
    found = hook_at(request, webhook_id)
    return listed(Delivery.objects.filter(subject_type="webhook", subject_id=found.pk), after, limit, delivery_of)


@router.post(
    "/webhooks/{webhook_id}/replay",
    auth=Scoped("settings:write"),
    response={200: s.Count, **ERRORS},
    summary="Отправить события ещё раз",
    tags=["webhooks"],
)
def replay_webhook(request: HttpRequest, webhook_id: int, data: s.ReplayIn) -> Any:
    found = hook_at(request, webhook_id)
    since = data.since if data.since.tzinfo else data.since.replace(tzinfo=found.organisation.zone)
    return {"count": replay(found, since, by=me(request))}
