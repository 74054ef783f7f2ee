"""Of what and whom a promised call back reminds."""

from __future__ import annotations

from priemnaya.cases.guard import OF_CASES, barred_from
from priemnaya.core.models import Obligation
from priemnaya.core.reminders import About, about
from priemnaya.people.models import Employee
from priemnaya.people.words import Staff

from .calls.seen import free_of
from .models import Call, CallBack

OF_CASES["callback"] = lambda cases: CallBack.objects.filter(case__in=cases)
OF_CASES["call"] = lambda cases: Call.objects.filter(case__in=cases)


@about("callback")
def about_call_back(owed: Obligation) -> About | None:
    """Whoever promised to call, and who stands in for them; whoever takes calls when nobody has it; the heads when the
    time has passed."""
    rows = CallBack.objects.select_related("organisation__parent", "owner", "unit", "call__organisation")
    promise = rows.filter(pk=owed.subject_id).first()
    if promise is None:
        return None
    staff = Staff(promise.organisation)

    def may_know(people: list[Employee]) -> list[Employee]:
        free = free_of(promise.call, people)
        return [e for e in free if not (promise.case_id and barred_from(promise.case_id, e))]

    called = staff.called(promise.owner, promise.unit)
    mine = [e for e in staff.all if e.pk == promise.owner_id]
    return About(
        promise,
        "обещанный звонок клиенту",
        promise.get_absolute_url(),
        may_know(staff.with_substitutes(mine)),
        otherwise=may_know([e for e in staff.all if e.may("call.take") and e.may("case.assign")]),
        heads=may_know([e for e in staff.all if e.may("case.decide")]),
        called=lambda word: may_know(called(word)),
    )
