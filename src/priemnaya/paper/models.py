"""Paper in and out: scans that wait to be registered, and the register of what went by post."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from priemnaya.core.models import Watched


class Scan(Watched):
    """A letter on paper as it was scanned or photographed. `text` is what was recognised: a suggestion, never a
    fact."""

    STATES = [
        ("waiting", _("ждёт распознавания")),
        ("ready", _("ждёт регистрации")),
        ("registered", _("зарегистрировано")),
        ("dropped", _("отложено")),
    ]

    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    file = models.ForeignKey("core.StoredFile", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=STATES, default="waiting")
    pages = models.IntegerField(default=0)
    text = models.TextField(blank=True)
    problem = models.CharField(max_length=300, blank=True)
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.PROTECT, related_name="scans")
    by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organisation", "state", "-id"])]

    def seen_as(self) -> tuple[str, int, tuple[str, ...]]:
        known = self.__dict__
        return ("case", known["case_id"], ()) if known.get("case_id") else ("scan", self.pk, (known.get("name", ""),))


class PostList(models.Model):
    """A list of letters handed to the post together: printed, signed there, and kept."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=30)
    by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()


class PostItem(models.Model):
    """One letter of a list: to whom, its track number, and what the post did with it."""

    post_list = models.ForeignKey(PostList, on_delete=models.PROTECT, related_name="items")
    delivery = models.ForeignKey("core.Delivery", on_delete=models.PROTECT, related_name="post_items")
    recipient = models.CharField(max_length=300)
    address = models.CharField(max_length=320)
    registered = models.BooleanField(default=True)
    track = models.CharField(max_length=30, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["track"], condition=~models.Q(track=""), name="track_once"),
            models.UniqueConstraint(fields=["post_list", "delivery"], name="posted_once"),
        ]
