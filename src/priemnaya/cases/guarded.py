"""Where an action asks the order: one place for each, with all that is known there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from priemnaya.knowledge.filled import has_materials
from priemnaya.people.models import Employee
from priemnaya.people.policies import policy_of
from priemnaya.policy import Verdict, register
from priemnaya.policy.vocabulary.doers import PEOPLE
from priemnaya.policy.vocabulary.facts import FACTS
from priemnaya.policy.vocabulary.measures import MEASURES

from . import known, known_letters
from .approving import Hands, checked_by_head_of_unit, checkers
from .facts import Once, case_facts, day_of, reply_facts
from .models import Case, Reply

F = TypeVar("F", bound=Callable[..., Any])


def guards(action: str, *given: str) -> Callable[[F], F]:
    """Decorator: this function asks the order before `action`. given: facts, measures and people that it knows itself;
    what is known of any case or letter is known there by that."""

    def mark(function: F) -> F:
        where = f"{function.__module__}.{function.__qualname__}".removeprefix("priemnaya.")
        reads = {*known.OF_A_CASE, *known_letters.OF_A_REPLY, *given}
        for name in reads:
            if name in FACTS and action in FACTS[name].at:
                register("before", f"{action}.{name}", where)
                register("only_if", f"{action}.{name}", where)
            if name in MEASURES and action in MEASURES[name].at:
                register("limit", f"{action}.{name}", where)
            if name in PEOPLE and action in PEOPLE[name].at:
                register("not_by", f"{action}.{name}", where)
        return function

    return mark


def known_of(case: Case) -> dict[str, Any]:
    """Conditions, facts and measures of a case, each read when a rule asks it."""
    read = {name: Once(function, case) for name, function in known.OF_A_CASE.items()}
    return {**case_facts(case), **read}


def known_of_reply(reply: Reply, by: Employee | None = None) -> dict[str, Any]:
    """The same of a letter and its case. by: who would sign or approve it."""
    read = {name: Once(function, reply) for name, function in known_letters.OF_A_REPLY.items()}
    same = partial(known.stands_in, by) if by else None
    people = {
        name: Once(same, key) if same else ""
        for name, key in (
            ("author", reply.author_id),
            ("assignee", reply.case.assignee_id),
        )
    }
    if by:
        people["approver"] = Once(lambda: any(known.stands_in(by, one) for one in checkers(reply)))
    else:
        people["approver"] = ""
    return {
        **known_of(reply.case),
        **reply_facts(reply),
        **read,
        **people,
        "head_of_complained_of": Once(known.head_of_complained_of, reply.case, by),
        "has_phrase": partial(known_letters.has_phrase, reply),
        "materials": Once(has_materials, reply.organisation),
        "signatory": by or reply.signer_id,
        "signed_by_head": Once(known.acts_as_head, by),
        "checked_by_head_of_unit": Once(checked_by_head_of_unit, reply, by),
        "hands": Once(Hands, reply, by),
        "mentored": Once(known_letters.mentored, reply, by),
        "reasons": reply.overrides,
    }


def guard(action: str, case: Case, **given: Any) -> list[Verdict]:
    """What the order says of an action on a case. given: what only the action knows."""
    return policy_of(case.organisation).guard(action, day_of(case), {**known_of(case), **given})


def guard_reply(action: str, reply: Reply, by: Employee | None = None, **given: Any) -> list[Verdict]:
    facts = {**known_of_reply(reply, by), **given}
    return policy_of(reply.organisation).guard(action, day_of(reply.case), facts)
