"""Personal data in the tables of core: what guards, terms, alerts and the outbox wrote about a subject, and answers to
programs."""

from __future__ import annotations

import datetime as dt
import re

from django.db.models import Q, QuerySet

from .erasure import COPIES, DESK, Held, Keeper, Subjects, keeps
from .models import REPEATS, Alert, ApiReply, ApiToken, Cached, Counter, Delivery, Obligation, Ruling, TermChange


def _alerts(subjects: Subjects) -> QuerySet[Alert]:
    """About the subjects; and those about nobody in particular («скан … не принят») when they are old."""
    old = Q(organisation_id=subjects.organisation_id, subject_id=None, at__lt=subjects.before)
    return Alert.objects.filter(subjects.about() | old)


def _unescaped(text: str) -> str:
    """JSON as people read it: its letters may stand as \\uXXXX."""
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), text)


def _replies(subjects: Subjects) -> QuerySet[ApiReply]:
    """Kept answers that name a person who goes: the rest end in a day by themselves."""
    tokens = ApiToken.objects.filter(organisation_id=subjects.organisation_id)
    rows = ApiReply.objects.filter(token__in=tokens)
    named = [row.pk for row in rows.only("pk", "body").iterator() if subjects.names(_unescaped(row.answer or ""))]
    return ApiReply.objects.filter(pk__in=named)


def _expire(now: dt.datetime) -> int:
    old = Cached.objects.filter(expires__lt=now).delete()[0] + Counter.objects.sweep(now)
    return old + ApiReply.objects.filter(at__lt=now - REPEATS).delete()[0]


keeps(
    Keeper(
        "core",
        held=(
            Held(
                "core.Delivery",
                ("address", "payload", "error"),
                COPIES,
                lambda s: Delivery.objects.filter(s.about()),
            ),
            Held(
                "core.Obligation",
                ("reasoning", "recomputed", "cancelled_why", "facts"),
                DESK,
                lambda s: Obligation.objects.filter(s.about()),
            ),
            Held(
                "core.TermChange",
                ("reason", "settled"),
                DESK,
                lambda s: TermChange.objects.filter(obligation__in=Obligation.objects.filter(s.about())),
            ),
            Held("core.Ruling", ("reason",), DESK, lambda s: Ruling.objects.filter(s.about())),
            Held("core.Alert", ("text",), DESK, _alerts, delete=True),
            Held("core.ApiReply", ("body",), COPIES, _replies, delete=True),
        ),
        expire=_expire,
    )
)
