"""Is the knowledge base alive: a board over sections, articles and searches."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from django.db.models import Count, F, Max, Q
from django.utils import timezone

from priemnaya.core.models import Obligation
from priemnaya.people.models import Organisation

from .actions.articles import published
from .actions.reviews import functions_of
from .models import Article, SearchLog, Section

STALE = dt.timedelta(days=31)
SPAN = dt.timedelta(days=90)
SHOWN = 30


@dataclass(frozen=True)
class Searches:
    """count over the last three months; found and opened: shares, per cent; seconds: median from the first letters to
    opening."""

    count: int
    found: int
    opened: int
    seconds: float | None


@dataclass(frozen=True)
class Board:
    functions: list[dict[str, Any]]
    sections: list[dict[str, Any]]
    stale: list[Article]
    unused: list[Article]
    gone: list[Article]
    disliked: list[Article]
    nothing_found: list[Any]
    searches: Searches
    articles: int = 0
    covered: int = 0
    in_time: int = 0
    reviews: list[Obligation] = field(default_factory=list)


def board_of(organisation: Organisation) -> Board:
    now = timezone.now()
    rows, sections = published(organisation), _sections(organisation)
    functions = _functions(organisation, sections)
    owed = {
        o.subject_id: o
        for o in Obligation.objects.open().filter(subject_type="section", organisation_id=organisation.pk)
    }
    late = {pk for pk, o in owed.items() if o.due_at < now}
    return Board(
        functions=functions,
        sections=[{"section": s, "owed": owed.get(s.pk), "late": s.pk in late} for s in sections],
        stale=list(rows.filter(reviewed_at__lt=now - STALE).select_related("section").order_by("reviewed_at")[:SHOWN]),
        unused=list(rows.filter(uses=None, created_at__lt=now - STALE).select_related("section")[:SHOWN]),
        gone=list(
            Article.objects.filter(organisation=organisation, source_gone_at__isnull=False, archived_at=None)[:SHOWN]
        ),
        disliked=list(
            rows.annotate(no=Count("votes", filter=Q(votes__helped=False, votes__settled_at=None)))
            .filter(no__gt=0)
            .order_by("-no")[:SHOWN]
        ),
        nothing_found=list(
            SearchLog.objects.filter(organisation=organisation, found=0, started_at__gte=now - SPAN)
            .exclude(text="")
            .values("text")
            .annotate(n=Count("pk"))
            .order_by("-n", "text")[:SHOWN]
        ),
        searches=searches_of(organisation, now - SPAN, now),
        articles=rows.count(),
        covered=round(100 * sum(f["count"] > 0 for f in functions) / len(functions)) if functions else 0,
        in_time=_in_time(organisation, len(late)),
    )


def _sections(organisation: Organisation) -> list[Any]:
    """With how many articles each has, and when it was looked at last."""
    return list(
        Section.objects.filter(organisation=organisation)
        .select_related("unit", "head")
        .annotate(
            count=Count("articles", filter=Q(articles__current__isnull=False, articles__archived_at=None)),
            seen=Max("reviews__at"),
        )
    )


def _functions(organisation: Organisation, sections: list[Any]) -> list[dict[str, Any]]:
    """What the body does, each with the section of its name."""
    by_title = {s.title.casefold(): s for s in sections}
    return [
        {"name": name, "section": (found := by_title.get(name.casefold())), "count": found.count if found else 0}
        for _, name in functions_of(organisation)
    ]


def _in_time(organisation: Organisation, late: int) -> int:
    """Percent of reviews that were done in time. late: how many are owed since too long."""
    done = {"subject_type": "section", "organisation_id": organisation.pk, "fulfilled_at__isnull": False}
    closed = Obligation.objects.filter(**done)
    kept, every = closed.filter(fulfilled_at__lte=F("due_at")).count(), closed.count() + late
    return round(100 * kept / every) if every else 100


def searches_of(organisation: Organisation, since: dt.datetime, until: dt.datetime) -> Searches:
    """How searches of a period ended (udmurtia-mio 8.3)."""
    rows = list(
        SearchLog.objects.filter(organisation=organisation, started_at__gte=since, started_at__lt=until).values_list(
            "found", "opened", "started_at", "opened_at"
        )[:20_000]
    )
    if not rows:
        return Searches(0, 0, 0, None)
    seconds = [(opened_at - started).total_seconds() for _, opened, started, opened_at in rows if opened and opened_at]
    return Searches(
        len(rows),
        round(100 * sum(found > 0 for found, *_ in rows) / len(rows)),
        round(100 * len(seconds) / len(rows)),
        round(median(seconds), 1) if seconds else None,
    )
