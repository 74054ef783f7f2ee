"""Terms that begin to matter only when somebody decides: by when the matter may be sent on, a delay told of, the client
told that there will be no answer. Shown before it is decided; nothing is written here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from priemnaya.people.policies import calendar_of, policy_of
from priemnaya.policy import Held
from priemnaya.policy.owed import DEFERRAL_NOTICE, FORWARDING, OUTCOME_NOTICE

from .facts import case_facts
from .models import Case
from .rules import outcomes
from .term_changes import days_of_kind
from .terms import ON_REGISTRATION, open_term


def why_no_term(case: Case) -> str:
    """Why an open case has no term: nothing sets one for its kind. Empty when something does (then a term must be
    open)."""
    body = case.organisation
    for what in ON_REGISTRATION:
        if policy_of(body).term(what, case.registered_at, case_facts(case), calendar_of(body), body.zone, body.hours):
            return ""
    return "Ни закон, ни порядок не задают срока для дел этого вида: ответьте без задержки."


@dataclass(frozen=True)
class DueBy:
    """By when, and by which rule."""

    at: dt.datetime
    clause: str
    citation: str
    layer: str
    steps: tuple[str, ...]
    provisional: bool
    remark: str = ""
    """What the date rests on and nobody has compared with its act."""


def due_by(case: Case, what: str, more: Mapping[str, Any] | None = None) -> DueBy | None:
    """The term, counted from registration; None when neither law nor order sets one. more: facts beyond the case's;
    `grounds` are added to the case's."""
    body, mine, more = case.organisation, case_facts(case), more or {}
    facts = {**mine, **more, "grounds": (*mine["grounds"], *more.get("grounds", ()))}
    held = policy_of(body).term(what, case.registered_at, facts, calendar_of(body), body.zone, body.hours)
    if held is None:
        return None
    rule, due = held.rule, held.due
    known = (rule.clause.number, rule.citation, rule.order.layer, tuple(due.reasoning), due.provisional)
    return DueBy(due.at, *known, "; ".join(due.unverified))


@dataclass(frozen=True)
class Step:
    """title: what may be decided, for people; due: by when it has to be done and told."""

    title: str
    due: DueBy


def steps_of(case: Case) -> list[Step]:
    """What has a term of its own once it is decided: sending on, to one body and to several (where it is not owed
    already), and telling of a delay."""
    owed = open_term(case, FORWARDING) is not None
    one = None if owed else due_by(case, FORWARDING)
    several = None if owed else due_by(case, FORWARDING, {"grounds": ("several_bodies",)})
    extends = due_by(case, DEFERRAL_NOTICE) if days_of_kind(case, case_facts(case)) else None
    same = one and several and (one.at, one.citation) == (several.at, several.citation)
    where = "в другой орган или в несколько" if same else "в другой орган"
    steps = [
        (f"переслать {where} и сообщить об этом клиенту", one),
        ("переслать в несколько органов и сообщить об этом клиенту", None if same else several),
        ("продлить срок и сообщить об этом клиенту", extends),
    ]
    return [Step(title, due) for title, due in steps if due]


@dataclass(frozen=True)
class Closing:
    """A lawful end without an answer on the substance; due: by when the client has to be told."""

    rule: Held
    due: DueBy | None


def closings(case: Case) -> list[Closing]:
    return [
        Closing(rule, due_by(case, OUTCOME_NOTICE, {"outcome": rule.value.outcome}) if rule.value.within else None)
        for rule in outcomes(case)
    ]
