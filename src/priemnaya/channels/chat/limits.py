"""What the chat does by itself, and when; the time of a first answer is the order's where it has one."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from priemnaya.people.models import Organisation
from priemnaya.people.policies import calendar_of, policy_of

ASKED, ANSWERED = "chat_asked", "chat_answered"
"""Events between which an order may set its term."""
WAIT = dt.timedelta(minutes=3)
"""So long somebody waits for an answer in the chat where no order says another time."""
GRACE = dt.timedelta(minutes=10)
"""So long the client is asked where to answer, when nobody has answered in the chat; then it becomes a message as it
is."""
AWAY = dt.timedelta(minutes=3)
"""Who is not heard of for so long is not on duty: browsers ask once a minute from a page that is not in front."""
IDLE = dt.timedelta(minutes=30)
"""A talk in which nobody says anything for so long, and nobody owes an answer, is over."""
TYPING = dt.timedelta(seconds=6)
LONGEST, MOST = 4_000, 300
"""Signs of a line, and lines of a talk."""
A_MINUTE = 20
"""Lines of one side of a talk in a minute."""
TOLD = dt.timedelta(days=1)
"""For so long after its end the page of a talk shows number and code of what came of it, and takes «нет»."""


def due_of(organisation: Organisation, at: dt.datetime) -> dt.datetime:
    """By when an employee is to answer what a client wrote at that instant."""
    held = policy_of(organisation).term(
        ANSWERED,
        at,
        {},
        calendar_of(organisation),
        organisation.zone,
        organisation.hours,
        after=ASKED,
    )
    return held.due.at if held else at + WAIT


def is_typing(at: dt.datetime | None) -> bool:
    return at is not None and at > timezone.now() - TYPING
