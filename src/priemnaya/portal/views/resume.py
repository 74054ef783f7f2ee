"""Drafts of the portal found again: by a link from one's own mailbox, and on the page of what was begun here."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from priemnaya.cases.actions.draft_links import draft_of_link, open_draft_link
from priemnaya.cases.models import PortalDraft
from priemnaya.errors import Objection
from priemnaya.people.models import Organisation
from priemnaya.portal.drafts import A_MONTH, begun_here, draft_of, drop_draft, form_url, key_or_fresh, with_draft_cookie
from priemnaya.portal.shared import of_body
from priemnaya.ui.asked import own_address
from priemnaya.ui.cookies import keep


@never_cache
@require_http_methods(["GET", "POST"])
@of_body
def resume(request: HttpRequest, organisation: Organisation, secret: str) -> HttpResponse:
    """GET only shows a button, for mail scanners open links; POST brings the draft to this browser."""
    try:
        draft = draft_of_link(organisation, secret)
        if request.method == "GET":
            return with_draft_cookie(request, render(request, "portal/resume.html", _shown(request, draft)))
        key, fresh = key_or_fresh(request, organisation, draft.form)
        opened = open_draft_link(organisation, secret, key)
    except Objection as objection:
        return render(request, "portal/resume.html", {"draft": None, "error": str(objection)}, status=410)
    response = redirect(form_url(organisation, opened.form))
    if fresh:
        keep(response, "draft", fresh, seconds=A_MONTH)
    messages.success(request, _("Черновик на этом устройстве: все ответы и файлы на месте."))
    return response


def _shown(request: HttpRequest, draft: PortalDraft) -> dict[str, object]:
    """other: what was begun in this browser of the same form, which would give way."""
    here = draft_of(request, draft.organisation, draft.form)
    return {"draft": draft, "here": here is not None and here.pk == draft.pk, "other": here and here.pk != draft.pk}


@require_POST
@of_body
def drop(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """A draft that its client wants no more, with its files."""
    form = request.POST.get("form", "")
    if any(begun.form == form for begun in begun_here(request, organisation)):
        drop_draft(request, organisation, form)
        messages.success(request, _("Черновик и его файлы удалены."))
    else:
        messages.info(request, _("Этого черновика уже нет."))
    return redirect(own_address(request, "next"))
