"""Sending a matter on to other bodies: one deed with a package, and a letter of its own to each body."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from priemnaya.core.models.obligations import CITED

if TYPE_CHECKING:
    from .case import Case

LETTER_STATES = {
    "to_sign": _("ждёт подписи"),
    "queued": _("в очереди"),
    "sent": _("отправлено"),
    "delivered": _("доставлено"),
    "failed": _("не дошло"),
    "recalled": _("отозвано"),
}
SEEN_AS = {
    **dict.fromkeys(("queued", "doing", "held"), "queued"),
    "sent": "sent",
    **dict.fromkeys(("delivered", "read"), "delivered"),
    **dict.fromkeys(("bounced", "dead"), "failed"),
}
"""The state of a delivery -> the state of its letter: there is no other truth about it."""


class Forwarding(models.Model):
    """One decision to send a case on. keeps: part of the questions stays here, and the case goes on with its own
    term. by: who prepared it; its letters leave when somebody who may sign has signed them."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="forwardings")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="forwardings")
    reason = models.TextField()
    keeps = models.BooleanField(default=False)
    citation = models.CharField(max_length=CITED, blank=True, help_text="article of the law it is done by")
    package = models.ForeignKey(
        "core.StoredFile", null=True, on_delete=models.PROTECT, related_name="forwarding_packages"
    )
    contents = models.JSONField(default=list, help_text="files of the package: name, size, sha256")
    left_out = models.JSONField(default=list, help_text="files not sent: name and why")
    by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    signer = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    signed_at = models.DateTimeField(null=True, help_text="when its covering letters were signed")

    class Meta:
        indexes = [models.Index(fields=["case", "-at"])]


class ForwardedLetter(models.Model):
    """The covering letter to one body, with that body's names and addresses as they were then. Its state is that of its
    delivery."""

    forwarding = models.ForeignKey(Forwarding, on_delete=models.CASCADE, related_name="letters")
    body = models.ForeignKey("people.OtherBody", null=True, on_delete=models.SET_NULL, related_name="letters")
    name = models.CharField(max_length=300)
    addressee = models.CharField(max_length=300, blank=True)
    postal_address = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    question = models.TextField(blank=True, help_text="which questions are for this body")
    not_against = models.BooleanField(
        default=False, help_text="a person read the complaint: it names this body and is not about it"
    )
    way = models.CharField(max_length=10, blank=True, help_text="how it is to go")
    number = models.CharField(max_length=30, blank=True, help_text="given with the signature")
    text = models.TextField()
    pdf = models.ForeignKey("core.StoredFile", null=True, on_delete=models.PROTECT, related_name="forwarding_letters")
    delivery = models.ForeignKey(
        "core.Delivery", null=True, on_delete=models.SET_NULL, related_name="forwarded_letters"
    )
    told_at = models.DateTimeField(null=True, help_text="when the client was written that it was sent")
    recalled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["forwarding", "name"], name="one_letter_a_body")]

    @property
    def organisation_id(self) -> int:
        return self.forwarding.organisation_id

    @property
    def case(self) -> Case:
        """What it is about: guards of actions ask for it."""
        return self.forwarding.case

    @property
    def state(self: Self) -> str:
        if self.recalled_at:
            return "recalled"
        if not self.forwarding.signed_at:
            return "to_sign"
        return SEEN_AS.get(self.delivery.state, "queued") if self.delivery else "failed"

    @property
    def state_title(self) -> str:
        return str(LETTER_STATES[self.state])

    @property
    def has_left(self) -> bool:
        return self.state in ("sent", "delivered")
