"""The contract of a channel, and the outbox loop that all channels share.

A channel is a function `send(delivery) -> None`: it returns when the other side took the message, raises Postpone when
a later try may succeed, Away when the other side takes nothing at all now, and GiveUp when it will never take this one.
In: it calls cases.actions.receive_message and acknowledges after commit.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils import timezone

from priemnaya.cases import actions
from priemnaya.cases.actions import draft_links, wishes
from priemnaya.core.journal import alert
from priemnaya.core.models import Delivery
from priemnaya.core.traces import in_words
from priemnaya.desk.actions import staff_letters
from priemnaya.outreach.actions import mailings
from priemnaya.policy.contact_points import PAGES, PEOPLE
from priemnaya.reception.actions.visits import letters as visit_letters

log = logging.getLogger(__name__)


class Postpone(Exception):
    """This message is not taken now; it may be later."""


class Away(Postpone):
    """The other side is unreachable or asks everyone to come later: the rest of its messages is not tried in this
    round."""


class NotSetUp(Away):
    """Nobody has set the channel up on this server. People read that it waits and whom to tell; what to set, the
    administrator's page says (`workspace.views.settings`)."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what}: письма ждут. Сообщите администратору.")


class GiveUp(Exception):
    """The other side will never take this message: wrong address, refused content."""


class Send(Protocol):
    def __call__(self, delivery: Delivery) -> None: ...


@dataclass(frozen=True)
class Settle:
    """What to do when a delivery about some sort of subject went, failed, came back, or was confirmed."""

    sent: Callable[..., None]
    failed: Callable[..., None]
    bounced: Callable[[Delivery, str], None]
    confirmed: Callable[..., Any]
    wanted: Callable[[Delivery], str] = lambda delivery: ""
    """Why a message must not leave after all; asked right before it is sent."""


BY_HAND = (*PEOPLE, *PAGES)
"""Where no channel sends: a person acts, or the page of the case shows. Everything else in the outbox needs a
sender."""
_SENDERS: dict[str, Send] = {}
_SETTLE: dict[str, Settle] = {}


def senders() -> dict[str, Send]:
    """Channel of the outbox -> what carries it, as registered."""
    return dict(_SENDERS)


def carries(channel: str) -> Callable[[Send], Send]:
    """Decorator: this function sends messages of a channel."""

    def mark(send: Send) -> Send:
        _SENDERS[channel] = send
        return send

    return mark


def settles(subject_type: str, settle: Settle) -> None:
    """Say who is told what became of deliveries about a sort of subject."""
    _SETTLE[subject_type] = settle


def settled_by(delivery: Delivery) -> Settle:
    return _SETTLE[delivery.subject_type]


_OF_CASES = (actions.delivery_sent, actions.delivery_failed, actions.delivery_bounced, actions.delivery_confirmed)
settles("case", Settle(*_OF_CASES, actions.second_unwanted))
settles("contact", Settle(*_OF_CASES))
settles(
    actions.ABOUT_FORWARDING,
    Settle(
        actions.forwarding_sent,
        actions.forwarding_failed,
        actions.forwarding_bounced,
        actions.delivery_confirmed,
        actions.forwarding_unwanted,
    ),
)
settles(
    draft_links.SUBJECT,
    Settle(
        draft_links.link_sent,
        draft_links.link_failed,
        draft_links.link_bounced,
        draft_links.link_confirmed,
        draft_links.link_unwanted,
    ),
)
settles(
    wishes.SUBJECT,
    Settle(wishes.wish_sent, wishes.wish_failed, wishes.wish_bounced, wishes.wish_confirmed, wishes.wish_unwanted),
)
settles(
    "mailing",
    Settle(
        mailings.mailing_sent,
        mailings.mailing_failed,
        mailings.mailing_bounced,
        mailings.mailing_confirmed,
        mailings.still_wanted,
    ),
)
settles(
    visit_letters.SUBJECT,
    Settle(
        visit_letters.visit_letter_sent,
        visit_letters.visit_letter_failed,
        visit_letters.visit_letter_bounced,
        visit_letters.visit_letter_confirmed,
        visit_letters.visit_letter_unwanted,
    ),
)
settles(
    staff_letters.SUBJECT,
    Settle(
        staff_letters.letter_sent,
        staff_letters.letter_failed,
        staff_letters.letter_bounced,
        staff_letters.letter_confirmed,
        staff_letters.unwanted,
    ),
)


def deliver_ready(limit: int = 200) -> int:
    """Deliver what is due, one row at a time; returns how many were handed over.

    1. Rows that are queued and due, or left `doing` by a killed worker, oldest first, in order per subject.
    2. Claim one by a conditional update; somebody else may have been quicker.
    3. Send. A failure of one row is recorded on that row and never stops the next; a channel that is away rests this
       round.
    """
    sent = 0
    resting: set[str] = set()
    for _ in range(limit):
        row = Delivery.objects.ready(timezone.now()).exclude(channel__in={*BY_HAND, *resting}).first()
        if row is None:
            break
        if not Delivery.objects.claim(row.pk, timezone.now()):
            continue
        row.refresh_from_db()
        try:
            went = _deliver(row, resting)
        except Exception:  # what became of it could not be written: its lease ends, and it is tried again
            log.exception("delivery %s could not be settled", row.pk)
            went = False
        sent += went
    return sent


def _sender_of(row: Delivery) -> Send:
    """What carries the row. Nobody does: people are told, and the row waits as for a channel that is away. Raises
    Away."""
    if row.channel in _SENDERS:
        return _SENDERS[row.channel]
    text = (
        f"Письма в канал «{row.channel}» отправить некому: у него нет отправителя. Сообщите тому, кто обслуживает"
        " систему."
    )
    alert("channel", text, organisation_id=row.organisation_id)
    raise Away(text)


def _deliver(row: Delivery, resting: set[str]) -> bool:
    """Send one claimed row and write what became of it; True when it went."""
    settle = settled_by(row)
    try:
        if unwanted := settle.wanted(row):
            raise GiveUp(unwanted)
        _sender_of(row)(row)
    except GiveUp as reason:
        settle.failed(row, str(reason), final=True)
    except Away as reason:
        resting.add(row.channel)
        settle.failed(row, str(reason), away=True)
    except Postpone as reason:
        settle.failed(row, str(reason))
    except Exception as error:
        log.exception("delivery %s crashed", row.pk)
        settle.failed(row, in_words(error))
    else:
        settle.sent(row)
        return True
    return False
