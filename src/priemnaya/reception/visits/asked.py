"""What the order in force says of visits: what is offered at booking, what is told, when to remind, whom to receive out
of turn. Each is read here and nowhere else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone

from priemnaya.people.models import Client, Organisation
from priemnaya.people.policies import policy_of
from priemnaya.policy import Held, Verdict, asks
from priemnaya.policy.vocabulary import title_of
from priemnaya.reception.models import Visit
from priemnaya.worktime import parse_rule

from .ways import chosen_way, ways_for

USUAL = "24h"


def _today(organisation: Organisation) -> dt.date:
    return organisation.local(timezone.now()).date()


@asks("offer_choice", "visit_time")
def chooses_time(organisation: Organisation) -> Held | None:
    """The rule by which a client chooses among all free periods; where there is none, the nearest is given."""
    return _choice(organisation, "visit_time")


@asks("offer_choice", "reminder")
def reminder_offered(organisation: Organisation) -> Held | None:
    """The rule by which a reminder is offered at booking."""
    return _choice(organisation, "reminder")


def _choice(organisation: Organisation, what: str) -> Held | None:
    return next(policy_of(organisation).rules("offer_choice", _today(organisation), what), None)


@dataclass(frozen=True)
class Ahead:
    """One time of reminding that the order has: as it writes it, in words, by which point."""

    key: str
    words: str
    by: str
    rule: Held

    @property
    def before(self) -> dt.timedelta:
        return ahead_of(self.key)


def ahead_of(key: str) -> dt.timedelta:
    """«24h», «2h», «1d» as time before the visit: days are counted by the clock, for so people count them."""
    term = parse_rule(key)
    return dt.timedelta(days=term.amount) if "day" in term.unit else dt.timedelta(hours=term.hours)


def ahead_in_words(key: str) -> str:
    return "за сутки" if ahead_of(key) == dt.timedelta(days=1) else f"за {parse_rule(key)}"


@asks("tell", "visit")
def reminders_of(organisation: Organisation) -> list[Ahead]:
    """When a client is reminded of a visit, the earliest first; nothing where no rule says so."""
    found: dict[str, Ahead] = {}
    for rule in policy_of(organisation).rules("tell", _today(organisation), "visit"):
        for key in rule.value.ahead:
            found.setdefault(key, Ahead(key, ahead_in_words(key), rule.value.by or "", rule))
    return sorted(found.values(), key=lambda one: one.before, reverse=True)


def offered_reminders(organisation: Organisation) -> list[Ahead]:
    """What the client is asked at booking: each time that the order reminds at, a day where it names none; nothing
    where no rule has a reminder offered."""
    rule = reminder_offered(organisation)
    if rule is None:
        return []
    return reminders_of(organisation) or [Ahead(USUAL, ahead_in_words(USUAL), "", rule)]


def reminders_ahead(visit: Visit) -> list[Ahead]:
    """Of what is offered, the times that are still ahead: what can't be any more is promised to nobody."""
    now = timezone.now()
    return [r for r in offered_reminders(visit.organisation) if visit.starts and visit.starts - r.before > now]


def reminders_for(
    organisation: Organisation, chosen: Mapping[str, str], phone: str, email: str, client: Client | None = None
) -> dict[str, str]:
    """When this booking is reminded of, and how: as its client chose among what was offered; of all that the order
    says where it offers no choice."""
    if reminder_offered(organisation) is not None:
        offered, ways = {one.key: one.by for one in offered_reminders(organisation)}, ways_for(organisation, client)
        return {
            key: chosen_way(by, offered[key], phone, email)
            for key, by in chosen.items()
            if key in offered and (not by or by in ways)
        }
    return {one.key: chosen_way("", one.by, phone, email) for one in reminders_of(organisation)}


@asks("tell", "place")
def place_verdicts(organisation: Organisation, *, told: bool) -> list[Verdict]:
    """At booking the client is told where it is and how to get there."""
    return policy_of(organisation).judge("tell", _today(organisation), "place", {"told": told})


@asks("give_priority", "reception")
def priorities_of(organisation: Organisation) -> dict[str, Held]:
    """Needs by which somebody is received out of turn and outside the schedule, with the rule that says so."""
    found: dict[str, Held] = {}
    for rule in policy_of(organisation).rules("give_priority", _today(organisation), "reception"):
        for name in rule.value.needs:
            found.setdefault(name, rule)
    return found


def priority_titles(organisation: Organisation) -> list[tuple[str, str]]:
    return [(name, title_of("priority", name)) for name in priorities_of(organisation)]
