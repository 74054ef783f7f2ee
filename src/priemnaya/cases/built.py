"""Whether somebody has built on a deed: then it is not taken back, and the words say why."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from priemnaya.core.models import Event
from priemnaya.core.verbs import sentence
from priemnaya.errors import Objection
from priemnaya.people.models import Employee

from .models import Case

OF_CLIENTS = (
    "case.appended",
    "case.addition_held",
    "case.claimed",
    "case.recalled",
    "case.recall_asked",
    "case.point_chosen",
    "case.authorship_confirmed",
    "case.mailbox_disowned",
)
"""What nobody of the body does, and yet counts."""


def built_on(case: Case, event: int, *, but: Employee | None = None) -> QuerySet[Event]:
    """What people have done with a case since an event, the clock's own deeds aside. but: whose deeds do not count."""
    rows = Event.objects.filter(subject_type="case", subject_id=case.pk, pk__gt=event)
    rows = rows.filter(Q(actor_id__isnull=False) | Q(verb__in=OF_CLIENTS)).exclude(verb="case.glass_broken")
    return rows.exclude(actor_id=but.pk) if but is not None else rows


def must_not_be_built_on(case: Case, event: int, *, but: Employee | None = None) -> None:
    """Raises Objection with what was done since and by whom."""
    later = built_on(case, event, but=but).order_by("pk").first()
    if later is None:
        return
    who = Employee.everyone.filter(pk=later.actor_id).first() if later.actor_id else None
    said = f"«{sentence(later.verb)}»" + (f", {who.short_name}" if who else "")
    raise Objection(f"Вернуть уже нельзя: после этого в деле {case.number} сделано другое: {said}.")
