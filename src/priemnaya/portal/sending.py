"""A form of the portal on its way: what it brings, and the page with number and code."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from priemnaya.cases.actions import Received
from priemnaya.cases.incoming import Arrival, Incoming, IncomingFile
from priemnaya.cases.models import PortalDraft
from priemnaya.people.models import Organisation
from priemnaya.portal import visit
from priemnaya.portal.drafts import incoming_files
from priemnaya.ui.files import ManyFilesField

if TYPE_CHECKING:
    from priemnaya.portal.forms import MessageForm

CODES = 20
"""Codes of cases that one session remembers: a message sent twice shows its own number, not the latest one's."""


def arrival_of(request: HttpRequest, about: str = "") -> Arrival:
    """Sent from a form of the portal, whose page carries a key: sent twice, it is one message; with other words, two.
    about: what the key is good for, when it is not a message of its own."""
    key = request.POST.get("key", "")[:64]
    return Arrival("portal", key=f"portal:{about}{key}" if key else "")


def said_at_once(request: HttpRequest, incoming: Incoming) -> Incoming:
    """Of the page with everything: pressed twice it is one message by what the page itself carried, for files that
    were kept before it are gone with the draft after the first press."""
    own = incoming.with_files(*(_uploaded(f) for name in sorted(request.FILES) for f in request.FILES.getlist(name)))
    return replace(incoming, arrival=replace(incoming.arrival, content=own.content))


def _uploaded(file: object) -> IncomingFile:
    file.seek(0)  # type: ignore[attr-defined]
    return IncomingFile.uploaded(file)  # type: ignore[arg-type]


def given_of(form: MessageForm, draft: PortalDraft | None) -> tuple[IncomingFile, ...]:
    """Files in the fields that the form has: those of the draft, or of a browser that keeps none its own."""
    names = [name for name, field in form.fields.items() if isinstance(field, ManyFilesField)]
    if draft is not None:
        kept = incoming_files(draft)
        return tuple(file for name in names for file in kept.get(name, ()))
    return tuple(
        IncomingFile.uploaded(file, name.removeprefix("doc_") if name.startswith("doc_") else "")
        for name in names
        for file in form.cleaned_data.get(name) or ()
    )


def show_sent(request: HttpRequest, organisation: Organisation, received: Received) -> HttpResponse:
    """To the page with number and code; this browser may follow the case."""
    assert received.case is not None
    pk, codes = received.case.pk, request.session.get(f"codes:{organisation.pk}", {})
    if received.code:
        codes = dict([*codes.items(), (str(pk), received.code)][-CODES:])
        request.session[f"codes:{organisation.pk}"] = codes
        visit.open_case(request, received.case)
    if code := codes.get(str(pk)):
        again = "" if received.is_new or received.contact is None else received.contact.at.isoformat()
        kept = {"case": pk, "code": code, "again": again}
        before = request.session.get(f"sent:{organisation.pk}", {})
        second = received.second or (before.get("second", "") if before.get("case") == pk else "")
        request.session[f"sent:{organisation.pk}"] = kept | ({"second": second} if second else {})
    return redirect("sent", organisation.slug)
