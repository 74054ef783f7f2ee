"""Messages of many clients with nearly the same words, as a list shows them: one row for all of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce

from priemnaya.cases.models import Case, Contact
from priemnaya.cases.models.case import CaseQuerySet

BEGINS = 400
"""Characters of a letter in a row."""
FEWEST = 3
"""Messages, and clients, from which they are shown as one."""
IN = Q(alike__out_at=None, alike__campaign__members_count__gte=FEWEST)


@dataclass(frozen=True)
class Gathered:
    """campaign: its key; first: the case whose term is nearest, which stands for all; cases, clients: how many."""

    campaign: int
    first: int
    cases: int
    clients: int


def gathered_in(cases: QuerySet[Case]) -> dict[int, Gathered]:
    """Of a list, those that are shown as one, by the case that stands for them. One query where there are none."""
    rows = cases.filter(IN).order_by().values_list("alike__campaign")
    counted: QuerySet[Any] = rows.annotate(n=Count("pk"), who=Count(Coalesce("client", -F("pk")), distinct=True))
    many = {pk: (n, who) for pk, n, who in counted if n >= FEWEST and who >= FEWEST}
    if not many:
        return {}
    firsts = cases.filter(IN, alike__campaign__in=many).order_by("alike__campaign", "due_at", "pk")
    found = firsts.distinct("alike__campaign").values_list("alike__campaign", "pk")
    return {first: Gathered(pk, first, *many[pk]) for pk, first in found}


def folded(cases: CaseQuerySet, gathered: dict[int, Gathered]) -> CaseQuerySet:
    """The list with one row for all that is shown as one."""
    if not gathered:
        return cases
    campaigns = {one.campaign for one in gathered.values()}
    return cases.exclude(Q(alike__campaign__in=campaigns, alike__out_at=None) & ~Q(pk__in=set(gathered)))


def campaign_cases(cases: CaseQuerySet, campaign: int) -> CaseQuerySet:
    return cases.filter(alike__campaign=campaign, alike__out_at=None)


def words_of(cases: Collection[Case]) -> dict[int, str]:
    """How the first letter of each begins: who opens the row that stands for many sees what each of them wrote."""
    rows = Contact.objects.filter(case__in=cases, direction="in").order_by("case", "at", "pk").distinct("case")
    return {pk: " ".join(text.split())[:BEGINS] for pk, text in rows.values_list("case", "text")}
