"""Notes with mentions, and who has the case open."""

from __future__ import annotations

import re

from django.db import transaction
from django.utils import timezone

from priemnaya.cases.guard import barred_from
from priemnaya.cases.models import Case
from priemnaya.cases.states import lock_case
from priemnaya.core.journal import notify, record
from priemnaya.desk.models import Note, Presence
from priemnaya.errors import Objection
from priemnaya.people.acting import action
from priemnaya.people.models import Employee


@action("case.work")
@transaction.atomic
def add_note(case: Case, text: str, *, by: Employee) -> Note:
    """A note for colleagues; `@login` notifies that colleague of the same body. Nobody would read it on a case that was
    joined to another. Raises Objection."""
    if not text.strip():
        raise Objection("Заметка пустая: напишите её или закройте поле.")
    lock_case(case)
    if living := case.merged_into:
        where = "другому делу" if barred_from(living.pk, by) else f"делу № {living.number}"
        raise Objection(f"Дело присоединено к {where}, здесь заметку не прочтут. Напишите её там.")
    note = Note.objects.create(case=case, author=by, text=text.strip())
    names = set(re.findall(r"@([\w.-]+)", text))
    mentioned = Employee.objects.filter(organisation_id=case.organisation_id, username__in=names).exclude(pk=by.pk)
    for colleague in mentioned:
        if barred_from(case.pk, colleague):
            raise Objection(f"{colleague} назван в этом деле, ему о деле не сообщают. Уберите @{colleague.username}.")
        notify(colleague, f"{by.short_name} упомянул(а) вас в деле {case.number}", case.get_absolute_url())
    record("case.noted", case, by=by, note=note.pk)
    return note


@action("case.view")
def present(case: Case, *, by: Employee, at_letter: bool = False) -> None:
    """Say that an employee has the case open now. Not an event: colleagues are told of it for a minute and a half,
    and lists that what the client wrote before is not new."""
    seen = {"seen_at": timezone.now(), "at_letter": at_letter}
    Presence.objects.update_or_create(case=case, employee=by, defaults=seen)


@action("staff")
def writes(case: Case, *, by: Employee) -> None:
    """They changed the letter's words just now: a step of saving it. Whoever only opened it is not said to write."""
    now = timezone.now()
    Presence.objects.update_or_create(
        case=case, employee=by, defaults={"seen_at": now, "at_letter": True, "wrote_at": now}
    )
