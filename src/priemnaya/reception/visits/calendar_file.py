"""A booking as a file for the client's own calendar (RFC 5545, 5546): one UID for ever, SEQUENCE up with each move, the
zone of the place whole, alarms as reminders are set. It names nobody: where and when, and how to get there.

Written by hand: one event of four lines needs no library, and a file that only we write needs no parser.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.conf import settings

from priemnaya.reception.models import Visit

LONGEST = 74
"""Octets of a line; what is longer goes on in the next, after a space."""


def calendar_file(visit: Visit, *, cancelled: bool = False, alarms: Iterable[dt.timedelta] = ()) -> str:
    """Raises ValueError of a visit without a booked time."""
    if visit.starts is None or visit.ends is None or visit.booked_at is None:
        raise ValueError("no booked time")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//priemnaya//visits//RU",
        f"METHOD:{'CANCEL' if cancelled else 'REQUEST'}",
        *_zone(visit),
        *_event(visit, cancelled),
        *(line for ahead in (() if cancelled else alarms) for line in _alarm(visit, ahead)),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _zone(visit: Visit) -> list[str]:
    """The offset at the very hour of the visit, as a zone without changes: it is asked about nothing else, and a
    cancellation without it is refused by some calendars."""
    assert visit.starts is not None
    offset = visit.place.local(visit.starts).strftime("%z")
    name = visit.place.local(visit.starts).tzname() or offset
    return [
        "BEGIN:VTIMEZONE",
        f"TZID:{visit.place.zone.key}",
        "BEGIN:STANDARD",
        "DTSTART:19700101T000000",
        f"TZOFFSETFROM:{offset}",
        f"TZOFFSETTO:{offset}",
        f"TZNAME:{name}",
        "END:STANDARD",
        "END:VTIMEZONE",
    ]


def _event(visit: Visit, cancelled: bool) -> list[str]:
    assert visit.starts is not None
    assert visit.ends is not None
    place, body = visit.place, visit.organisation
    where = f"{place.address}, {visit.window}" if visit.window else place.address
    told = "\n".join(p for p in (place.way, visit.kind.bring if visit.kind else "") if p)

    def at(name: str, instant: dt.datetime) -> str:
        return f"{name};TZID={place.zone.key}:{place.local(instant):%Y%m%dT%H%M%S}"

    changed = visit.ended_at or visit.booked_at
    assert changed is not None
    return [
        "BEGIN:VEVENT",
        f"UID:visit-{visit.organisation_id}-{visit.pk}@{settings.MAIL_DOMAIN}",
        f"SEQUENCE:{visit.sequence}",
        f"DTSTAMP:{changed.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}",
        at("DTSTART", visit.starts),
        at("DTEND", visit.ends),
        f"ORGANIZER:mailto:{body.email or f'{body.slug}@{settings.MAIL_DOMAIN}'}",
        f"SUMMARY:{_text(f'Приём: {body.short}')}",
        f"LOCATION:{_text(where)}",
        *([f"DESCRIPTION:{_text(told)}"] if told else []),
        f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}",
    ]


def _alarm(visit: Visit, ahead: dt.timedelta) -> list[str]:
    hours = int(ahead.total_seconds() // 3600)
    return [
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_text(f'Приём: {visit.organisation.short}')}",
        f"TRIGGER:-PT{hours}H",
        "END:VALARM",
    ]


def _text(words: str) -> str:
    plain = words.replace("\r\n", "\n").replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\n", "\\n").replace("\r", "")


def _folded(line: str) -> Iterator[str]:
    """Whole letters only: a letter of two octets is never cut."""
    part, size = "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > LONGEST:
            yield part
            part, size = " ", 1
        part, size = part + letter, size + octets
    yield part
