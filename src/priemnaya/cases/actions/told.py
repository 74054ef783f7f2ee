"""What moved a term counts for the client when they are told of it: the law extends a term «уведомив» them (59-ФЗ
ст. 12 ч. 2, 8-ФЗ ст. 18 ч. 6), and a service nobody was told is suspended goes on.

A letter that came back takes the extension or the suspension it told of off the term, until another way has carried it.
What makes a term shorter holds at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy

from priemnaya.cases import terms
from priemnaya.cases.models import Case
from priemnaya.cases.returned import Posted
from priemnaya.cases.states import lock_case
from priemnaya.core.models import TermChange

LENGTHENS = ("extended", "suspended")


def settle_told(case: Case, letters: Sequence[Posted]) -> bool:
    """Rows of the open term whose letter came back move nothing from now on, those whose letter has reached the client
    since count again. Returns whether some stopped counting."""
    lock_case(case)
    owed = terms.open_term(case)
    if owed is None:
        return False
    lost, known = _turned(case, list(owed.changes.filter(kind__in=LENGTHENS, state__in=("counts", "untold"))), letters)
    if not lost and not known:
        return False
    was = copy(owed)
    TermChange.objects.filter(pk__in=lost).update(state="untold")
    TermChange.objects.filter(pk__in=known).update(state="counts")
    terms.recount(case, "письмо о сроке вернулось" if lost else "клиент узнал о сроке", by=None)
    owed.refresh_from_db()
    owed.told_due_at = None if lost else owed.due_at
    owed.save(update_fields=["told_due_at"])
    terms.keep_lapse(was, owed, "клиент узнал о новом сроке, когда прежний уже прошёл")
    return bool(lost)


def _turned(case: Case, rows: Iterable[TermChange], letters: Sequence[Posted]) -> tuple[list[int], list[int]]:
    """Keys of rows that stop counting and of those that begin to."""
    lost, known = list[int](), list[int]()
    for row in rows:
        letter = _telling(row, letters)
        if letter is None or (row.kind == "suspended" and case.kind != "service_application"):
            continue
        if row.state == "counts" and letter.came_back:
            lost.append(row.pk)
        elif row.state == "untold" and letter.carried:
            known.append(row.pk)
    return lost, known


def _telling(row: TermChange, letters: Sequence[Posted]) -> Posted | None:
    """The letter that told of it, or of the row of another case that it goes on from."""
    at: TermChange | None = row
    while at is not None:
        found = next((x for x in letters if x.payload.get(terms.TELLS) == at.pk), None)
        if found:
            return found
        at = at.carried_from
    return None
