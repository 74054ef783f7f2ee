"""One clause beside the board: what it demands, how its figure is made up, the cases behind it, why, and measures."""

from __future__ import annotations

from typing import Any

from priemnaya.core.models import Ruling
from priemnaya.outreach.models import ClauseMeasure, ImprovementMeasure
from priemnaya.people.models import Employee
from priemnaya.programme.compliance import Line
from priemnaya.programme.happened import UNTRIED, deeds_in, deeds_so, owed_in, owed_so
from priemnaya.programme.sight import open_to

from .clause_measures import in_order, staff_of
from .figures import behind_of, label_of, over_seen, ways_of
from .period import Asked
from .tables.figures import FigureRow, Happenings

SHOWN, LOOKED_AT = 5, 50
"""Rows of the pane, and the latest cases behind the figure whose measures it names."""


def pane_for(row: FigureRow, asked: Asked, me: Employee) -> dict[str, Any]:
    """Broken ones first; where none is, the latest."""
    one, body = row.line, me.organisation
    number = one.clause.number
    which = "broken" if one.broken else ""
    happened = list(_happened(one, asked, me, which)[:LOOKED_AT])
    return {
        "row": row,
        "line": one,
        "clause": one.clause,
        "title": label_of(one),
        "asked": asked,
        "ways": ways_of(one, number, asked),
        "shows": which,
        "cases": happened[:SHOWN],
        "all_cases": behind_of(number, asked, which),
        "may_open": me.may("case.view"),
        "of_seen": over_seen(asked, one),
        "reasons": _reasons(one, asked, me),
        "measures": _measures(happened, me) if me.may("case.view") else [],
        "measured": number,
        "own_measures": _own(number, me),
        "may_measure": me.may("case.decide"),
        "staff": list(staff_of(me)) if me.may("case.decide") else (),
        "body": body,
    }


def _happened(one: Line, asked: Asked, me: Employee, which: str) -> Happenings:
    body = me.organisation
    owed = owed_so(owed_in(body, one.keys, asked.span, asked.part), which, body)
    deeds = deeds_so(deeds_in(body, one.keys, asked.span, asked.part), which)
    return Happenings(open_to(owed, me), open_to(deeds, me), body)


def _reasons(one: Line, asked: Asked, me: Employee) -> list[Ruling]:
    """What people wrote when they went on against the order, or with a reason that it asks for; of all cases only."""
    if asked.part.by or not me.may("case.view"):
        return []
    start, end = asked.span.within(me.organisation)
    rows = Ruling.objects.filter(organisation_id=me.organisation_id, clause__in=one.keys, at__gte=start, at__lt=end)
    said = rows.exclude(reason="").exclude(target__startswith=UNTRIED)
    return list(open_to(said, me).order_by("-at")[:SHOWN])


def _own(number: str, me: Employee) -> list[ClauseMeasure]:
    """Measures about the clause itself: those to be done, then the last that were."""
    rows = ClauseMeasure.objects.filter(organisation_id=me.organisation_id, clause=number)
    return list(in_order(rows)[:SHOWN])


def _measures(happened: Any, me: Employee) -> list[ImprovementMeasure]:
    """Measures written on the cases behind the figure: what is done so that it does not happen again."""
    rows = ImprovementMeasure.objects.filter(organisation_id=me.organisation_id, case__in={h.case.pk for h in happened})
    return list(rows.select_related("owner", "case").order_by("-at")[:SHOWN])
