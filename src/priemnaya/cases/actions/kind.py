"""As what a case is taken: its kind, its signs, how many people signed it. Each picks what it owes."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from priemnaya.cases.facts import client_kind_of
from priemnaya.cases.facts_seen import must_stand
from priemnaya.cases.kinds import GROUNDS_OF_KIND, must_be_signed_by
from priemnaya.cases.models import CASE_KINDS, Case
from priemnaya.cases.returned import posted
from priemnaya.cases.rules import day_of, taking_verdicts
from priemnaya.cases.term_changes import turn_terms
from priemnaya.core.journal import record
from priemnaya.errors import Objection
from priemnaya.people.acting import action
from priemnaya.people.models import Employee
from priemnaya.people.signs import signs_of
from priemnaya.policy import require

from .reading import recognise_anew
from .told import settle_told
from .working import must_be_open, must_not_be_suspended


@action("case.register")
@transaction.atomic
def change_kind(
    case: Case,
    kind: str,
    *,
    by: Employee,
    grounds: Sequence[str] = (),
    signatories: int | None = None,
    seen: str = "",
) -> None:
    """Another kind of case has other terms: the open ones are counted anew from the same instants, with what the client
    was told. signatories: how many signed it, as it stands where nothing is said. Raises Refused when such a matter is
    not taken by the point it came by, Objection for a suspended service."""
    must_be_open(case)
    must_stand(case, "kind", seen)
    must_not_be_suspended(case)
    if kind not in CASE_KINDS:
        raise Objection("Выберите вид дела.")
    if unknown := set(grounds) - GROUNDS_OF_KIND - set(signs_of(case.organisation)) - set(case.grounds):
        raise Objection(f"Такого признака нет: {', '.join(sorted(unknown))}.")
    signed = must_be_signed_by(case.signatories if signatories is None else signatories)
    if kind == case.kind and set(grounds) == set(case.grounds) and signed == case.signatories:
        raise Objection("Это тот же вид дела: выберите другой вид или признак, тогда сроки посчитаем заново.")
    known, sort = case.identified, client_kind_of(case)
    require(taking_verdicts(case.organisation, kind, case.point, identified=known, on=day_of(case), client=sort))
    complained = case.means_complaint
    case.kind, case.grounds, case.signatories = kind, list(grounds), signed
    case.save(update_fields=["kind", "grounds", "signatories"])
    turn_terms(case, "изменён вид дела", by=by)
    settle_told(case, posted(case))
    record("case.kind_changed", case, by=by, kind=kind)
    if case.means_complaint and not complained:
        recognise_anew(case)
