"""A lost code at the window: the act on the case's page, and the page that shows the new code once."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from priemnaya.cases import actions
from priemnaya.cases.actions.window import DOCUMENTS, code_stamp, why_no_code
from priemnaya.cases.guard import by_emergency_alone
from priemnaya.cases.models import Case
from priemnaya.core.journal import viewed
from priemnaya.core.tokens import new_token
from priemnaya.people.kept import kept_to_unit
from priemnaya.people.models import Employee
from priemnaya.workspace.shared import acts_on_case, who


def window_of(case: Case, me: Employee, *, hidden: bool) -> dict[str, Any] | None:
    """What the act asks and of what page it is; None for whoever may not give a code out. hidden: the case is
    confidential."""
    if not me.may("case.register") or ((hidden or kept_to_unit(me)) and by_emergency_alone(case, me)):
        return None
    documents = [(name, gettext(words)) for name, words in DOCUMENTS.items()]
    return {"why_not": why_no_code(case), "documents": documents, "stamp": code_stamp(case), "token": new_token()}


@acts_on_case("case.register", shows=False)
def renew_code(request: HttpRequest, case: Case) -> HttpResponse:
    """The answer itself shows the code: it lies in no session and in no address, and no browser keeps it."""
    typed = request.POST
    document = typed.get("document", "")
    code = actions.renew_code(
        case,
        document=document,
        compared=typed.get("compared") == "1",
        stamp=typed.get("stamp", ""),
        page=typed.get("token", "")[:100],
        by=who(request),
    )
    viewed(case, by=who(request))
    url = settings.SITE_URL + reverse("follow", args=[case.organisation.slug])
    return render(
        request,
        "workspace/renew_code.html",
        {"case": case, "code": code, "url": url, "document": gettext(DOCUMENTS[document])},
    )
