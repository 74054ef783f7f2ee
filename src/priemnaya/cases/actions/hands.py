"""In whose hands a case comes to lie without being given by hand: whoever answers it unasked takes it, and what was
joined, parted, opened again or taken out lies with whoever has it. The order is asked of them as of anybody a case is
given to."""

from __future__ import annotations

from priemnaya.cases.models import Assignment, Case
from priemnaya.cases.rules import hand_verdicts, taking_up_verdicts
from priemnaya.core.journal import given_elsewhere, ruled
from priemnaya.core.models import Obligation
from priemnaya.people.acting import part
from priemnaya.people.hands import why_not_given
from priemnaya.people.models import Employee, Unit
from priemnaya.policy import Verdict, require

from .naming import tell_keepers
from .whole import lie_together


@part
def take_up(case: Case, *, by: Employee, whole: bool = True) -> None:
    """Before somebody answers the case, whether it was given to them or not. whole: see `taking_up_verdicts`. Raises
    Refused."""
    verdicts = taking_up_verdicts(case, by, whole=whole)
    require(verdicts)
    ruled(verdicts, case, by=by)


@part
def must_fit_hands(case: Case, into: Case, *, by: Employee) -> None:
    """Whoever has the case that another is joined to gets the other with it. Raises Refused."""
    if into.assignee_id and into.assignee_id == case.assignee_id:
        return
    verdicts = hand_verdicts(case, into.assignee, into.unit)
    require(verdicts)
    ruled(verdicts, into, by=by)


@part
def must_keep_hands(case: Case) -> None:
    """It has become more than it was when it was given. Raises Refused."""
    require(_new(hand_verdicts(case, case.assignee, case.unit)))


@part
def settle_hands(case: Case) -> None:
    """It lies with whoever had it, whom nobody chose anew: where the order keeps it from them now, it lies with their
    department, and where that is theirs or closed, with nobody; those who register are told. The case is held."""
    to, unit = case.assignee, case.unit
    if unit is not None and unit.closed_at is not None:
        unit = None
    why = f"{to} больше не работает." if to is not None and not to.is_active else _kept_from(case, to, unit)
    if to is not None and why:
        to = None
    if to is None and _kept_from(case, None, unit):
        unit = None
    if (to, unit) == (case.assignee, case.unit):
        return
    why = why or _kept_from(case, None, case.unit) or "отдел, где оно лежало, закрыт."
    case.assignee, case.unit = to, unit
    Case.objects.filter(pk=case.pk).update(assignee=to, unit=unit)
    lie_together(case)
    Assignment.objects.create(case=case, unit=unit, employee=to)
    Obligation.objects.about("case", case.pk).open().update(responsible_id=to.pk if to else None)
    given_elsewhere(case.pk)
    if to is None:
        tell_keepers(case, f"Дело {case.number} осталось без исполнителя: {why} Поручите другому.")


def _kept_from(case: Case, to: Employee | None, unit: Unit | None) -> str:
    """Why it may not lie with them; empty when it may."""
    refused = next((v.why for v in _new(hand_verdicts(case, to, unit)) if not v.ok), "")
    return refused or why_not_given(to, unit)


def _new(verdicts: list[Verdict]) -> list[Verdict]:
    """Without what a reason was once written for: that it was given all the same stands."""
    return [v for v in verdicts if not v.excusable]
