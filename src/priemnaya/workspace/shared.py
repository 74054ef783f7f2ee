"""What workspace views share: the employee, cases in scope, and one way to run an action and show what stopped it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.db import DataError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from priemnaya.cases.models import Case
from priemnaya.errors import Objection, Stale
from priemnaya.people.models import Employee
from priemnaya.policy import Refused
from priemnaya.ui.access import permission
from priemnaya.ui.typed import keep_typed, refuse

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Page = Callable[..., HttpResponse]
Act = Callable[..., HttpResponse | None]


def who(request: HttpRequest) -> Employee:
    return cast(Employee, request.user)


def colleagues(case: Case) -> QuerySet[Employee]:
    """Everybody of the body of a case."""
    return Employee.objects.filter(organisation_id=case.organisation_id)


def case_for(request: HttpRequest, pk: int) -> Case:
    """A case the employee may see, or 404: other bodies' cases do not exist here."""
    cases = Case.objects.seen_by(who(request)).select_related(
        "organisation__parent",
        "client",
        "unit",
        "assignee",
        "merged_into",
        "complained_of",
        "service",
        "application",
        "complaint",
    )
    return get_object_or_404(cases, pk=pk)


def acts_on_case(allowed: str, done: StrOrPromise = "", back: str = "case") -> Callable[[Act], Page]:
    """A POST that runs one action on a case. What the order stops comes back as verdict cards on the case's page, with what
    was typed kept in the session; other objections as a message. One POST, one URL, one action. back: the page to return to."""

    def decorate(view: Act) -> Page:
        @wraps(view)
        def run(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
            case = case_for(request, pk)
            try:
                answer = view(request, case, **kwargs)
            except Refused as stopped:
                request.session["stopped"] = [vars(v) for v in stopped.verdicts]
                keep_typed(request)
                answer = redirect(f"{reverse(back, args=[case.pk])}#stopped")
            except Objection as objection:
                if isinstance(objection, Stale) and request.POST.get("text"):
                    request.session["kept"] = request.POST["text"]
                refuse(request, objection)
                answer = redirect(reverse(back, args=[case.pk]))
            except DataError:
                refuse(request, _("В тексте недопустимый знак. Уберите его и повторите."))
                answer = redirect(case.get_absolute_url())
            else:
                if done:
                    messages.success(request, str(done))
            return answer or redirect(reverse(back, args=[case.pk]))

        return require_POST(permission(allowed)(run))

    return decorate
