"""The thematic classifier (распоряжение Управления Президента РФ от 30.11.2017 № 104), dated editions (udmurtia-mio
3.4)."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector, SearchVectorField
from django.db import models
from django.db.models import F

from priemnaya.policy import register

register("kept_register", "classifier", "knowledge.models.Topic")
CODE = re.compile(r"^\d{4}(\.\d{4}){0,4}$")


class ClassifierEdition(models.Model):
    name = models.CharField(max_length=200)
    since = models.DateField(unique=True)


class TopicQuerySet(models.QuerySet["Topic"]):
    def current(self) -> TopicQuerySet:
        edition = ClassifierEdition.objects.order_by("-since").first()
        return self.filter(edition=edition)

    def suggest(self, text: str, limit: int = 3) -> list[Topic]:
        """The topics nearest to a text: suggestions only, a person decides. Questions and sub-questions alone."""
        words = list(dict.fromkeys(re.findall(r"[а-яё]{4,}", text.lower())))[:25]
        if not words:
            return []
        query: Any = SearchQuery(" | ".join(words), config="russian", search_type="raw")
        found = (
            self.current()
            .filter(search=query, depth__gte=4)
            .annotate(rank=SearchRank(F("search"), query, normalization=2))
            .order_by("-rank", "code")
        )
        return list(found[:limit])


class Topic(models.Model):
    """One entry: section, subject, theme, question or sub-question, by its code."""

    edition = models.ForeignKey(ClassifierEdition, on_delete=models.CASCADE, related_name="topics")
    code = models.CharField(max_length=24)
    title = models.CharField(max_length=500)
    path = models.CharField(max_length=1000, blank=True)
    depth = models.IntegerField()
    search = models.GeneratedField(
        expression=SearchVector("title", weight="A", config="russian"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = TopicQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="topic_once")]
        indexes = [GinIndex(fields=["search"])]

    def __str__(self) -> str:
        return self.title
