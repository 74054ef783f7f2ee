"""What operations of the API share: who calls, the case they speak of, how a deed is answered."""

from __future__ import annotations

import base64
import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, get_type_hints

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from priemnaya.cases.guard import CLOSED_TO_YOU, had_it_open, seen_case
from priemnaya.cases.incoming import IncomingFile
from priemnaya.cases.models import Case
from priemnaya.cases.numbers import as_number
from priemnaya.errors import NotAllowed, Objection
from priemnaya.people.models import Employee
from priemnaya.plain.inputs import objection_to

from . import schemas as s


def me(request: HttpRequest) -> Employee:
    found: Employee = request.auth  # type: ignore[attr-defined]
    return found


def case_at(request: HttpRequest, number: str) -> Case:
    """The case of the token's body, its number read however it was typed, or 404; 403 with words for one who had it
    before being named in it."""
    rows = Case.objects.marked().select_related("organisation__parent", "client", "assignee", "unit", "merged_into")
    written = {number, as_number(number)}
    found = seen_case(rows.filter(number__in=written), me(request))
    if found is None:
        hidden = Case.objects.filter(organisation_id=me(request).organisation_id, number__in=written).first()
        if hidden and had_it_open(hidden.pk, me(request)):
            raise NotAllowed(CLOSED_TO_YOU)
        raise Http404
    return found


def done(case: Case) -> dict[str, Any]:
    case.refresh_from_db()
    return {"number": case.number, "state": case.state, "due_at": case.due_at}


def deed(act: Callable[..., None]) -> Callable[..., dict[str, Any]]:
    """An operation that does one thing to one case: `act(request, case, …)` with the case found by its number; the
    answer is the case as it is now (schemas.Done)."""
    hints, of_act = get_type_hints(act, include_extras=True), inspect.signature(act)
    given = [p.replace(annotation=hints[p.name]) for p in of_act.parameters.values()]
    number = given[1].replace(name="number", annotation=str)

    @wraps(act)
    def run(request: HttpRequest, number: str, **sent: Any) -> dict[str, Any]:
        case = case_at(request, number)
        act(request, case, **sent)
        return done(case)

    run.__signature__ = of_act.replace(  # type: ignore[attr-defined]  # what the library reads the operation by
        parameters=[given[0], number, *given[2:]], return_annotation=dict[str, Any]
    )
    return run


def files_of(given: list[s.FileIn]) -> tuple[IncomingFile, ...]:
    """Raises Objection for a file that is empty or not what its name says, as the forms do."""
    files = tuple(IncomingFile(f.name, base64.b64decode(f.content), f.type) for f in given)
    if wrong := " ".join(filter(None, (objection_to(f.name, f.content) for f in files))):
        raise Objection(wrong)
    return files


def colleague(case: Case, login: str, *, also_left: bool = False) -> Employee:
    """An employee of the case's body by login; `also_left`: who no longer works there too. Raises Objection."""
    rows = Employee.objects.filter(organisation_id=case.organisation_id, username=login)
    found = (rows if also_left else rows.filter(is_active=True)).first()
    if found is None:
        raise Objection(_("Такого сотрудника в органе нет."))
    return found
