"""What time does with talks: nobody who writes is left without an answer because somebody else lost the network."""

from __future__ import annotations

import datetime as dt
from functools import partial

from django.db import transaction
from django.utils import timezone

from priemnaya.bounded import Exceeded
from priemnaya.cases.actions.naming import named_in_words, staff_of
from priemnaya.cases.named import pieces
from priemnaya.channels.chat.limits import GRACE, IDLE, due_of
from priemnaya.channels.chat.standing import duties, is_attended
from priemnaya.channels.models import ChatTalk
from priemnaya.channels.models.chat import LIVING
from priemnaya.core.each import each
from priemnaya.core.journal import alert, record
from priemnaya.people.acting import acting
from priemnaya.people.models import Organisation

from .ending import close_idle, into_message, words_of
from .held import hold, moved
from .talking import keep_from


def settle_chats(organisation: Organisation) -> int:
    """Look through the talks of a body that go on; returns how many changed."""
    rows = ChatTalk.objects.filter(organisation=organisation)
    looked = [partial(_sought, talk) for talk in rows.filter(unsought=True)]
    going_on = [partial(_settle_one, talk) for talk in rows.filter(state__in=LIVING)]
    return each([*looked, *going_on], lambda one: one(), "talk of the chat")


def _settle_one(talk: ChatTalk) -> bool:
    with transaction.atomic(), acting():
        return _settle(hold(talk))


def _sought(talk: ChatTalk) -> bool:
    """Words that found no turn when they came. Nobody sees the talk before that."""
    try:
        staff, named = staff_of(talk.organisation), set[int]()
        for part in pieces(words_of(talk)):
            found = named_in_words(part, staff, subject="", complaint=False, client=talk.name)
            named |= {one.employee for one in found if one.employee}
    except Exceeded:
        return False
    with transaction.atomic():
        held = hold(talk)
        held.unsought = False
        keep_from(held, sorted(named))
        moved(held, "unsought", "employee", "state")
    return True


def _settle(talk: ChatTalk) -> bool:
    now = timezone.now()
    if not talk.is_living:
        return False
    if talk.unanswered_since is None:
        if talk.last_at > now - IDLE:
            return False
        close_idle(talk)
        return True
    if talk.due_at is None or talk.due_at > now:
        return False
    return _overdue(talk, now)


def _overdue(talk: ChatTalk, now: dt.datetime) -> bool:
    """1. Its employee has not answered in time: somebody else may take it. 2. Nobody has: the client is asked where to
    answer, at once where an address is known. 3. Nobody says where: it becomes a message as it is."""
    assert talk.due_at is not None
    if talk.state == "open" and _others(talk):
        talk.employee, talk.state, talk.due_at = None, "waiting", due_of(talk.organisation, now)
        moved(talk, "employee", "state", "due_at")
        record("chat.left_alone", talk, by=None)
        return True
    if talk.state in ("waiting", "open") and not talk.email and is_attended(talk.organisation_id):
        talk.state, talk.employee = "unanswered", None
        moved(talk, "state", "employee")
        record("chat.unanswered", talk, by=None)
        return True
    if talk.state == "unanswered" and talk.due_at > now - GRACE and not talk.email:
        return False
    into_message(talk, by=None)
    text = "Вопрос в чате остался без ответа и стал сообщением"
    alert("chat", text, organisation_id=talk.organisation_id, subject=talk.case)
    return True


def _others(talk: ChatTalk) -> bool:
    return duties(talk.organisation_id).exclude(employee=talk.employee).exists()
