"""A letter that one click sends, shown first: what goes, where to, and the button. What was shown is what goes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from priemnaya.cases.actions.telling_term import letter_of_term, letter_of_ways, shown
from priemnaya.cases.actions.veiling import Letter
from priemnaya.cases.held_back import notice_goes
from priemnaya.cases.models import Case
from priemnaya.core.journal import viewed
from priemnaya.errors import Objection
from priemnaya.ui.access import permission
from priemnaya.ui.typed import refuse
from priemnaya.workspace.shared import case_for, who


@require_GET
@permission("case.work")
def term_letter(request: HttpRequest, pk: int) -> HttpResponse:
    case = case_for(request, pk)
    try:
        letter = letter_of_term(case)
    except Objection as objection:
        refuse(request, objection)
        return redirect(case.get_absolute_url())
    return _show(request, case, letter, _("Сообщить клиенту срок"), "case_tell_term", {"seen": shown(letter)})


@require_GET
@permission("case.work")
def ways_letter(request: HttpRequest, pk: int) -> HttpResponse:
    case, kind = case_for(request, pk), request.GET.get("kind", "")
    try:
        letter = letter_of_ways(case, kind)
    except Objection as objection:
        refuse(request, objection)
        return redirect(f"{case.get_absolute_url()}?act=kind#fact-kind")
    title = _("Сообщить клиенту, как такое подать")
    return _show(request, case, letter, title, "case_ways", {"kind": kind, "letter": shown(letter)})


def _show(
    request: HttpRequest, case: Case, letter: Letter, title: str, route: str, fields: dict[str, str]
) -> HttpResponse:
    if case.client_id:
        viewed(case, by=who(request))
    found = {"case": case, "letter": letter, "title": title, "route": route, "fields": fields}
    return render(request, "workspace/letter_shown.html", {**found, "goes": notice_goes(case)})
