"""The contract of a channel, and the outbox loop that all channels share.

A channel is a function `send(delivery) -> None`: it returns when the other side took the message, raises Postpone when a
later try may succeed and GiveUp when none will. In: it calls cases.actions.receive_message and acknowledges after commit.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Protocol

from django.utils import timezone

from priemnaya.cases.actions import delivery_failed, delivery_sent
from priemnaya.core.models import Delivery

log = logging.getLogger(__name__)


class Postpone(Exception):
    """The other side is away or asks to come later."""


class GiveUp(Exception):
    """The other side will never take this message: wrong address, refused content."""


class Send(Protocol):
    def __call__(self, delivery: Delivery) -> None: ...


_SENDERS: dict[str, Send] = {}


def carries(channel: str) -> Callable[[Send], Send]:
    """Decorator: this function sends messages of a channel."""

    def mark(send: Send) -> Send:
        _SENDERS[channel] = send
        return send

    return mark


def deliver_ready(limit: int = 200) -> int:
    """Deliver what is due, one row at a time; returns how many were handed over.

    1. Rows that are queued and due, or left `doing` by a killed worker, oldest first, in order per case.
    2. Claim one by a conditional update; somebody else may have been quicker.
    3. Send. A failure of one row is recorded on that row and never stops the next.
    """
    sent = 0
    for _ in range(limit):
        row = Delivery.objects.ready(timezone.now()).filter(channel__in=_SENDERS).first()
        if row is None:
            break
        if not Delivery.objects.claim(row.pk, timezone.now()):
            continue
        row.refresh_from_db()
        try:
            _SENDERS[row.channel](row)
        except GiveUp as reason:
            delivery_failed(row, str(reason), final=True)
        except Postpone as reason:
            delivery_failed(row, str(reason))
        except Exception as error:
            log.exception("delivery %s crashed", row.pk)
            delivery_failed(row, f"{type(error).__name__}: {error}")
        else:
            delivery_sent(row)
            sent += 1
    return sent
