"""A confidential case: hide it, name who may see it, open it again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from priemnaya.cases import actions
from priemnaya.cases.models import Case, Confidential
from priemnaya.ui.asked import row_chosen
from priemnaya.workspace.shared import acts_on_case, colleagues, who


def hidden_of(case: Case) -> dict[str, Any]:
    """That the case is confidential, and to whom it is open by name."""
    hidden = Confidential.objects.standing().filter(case=case).select_related("by").first()
    return {"hidden": hidden, "readers": list(hidden.readers.select_related("employee")) if hidden else []}


@acts_on_case("case.confide", _("Дело закрытое: его видят только исполнитель, его руководитель и названные люди."))
def confide(request: HttpRequest, case: Case) -> None:
    actions.confide_case(case, request.POST.get("reason", ""), by=who(request))


@acts_on_case("case.confide", _("Записано: дело открыто и этому сотруднику."))
def reader(request: HttpRequest, case: Case) -> None:
    person = row_chosen(request, "reader", colleagues(case), _("Выберите сотрудника."))
    actions.name_reader(case, person, by=who(request))


@acts_on_case("case.confide")
def reader_drop(request: HttpRequest, case: Case, reader: int) -> HttpResponse | None:
    person = colleagues(case).filter(pk=reader).first()
    if person is not None:
        actions.drop_reader(case, person, by=who(request))
        messages.success(request, _("Записано: этот сотрудник дела больше не видит."))
    if not Case.objects.seen_by(who(request)).filter(pk=case.pk).exists():
        return redirect("queue")
    return None


@acts_on_case("case.confide", _("Дело снова видят все, кто работает с делами."))
def lift(request: HttpRequest, case: Case) -> None:
    actions.lift_confidence(case, by=who(request))
