"""The catalogue of services in dated editions, and the life situations they belong to (chelyabinsk-edu 1.2, altai-zags
4.4)."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any

from django.db import models
from django.utils import timezone

from priemnaya.knowledge.services.described import SERVICE_KINDS, ServiceText
from priemnaya.policy import register

register("kept_register", "services", "knowledge.models.Service")
register("kept_register", "service_accessibility", "knowledge.services.described.ServiceText")


class LifeSituation(models.Model):
    """What happened in a person's life, and which services it needs."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="situations")
    slug = models.SlugField()
    title = models.CharField(max_length=150)
    lead = models.CharField(max_length=500, blank=True)
    place = models.IntegerField(default=0)

    class Meta:
        ordering = ["place", "title"]
        constraints = [models.UniqueConstraint(fields=["organisation", "slug"], name="situation_once")]

    def __str__(self) -> str:
        return self.title


class Service(models.Model):
    """A service under its slug; what it says is in its editions. Title and lead repeat the edition in force, for
    lists."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="services")
    slug = models.SlugField()
    kind = models.CharField(max_length=10, choices=list(SERVICE_KINDS.items()), default="service")
    title = models.CharField(max_length=250)
    lead = models.CharField(max_length=1000, blank=True)
    situations = models.JSONField(default=list)
    unit = models.ForeignKey("people.Unit", null=True, on_delete=models.SET_NULL, related_name="services")
    place = models.IntegerField(default=0)
    withdrawn_at = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["place", "title"]
        constraints = [models.UniqueConstraint(fields=["organisation", "slug"], name="service_once")]

    def __str__(self) -> str:
        return self.title

    def edition_on(self, day: dt.date) -> ServiceEdition | None:
        """The edition in force on a day (local to the body)."""
        return self.editions.filter(since__lte=day).order_by("-since").first()

    @property
    def current(self) -> ServiceEdition | None:
        return self.edition_on(self.organisation.local(timezone.now()).date())

    def refresh(self) -> None:
        """Repeat what the edition in force says on the row. An edition of a future day counts while there is no
        other."""
        edition = self.current or self.editions.order_by("since").first()
        if edition is None:
            return
        text = edition.text
        self.kind, self.title, self.lead, self.situations = text.kind, text.title, text.lead, list(text.situations)
        self.unit = self.organisation.units.filter(slug=text.unit).first()
        self.save()


class ServiceEdition(models.Model):
    """What a service says from a day on: the edition of a case is the one in force at its registration. `loaded`:
    digest of the text as it came from a file; empty when people wrote it on screen."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="editions")
    since = models.DateField()
    data = models.JSONField()
    loaded = models.CharField(max_length=64, blank=True)
    author = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-since"]
        constraints = [models.UniqueConstraint(fields=["service", "since"], name="edition_of_a_day_once")]

    def __str__(self) -> str:
        return f"{self.service} ({self.since:%d.%m.%Y})"

    @cached_property
    def text(self) -> ServiceText:
        return ServiceText.model_validate(self.data)

    @staticmethod
    def fields_of(text: ServiceText) -> dict[str, Any]:
        return {"data": text.model_dump(mode="json")}
