"""When a term of a body is near: its orders' rules, its working time."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from priemnaya.core.models import Obligation
from priemnaya.core.reminders import Clock, Near, remind
from priemnaya.policy import asks
from priemnaya.policy.engine import Held, Policy, standing
from priemnaya.worktime import parse_rule

from .duties import before_we_began
from .models import Organisation
from .policies import calendar_of, policy_of


def clock_of(organisation: Organisation) -> Clock:
    return Clock(organisation.hours, calendar_of(organisation).tentative(), organisation.zone)


@asks("tell", "term")
def remind_body(organisation: Organisation) -> int:
    """Tell the people of a body of terms that are near or past; returns how many were told."""
    policy, today = policy_of(organisation), organisation.local(timezone.now()).date()
    known: dict[str, list[Near]] = {}

    def stages(owed: Obligation) -> list[Near]:
        if owed.what not in known:
            known[owed.what] = stages_of(policy, today, owed.what, organisation.hours.day_hours)
        return known[owed.what]

    return remind(organisation.pk, clock_of(organisation), stages, lambda owed: before_we_began(owed, organisation))


def stages_of(policy: Policy, day: dt.date, what: str, day_hours: float) -> list[Near]:
    """When a term is near and who is told each time. Of each person by himself: a rule that names the term says more
    than one about all, and the product's own is for him of whom no act speaks."""
    rules = standing(policy.rules("tell", day, "term", {"owed": what}))
    found: dict[str, Near] = {}
    for word in dict.fromkeys(word for rule in rules for word in rule.value.whom):
        for rule in _of_person([rule for rule in rules if word in rule.value.whom]):
            for ahead in rule.value.ahead:
                days, share = _days(ahead, day_hours), rule.value.share
                key = f"{word}:{days * day_hours:g}"  # a day or its hours, at any share: one time, told each once
                near = Near(key, share / 100, days, word, f"{share}:{ahead}")
                if key not in found or found[key].share < near.share:
                    found[key] = near
    return list(found.values())


def _of_person(rules: list[Held]) -> list[Held]:
    named = [rule for rule in rules if rule.value.owed] or rules
    return [rule for rule in named if rule.order.layer != "defaults"] or named


def _days(text: str, day_hours: float) -> float:
    term = parse_rule(text)
    return term.amount if term.unit == "working_days" else term.amount / day_hours
