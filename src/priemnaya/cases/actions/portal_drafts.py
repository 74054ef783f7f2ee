"""What a client types and chooses on the portal before it is sent: kept under the digest of a secret in the browser."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from priemnaya.cases.incoming import IncomingFile
from priemnaya.cases.models import PortalDraft, PortalDraftFile
from priemnaya.core.models import StoredFile
from priemnaya.errors import Objection, Stale
from priemnaya.people.models import Organisation

MOST = 1_000_000
"""Signs of one draft: ten times the longest text that a form takes."""


@transaction.atomic
def add_to_portal_draft(
    organisation: Organisation, key_digest: str, data: Mapping[str, str], form: str = ""
) -> PortalDraft:
    """One page of a form: its fields are written, those of other pages stay, whatever another tab wrote meanwhile.
    form: the slug of a service, empty for a message. A key is of one form of one body for ever. Nothing is cut: what is
    too long for its field the form says. A field that was emptied is kept empty: what is known of a person does not
    come back into it. Raises Objection when it is more than a draft holds."""
    row, _created = PortalDraft.objects.select_for_update().get_or_create(
        organisation=organisation, form=form, key_digest=key_digest
    )
    row.data = {**row.data, **data}
    if sum(map(len, row.data.values())) > MOST:
        raise Objection(_("Это слишком длинно, столько мы не сохраним. Приложите текст файлом, а здесь напишите суть."))
    row.save()
    return row


def add_draft_files(draft: PortalDraft, field: str, files: Iterable[IncomingFile]) -> None:
    """Keep what was chosen in one field. The same file twice is one. Raises Objection when they would be too many: then
    those within the limit are kept, and it says which are not."""
    late = _add(draft, field, files)
    if late:
        words = _("Не больше %(n)s файлов. Не поместились: %(names)s. Соберите файлы в один архив.")
        raise Objection(words % {"n": settings.MAX_FILES, "names": ", ".join(late)})


@transaction.atomic
def _add(draft: PortalDraft, field: str, files: Iterable[IncomingFile]) -> list[str]:
    """Gives the names of those that found no room."""
    late = []
    held = PortalDraft.objects.select_for_update().get(pk=draft.pk)
    known = {(f.name, f.file_id) for f in held.files.filter(field=field)}
    for file in files:
        stored = StoredFile.objects.store(file.content)
        if (file.name, stored.pk) in known:
            continue
        if len(known) >= settings.MAX_FILES:
            late.append(file.name)
            StoredFile.objects.drop_unused([stored.pk])
            continue
        known.add((file.name, stored.pk))
        PortalDraftFile.objects.create(
            draft=held, field=field, name=file.name, content_type=file.content_type, file=stored
        )
    held.save(update_fields=["updated_at"])
    return late


@transaction.atomic
def remove_draft_file(draft: PortalDraft, pk: int) -> bool:
    """Whether there was such a file: another tab may have taken it away."""
    rows = draft.files.filter(pk=pk)
    files = list(rows.values_list("file_id", flat=True))
    rows.delete()
    StoredFile.objects.drop_unused(files)
    return bool(files)


def drop_portal_drafts(key_digests: Iterable[str], organisation: Organisation | None = None) -> None:
    """Sent, given up by the client, or (without a body) all that one browser began: its client has left it."""
    rows = PortalDraft.objects.filter(key_digest__in=list(key_digests))
    _drop(rows if organisation is None else rows.filter(organisation=organisation))


@transaction.atomic
def drop_sent_draft(draft: PortalDraft, files: Iterable[int]) -> list[str]:
    """What was sent, and nothing else: words written and files added meanwhile, in another tab or by an upload still
    under way, stay. files: those that went. Gives the names of those that came too late."""
    row = PortalDraft.objects.select_for_update().filter(pk=draft.pk).first()
    if row is None:
        return []
    late = list(row.files.exclude(pk__in=list(files)).values_list("name", flat=True))
    if late or row.data != draft.data:
        gone = row.files.filter(pk__in=list(files))
        stored = list(gone.values_list("file_id", flat=True))
        gone.delete()
        StoredFile.objects.drop_unused(stored)
        PortalDraft.objects.filter(pk=row.pk).update(data={} if row.data == draft.data else row.data)
    else:
        _drop(PortalDraft.objects.filter(pk=row.pk))
    return late


def expire_portal_drafts(before: dt.datetime) -> int:
    """Those that nobody touched since; returns how many."""
    return _drop(PortalDraft.objects.filter(updated_at__lt=before))


@transaction.atomic
def _drop(drafts: QuerySet[PortalDraft]) -> int:
    files = list(PortalDraftFile.objects.filter(draft__in=drafts).values_list("file_id", flat=True))
    count = drafts.count()
    drafts.delete()
    StoredFile.objects.drop_unused(files)
    return count


@transaction.atomic
def move_portal_draft(draft: PortalDraft, key_digest: str, form: str, *, gives_way: int | None = None) -> None:
    """The browser of another secret goes on with it: one browser has one draft of a form. form: which it is, for drafts
    begun before they said so themselves. gives_way: the draft of that browser which its client has given up for this
    one. Raises Stale when there is another: nobody was asked about that one."""
    there = PortalDraft.objects.select_for_update().filter(key_digest=key_digest).exclude(pk=draft.pk)
    if any(row.pk != gives_way for row in there):
        raise Stale(_("Пока эта страница была открыта, здесь начали другую такую же форму. Решите ещё раз."))
    _drop(there)
    PortalDraft.objects.filter(pk=draft.pk).update(key_digest=key_digest, form=form, updated_at=timezone.now())
