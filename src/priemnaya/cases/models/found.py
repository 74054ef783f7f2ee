"""What staff search: one row for each case, card of a client and letter without a case, with all its words as lexemes.

The database keeps it by triggers (`cases/finding/sql.py`), in the transaction that writes the words: whoever writes
them, the search knows. The words themselves stay where they are.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q


class Found(models.Model):
    """Weights: A numbers; B subject, names, addresses of a client; C what was written, names of files; D quotation,
    what was recognised on scans, words of files. Signs of whole numbers and of a surname with initials stand there as
    they are («#3412550012», «~иванов~и~и»)."""

    CASE, CLIENT, LETTER = "case", "client", "letter"

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=6)
    case = models.OneToOneField("cases.Case", null=True, on_delete=models.CASCADE, related_name="found")
    client = models.OneToOneField("people.Client", null=True, on_delete=models.CASCADE, related_name="found")
    contact = models.OneToOneField("cases.Contact", null=True, on_delete=models.CASCADE, related_name="found")
    search = SearchVectorField()
    changed_in = models.BigIntegerField(help_text="the transaction of the database that wrote it last")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="case", case__isnull=False, client=None, contact=None)
                | Q(kind="client", case=None, client__isnull=False, contact=None)
                | Q(kind="letter", case=None, client=None, contact__isnull=False),
                name="found_is_of_one",
            )
        ]
        indexes = [
            GinIndex(fields=["search"], name="found_cases", condition=Q(kind="case")),
            GinIndex(fields=["search"], name="found_clients", condition=Q(kind="client")),
            GinIndex(fields=["search"], name="found_letters", condition=Q(kind="letter")),
            models.Index(fields=["organisation", "changed_in"], name="found_changed"),
        ]


class FileWords(models.Model):
    """What a file of a message or an answer says, for the search alone: a row with each file, made by the database;
    its words are taken out in the background (`paper/actions/wording.py`), and go with the file. state: waits, picture
    (its words wait to be recognised), none (there are none, or nothing reads it), failed (after several tries they were
    not read, or not all: the file's line says so, and it is tried again on some further days), or done. search: all of
    the text as lexemes without places, made once by the database, so that a case of many files costs little to index
    anew."""

    attachment = models.OneToOneField("cases.Attachment", on_delete=models.CASCADE, related_name="words")
    state = models.CharField(max_length=7, default="waits", blank=True)
    tries = models.PositiveSmallIntegerField(default=0, help_text="how often it was begun and came to no end")
    tried_at = models.DateTimeField(null=True)
    text = models.TextField(blank=True)
    search = SearchVectorField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["-id"], condition=Q(state__in=("waits", "picture", "failed")), name="words_waiting")
        ]


class FoundWord(models.Model):
    """A lexeme that stands in what staff search, and in how many rows of a body: what typing errors are mended by. The
    worker counts them; `keys` are those of `plain.sought.keys_of`."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="+")
    word = models.CharField(max_length=40)
    documents = models.IntegerField(default=1)
    keys = ArrayField(models.CharField(max_length=60))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "word"], name="found_word_once")]
        indexes = [
            GinIndex(fields=["keys"], name="found_word_keys"),
            models.Index(
                fields=["organisation", "word"], name="found_word_begins", opclasses=["int8_ops", "varchar_pattern_ops"]
            ),
        ]


class WordsCounted(models.Model):
    """Up to which transaction the words of a body were gathered, and when they were last counted whole."""

    organisation = models.OneToOneField("people.Organisation", on_delete=models.CASCADE, related_name="+")
    upto = models.BigIntegerField()
    whole_at = models.DateTimeField()
