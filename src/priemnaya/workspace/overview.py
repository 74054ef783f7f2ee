"""What a head looks at before anything is signed: four figures, when terms end by unit, who has how much, what people
write about. Counted over what the reader may see; each number leads to exactly what it counts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Min, Q
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from priemnaya.cases.models import Case
from priemnaya.cases.models.case import CaseQuerySet
from priemnaya.desk.load import loads
from priemnaya.knowledge.models import Topic
from priemnaya.people.models import Employee, Unit
from priemnaya.people.policies import calendar_of
from priemnaya.programme.happened import Span
from priemnaya.workspace.period import Asked
from priemnaya.workspace.tiles import Tile, tiles

SHOWN = ("in_time", "speed", "satisfaction")
"""Figures of a head's morning, by their indicators; the fourth is of the cases that are open now."""
MONTHS, WORKDAYS, PEOPLE, TOPICS = 6, 10, 6, 5
WEEK = dt.timedelta(days=7)


@dataclass(frozen=True)
class Number:
    """n: how many; address: where they are opened; look: how much there is, from 0 to 3, or «late»."""

    n: int
    address: str
    look: str = "0"


@dataclass(frozen=True)
class UnitRow:
    name: str
    late: Number
    days: list[Number]


@dataclass(frozen=True)
class Written:
    title: str
    cases: Number
    before: int


@dataclass(frozen=True)
class Opened:
    all: int
    late: int


def strip(me: Employee) -> dict[str, Any]:
    """The figures on top, two queries; the current month beside the last one."""
    today = me.organisation.local(timezone.now()).date()
    span = Span.of_months(today, today)
    first = today.year * 12 + today.month - MONTHS
    drawn = Span.of_months(dt.date(first // 12, first % 12 + 1, 1), today)
    found: list[Tile] = tiles(me.organisation, span, names=SHOWN, trend=drawn) if me.may("report.view") else []
    late = Count("pk", filter=Q(due_at__lt=timezone.now()))
    counted = Case.objects.seen_by(me).open().order_by().aggregate(all=Count("pk"), late=late)
    return {"tiles": found, "tiles_query": Asked(span).query, "opened": Opened(**counted)}


def overview(me: Employee) -> dict[str, Any]:
    """What stands under the day's decisions."""
    seen = Case.objects.seen_by(me)
    people = [one for one in loads(me, kept_too=False) if one.open]
    days, rows = by_day(me, seen.open())
    return {
        "days": days,
        "units": rows,
        "people": people[:PEOPLE],
        "people_all": len(people),
        "most": max((one.open for one in people), default=0),
        "written": written(me, seen),
    }


def by_day(me: Employee, cases: CaseQuerySet) -> tuple[list[dt.date], list[UnitRow]]:
    """Terms of open cases by the unit and the day they end on: ten working days, and any other day on which one ends
    among them."""
    body, now = me.organisation, timezone.now()
    today, calendar = body.local(now).date(), calendar_of(body).tentative()
    working = [day for n in range(40) if calendar.is_working(day := today + dt.timedelta(days=n))][:WORKDAYS]
    over = dt.datetime.combine((working[-1] if working else today) + dt.timedelta(days=1), dt.time.min, body.zone)
    rows: Any = cases.filter(due_at__lt=over).order_by().annotate(day=TruncDate("due_at", tzinfo=body.zone))
    late: dict[int | None, int] = {}
    found: dict[int | None, dict[dt.date, int]] = {}
    for unit, day, passed, n in rows.values_list("unit", "day", Q(due_at__lt=now)).annotate(n=Count("pk")):
        if passed:
            late[unit] = late.get(unit, 0) + n
        else:
            found.setdefault(unit, {})[day] = n
    days = sorted({*working, *(day for of_unit in found.values() for day in of_unit)})
    names = dict(Unit.objects.filter(pk__in=[pk for pk in {*late, *found} if pk]).values_list("pk", "name"))
    most = max((n for of_unit in found.values() for n in of_unit.values()), default=0)
    shown = [
        UnitRow(
            names.get(pk, _("Без отдела")) if pk else _("Без отдела"),
            _number(late.get(pk, 0), pk, {"late": "1"}, "late"),
            [_number(n := found.get(pk, {}).get(day, 0), pk, _ending(day, today), _shade(n, most)) for day in days],
        )
        for pk in sorted({*late, *found}, key=lambda pk: (pk is None, names.get(pk, "") if pk else ""))
    ]
    return days, shown


def _ending(day: dt.date, today: dt.date) -> dict[str, str]:
    """What is over already stands apart from what still ends today."""
    return {"due": day.isoformat(), **({"late": "no"} if day == today else {})}


def _number(n: int, unit: int | None, asked: dict[str, str], look: str) -> Number:
    of_unit = {"unit": str(unit) if unit else "none"}
    return Number(n, f"{reverse('queue')}?{urlencode({**of_unit, **asked})}", look)


def _shade(n: int, most: int) -> str:
    return "0" if not n else str(1 + (2 * (n - 1)) // max(most - 1, 1)) if most > 1 else "1"


def written(me: Employee, seen: CaseQuerySet) -> list[Written]:
    """Topics of the cases registered in the last seven days, the most frequent first, beside the seven days before."""
    body = me.organisation
    since = body.local(timezone.now()).date() - WEEK + dt.timedelta(days=1)
    start = dt.datetime.combine(since, dt.time.min, body.zone)
    rows: Any = seen.filter(registered_at__gte=start - WEEK, questions__topic__isnull=False).order_by()
    lately = Count("pk", filter=Q(registered_at__gte=start), distinct=True)
    counted = rows.values(topic=F("questions__topic")).annotate(
        now=lately, all=Count("pk", distinct=True), first=Min("pk")
    )
    top = [row for row in counted.order_by("-now", "first") if row["now"]][:TOPICS]
    titles = dict(Topic.objects.filter(pk__in=[row["topic"] for row in top]).values_list("pk", "title"))
    return [
        Written(
            titles[row["topic"]],
            Number(
                row["now"],
                f"{reverse('queue')}?{urlencode({'topic': row['topic'], 'since': since, 'state': 'all'})}",
            ),
            row["all"] - row["now"],
        )
        for row in top
    ]
