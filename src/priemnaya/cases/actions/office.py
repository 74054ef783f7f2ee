"""What the office does around cases: acknowledging the order, letters that were set aside."""

from __future__ import annotations

from django.db import transaction

from priemnaya.cases.incoming import Arrival, Incoming, IncomingFile, Matter, Sender
from priemnaya.cases.models import Case, Contact
from priemnaya.core.journal import record
from priemnaya.people.acquaintance import edition_to_read
from priemnaya.people.acting import action
from priemnaya.people.models import Employee, OrderAcknowledgement

from .receive import receive_message


@transaction.atomic
def acknowledge_order(employee: Employee) -> bool:
    """An employee has read the order as it is now; False when that is on record already."""
    edition = edition_to_read(employee)
    row, created = OrderAcknowledgement.objects.get_or_create(employee=employee, edition=edition)
    if created:
        record("order.acknowledged", employee, by=employee, acknowledgement=row.pk)
    return created


@action("review.letters")
@transaction.atomic
def take_set_aside(contact: Contact, *, by: Employee) -> Case:
    """Make a case of a letter that a robot set aside: it was wrong. The set-aside row stays and says so."""
    files = tuple(
        IncomingFile(a.name, a.file.read(), a.content_type) for a in contact.attachments.select_related("file")
    )
    incoming = Incoming(
        Arrival(
            point=contact.point,
            at=contact.at,
            key=f"taken:{contact.pk}",
            external_id=contact.external_id,
            from_address=contact.sender,
            raw=contact.raw.read() if contact.raw else None,
        ),
        Matter(
            contact.text or contact.subject or "Текст в оригинале письма",
            subject=contact.subject,
            files=files,
        ),
        Sender(addresses={"email": contact.sender} if contact.sender else {}, how="letter"),
    )
    case = receive_message(contact.organisation, incoming, by=by).case
    assert case is not None
    contact.status, contact.reason = "ignored", f"Принято вручную, дело {case.number}: {by.short_name}"
    contact.save(update_fields=["status", "reason"])
    return case
