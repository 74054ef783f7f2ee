"""What the office does around cases: the calendar, acknowledging the order, letters that were set aside."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from priemnaya.cases.models import Case, Contact
from priemnaya.cases.recount import recompute_open
from priemnaya.core.journal import record
from priemnaya.errors import Objection
from priemnaya.people.acting import action
from priemnaya.people.models import CalendarDecree, Employee, OrderAcknowledgement, Organisation, RegionalDayRow
from priemnaya.people.policies import policy_of
from priemnaya.worktime import load_decree

from .receive import Incoming, IncomingFile, receive_message


@action("calendar.edit")
@transaction.atomic
def change_calendar(
    organisation: Organisation,
    *,
    by: Employee,
    decree: str = "",
    add: tuple[dt.date, str, str] | None = None,
    remove: int | None = None,
) -> int:
    """Load a year's decree (for all bodies), add or remove a day off of the region; open terms are recomputed and say why.

    add: date, name, act. Returns how many terms moved. Raises Objection with what is wrong.
    """
    if decree:
        years = load_decree(decree)
        for one in years:
            CalendarDecree.objects.update_or_create(year=one.year, defaults={"text": decree})
        why, affected = "загружен календарь: " + ", ".join(str(d.year) for d in years), Organisation.objects.all()
    elif remove is not None:
        row = RegionalDayRow.objects.filter(pk=remove, region=organisation.region).first()
        if row is None:
            raise Objection("Такого дня в календаре региона нет.")
        why = f"удалён региональный день {row.date:%d.%m.%Y}"
        row.delete()
        affected = Organisation.objects.filter(region=organisation.region)
    else:
        if add is None or not add[1].strip() or not add[2].strip():
            raise Objection("Назовите день и акт, которым он установлен.")
        date, name, act = add
        RegionalDayRow.objects.update_or_create(
            region=organisation.region, date=date, defaults={"name": name[:100], "act": act[:200]}
        )
        why, affected = (
            f"добавлен региональный день {date:%d.%m.%Y}",
            Organisation.objects.filter(region=organisation.region),
        )
    moved = sum(recompute_open(one, why, by=by) for one in affected)
    record("calendar.changed", organisation, by=by, moved=moved)
    return moved


@transaction.atomic
def acknowledge_order(employee: Employee) -> bool:
    """An employee has read the order in its present edition; False when that is on record already."""
    edition = policy_of(employee.organisation).body.edition
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
        point=contact.point,
        subject=contact.subject,
        text=contact.text or contact.subject or "Текст в оригинале письма",
        files=files,
        sender=contact.sender,
        addresses={"email": contact.sender} if contact.sender else {},
        external_id=contact.external_id,
        at=contact.at,
        key=f"taken:{contact.pk}",
        raw=contact.raw.read() if contact.raw else None,
    )
    case = receive_message(contact.organisation, incoming, by=by).case
    assert case is not None
    contact.status, contact.reason = "ignored", f"Принято вручную, дело {case.number}: {by.short_name}"
    contact.save(update_fields=["status", "reason"])
    return case
