"""Is a letter real: the page behind the code on the letterhead. It shows what the letter itself shows, and compares a
file."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from priemnaya.cases.models import GONE_OUT, Reply
from priemnaya.people.models import Client, Organisation
from priemnaya.portal.shared import of_body
from priemnaya.ui.files import uploads


@require_http_methods(["GET", "POST"])
@of_body
def letter(request: HttpRequest, organisation: Organisation, token: str) -> HttpResponse:
    """Number, date, signer and the addressee's initials. An uploaded copy is compared by digest and kept nowhere."""
    reply = get_object_or_404(
        Reply.objects.select_related("case__client", "signer", "organisation"),
        organisation=organisation,
        state__in=GONE_OUT,
        check_token=token,
    )
    same = None
    for file in uploads(request)[:1] if request.method == "POST" else ():
        same = hashlib.sha256(file.read()).hexdigest() == reply.pdf_digest
    return render(
        request, "portal/letter.html", {"reply": reply, "initials": initials(reply.case.client), "same": same}
    )


def initials(client: Client | None) -> str:
    """«И. М. С.»: enough to recognise oneself, not to learn who it is."""
    if client is None:
        return ""
    return (
        " ".join(f"{part[0]}." for part in (client.surname, client.name, client.patronymic) if part) or client.company
    )
