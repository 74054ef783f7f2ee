"""Whom a mailing reaches: who agreed, by a mailbox that is theirs; and whom it leaves out, with the reason."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from priemnaya.cases.own import speaking
from priemnaya.people.actions.consents import consent_needed
from priemnaya.people.models import Client, ClientAddress, Consent, Organisation

from .models import Mailing, MailingRecipient

NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def mailboxes(organisation: Organisation) -> QuerySet[ClientAddress]:
    """Mailboxes of a body's clients where a mailing may go: those that speak for the card (cases/own.py), for whoever
    typed another's must not have us write there; and not stopped by their reader since the client agreed."""
    agreed = Consent.objects.filter(client=OuterRef("client"), purpose="mailing", withdrawn_at=None)
    last = Subquery(agreed.order_by("-given_at").values("given_at")[:1])
    held = speaking(ClientAddress.objects.filter(client__organisation=organisation, channel="email"))
    stopped = MailingRecipient.objects.filter(
        mailing__organisation=organisation, address=OuterRef("address"), unsubscribed_at__gte=OuterRef("consented_at")
    )
    return held.annotate(consented_at=Coalesce(last, Value(NEVER))).filter(~Exists(stopped))


def audience(mailing: Mailing) -> QuerySet[Client]:
    """Clients of the chosen kinds who have a mailbox of their own and, where an act asks for it, whose consent to
    mailings is in force."""
    own = mailboxes(mailing.organisation).filter(client=OuterRef("pk"))
    return _agreed(mailing).filter(Exists(own)).order_by("pk")


@dataclass(frozen=True)
class LeftOut:
    """How many clients of the chosen kinds have an address and are not written to: they never agreed; nobody has
    proved their mailbox; its reader has stopped mailings."""

    disagreed: int
    unproved: int
    stopped: int


def left_out(mailing: Mailing) -> LeftOut:
    addressed, agreed = _addressed(mailing), _agreed(mailing)
    proved = agreed.filter(Exists(speaking(_mailboxes_of_any()))).count()
    asked = agreed.count()
    return LeftOut(addressed.count() - asked, asked - proved, proved - audience(mailing).count())


def _mailboxes_of_any() -> QuerySet[ClientAddress]:
    return ClientAddress.objects.filter(client=OuterRef("pk"), channel="email")


def _addressed(mailing: Mailing) -> QuerySet[Client]:
    found = Client.objects.filter(organisation_id=mailing.organisation_id, merged_into=None)
    if mailing.client_kinds:
        found = found.filter(kind__in=mailing.client_kinds)
    return found.filter(Exists(_mailboxes_of_any()))


def _agreed(mailing: Mailing) -> QuerySet[Client]:
    found = _addressed(mailing)
    if not consent_needed(mailing.organisation, "mailing"):
        return found
    return found.filter(Exists(Consent.objects.filter(client=OuterRef("pk"), purpose="mailing", withdrawn_at=None)))


def may_withdraw(client: Client, address: str) -> bool:
    """Whether the reader of this mailbox may withdraw the client's consent: it speaks for the card (docs/trust.md)."""
    return speaking(client.addresses.filter(channel="email", address=address)).exists()
