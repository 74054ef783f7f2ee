"""From events to deliveries: every event of a body becomes one row of the outbox for each subscription that wants it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from priemnaya.channels.models import Webhook
from priemnaya.core import queue
from priemnaya.core.models import Delivery, Event

LOOK_BACK = dt.timedelta(hours=1)
"""Events are written in long transactions too, so the last hour is looked through again; keys keep each event single."""
QUIET = ("delivery.", "webhook.")
"""What the outbox itself does is no news to others: a webhook about a webhook would never end."""


def queue_events(limit: int = 2000) -> int:
    """Queue what subscriptions have not been told yet; returns how many rows were added."""
    added = 0
    for webhook in Webhook.objects.filter(active=True).order_by("pk"):
        added += _queue_for(webhook, limit)
    if added:
        queue.nudge("deliver_outbox")
    return added


@transaction.atomic
def _queue_for(webhook: Webhook, limit: int) -> int:
    webhook = Webhook.objects.select_for_update().get(pk=webhook.pk)
    now = timezone.now()
    fresh = Event.objects.filter(
        organisation_id=webhook.organisation_id, at__gte=max(webhook.since - LOOK_BACK, webhook.created_at)
    )
    if webhook.verbs:
        fresh = fresh.filter(verb__in=webhook.verbs)
    events = [e for e in fresh.order_by("id")[: limit * 4] if not e.verb.startswith(QUIET)]
    known = set(Delivery.objects.filter(key__in=[_key(webhook, e) for e in events]).values_list("key", flat=True))
    rows = [_row(webhook, e) for e in events if _key(webhook, e) not in known][:limit]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    if len(rows) < limit and len(events) < limit * 4:
        webhook.since = now
        webhook.save(update_fields=["since"])
    return len(rows)


def _key(webhook: Webhook, event: Event) -> str:
    return f"webhook-{webhook.pk}-{event.pk}"


def _row(webhook: Webhook, event: Event) -> Delivery:
    return Delivery(
        organisation_id=webhook.organisation_id, channel="webhook", subject_type="webhook", subject_id=webhook.pk, key=_key(webhook, event),
        lane=f"webhook-{webhook.pk}:{event.subject_type}-{event.subject_id}",        address=webhook.url[:320], message_id=f"evt_{event.pk}_{webhook.pk}",
        payload={
            "type": event.verb, "timestamp": event.at.isoformat(),
            "data": {"id": event.pk, "subject": event.subject_type, "subject_id": event.subject_id, **event.data},
        },
    )  # fmt: skip
