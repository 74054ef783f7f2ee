"""What a case has any of: asked at once as its page begins, so that of what it has none no query of its own is made. A
page names some twenty such parts, and most cases have three of them."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from priemnaya.cases.models import (
    BodyRequest,
    Case,
    CaseLink,
    Confidential,
    ForeignAddress,
    ForwardedLetter,
    NamedPerson,
    Reply,
)
from priemnaya.desk.models import CampaignMember, Note
from priemnaya.outreach.models import ImprovementMeasure
from priemnaya.people.models import DocumentSeen, MergeSuggestion


def _parts() -> dict[str, QuerySet[Any]]:
    """By the name a page asks by."""
    case, client = OuterRef("pk"), OuterRef("client")
    return {
        "asked": BodyRequest.objects.filter(case=case),
        "links": CaseLink.objects.filter(case=case),
        "back_links": CaseLink.objects.filter(other=case),
        "hidden": Confidential.objects.filter(case=case),
        "foreign": ForeignAddress.objects.filter(case=case),
        "forwardings": ForwardedLetter.objects.filter(forwarding__case=case),
        "named": NamedPerson.objects.filter(case=case),
        "replies": Reply.objects.filter(case=case),
        "campaign": CampaignMember.objects.filter(case=case),
        "notes": Note.objects.filter(case=case),
        "measures": ImprovementMeasure.objects.filter(case=case),
        "documents": DocumentSeen.objects.filter(client=client),
        "compared": MergeSuggestion.objects.filter(Q(client=client) | Q(other=client)),
    }


OF_THIS = -1
"""Stands for the key of the case in the kept text."""


@cache
def _text() -> tuple[tuple[str, ...], str, tuple[Any, ...]]:
    """Names and the query: Django writes it once a process."""
    parts = {name: Exists(rows.order_by()) for name, rows in _parts().items()}
    rows = Case.objects.filter(pk=OF_THIS).order_by().annotate(**{f"has_{n}": found for n, found in parts.items()})
    sql, params = rows.values_list(*(f"has_{name}" for name in parts)).query.sql_with_params()
    return tuple(parts), sql, tuple(params)


def parts_of(case: Case) -> Collection[str]:
    """Names of what this case has. A page that only reads answers for the moment it was asked in."""
    names, sql, params = _text()
    with connection.cursor() as cursor:
        cursor.execute(sql, [case.pk if p == OF_THIS else p for p in params])
        found = cursor.fetchone() or ()
    return {name for name, has in zip(names, found, strict=False) if has}
