"""A letter that names a day goes again only while that day holds: nobody is promised by a letter of before what the
case, as it is now, does not give."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from priemnaya.core.models import Obligation, TermChange
from priemnaya.policy.owed import URGENT_REPLY

from . import terms
from .models import Case
from .returned import ONLY_DAY
from .term_changes import extensions_fit


def broken(case: Case, payload: Mapping[str, Any]) -> str:
    """What is wrong with the day of a letter, and what to do; empty where it holds, and where the letter names none.
    case: the one that lives."""
    said = payload.get(terms.PROMISES)
    if not said:
        return ""
    promised, owed = dt.datetime.fromisoformat(said), terms.open_term(case)
    days = {_day(case, o.due_at) for o in _holding(case, owed, payload)}
    if _day(case, promised) in days:
        return ""
    now = f"а теперь срок до {_day(case, owed.due_at):%d.%m.%Y}" if owed else "а срока ответа по делу больше нет"
    return (
        f"В письме обещан день {_day(case, promised):%d.%m.%Y}, {now}. Снова это письмо не отправляют. Сообщите клиенту"
        " верный день кнопкой «Сообщить срок» или ответьте по существу."
    )


def stops(case: Case, payload: Mapping[str, Any]) -> str:
    """The same of a letter that says a day and no more: it does not go again at all."""
    return broken(case, payload) if payload.get("notice") in ONLY_DAY else ""


def _day(case: Case, at: dt.datetime) -> dt.date:
    return case.organisation.local(at).date()


def _holding(case: Case, owed: Obligation | None, payload: Mapping[str, Any]) -> list[Obligation]:
    """What may be promised now: the term as it stands, or as it will when this letter tells of what moves it."""
    urgent = terms.open_term(case, URGENT_REPLY)
    row = _told_of(owed, payload.get(terms.TELLS)) if owed else None
    if owed and row and row.kind == "extended" and not extensions_fit(case, owed):
        row = None
    moved = terms.counted_anew(case, owed, told=row.pk) if owed and row and row.state != "dropped" else None
    return [o for o in (moved or owed, urgent) if o is not None]


def _told_of(owed: Obligation, key: int | None) -> TermChange | None:
    """The row of the open term that a letter tells of, or that goes on from the one it does."""
    for row in owed.changes.all() if key else ():
        at: TermChange | None = row
        while at is not None:
            if at.pk == key:
                return row
            at = at.carried_from
    return None
