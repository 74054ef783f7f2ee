"""The staff are asked to read an order anew when its demands have changed."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from priemnaya.core.journal import notify, record
from priemnaya.people.acquaintance import asked_anew
from priemnaya.people.editions import ORDER
from priemnaya.people.models import Employee, GoodFile, Organisation
from priemnaya.people.policies import policy_of
from priemnaya.policy.comparing import asks_reading
from priemnaya.policy.titles import clause_title

NAMED = 5
"""Changed clauses named in a notice; the page of the order has all."""


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
    notify(employee, f"{words}; до того дня работа идёт как прежде", reverse("order"), kind="news")
