"""What becomes of a moved term when its case becomes something else: another kind, another service, one case of two.

An extension the client was told of is never lost in silence. It goes over to the new term, where the rules of what the
case is now allow as many days (limit of extension_days: 59-ФЗ ст. 12 ч. 2, 8-ФЗ ст. 18 ч. 6, the defaults). Where they
do not (a complaint about a service, 210-ФЗ ст. 11.2), the strict term holds at once, the promised date is shown, and
the head decides how the client learns of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.db.models import Q

from priemnaya.core.journal import notify, record
from priemnaya.core.models import Obligation, TermChange
from priemnaya.people.models import Employee
from priemnaya.people.policies import policy_of
from priemnaya.policy.engine import standing
from priemnaya.policy.kinds.within import stored
from priemnaya.policy.owed import REPLY_ON_SUBSTANCE

from . import terms
from .extended_by import in_days
from .facts import case_facts, stored_facts
from .facts_seen import token_of
from .models import Case
from .owing import count_owed
from .states import lock_case

NEVER_KNOWN = "клиент о приостановке не узнал"
"""Why a suspension never counts again."""


def days_allowed(case: Case) -> int:
    """The most days a term of this kind of case may be extended by, and of what was joined to it; 0 where no act lets
    it be extended."""
    joined = [{**one.facts, "grounds": tuple(one.facts["grounds"])} for one in terms.joined_of(terms.open_term(case))]
    return min(days_of_kind(case, facts) for facts in (case_facts(case), *joined))


def days_of_kind(case: Case, facts: dict[str, Any]) -> int:
    """Of these facts alone, whatever was joined to the case."""
    day = case.organisation.local(case.registered_at).date()
    most = {name: _most(case, day, name, facts) for name in ("extension_days", "extension_working_days")}
    days, working = most["extension_days"], most["extension_working_days"]
    found = ([] if days is None else [days]) + ([] if working is None else [in_days(case, working)])
    return min(found, default=0)


def _most(case: Case, day: dt.date, measure: str, facts: dict[str, Any]) -> int | None:
    rules = standing(policy_of(case.organisation).rules("limit", day, f"extend.{measure}", facts))
    return min((int(rule.value.at_most) for rule in rules if rule.value.at_most is not None), default=None)


def days_extended(obligation: Obligation) -> int:
    """Days of extensions that count; suspensions are no extensions. One that the client
    does not know of yet will count."""
    return sum(row.days for row in obligation.changes.filter(kind="extended", state__in=("counts", "untold")))


def times_extended(obligation: Obligation) -> int:
    return obligation.changes.filter(kind="extended", state__in=("counts", "untold")).count()


@transaction.atomic
def turn_terms(case: Case, why: str, *, by: Employee | None, whatever: bool = True) -> None:
    """Open terms of a case that has become something else, or of which more is known now (`whatever` is False): those
    its rules still demand are counted anew with all that moved them, the others end with the reason, and what it owes
    and had not begun is opened. A term that had passed stays passed on record, whatever the new one is."""
    lock_case(case)
    lapsed = list(Obligation.objects.about("case", case.pk).overdue())
    count_owed(case, why, by=by, whatever=whatever)
    _settle_suspensions(case, by=by)
    settle_extensions(case, by=by)
    still = Obligation.objects.about("case", case.pk).open().in_bulk([was.pk for was in lapsed])
    for was in lapsed:
        if now := still.get(was.pk):
            terms.keep_lapse(was, now, why)
    terms.refresh_due(case)


def _settle_suspensions(case: Case, *, by: Employee | None) -> None:
    """Only a service is suspended: where the case is no application any more, the days of its suspension do not
    lengthen the term that the law gives it now; where it is one again, they do."""
    owed = terms.open_term(case)
    if owed is None:
        return
    counts = case.kind == "service_application"
    turned = "dropped" if counts else "counts"  # one the client does not know of moves nothing either way
    rows = owed.changes.filter(kind__in=("suspended", "resumed"), state=turned).exclude(settled=NEVER_KNOWN)
    settled = "" if counts else f"«{case.get_kind_display()}» не приостанавливают"
    if rows.update(state="counts" if counts else "dropped", settled=settled):
        terms.recount(case, "дни приостановки считаются" if counts else "дни приостановки не считаются", by=by)


def settle_extensions(case: Case, *, by: Employee | None) -> None:
    """Extensions go on counting where the case, as it is now, may be extended by as many days; where not, they ask."""
    owed = terms.open_term(case)
    if owed is None:
        return
    rows = owed.changes.filter(kind="extended").exclude(state="dropped")
    fits = extensions_fit(case, owed)
    changed = rows.filter(state="asks" if fits else "counts").update(state="counts" if fits else "asks")
    if not changed:
        return
    terms.recount(case, "продление действует" if fits else "продление больше не действует", by=by)
    if not fits:
        _ask(case, owed, by)


def extensions_fit(case: Case, owed: Obligation) -> bool:
    """The case, as it is now, may be extended by all its days: those that count, ask or are not known of yet."""
    rows = owed.changes.filter(kind="extended").exclude(state="dropped")
    return sum(r.days for r in rows) <= days_allowed(case)


def ask_again(case: Case, *, by: Employee | None) -> None:
    """The case was opened again: what waited for the head waits again."""
    owed = terms.open_term(case)
    if owed is not None and asking(owed):
        _ask(case, owed, by)


def _ask(case: Case, owed: Obligation, by: Employee | None) -> None:
    told = f" до {case.organisation.local(owed.told_due_at):%d.%m.%Y}" if owed.told_due_at else ""
    text = (
        f"Дело {case.number}: клиенту сообщали о продлении{told}, а «{case.get_kind_display()}» столько не продлевают. "
        "Решите, как сообщить клиенту новый срок."
    )
    for person in Employee.objects.filter(organisation_id=case.organisation_id, is_active=True):
        if person.may("case.decide"):  # `notify` keeps it from one complained of
            notify(person, text, f"{case.get_absolute_url()}#settle", kind="signing")
    record("case.extension_questioned", case, by=by, obligation=owed.pk)


def asking(obligation: Obligation | None) -> list[TermChange]:
    """Extensions that wait for a person's decision."""
    return list(obligation.changes.filter(state="asks")) if obligation else []


def asking_token(obligation: Obligation, asks: Iterable[TermChange]) -> str:
    """What a page that asks how to settle them stands at: the strict day and the extensions themselves."""
    return token_of([obligation.due_at.isoformat(), sorted(c.pk for c in asks)])


@transaction.atomic
def carry_extensions(source: Case, target: Case, *, by: Employee | None, untold: bool = True) -> None:
    """What the client was told about the term of one case goes over to the case its matter is in now: rows are copied,
    each with where it came from. Suspensions are of their own case and stay there. untold: so do those whose letter
    came back, where that letter may still go; a case of its own tells its own day."""
    lock_case(target)
    old, new = terms.open_term(source), terms.open_term(target)
    if old is None or new is None:
        return
    left = ("dropped",) if untold else ("dropped", "untold")
    rows = list(old.changes.filter(Q(kind="extended") & ~Q(state__in=left)))
    for row in rows:
        row.carried_from_id, row.pk, row._state.adding, row.obligation = row.pk, None, True, new
        row.reason = f"{row.reason} (из дела {source.number})".strip()
        row.save()
    if rows:
        new.told_due_at = old.told_due_at or new.told_due_at
        new.save(update_fields=["told_due_at"])
        settle_extensions(target, by=by)
        terms.recount(target, f"продление перенесено из дела {source.number}", by=by)


@transaction.atomic
def join_terms(case: Case, into: Case, *, by: Employee | None) -> None:
    """One term for two cases that become one: the earlier registration and what the client was told of either. Where
    both were extended, the term that ends first goes on: it keeps both promises. What rule the joined case had its term
    by goes on with it, and the stricter of the two decides, now and at every recount."""
    lock_case(into)
    ours, theirs = terms.open_term(into), terms.open_term(case)
    if theirs is None:
        return
    own = terms.Joined(case.number, theirs.since_at.isoformat(), stored_facts(case))
    alike = ours is not None and (stored(ours.rule), ours.citation) == (stored(theirs.rule), theirs.citation)
    carried = [*terms.joined_of(ours), *terms.joined_of(theirs), *([] if alike else [own])]
    joined = [asdict(one) for one in carried]
    facts = {**(ours.facts if ours else {}), terms.JOINED: joined}
    if ours is None:
        terms.open_obligation(into, theirs.what, theirs.since_at, facts=facts)
        carry_extensions(case, into, by=by)
        return
    if joined:
        terms.open_obligation(into, ours.what, ours.since_at, facts=facts)
        ours.refresh_from_db()
    both = bool(days_extended(ours)) and bool(days_extended(theirs))
    if both and theirs.due_at >= ours.due_at:
        settle_extensions(into, by=by)
        return
    if both:
        ours.changes.filter(kind="extended", state="counts").update(
            state="dropped", settled=f"присоединено дело {case.number}: его срок кончается раньше"
        )
    terms.open_obligation(into, ours.what, theirs.since_at if both else min(ours.since_at, theirs.since_at))
    carry_extensions(case, into, by=by)
    if joined:
        settle_extensions(into, by=by)


@transaction.atomic
def open_no_later(case: Case, what: str, since: dt.datetime, *, facts: dict[str, Any], part: int = 0) -> None:
    """Of something that may be owed already for another reason: of the two the sooner stays, as it was counted. A case
    that gets one more reason to hurry gets no more time."""
    known = terms.open_term(case, what, part)
    fresh = terms.beforehand(case, what, since, facts) if known else None
    if known is None or (fresh is not None and fresh.due_at < known.due_at):
        terms.open_obligation(case, what, since, facts=facts, part=part)


def join_others(case: Case, into: Case) -> None:
    """Whatever else one case owes (the review of a complaint, an urgent answer, another body's answer), the joined one
    owes, by the sooner day where both do."""
    for owed in Obligation.objects.about("case", case.pk).open():
        if owed.what in (*terms.ON_RECEIPT, REPLY_ON_SUBSTANCE):
            continue
        open_no_later(into, owed.what, owed.since_at, facts=owed.facts, part=owed.part)


@transaction.atomic
def drop_extensions(obligation: Obligation, words: str) -> int:
    """A person decided: the extensions that asked no longer count. Returns how many there were."""
    return obligation.changes.filter(state="asks").update(state="dropped", settled=words)
