"""Signed letters for the document system, and its numbers."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Router

from priemnaya.cases import actions
from priemnaya.cases.guard import unbarred
from priemnaya.cases.models import Reply
from priemnaya.core.journal import viewed
from priemnaya.ui.downloads import attachment

from . import schemas as s
from .fields import Filter
from .paging import Limit, listed
from .problems import ERRORS, Problem
from .scopes import Scoped
from .shared import me

router = Router()
LEFT = ("sent", "returned")
"""Letters of the register: what left, and what came back since."""


@router.get(
    "/documents/letters",
    auth=Scoped("documents:exchange"),
    response={200: s.LetterPage, **ERRORS},
    summary="Отправленные ответы для документооборота",
    tags=["documents"],
)
def letters(request: HttpRequest, unnumbered: bool = False, after: Filter | None = None, limit: Limit = 50) -> Any:
    """`unnumbered`: only those the document system has not given its number yet."""
    rows = unbarred(Reply.objects.filter(organisation_id=me(request).organisation_id, state__in=LEFT), me(request))
    rows = rows.select_related("case__client", "signer", "pdf", "organisation")
    if unnumbered:
        rows = rows.filter(external_number="")
    return listed(rows, after, limit, _letter)


def _letter(reply: Reply) -> dict[str, Any]:
    return {
        "id": reply.pk,
        "number": reply.number,
        "external_number": reply.external_number,
        "case": reply.case.number,
        "client": reply.case.client_name,
        "sent_at": reply.sent_at,
        "state": reply.state,
        "signer": reply.signer.full_name if reply.signer else "",
        "pdf_size": reply.pdf.size if reply.pdf else 0,
        "signed": reply.signature_id is not None,
        "signature": reply.seal.as_dict(),
    }


def letter_at(request: HttpRequest, letter_id: int) -> Reply:
    rows = Reply.objects.select_related("case__client", "signer", "pdf", "signature", "organisation")
    rows = unbarred(rows, me(request))
    return get_object_or_404(rows, pk=letter_id, organisation_id=me(request).organisation_id, state__in=LEFT)


@router.get(
    "/documents/letters/{letter_id}/pdf",
    auth=Scoped("documents:exchange"),
    response={200: None, **ERRORS},
    summary="Ответ на бланке",
    tags=["documents"],
)
def letter_pdf(request: HttpRequest, letter_id: int) -> HttpResponse:
    reply = letter_at(request, letter_id)
    if reply.pdf is None:
        raise Problem(404, _("Не найдено"), _("Этот ответ ушёл без бланка."))
    viewed(reply.case, by=me(request), how="download")
    return attachment(f"Ответ {reply.number.replace('/', '-')}.pdf", reply.pdf.read())


@router.put(
    "/documents/letters/{letter_id}/number",
    auth=Scoped("documents:exchange"),
    response={200: s.LetterOut, **ERRORS},
    summary="Номер в системе документооборота",
    tags=["documents"],
)
def number_letter(request: HttpRequest, letter_id: int, data: s.NumberIn) -> Any:
    reply = actions.number_reply(letter_at(request, letter_id), data.number, by=me(request))
    return _letter(reply)
