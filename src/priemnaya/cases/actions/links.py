"""Cases that belong together: related, duplicate or split."""

from __future__ import annotations

from django.db import transaction

from priemnaya.cases.models import Case, CaseLink
from priemnaya.core.journal import record
from priemnaya.errors import Objection
from priemnaya.people.acting import action
from priemnaya.people.models import Employee


@action("case.work", alone=True)
@transaction.atomic
def link_cases(case: Case, other: Case, *, kind: str, by: Employee | None) -> None:
    """Show two cases of one body on each other's pages: related, duplicate or split."""
    if case.organisation_id != other.organisation_id or case.pk == other.pk:
        raise Objection("Связать можно два разных дела одного органа.")
    _, created = CaseLink.objects.get_or_create(case=case, other=other, kind=kind)
    if created:
        record("case.linked", case, by=by, other=other.pk)
