"""Files of a message that do not open: looked for in the background, marked where they stand and told once for all."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence

from django.db.models import Min, QuerySet
from django.utils import timezone

from priemnaya.bounded import Busy, Exceeded, run
from priemnaya.cases.models import Attachment, Case, Contact
from priemnaya.cases.models.contact import UNOPENED
from priemnaya.core.antivirus import harmful
from priemnaya.core.journal import alert, record
from priemnaya.core.models import Alert, Event

LARGEST = 60 * 1024 * 1024
"""Bytes of a file that is looked into."""
MOST = 50
"""Files of one message that are."""
NAMED = 10
"""Of them that are told by name."""
TOLD = "case.files_unopened"
BESIDE = dt.timedelta(minutes=1)
"""An alert and its event are written together."""
SECONDS = 10.0
"""After so long no further file is begun, and so long one waits for its turn."""


def look_into_files(contact: Contact) -> None:
    """Write down of each file whether it opens. Of what is beyond the budget nothing is said. Raises Busy: it is tried
    again, and what was found stays."""
    waiting = contact.attachments.filter(inside="", inline=False).select_related("file").order_by("pk")
    until = time.monotonic() + SECONDS
    for attached in waiting[:MOST]:
        if time.monotonic() > until:
            return
        if attached.file.size > LARGEST or harmful(attached.scan):
            continue
        try:
            found = run("cases.state_of_file", attached.name, attached.file.read(), anybody=True, patience=SECONDS)
        except Busy:
            raise
        except Exceeded:
            continue
        if found:
            Attachment.objects.filter(pk=attached.pk, inside="").update(inside=found)


def tell_unopened(case: Case, contact: Contact) -> None:
    """One line among what needs attention about all files of a message that do not open; once for each message, however
    often it is read: what staff have settled stays so."""
    files = contact.attachments.filter(inside__in=UNOPENED, inline=False).order_by("pk")
    listed = [f"«{f.name}» ({f.get_inside_display()})" for f in files]
    if len(listed) > NAMED:
        listed[NAMED:] = [f"и ещё {len(listed) - NAMED}"]
    if listed and not _is_told(case, contact):
        text = (
            f"Дело {case.number}. Не открылось: {', '.join(listed)}. Если файлы нужны, попросите клиента прислать их"
            " так, чтобы они открывались."
        )
        alert("unread", text, organisation_id=case.organisation_id, subject=case)
        record(TOLD, case, by=None, contact=contact.pk, files=files.count())


def _is_told(case: Case, contact: Contact) -> bool:
    """Whether it was told of this message before, also of the case that it came to first: another one may bring a file
    of the same name."""
    cases = [case.pk, *Case.objects.filter(merged_into=case).values_list("pk", flat=True)]
    told = Event.objects.filter(subject_type="case", subject_id__in=cases, verb=TOLD)
    return told.filter(data__contact=contact.pk).exists() or _was_told_before(cases, contact, told)


def _was_told_before(cases: Sequence[int], contact: Contact, told: QuerySet[Event]) -> bool:
    """Whether an alert from before such events were written names the message's first file: one since it came, and not
    the alert of another message with an event of its own."""
    files = contact.attachments.filter(inside__in=UNOPENED, inline=False).order_by("pk")
    name = files.values_list("name", flat=True)[0]
    since = told.aggregate(at=Min("at"))["at"] or timezone.now()
    old = Alert.objects.filter(kind="unread", subject_type="case", subject_id__in=cases, text__contains=f"«{name}»")
    return old.filter(at__gte=contact.at, at__lt=since - BESIDE).exists()
