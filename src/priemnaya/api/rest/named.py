"""Of whom a case complains."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router

from priemnaya.cases import actions
from priemnaya.cases.models import Case, NamedPerson

from . import schemas as s
from .problems import ERRORS
from .scopes import Scoped
from .shared import case_at, colleague, deed, me

router = Router(tags=["cases"])


def named_of(row: NamedPerson) -> dict[str, Any]:
    return {
        "id": row.pk,
        "login": row.employee.username if row.employee else None,
        "name": str(row),
        "typed": row.typed,
        "how": row.how,
        "words": row.words,
        "state": row.state,
        "why": row.why,
    }


@router.post(
    "/cases/{number}/complained-of",
    auth=Scoped("cases:register"),
    response={200: s.Done, **ERRORS},
    summary="На кого жалоба",
)
@deed
def complained_of(request: HttpRequest, case: Case, data: s.ComplainedIn) -> None:
    """An employee by login, or `typed` for a name that is nobody's here. From then on the case is closed to that
    person."""
    person = colleague(case, data.login, also_left=True) if data.login else None
    actions.name_person(case, person, by=me(request), typed=data.typed)


@router.post(
    "/cases/{number}/complained-of/{named_id}",
    auth=Scoped("cases:register"),
    response={200: s.NamedOut, **ERRORS},
    summary="На него ли жалоба",
)
def decide_named(request: HttpRequest, number: str, named_id: int, data: s.NamedIn) -> Any:
    """`confirmed`: the complaint is about this person; `dismissed`: it is not, with the reason. `was`, if given: the
    state you read; 409 when somebody decided meanwhile."""
    row = get_object_or_404(
        case_at(request, number).named.select_related("case__organisation", "employee"), pk=named_id
    )
    row.state = data.was or row.state
    if data.state == "confirmed":
        actions.confirm_person(row, by=me(request), why=data.why)
    else:
        actions.dismiss_person(row, by=me(request), why=data.why)
    return named_of(row)
