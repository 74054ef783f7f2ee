"""Files of a case, always as downloads: what came with a message or goes with an answer, and the letter as it came."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from priemnaya.cases.actions.reading import must_be_searched
from priemnaya.cases.guard import barred_from, readable, unbarred
from priemnaya.cases.models import (
    Attachment,
    Contact,
)
from priemnaya.core.antivirus import harmful
from priemnaya.core.journal import viewed
from priemnaya.errors import Objection
from priemnaya.ui.access import permission
from priemnaya.ui.downloads import attachment
from priemnaya.workspace.shared import (
    closed_to,
    who,
)


@require_GET
@permission("case.view")
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """A file of a contact or a reply of the own body: always as a download."""
    found = file_given(request, pk)
    return found if isinstance(found, HttpResponse) else attachment(found.name, found.file.read())


def file_given(request: HttpRequest, pk: int) -> Attachment | HttpResponse:
    """A file of the own body that its reader may have now, with the view noted; else the page that says why not. Raises
    Http404."""
    me = who(request)
    found = get_object_or_404(Attachment.objects.select_related("file", "contact", "reply"), pk=pk)
    owner = found.contact or found.reply
    if owner is None or owner.organisation_id != me.organisation_id:
        raise Http404
    if owner.case_id and barred_from(owner.case_id, me):
        closed_to(request, owner.case_id)
        raise Http404
    if found.contact and not readable(found.contact, me):
        raise Http404
    if harmful(found.scan):
        return dangerous(request, found.scan)
    try:
        must_be_searched(found.contact)
    except Objection as objection:
        return _not_yet(request, objection)
    viewed(owner.case or owner, by=me, how="download")
    return found


def dangerous(request: HttpRequest, word: str) -> HttpResponse:
    text = _("Антивирус нашёл в файле: %s. Файл сохранён, но не выдаётся. Обратитесь к администратору.") % word
    return render(request, "ui/message.html", {"title": _("Файл опасен"), "text": text}, status=403)


def _not_yet(request: HttpRequest, objection: Objection) -> HttpResponse:
    words = {"title": _("Файл ещё читается"), "text": str(objection)}
    return render(request, "ui/message.html", words, status=409)


@require_GET
@permission("case.view")
def original(request: HttpRequest, pk: int) -> HttpResponse:
    """The raw letter as it came."""
    rows = Contact.objects.filter(organisation_id=who(request).organisation_id, raw__isnull=False)
    contact = get_object_or_404(unbarred(rows, who(request)).select_related("raw"), pk=pk)
    assert contact.raw is not None
    if not readable(contact, who(request)):
        raise Http404
    try:
        must_be_searched(contact)
    except Objection as objection:
        return _not_yet(request, objection)
    viewed(contact.case or contact, by=who(request), how="download")
    return attachment(f"письмо-{contact.pk}.eml", contact.raw.read())
