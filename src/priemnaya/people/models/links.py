"""A link that proves a mailbox: sent to it, used once, and what it opens."""

from __future__ import annotations

import datetime as dt

from django.db import models

OPENS = {
    "case": "дело",
    "card": "мои дела, согласия и история",
    "consent": "подтверждение согласия",
    "draft": "черновик",
}
"""What a link may open."""


class ProofLinkQuerySet(models.QuerySet["ProofLink"]):
    def usable(self, now: dt.datetime) -> ProofLinkQuerySet:
        return self.filter(used_at=None, until__gt=now)

    def burn(self, now: dt.datetime) -> int:
        """None of these opens anything from now on."""
        return self.usable(now).update(until=now)


class ProofLink(models.Model):
    """Only the digest of its secret is kept. `subject`: the key of what it opens; `detail`: which purpose of a
    consent, or the key of a draft."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    opens = models.CharField(max_length=8, choices=list(OPENS.items()))
    subject = models.BigIntegerField(null=True, help_text="the case; empty for what belongs to the address itself")
    detail = models.CharField(max_length=30, blank=True)
    channel = models.CharField(max_length=12)
    address = models.CharField(max_length=320)
    made_at = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    objects = ProofLinkQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["opens", "subject"])]

    @property
    def case(self) -> int:
        """The key of the case it opens; 0 for what belongs to the address itself."""
        return self.subject or 0
