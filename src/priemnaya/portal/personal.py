"""Personal data the portal and the desk leave in a browser's session: who proved to be whom, which case is open, words
typed."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from priemnaya.core.erasure import COPIES, Held, Keeper, Subjects, keeps
from priemnaya.core.sessions import SessionStore


def _sessions(subjects: Subjects) -> QuerySet[Session]:
    """Those that have ended; of the living, those that open a case or name a person that goes."""
    doors = {f"{door}:{pk}" for pk in subjects.of("case") for door in ("follow", "asked")}
    now = timezone.now()
    gone = [
        row.pk
        for row in Session.objects.iterator()
        if row.expire_date < now or _concerns(SessionStore().decode(row.session_data), doors, subjects)
    ]
    return Session.objects.filter(pk__in=gone)


def _concerns(held: dict[str, Any], doors: set[str], subjects: Subjects) -> bool:
    return not doors.isdisjoint(held) or subjects.names(json.dumps(held, ensure_ascii=False, default=str))


def _expire(now: dt.datetime) -> int:
    before = Session.objects.count()
    SessionStore.clear_expired()
    return before - Session.objects.count()


keeps(
    Keeper(
        "portal",
        held=(Held("sessions.Session", ("session_key", "session_data"), COPIES, _sessions, delete=True),),
        expire=_expire,
    )
)
