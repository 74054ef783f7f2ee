"""What an executor asks of whoever may decide: the words stand in the case as a note, so that they are read there."""

from __future__ import annotations

from django.db import transaction

from priemnaya.cases.guard import barred_from
from priemnaya.cases.models import Case
from priemnaya.cases.states import lock_case
from priemnaya.cases.term_changes import days_allowed
from priemnaya.core.journal import notify, record
from priemnaya.desk.models import Note
from priemnaya.errors import Objection
from priemnaya.people.acting import action
from priemnaya.people.models import Employee
from priemnaya.worktime.terms import plural

from .notes import add_note


@action("reply.write")
@transaction.atomic
def ask_extension(case: Case, days: int, reason: str, *, by: Employee) -> Note:
    """Ask those who decide to extend the term of the answer: days and reason become a note of the case, and they are
    told. The term stays as it is until one of them extends it. Raises Objection."""
    lock_case(case)
    most = days_allowed(case)
    if not most:
        raise Objection("По этому делу срок не продлевают. Напишите, что уже решено или известно.")
    if not 1 <= days <= most:
        raise Objection(f"Напишите, на сколько дней продлить: от 1 до {most}.")
    if not reason.strip():
        raise Objection("Напишите, почему нужно больше времени: эту причину увидит клиент.")
    staff = Employee.objects.filter(organisation_id=case.organisation_id, is_active=True).exclude(pk=by.pk)
    deciding = [one for one in staff if one.may("case.decide") and not barred_from(case.pk, one)]
    if not deciding:
        raise Objection("Продлить срок сейчас некому: в органе нет руководителя, которому открыто это дело.")
    asked = f"Прошу продлить срок ответа на {days} {plural(days, 'день', 'дня', 'дней')}: {reason.strip()}"
    note = add_note(case, asked[:2000], by=by)
    for one in deciding:
        notify(
            one,
            f"{by.short_name} просит продлить срок: дело {case.number}",
            f"{case.get_absolute_url()}#extend",
            kind="signing",
        )
    record("case.extension_asked", case, by=by, note=note.pk, days=days)
    return note
