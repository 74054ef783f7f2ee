"""What a case owes by the matters that were joined to it: the strictest term of all of them holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from priemnaya.core.models import Obligation
from priemnaya.people.policies import calendar_of, policy_of
from priemnaya.policy import TermHeld
from priemnaya.worktime import Moved

from .models import Case

JOINED = "joined"
"""In the facts of a term: what was joined to its case, each as `Joined`."""


@dataclass(frozen=True)
class Joined:
    """What a case that was joined to another is owed by: its number, the facts and the instant its own term runs under.
    Kept with the term of the case it is in now, so that a recount counts it too."""

    number: str
    since: str
    facts: dict[str, Any]

    def held(self, case: Case, what: str, moved: Sequence[Moved]) -> TermHeld | None:
        body = case.organisation
        facts = {**self.facts, "grounds": tuple(self.facts.get("grounds", ()))}
        since = dt.datetime.fromisoformat(self.since)
        return policy_of(body).term(what, since, facts, calendar_of(body), body.zone, body.hours, moved)


def joined_of(obligation: Obligation | None) -> list[Joined]:
    return [Joined(**one) for one in obligation.facts.get(JOINED, ())] if obligation else []


def strictest(
    case: Case, what: str, held: TermHeld | None, facts: Mapping[str, Any], extended: Callable[[], Sequence[Moved]]
) -> tuple[TermHeld | None, list[str]]:
    """The case's own term or a stricter one of a case joined to it; and why."""
    carried, why = [Joined(**one) for one in facts.get(JOINED, ())], list[str]()
    moves = extended() if carried else ()
    for one in carried:
        other = one.held(case, what, moves)
        if other is not None and (held is None or other.due.at < held.due.at):
            held, why = other, [f"строже срок присоединённого дела {one.number}: его и держим"]
    return held, why
