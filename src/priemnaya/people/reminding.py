"""When a term of a body is near: its orders' rules, its working time."""

from __future__ import annotations

from django.utils import timezone

from priemnaya.core.models import Obligation
from priemnaya.core.reminders import Clock, Threshold, remind
from priemnaya.policy import asks
from priemnaya.worktime import parse_rule

from .models import Organisation
from .policies import calendar_of, policy_of


def clock_of(organisation: Organisation) -> Clock:
    return Clock(organisation.hours, calendar_of(organisation).tentative(), organisation.zone)


@asks("tell", "term")
def remind_body(organisation: Organisation) -> int:
    """Tell the people of a body of terms that are near or past; returns how many were told."""
    policy, today = policy_of(organisation), organisation.local(timezone.now()).date()
    known: dict[str, Threshold | None] = {}

    def threshold(owed: Obligation) -> Threshold | None:
        if owed.what not in known:
            held = policy.held("tell", today, "term", {"owed": owed.what})
            known[owed.what] = (
                Threshold(held.value.share / 100, _days(organisation, held.value.ahead[0])) if held else None
            )
        return known[owed.what]

    return remind(organisation.pk, clock_of(organisation), threshold)


def _days(organisation: Organisation, text: str) -> float:
    term = parse_rule(text)
    return term.amount if term.unit == "working_days" else term.amount / organisation.hours.day_hours
