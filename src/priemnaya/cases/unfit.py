"""Whoever has a case may come to be one whom the order keeps it from: a newcomer's case is found urgent, a matter is
found to be a complaint about an answer of theirs. What stopped the giving is asked anew when such a fact changes: the
case says that it needs another, those who distribute and decide are told, and the clause is not kept meanwhile."""

from __future__ import annotations

from typing import Any

from priemnaya.core.journal import notify, ruled
from priemnaya.core.models import Event, Ruling
from priemnaya.people.models import Employee
from priemnaya.people.policies import policy_by_key, policy_of
from priemnaya.people.words import MAY, Staff
from priemnaya.policy import Order, Policy, Verdict

from .fact_changes import CHANGES, concerned
from .guard import may_know
from .models import Case
from .rules import OF_PEOPLE, hand_of, hand_verdicts

_TARGETS: dict[int, tuple[Order, frozenset[tuple[str, str]]]] = {}


def _hangs_of(order: Order) -> frozenset[tuple[str, str]]:
    """(clause, target) of its rules on who gets a case that a later fact may turn: those that name a person by what was
    done before, and those with conditions. Read once for an order as loaded."""
    known = _TARGETS.get(id(order))
    if known is None or known[0] is not order:
        if len(_TARGETS) > 200:
            _TARGETS.clear()
        known = _TARGETS[id(order)] = (order, frozenset(_found(order)))
    return known[1]


def _found(order: Order) -> set[tuple[str, str]]:
    found = set()
    for kind in ("not_by", "before"):
        for clause, rule in order.by_kind.get(kind, ()):
            for value in (v for _, v in rule.values if v is not None):
                if kind == "not_by" or value.if_.used or value.unless.used:
                    number = clause.number if order.layer == "body" else clause.source or clause.number
                    found |= {(number, target) for target in rule.kind.targets(value) if target in OF_PEOPLE}
    return found


def _asked(policy: Policy) -> set[tuple[str, str]]:
    return {one for order in policy.layers for one in _hangs_of(order)}


def after_event(row: Event, subject: Any) -> None:
    """A fact has changed: of the cases it concerns, those whose executor the order now keeps them from are told of. A
    body whose rules have no such person costs no query."""
    if row.verb not in CHANGES or not (asked := _asked(policy_by_key(row.organisation_id, subject))):
        return
    for case in concerned(row, subject):
        if new := [v for v in _keeping(case, asked) if not _known(case, v)]:
            ruled(new, case, by=Employee.everyone.filter(pk=row.actor_id).first() if row.actor_id else None)
            _tell(case, new, CHANGES[row.verb][1])


def _keeping(case: Case, asked: set[tuple[str, str]]) -> list[Verdict]:
    """What keeps the case from whom it lies with, save what a reason was once written for."""
    if not case.is_open or hand_of(case.assignee, case.unit) is None:
        return []
    found = hand_verdicts(case, case.assignee, case.unit)
    return [v for v in found if not v.ok and not v.excusable and (v.clause, v.target) in asked]


def _told_of(case: Case) -> Any:
    """What was told of since the case was given."""
    given = case.assignments.order_by("-pk").values_list("at", flat=True).first() or case.registered_at
    rows = Ruling.objects.filter(subject_type="case", subject_id=case.pk, ok=False, stopped=False)
    return rows.filter(target__in=OF_PEOPLE, at__gte=given)


def _known(case: Case, verdict: Verdict) -> bool:
    return bool(_told_of(case).filter(clause=verdict.clause, target=verdict.target).exists())


def _tell(case: Case, verdicts: list[Verdict], why: str) -> None:
    """Whoever distributes or decides, the head of the unit, and whoever has it."""
    staff, hand = Staff(case.organisation), hand_of(case.assignee, case.unit)
    heads = staff.of("head_of_unit", executor=case.assignee, unit=case.unit)
    keep = {e.pk: e for e in staff.all if e.may("case.register") or e.may(MAY["head"])}
    keep |= {e.pk: e for e in (*heads, *([hand] if hand else []))}
    said = " ".join(dict.fromkeys(f"{v.why} ({v.citation})" for v in verdicts))
    text = f"Дело {case.number}: {why}, и нужен другой исполнитель, сейчас {hand}. {said} Поручите дело другому."
    for person in (e for e in may_know(case) if e.pk in keep):
        notify(person, text, case.get_absolute_url(), kind="assigned")


def unfit_hands(case: Case) -> list[Verdict]:
    """For the page of the case: what keeps it from whom it lies with. One query where nothing was told of."""
    if (
        not case.is_open
        or not (case.assignee_id or case.unit_id)
        or not (asked := _asked(policy_of(case.organisation)))
    ):
        return []
    rows = Ruling.objects.filter(subject_type="case", subject_id=case.pk, ok=False, stopped=False)
    return _keeping(case, asked) if rows.filter(target__in=OF_PEOPLE).exists() else []
