"""Messages that become no case: robots' letters, and what could not be read. Kept as they came, listed, and never in
the way."""

from __future__ import annotations

from django.db import transaction

from priemnaya.cases.incoming import Arrival, IncomingFile, Matter
from priemnaya.cases.models import Attachment, Contact
from priemnaya.core import queue
from priemnaya.core.antivirus import scan
from priemnaya.core.journal import alert, record
from priemnaya.core.models import IdempotencyKey, StoredFile
from priemnaya.people.models import Organisation

from .sealing import unseen


@transaction.atomic
def keep_aside(organisation: Organisation, arrival: Arrival, matter: Matter, *, status: str, reason: str) -> Contact:
    """status: «ignored» is only listed, «quarantined» and «review» raise an alert as well. The same unreadable message
    twice is one row. The original is always there (`arrival.raw`)."""
    assert arrival.raw is not None
    stored = StoredFile.objects.store(arrival.raw)
    if status == "quarantined":
        known = Contact.objects.filter(
            organisation=organisation, point=arrival.point, status=status, raw=stored
        ).first()
        if known:
            return known
    contact = Contact.objects.create(
        organisation=organisation,
        point=arrival.point,
        direction="in",
        status=status,
        reason=reason[:300],
        sender=arrival.from_address[:320],
        subject=matter.subject[:500],
        text=matter.text,
        quoted=matter.quoted,
        checks=arrival.checks,
        at=arrival.at,
        external_id=arrival.external_id[:300],
        raw=stored,
    )
    for file in matter.files:
        _attach(contact, file)
    if arrival.key:
        IdempotencyKey.objects.keep(organisation.pk, arrival.key, "contact", contact.pk, arrival.content)
    queue.nudge("seek_names")
    record(f"contact.{status}", contact, by=None)
    if status == "quarantined":
        alert("quarantine", f"Сообщение отложено: {reason}", organisation_id=organisation.pk, subject=contact)
    if status == "review":
        alert("review", f"Письмо на проверке: {reason}", organisation_id=organisation.pk, subject=contact)
    return contact


def _attach(contact: Contact, file: IncomingFile) -> None:
    Attachment.objects.create(
        contact=contact,
        file=StoredFile.objects.store(file.content),
        name=file.name[-255:],
        content_type=file.content_type[:150],
        inline=file.inline,
        inside=file.inside,
        scan=file.scan or scan(file.content),
        seal=unseen(file.name),
    )
