"""What came and went: the timeline of a case, contacts of all points, their files."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Router

from priemnaya.cases import actions
from priemnaya.cases.actions.reading import must_be_searched
from priemnaya.cases.guard import barred_from, readable, shown_words, unbarred
from priemnaya.cases.incoming import Arrival, Incoming, Matter
from priemnaya.cases.models import Attachment, Contact
from priemnaya.core.antivirus import harmful
from priemnaya.core.journal import viewed
from priemnaya.ui.downloads import attachment

from . import schemas as s
from .fields import Filter
from .paging import Limit, listed, page
from .problems import ERRORS, Problem
from .scopes import Scoped
from .shared import case_at, files_of, me

router = Router(tags=["cases"])


def _seal(file: Attachment) -> dict[str, str] | None:
    return found.as_dict() if (found := file.sealed) else None


def contact_of(contact: Contact) -> dict[str, Any]:
    return {
        "id": contact.pk,
        "case": contact.case.number if contact.case else None,
        "client_id": contact.client_id,
        "point": contact.point,
        "direction": contact.direction,
        "kind": contact.kind,
        "status": contact.status,
        "sender": contact.sender,
        "subject": contact.subject,
        "text": contact.text,
        "quoted": contact.quoted,
        "at": contact.at,
        "delivery": contact.delivery.state if contact.delivery else None,
        "held_back": bool(contact.delivery and contact.delivery.held_back),
        "read_on_page_at": contact.delivery.read_on_page_at if contact.delivery else None,
        "level": contact.level if contact.direction == "in" else None,
        "how": contact.how if contact.direction == "in" else None,
        "files": [
            {"id": a.pk, "name": a.name, "size": a.file.size, "inline": a.inline, "scan": a.scan, "signature": _seal(a)}
            for a in contact.attachments.all()
        ],
    }


@router.get(
    "/cases/{number}/contacts",
    auth=Scoped("cases:read"),
    response={200: s.ContactPage, **ERRORS},
    summary="Переписка по делу",
)
def list_case_contacts(request: HttpRequest, number: str, after: Filter | None = None, limit: Limit = 50) -> Any:
    case = case_at(request, number)
    viewed(case, by=me(request))
    rows = case.contacts.select_related("case", "delivery").prefetch_related("attachments__file")
    return listed(rows, after, limit, contact_of)


@router.get(
    "/contacts", auth=Scoped("cases:read"), response={200: s.ContactPage, **ERRORS}, summary="Контакты всех точек"
)
def list_contacts(
    request: HttpRequest,
    point: Filter = "",
    direction: Filter = "",
    client_id: int | None = None,
    after: Filter | None = None,
    limit: Limit = 50,
) -> Any:
    rows = (
        unbarred(Contact.objects.filter(organisation_id=me(request).organisation_id), me(request))
        .select_related("case", "delivery")
        .prefetch_related("attachments__file")
    )
    for name, value in (("point", point), ("direction", direction), ("client_id", client_id)):
        if value not in ("", None):
            rows = rows.filter(**{name: value})
    found, following = page(rows, after, limit)
    shown, _waiting = shown_words("contact", [c.pk for c in found if not c.case_id], me(request))
    found = [c for c in found if c.case_id or c.pk in shown]
    for contact in found:
        viewed(contact.case or contact, by=me(request), how="list")
    return {"items": [contact_of(c) for c in found], "next": following}


@router.post(
    "/cases/{number}/contacts",
    auth=Scoped("cases:register"),
    response={201: s.ContactOut, **ERRORS},
    summary="Дополнение клиента к делу",
)
def append_contact(request: HttpRequest, number: str, data: s.AppendIn) -> Any:
    case = case_at(request, number)
    incoming = Incoming(
        Arrival(
            data.point,
            key=f"api:{case.pk}:{data.external_id}" if data.external_id else "",
            external_id=data.external_id,
        ),
        Matter(data.text, subject="Дополнение", files=files_of(data.files)),
    )
    received = actions.append_message(case, incoming, by=me(request))
    assert received.contact is not None
    return 201, contact_of(received.contact)


@router.get(
    "/files/{file_id}",
    auth=Scoped("cases:read"),
    response={200: None, **ERRORS},
    summary="Файл контакта",
    include_in_schema=True,
)
def read_file(request: HttpRequest, file_id: int) -> HttpResponse:
    """The bytes, always as a download; a file in which the antivirus found something is not given out."""
    found = get_object_or_404(Attachment.objects.select_related("file", "contact", "reply"), pk=file_id)
    owner = found.contact or found.reply
    if owner is None or owner.organisation_id != me(request).organisation_id:
        raise Http404
    if owner.case_id and barred_from(owner.case_id, me(request)):
        raise Http404
    if found.contact and not readable(found.contact, me(request)):
        raise Http404
    if harmful(found.scan):
        raise Problem(403, _("Файл опасен"), found.scan)
    must_be_searched(found.contact)
    viewed(owner.case or owner, by=me(request), how="download")
    return attachment(found.name, found.file.read())
