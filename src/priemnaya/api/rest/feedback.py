"""What clients think of the body, and whether it keeps its order."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from priemnaya.cases.guard import read_through, unbarred
from priemnaya.cases.models import Case
from priemnaya.outreach.models import PortalRating, SurveyAnswer
from priemnaya.people.masking import words_for
from priemnaya.programme.compliance import board
from priemnaya.programme.rollups import month_start
from priemnaya.ui.going import went_words

from . import schemas as s
from .fields import Filter
from .paging import Limit, listed
from .problems import ERRORS
from .scopes import Scoped
from .shared import me

router = Router()


@router.get(
    "/feedback/answers",
    auth=Scoped("feedback:read"),
    response={200: s.RatingPage, **ERRORS},
    summary="Оценки ответов",
    tags=["feedback"],
)
def answers(request: HttpRequest, after: Filter | None = None, limit: Limit = 50) -> Any:
    rows = SurveyAnswer.objects.filter(organisation_id=me(request).organisation_id).select_related("reply__case")
    rows = read_through(unbarred(rows, me(request), "reply__case"), "reply__case")
    return listed(rows, after, limit, lambda a: _rating(request, a, a.how, a.reply.case, a.satisfaction))


@router.get(
    "/feedback/portal-ratings",
    auth=Scoped("feedback:read"),
    response={200: s.RatingPage, **ERRORS},
    summary="Оценки с порталов",
    tags=["feedback"],
)
def portal_ratings(request: HttpRequest, after: Filter | None = None, limit: Limit = 50) -> Any:
    rows = PortalRating.objects.filter(organisation_id=me(request).organisation_id).select_related("case")
    rows = read_through(unbarred(rows, me(request)))
    return listed(rows, after, limit, lambda r: _rating(request, r, r.system, r.case, r.stars))


def _rating(
    request: HttpRequest, row: SurveyAnswer | PortalRating, source: str, case: Case | None, score: int | None
) -> dict[str, Any]:
    return {
        "id": row.pk,
        "source": source,
        "case": case.number if case else None,
        "score": score,
        "comment": words_for(row.comment, me(request)),
        "at": row.at,
    }


@router.get(
    "/compliance",
    auth=Scoped("feedback:read"),
    response={200: list[s.FigureOut], **ERRORS},
    summary="Соблюдение порядка в этом месяце",
    tags=["feedback"],
)
def compliance(request: HttpRequest) -> Any:
    body = me(request).organisation
    month = month_start(body, timezone.now()).date()
    return [
        {
            "clause": line.clause.number,
            "title": line.clause.cited,
            "demand": line.clause.demand,
            "state": line.state.state,
            "share": None if line.few else line.share,
            "went": list(went_words(line.went, body)),
        }
        for line in board(body, month, month)
    ]
