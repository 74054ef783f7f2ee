"""What the body tells its own people: news, and instructions that they say they have read, some with a short test."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class NewsQuerySet(models.QuerySet["News"]):
    def current(self) -> NewsQuerySet:
        return self.filter(retired_at=None)

    def addressed_to(self, roles: list[str], unit_id: int | None) -> NewsQuerySet:
        """To everybody, or to one of these roles, or to this unit."""
        role = Q(*[Q(roles__contains=[one]) for one in roles], _connector=Q.OR) if roles else Q(pk=None)
        unit = Q(units__contains=[unit_id]) if unit_id else Q(pk=None)
        return self.filter(Q(roles=[], units=[]) | role | unit)


class News(models.Model):
    """One text for staff. What was published stays as it was (a trigger): people said that they read this very text; a
    new wording is a new row that `replaces` it. roles, units: to whom, both empty is everybody. until: the last day to
    say that it was read; only of what asks for it. questions: [{"asks", "options", "right": index}]."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=150)
    text = models.TextField()
    by = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    roles = models.JSONField(default=list)
    units = models.JSONField(default=list)
    must_read = models.BooleanField(default=False)
    until = models.DateField(null=True)
    questions = models.JSONField(default=list)
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    retired_at = models.DateTimeField(null=True)
    retired_by = models.ForeignKey("people.Employee", null=True, on_delete=models.PROTECT, related_name="+")

    objects = NewsQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["organisation", "-at"])]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/w/news/{self.pk}/"


class NewsRead(models.Model):
    """One employee and one text: how often the test was tried, and when they said that they have read it."""

    news = models.ForeignKey(News, on_delete=models.CASCADE, related_name="readers")
    employee = models.ForeignKey("people.Employee", on_delete=models.CASCADE, related_name="+")
    tries = models.IntegerField(default=0)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["news", "employee"], name="news_read_once_each")]
