"""A client who has not rated an answer: so many days after it left, as the order says, that is told to the journal,
once an answer; whoever the order wants told of it is told, the client by a letter with the link of the survey."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from priemnaya.cases.event_terms import asked_of
from priemnaya.cases.models import Reply
from priemnaya.cases.states import is_destroyed, lock_living
from priemnaya.core.journal import record
from priemnaya.core.models import Event
from priemnaya.people.models import Organisation
from priemnaya.people.policies import calendar_of, policy_of
from priemnaya.policy.kinds.tell import UNRATED_AFTER, Tell
from priemnaya.policy.vocabulary.events import NOT_RATED
from priemnaya.worktime import Term, due, parse_rule

VERB = "survey.unanswered"
LONG_AGO = dt.timedelta(days=400)
"""Answers nobody is reminded of, whatever an order says."""
DAY_FROM, DAY_TO = 9, 20
"""Hours of the body's day in which clients are reminded."""


def find_unrated(organisation: Organisation) -> int:
    """Answers of the body that are not rated so long after they left: each is told of once. Returns how many."""
    now = timezone.now()
    if not DAY_FROM <= organisation.local(now).hour < DAY_TO or not _is_heard(organisation):
        return 0
    rows = Reply.objects.filter(organisation=organisation, state="sent", survey=True, survey_answer=None)
    known = Event.objects.filter(organisation_id=organisation.pk, verb=VERB, at__gte=now - LONG_AGO)
    told = set(known.values_list("data__reply", flat=True))
    waiting = rows.filter(sent_at__gte=now - LONG_AGO, case__disposed_at=None).order_by("sent_at")
    return sum(_told(row, now) for row in waiting.select_related("case__organisation__parent") if row.pk not in told)


def _is_heard(organisation: Organisation) -> bool:
    """Whether any rule of now or before asks about it."""
    asked = [asked_of(order) for order in policy_of(organisation).layers]
    return any(NOT_RATED in names for one in asked for names in (one.told, one.news, one.opened))


def _told(reply: Reply, now: dt.datetime) -> bool:
    if reply.suspends or reply.sent_at is None:
        return False
    body = reply.case.organisation
    after = after_of(body, body.local(reply.sent_at).date())
    if after is None or due(after, reply.sent_at, calendar_of(body), body.zone, body.hours, tentative=True).at > now:
        return False
    with transaction.atomic():
        case = lock_living(reply.case)
        if case.is_open or is_destroyed(case) or Reply.objects.filter(case=case, pk__gt=reply.pk).exists():
            return False
        if not Reply.objects.filter(pk=reply.pk, state="sent", survey_answer=None).exists():
            return False
        if Event.objects.filter(subject_type="case", subject_id=case.pk, verb=VERB, data__reply=reply.pk).exists():
            return False
        record(VERB, case, by=None, reply=reply.pk)
    return True


def after_of(organisation: Organisation, day: dt.date) -> Term | None:
    """How long after an answer that left on a day a client is reminded; None where no rule of that day speaks of it."""
    policy = policy_of(organisation)
    told = [held.value for held in policy.rules("tell", day) if held.value.on == NOT_RATED]
    owed = any(held.value.from_ == NOT_RATED for held in policy.rules("within", day))
    if not told and not owed:
        return None
    said = [value.after for value in told if isinstance(value, Tell) and value.after]
    return min((parse_rule(one) for one in said or [UNRATED_AFTER]), key=_days)


def _days(term: Term) -> float:
    return term.amount * (7 / 5 if term.unit == "working_days" else 30.4 if term.unit == "months" else 1)
