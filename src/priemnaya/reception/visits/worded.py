"""What a visitor wrote that they come for: whom it seems to complain of does not read it (59-ФЗ ст. 8 ч. 6). Looked
through in the background (actions/visits/wording.py), as letters without a case are; till then nobody reads it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from priemnaya.cases.guard import shown_words
from priemnaya.people.models import Employee
from priemnaya.reception.models import Visit

VISIT = "visit"


def about_told(visit: Visit, me: Employee) -> str:
    """What they come for, as far as the employee may read it."""
    if not visit.about:
        return ""
    shown, waits = shown_words(VISIT, [visit.pk], me)
    if visit.pk in waits:
        return _("ещё читается: в нём может быть назван сотрудник. Обновите страницу через минуту")
    return visit.about if visit.pk in shown else ""
