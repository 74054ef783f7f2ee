"""Another person whose word an application needs: named by whoever applied, answers by a link of their own."""

from __future__ import annotations

import datetime as dt
from functools import cached_property

from django.db import models
from django.utils.translation import gettext_lazy as _

from priemnaya.core.models import Delivery

SECOND_STATES = {
    "waits": _("ещё не ответил"),
    "confirmed": _("подтвердил"),
    "refused": _("отказался"),
}
SECOND_HOW = {
    "link": _("по ссылке, личность не проверена"),
    "provider": _("со входом: личность подтверждена"),
}
"""By what we know who it was that answered."""


class SecondApplicant(models.Model):
    """name, email: as the first applicant typed them, which proves nothing. digest: of the secret of the link that
    answers now; a newer one ends it. sent_at: when a letter was asked for; what became of the one with the link of now
    says `letter`. proved_name: as the provider named whoever answered."""

    case = models.OneToOneField("cases.Case", on_delete=models.CASCADE, related_name="second_applicant")
    who = models.CharField(max_length=120, help_text="how the edition calls them")
    name = models.CharField(max_length=250)
    email = models.CharField(max_length=320, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=9, choices=list(SECOND_STATES.items()), default="waits")
    how = models.CharField(max_length=8, blank=True, choices=list(SECOND_HOW.items()))
    proved_name = models.CharField(max_length=250, blank=True)
    why = models.CharField(max_length=1000, blank=True)
    said_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="waits", said_at=None, how="")
                | (~models.Q(state="waits") & models.Q(said_at__isnull=False) & ~models.Q(how="")),
                name="second_said_how",
            )
        ]

    @property
    def letter_key(self) -> str:
        """Of the letter that carries the link which answers now."""
        return f"second-{self.digest[:24]}:email"

    @cached_property
    def letter(self) -> Delivery | None:
        """The letter with the link that answers now, as far as it has come; None where the link is handed over."""
        return Delivery.objects.filter(key=self.letter_key).first()

    def opens(self, now: dt.datetime) -> bool:
        """Whether its link still takes an answer."""
        return self.state == "waits" and self.until > now
