"""What the law and the order say of an extension: of how long, by when, by whom, and of what the client is told."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import partial
from typing import Any

from django.utils import timezone

from priemnaya.core.models import Obligation
from priemnaya.people.models import Employee
from priemnaya.people.policies import calendar_of, policy_of
from priemnaya.policy import Verdict, asks
from priemnaya.policy.engine import verdict as verdict_of
from priemnaya.policy.owed import DEFERRAL_NOTICE, REPLY_ON_SUBSTANCE

from .extended_by import working_days
from .facts import case_facts, day_of
from .guarded import guard, guards
from .known import Decider
from .models import Case


@asks("within", DEFERRAL_NOTICE)
def deferral_verdicts(case: Case) -> list[Verdict]:
    """Where the law gives a term for telling of a delay (8-ФЗ ст. 18), it is too late to extend once that term has
    passed."""
    body = case.organisation
    held = policy_of(body).term(
        DEFERRAL_NOTICE, case.registered_at, case_facts(case), calendar_of(body), body.zone, body.hours
    )
    if held is None:
        return []
    passed = timezone.now() > held.due.at
    why = f"Об отсрочке можно уведомить до {body.local(held.due.at):%d.%m.%Y}: этот срок прошёл." if passed else ""
    remedy = "Ответьте в срок тем, что уже известно." if passed else ""
    return [replace(verdict_of(held.rule, DEFERRAL_NOTICE, {}), ok=not passed, why=why, remedy=remedy)]


def _days_left(case: Case, *, working: bool = False) -> int | None:
    """Whole days to the end of the term of the answer, by the body's own days; None when there is no term. working:
    only days of work, the last one among them."""
    owed = Obligation.objects.about("case", case.pk).open().filter(what=REPLY_ON_SUBSTANCE, part=0).first()
    if owed is None:
        return None
    body = case.organisation
    today, last = body.local(timezone.now()).date(), body.local(owed.due_at).date()
    if not working:
        return (last - today).days
    calendar = calendar_of(body).tentative()
    return sum(calendar.is_working(today + dt.timedelta(days=n)) for n in range(1, (last - today).days + 1))


OF_DAYS = ("extension_working_days", "days_before_end", "working_days_before_end")


@asks("tell", "extension")
@guards("extend", "extension_reason", "extended_by_named", "extension_days", "extensions", *OF_DAYS)
def extension_verdicts(
    case: Case, days: int, times: int, reason: str, notice: str, by: Employee | None
) -> list[Verdict]:
    """How long and how many times a term may be extended, that the reason is on record, and that the client is told.
    days, times: with those that count already."""
    said = {
        "extension_days": days,
        "extensions": times,
        "extension_reason": reason.strip(),
        "decider": Decider(case, by),
    }
    left: dict[str, Any] = {"days_before_end": partial(_days_left, case)}
    left["extension_working_days"] = partial(working_days, case, days)
    left["working_days_before_end"] = partial(_days_left, case, working=True)
    asked = guard("extend", case, **said, **left)
    facts = {**case_facts(case), "told": notice.strip()}
    return [*asked, *policy_of(case.organisation).judge("tell", day_of(case), "extension", facts)]
