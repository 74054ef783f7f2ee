"""Who has read the order. When its demands change, the staff are asked to read it anew: each is told, has a term, and
until that passes what they read before holds, so that work never stands still for a new edition."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils import timezone

from priemnaya.core.models import Obligation

from .duties import ACKNOWLEDGED, BODY
from .models import Employee, OrderAcknowledgement, Organisation
from .policies import policy_of

ANEW = "order_changed"


def asked_anew(employee: Employee) -> Obligation | None:
    """What an employee owes since the order changed: to read it again."""
    mine = Obligation.objects.about(BODY, employee.organisation_id).open().filter(what=ACKNOWLEDGED)
    return mine.filter(facts__after=ANEW, facts__of=f"employee:{employee.pk}").order_by("due_at").first()


def has_read(employee: Employee) -> bool:
    """The order, or what it was before a change that there is still time to read."""
    if (anew := asked_anew(employee)) is not None:
        return anew.due_at > timezone.now()
    return OrderAcknowledgement.objects.filter(employee=employee).exists()


def edition_to_read(employee: Employee) -> str:
    """What an acknowledgement of today is of; each change that asks anew has one of its own."""
    edition, anew = policy_of(employee.organisation).body.edition, asked_anew(employee)
    return f"{edition}+{anew.pk}" if anew else edition


def asked_of(body: Organisation) -> dict[int, Obligation]:
    """Who of the staff is asked to read it again, by their keys."""
    ours = Obligation.objects.about(BODY, body.pk).open().filter(what=ACKNOWLEDGED, facts__after=ANEW)
    return {int(str(owed.facts["of"]).partition(":")[2]): owed for owed in ours}


def acknowledged(body: Organisation, but: Iterable[int] = ()) -> QuerySet[OrderAcknowledgement]:
    """By each of the staff who has read the order, the last one. but: of those who are asked anew."""
    read = OrderAcknowledgement.objects.filter(employee__organisation=body).exclude(employee__in=list(but))
    return read.filter(pk__in=read.order_by("employee", "-at").distinct("employee").values("pk"))
