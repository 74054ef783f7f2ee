"""A booking as a file for the client's own calendar (RFC 5545, 5546): one UID for ever, SEQUENCE up with each move, the
zone of the place whole, alarms as reminders are set. It names nobody: where and when, and how to get there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from icalendar import Alarm, Calendar, Event, vCalAddress

from priemnaya.reception.models import Visit


def calendar_file(visit: Visit, *, cancelled: bool = False, alarms: Iterable[dt.timedelta] = ()) -> str:
    """Raises ValueError of a visit without a booked time."""
    if visit.starts is None or visit.ends is None or visit.booked_at is None:
        raise ValueError("no booked time")
    calendar = Calendar()
    calendar.add("prodid", "-//priemnaya//visits//RU")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancelled else "REQUEST")
    event = _event(visit, visit.starts, visit.ends, cancelled)
    for ahead in () if cancelled else alarms:
        event.add_component(_alarm(visit, ahead))
    calendar.add_component(event)
    # only the offsets about the day of the visit: a cancellation without a zone is refused by some calendars
    day = visit.place.local(visit.starts).date()
    calendar.add_missing_timezones(first_date=day - dt.timedelta(days=366), last_date=day + dt.timedelta(days=366))
    written: bytes = calendar.to_ical()
    return written.decode()


def _event(visit: Visit, starts: dt.datetime, ends: dt.datetime, cancelled: bool) -> Event:
    place, body = visit.place, visit.organisation
    event = Event()
    event.add("uid", f"visit-{visit.organisation_id}-{visit.pk}@{settings.MAIL_DOMAIN}")
    event.add("sequence", visit.sequence)
    event.add("dtstamp", visit.ended_at or visit.booked_at)
    event.add("dtstart", place.local(starts))
    event.add("dtend", place.local(ends))
    event.add("organizer", vCalAddress(f"mailto:{body.email or f'{body.slug}@{settings.MAIL_DOMAIN}'}"))
    event.add("summary", f"Приём: {body.short}")
    event.add("location", f"{place.address}, {visit.window}" if visit.window else place.address)
    if told := "\n".join(p for p in (place.way, visit.kind.bring if visit.kind else "") if p):
        event.add("description", told)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    return event


def _alarm(visit: Visit, ahead: dt.timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", f"Приём: {visit.organisation.short}")
    alarm.add("trigger", -ahead)
    return alarm
