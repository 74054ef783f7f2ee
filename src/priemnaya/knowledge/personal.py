"""Personal data in the tables of knowledge: only what people typed into a remark or a search; neither says who it
was."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet

from priemnaya.core.erasure import COPIES, OPINIONS, Held, Keeper, Subjects, keeps

from .models import ArticleVote, SearchLog, TopicExample

SEARCHES_KEPT = dt.timedelta(days=92)
"""So long an editor sees what people looked for; after that no word of it is left."""


def _votes(subjects: Subjects) -> QuerySet[ArticleVote]:
    rows = ArticleVote.objects.filter(article__organisation_id=subjects.organisation_id).exclude(comment="")
    return rows.filter(Q(at__lt=subjects.before) | Q(pk__in=_naming(subjects, rows, "comment")))


def _searches(subjects: Subjects) -> QuerySet[SearchLog]:
    rows = SearchLog.objects.filter(organisation_id=subjects.organisation_id)
    return rows.filter(Q(started_at__lt=subjects.before) | Q(pk__in=_naming(subjects, rows, "text")))


def _learnt(subjects: Subjects) -> QuerySet[TopicExample]:
    return TopicExample.objects.filter(organisation_id=subjects.organisation_id, case__in=subjects.of("case"))


def _expire(now: dt.datetime) -> int:
    """Words of old searches; how many there were and what they led to stays."""
    return SearchLog.objects.filter(started_at__lt=now - SEARCHES_KEPT).exclude(text="").update(text="")


def _naming(subjects: Subjects, rows: QuerySet[Any], column: str) -> list[int]:
    return [pk for pk, text in rows.values_list("pk", column).iterator() if subjects.names(text)]


keeps(
    Keeper(
        "knowledge",
        held=(
            Held("knowledge.ArticleVote", ("comment",), OPINIONS, _votes),
            Held("knowledge.SearchLog", ("text",), COPIES, _searches),
            Held("knowledge.TopicExample", ("learnt",), COPIES, _learnt, delete=True),
        ),
        expire=_expire,
    )
)
