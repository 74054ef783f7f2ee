"""Terms that are near or past: the person responsible is reminded a working day ahead, the head is told when it is past."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from priemnaya.cases.models import Case
from priemnaya.core.journal import notify, record
from priemnaya.core.models import Obligation
from priemnaya.people.models import Employee, Organisation

AHEAD = dt.timedelta(hours=24)


def escalate_due(organisation: Organisation) -> int:
    """Notices for terms of a body within a day or past; each obligation once. Returns how many were told."""
    now, told = timezone.now(), 0
    near = (
        Obligation.objects.open()
        .filter(organisation_id=organisation.pk, subject_type="case", due_at__lt=now + AHEAD, escalated_at=None)
        .order_by("due_at")[:500]
    )
    for owed in near:
        with transaction.atomic():
            if not Obligation.objects.filter(pk=owed.pk, escalated_at=None).update(escalated_at=now):
                continue
            case = Case.objects.get(pk=owed.subject_id)
            late = owed.due_at < now
            text = f"{'Срок прошёл' if late else 'Срок завтра'}: дело {case.number}, {owed.citation}"
            for person in _who(case, late):
                notify(person, text, case.get_absolute_url())
            record("case.escalated", case, by=None, obligation=owed.pk)
            told += 1
    return told


def _who(case: Case, late: bool) -> list[Employee]:
    staff = Employee.objects.filter(organisation_id=case.organisation_id, is_active=True)
    people = [case.assignee] if case.assignee else [e for e in staff if e.may("case.register")]
    if late:
        people += [e for e in staff if e.may("case.decide")]
    return list({e.pk: e for e in people}.values())
