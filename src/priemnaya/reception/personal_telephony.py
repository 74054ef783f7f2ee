"""Personal data in what telephone exchanges told: a report whose shape nobody knew is kept as it came. It goes after a
month, and sooner when it names somebody whose data is destroyed; so do the plain rows of calls, which name nobody."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from priemnaya.core.erasure import COPIES, Held, Subjects
from priemnaya.people.reaching import phone_key

from .models import ExchangeCall, ExchangeReport

KEPT = dt.timedelta(days=30)


def _unread(subjects: Subjects) -> QuerySet[ExchangeReport]:
    rows = ExchangeReport.objects.filter(organisation_id=subjects.organisation_id)
    loose = rows.exclude(raw="").values_list("pk", "raw")
    numbers = {key[1:] for word in subjects.words if (key := phone_key(word))}
    named = [pk for pk, raw in loose.iterator() if subjects.names(raw) or any(n in raw for n in numbers)]
    return rows.filter(pk__in=[*named, *subjects.of("exchangereport")])


def gather_telephony(subjects: Subjects) -> None:
    subjects.add("exchangereport", _unread(subjects).values_list("pk", flat=True))


def expire_telephony(now: dt.datetime) -> int:
    """Times that are measured stand in the talk: nothing is lost with these."""
    gone = ExchangeReport.objects.filter(came_at__lt=now - KEPT).delete()[0]
    return gone + ExchangeCall.objects.filter(ended_at__lt=now - KEPT).delete()[0]


HELD_TELEPHONY = (Held("reception.ExchangeReport", ("raw",), COPIES, _unread, delete=True),)
