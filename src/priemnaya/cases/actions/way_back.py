"""Ways back to a case for whoever has lost its code: a link to its own mailbox, to the messenger that it was written
from, to its proved telephone (docs/trust.md). What was merely typed proves nothing: of messengers and telephones only
what is proved on this very case is written to."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from priemnaya.cases.models import Case
from priemnaya.core.journal import record
from priemnaya.people.actions.links import make_link
from priemnaya.people.interaction import barred_by
from priemnaya.people.models import Organisation
from priemnaya.people.proof import Level
from priemnaya.policy.connection import is_connected
from priemnaya.policy.contact_points import SMS, SOCIAL

from .deliver import send_link
from .mailboxes import closed_to_mailbox

KEPT_AS = {SMS: "phone"}
"""Ways whose addresses stand on the case under another name."""


def ways_back(organisation: Organisation) -> tuple[str, ...]:
    """By what a link can be sent here at all, whatever the case: what is connected and no rule of the order bars."""
    owner = (organisation.parent if organisation.parent_id else None) or organisation
    ways = ["email", *(way for way in SOCIAL if is_connected(way, owner.slug)), *([SMS] if settings.SMS_URL else ())]
    return tuple(way for way in ways if not barred_by(organisation, KEPT_AS.get(way, way)))


def place_back(case: Case, way: str) -> str:
    """The case's own address by this way; empty when it has none that a link may go to."""
    if way == "email":
        return case.mailbox
    proved = case.addresses.filter(channel=KEPT_AS.get(way, way), level__gt=Level.CLAIMED)
    row = proved.order_by("-level", "-proved_at", "id").first()
    return row.address if row else ""


@transaction.atomic
def ask_case_link(case: Case, way: str = "email") -> bool:
    """A fresh link to the case by this way: the door for who has lost the code. False when the case has no such
    address of its own, or its owner is proved and the mailbox is not; the page tells neither."""
    address, channel = place_back(case, way), KEPT_AS.get(way, way)
    if not address or case.is_unread or closed_to_mailbox(case, address, channel):
        return False
    secret = make_link(case.organisation, "case", channel=channel, address=address, subject=case.pk)
    send_link(case, address, secret, "short_case_link" if way == SMS else "case_link", way=way)
    record("case.link_sent", case, by=None)
    return True
