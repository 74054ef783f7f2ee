"""Other bodies: where a matter that is not ours is sent on (59-ФЗ ст. 8 ч. 3). Each body keeps a directory of its
own."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

BODY_WAYS = {
    "docflow": _("система документооборота"),
    "email": _("электронная почта"),
    "post": _("почта, на бумаге"),
}
"""How a letter reaches another body; the names are the channels that carry it."""


class OtherBodyQuerySet(models.QuerySet["OtherBody"]):
    def active(self) -> OtherBodyQuerySet:
        return self.filter(active=True)

    def found_by(self, text: str) -> OtherBodyQuerySet:
        """Rows whose names or matters hold every word of the text, each a part of a word in any place. Empty text:
        all."""
        found = self
        for word in text.lower().replace("ё", "е").split():
            found = found.filter(search_text__contains=word)
        return found


class OtherBody(models.Model):
    """One line of the directory. `origin`: a line of a file is refreshed from it until a person changes it here.
    `example`: its addresses are samples, to be checked before anything is sent."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="other_bodies")
    slug = models.SlugField(blank=True)
    name = models.CharField(max_length=300)
    short = models.CharField(max_length=150, blank=True)
    addressee = models.CharField(max_length=300, blank=True, help_text="whom to address, in the dative")
    email = models.EmailField(blank=True)
    folder = models.CharField(max_length=60, blank=True, help_text="its folder in the document system")
    postal_address = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    ways = models.JSONField(default=list, help_text="which ways it takes letters, the best first")
    deals_with = models.TextField(blank=True)
    source = models.CharField(max_length=300, blank=True, help_text="where its addresses are known from")
    example = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
    origin = models.CharField(max_length=6, default="people", choices=[("file", "файл"), ("people", "сотрудники")])
    search_text = models.TextField(blank=True)

    objects = OtherBodyQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "other bodies"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "slug"], condition=~Q(slug=""), name="other_body_slug_once"
            ),
            models.UniqueConstraint(fields=["organisation", "name"], name="other_body_once"),
        ]

    def __str__(self) -> str:
        return self.short or self.name

    def address_by(self: Self, way: str) -> str:
        """The address a way needs; empty when it is not known."""
        return {"docflow": self.folder, "email": self.email, "post": self.postal_address}.get(way, "")

    def described(self) -> str:
        """What the directory is searched by."""
        return " ".join((self.name, self.short, self.deals_with)).lower().replace("ё", "е")
