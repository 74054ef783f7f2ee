"""Persons complained of: named in a form's field, recognised in the words of a message, or pointed out by an
employee."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from priemnaya.people.models import Substitution
from priemnaya.people.policies import policy_of
from priemnaya.policy import asks

if TYPE_CHECKING:
    from priemnaya.people.models import Employee


@asks("not_by", "read_case.person_complained_of")
def names_bar(employee: Employee) -> bool:
    """An order in force today keeps a complaint from whom it names."""
    today = employee.organisation.local(timezone.now()).date()
    return policy_of(employee.organisation).held("not_by", today, "read_case.person_complained_of") is not None


class NamedQuerySet(models.QuerySet["NamedPerson"]):
    def standing(self) -> NamedQuerySet:
        """Not dismissed: they guard the case."""
        return self.exclude(state="dismissed")

    def barring(self, employee: Employee) -> NamedQuerySet:
        """What keeps this employee from cases today: they are named there, or stand in for one who is. Nothing where no
        order in force says so."""
        if not names_bar(employee):
            return self.none()
        absent = Substitution.objects.absent(employee)
        return self.standing().filter(Q(employee=employee) | Q(employee__in=absent))


class NamedPerson(models.Model):
    """One person named in one case. A recognised name is a suspicion until somebody says; it guards the case until
    dismissed.

    `typed`: the name as it was written; `employee` is empty when it fits nobody of the body. `words`: where it was
    found.
    """

    HOW = {"form": _("в форме"), "text": _("узнан в тексте"), "staff": _("указал сотрудник")}
    STATES = {
        "suspected": _("возможно, жалоба на него"),
        "confirmed": _("жалоба на него"),
        "dismissed": _("не на него"),
    }

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="named")
    employee = models.ForeignKey("people.Employee", null=True, on_delete=models.PROTECT, related_name="+")
    typed = models.CharField(max_length=300)
    how = models.CharField(max_length=5, choices=list(HOW.items()))
    words = models.TextField(blank=True)
    state = models.CharField(max_length=9, choices=list(STATES.items()), default="suspected")
    at = models.DateTimeField()
    by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=300, blank=True)

    objects = NamedQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "employee"], condition=Q(employee__isnull=False), name="named_once"
            ),
            models.UniqueConstraint(fields=["case", "typed"], condition=Q(employee=None), name="typed_once"),
        ]

    def __str__(self) -> str:
        return self.employee.short_name if self.employee else self.typed

    @property
    def stands(self) -> bool:
        return self.state != "dismissed"
