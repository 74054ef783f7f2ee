"""Organisations with subordinate ones, their units, points of contact, calendars and acknowledgements of the order."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from zoneinfo import ZoneInfo

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from priemnaya.policy import register
from priemnaya.worktime import Decree, Schedule
from priemnaya.worktime.schedule import DEFAULT

register("kept_register", "points", "people.models.InteractionPoint")


SECOND_FACTOR = ("head", "signer", "admin")
"""Roles that need a second factor unless the body says otherwise: they sign for it and hold its keys."""


def by_default() -> list[str]:
    return list(SECOND_FACTOR)


class Organisation(models.Model):
    """A body, loaded from its order file; or an organisation subordinate to one (altai-zags 2, chechnya-minnats
    2.1)."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=300)
    short = models.CharField(max_length=100)
    genitive = models.CharField(max_length=300, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="subordinates")
    region = models.CharField(max_length=10)
    zone_name = models.CharField(max_length=40)
    accent = models.CharField(max_length=7, default="#234a84")
    address = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    email = models.EmailField(blank=True)
    site = models.URLField(blank=True)
    chief = models.CharField(max_length=150, blank=True)
    schedule = models.JSONField(default=dict)
    needs = models.JSONField(default=list)
    client_kinds = models.JSONField(default=list)
    loaded = models.CharField(max_length=64, blank=True, help_text="digest of the files it was last loaded from")
    law = models.CharField(
        max_length=64,
        blank=True,
        help_text="digest of the law, the region's acts and the defaults that its terms were counted by",
    )
    began_at = models.DateTimeField(null=True, help_text="when it was first loaded: nothing could be kept here before")
    second_factor = models.JSONField(default=by_default, help_text="roles that sign in with a second factor only")

    def __str__(self) -> str:
        return self.short

    @property
    def organisation_id(self) -> int:
        """An event about the body itself belongs to the body."""
        return int(self.pk)

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone_name)

    @cached_property
    def hours(self) -> Schedule:
        return Schedule.parse(self.schedule) if self.schedule else DEFAULT

    def local(self, at: dt.datetime) -> dt.datetime:
        return at.astimezone(self.zone)


class Unit(models.Model):
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="units")
    slug = models.SlugField()
    name = models.CharField(max_length=200)
    functions = models.CharField(max_length=300, blank=True)
    closed_at = models.DateTimeField(null=True, help_text="no work goes there any more")
    entered_by = models.ForeignKey(
        "people.Employee", null=True, on_delete=models.SET_NULL, related_name="+", help_text="files leave it alone"
    )
    head = models.ForeignKey("people.Employee", null=True, blank=True, on_delete=models.SET_NULL, related_name="heads")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "slug"], name="unit_once")]

    def __str__(self) -> str:
        return self.name


class InteractionPoint(models.Model):
    """An approved point of contact and the functions it serves (altai-zags 6, novosibirsk-okn 2.1)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="points")
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=100)
    address = models.CharField(max_length=300, blank=True)
    functions = models.JSONField(default=list)
    hours = models.CharField(max_length=300, blank=True)
    accessibility = models.JSONField(default=list)
    approved_by = models.CharField(max_length=200, blank=True)
    place = models.IntegerField(default=0, help_text="its place in the order's list")
    closed_at = models.DateTimeField(null=True, help_text="it serves nobody any more")
    entered_by = models.ForeignKey(
        "people.Employee", null=True, on_delete=models.SET_NULL, related_name="+", help_text="files leave it alone"
    )

    class Meta:
        ordering = ["place", "pk"]
        constraints = [models.UniqueConstraint(fields=["organisation", "kind", "address"], name="point_once")]

    def __str__(self) -> str:
        return self.name


class OrderAcknowledgement(models.Model):
    """An employee has read an edition of the order (udmurtia-mio order.4)."""

    employee = models.ForeignKey("people.Employee", on_delete=models.CASCADE, related_name="acknowledgements")
    edition = models.CharField(max_length=80)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["employee", "edition"], name="read_once")]


class RegionalDayRow(models.Model):
    """A regional non-working day with its act (ТК РФ ст. 6). entered_by None: came with the product. One that a person
    removed stays as a row, so that no later start brings it back."""

    region = models.CharField(max_length=10)
    date = models.DateField()
    name = models.CharField(max_length=100)
    act = models.CharField(max_length=200)
    moved_to = models.DateField(null=True, blank=True)
    verified = models.BooleanField(default=True, help_text="compared with the text of its act")
    entered_by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region", "date"], name="regional_day_once")]


class RegionalYearRow(models.Model):
    """Whether a region's days off of one year are compared with its acts. by None: came with the product."""

    region = models.CharField(max_length=10)
    year = models.IntegerField()
    verified = models.BooleanField(default=False)
    source = models.CharField(max_length=300)
    by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region", "year"], name="regional_year_once")]


class CalendarDecree(models.Model):
    """A year's decree on days off: proposed by one person, in force for all bodies once another has approved it.

    moved: pairs of ISO dates, the day off that becomes ordinary and the day that becomes off. compared: digest of the
    comparison with the calendar that was known when it was proposed.
    """

    STATES = [
        ("proposed", _("ждёт утверждения")),
        ("approved", _("действует")),
        ("rejected", _("отклонён")),
        ("withdrawn", _("отозван")),
        ("replaced", _("заменён")),
    ]

    year = models.IntegerField()
    act = models.CharField(max_length=300, default="")
    moved = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=STATES, default="proposed")
    compared = models.CharField(max_length=32, blank=True)
    proposed_by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True, help_text="why it was rejected")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year"], condition=models.Q(state=state), name=f"one_{state}_a_year")
            for state in ("proposed", "approved")
        ]

    @property
    def decree(self) -> Decree:
        moved = tuple((dt.date.fromisoformat(a), dt.date.fromisoformat(b)) for a, b in self.moved)
        return Decree(self.year, self.act, moved)
