"""Figures of reception over a period: how long people waited and talked, how many had booked, how many did not come; by
place, department and hour. A figure that nothing stands behind is left out."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from statistics import median

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from priemnaya.people.models import Organisation
from priemnaya.reception.models import Visit

from .line import length

FEW = 5
"""Fewer tell more of single people than of the reception: no median is shown of them."""


@dataclass(frozen=True)
class Figures:
    """Minutes are medians, None where too few stand behind; missed: who had booked and did not come; left: who came
    and was not received."""

    title: str
    received: int
    booked: int
    walked: int
    missed: int
    left: int
    wait: float | None
    talk: float | None

    @property
    def missed_share(self) -> int | None:
        return round(100 * self.missed / self.booked) if self.booked >= FEW else None


def ended(organisation: Organisation, since: dt.datetime, until: dt.datetime) -> QuerySet[Visit]:
    """Visits that were held, those nobody came to, and those who came and were not received, within a span. A cancelled
    booking is none of these."""
    rows = Visit.objects.filter(organisation=organisation, ended_at__gte=since, ended_at__lt=until)
    return rows.filter(Q(state="done") | Q(state="missed"))


def waited(visit: Visit) -> float | None:
    """Minutes from the booked time or arrival to the call."""
    end, since = visit.began_at or visit.called_at, visit.waits_from
    return max((end - since).total_seconds() / 60, 0.0) if end and since else None


def talked(visit: Visit) -> float | None:
    return length(visit.began_at, visit.ended_at) if visit.state == "done" else None


def did_not_come(visit: Visit) -> bool:
    return visit.state == "missed" and visit.arrived_at is None


def figures_of(title: str, rows: Iterable[Visit]) -> Figures:
    known = list(rows)
    waits = [w for v in known if (w := waited(v)) is not None]
    talks = [t for v in known if (t := talked(v)) is not None]
    booked = [v for v in known if v.during is not None]
    return Figures(
        title,
        sum(v.state == "done" for v in known),
        len(booked),
        sum(v.during is None for v in known),
        sum(did_not_come(v) for v in booked),
        sum(v.state == "missed" and v.arrived_at is not None for v in known),
        round(median(waits), 1) if len(waits) >= FEW else None,
        round(median(talks), 1) if len(talks) >= FEW else None,
    )


def tables(organisation: Organisation, since: dt.datetime, until: dt.datetime) -> list[tuple[str, list[Figures]]]:
    """The whole, then by place, by department of whoever received, by hour of coming."""
    rows = list(
        ended(organisation, since, until).select_related(
            "place__point", "place__organisation", "window__employee__unit", "at_window", "served_by__unit"
        )
    )

    def unit(visit: Visit) -> str:
        who = visit.served_by or (visit.window.employee if visit.window else None)
        return who.unit.name if who and who.unit else str(_("без отдела"))

    def hour(visit: Visit) -> int:
        at = visit.arrived_at or visit.starts or visit.ended_at
        assert at is not None
        return visit.place.local(at).hour

    return [
        (str(_("Всего")), [figures_of(str(_("за эти дни")), rows)] if rows else []),
        (str(_("По местам")), _by(rows, lambda v: v.place.point.name, str)),
        (str(_("По отделам")), _by(rows, unit, str)),
        (str(_("По часам")), _by(rows, hour, lambda h: f"{h}:00–{h}:59")),
    ]


def _by(rows: list[Visit], key: Callable[[Visit], Hashable], said: Callable[..., str]) -> list[Figures]:
    found: dict[Hashable, list[Visit]] = defaultdict(list)
    for visit in rows:
        found[key(visit)].append(visit)
    return [figures_of(said(one), found[one]) for one in sorted(found, key=lambda k: (isinstance(k, str), k))]
