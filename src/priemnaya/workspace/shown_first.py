"""A deed that writes to the client is shown before it is done: the page shows what it writes when it is tried
(`cases.tried`), and when it is pressed, exactly that must go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from priemnaya.cases.models import Case
from priemnaya.cases.tried import Written, done_as_shown, stops_kept, tried, written
from priemnaya.core.journal import viewed
from priemnaya.people.models import Employee
from priemnaya.ui.typed import keep_typed

LOOK, MEND, SHOWN = "look", "mend", "letters"
"""Names of what is pressed to see the letters and to mend what was typed; and of the token of what was shown."""
Deed = Callable[[], HttpResponse | None]
Answer = HttpResponse | None


def looked(request: HttpRequest, case: Case, deed: Deed, form: str, back: str = "") -> Answer:
    """The page of what the deed would write, or the way back to its form (its id, on the page of the case or on
    `back`); None when neither was asked for."""
    if request.POST.get(MEND):
        keep_typed(request)
        return redirect(f"{back or case.get_absolute_url()}#{form}")
    if not request.POST.get(LOOK):
        return None
    return _page(request, case, tried(case, deed, by=cast(Employee, request.user)))


def done_if_shown(request: HttpRequest, case: Case, deed: Deed) -> Answer:
    """Does it; exactly what was shown, where it was looked at. Raises Stale."""
    token = request.POST.get(SHOWN)
    if not token:
        return deed()
    with stops_kept(case, cast(Employee, request.user)):
        return done_as_shown(case, deed, token)


def shown_or_done(request: HttpRequest, case: Case, deed: Deed, form: str, also: Sequence[str] = ()) -> Answer:
    """Of a deed whose button does not say whether it writes: what writes nothing is done at once, the rest is shown
    first. also: what else of it the page tells, which must be the same too. Raises Stale."""
    me = cast(Employee, request.user)
    if request.POST.get(MEND):
        return looked(request, case, deed, form)
    if token := request.POST.get(SHOWN):
        with stops_kept(case, me):
            return done_as_shown(case, deed, token, also)
    with stops_kept(case, me), transaction.atomic():
        found = written(case, deed, also)
        transaction.set_rollback(bool(found.letters))
    return _page(request, case, found) if found.letters else found.answer


def _page(request: HttpRequest, case: Case, found: Written[Answer]) -> HttpResponse:
    case = Case.objects.select_related("organisation").get(pk=case.pk)
    if case.client_id and isinstance(request.user, Employee):
        viewed(case, by=request.user)
    fields = [(n, v) for n, vs in request.POST.lists() for v in vs if n not in (LOOK, SHOWN, "csrfmiddlewaretoken")]
    shown = {"case": case, "found": found, "fields": fields, "path": request.path}
    return render(request, "workspace/deed_shown.html", shown)
