"""A form that is being filled in: what was typed and chosen so far, found again by a secret in the browser."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from priemnaya.cases import actions
from priemnaya.cases.incoming import IncomingFile, storable
from priemnaya.cases.models import PortalDraft, PortalDraftFile
from priemnaya.core.tokens import digest, new_token
from priemnaya.knowledge.models import Service
from priemnaya.people.models import Organisation
from priemnaya.portal import quotas
from priemnaya.ui.cookies import cookie, keep

A_MONTH = 30 * 86400  # seconds
KEY = "_key"
"""Under which one sending of this draft is known: pressed twice, it is one message."""
ABOUT = "_about"
"""The key of the case that a complaint started from: written by the page of that case, never by a form."""


def with_draft_cookie(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The secret under which this browser's drafts are kept."""
    if not cookie(request, "draft"):
        keep(response, "draft", new_token(), seconds=A_MONTH)
    return response


def key_of(request: HttpRequest, organisation: Organisation, form: str = "") -> str:
    """Under which this browser's draft of a form of this body lies; empty for a browser that keeps no cookies. form:
    which form it is, when it is not the message. One browser has a draft of each form at each body, and none sees
    another's."""
    secret = cookie(request, "draft")
    return _key(secret, organisation, form) if secret else ""


def _key(secret: str, organisation: Organisation, form: str) -> str:
    return digest(f"{secret}:{organisation.pk}:{form}")


def key_or_fresh(request: HttpRequest, organisation: Organisation, form: str = "") -> tuple[str, str]:
    """The key, and the secret to leave in a browser that had none (empty where it had one)."""
    fresh = "" if cookie(request, "draft") else new_token()
    return key_of(request, organisation, form) or _key(fresh, organisation, form), fresh


def _key_of_before(request: HttpRequest, form: str) -> str:
    """What keys were while they held no body: what was begun under one is found until it is thirty days old."""
    secret = cookie(request, "draft")
    return digest(f"{secret}:{form}" if form else secret) if secret else ""


def typed_in(form: forms.Form, name: str, typed: QueryDict) -> str:
    """What was typed in a field, as a draft keeps it: a field of several controls says how, a new line is one sign."""
    words = str(form.fields[name].widget.value_from_datadict(typed, MultiValueDict(), name) or "")
    return storable(words.replace("\r\n", "\n"))


def keep_draft(
    request: HttpRequest, organisation: Organisation, names: Iterable[str], slug: str = "", *, form: forms.Form
) -> bool:
    """Keep what was typed on one page, without files: `names` are the fields that it has; those that did not come with
    it stay as they were, and one that came empty is kept so. form: what the fields are. False where nothing can be
    kept. Raises Objection when it is too long to be."""
    key, known = key_of(request, organisation, slug), [n for n in names if n in form.fields]
    if not key or not known:
        return False
    before = draft_of(request, organisation, slug)
    if before is None and not quotas.may_keep(request):
        return False
    stood = (n for n in known if not form.fields[n].widget.value_omitted_from_data(request.POST, MultiValueDict(), n))
    typed = {n: typed_in(form, n, request.POST) for n in stood}
    if before is None or KEY not in before.data:
        typed[KEY] = uuid.uuid4().hex
    actions.add_to_portal_draft(organisation, key, typed, slug)
    return True


def draft_of(request: HttpRequest, organisation: Organisation, form: str = "") -> PortalDraft | None:
    keys = _keys(request, organisation, form)
    rows = PortalDraft.objects.filter(organisation=organisation, key_digest__in=keys) if keys[0] else ()
    found = {row.key_digest: row for row in rows}
    old = found.get(keys[1])
    if old is not None and keys[0] not in found:
        actions.move_portal_draft(old, keys[0], form)
        old.key_digest, old.form = keys[0], form
        return old
    return found.get(keys[0])


def drop_draft(request: HttpRequest, organisation: Organisation, form: str = "") -> None:
    actions.drop_portal_drafts(_keys(request, organisation, form), organisation)


@dataclass(frozen=True)
class Begun:
    """A form of this browser that is not sent: title: what it is; url: where it goes on; files: how many were
    chosen; pk: which one it is, for whoever deletes what the page shows."""

    form: str
    title: str
    url: str
    files: int
    touched: dt.datetime
    pk: int


def begun_here(request: HttpRequest, organisation: Organisation) -> list[Begun]:
    """All that was begun here at this body, the newest first. Drafts without a word in them are nothing to go on
    with."""
    if not cookie(request, "draft"):
        return []
    services = dict(Service.objects.filter(organisation=organisation).values_list("slug", "title"))
    keys = {key: form for form in ("", *services) for key in _keys(request, organisation, form)}
    rows = PortalDraft.objects.filter(organisation=organisation, key_digest__in=keys).annotate(held=Count("files"))
    return [
        _begun(organisation, keys[row.key_digest], services, row)
        for row in rows.order_by("-updated_at")
        if row.held or any(name not in (KEY, ABOUT) and text for name, text in row.data.items())
    ]


def _begun(organisation: Organisation, form: str, services: dict[str, str], row: Any) -> Begun:
    title = services.get(form, "") or _("Сообщение нам")
    return Begun(form, title, form_url(organisation, form), row.held, row.updated_at, row.pk)


def form_url(organisation: Organisation, form: str) -> str:
    """Where the form of a draft begins."""
    return reverse("apply", args=[organisation.slug, form]) if form else reverse("write", args=[organisation.slug])


def drop_drafts(request: HttpRequest) -> None:
    """Of every form of every body: whoever leaves leaves no words behind."""
    if cookie(request, "draft"):
        forms_of = ((body, "") for body in Organisation.objects.all())
        services = ((service.organisation, service.slug) for service in Service.objects.select_related("organisation"))
        actions.drop_portal_drafts(key for body, form in (*forms_of, *services) for key in _keys(request, body, form))


def _keys(request: HttpRequest, organisation: Organisation, form: str) -> tuple[str, str]:
    return key_of(request, organisation, form), _key_of_before(request, form)


def keep_files(draft: PortalDraft, field: str, files: Iterable[UploadedFile[Any]]) -> None:
    """What was chosen stays through every error that follows. Raises Objection when they are too many."""
    actions.add_draft_files(draft, field, (IncomingFile.uploaded(file) for file in files))


def files_of(draft: PortalDraft | None) -> dict[str, list[PortalDraftFile]]:
    """By the field they were chosen in, as chosen."""
    found: dict[str, list[PortalDraftFile]] = {}
    for file in draft.files.select_related("file") if draft else ():
        found.setdefault(file.field, []).append(file)
    return found


def incoming_files(draft: PortalDraft | None) -> dict[str, list[IncomingFile]]:
    """The same with their content, as a message takes them."""
    return {field: [_incoming(file) for file in files] for field, files in files_of(draft).items()}


def _incoming(file: PortalDraftFile) -> IncomingFile:
    document = file.field.removeprefix("doc_") if file.field.startswith("doc_") else ""
    return IncomingFile(file.name, file.file.read(), file.content_type, document=document)
