"""A contact: one message, call or visit at one point. It belongs to the client and may have no case."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from priemnaya.cases.signatures import Seal, seal_of
from priemnaya.core.models import Watched
from priemnaya.knowledge.services.answers import own_words
from priemnaya.people.proof import HOW_CHOICES, Level
from priemnaya.policy import register

register("kept_register", "contacts", "cases.models.Contact")
INSIDE = {
    "empty": _("пустой файл: ни одного байта"),
    "locked": _("под паролем"),
    "encrypted": _("зашифрован, ключа у нас нет"),
    "damaged": _("повреждён или другого вида"),
    "unread": _("не открылся: в нём могут быть текст и файлы"),
    "holds": _("в подписи лежит документ"),
    "apart": _("только подпись, без документа"),
}
"""What a look into a file found; nothing of one that opens or of which nothing can be said."""
UNOPENED = ("empty", "locked", "encrypted", "damaged", "unread")
"""Of these staff are told."""
UNSEARCHED = {
    "all": _("слова файла не прочитаны: поиск по ним не найдёт"),
    "part": _("прочитаны не все слова файла: поиск найдёт не по каждому"),
}
READING = {"waits": _("читается"), "unread": _("не прочитано")}


class Contact(Watched):
    """`status` says what became of an incoming message; `raw` is the original as it came, always kept."""

    STATUSES = {
        "registered": _("зарегистрировано"),
        "appended": _("добавлено к делу"),
        "review": _("на проверке"),
        "quarantined": _("не разобрано"),
        "ignored": _("не требует ответа"),
        "sent": _("исходящее"),
    }

    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="contacts")
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.PROTECT, related_name="contacts")
    client = models.ForeignKey("people.Client", null=True, on_delete=models.PROTECT, related_name="contacts")
    point = models.CharField(max_length=12)
    direction = models.CharField(max_length=3, choices=[("in", _("от клиента")), ("out", _("клиенту"))])
    kind = models.CharField(max_length=20, default="message")
    status = models.CharField(max_length=12, default="registered")
    reason = models.CharField(max_length=300, blank=True)
    sender = models.CharField(max_length=320, blank=True)
    level = models.PositiveSmallIntegerField(
        choices=Level.choices, default=Level.CLAIMED, help_text="what is proved of who wrote it"
    )
    how = models.CharField(max_length=12, choices=HOW_CHOICES, default="typed")
    subject = models.CharField(max_length=500, blank=True)
    text = models.TextField(blank=True)
    answers = models.JSONField(
        default=list,
        help_text="to the questions of a service's form, each with its question as it stood; never changes",
    )
    quoted = models.TextField(blank=True, help_text="the letter it answers, cut off below the new words")
    checks = models.JSONField(default=dict, help_text="what the mail server found: spf, dkim, dmarc")
    at = models.DateTimeField()
    disposed_at = models.DateTimeField(null=True, help_text="when its personal data were destroyed by an act")
    document = models.CharField(
        max_length=200, blank=True, help_text="shown at a personal reception: the sort of document, never its number"
    )
    oral_answer = models.TextField(blank=True, help_text="said at a personal reception, with the visitor's consent")
    assisted = models.BooleanField(
        default=False, help_text="an employee wrote it for the client, read it back, and the client confirmed it"
    )
    external_id = models.CharField(max_length=300, blank=True, db_index=True)
    raw = models.ForeignKey("core.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    reply = models.ForeignKey("cases.Reply", null=True, on_delete=models.PROTECT, related_name="contacts")
    notice = models.CharField(max_length=20, blank=True, help_text="which automatic notice it is; empty for an answer")
    delivery = models.ForeignKey("core.Delivery", null=True, on_delete=models.SET_NULL, related_name="+")
    reading = models.CharField(
        max_length=6,
        blank=True,
        choices=list(READING.items()),
        help_text="whether its files are being read for names of employees: meanwhile the case is given to nobody",
    )
    reading_since = models.DateTimeField(
        null=True, help_text="since when it waits for that, or, once it is read, for a look whether its files open"
    )
    reading_tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(direction="in") | models.Q(reply__isnull=False) | ~models.Q(notice=""),
                name="outgoing_is_answer_or_notice",
            )
        ]
        indexes = [
            models.Index(fields=["case", "at"]),
            models.Index(fields=["client", "-at"]),
            models.Index(fields=["organisation", "status", "at"]),
            models.Index(fields=["case"], condition=~models.Q(reading=""), name="files_not_read"),
            models.Index(fields=["id"], condition=models.Q(reading_since__isnull=False), name="files_not_seen"),
        ]

    def __str__(self) -> str:
        return self.subject or self.text[:60]

    @property
    def own_words(self) -> str:
        """Without the answers to a form, which a page shows as a table."""
        return own_words(self.text, self.answers)

    def seen_as(self) -> tuple[str, int, tuple[str, ...]]:
        """Of a case: that case, which is named by its number. Set aside: itself, by what its list shows."""
        known = self.__dict__
        if known.get("case_id"):
            return "case", known["case_id"], ()
        return "contact", self.pk, (known.get("subject", ""), known.get("sender", ""), known.get("text", "")[:40])


class Attachment(models.Model):
    """A file of a contact or of a reply; bytes are shared by digest, the name is its own."""

    contact = models.ForeignKey(Contact, null=True, on_delete=models.CASCADE, related_name="attachments")
    reply = models.ForeignKey("cases.Reply", null=True, on_delete=models.CASCADE, related_name="attachments")
    file = models.ForeignKey("core.StoredFile", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=150, blank=True)
    inline = models.BooleanField(default=False, help_text="a picture inside the text, not a document")
    inside = models.CharField(
        max_length=9,
        blank=True,
        choices=list(INSIDE.items()),
        help_text="why it does not open, or what its signature holds",
    )
    unsearched = models.CharField(
        max_length=4,
        blank=True,
        choices=list(UNSEARCHED.items()),
        help_text="of a file of a message: its words could not be taken out for the search (FileWords: failed)",
    )
    scan = models.CharField(max_length=120, blank=True, help_text="clean, or the name of what the antivirus found")
    seal = models.JSONField(
        default=dict, help_text="of a file that is a signature: its certificate and the judgement, made once"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(contact=None) ^ models.Q(reply=None), name="file_has_one_owner")
        ]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(seal__judgement__why="waits"), name="seals_waiting"),
        ]

    @property
    def is_unopened(self) -> bool:
        return self.inside in UNOPENED

    @property
    def sealed(self) -> Seal | None:
        """What was found of a signature file; None for any other file."""
        return seal_of(self.seal, signed=True) if self.seal else None
