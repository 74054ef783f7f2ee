"""From events to deliveries: every event of a body becomes one row of the outbox for each subscription that wants
it."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.utils import timezone

from priemnaya.channels.events import key_of, untold
from priemnaya.channels.models import Webhook
from priemnaya.core import queue
from priemnaya.core.each import each
from priemnaya.core.models import Delivery, Event
from priemnaya.people.models import Organisation

QUIET = ("delivery.", "webhook.")
"""What the outbox itself does is no news to others: a webhook about a webhook would never end."""


def queue_events(organisation: Organisation, limit: int = 2000) -> int:
    """Queue what the subscriptions of a body have not been told yet; returns how many rows were added."""
    active = Webhook.objects.filter(organisation=organisation, active=True).order_by("pk")
    return each(active, partial(_queue_for, limit), "events of a subscription")


@transaction.atomic
def _queue_for(limit: int, webhook: Webhook) -> int:
    webhook = Webhook.objects.select_for_update().get(pk=webhook.pk)
    now = timezone.now()
    events = Event.objects.filter(organisation_id=webhook.organisation_id, at__gte=webhook.on_at or webhook.created_at)
    if webhook.verbs:
        events = events.filter(verb__in=webhook.verbs)
    for quiet in QUIET:
        events = events.exclude(verb__startswith=quiet)
    rows = [_row(webhook, e) for e in untold(events, _prefix(webhook), webhook.since, limit)]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    if len(rows) < limit:
        webhook.since = now
        webhook.save(update_fields=["since"])
    if rows:
        queue.nudge("deliver_outbox")
    return len(rows)


def _prefix(webhook: Webhook) -> str:
    return f"webhook-{webhook.pk}-"


def _row(webhook: Webhook, event: Event) -> Delivery:
    return Delivery(
        organisation_id=webhook.organisation_id,
        channel="webhook",
        subject_type="webhook",
        subject_id=webhook.pk,
        key=key_of(_prefix(webhook), event),
        lane=f"webhook-{webhook.pk}:{event.subject_type}-{event.subject_id}",
        address=webhook.url[:320],
        message_id=f"evt_{event.pk}_{webhook.pk}",
        payload={
            "type": event.verb,
            "timestamp": event.at.isoformat(),
            "data": {"id": event.pk, "subject": event.subject_type, "subject_id": event.subject_id, **event.data},
        },
    )
