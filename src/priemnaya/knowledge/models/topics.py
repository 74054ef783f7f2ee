"""The thematic classifier (распоряжение Управления Президента РФ от 30.11.2017 № 104), dated editions (udmurtia-mio
3.4)."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

import numpy as np
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector, SearchVectorField
from django.db import models
from django.db.models import F

from priemnaya.core.sealed import seal, unseal
from priemnaya.knowledge.topics.index import Text
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

    def titled(self, text: str, limit: int = 20) -> list[Topic]:
        """The topics whose titles have words of a text, for whoever looks for a title. Questions and sub-questions
        alone. What a message is about is suggested by `knowledge.topics.suggesting`."""
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


SEALED_FOR = "topics"


class TopicExample(models.Model):
    """What a body has learnt of one question whose topic a person decided. `learnt` is no text: numbers of features and
    a meaning, without names, sealed; it goes with its case, and of a confidential case nothing is kept. case, question:
    keys in a package above."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="+")
    case = models.BigIntegerField()
    question = models.BigIntegerField(unique=True)
    code = models.CharField(max_length=24)
    learnt = models.TextField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organisation", "at"]), models.Index(fields=["case"])]

    @staticmethod
    def packed(text: Text) -> str:
        keys = np.array(list(text.features), np.uint32)
        much = np.array(list(text.features.values()), np.float16)
        parts = (keys, much, text.meaning.astype(np.float16))
        return seal(json.dumps([base64.b64encode(p.tobytes()).decode() for p in parts]), SEALED_FOR)

    @property
    def text(self) -> Text | None:
        """None when it was sealed by another installation: it is learnt anew."""
        opened = unseal(self.learnt, SEALED_FOR)
        if opened is None:
            return None
        keys, much, meaning = (base64.b64decode(p) for p in json.loads(opened))
        found = zip(np.frombuffer(keys, np.uint32).tolist(), np.frombuffer(much, np.float16).tolist(), strict=True)
        return Text(dict(found), np.frombuffer(meaning, np.float16).astype(np.float32))
