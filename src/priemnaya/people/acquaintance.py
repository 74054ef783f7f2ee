"""Who has read the order. When its demands change, the staff are asked to read it anew: each is told, has a term, and
until that passes what they read before holds, so that work never stands still for a new edition."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from priemnaya.core.journal import notify, record
from priemnaya.core.models import Obligation
from priemnaya.policy.comparing import asks_reading
from priemnaya.policy.titles import clause_title

from .duties import ACKNOWLEDGED, BODY
from .editions import ORDER
from .models import Employee, GoodFile, OrderAcknowledgement, Organisation
from .policies import policy_of

ANEW = "order_changed"
NAMED = 5
"""Changed clauses named in a notice; the page of the order has all."""


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


def acknowledged(body: Organisation) -> QuerySet[OrderAcknowledgement]:
    """By each of the staff who has read the order as it is, the last one."""
    ours = Obligation.objects.about(BODY, body.pk).open().filter(what=ACKNOWLEDGED, facts__after=ANEW)
    waiting = [int(of.partition(":")[2]) for of in ours.values_list("facts__of", flat=True)]
    read = OrderAcknowledgement.objects.filter(employee__organisation=body).exclude(employee__in=waiting)
    return read.filter(pk__in=read.order_by("employee", "-at").distinct("employee").values("pk"))


@transaction.atomic
def ask_to_read(body: Organisation) -> int:
    """After a new edition was loaded: whoever had read the order hears what changed and by when to read it; where the
    order asks for that only now, everybody. Returns how many were asked."""
    kept = GoodFile.objects.select_for_update().filter(slug=body.slug, name=ORDER).exclude(anew="").first()
    if kept is None:
        return 0
    changed, asking = kept.anew.split("\n"), asks_reading(policy_of(body).body)
    GoodFile.objects.filter(pk=kept.pk).update(anew="")
    if not asking:
        return 0
    staff = Employee.objects.filter(Q(organisation=body) | Q(organisation__parent=body), is_active=True)
    if not asking & set(changed):
        staff = staff.filter(acknowledgements__isnull=False).distinct()
    people = list(staff.select_related("organisation__parent").order_by("pk"))
    for employee in people:
        _ask(employee, changed)
    return len(people)


def _ask(employee: Employee, changed: list[str]) -> None:
    record("order.changed", employee, by=None)
    anew = asked_anew(employee)
    if anew is None:
        return
    named = ", ".join(clause_title(number) for number in changed[:NAMED])
    more = f" и ещё {len(changed) - NAMED}" if len(changed) > NAMED else ""
    until = f"{employee.organisation.local(anew.due_at):%d.%m.%Y}"
    words = f"Порядок изменился ({named}{more}). Прочитайте его и подтвердите это до {until}"
    notify(employee, f"{words}; до того действует прежнее ознакомление", reverse("order"))
