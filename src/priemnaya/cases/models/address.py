"""The addresses one case was given: its letters go to these and no others (docs/trust.md)."""

from __future__ import annotations

from django.db import models

from priemnaya.people.proof import Proved


class CaseAddress(Proved):
    """An address given in a message of this case, or written down for it by an employee. A card's addresses are never
    read for a case: whoever knows one of them could have his answer sent to another's mailbox, or see it."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="addresses")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "channel", "address"], name="address_of_case_once")]
        indexes = [models.Index(fields=["channel", "address"])]
