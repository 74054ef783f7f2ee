"""One deed over several cases: each by itself, as its page knew it; those that can't are said with the reason. What
would become of it is tried first and undone (`cases.tried`): the page shows what the deed itself says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from priemnaya.cases.models import Case
from priemnaya.cases.states import lock_cases
from priemnaya.cases.tried import Written, done_as_shown, stops_kept, written
from priemnaya.core.journal import record
from priemnaya.desk.models import BulkDeed, BulkRow
from priemnaya.desk.standing import changed_meanwhile, standings
from priemnaya.errors import NotAllowed, Objection, Stale
from priemnaya.people.acting import action, check, keep_refusal, part
from priemnaya.people.models import Employee, Organisation
from priemnaya.policy import Refused

from .bulk_back import last_event, stands
from .bulk_steps import STEPS, Wanted

MOST = 100
"""Cases at once: their rows are held until all is done."""
UNSEEN = "об этом клиенту уйдёт письмо: сделайте это на странице дела, там его покажут"
Deed = Callable[[Case], None]


@dataclass(frozen=True)
class Outlook:
    """What would become of one case. written: letters that would leave or wait for a signature."""

    case: Case
    why_not: str = ""
    written: Written[None] | None = None


@action("case.view")
@transaction.atomic
def do_to_several(
    organisation: Organisation,
    cases: Sequence[Case],
    what: str,
    wanted: Wanted,
    *,
    by: Employee,
    seen: Mapping[int, str],
    shown: Mapping[int, str] | None = None,
) -> BulkDeed:
    """Each case by itself: what the order stops, what is not as the page knew it (seen: case -> `standing`), and what
    would write otherwise than was shown (shown: case -> token of its letters, where they were shown), is left as it
    was, and said. Raises Objection when nothing is chosen or too much, NotAllowed."""
    rows = _rows(cases, what, wanted, by)
    step = STEPS[what]
    return carry_out(
        organisation,
        rows,
        what,
        lambda case: step.do(case, wanted, by),
        right=step.right,
        by=by,
        seen=seen,
        shown=shown,
        into=wanted.into,
    )


@action("case.view")
def look_at_several(
    organisation: Organisation,
    cases: Sequence[Case],
    what: str,
    wanted: Wanted,
    *,
    by: Employee,
    seen: Mapping[int, str],
) -> list[Outlook]:
    """The same deed, tried and undone: nothing of it stays. Raises Objection, NotAllowed."""
    rows = _rows(cases, what, wanted, by)
    step = STEPS[what]
    return try_out(rows, step.right, lambda case: step.do(case, wanted, by), by=by, seen=seen, into=wanted.into)


def _rows(cases: Sequence[Case], what: str, wanted: Wanted, by: Employee) -> list[Case]:
    if what not in STEPS:
        raise Objection("Выберите, что сделать с отмеченными делами.")
    must_be_some(cases, STEPS[what].right, by)
    rows = [case for case in cases if wanted.into is None or case.pk != wanted.into.pk]
    if what == "merge" and not rows:
        raise Objection("Отметьте хотя бы два дела: одно останется, другие к нему присоединят.")
    return rows


def must_be_some(cases: Sequence[Case], right: str, who: Employee) -> None:
    """Raises Objection when nothing is chosen or too much, NotAllowed."""
    if not who.may(right):
        raise NotAllowed("На это у вас нет права. Попросите руководителя.")
    if not cases:
        raise Objection("Отметьте хотя бы одно дело.")
    if len(cases) > MOST:
        raise Objection(f"За один раз — не больше {MOST} дел. Отметьте меньше.")


@part
def carry_out(
    organisation: Organisation,
    cases: Sequence[Case],
    what: str,
    do: Deed,
    *,
    right: str,
    by: Employee,
    seen: Mapping[int, str],
    shown: Mapping[int, str] | None = None,
    into: Case | None = None,
) -> BulkDeed:
    """The deed with its rows, inside the caller's transaction. shown: of each case the letters that must go, where they
    were shown. into: one more case that it changes; raises Stale when that one is not as the page knew it."""
    deed = BulkDeed.objects.create(organisation=organisation, by=by, what=what)
    stale = _held(cases, seen, into)
    rows = []
    for case in _in_order(cases):
        token = None if shown is None else shown.get(case.pk, "")
        rows.append(_done(deed, case, stale.get(case.pk, ""), _attempt(case, right, do, by), token, by))
    BulkRow.objects.bulk_create(rows)
    record("bulk.done", organisation, by=by, deed=deed.pk)
    return deed


@part
def try_out(
    cases: Sequence[Case], right: str, do: Deed, *, by: Employee, seen: Mapping[int, str], into: Case | None = None
) -> list[Outlook]:
    """What would become of each, one after the other, undone to the last row but what the order stopped."""
    found, stops = list[Outlook](), list[tuple[Refused, Case]]()
    with transaction.atomic():
        stale = _held(cases, seen, into)
        for case in _in_order(cases):
            try:
                found.append(_looked(case, stale.get(case.pk, ""), _attempt(case, right, do, by)))
            except Refused as stopped:
                found.append(Outlook(case, _words(stopped)))
                stops.append((stopped, case))
        transaction.set_rollback(True)
    for kept, case in stops:
        keep_refusal(kept, case, by)
    for case in cases:
        case.refresh_from_db(fields=["state", "assignee", "unit", "merged_into", "outcome", "urgency", "closed_at"])
    return found


def _in_order(cases: Sequence[Case]) -> list[Case]:
    return sorted(cases, key=lambda c: c.pk)


def _held(cases: Sequence[Case], seen: Mapping[int, str], into: Case | None) -> dict[int, str]:
    """Locks them all; why those that are not as the page knew them stay as they are."""
    lock_cases(*cases, *([into] if into else []))
    now = standings([*cases, *([into] if into else [])])
    if into is not None and seen.get(into.pk) != now[into.pk]:
        what = changed_meanwhile(into)
        raise Stale(f"Дело {into.number}, к которому присоединяют, изменили: {what}. Начните снова.")
    changed = [case for case in cases if seen.get(case.pk) != now[case.pk]]
    return {
        case.pk: f"пока вы смотрели, дело изменили: {changed_meanwhile(case)}"
        if case.pk in seen
        else "страница устарела, отметьте дело снова"
        for case in changed
    }


def _attempt(case: Case, right: str, do: Deed, by: Employee) -> Callable[[], None]:
    def attempt() -> None:
        check(right, case, by)  # the walls around each case: inside a deed nobody else asks
        do(case)

    return attempt


def _done(
    deed: BulkDeed, case: Case, stale: str, attempt: Callable[[], None], token: str | None, by: Employee
) -> BulkRow:
    """token: of the letters that were shown; None where none are shown."""
    before = stands(case, deed.what)
    why_not = stale
    try:
        if not stale:
            with stops_kept(case, by), transaction.atomic():
                if token is not None:
                    done_as_shown(case, attempt, token)
                elif written(case, attempt).letters:
                    raise Objection(UNSEEN)
    except Objection as objection:
        why_not = _words(objection)
    after = before if why_not else {**stands(case, deed.what), "event": last_event(case)}
    return BulkRow(deed=deed, case=case, before=before, after=after, why_not=why_not[:500])


def _words(stopped: Objection) -> str:
    """Several reasons are one sentence."""
    return str(stopped).replace(".; ", "; ")


def _looked(case: Case, stale: str, attempt: Callable[[], None]) -> Outlook:
    """Raises Refused."""
    if stale:
        return Outlook(case, stale)
    try:
        with transaction.atomic():
            return Outlook(case, written=written(case, attempt))
    except Refused:
        raise
    except Objection as objection:
        return Outlook(case, _words(objection))
