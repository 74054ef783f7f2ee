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
from priemnaya.core.reading import whole
from priemnaya.errors import Objection, Stale
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
        opened = open_draft_link(organisation, secret, key, gives_way=whole(request.POST.get("other", "")))
    except Stale as stale:
        said = _shown(request, draft) | {"changed": str(stale)}
        return with_draft_cookie(request, render(request, "portal/resume.html", said, status=409))
    except Objection as objection:
        return render(request, "portal/resume.html", {"draft": None, "error": str(objection)}, status=410)
    response = redirect(form_url(organisation, opened.form))
    if fresh:
        keep(response, "draft", fresh, seconds=A_MONTH)
    messages.success(request, _("Черновик на этом устройстве: все ответы и файлы на месте."))
    return response


def _shown(request: HttpRequest, draft: PortalDraft) -> dict[str, object]:
    """other: what was begun in this browser of the same form, which would give way."""
    there = draft_of(request, draft.organisation, draft.form)
    here = there is not None and there.pk == draft.pk
    return {"draft": draft, "here": here, "other": None if here else there}


@require_POST
@of_body
def drop(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """A draft that its client wants no more, with its files."""
    form = request.POST.get("form", "")
    found = next((begun for begun in begun_here(request, organisation) if begun.form == form), None)
    if found is not None and str(found.pk) != request.POST.get("draft"):
        messages.info(request, _("С тех пор вы начали другой черновик, его мы не тронули."))
    elif found is not None:
        drop_draft(request, organisation, form)
        messages.success(request, _("Черновик и его файлы удалены."))
    else:
        messages.info(request, _("Этого черновика уже нет."))
    return redirect(own_address(request, "next"))
