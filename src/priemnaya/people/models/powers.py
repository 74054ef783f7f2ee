"""Who may act for whom, on what ground and until when: what an employee has seen or was told, never a proof of who
somebody is."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from priemnaya.core.models import Watched

PARENT, GUARDIAN, HEAD, ATTORNEY, MCHD = "parent", "guardian", "head", "attorney", "mchd"
GROUNDS = {
    PARENT: _("родитель (по закону)"),
    GUARDIAN: _("опекун или попечитель (по акту)"),
    HEAD: _("руководитель организации (по закону)"),
    ATTORNEY: _("доверенность"),
    MCHD: _("электронная доверенность (МЧД)"),
}
FOR, BY = "agent", "principal"
SIDES = {FOR: _("клиент действует за другого"), BY: _("за клиента действует другой")}


class Powers(Watched):
    """Stands on a card: its client acts for another, or another acts for its client. other: that person's name.
    until: the last day, as the paper or the law says; empty: until somebody ends it. shown: an employee has seen the
    paper; else it is known by word alone."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey("people.Client", on_delete=models.CASCADE, related_name="powers")
    side = models.CharField(max_length=10, choices=list(SIDES.items()))
    other = models.CharField(max_length=250)
    ground = models.CharField(max_length=10, choices=list(GROUNDS.items()))
    number = models.CharField(max_length=60, blank=True)
    issued_on = models.DateField(null=True)
    until = models.DateField(null=True)
    shown = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(ground__in=(ATTORNEY, MCHD))
                | (~models.Q(number="") & models.Q(issued_on__isnull=False, until__isnull=False)),
                name="power_of_attorney_named",
            )
        ]

    def __str__(self) -> str:
        return f"{self.other}: {self.ground_said}"

    def seen_as(self) -> tuple[str, int, tuple[str, ...]]:
        known = self.__dict__
        return "client", known.get("client_id", 0), (known.get("other", ""),)

    @property
    def agent(self) -> str:
        return str(self.client) if self.side == FOR else self.other

    @property
    def principal(self) -> str:
        return self.other if self.side == FOR else str(self.client)

    @property
    def ground_said(self) -> str:
        number = f" № {self.number}" if self.number else ""
        issued = f" от {self.issued_on:%d.%m.%Y}" if self.issued_on else ""
        return f"{self.get_ground_display()}{number}{issued}"

    @property
    def last_day(self) -> dt.date | None:
        """The last day on which they hold, whatever ends them first."""
        ended = self.organisation.local(self.ended_at).date() if self.ended_at else None
        return min((day for day in (self.until, ended) if day), default=None)

    @property
    def is_over(self) -> bool:
        today = self.organisation.local(timezone.now()).date()
        return self.ended_at is not None or (self.until is not None and self.until < today)
