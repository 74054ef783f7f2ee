"""How many people write about the same: «в течение 30 дней об одном и том же приходит пять сигналов от разных
клиентов» (mintrans 3.6)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from .asked import questions_of
from .models import Case, unread

WINDOW = dt.timedelta(days=30)


def clients_on_topic(case: Case) -> int:
    """The most clients who wrote on one topic of this matter within thirty days that it falls into, this one among
    them: it is the same number whichever of their messages is read last. Whoever has no card is one of their own; two
    cards of one person are two."""
    topics = {q.topic_id for q in questions_of(case) if q.topic_id}
    if not topics:
        return 0
    near = Case.objects.filter(
        organisation=case.organisation_id,
        merged_into=None,
        questions__topic__in=topics,
        received_at__gt=case.received_at - WINDOW,
        received_at__lt=case.received_at + WINDOW,
    ).exclude(unread())
    rows = near.order_by("received_at").values_list("questions__topic", "received_at", "client", "pk").distinct()
    by_topic: dict[Any, list[tuple[dt.datetime, Any]]] = {}
    for topic, at, client, pk in rows:
        by_topic.setdefault(topic, []).append((at, client or f"case {pk}"))
    return max((_most(found, case.received_at) for found in by_topic.values()), default=0)


def _most(found: list[tuple[dt.datetime, Any]], within: dt.datetime) -> int:
    """The most different clients within one window that the moment falls into."""
    starts = [at for at, _ in found if at <= within < at + WINDOW]
    return max((len({who for at, who in found if start <= at < start + WINDOW}) for start in starts), default=0)
