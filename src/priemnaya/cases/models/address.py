"""The addresses one case was given: its letters go to these and no others (docs/trust.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from priemnaya.people.proof import Proved

if TYPE_CHECKING:
    from .case import Case


class CaseAddressQuerySet(models.QuerySet["CaseAddress"]):
    def carried(self, case: Case, to: Case) -> None:
        """What comes out of a case is written to where the case is, with what is proved of each place."""
        rows = [
            CaseAddress(case=to, channel=a.channel, address=a.address, level=a.level, how=a.how, proved_at=a.proved_at)
            for a in self.filter(case=case)
        ]
        self.bulk_create(rows, ignore_conflicts=True)
        ForeignAddress.objects.carried(case, to)


class CaseAddress(Proved):
    """An address given in a message of this case, or written down for it by an employee. A card's addresses are never
    read for a case: whoever knows one of them could have his answer sent to another's mailbox, or see it."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="addresses")

    objects = CaseAddressQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "channel", "address"], name="address_of_case_once")]
        indexes = [models.Index(fields=["channel", "address"])]


class ForeignAddressQuerySet(models.QuerySet["ForeignAddress"]):
    def carried(self, case: Case, to: Case) -> None:
        """What was said of a case holds for the one its matter goes to."""
        rows = [ForeignAddress(case=to, channel=f.channel, address=f.address) for f in self.filter(case=case)]
        self.bulk_create(rows, ignore_conflicts=True)


class ForeignAddress(models.Model):
    """A mailbox that this case was given and whose reader has answered «Я этого не писал»: it is the case's own no
    more, and nothing of the case goes there again."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="foreign_addresses")
    channel = models.CharField(max_length=12)
    address = models.CharField(max_length=320)
    said_at = models.DateTimeField(auto_now_add=True)

    objects = ForeignAddressQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "channel", "address"], name="foreign_once")]
        verbose_name_plural = "foreign addresses"
