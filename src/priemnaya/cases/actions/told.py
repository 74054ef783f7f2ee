"""What moved a term counts for the client when they are told of it: the law extends a term «уведомив» them (59-ФЗ
ст. 12 ч. 2, 8-ФЗ ст. 18 ч. 6), and a service nobody was told is suspended goes on.

A letter that came back takes the extension or the suspension it told of off the term, until another way has carried it.
What makes a term shorter holds at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field

from priemnaya.cases import terms
from priemnaya.cases.models import Case
from priemnaya.cases.returned import Posted, named_later, telling
from priemnaya.cases.states import lock_case
from priemnaya.cases.term_changes import settle_extensions
from priemnaya.core.models import TermChange

LENGTHENS = ("extended", "suspended")
NAMED_SOONER = "клиенту сообщён другой, более близкий день"
"""Why an extension nobody was told of ends."""


@dataclass
class Turned:
    """Keys of rows that stop counting, of those that begin to, and of those that are no more; said: the day that the
    client knows by them."""

    lost: list[int] = field(default_factory=list)
    known: list[int] = field(default_factory=list)
    ended: list[int] = field(default_factory=list)
    said: dt.datetime | None = None


def settle_told(case: Case, letters: Sequence[Posted]) -> bool:
    """Rows of the open term whose letter came back move nothing from now on, those whose letter has reached the client
    since count again, where the case, as it is now, may have them; else the head decides. One that the client never
    knew of ends when they were told a nearer day. Returns whether some stopped counting."""
    lock_case(case)
    owed = terms.open_term(case)
    if owed is None:
        return False
    turned = _turned(case, list(owed.changes.filter(kind__in=LENGTHENS).exclude(state="dropped")), letters)
    rows = TermChange.objects
    rows.filter(pk__in=turned.ended).update(state="dropped", settled=NAMED_SOONER)
    if not turned.lost and not turned.known:
        return False
    was = copy(owed)
    rows.filter(pk__in=turned.lost).update(state="untold")
    rows.filter(pk__in=turned.known).update(state="counts")
    terms.recount(case, "письмо о сроке вернулось" if turned.lost else "клиент узнал о сроке", by=None)
    owed.refresh_from_db()
    owed.told_due_at = None if turned.lost else turned.said or owed.due_at
    owed.save(update_fields=["told_due_at"])
    settle_extensions(case, by=None)
    owed.refresh_from_db()
    terms.keep_lapse(was, owed, "клиент узнал о новом сроке, когда прежний уже прошёл")
    return bool(turned.lost)


def _turned(case: Case, rows: Iterable[TermChange], letters: Sequence[Posted]) -> Turned:
    found = Turned()
    for row in rows:
        letter = telling(row, letters)
        if letter is None or (row.kind == "suspended" and case.kind != "service_application"):
            continue
        later = named_later(letters, letter) if letter.failed and row.kind == "extended" else None
        told = letter.carried or (later is not None and _no_nearer(later, letter))
        if told:
            if row.state == "untold":
                found.known.append(row.pk)
                found.said = _named_by(later or letter)
        elif later is not None and row.state == "untold":
            found.ended.append(row.pk)
        elif row.state in ("counts", "asks") and letter.came_back:
            found.lost.append(row.pk)
    return found


def _no_nearer(later: Posted, letter: Posted) -> bool:
    """A later letter has named the client the day of this one, or one after it."""
    last, first = _named_by(later), _named_by(letter)
    return last is not None and first is not None and last >= first


def _named_by(letter: Posted) -> dt.datetime | None:
    said = letter.payload.get(terms.PROMISES)
    return dt.datetime.fromisoformat(said) if said else None
