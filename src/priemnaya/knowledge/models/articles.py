"""The knowledge base: sections by the body's functions, articles in versions, their use, their review (udmurtia-mio
8)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from priemnaya.policy import register

register("kept_register", "knowledge_materials", "knowledge.models.Article")
register("kept_register", "knowledge_sections", "knowledge.models.Section")
register("kept_register", "knowledge_kinds", "knowledge.models.articles.ARTICLE_KINDS")
register("kept_register", "scripts", "knowledge.models.articles.ARTICLE_KINDS")

ARTICLE_KINDS = {
    "question": _("частый вопрос"),
    "guide": _("памятка"),
    "act": _("правовой акт"),
    "template": _("шаблон ответа"),
    "script": _("скрипт разговора"),
    "sample": _("пример решения"),
    "contact": _("контакты"),
    "term": _("термин"),
}
VERSION_STATES = {
    "draft": _("черновик"),
    "submitted": _("на утверждении"),
    "published": _("опубликовано"),
    "returned": _("возвращено"),
    "replaced": _("заменено"),
}


class Section(models.Model):
    """A function of the body, the unit that does it and the head who answers for its materials (udmurtia-mio 8.4)."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="sections")
    slug = models.SlugField(max_length=80)
    title = models.CharField(max_length=200)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="parts")
    unit = models.ForeignKey("people.Unit", null=True, on_delete=models.SET_NULL, related_name="sections")
    head = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    place = models.IntegerField(default=0)

    class Meta:
        ordering = ["place", "title"]
        constraints = [models.UniqueConstraint(fields=["organisation", "slug"], name="section_once")]

    def __str__(self) -> str:
        return self.title


class Article(models.Model):
    """A material. `current` is the published version; without one it is not shown to anybody but editors.

    source: path in the body's shared folder it came from, and the digest of the file then.
    """

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="articles")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="articles")
    kind = models.CharField(max_length=10, choices=list(ARTICLE_KINDS.items()), default="guide")
    title = models.CharField(max_length=250)
    words = models.CharField(max_length=500, blank=True, help_text="what else people search by")
    public = models.BooleanField(default=False)
    current = models.ForeignKey("ArticleVersion", null=True, on_delete=models.SET_NULL, related_name="+")
    service = models.ForeignKey("Service", null=True, blank=True, on_delete=models.SET_NULL, related_name="articles")
    source = models.CharField(max_length=500, blank=True)
    source_digest = models.CharField(max_length=64, blank=True)
    source_gone_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "source"], condition=~models.Q(source=""), name="one_article_a_file"
            )
        ]

    def __str__(self) -> str:
        return self.title


class ArticleVersion(models.Model):
    """What an article said from a moment on; a published one is never changed. `file`: the original it was imported
    from."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="versions")
    number = models.IntegerField()
    state = models.CharField(max_length=10, choices=list(VERSION_STATES.items()), default="draft")
    title = models.CharField(max_length=250)
    text = models.TextField()
    file = models.ForeignKey("core.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    approver = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    why = models.CharField(max_length=500, blank=True, help_text="what changed, and why: its author's words")
    returned = models.CharField(max_length=500, blank=True, help_text="what whoever returned it asks to mend")
    overrides = models.JSONField(default=dict, help_text="rule of the checker -> why its finding stays")
    at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True)
    fields = models.JSONField(default=dict, help_text="what of the article changes when it is published: its columns")
    writers = models.JSONField(default=list, help_text="employees who wrote in it: none of them approves it")
    found = models.JSONField(default=dict, help_text="writer -> its words and its author before they wrote in it")
    saves = models.IntegerField(default=0, help_text="how often it was saved: two pages of one draft are told apart")
    saved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="version_once"),
            models.UniqueConstraint(
                fields=["article"],
                condition=models.Q(state__in=["draft", "submitted", "returned"]),
                name="one_open_version",
            ),
        ]

    @property
    def token(self) -> str:
        """What a page that shows it stands at."""
        return f"{self.number}.{self.saves if self.is_open else 'done'}"

    @property
    def is_open(self) -> bool:
        return self.state in ("draft", "submitted", "returned")


class ArticleUse(models.Model):
    """An employee opened an article at work or put it into a reply (udmurtia-mio 3.9). `case_id` is the case it
    served."""

    HOW = {"opened": _("открыта"), "inserted": _("вставлена в ответ"), "sent": _("дана клиенту")}

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="+")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="uses")
    case_id = models.BigIntegerField(null=True)
    by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    how = models.CharField(max_length=8, choices=list(HOW.items()))
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["article", "-at"]), models.Index(fields=["case_id"])]


class ArticleVote(models.Model):
    """«Помогло?» on the portal, or a colleague's remark: what the review of the section looks at."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="votes")
    helped = models.BooleanField(null=True)
    comment = models.CharField(max_length=1000, blank=True)
    by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True)


class SectionReview(models.Model):
    """Proof of a review: who checked which articles, what changed in law and what feedback said (udmurtia-mio 8.6)."""

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="reviews")
    by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    checked = models.JSONField(default=list, help_text="articles looked at: id and what was decided")
    law = models.TextField(help_text="what changed in law, or that nothing did and where it was looked up")
    feedback = models.TextField(help_text="what clients and colleagues said, and what was done about it")

    class Meta:
        ordering = ["-at"]
