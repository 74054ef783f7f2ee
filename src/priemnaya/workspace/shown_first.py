"""A deed that writes to the client is shown before it is done: the page shows what it writes when it is tried
(`cases.tried`), and when it is pressed, exactly that must go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from priemnaya.cases.models import Case
from priemnaya.cases.tried import Written, done_as_shown, stops_kept, written
from priemnaya.core.journal import viewed
from priemnaya.people.models import Employee
from priemnaya.ui.typed import keep_typed

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LOOK, MEND, SHOWN = "look", "mend", "letters"
"""Names of what is pressed to see the letters and to mend what was typed; and of the token of what was shown."""
SEND, DO = _("Отправить"), _("Выполнить и отправить")
Answer = HttpResponse | Callable[[], HttpResponse] | None
"""What a deed answers; where it has to look or to tell once the deed is done, how."""
Deed = Callable[[], Answer]


@dataclass(frozen=True)
class Form:
    """From where the deed is asked: the page, the id of its form there, what its last button says."""

    page: str
    id: str = ""
    press: StrOrPromise = DO


def shown_or_done(
    request: HttpRequest, case: Case | None, deed: Deed, form: Form, also: Sequence[str] = ()
) -> tuple[HttpResponse | None, Answer]:
    """What writes nothing is done at once; what does is shown first, and goes when exactly that was shown. Returns the
    page to show, None once it is done, and what the deed then answered. also: what else of it the page tells, which
    must be the same too. Raises Stale."""
    me = cast(Employee, request.user)
    if request.POST.get(MEND):
        keep_typed(request)
        return redirect(f"{form.page}#{form.id}" if form.id else form.page), None
    if token := request.POST.get(SHOWN):
        with stops_kept(case, me):
            return None, done_as_shown(case, deed, token, also)
    looks = bool(request.POST.get(LOOK))
    with stops_kept(case, me), transaction.atomic():
        found = written(case, deed, also)
        transaction.set_rollback(looks or bool(found.letters))
    return (_page(request, case, found, form), None) if looks or found.letters else (None, found.answer)


def _page(request: HttpRequest, case: Case | None, found: Written[Answer], form: Form) -> HttpResponse:
    fields = [(n, v) for n, vs in request.POST.lists() for v in vs if n not in (LOOK, SHOWN, "csrfmiddlewaretoken")]
    if case is not None:
        case = Case.objects.select_related("organisation").get(pk=case.pk)
    for about in {case, *Case.objects.select_related("organisation").filter(pk__in=found.about)} - {None}:
        if about is not None and about.client_id:
            viewed(about, by=cast(Employee, request.user))
    shown = {"case": case, "found": found, "fields": fields, "path": request.path, "form": form}
    return render(request, "workspace/deed_shown.html", shown)
