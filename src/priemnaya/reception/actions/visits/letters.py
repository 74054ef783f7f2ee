"""Letters about visits on their way out, and what becomes of them. A letter whose booking was moved or cancelled since
does not leave."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone

from priemnaya.core import limits, queue
from priemnaya.core.models import Delivery
from priemnaya.core.models.outbox import letters_lane
from priemnaya.core.tokens import new_code
from priemnaya.people.interaction import barred_by
from priemnaya.reception.models import Visit, VisitNews, VisitReminder
from priemnaya.reception.visits.asked import ahead_of
from priemnaya.reception.visits.calendar_file import calendar_file
from priemnaya.reception.visits.texts import CANCELLED, MOVED, OFFER, REMINDER, letter
from priemnaya.reception.visits.ways import address_of

SUBJECT = "visit"
A_DAY = 12
"""Letters about visits that one typed mailbox gets in a day, of all bodies: its reader may have asked for none."""


def write(visit: Visit, name: str, *, way: str = "email", reminder: int | None = None, **more: str) -> bool:
    """Queue one letter, once for each standing of the booking; False where nothing can be written. reminder: the row
    that it fulfils, which becomes a call if the letter cannot be delivered."""
    address = address_of(visit, way)
    if not address or visit.starts is None or barred_by(visit.organisation, way) is not None:
        return False
    if limits.spend("visit-letters", address, seconds=limits.DAY) > A_DAY:
        return False
    subject, text = letter(visit, f"{name}_short" if way == "sms" else name, **more)
    payload: dict[str, Any] = {"subject": subject, "text": text, "automatic": True, "name": name}
    payload |= {"sequence": visit.sequence, "reminder": reminder}
    if way == "email" and name not in (REMINDER, OFFER):
        payload["calendar"] = {
            "method": "CANCEL" if name == CANCELLED else "REQUEST",
            "text": calendar_file(visit, cancelled=name == CANCELLED, alarms=_alarms(visit)),
        }
    Delivery.objects.create(
        organisation_id=visit.organisation_id,
        channel=way,
        subject_type=SUBJECT,
        subject_id=visit.pk,
        key=f"visit-{visit.pk}-{visit.sequence}-{name}-{more.get('ahead', '')}-{new_code(6)}",
        lane=letters_lane(f"visit-{visit.pk}", way, address),
        address=address,
        message_id=f"<{visit.organisation.slug}.visit.{visit.pk}.{new_code(12).lower()}@{settings.MAIL_DOMAIN}>",
        payload=payload,
    )
    queue.nudge("deliver_outbox")
    return True


def _alarms(visit: Visit) -> list[Any]:
    return [ahead_of(key) for key in visit.reminders.filter(sequence=visit.sequence).values_list("ahead", flat=True)]


def visit_letter_unwanted(delivery: Delivery) -> str:
    """Why it must not leave any more; asked at the last instant."""
    visit = Visit.objects.filter(pk=delivery.subject_id).first()
    if visit is None:
        return "Записи больше нет."
    if delivery.payload.get("sequence") != visit.sequence:
        return "Запись с тех пор перенесена: об этом ушло другое письмо."
    if visit.state == "cancelled" and delivery.payload.get("name") != CANCELLED:
        return "Запись с тех пор отменена."
    if delivery.payload.get("name") == REMINDER and not visit.is_ahead:
        return "Напоминать поздно: время приёма уже пришло."
    return ""


def visit_letter_sent(delivery: Delivery, **named: Any) -> None:
    _settled(delivery, state="sent", sent_at=timezone.now(), error="")


def visit_letter_failed(delivery: Delivery, error: str, *, final: bool = False, away: bool = False) -> None:
    if not final:
        delivery.postpone(error, away=away)
        return
    _settled(delivery, state="dead", error=error[:2000])
    _call_instead(delivery)


def _settled(delivery: Delivery, **columns: Any) -> None:
    rows = Delivery.objects.filter(pk=delivery.pk, state__in=("queued", "doing"))
    rows.update(lease_until=None, **columns)


def visit_letter_bounced(delivery: Delivery, why: str) -> None:
    Delivery.objects.filter(pk=delivery.pk, state="sent").update(state="bounced", error=why[:2000])
    _call_instead(delivery)


def _call_instead(delivery: Delivery) -> None:
    """A reminder, an offer of a time or news of a change that could not be delivered is a call for the desk, where
    there is a telephone and still time."""
    if delivery.payload.get("name") in (MOVED, CANCELLED):
        _news_by_call(delivery)
        return
    if delivery.payload.get("name") == OFFER:
        offered = Visit.objects.filter(pk=delivery.subject_id, state="held", wish__state="offered")
        offered.exclude(wish__phone="").update(email="")
    rows = VisitReminder.objects.filter(pk=delivery.payload.get("reminder"), state="sent")
    row = rows.select_related("visit").first()
    if row is not None and row.sequence == row.visit.sequence and row.visit.is_ahead and row.visit.phone:
        rows.update(state="waiting", by="phone", done_at=None)


def _news_by_call(delivery: Delivery) -> None:
    of_it = VisitNews.objects.filter(visit=delivery.subject_id, sequence=delivery.payload.get("sequence", -1))
    row = of_it.filter(by=delivery.channel, state="sent").select_related("visit").first()
    if row is None or row.sequence != row.visit.sequence or not row.visit.phone or of_it.filter(by="phone").exists():
        return
    of_it.filter(pk=row.pk, state="sent").update(by="phone", state="waiting", done_at=None)


def visit_letter_confirmed(delivery: Delivery, *given: Any, **named: Any) -> None:
    """A receipt says nothing that anybody needs."""
