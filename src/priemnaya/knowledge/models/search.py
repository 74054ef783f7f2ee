"""What can be found in one search: services, articles and life situations of a body, in one table; and what was
searched for."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models

from priemnaya.policy import register

register("provides", "knowledge_base", "knowledge.search.find")


class Findable(models.Model):
    """One thing that can be found. kind and ref say what it is: a service's slug, an article's number, a situation's
    slug."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10)
    ref = models.CharField(max_length=60)
    sort = models.CharField(max_length=12, blank=True, help_text="kind of the service or of the article")
    public = models.BooleanField(default=True)
    title = models.CharField(max_length=250)
    lead = models.CharField(max_length=300, blank=True)
    words = models.TextField(blank=True)
    text = models.TextField(blank=True)
    weight = models.FloatField(default=1.0)
    search = models.GeneratedField(
        expression=SearchVector("title", weight="A", config="russian")
        + SearchVector("words", weight="B", config="russian")
        + SearchVector("lead", weight="C", config="russian")
        + SearchVector("text", weight="D", config="russian"),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "kind", "ref"], name="found_once")]
        indexes = [GinIndex(fields=["search"]), models.Index(fields=["organisation", "kind"])]


class SearchWord(models.Model):
    """A lexeme of a body's findables and in how many of them it stands, of those that clients may see too: what typing
    errors are mended by. A client's are never mended by what only staff may read."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="+")
    word = models.CharField(max_length=60)
    documents = models.IntegerField()
    public_documents = models.IntegerField(default=0)
    counted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "word"], name="word_once")]


class SearchLog(models.Model):
    """A search as it ended: what was asked, how many were found, what was opened and how soon. `token` joins the
    letters typed one after another into one search. No search of a client carries who it was."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="+")
    token = models.CharField(max_length=40)
    place = models.CharField(max_length=10, help_text="portal, desk, composer, call")
    text = models.CharField(max_length=200)
    found = models.IntegerField()
    by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    started_at = models.DateTimeField(auto_now_add=True)
    opened = models.CharField(max_length=80, blank=True, help_text="kind and ref of what was opened")
    opened_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "token"], name="search_once")]
        indexes = [models.Index(fields=["organisation", "-started_at"])]
