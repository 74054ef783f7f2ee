"""Events that a listener has not been told of: what webhooks and the portals' statuses share.

Each event becomes one row of the outbox under a key made of a prefix and the event's id, so a second look adds nothing.
Events are written in long transactions too: every look goes back an hour behind the moment already looked through.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from priemnaya.core.models import Delivery, Event

LOOK_BACK = dt.timedelta(hours=1)


def key_of(prefix: str, event: Event) -> str:
    return f"{prefix}{event.pk}"


def untold(events: QuerySet[Event], prefix: str, since: dt.datetime, limit: int) -> list[Event]:
    """The oldest events after `since` (less the hour) that have no row under their key yet; fewer than `limit`: all of
    them."""
    key = Concat(Value(prefix), Cast(OuterRef("pk"), CharField()))
    fresh = events.filter(at__gte=since - LOOK_BACK).filter(~Exists(Delivery.objects.filter(key=key)))
    return list(fresh.order_by("id")[:limit])
