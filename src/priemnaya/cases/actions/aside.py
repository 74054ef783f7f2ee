"""Messages that become no case: robots' letters, and what could not be read. Kept as they came, listed, and never in
the way."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from priemnaya.cases.models import Attachment, Contact
from priemnaya.core.antivirus import scan
from priemnaya.core.journal import alert, record
from priemnaya.core.models import IdempotencyKey, StoredFile
from priemnaya.people.models import Organisation

from .receive import IncomingFile


@transaction.atomic
def keep_aside(
    organisation: Organisation,
    point: str,
    raw: bytes,
    *,
    status: str,
    reason: str,
    sender: str = "",
    subject: str = "",
    text: str = "",
    quoted: str = "",
    checks: dict[str, str] | None = None,
    external_id: str = "",
    files: Sequence[IncomingFile] = (),
    key: str = "",
) -> Contact:
    """status: «ignored» is only listed, «quarantined» raises an alert as well. The same unreadable message twice is one
    row."""
    stored = StoredFile.objects.store(raw)
    if status == "quarantined":
        known = Contact.objects.filter(organisation=organisation, point=point, status=status, raw=stored).first()
        if known:
            return known
    contact = Contact.objects.create(
        organisation=organisation,
        point=point,
        direction="in",
        status=status,
        reason=reason[:300],
        sender=sender,
        subject=subject,
        text=text,
        quoted=quoted,
        checks=checks or {},
        at=timezone.now(),
        external_id=external_id[:300],
        raw=stored,
    )
    for file in files:
        Attachment.objects.create(
            contact=contact,
            file=StoredFile.objects.store(file.content),
            name=file.name,
            content_type=file.content_type,
            inline=file.inline,
            scan=file.scan or scan(file.content),
        )
    if key:
        IdempotencyKey.objects.keep(organisation.pk, key, "contact", contact.pk)
    record(f"contact.{status}", contact, by=None)
    if status == "quarantined":
        alert("quarantine", f"Сообщение отложено: {reason}", organisation_id=organisation.pk, subject=contact)
    return contact
