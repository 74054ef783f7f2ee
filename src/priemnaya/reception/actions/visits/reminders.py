"""Reminders of visits: set at booking as the client chose, sent once, never after a move or a cancellation. By phone a
reminder is a call that somebody makes and whose result is written down (udmurtia-mio 5.3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from priemnaya.core.each import each
from priemnaya.core.journal import record
from priemnaya.errors import Objection, Stale
from priemnaya.people.acting import action
from priemnaya.people.models import Employee, Organisation
from priemnaya.people.policies import calendar_of
from priemnaya.reception.models import Place, Visit, VisitReminder
from priemnaya.reception.named import must_be_open_to
from priemnaya.reception.visits.asked import ahead_of
from priemnaya.reception.visits.texts import REMINDER

from .letters import write

QUIET_FROM, QUIET_TO = 21, 8
"""Hours of the clock of the place between which nobody is reminded."""
TRIES = 3
USEFUL = dt.timedelta(hours=1)
"""A call nearer to the visit reminds nobody: they are on their way."""
LONGEST_REST = 15
"""Days without an hour of work before which nobody looks further back: New Year's are ten."""


def is_quiet(place: Place, at: dt.datetime) -> bool:
    return not QUIET_TO <= place.local(at).hour < QUIET_FROM


def out_of_quiet(place: Place, at: dt.datetime) -> dt.datetime:
    """The same instant, or the evening before the quiet hours it falls into."""
    if not is_quiet(place, at):
        return at
    local = place.local(at)
    day = local.date() if local.hour >= QUIET_FROM else local.date() - dt.timedelta(days=1)
    return dt.datetime.combine(day, dt.time(QUIET_FROM - 1), place.zone)


def at_work(place: Place, at: dt.datetime) -> dt.datetime:
    """The same instant, or the last hour before it at which somebody is at work to make a call."""
    calendar, hours = calendar_of(place.organisation).tentative(), place.organisation.hours
    day = place.local(at).date()
    for back in range(LONGEST_REST):
        on = day - dt.timedelta(days=back)
        for begins, ends in reversed(hours.of(on, calendar)):
            first, last = (dt.datetime.combine(on, time, place.zone) for time in (begins, ends))
            if first <= at:
                return at if at < last else max(first, last - dt.timedelta(hours=1))
    return at


def work_after(place: Place, at: dt.datetime, before: dt.datetime) -> dt.datetime | None:
    """The first instant from then on at which somebody is at work to make a call that still is of use."""
    calendar, hours = calendar_of(place.organisation).tentative(), place.organisation.hours
    day = place.local(at).date()
    while day <= place.local(before).date():
        for begins, ends in hours.of(day, calendar):
            first, last = (dt.datetime.combine(day, time, place.zone) for time in (begins, ends))
            if max(first, at) < min(last, before):
                return max(first, at)
        day += dt.timedelta(days=1)
    return None


def set_reminders(visit: Visit, chosen: dict[str, str]) -> None:
    """What was chosen, as far as it is still ahead; two that fall on one instant are one. A call for which nobody is at
    work before its time is made as soon as somebody is, if that is still of use."""
    if visit.starts is None:
        return
    known: set[dt.datetime] = set()
    for key, by in sorted(chosen.items(), key=lambda one: ahead_of(one[0]), reverse=True):
        due = out_of_quiet(visit.place, visit.starts - ahead_of(key))
        if by == "phone":
            now, ahead = timezone.now(), due > timezone.now()
            called = at_work(visit.place, due)
            if called <= now and visit.email:  # nobody is at work before it: a letter
                by = "email"
            elif called <= now and ahead:
                due = work_after(visit.place, now, visit.starts - USEFUL) or called
            else:
                due = called
        if not by or due <= timezone.now() or due in known:
            continue
        known.add(due)
        VisitReminder.objects.create(visit=visit, sequence=visit.sequence, ahead=key, by=by, due_at=due)


def not_reminded(visit: Visit, chosen: Collection[str]) -> str:
    """What to tell whoever ticked a reminder that can't be any more; empty where all are set."""
    known = visit.reminders.filter(sequence=visit.sequence).exclude(state="off")
    if not chosen or known.count() >= len(set(chosen)):
        return ""
    if known.exists():
        return _("Напомним не столько раз, сколько отмечено: до приёма мало рабочего времени. Когда — написано ниже.")
    return _("Напомнить не успеем: до приёма нет рабочего часа, чтобы позвонить. Запишите время себе.")


def drop_reminders(visit: Visit) -> dict[str, str]:
    """None of this booked time is told any more; what had been chosen."""
    rows = VisitReminder.objects.filter(visit=visit, sequence__lt=visit.sequence)
    chosen = dict(rows.filter(sequence=visit.sequence - 1).values_list("ahead", "by"))
    rows.filter(state="waiting").update(state="off")
    return chosen


def remind_of_visits(organisation: Organisation) -> int:
    """Send what is due by its way; calls stand on the desk by themselves. Returns how many letters. Each is claimed by
    one update, so that two workers never send it twice. What is late waits for the morning too."""
    now = timezone.now()
    rows = (
        VisitReminder.objects.filter(visit__organisation=organisation, state="waiting", due_at__lte=now)
        .exclude(by="phone")
        .select_related("visit__place__point", "visit__organisation__parent", "visit__kind", "visit__window")
        .select_related("visit__client__organisation", "visit__client__merged_into", "visit__place__organisation")
    )
    awake = [row for row in rows.order_by("due_at")[:500] if not is_quiet(row.visit.place, now)]
    return each(awake, _remind, "reminder of a visit")


@transaction.atomic
def _remind(row: VisitReminder) -> bool:
    if not VisitReminder.objects.filter(pk=row.pk, state="waiting").update(state="sent", done_at=timezone.now()):
        return False
    if row.sequence != row.visit.sequence or not row.visit.is_ahead:
        VisitReminder.objects.filter(pk=row.pk).update(state="off")
        return False
    if any(write(row.visit, REMINDER, way=way, reminder=row.pk, ahead=row.ahead) for way in _ways(row)):
        record("visit.reminded", row.visit, by=None)
        return True
    if row.visit.phone:  # nowhere to write by now: somebody calls
        VisitReminder.objects.filter(pk=row.pk).update(state="waiting", by="phone", done_at=None)
    return False


def _ways(row: VisitReminder) -> list[str]:
    """The chosen way, and the letter where that way is no more."""
    return [row.by, *(["email"] if row.by != "email" else [])]


@action("visit.receive")
@transaction.atomic
def record_reminder_call(reminder: VisitReminder, result: str, *, by: Employee) -> None:
    """What came of a call: reached, nobody answered (after three tries it is given up). Raises Objection, Stale."""
    if result not in ("reached", "unreached"):
        raise Objection("Отметьте, дозвонились или нет.")
    row = VisitReminder.objects.select_for_update(of=("self",)).select_related("visit__place").get(pk=reminder.pk)
    must_be_open_to(row.visit, by)
    if row.state != "waiting":
        raise Stale("Об этом приёме уже напомнили, или его перенесли. Обновите страницу.")
    row.tries += 1
    if result == "reached" or row.tries >= TRIES:
        row.state = result
    row.done_at, row.done_by = timezone.now(), by
    row.save(update_fields=["state", "tries", "done_at", "done_by"])
    if result == "reached":
        record("visit.reminded", row.visit, by=by)
