"""Handing events over: signed POST (Standard Webhooks: webhook-id, webhook-timestamp, webhook-signature) to public
addresses only, without redirects; of the answer only its number is read."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from priemnaya.channels.base import OF_A_SUBJECT, Away, GiveUp, Postpone, Settle, carries, settles
from priemnaya.channels.models import Webhook
from priemnaya.core import outbound
from priemnaya.core.journal import alert, record
from priemnaya.core.models import Delivery

TIMEOUT = 10  # seconds for the whole answer of the receiver


def key_of(webhook: Webhook) -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), f"webhook:{webhook.pk}:{webhook.salt}".encode(), "sha256")


def secret_of(webhook: Webhook) -> str:
    """What the receiver puts into its settings to check signatures."""
    return "whsec_" + base64.b64encode(key_of(webhook)).decode()


def signature(key: bytes, ident: str, moment: int, body: bytes) -> str:
    signed = hmac.new(key, f"{ident}.{moment}.".encode() + body, hashlib.sha256)
    return "v1," + base64.b64encode(signed.digest()).decode()


@carries("webhook", OF_A_SUBJECT)
def send(delivery: Delivery) -> None:
    """POST one event. 2xx: taken; no answer: all of its events later; 408, 425, 429 and 5xx: this one later; any other
    answer, and an address that leads inside: never (it stays in the log)."""
    webhook = Webhook.objects.filter(pk=delivery.subject_id).first()
    if webhook is None or not webhook.active:
        raise GiveUp("Подписка выключена.")
    body, moment = json.dumps(delivery.payload, ensure_ascii=False, sort_keys=True).encode(), int(time.time())
    headers = {
        "Content-Type": "application/json",
        "webhook-id": delivery.message_id,
        "webhook-timestamp": str(moment),
        "webhook-signature": signature(key_of(webhook), delivery.message_id, moment, body),
        "User-Agent": "Priemnaya-Webhooks/1",
    }
    try:
        status = outbound.post_public(webhook.url, body, headers, seconds=TIMEOUT)
    except outbound.Barred as error:
        raise GiveUp(str(error)) from error
    except outbound.NoAnswer as error:
        raise Away(f"Получатель не ответил: {error}") from error
    if 200 <= status < 300:
        return
    if 300 <= status < 400:
        raise GiveUp(f"Получатель ответил {status}: он отсылает на другой адрес. Подпишите сразу тот адрес.")
    raise (Postpone if status in (408, 425, 429) or status >= 500 else GiveUp)(f"Получатель ответил {status}")


@transaction.atomic
def _sent(delivery: Delivery, *, by: object = None) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(
        state="delivered", sent_at=timezone.now(), delivered_at=timezone.now(), error="", lease_until=None
    )


@transaction.atomic
def _failed(delivery: Delivery, error: str, *, final: bool = False, away: bool = False) -> None:
    if final:
        Delivery.objects.filter(pk=delivery.pk).update(state="dead", error=error[:2000], lease_until=None)
        delivery.state = "dead"
    else:
        delivery.postpone(error, away=away)
    if delivery.state == "dead":
        webhook = Webhook.objects.filter(pk=delivery.subject_id).first()
        if webhook:
            record("webhook.failed", webhook, by=None, delivery=delivery.pk)
            alert(
                "webhook",
                f"Система «{webhook.title}» не приняла событие: {error[:150]}",
                organisation_id=webhook.organisation_id,
            )


def _never(delivery: Delivery, *_: object) -> None:
    """A webhook neither bounces nor is read: its answer is all there is."""


settles("webhook", Settle(_sent, _failed, _never, _never))
