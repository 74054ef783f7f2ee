"""Is a letter real: the page behind the code on the letterhead. It shows what the letter itself shows, and compares a
file."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from priemnaya.cases.models import GONE_OUT, Reply
from priemnaya.errors import Objection
from priemnaya.people.masking import masked_name
from priemnaya.people.models import Organisation
from priemnaya.portal.quotas import take_files
from priemnaya.portal.shared import LEFT, of_case_holder


@require_http_methods(["GET", "POST"])
@of_case_holder
def letter(request: HttpRequest, organisation: Organisation, token: str) -> HttpResponse:
    """Number, date, signer and the addressee, masked; in red that there is none. An uploaded copy is compared by digest
    and kept nowhere."""
    replies = Reply.objects.select_related("case__client", "signer", "organisation", "pdf")
    reply = replies.filter(organisation=organisation, state__in=GONE_OUT, check_token=token).first()
    if reply is None:
        return render(request, "portal/letter_none.html", status=404)
    same, error, status = None, "", 200
    file = request.FILES.get("files") if request.method == "POST" else None
    if file is not None:
        try:
            same = _is_ours(request, reply, file)
        except Objection:
            status, error = (
                429,
                _("Сегодня из вашей сети прислали слишком много файлов. Сверьте его завтра или позвоните нам."),
            )
    elif request.method == "POST":
        status, error = 422, _("Выберите файл, который хотите сверить.")
    addressee = masked_name(reply.case.client) if reply.case.client else ""
    found = {"reply": reply, "addressee": addressee, "same": same, "error": error, "left": reply.state in LEFT}
    return render(request, "portal/letter.html", found, status=status)


def _is_ours(request: HttpRequest, reply: Reply, file: UploadedFile[Any]) -> bool:
    """Whether these are the very bytes of the letter. Counted like any upload; what has another size is not read at
    all. Raises Objection over the quota."""
    take_files(request, reply.organisation, [file])
    if reply.pdf is None or file.size != reply.pdf.size:
        return False
    found = hashlib.sha256()
    for piece in file.chunks():
        found.update(piece)
    return found.hexdigest() == reply.pdf_digest
